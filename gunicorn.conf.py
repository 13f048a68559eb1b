"""Read by gunicorn when it is started in this folder. In production it writes the same log as the portal from its start."""

import os

from pep_portal import logs

if os.environ.get("DEPLOYMENT") == "production":
    logconfig_dict = logs.configuration(is_production=True)
