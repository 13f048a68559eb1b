"""At 18 copies, views and permissions of parents and carers end that day, and the young person decides who sees what."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from children.models import Child, DelegatedAuthority
from children.protection.adulthood import eighteenth_birthday, is_adult
from peps.answers.saving import confirm_answer
from peps.documents.copies import CannotRecord, record_sent
from peps.enums import CopyFor, CopyWay, OwnPageFor
from peps.meetings.meetings import also_named, proposed_people
from peps.models import CopySent, OwnPage, PersonalEducationPlan
from peps.prefilling.carry_forward import earlier_answers
from peps.prefilling.prefill import facts
from peps.sections.completeness import missing
from peps.voice.guest_links import CannotHandOver, PageClosed, hand_over, led_to
from tests.factories import ContactFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY, EVE = dt.date(2026, 12, 1), dt.date(2026, 11, 30)
AT, BEFORE = moment(TODAY), moment(EVE)
TURNS_18_TODAY, TURNS_18_TOMORROW = dt.date(2008, 12, 1), dt.date(2008, 12, 2)
LAST_DAY = dt.date(2026, 12, 20)


@pytest.fixture
def pep(cast):
    """Of a young person who turns 18 tomorrow, with a parent who may have contact."""
    Child.objects.filter(pk=cast.child.pk).update(date_of_birth=TURNS_18_TOMORROW)
    cast.child.refresh_from_db()
    ContactFactory(
        child=cast.child, name="Pat Hazelwood", relationship="Mother", may_have_contact=True, has_parental_responsibility=True
    )  # fmt: skip
    return open_plan(cast.child)


def turn_18(pep) -> PersonalEducationPlan:
    Child.objects.filter(pk=pep.child_id).update(date_of_birth=TURNS_18_TODAY)
    return PersonalEducationPlan.objects.get(pk=pep.pk)


def sign(pep) -> None:
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=BEFORE)
    pep.refresh_from_db()


@pytest.mark.parametrize(
    ("born", "birthday"),
    [(TURNS_18_TODAY, TODAY), (dt.date(2008, 2, 29), dt.date(2026, 3, 1)), (TURNS_18_TOMORROW, dt.date(2026, 12, 2))],
)
def test_the_birthday_itself_counts_and_a_leap_day_ends_on_1_march(born, birthday):
    child = Child(date_of_birth=born)

    assert eighteenth_birthday(child) == birthday
    assert is_adult(child, birthday)
    assert not is_adult(child, birthday - dt.timedelta(days=1))


@pytest.mark.parametrize("made_for", ["PARENT", "CARER"])
def test_links_of_parents_and_carers_stop_working_that_day(cast, pep, made_for):
    page, token = hand_over(pep=pep, made_for=OwnPageFor(made_for), last_day=LAST_DAY, by=cast.sam, at=BEFORE)
    phone = Client()
    assert phone.post(reverse("peps:own_start", args=[token])).status_code == 302
    question = reverse("peps:own_question", args=[page.reference, 1])
    assert phone.post(question, {"text": "before"}).status_code == 302

    pep = turn_18(pep)

    closed = phone.get(question)
    assert closed.status_code == 410
    assert "This link ended when the young person turned 18" in closed.content.decode()
    assert phone.post(question, {"text": "after"}).status_code == 410
    assert list(page.browsers.get().answers.values_list("text", flat=True)) == ["before"]
    assert phone.post(reverse("peps:own_check", args=[page.reference])).status_code == 410
    with pytest.raises(PageClosed):
        led_to(token, lambda _: "")
    with pytest.raises(CannotHandOver):
        hand_over(pep=pep, made_for=OwnPageFor(made_for), last_day=LAST_DAY, by=cast.sam, at=AT)
    assert OwnPage.objects.filter(sent_at__isnull=False).count() == 0


def test_their_own_page_goes_on(cast, pep):
    _, token = hand_over(pep=turn_18(pep), made_for=OwnPageFor.CHILD, last_day=LAST_DAY, by=cast.sam, at=AT)

    assert led_to(token, lambda _: "")[0].made_for == OwnPageFor.CHILD


def test_copies_for_parents_and_carers_are_neither_asked_for_nor_made_nor_recorded(cast, pep):
    sign(pep)
    client, copies = signed_in(cast.sam), reverse("peps:copies", args=[pep.reference])
    asked_for = "Send the carer a copy: Robin Hazelwood"
    assert asked_for in client.get(reverse("workspace:my_work")).content.decode()
    assert reverse("peps:copy_file", args=[pep.reference, "parent"]) in client.get(copies).content.decode()

    pep = turn_18(pep)

    page = client.get(copies).content.decode()
    assert asked_for not in client.get(reverse("workspace:my_work")).content.decode()
    assert "Robin turned 18 on 1 December 2026 and decides who sees what." in page
    assert "Give the young person their own copy" in page
    for made_for in ("carer", "parent"):
        url = reverse("peps:copy_file", args=[pep.reference, made_for])
        assert url not in page
        assert client.get(url)["Location"] == copies
    assert "copies for parents and carers have ended" in client.get(copies).content.decode()
    sent = {"pep": pep, "way": CopyWay.HAND, "note": "", "by": cast.sam, "at": AT}
    with pytest.raises(CannotRecord):
        record_sent(made_for=CopyFor.PARENT, sent_date=TODAY, **sent)
    record_sent(made_for=CopyFor.PARENT, sent_date=EVE, **sent)
    record_sent(made_for=CopyFor.CHILD, sent_date=TODAY, **sent)
    assert CopySent.objects.count() == 2


def test_neither_parents_nor_carers_are_proposed_for_the_meeting(cast, pep):
    assert {"PARENT", "CARER"} <= {each.role for each in also_named(pep, [], TODAY)}

    pep = turn_18(pep)

    assert not {"PARENT", "CARER"} & {each.role for each in [*proposed_people(pep, TODAY), *also_named(pep, [], TODAY)]}


def test_what_others_allowed_is_asked_of_the_young_person_again(cast, pep):
    section = pep.sections.get(key="permissions")
    given = {"by": cast.sam.pk, "at": BEFORE.isoformat(), "n": 2}
    section.answers = {
        "trips": {"text": "PARENT", **given}, "photographs": {"text": "YES", **given}, "letters": {"text": "Pat", **given},
        "parental_responsibility": {"text": "Pat Hazelwood", **given},
    }  # fmt: skip
    section.save()
    assert not [each for each in missing(pep) if each.text.startswith("Confirm “Who says yes")]

    pep = turn_18(pep)

    asked = {each.question_key for each in missing(pep) if each.text.startswith("Confirm")}
    assert asked >= {"trips", "photographs", "letters", "parental_responsibility"}
    page = signed_in(cast.sam).get(reverse("peps:section", args=[pep.reference, "permissions"])).content.decode()
    assert "Said before the 18th birthday" in page
    confirm_answer(section=pep.sections.get(key="permissions"), key="trips", by=cast.sam, at=AT)
    assert "trips" not in {each.question_key for each in missing(pep) if each.text.startswith("Confirm")}
    assert "trips" not in earlier_answers(pep)
    assert "parental_responsibility" not in facts(pep.child, TODAY)


def test_the_childs_page_says_so_and_shows_no_consent_of_others(cast, pep):
    DelegatedAuthority.objects.create(
        child=cast.child, matter="DAY_TRIPS", decided_by="PARENT", from_date=EVE, origin="HAND"
    )
    family = reverse("workspace:child_tab", args=[cast.child.reference, "family"])
    client = signed_in(cast.sam)
    before = client.get(family).content.decode()

    turn_18(pep)

    page = client.get(family).content.decode()
    assert "turned 18" not in before
    assert "turned 18 on 1 December 2026 and decides who sees what" in page
    assert "decide for themselves. What others agreed to ended" in page


def test_a_summary_for_a_college_needs_their_agreement(cast, pep):
    turn_18(pep)
    client, url = signed_in(cast.sam), reverse("workspace:summaries", args=[cast.child.reference])
    typed = {"audience": "SCHOOL", "made_for": "Fernshire College"}

    assert "Ask the young person first" in client.post(url, typed).content.decode()
    assert client.post(url, typed | {"is_agreed": "on"}).status_code == 200
