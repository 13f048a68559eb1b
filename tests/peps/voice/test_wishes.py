"""You said, we did: each wish gets an answer, which the child reads."""

import datetime as dt

import pytest
from django.urls import reverse

from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.child_copy import child_copy
from peps.documents.signed_copy import body_of, freeze, signed_body
from peps.enums import Audience, OwnPageFor, PepStatus, WishOutcome
from peps.models import PersonalEducationPlan, WishAnswer
from peps.questions.words_for_children import words_now
from peps.voice.guest_links import hand_over
from peps.voice.wishes import CannotAnswer, answer_wish, wishes_of, with_answers_since
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)


@pytest.fixture
@kept
def pep(cast):
    pep = open_plan(cast.child)
    wish(pep, "would_help", "A quiet place for homework")
    return pep


def wish(pep, key, text):
    section = pep.sections.get(key="views")
    section.answers |= {"gave_views": {"text": "yes", "n": 1}, key: {"text": text, "n": 1}}
    section.save()


def answer(pep, by, **given):
    given = {"key": "would_help", "outcome": WishOutcome.WILL, "answer": "The library, from Monday."} | given
    return answer_wish(pep=pep, by=by, at=AT, **given)


def test_a_wish_is_answered_on_its_page_and_the_child_reads_it_in_their_copy(cast, pep):
    client = signed_in(cast.teacher)
    assert "Waits for an answer" in client.get(reverse("peps:wishes", args=[pep.reference])).content.decode()
    client.post(
        reverse("peps:answer_wish", args=[pep.reference, "would_help"]),
        {"outcome": "WILL", "answer": "The library, from Monday."},
    )

    copy = child_copy(body_of(pep), maker=READS_ALL, words=words_now())
    assert [(each["text"], each["outcome"], each["answer"]) for each in copy["wishes"]] == [
        ("A quiet place for homework", "We will do it", "The library, from Monday.")
    ]


def test_one_without_an_answer_is_shown_where_the_plan_is_signed_off(cast, pep):
    url = reverse("quality:sign_off", args=[pep.reference])
    assert "A quiet place for homework" in signed_in(cast.officer).get(url).content.decode()
    answer(pep, cast.teacher)

    assert "A quiet place for homework" not in signed_in(cast.officer).get(url).content.decode()


def test_a_wish_that_changed_waits_again(cast, pep):
    answer(pep, cast.teacher)
    wish(pep, "would_help", "A quiet place, and a lamp")

    found = wishes_of(pep)[0]
    assert (found.changed_since, found.waits) == (True, True)
    assert WishAnswer.objects.get().wish == "A quiet place for homework"


def test_that_it_cannot_be_needs_a_word_why(cast, pep):
    with pytest.raises(CannotAnswer, match="why it cannot be"):
        answer(pep, cast.teacher, outcome=WishOutcome.NOT, answer="  ")
    page = signed_in(cast.teacher).post(
        reverse("peps:answer_wish", args=[pep.reference, "would_help"]), {"outcome": "NOT", "answer": ""}
    )
    assert page.status_code == 422


def test_a_wish_kept_from_the_carer_is_kept_with_its_answer(cast, pep):
    section = pep.sections.get(key="views")
    section.answers["would_help"]["kept_from"] = ["CARER"]
    section.save()
    answer(pep, cast.teacher)

    assert "CARER" not in body_of(pep)["wishes"][0]["audiences"]


def signed(pep, cast):
    freeze(pep=pep, by=cast.head, at=moment(TODAY - dt.timedelta(days=1)))
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(
        status=PepStatus.SIGNED_OFF, signed_off_at=moment(TODAY - dt.timedelta(days=1))
    )
    return PersonalEducationPlan.objects.get(pk=pep.pk)


def test_after_sign_off_a_wish_is_answered_on_its_page_and_the_signed_text_stands(cast, pep):
    plan = signed(pep, cast)
    before = plan.signed_copy.sha256
    client, url = signed_in(cast.teacher), reverse("peps:answer_wish", args=[pep.reference, "would_help"])
    assert url in client.get(reverse("peps:wishes", args=[pep.reference])).content.decode()
    assert client.post(url, {"outcome": "DONE", "answer": "The library is open."}).status_code == 302

    copy = PersonalEducationPlan.objects.get(pk=pep.pk).signed_copy
    assert (copy.sha256, copy.body["wishes"][0]["answer"]) == (before, "")
    assert "answered after sign-off" in pep.events.get(name="wish").text


def test_the_childs_own_page_shows_an_answer_given_after_sign_off_with_its_day(cast, pep, client):
    plan = signed(pep, cast)
    answer(plan, cast.teacher, outcome=WishOutcome.DONE, answer="The library is open.")
    last_day = TODAY + dt.timedelta(days=7)
    own_page, token = hand_over(pep=plan, made_for=OwnPageFor.COPY, last_day=last_day, by=cast.sam, at=AT)
    client.post(reverse("peps:own_start", args=[token]))
    page = client.get(reverse("peps:own_copy", args=[own_page.reference])).content.decode()
    assert "The library is open." in page
    assert "Answered on 1 December 2026." in page
    assert "You will hear what comes of this" not in page


def test_what_was_answered_before_sign_off_bears_no_day_of_its_own(cast, pep):
    answer_wish(
        pep=pep, key="would_help", outcome=WishOutcome.WILL, answer="Soon.", by=cast.teacher,
        at=moment(TODAY - dt.timedelta(days=3)),
    )  # fmt: skip
    plan = signed(pep, cast)
    body = with_answers_since(signed_body(plan.signed_copy), plan)
    assert (body["wishes"][0]["answer"], "answered" in body["wishes"][0]) == ("Soon.", False)


def test_an_answer_given_after_sign_off_is_kept_from_whom_the_wish_is_kept(cast, pep):
    section = pep.sections.get(key="views")
    section.answers["would_help"]["kept_from"] = ["PARENT"]
    section.save()
    plan = signed(pep, cast)
    answer(plan, cast.teacher, answer="Not for parents.")
    body = with_answers_since(signed_body(plan.signed_copy), plan)
    assert "Not for parents." in str(child_copy(body, maker=READS_ALL, words=words_now()))
    assert "Not for parents." not in str(child_copy(body, maker=reader_of(Audience.PARENT), words=words_now()))


def test_in_a_plan_that_was_closed_nothing_is_answered(cast, pep):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.CLOSED, close_reason="LEFT_CARE")
    with pytest.raises(CannotAnswer, match="closed"):
        answer(pep, cast.teacher)


def test_the_teacher_of_another_school_answers_nothing(cast, pep):
    with pytest.raises(PersonalEducationPlan.DoesNotExist):
        answer(pep, cast.other_teacher)
    with pytest.raises(CannotAnswer):
        answer(pep, cast.teacher, key="no_such_wish")
