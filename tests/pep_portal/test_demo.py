import datetime as dt
import io
import json
import stat

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from accounts import audit
from accounts.enums import Role
from accounts.models import AuditRecord, User
from children.attendance import attendance
from children.models import AttainmentResult, Child, Enrolment, SessionMark, Suspension
from imports.models import ImportRun
from pep_portal.demo import sign_ins, snapshot
from peps.models import PersonalEducationPlan
from peps.scope import in_scope, out_of_scope

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


@pytest.fixture(scope="module")
def council(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once and away after the last test here. What a test changes goes with the test."""
    at = {"DATA_DIR": tmp_path_factory.mktemp("var"), "PORTAL_TODAY": TODAY.isoformat()}
    with django_db_blocker.unblock(), override_settings(**at), transaction.atomic():
        call_command("demo", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people(council):
    """Those whom the command names, as it tells them to a script."""

    def told():
        out = io.StringIO()
        call_command("demo", json=True, stdout=out)
        return json.loads(out.getvalue())["sign_ins"]

    return told


def test_it_starts_from_the_snapshot_which_is_of_these_migrations():
    """Where it is not, `manage.py demo --from-nothing` and then `manage.py write_demo_snapshot` make it anew."""
    assert snapshot.fits()


def test_new_rows_go_on_behind_those_of_the_snapshot(council):
    last = AuditRecord.objects.latest("pk").pk

    assert audit.record("demo.tried", by=audit.System("imports")).pk > last


def test_its_past_year_has_plans_signed_returned_and_under_way_and_figures_kept_at_each_deadline(council):
    assert PersonalEducationPlan.objects.filter(status="SIGNED_OFF", signed_copy__isnull=False).count() > 200
    assert {"OPEN", "SUBMITTED", "SIGNED_OFF", "CLOSED"} <= {
        *PersonalEducationPlan.objects.values_list("status", flat=True)
    }
    assert AuditRecord.objects.filter(act="figures.count_taken").count() == 3


def test_the_council_has_168_children_of_whom_135_are_in_care_and_the_others_are_listed_with_the_reason(council):
    assert Child.objects.count() == 168
    assert Child.objects.looked_after_on(TODAY).count() == 135
    left_out = list(out_of_scope(TODAY))
    assert in_scope(TODAY).count() + len(left_out) == 135
    assert {one.reason for one in left_out} == {
        "Under 3 years old",
        "Has turned 18",
        "Not yet at school and not in a nursery",
    }


def test_what_a_council_has_to_cope_with_is_there(council):
    in_care = Child.objects.looked_after_on(TODAY)
    at_school = Enrolment.objects.holding(TODAY)

    assert (
        in_care.exclude(enrolments__in=at_school).exclude(pk__in=[one.child.pk for one in out_of_scope(TODAY)]).exists()
    )
    assert at_school.filter(kind="AP").exists()
    assert at_school.exclude(school__posts__role=Role.DESIGNATED_TEACHER).exists()
    assert Enrolment.objects.filter(from_date=dt.date(2027, 1, 4)).count() == 1
    assert in_care.filter(allocations__kind="SW", allocations__person=None, allocations__until=None).exists()
    assert in_care.exclude(preferred_name="").exists()


def test_there_is_a_sign_in_for_every_role_and_it_works(people):
    found = people()

    assert [one["role"] for one in found] == [role.label for role in Role]
    for one in found:
        assert User.objects.get(email=one["email"]).check_password(one["password"])
    assert stat.S_IMODE(sign_ins.path().stat().st_mode) == 0o600


def test_a_second_run_keeps_the_sign_ins_and_changes_nothing(people):
    first, runs = people(), ImportRun.objects.count()

    assert people() == first
    assert ImportRun.objects.count() == runs


def test_sign_ins_that_were_lost_are_made_anew(people):
    lost = people()
    sign_ins.path().write_text("{")

    assert [one["email"] for one in people()] == [one["email"] for one in lost]
    assert people() != lost
    assert sign_ins.kept()


def test_every_person_is_marked_as_made_up_and_none_can_be_written_to(council):
    assert User.objects.exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert not User.objects.exclude(email__endswith=".example").exists()


def test_schools_have_sent_attendance_results_and_suspensions_and_some_have_not(council):
    since = dt.date(2026, 9, 1)
    marked = set(SessionMark.objects.values_list("child", flat=True))
    tallies = attendance.of_children(marked, from_date=since, until=TODAY)
    assert 40 <= len(marked) <= 45
    assert {bool(one.is_persistently_absent) for one in tallies.values()} == {True, False}
    assert SessionMark.objects.filter(session_date=dt.date(2026, 11, 30)).exists()
    week = SessionMark.objects.filter(session_date__gte=dt.date(2026, 11, 23)).values("school")
    stopped = set(SessionMark.objects.exclude(school__in=week).values_list("school", flat=True))
    assert len(stopped) == 2
    assert Suspension.objects.filter(start_date__gte=since).exists()
    assert Suspension.objects.filter(start_date__lt=since).exists()
    assert set(AttainmentResult.objects.values_list("stage", flat=True)) >= {
        "EYFS", "PHONICS", "KS1", "KS2", "KS3", "KS4", "POST16",
    }  # fmt: skip
