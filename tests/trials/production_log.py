"""The portal's settings with the log of production, and pages that fail; for a web server of its own."""

import os

from pep_portal import logs
from pep_portal.settings import *  # noqa: F403, TID251 - settings of a process of its own

LOGGING = logs.configuration(is_production=True)
if os.environ.get("FAILING_PAGES"):
    ROOT_URLCONF = "tests.trials.failing_urls"
