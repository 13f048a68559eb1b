from django.conf import settings

from pep_portal.celery import app


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
