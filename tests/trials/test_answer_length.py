"""One limit on an answer's length, for every writer: a longer text is refused in words, not cut, and nothing is lost."""

import pytest
from django.urls import reverse

from peps.answer_length import LONGEST_ANSWER, TooLong
from peps.answers.merging import Posted
from peps.answers.saving import save_answers
from peps.enums import OwnPageFor
from peps.models import AnswerNote, Conflict, OwnAnswer, TargetReview
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import link, number_of, opened, page_of, say, send, text_in_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
FITS, LONG = "a" * LONGEST_ANSWER, "b" * LONGEST_ANSWER + " the last words"
SAID = "This is too long to save. It has 20,015 characters, and 20,000 is the most."


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def question(pep, key="hard", made_for=OwnPageFor.CHILD):
    return reverse("peps:own_question", args=[page_of(pep, made_for).reference, number_of(pep, key, made_for)])


def section(pep, name="section", key="views"):
    return reverse(f"peps:{name}", args=[pep.reference, key])


class TestOnAnOwnPage:
    @pytest.mark.parametrize(
        ("made_for", "key"),
        [(OwnPageFor.CHILD, "hard"), (OwnPageFor.CARER, "home_worries"), (OwnPageFor.PARENT, "parents_say")],
    )
    def test_a_text_that_does_not_fit_stays_on_the_page_and_what_was_saved_before_stands(
        self, cast, pep, made_for, key
    ):
        phone = opened(link(pep, cast.sam, made_for))
        say(phone, pep, key, "The first words", made_for=made_for)
        page = phone.post(question(pep, key, made_for), {"text": LONG, "shared_with": "EVERYONE"})

        assert page.status_code == 422
        assert SAID in page.content.decode()
        assert LONG in page.content.decode()
        assert OwnAnswer.objects.get().text == "The first words"

    def test_while_typing_the_page_is_told_that_it_is_refused(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        told = phone.post(question(pep), {"text": LONG}, headers={"accept": "application/json"})

        assert told.status_code == 422
        assert told.json() == {"refused": f"{SAID} Make it shorter, then save again."}

    @pytest.mark.parametrize("text", [FITS, "ü" * LONGEST_ANSWER, ("line\r\n" * 4000)[: LONGEST_ANSWER + 4000].strip()])
    def test_a_text_that_just_fits_is_saved_and_sent_whole(self, cast, pep, text):
        phone = opened(link(pep, cast.sam))
        assert say(phone, pep, "hard", text).status_code == 302
        send(phone, pep)

        assert text_in_plan(pep, "hard") == text.replace("\r\n", "\n")

    def test_no_browser_cuts_what_is_pasted(self, cast, pep):
        phone = opened(link(pep, cast.sam))

        assert "maxlength" not in phone.get(question(pep)).content.decode()

    def test_two_phones_that_wrote_as_much_as_fits_lose_nothing(self, cast, pep):
        address = link(pep, cast.sam)
        say(opened(address), pep, "hard", FITS)
        second = opened(address)
        say(second, pep, "hard", "c" * LONGEST_ANSWER)
        send(second, pep)

        assert text_in_plan(pep, "hard") == f"{FITS}\n\n{'c' * LONGEST_ANSWER}"


class TestInASection:
    def data(self, cast, **texts):
        given = {"gave_views": "yes", "hard": "", "going_well": "Art"} | texts
        return given | {f"n__{key}": "0" for key in given}

    @pytest.mark.parametrize("then", ["later", "stay", "complete"])
    def test_the_page_keeps_the_text_and_saves_the_rest(self, cast, pep, then):
        page = signed_in(cast.teacher).post(section(pep), self.data(cast, hard=LONG) | {"then": then})

        assert page.status_code == 422
        assert LONG in page.content.decode()
        assert SAID in page.content.decode()
        views = pep.sections.get(key="views")
        assert (views.text("hard"), views.text("going_well")) == ("", "Art")

    def test_a_draft_is_refused_by_name_and_the_rest_is_saved(self, cast, pep):
        data = self.data(cast, hard=LONG) | {"person": cast.teacher.pk, "page": "page-1", "seq": "1"}
        told = signed_in(cast.teacher).post(section(pep, "save_draft"), data)

        assert told.status_code == 422
        assert SAID in told.json()["refused"]
        assert "hard" in told.json()["n"]
        views = pep.sections.get(key="views")
        assert (views.text("hard"), views.text("going_well")) == ("", "Art")

    def test_no_other_writer_goes_round_it(self, cast, pep):
        with pytest.raises(TooLong):
            save_answers(
                section=pep.sections.get(key="views"),
                posted={"hard": Posted(LONG, 0)},
                by=cast.teacher,
                at=moment(TODAY),
            )
        assert pep.sections.get(key="views").text("hard") == ""

    def test_what_stands_there_already_and_is_longer_is_no_obstacle(self, cast, pep):
        views = pep.sections.get(key="views")
        views.answers["hard"] = {"text": LONG, "n": 1}
        views.save()
        data = self.data(cast, hard=LONG) | {"n__hard": "1", "then": "later"}

        assert signed_in(cast.teacher).post(section(pep), data).status_code == 302
        assert pep.sections.get(key="views").text("going_well") == "Art"

    def test_two_texts_joined_that_do_not_fit_stay_on_the_page(self, cast, pep):
        teacher = signed_in(cast.teacher)
        teacher.post(section(pep), self.data(cast, hard="From the teacher") | {"then": "later"})
        officer = signed_in(cast.officer)
        officer.post(section(pep), {"hard": "From the officer", "n__hard": "0", "then": "later"})
        waiting = Conflict.objects.get()

        page = officer.post(section(pep), {"then": f"both:{waiting.pk}", f"joined__{waiting.pk}": LONG})

        assert page.status_code == 422
        assert LONG in page.content.decode()
        assert Conflict.objects.get().settled_at is None
        assert pep.sections.get(key="views").text("hard") == "From the teacher"


def test_a_note_beside_their_words_that_does_not_fit_stays_on_the_page(cast, pep):
    phone = opened(link(pep, cast.sam))
    say(phone, pep, "hard", "Fractions")
    send(phone, pep)
    page = signed_in(cast.teacher).post(
        reverse("peps:note_beside", args=[pep.reference, "views", "hard"]), {"text": LONG}
    )

    assert page.status_code == 422
    assert LONG in page.content.decode()
    assert not AnswerNote.objects.exists()


def test_the_same_limit_holds_in_the_rows_of_a_table():
    evidence = TargetReview._meta.get_field("evidence")
    with pytest.raises(Exception, match="too long to save"):
        evidence.clean(LONG, None)
    assert evidence.clean(FITS, None) == FITS
