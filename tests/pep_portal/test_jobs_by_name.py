"""Pages lie below the jobs, and ask for one by its name: it has to be known where no job was ever imported."""

import os
import re
import subprocess
import sys

from django.conf import settings

APPS = ("accounts", "children", "imports", "peps", "quality", "funding", "reports", "records", "workspace")
ASKED_FOR = re.compile(r"""\bwake\(\s*"([^"]+)""")
PRINTS = "import sys, django; django.setup(); from accounts.waking import job; print(*(job(name).name for name in sys.argv[1:]))"


def test_every_job_that_a_page_or_the_timetable_names_is_known_to_a_process_that_only_shows_pages():
    code = [file.read_text() for app in APPS for file in (settings.BASE_DIR / app).rglob("*.py")]
    asked_for = {name for text in code for name in ASKED_FOR.findall(text)}
    named = asked_for | {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "pep_portal.settings"}
    told = subprocess.run(
        [sys.executable, "-c", PRINTS, *named],
        env=surroundings,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"peps.run_batch", "children.take_upload"} <= asked_for
    assert named <= set(told.stdout.split())
