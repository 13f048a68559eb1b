"""What came through a child's, carer's or parent's own page is theirs: others read it, note beside it, and no more."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document

from accounts.access import ActNotAllowed
from accounts.models import AuditRecord
from peps.answers.saving import TheirWords, choose_answer, settle_conflict
from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.child_copy import child_copy
from peps.documents.layout import pages
from peps.documents.section_read import rows_of
from peps.documents.signed_copy import body_of
from peps.documents.word import render_word
from peps.enums import Audience, OwnPageFor, PepStatus
from peps.models import AnswerNote, Attachment, Conflict, PersonalEducationPlan, Revision
from peps.questions.words_for_children import words_now
from peps.sections.completeness import missing
from peps.voice.notes_beside import CannotCorrect, CannotNote, add_note, correct_words
from tests.cast import TODAY
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import drawing, link, opened, page_of, say, send
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
WORDS = "Fractons are hard"
CHANGED = "Changed by Teacher Person on 1 December 2026."
WRITERS = ("teacher", "officer", "head")
TEXTS = ("Robin finds maths hard.", WORDS + " and he likes tea.", "Fractions are hard", "  \n", "x" * 300)


def answered(pep, *, made_for=OwnPageFor.CHILD, by=None, key="hard", text=WORDS, shared_with="EVERYONE"):
    phone = opened(link(pep, by, made_for))
    say(phone, pep, key, text, made_for=made_for, shared_with=shared_with)
    send(phone, pep, made_for)


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


@pytest.fixture
def said(cast, pep):
    """A plan in which the child's own words stand."""
    answered(pep, by=cast.sam)
    return PersonalEducationPlan.objects.get(pk=pep.pk)


def answer(pep, key="hard"):
    return next(section.answers[key] for section in pep.sections.all() if key in section.answers)


def views(pep, key="views"):
    return pep.sections.get(key=key)


def url(name, pep, *more):
    return reverse(f"peps:{name}", args=[pep.reference, "views", *more])


def section_page(client, pep):
    return client.get(url("section", pep)).content.decode()


class TestNobodyWritesOver:
    @pytest.mark.alike
    @pytest.mark.parametrize("text", TEXTS)
    @pytest.mark.parametrize("n", ["there", "before", "none"])
    def test_not_by_the_page_of_the_section(self, cast, said, text, n):
        posted = {"there": str(answer(said)["n"]), "before": "0", "none": ""}[n]

        signed_in(cast.teacher).post(url("section", said), {"hard": text, "n__hard": posted, "then": "later"})

        assert answer(said)["text"] == WORDS
        assert "said" in answer(said)

    @pytest.mark.alike
    @pytest.mark.parametrize("who", WRITERS)
    @pytest.mark.parametrize("text", TEXTS)
    def test_not_by_a_draft_that_is_saved_while_typing(self, cast, said, who, text):
        person = getattr(cast, who)
        data = {"person": person.pk, "hard": text, "n__hard": answer(said)["n"], "page": "page-1", "seq": "7"}

        told = signed_in(person).post(url("save_draft", said), data)

        assert told.status_code == 200
        assert answer(said)["text"] == WORDS
        assert told.json()["n"] == {"hard": answer(said)["n"]}

    def test_the_rest_of_what_was_posted_is_saved(self, cast, said):
        data = {
            "person": cast.teacher.pk,
            "hard": "Mine",
            "n__hard": answer(said)["n"],
            "going_well": "Art",
            "n__going_well": "0",
        }

        signed_in(cast.teacher).post(url("save_draft", said), data)

        assert (answer(said)["text"], answer(said, "going_well")["text"]) == (WORDS, "Art")

    @pytest.mark.parametrize("key", ["gave_views", "views_found", "views_asked_by"])
    def test_nor_what_says_that_the_words_came_through_their_page(self, cast, said, key):
        before = answer(said, key)["text"]

        signed_in(cast.teacher).post(
            url("section", said), {key: "no", f"n__{key}": answer(said, key)["n"], "then": "later"}
        )

        assert answer(said, key)["text"] == before

    def test_not_by_putting_back_an_earlier_text(self, cast, pep):
        section = views(pep)
        section.answers["hard"] = {"text": "Robin finds maths hard.", "n": 3}
        section.save()
        answered(pep, by=cast.sam)
        teacher = signed_in(cast.teacher)

        page = teacher.post(url("history", pep), {"restore": Revision.objects.get(question_key="hard").pk}, follow=True)

        assert answer(pep)["text"] == WORDS
        assert "page of their own" in page.content.decode()
        assert "Put this text back" not in teacher.get(url("history", pep)).content.decode()

    @pytest.mark.parametrize("act", ["mine", "both"])
    def test_not_by_choosing_between_two_texts(self, cast, pep, act):
        teacher = signed_in(cast.teacher)
        answered(pep, by=cast.sam)
        teacher.post(url("section", pep), {"hard": "Mine", "n__hard": "0", "then": "later"})
        waiting = Conflict.objects.get()

        teacher.post(url("section", pep), {"then": f"{act}:{waiting.pk}", f"joined__{waiting.pk}": "Mine and theirs"})

        assert answer(pep)["text"] == WORDS
        with pytest.raises(TheirWords):
            settle_conflict(conflict=waiting, text="Mine", by=cast.teacher, at=AT)

    def test_not_by_choosing_between_record_and_last_plan(self, cast, said):
        section = views(said)
        section.answers["hard"]["other"] = {"text": "From elsewhere", "source": "the record"}
        section.save()

        with pytest.raises(TheirWords):
            choose_answer(section=section, key="hard", use_other=True, by=cast.teacher, at=AT)
        assert answer(said)["text"] == WORDS

    def test_a_text_that_met_their_words_can_stand_beside_them_as_a_note_and_is_not_lost(self, cast, pep):
        teacher = signed_in(cast.teacher)
        answered(pep, by=cast.sam)
        teacher.post(url("section", pep), {"hard": "He needs a fraction wall.", "n__hard": "0", "then": "later"})
        page = section_page(teacher, pep)
        assert "Use my text" not in page
        assert "Keep my text as a note" in page

        teacher.post(url("section", pep), {"then": f"note:{Conflict.objects.get().pk}"})

        assert AnswerNote.objects.get().text == "He needs a fraction wall."
        assert Conflict.objects.get().settled_at is not None
        assert answer(pep)["text"] == WORDS

    def test_the_page_of_the_section_shows_them_and_asks_for_nothing_in_their_place(self, cast, said):
        page = section_page(signed_in(cast.teacher), said)

        assert WORDS in page
        assert "In their own words, on a page of their own, 1 December 2026" in page
        for name in ("hard", "gave_views", "views_found", "views_asked_by", "views_not_given"):
            assert f'name="{name}"' not in page
            assert f'name="n__{name}"' not in page
        assert 'name="going_well"' in page  # what the child left out can be asked

    def test_saving_the_rest_of_the_section_empties_no_question_that_is_not_asked(self, cast, pep):
        section = views(pep)
        section.answers["views_not_given"] = {"text": "Away that week", "n": 1}
        section.save()
        answered(pep, by=cast.sam)

        data = {"going_well": "Art", "n__going_well": "0", "then": "later"}
        signed_in(cast.teacher).post(url("section", pep), data)

        assert views(pep).text("views_not_given") == "Away that week"

    @pytest.mark.parametrize(
        ("made_for", "key"), [(OwnPageFor.CARER, "home_worries"), (OwnPageFor.PARENT, "parents_say")]
    )
    def test_a_carers_and_a_parents_words_are_theirs_too(self, cast, pep, made_for, key):
        answered(pep, made_for=made_for, by=cast.sam, key=key, text="The bus is late.")
        address = reverse("peps:section", args=[pep.reference, "carer_views"])

        signed_in(cast.teacher).post(address, {key: "All is well.", f"n__{key}": "1", "then": "later"})

        assert answer(pep, key)["text"] == "The bus is late."

    def test_a_childs_drawing_is_not_taken_away(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        phone.post(
            reverse("peps:own_drawing", args=[page_of(pep).reference]), {"file": drawing(), "shared_with": "EVERYONE"}
        )
        send(phone, pep)
        kept = Attachment.objects.get()
        teacher = signed_in(cast.teacher)

        teacher.post(url("remove_attachment", pep, kept.reference))

        assert Attachment.objects.standing().count() == 1
        assert "Take away" not in section_page(teacher, pep)

    def test_in_the_next_plan_they_are_still_theirs(self, cast, pep):
        answered(pep, by=cast.sam, key="know_about_me", text="I miss my brother")
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)
        later = open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2027, 1, 5)))
        section = next(each for each in later.sections.all() if "know_about_me" in each.answers)
        address = reverse("peps:section", args=[later.reference, section.key])
        person = signed_in(cast.officer)

        page = person.get(address).content.decode()
        person.post(address, {"know_about_me": "Nothing.", "n__know_about_me": "1", "then": "later"})

        assert answer(later, "know_about_me")["text"] == "I miss my brother"
        assert "In their own words, on a page of their own, 1 December 2026" in page
        assert "All of this is still right" not in page

    def test_the_child_may_say_it_again(self, cast, said):
        answered(said, by=cast.sam, text="Fractions, and getting up")

        assert answer(said)["text"] == "Fractions, and getting up"

    def test_who_wrote_without_a_page_of_their_own_is_edited_as_ever(self, cast, pep):
        data = {"gave_views": "yes", "n__gave_views": "0", "hard": "Maths", "n__hard": "0", "then": "later"}
        teacher = signed_in(cast.teacher)
        teacher.post(url("section", pep), data)
        teacher.post(url("section", pep), {"hard": "Maths, he says", "n__hard": "1", "then": "later"})

        assert answer(pep)["text"] == "Maths, he says"

    @pytest.mark.parametrize("how", ["PAGE", "TALK"])
    def test_nobody_says_by_hand_that_views_came_through_a_page_of_their_own(self, cast, pep, how):
        fill(pep, by=cast.officer)
        section = views(pep)
        section.answers["views_found"] = {"text": how, "n": 2}
        section.save()

        assert [each.question_key for each in missing(pep)] == (["views_found"] if how == "PAGE" else [])


class TestANoteBeside:
    def test_is_shown_with_its_author_and_day_wherever_the_words_are_read(self, cast, said):
        teacher = signed_in(cast.teacher)
        teacher.post(url("note_beside", said, "hard"), {"text": "We are trying a fraction wall."})

        line = "Note by Teacher Person, 1 December 2026: We are trying a fraction wall."
        for page in (url("section", said), url("read_section", said)):
            assert line in teacher.get(page).content.decode()
        assert_on_every_paper(said, WORDS, line)
        assert answer(said)["text"] == WORDS
        assert AuditRecord.objects.filter(act="own_words.noted").count() == 1

    def test_is_written_by_whoever_writes_in_the_plan(self, cast, said):
        sam = signed_in(cast.sam)
        assert "Add a note" in sam.get(url("read_section", said)).content.decode()

        sam.post(url("note_beside", said, "hard"), {"text": "Talked about it at home."})

        assert "Note by Sam Person" in sam.get(url("read_section", said)).content.decode()

    def test_who_may_not_read_the_words_reads_no_note_beside_them(self, cast, pep):
        answered(pep, by=cast.sam, shared_with="NOT_HOME")
        add_note(section=views(pep), key="hard", text="Not at home either.", by=cast.teacher, at=AT)

        shown = {
            audience: str([rows_of(section, reader_of(audience)) for section in body_of(pep)["sections"]])
            for audience in (Audience.CARER, Audience.SCHOOL, Audience.PARENT, Audience.NEXT_SCHOOL)
        }
        assert {audience for audience, text in shown.items() if "Not at home either." in text} == {Audience.SCHOOL}

    def test_who_may_not_know_the_place_reads_the_post_and_no_name(self, cast, pep):
        answered(pep, made_for=OwnPageFor.PARENT, by=cast.sam, key="parents_say", text="Sports day?")
        section = pep.sections.get(key="carer_views")
        add_note(section=section, key="parents_say", text="Invited.", by=cast.teacher, at=AT)
        body = body_of(pep, section_keys={"carer_views"})["sections"][0]
        for each in body["answers"]:
            each["audiences"] = [str(Audience.PARENT)]

        read = str(rows_of(body, reader_of(Audience.PARENT)))

        assert "Note by the designated teacher, 1 December 2026: Invited." in read
        assert "Teacher Person" not in read

    @pytest.mark.parametrize(
        ("who", "code"),
        [("stranger", 404), ("other_teacher", 404), ("iro", 404), ("headteacher", 404), ("nobody", 404)],
    )
    def test_is_not_for_those_who_do_not_write_in_the_plan(self, cast, said, who, code):
        person = signed_in(getattr(cast, who))

        assert person.post(url("note_beside", said, "hard"), {"text": "x"}).status_code == code
        assert not AnswerNote.objects.exists()

    @pytest.mark.alike
    @pytest.mark.parametrize("key", ["going_well", "gave_views", "nothing_of_the_kind"])
    def test_stands_beside_words_of_an_own_page_alone(self, cast, said, key):
        assert signed_in(cast.teacher).get(url("note_beside", said, key)).status_code == 404
        with pytest.raises(CannotNote):
            add_note(section=views(said), key=key, text="x", by=cast.teacher, at=AT)

    @pytest.mark.alike
    @pytest.mark.parametrize("text", ["", "   ", "\n"])
    def test_says_something(self, cast, said, text):
        page = signed_in(cast.teacher).post(url("note_beside", said, "hard"), {"text": text})

        assert page.status_code == 422
        assert not AnswerNote.objects.exists()

    def test_is_added_after_the_part_is_in_and_not_after_sign_off(self, cast, said):
        said.parts.update(submitted_at=AT, first_submitted_at=AT)
        teacher = signed_in(cast.teacher)
        assert teacher.post(url("note_beside", said, "hard"), {"text": "Later"}).status_code == 302
        PersonalEducationPlan.objects.filter(pk=said.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)

        assert teacher.post(url("note_beside", said, "hard"), {"text": "Too late"}).status_code == 404
        assert [note.text for note in AnswerNote.objects.all()] == ["Later"]


class TestACorrection:
    def correct(self, cast, pep, text="Fractions are hard", reason="Robin asked for it", by=None, key="hard"):
        return signed_in(by or cast.teacher).post(url("correct_words", pep, key), {"text": text, "reason": reason})

    def test_says_who_changed_it_and_when_wherever_it_is_read(self, cast, said):
        assert self.correct(cast, said).status_code == 302

        teacher = signed_in(cast.teacher)
        for page in (url("section", said), url("read_section", said)):
            shown = teacher.get(page).content.decode()
            assert "Fractions are hard" in shown
            assert CHANGED in shown
        assert "Robin asked for it" in section_page(teacher, said)
        assert_on_every_paper(said, "Fractions are hard", CHANGED)
        history = teacher.get(url("history", said)).content.decode()
        assert WORDS in history
        assert "Robin asked for it" in history
        assert AuditRecord.objects.filter(act="own_words.changed").count() == 1

    def test_a_wish_that_was_changed_says_so_where_the_child_reads_what_came_of_it(self, cast, pep):
        answered(pep, by=cast.sam, key="would_help", text="A quiet plaice")
        self.correct(cast, pep, text="A quiet place", key="would_help")

        assert CHANGED in str(child_copy(body_of(pep), maker=READS_ALL, words=words_now())["wishes"])
        assert CHANGED in signed_in(cast.teacher).get(reverse("peps:wishes", args=[pep.reference])).content.decode()
        meeting = reverse("peps:section", args=[pep.reference, "meeting"])
        assert CHANGED in signed_in(cast.teacher).get(meeting).content.decode()

    @pytest.mark.alike
    @pytest.mark.parametrize(
        ("text", "reason"),
        [("Fractions are hard", ""), ("Fractions are hard", "  "), ("", "Asked"), (" \n ", "Asked"), (WORDS, "Asked"), (f" {WORDS}\r\n", "Asked")],
    )  # fmt: skip
    def test_needs_a_reason_and_words(self, cast, said, text, reason):
        page = self.correct(cast, said, text=text, reason=reason)

        assert page.status_code == 422
        assert answer(said)["text"] == WORDS
        with pytest.raises(CannotCorrect):
            correct_words(section=views(said), key="hard", text=text, reason=reason, by=cast.teacher, at=AT)

    def test_the_last_one_takes_the_section_out_of_found_out_by_their_own_page(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", WORDS)
        say(phone, pep, "going_well", "Art")
        send(phone, pep)

        self.correct(cast, pep)
        assert views(pep).text("views_found") == "PAGE"  # Art is as it was sent
        self.correct(cast, pep, text="Art, and music", key="going_well")

        assert views(pep).text("views_found") == ""
        assert "On a page of their own" not in str(
            rows_of(body_of(pep, section_keys={"views"})["sections"][0], READS_ALL)
        )
        assert 'name="views_found"' in section_page(signed_in(cast.teacher), pep)

    def test_is_not_said_to_be_in_their_own_words_any_more(self, cast, said):
        self.correct(cast, said)

        assert "said" not in answer(said)

    def test_what_was_corrected_is_still_theirs(self, cast, said):
        self.correct(cast, said)

        data = {"hard": "Something else", "n__hard": answer(said)["n"], "then": "later"}
        signed_in(cast.teacher).post(url("section", said), data)

        assert answer(said)["text"] == "Fractions are hard"

    def test_keeps_from_the_carer_what_the_child_wanted_kept(self, cast, pep):
        answered(pep, by=cast.sam, shared_with="NOT_HOME")
        self.correct(cast, pep)

        assert "Fractions" not in str(
            [rows_of(section, reader_of(Audience.CARER)) for section in body_of(pep)["sections"]]
        )

    @pytest.mark.parametrize("text", ["Not a face", "GREAT"])
    def test_of_a_face_is_another_face(self, cast, pep, text):
        answered(pep, by=cast.sam, key="feels", text="GOOD")

        assert self.correct(cast, pep, text=text, key="feels").status_code == 422
        assert self.correct(cast, pep, text="NOT_GOOD", key="feels").status_code == 302
        assert answer(pep, "feels")["text"] == "NOT_GOOD"

    def test_no_face_is_chosen_already(self, cast, pep):
        answered(pep, by=cast.sam, key="feels", text="GOOD")

        assert "checked" not in signed_in(cast.teacher).get(url("correct_words", pep, "feels")).content.decode()

    @pytest.mark.parametrize("who", ["sam", "stranger", "other_teacher", "iro", "headteacher"])
    def test_is_made_by_those_alone_who_are_asked_for_the_section(self, cast, said, who):
        assert self.correct(cast, said, by=getattr(cast, who)).status_code == 404
        assert answer(said)["text"] == WORDS

    def test_not_once_the_part_is_in(self, cast, said):
        said.parts.update(submitted_at=AT, first_submitted_at=AT)

        assert self.correct(cast, said).status_code == 404
        with pytest.raises(ActNotAllowed):
            correct_words(section=views(said), key="hard", text="Else", reason="Asked", by=cast.teacher, at=AT)


def assert_on_every_paper(pep, words, line):
    """The paper as PDF is drawn from `pages`, and so is the copy of a carer."""
    body = body_of(pep)
    word = Document(io.BytesIO(render_word(body, is_draft=True)))
    shown = (
        str(pages(body, reader=READS_ALL, is_draft=True)),
        str(pages(body, reader=reader_of(Audience.CARER), is_draft=False)),
        " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        str(child_copy(body, maker=READS_ALL, words=words_now())["said"]),
    )
    for paper in shown:
        assert words in paper
        assert line in paper
