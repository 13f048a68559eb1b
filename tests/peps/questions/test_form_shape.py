"""An authority shapes its forms on pages; plans under way keep the form that they were opened with."""

import copy
import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from children.enums import Phase
from peps.enums import Kind, PepStatus
from peps.life.workflow import make_move
from peps.models import FormEdition, LocalQuestion, PersonalEducationPlan
from peps.questions import council_form
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


def next_plan(child, pep):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=pep.opened_at)
    return open_plan(child, term=TermFactory(spring=True), at=moment(dt.date(2027, 1, 6)))


def questions_of(pep) -> dict[str, str]:
    return {q.key: q.label for section in blueprint_of(pep).sections for q in section.questions}


def test_a_section_that_was_switched_off_is_not_asked_from_the_next_plan_on(cast):
    pep = open_plan(cast.child)
    signed_in(cast.head).post(reverse("peps:switch_sections"), {"asked": ["people", "premium"]})

    assert pep.sections.filter(key="permissions").exists()
    assert "trips" in questions_of(pep)
    later = next_plan(cast.child, pep)
    assert not later.sections.filter(key="permissions").exists()
    assert "trips" not in questions_of(later)


def test_a_section_that_the_law_wants_is_refused(cast):
    with pytest.raises(council_form.ShapeNotAllowed):
        council_form.switch_sections(off=["story"], by=cast.head)


def test_children_of_one_age_are_asked_in_the_councils_words(cast):
    url = reverse("peps:word_voice", args=["primary"])
    signed_in(cast.head).post(url, {"hard": "What feels tricky at school?", "going_well": ""})

    asked = questions_of(open_plan(cast.child))
    assert asked["hard"] == "What feels tricky at school?"
    assert asked["going_well"] == "What I like about school"
    assert 'value="What feels tricky at school?"' in signed_in(cast.head).get(url).content.decode()


def test_a_question_that_is_not_asked_of_children_cannot_be_worded(cast):
    council_form.word_voice_questions(phase=Phase.PRIMARY, words={"interests": "Anything"}, by=cast.head)

    assert questions_of(open_plan(cast.child))["interests"] == "Hobbies, clubs and other interests"


def local(**more):
    return {"label": "Which library do they use?", "kind": Kind.TEXT, "audiences": ["SCHOOL"]} | more


def test_a_local_question_is_asked_answered_and_read_by_those_it_names(cast):
    signed_in(cast.head).post(reverse("peps:add_local_question"), local(is_required="on"))
    pep = open_plan(cast.child)
    question = LocalQuestion.objects.get()

    signed_in(cast.teacher).post(
        reverse("peps:section", args=[pep.reference, "local"]), {question.key: "Larkfield", f"n__{question.key}": "0"}
    )

    section = blueprint_of(pep).section("local")
    assert section.question(question.key).audiences == ("SCHOOL",)
    assert pep.sections.get(key="local").text(question.key) == "Larkfield"


def test_a_choice_needs_choices(cast):
    response = signed_in(cast.head).post(reverse("peps:add_local_question"), local(kind=Kind.CHOICE, choices="One"))

    assert response.status_code == 422
    assert "at least two choices" in response.content.decode()
    assert not LocalQuestion.objects.exists()


def test_there_are_ten_local_questions_at_most(cast):
    for number in range(10):
        LocalQuestion.objects.create(label=f"Question {number}?", position=number)

    page = signed_in(cast.head).post(reverse("peps:add_local_question"), local(), follow=True).content.decode()

    assert "ten local questions already" in page
    assert LocalQuestion.objects.count() == 10


def test_a_question_that_is_taken_out_stays_in_plans_that_have_it(cast):
    question = LocalQuestion.objects.create(label="Which library?")
    pep = open_plan(cast.child)
    client, url = signed_in(cast.head), reverse("peps:remove_local_question", args=[question.pk])

    assert "Which library?" in client.get(url).content.decode()
    client.post(url)

    assert questions_of(pep)[f"local_{question.pk}"] == "Which library?"
    assert not next_plan(cast.child, pep).sections.filter(key="local").exists()


def test_who_answers_the_local_questions_is_chosen(cast):
    LocalQuestion.objects.create(label="Which library?")
    signed_in(cast.head).post(reverse("peps:local_part"), {"part": "PART_1"})

    assert open_plan(cast.child).sections.get(key="local").owner_role == "SW"


def test_the_whole_form_can_be_looked_at_and_says_what_was_decided(cast):
    LocalQuestion.objects.create(label="Which library?")
    page = signed_in(cast.admin).get(reverse("peps:preview_form", args=["primary"])).content.decode()

    assert "Which library?" in page
    assert "What is hard for me" in page


@pytest.mark.parametrize("who", ["officer", "sam", "teacher", "manager", "data_officer"])
def test_others_do_not_shape_the_form(cast, who):
    question = LocalQuestion.objects.create(label="Which library?")
    person, client = getattr(cast, who), signed_in(getattr(cast, who))

    for name, args in (
        ("peps:word_voice", ["primary"]),
        ("peps:preview_form", ["primary"]),
        ("peps:change_local_question", [question.pk]),
        ("peps:remove_local_question", [question.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403
        assert client.post(reverse(name, args=args)).status_code == 403
    with pytest.raises(ActNotAllowed):
        council_form.switch_sections(off=[], by=person)
    assert LocalQuestion.objects.exists()


def edition_before(pep) -> dict:
    """As if the plan had been opened with an older form: a question since added is not in it, another was worded
    otherwise, a section since dropped is, and words that the portal has learned since are missing."""
    body = copy.deepcopy(pep.edition.body)
    for section in body["sections"]:
        section.pop("is_optional")
        for question in section["questions"]:
            question.pop("in_their_words")
        section["questions"] = [q for q in section["questions"] if q["key"] != "carer_role"]
        for question in section["questions"]:
            if question["key"] == "interests":
                question["label"] = "Hobbies (as it was asked then)"
    return body


def test_a_plan_of_an_older_edition_still_shows_saves_and_submits(cast):
    pep = open_plan(cast.child)
    pep.edition = FormEdition.objects.keep(edition_before(pep))
    pep.save()
    client = signed_in(cast.teacher)
    url = reverse("peps:section", args=[pep.reference, "strengths"])

    assert "Hobbies (as it was asked then)" in client.get(url).content.decode()
    client.post(url, {"interests": "Frogs", "n__interests": "0"})
    assert pep.sections.get(key="strengths").text("interests") == "Frogs"
    assert (
        "carer_role"
        not in signed_in(cast.sam).get(reverse("peps:section", args=[pep.reference, "care"])).content.decode()
    )
    assert "carer_role" not in {each.question_key for each in missing(pep)}

    fill(pep, by=cast.officer)
    make_move("submit_part_1", pep=pep, by=cast.sam, at=moment(cast.today))
    make_move("submit_school_part", pep=pep, by=cast.teacher, at=moment(cast.today))
    pep.refresh_from_db()
    assert pep.status == PepStatus.SUBMITTED
