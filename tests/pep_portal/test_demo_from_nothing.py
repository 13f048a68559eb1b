import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.test import override_settings

from accounts.models import AuditRecord
from children.models import Child
from imports.models import ImportRun
from pep_portal.demo.agenda import Agenda
from pep_portal.demo.year import Year
from peps.models import PersonalEducationPlan
from peps.scope import in_scope

pytestmark = pytest.mark.django_db


def quiet(text: str) -> None:
    pass


@pytest.fixture
def said(tmp_path, monkeypatch):
    """What the command says while the files go in; their past year is left out, which takes minutes."""
    told = io.StringIO()
    with override_settings(DATA_DIR=tmp_path, PORTAL_TODAY="2026-12-01"), monkeypatch.context() as changed:
        changed.setattr(Year, "happen", lambda self: None)
        call_command("demo", from_nothing=True, stdout=told)
        changed.undo()
        yield told.getvalue()


def test_the_files_go_in_without_a_refusal_and_plans_are_opened_checked_and_signed_by_the_rules(said):
    """Nine children and one term of the year."""
    assert "Names, people, placements and schools of the children" in said
    assert ", line " not in said
    assert all(one["warning"] for run in ImportRun.objects.all() for one in run.refusals)

    some = list(in_scope(dt.date(2025, 9, 2)).order_by("social_care_id").values_list("pk", flat=True)[::12])
    for child in Child.objects.exclude(pk__in=some):
        child.care_periods.update(until=dt.date(2025, 1, 1), from_date=dt.date(2024, 12, 31))
    year = Year(quiet)
    year.agenda = year.lives.agenda = Agenda(until=dt.date(2026, 1, 5))
    year.happen()

    plans = PersonalEducationPlan.objects.filter(fills_term__name="AUTUMN")
    assert plans.count() == len(some)
    assert plans.filter(status="SIGNED_OFF", signed_copy__isnull=False).exists()
    assert not plans.filter(status__in=["SUBMITTED", "RETURNED"]).exists()
    assert AuditRecord.objects.filter(act="figures.count_taken").count() == 1
