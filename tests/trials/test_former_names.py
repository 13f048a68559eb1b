"""Former names, and the family name of a carer that a child goes by, stay in the record: they are on no paper.

A former name may be of a family through which the child must not be traced; the carer's says where the child lives.
"""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from children.enums import Phase
from children.identity import names
from children.identity.names import SEEN, NamesFor
from children.models import ChildName
from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.copies import READERS
from peps.documents.letters import bursary_letter
from peps.documents.signed_copy import body_of
from peps.enums import Audience, OwnPageFor
from peps.meetings import meetings
from peps.models import PersonalEducationPlan
from peps.prefilling import prefill
from peps.voice.guest_links import hand_over
from tests.factories import PostFactory
from tests.factories.peps import moment
from tests.peps.filled_plan import filled_plan
from tests.signed_in import signed_in
from tests.trials.test_untold_names import outputs, text_of_pdf
from workspace import summaries
from workspace.enums import SummaryAudience

TODAY = dt.date(2026, 12, 1)
pytestmark = pytest.mark.django_db
SECRETS = ("ashdale", "fernsby", "quillfeather")
EVERY_READER = {"whoever reads all": READS_ALL} | READERS | {each: reader_of(each) for each in Audience}


@pytest.fixture
def pep():
    """A plan of Maya Thornbury, called May Quillfeather, who was Maya Ashdale, and Fernsby before."""
    pep = filled_plan()
    child = pep.child
    born, changed = child.date_of_birth, child.date_of_birth.replace(year=child.date_of_birth.year + 3)
    rows = (
        ("FORMER", "Maya", "Fernsby", born, None),
        ("LEGAL", "Maya", "Ashdale", born, changed),
        ("LEGAL", "Maya", "Thornbury", changed, None),
        ("KNOWN_AS", "May", "Quillfeather", changed, None),
    )
    for kind, given, family, since, until in rows:
        ChildName.objects.create(
            child=child, kind=kind, given_name=given, family_name=family, from_date=since, until=until
        )
    names.follow_rows(child)
    return PersonalEducationPlan.objects.get(pk=pep.pk)


def told_in(text: str) -> set[str]:
    return {name for name in SECRETS if name in text.casefold()}


@pytest.mark.alike
@pytest.mark.parametrize("reader", EVERY_READER)
def test_no_copy_for_anybody_has_them_in_any_format(pep, reader):
    told = outputs(body_of(pep), EVERY_READER[reader])

    assert {output: found for output, text in told.items() if (found := told_in(text))} == {}
    assert "Maya" in told["PDF"] or "May" in told["PDF"]


@pytest.mark.parametrize("audience", SummaryAudience.values)
def test_no_summary_has_them(pep, audience):
    text = str(summaries.draft(child=pep.child, audience=audience, made_for="x", on=TODAY))

    assert told_in(text) == set()
    assert "Maya Thornbury" in text


def test_nothing_that_a_plan_begins_with_has_them(pep):
    facts = prefill.facts(pep.child, TODAY)

    assert told_in(str(facts)) == set()
    assert (facts["full_name"].text, facts["preferred_name"].text) == ("Maya Thornbury", "May")


def test_the_letter_for_the_bursary_has_the_legal_name_alone(pep):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(phase=Phase.POST_16)
    officer = PostFactory(role="VSO").user
    text = text_of_pdf(bursary_letter(PersonalEducationPlan.objects.get(pk=pep.pk), by=officer, on=TODAY))

    assert told_in(text) == set()
    assert "Maya Thornbury" in text


@pytest.mark.parametrize("made_for", [OwnPageFor.CHILD, OwnPageFor.CARER, OwnPageFor.PARENT])
def test_no_page_by_link_has_them(pep, made_for):
    officer = PostFactory(role="VSO").user
    _, token = hand_over(pep=pep, made_for=made_for, last_day=dt.date(2026, 12, 20), by=officer, at=moment(TODAY))
    page = Client().post(reverse("peps:own_start", args=[token]), follow=True).content.decode()

    assert told_in(page) == set()


def test_the_meeting_proposes_the_child_by_the_first_name(pep):
    assert told_in(" ".join(each.name for each in meetings.proposed_people(pep, TODAY))) == set()


def test_the_record_has_them_and_a_former_name_is_not_in_its_other_tabs(pep):
    officer = signed_in(PostFactory(role="VSO").user)

    def read(tab):
        return told_in(officer.get(reverse("workspace:child_tab", args=[pep.child.reference, tab])).content.decode())

    assert read("family") == set(SECRETS)
    assert read("school") == read("plans") == {"quillfeather"}, "the page is headed by the name that people use"


def test_one_place_says_who_sees_which_and_has_an_answer_for_each(pep):
    assert set(SEEN) == set(NamesFor)
    for audience in NamesFor:
        seen = {row.words for row in names.of_child(pep.child, audience)}
        assert bool(told_in(" ".join(seen)) & {"ashdale", "fernsby"}) == (audience == NamesFor.RECORD)
    assert names.called(pep.child, NamesFor.LISTED) == names.full_name(pep.child, NamesFor.LISTED) == ""
