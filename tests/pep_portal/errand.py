"""A job for the worker of test_serve.py: it leaves a mark, so that the test sees that it was run by another process."""

from pathlib import Path

from pep_portal.celery import app


@app.task(name="tests.leave_a_mark")
def leave_a_mark(path):
    Path(path).write_text("done")
