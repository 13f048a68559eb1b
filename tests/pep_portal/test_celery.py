import gc

import pytest
from django.conf import settings

from pep_portal.celery import app
from pep_portal.timetable import Timetable


def test_no_job_of_a_test_reaches_a_real_queue():
    assert app.conf.task_always_eager
    assert app.conf.task_eager_propagates


def test_every_tick_of_the_timetable_expires_before_or_with_the_next_one():
    """Or ticks would pile up behind a long job."""
    entries = settings.CELERY_BEAT_SCHEDULE
    assert entries
    for name, entry in entries.items():
        expires = entry.get("options", {}).get("expires")
        assert expires, name
        if isinstance(entry["schedule"], float):
            assert expires <= entry["schedule"], name


def test_every_entry_of_the_timetable_names_a_task_that_exists():
    app.loader.import_default_modules()
    missing = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - set(app.tasks)
    assert missing == set()


@pytest.mark.parametrize("torn", [b"", b"\x80\x05\x95"])
def test_a_timetable_that_was_torn_by_a_power_cut_begins_anew(tmp_path, torn):
    name = str(tmp_path / "celerybeat-schedule")
    first = Timetable(app=app, schedule_filename=name)
    first.setup_schedule()
    first.close()
    for file in (file for file in tmp_path.iterdir() if file.suffix in ("", ".dat", ".db")):
        file.write_bytes(torn)
    again = Timetable(app=app, schedule_filename=name)
    assert set(settings.CELERY_BEAT_SCHEDULE) <= set(again.schedule)
    again.close()
    gc.collect()  # the torn file is not written to when it is let go, which would be an error here
