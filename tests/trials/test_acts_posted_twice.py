"""The acts with the heaviest consequences, each truly sent twice: once from two requests without a token, as a proxy or
a script repeats them, and once from one page of a browser. What stands in the database afterwards is what one made."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse

from accounts.clock import pretend
from accounts.models import AuditRecord
from children.models import Suspension
from funding.models import LedgerEntry
from peps.enums import PepStatus
from peps.life.workflow import make_move
from peps.meetings.meetings import invite
from peps.models import Invitee, LikelyExclusion, Meeting, OwnPage, PersonalEducationPlan
from quality.enums import Grade
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.funding.plans import regime, signed_plan
from tests.quality.plans import NOW, POINT, audited, fill, submitted
from tests.signed_in import signed_in
from tests.trials.test_likely_exclusions import SAID as LIKELY

pytestmark = pytest.mark.django_db
OURS = ("accounts", "children", "peps", "quality", "funding", "reports", "workspace", "records")
NOT_AN_ACT = {"accounts.AuditRecord", "accounts.KnownDevice", "accounts.SessionRecord"}


@pytest.fixture(autouse=True)
def nothing_was_posted():
    cache.clear()


def rows() -> dict[str, int]:
    """How many there are of everything: letters that wait, events, money, people."""
    models = [model for name in OURS for model in apps.get_app_config(name).get_models()]
    return {model._meta.label: model.objects.count() for model in models if model._meta.label not in NOT_AN_ACT}


def pep_of(cast):
    return open_plan(cast.child, at=moment(dt.date(2026, 9, 2)))


def part_1(cast):
    pep = fill(pep_of(cast), by=cast.officer)
    return cast.sam, reverse("peps:submit_part_1", args=[pep.reference]), {}


def school_part(cast):
    pep = fill(pep_of(cast), by=cast.officer)
    make_move("submit_part_1", pep=pep, by=cast.sam, at=moment(dt.date(2026, 11, 24)))
    return cast.teacher, reverse("quality:check", args=[pep.reference]), {}


def returning(cast):
    pep = submitted(cast)
    audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
    return cast.officer, reverse("quality:return", args=[pep.reference]), {}


def signing_off(cast):
    pep = submitted(cast)
    audited(pep, cast.officer)
    return cast.officer, reverse("quality:sign_off", args=[pep.reference]), {}


def handing_out_a_term(cast):
    return cast.officer, reverse("peps:delegation", args=[cast.term.key]), {}


def inviting(cast):
    given = {"name": "Nia Quist", "email": "nia@fernshire.example", "role": "SW", "team": cast.team.pk}
    given |= {"from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}
    return cast.admin, reverse("accounts:invite"), given


def cancelling_a_meeting(cast):
    pep = pep_of(cast)
    planned = {"planned_date": "9/12/2026", "planned_time": "14:30", "place_kind": "SCHOOL", "place": "Room 1"}
    with pretend(moment(TODAY, 9)):
        signed_in(cast.sam).post(reverse("peps:plan_meeting", args=[pep.reference]), planned)
    Invitee.objects.create(meeting=Meeting.objects.get(), role="HEALTH", name="Dr Lund", email="lund@health.example")
    invite(pep=pep, by=cast.sam, at=moment(TODAY, 9))
    given = {"because_of": "SCHOOL", "reason": "The hall was flooded."}
    return cast.sam, reverse("peps:cancel_meeting", args=[pep.reference]), given


def recording_a_suspension(cast):
    given = {"category": "SUSP", "sessions": "2"}
    given |= {"start_date_day": "1", "start_date_month": "12", "start_date_year": "2026"}
    return cast.teacher, reverse("children:add_row", args=[cast.child.reference, "suspension"]), given


def saying_that_one_is_likely(cast):
    return cast.teacher, reverse("peps:say_likely", args=[cast.child.reference]), dict(LIKELY)


def paying(cast):
    regime()
    signed_plan(child=cast.child, school=cast.school)
    return cast.officer, reverse("funding:release_due"), {}


def restoring(cast):
    pep = make_move("close", pep=pep_of(cast), by=cast.head, at=moment(TODAY, 8), close_reason="LEFT_CARE")
    return cast.officer, reverse("peps:restore", args=[pep.reference]), {"note": "A wrong row."}


def closing(cast):
    return (
        cast.head,
        reverse("peps:close", args=[pep_of(cast).reference]),
        {"close_reason": "LEFT_CARE", "note": "Went home."},
    )


ACTS = {
    part_1: lambda: PersonalEducationPlan.objects.get().parts.get(name="PART_1").submitted_at,
    school_part: lambda: PersonalEducationPlan.objects.get().status == PepStatus.SUBMITTED,
    returning: lambda: PersonalEducationPlan.objects.get().status == PepStatus.RETURNED,
    signing_off: lambda: PersonalEducationPlan.objects.get().status == PepStatus.SIGNED_OFF,
    handing_out_a_term: lambda: PersonalEducationPlan.objects.count() == 2,
    inviting: lambda: apps.get_model("accounts.User").objects.filter(email="nia@fernshire.example").count() == 1,
    cancelling_a_meeting: lambda: AuditRecord.objects.filter(act="meeting.cancelled").count() == 1,
    recording_a_suspension: lambda: Suspension.objects.count() == 1,
    saying_that_one_is_likely: lambda: LikelyExclusion.objects.count() == 1,
    paying: lambda: LedgerEntry.objects.filter(kind="INSTALMENT").count() == 1,
    restoring: lambda: PersonalEducationPlan.objects.get().status == PepStatus.OPEN,
    closing: lambda: PersonalEducationPlan.objects.get().status == PepStatus.CLOSED,
}


@pytest.mark.parametrize(("act", "is_done"), ACTS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_two_requests_that_say_the_same_do_it_once(cast, act: Callable, is_done):
    person, address, given = act(cast)
    with pretend(NOW):
        first = signed_in(person).post(address, given)
        after_one = rows()
        assert is_done(), first.status_code
    with pretend(NOW + dt.timedelta(seconds=20)):
        signed_in(person).post(address, given)

    assert rows() == after_one
    assert is_done()


@pytest.mark.parametrize(("act", "is_done"), ACTS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_one_page_of_a_browser_that_is_sent_twice_leads_to_the_same_place_and_does_it_once(cast, act, is_done):
    person, address, given = act(cast)
    client = signed_in(person)
    with pretend(NOW):
        page = client.get(address if client.get(address).status_code == 200 else reverse("workspace:my_work"))
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
        answers = [client.post(address, given | {"csrfmiddlewaretoken": token}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert is_done()


def test_a_link_to_a_childs_own_page_that_is_made_twice_by_one_page_is_the_one_that_is_shown(cast):
    pep, client = pep_of(cast), signed_in(cast.sam)
    address = reverse("peps:hand_over", args=[pep.reference, "child"])
    with pretend(NOW):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())[1]
        given = {"last_day": "20/12/2026", "csrfmiddlewaretoken": token}
        answers = [client.post(address, given) for _ in range(2)]
        shown = client.get(answers[1].url)

    assert OwnPage.objects.count() == 1
    assert shown.status_code == 200
    assert "/own/open/" in shown.content.decode()
