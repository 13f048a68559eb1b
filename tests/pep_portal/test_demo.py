import datetime as dt
import json
import random
import stat

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from accounts.models import AuditRecord, Post, User
from children import attendance
from children.models import AttainmentResult, Child, Enrolment, ImportRun, SessionMark, Suspension
from pep_portal.demo import loading, sign_ins
from pep_portal.demo.agenda import Agenda
from pep_portal.demo.fates import ONE_DAY, draw
from pep_portal.demo.year import Year
from peps.models import PersonalEducationPlan
from peps.scope import in_scope, out_of_scope

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def no_year(monkeypatch):
    """The past year takes a minute; the tests of what stands around it do without."""
    monkeypatch.setattr(Year, "happen", lambda self: None)


def quiet(text: str) -> None:
    pass


def test_the_files_go_in_without_a_refusal():
    said: list[str] = []

    loading.load_files(said.append)

    assert [text for text in said if "line" in text] == []
    assert all(one["warning"] for run in ImportRun.objects.all() for one in run.refusals)


def test_the_council_has_168_children_of_whom_135_are_in_care_and_the_others_are_listed_with_the_reason():
    loading.load_files(quiet)

    assert Child.objects.count() == 168
    assert Child.objects.looked_after_on(TODAY).count() == 135
    left_out = list(out_of_scope(TODAY))
    assert in_scope(TODAY).count() + len(left_out) == 135
    assert {one.reason for one in left_out} == {
        "Under 3 years old",
        "Has turned 18",
        "Not yet at school and not in a nursery",
    }


def test_what_a_council_has_to_cope_with_is_there():
    loading.load_files(quiet)
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


def test_there_is_a_sign_in_for_every_role_and_it_works(data_dir, no_year, client, capsys):
    call_command("demo", json=True)

    people = json.loads(capsys.readouterr().out)["sign_ins"]
    assert [one["role"] for one in people] == [role.label for role in Role]
    for one in people:
        assert User.objects.get(email=one["email"]).check_password(one["password"])
    assert stat.S_IMODE((data_dir / "demo-sign-ins.json").stat().st_mode) == 0o600


def test_a_second_run_keeps_the_sign_ins_and_changes_nothing(data_dir, no_year, capsys):
    call_command("demo", json=True)
    first = capsys.readouterr().out
    runs = ImportRun.objects.count()

    call_command("demo", json=True)

    assert capsys.readouterr().out == first
    assert ImportRun.objects.count() == runs


def test_sign_ins_that_were_lost_are_made_anew(data_dir, no_year, capsys):
    call_command("demo")
    (data_dir / "demo-sign-ins.json").write_text("{")

    call_command("demo", json=True)

    assert sign_ins.kept()


def test_every_person_is_marked_as_made_up_and_none_can_be_written_to(data_dir, no_year):
    call_command("demo", json=True)

    assert not User.objects.filter(is_demo=False).exists()
    assert not User.objects.exclude(email__endswith=".example").exists()


def test_it_is_refused_in_production(settings, data_dir):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="never loaded in production"):
        call_command("demo")

    assert not Child.objects.exists()


def test_schools_have_sent_attendance_results_and_suspensions_and_some_have_not():
    loading.load_files(quiet)

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
    assert set(AttainmentResult.objects.values_list("stage", flat=True)) == {
        "EYFS", "PHONICS", "KS1", "KS2", "KS3", "KS4", "POST16",
    }  # fmt: skip


@pytest.mark.parametrize("there", ["person", "child"])
def test_made_up_children_never_come_beside_real_ones(data_dir, there):
    if there == "person":
        User.objects.create_user("real.person@council.example", name="Real Person")
    else:
        Child.objects.create(social_care_id="1", date_of_birth=dt.date(2015, 1, 1))

    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("demo")

    assert Child.objects.count() == (there == "child")
    assert not (data_dir / "demo-sign-ins.json").exists()


def test_when_it_is_interrupted_nothing_stays(data_dir, monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Year, "happen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo")

    assert not Child.objects.exists()
    assert not Post.objects.exists()


def test_the_year_opens_writes_checks_and_signs_plans_by_the_rules(data_dir):
    """Nine children, one term: the whole year is tried by whoever starts the demonstration."""
    loading.load_files(quiet)
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


@pytest.mark.parametrize("number", range(200))
def test_days_of_a_plan_come_in_an_order_that_can_be(number):
    chance = random.Random(number)
    opened = dt.date(2026, 1, 5) + ONE_DAY * chance.randrange(40)
    due = min(dt.date(2026, 3, 20), opened + ONE_DAY * chance.randrange(14, 70))
    latest = dt.date(2026, 4, 8)

    fate = draw(str(number), opened=opened, due=due, latest=latest)

    assert opened < fate.part_1
    assert fate.meeting <= fate.school_part
    assert max(fate.part_1, fate.school_part) <= fate.checked < latest
    if not fate.is_late:
        assert max(fate.part_1, fate.school_part, fate.meeting) <= due
