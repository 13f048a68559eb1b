"""Contact, collection and consent are confirmed one by one in every plan, and never with the whole section."""

import pytest
from django.urls import reverse

from peps.answers.confirmable import is_to_confirm
from peps.enums import PepKind
from peps.questions.blueprint import blueprint_for
from peps.questions.blueprint.spec import from_body
from peps.questions.plan_form import blueprint_of
from peps.sections.section_choices import to_confirm
from tests.factories import ContactFactory, open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
CARRIED = "from the plan “Summer term 2025/26”"


@pytest.fixture
def section(cast):
    """Permissions in which everything was filled in from elsewhere."""
    ContactFactory(child=cast.child, name="Ian Grey", relationship="Father", may_have_contact=False)
    section = open_plan(cast.child).sections.get(key="permissions")
    for key, text in {"trips": "CARER", "photographs": "NO", "letters": "The carer"}.items():
        section.answers[key] = {"text": text, "n": 1, "source": CARRIED}
    section.save()
    return section


def post(cast, section, then):
    url = reverse("peps:section", args=[section.pep.reference, "permissions"])
    response = signed_in(cast.sam).post(url, {"then": then})
    section.refresh_from_db()
    return response


def open_keys(section) -> set[str]:
    return {each.key for each in to_confirm(section, blueprint_of(section.pep).section("permissions"))}


def test_one_press_for_the_whole_section_confirms_none_of_them(cast, section):
    page = signed_in(cast.sam).get(reverse("peps:section", args=[section.pep.reference, "permissions"]))
    assert "All of this is still right" not in page.content.decode()

    answer = post(cast, section, "complete")

    assert section.confirmed_at is None
    assert "Confirm “Who says yes to a school trip”" in answer.content.decode()
    assert open_keys(section) == {"parental_responsibility", "trips", "photographs", "letters", "no_contact"}


def test_each_is_confirmed_by_itself_and_then_the_section_can_be(cast, section):
    for key in sorted(open_keys(section)):
        assert key in open_keys(section)
        post(cast, section, f"confirm:{key}")
        assert key not in open_keys(section)

    assert section.answers["trips"]["confirmed_by"] == cast.sam.pk
    post(cast, section, "complete")
    assert section.confirmed_by == cast.sam


def test_what_a_person_writes_anew_needs_no_more(cast, section):
    url = reverse("peps:section", args=[section.pep.reference, "permissions"])
    signed_in(cast.sam).post(url, {"then": "later", "letters": "The social worker", "n__letters": "1"})
    section.refresh_from_db()

    assert "letters" not in open_keys(section)


def test_a_form_of_before_still_loads_and_asks_nothing_more(cast):
    body = blueprint_for(cast.child.phase_on(cast.today), kind=PepKind.TERMLY).as_body()
    for spec in body["sections"]:
        for question in spec["questions"]:
            del question["confirm_each_term"]

    before = from_body(body)

    answer = {"text": "CARER", "n": 1, "source": CARRIED}
    assert not any(is_to_confirm(q, answer) for spec in before.sections for q in spec.questions)
