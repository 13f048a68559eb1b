import io

import pytest
from django.core.management import call_command
from django.core.management.base import OutputWrapper

from children.models import Child, YearlyOutcome
from imports.running.command import Bar

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_how_far_an_import_is():
    terminal = Terminal()
    bar = Bar(OutputWrapper(terminal))

    bar.move(5, 10)
    bar.move(10, 10)
    bar.end()

    assert "[####################....................]  50%" in terminal.getvalue()
    assert terminal.getvalue().endswith("100%\n")


def test_a_log_is_not():
    log = io.StringIO()
    Bar(OutputWrapper(log)).move(5, 10)

    assert log.getvalue() == ""


def test_the_year_of_a_return_can_be_given(tmp_path):
    Child.objects.create(social_care_id="0100", date_of_birth="2014-02-14")
    (tmp_path / "oc2.csv").write_text("CHILD,SDQ_SCORE\n0100,12\n")

    call_command("import_ssda903", str(tmp_path), "--year", "2026", stdout=io.StringIO())

    assert YearlyOutcome.objects.get().year_end_date.year == 2026
