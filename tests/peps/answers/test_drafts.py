"""No word is lost: every text ever posted is current, in a revision, in an open conflict, or grew into one that is."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peps.answers.merging import Posted, Writer, grew, merge
from peps.answers.saving import save_answers, settle_conflict
from peps.models import Conflict, Revision, Section
from tests.factories import open_plan
from tests.kept import kept
from tests.strictness.properties import on_the_same_rows

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
ADA, BEN = Writer(1, NOON), Writer(2, NOON)


def later(writer: Writer, minutes: int = 1) -> Writer:
    return Writer(writer.person, writer.at + dt.timedelta(minutes=minutes))


class TestMerging:
    def test_a_text_drawn_with_the_current_revision_is_stored(self):
        merged = merge({"a": {"text": "old", "n": 3}}, {"a": Posted("new", 3)}, ADA)

        assert (merged.answers["a"]["text"], merged.answers["a"]["n"]) == ("new", 4)
        assert [(change.old_text, change.new_text) for change in merged.changes] == [("old", "new")]

    def test_the_same_text_changes_nothing_whoever_posts_it(self):
        merged = merge({"a": {"text": "same", "n": 3}}, {"a": Posted("same", 1)}, BEN)

        assert (merged.changes, merged.conflicts) == ([], [])
        assert merged.answers["a"]["n"] == 3

    def test_a_text_drawn_with_an_older_revision_never_overwrites(self):
        merged = merge({"a": {"text": "theirs", "n": 4}}, {"a": Posted("mine", 3)}, ADA)

        assert merged.answers["a"]["text"] == "theirs"
        assert [(conflict.old_text, conflict.new_text) for conflict in merged.conflicts] == [("theirs", "mine")]

    def test_changes_to_different_questions_merge(self):
        stored = {"a": {"text": "1", "n": 2}, "b": {"text": "x", "n": 1}}
        merged = merge(stored, {"a": Posted("1", 1), "b": Posted("y", 1)}, ADA)

        assert merged.answers["a"]["text"] == "1"
        assert merged.answers["b"]["text"] == "y"
        assert merged.conflicts == []

    def test_a_prefilled_answer_that_is_changed_is_no_longer_from_the_record_but_remembers_what_it_said(self):
        stored = {"a": {"text": "old", "n": 1, "source": "from the case system", "record": "old", "must_choose": True}}
        answer = merge(stored, {"a": Posted("new", 1)}, ADA).answers["a"]

        assert "source" not in answer
        assert "must_choose" not in answer
        assert answer["record"] == "old"


class TestLostReplies:
    def test_a_page_whose_reply_was_lost_goes_on_from_what_it_sent(self):
        first = merge({}, {"a": Posted("The bus", 0, "page-1", 1)}, ADA)
        second = merge(first.answers, {"a": Posted("The bus is late", 0, "page-1", 2)}, ADA)

        assert second.answers["a"]["text"] == "The bus is late"
        assert second.conflicts == []

    def test_what_arrives_after_a_later_text_of_the_same_page_does_not_take_its_place(self):
        first = merge({}, {"a": Posted("The bus is late", 0, "page-1", 2)}, ADA)
        second = merge(first.answers, {"a": Posted("The tram", 0, "page-1", 1)}, ADA)

        assert second.answers["a"]["text"] == "The bus is late"
        assert [change.old_text for change in second.late] == ["The tram"]

    def test_somebody_elses_text_in_between_is_met_and_not_written_over(self):
        first = merge({}, {"a": Posted("The bus", 0, "page-1", 1)}, ADA)
        between = merge(first.answers, {"a": Posted("No bus", 1, "page-2", 1)}, BEN)
        second = merge(between.answers, {"a": Posted("The bus is late", 0, "page-1", 2)}, ADA)

        assert second.answers["a"]["text"] == "No bus"
        assert [change.new_text for change in second.conflicts] == ["The bus is late"]

    def test_a_page_name_of_somebody_else_opens_nothing(self):
        first = merge({}, {"a": Posted("The bus", 0, "page-1", 1)}, ADA)
        second = merge(first.answers, {"a": Posted("Gone", 0, "page-1", 2)}, BEN)

        assert second.answers["a"]["text"] == "The bus"
        assert len(second.conflicts) == 1

    def test_whoever_has_the_section_open_in_two_windows_is_asked_too(self):
        first = merge({}, {"a": Posted("The bus", 0, "page-1", 1)}, ADA)
        second = merge(first.answers, {"a": Posted("The tram", 0, "page-2", 2)}, ADA)

        assert second.answers["a"]["text"] == "The bus"
        assert [change.new_text for change in second.conflicts] == ["The tram"]

    def test_a_text_taken_back_is_not_undone_by_a_save_that_was_delayed(self):
        stored = merge({}, {"a": Posted("One", 0, "page-1", 1)}, ADA).answers
        stored = merge(stored, {"a": Posted("One", 0, "page-1", 3)}, ADA).answers
        merged = merge(stored, {"a": Posted("One two", 0, "page-1", 2)}, ADA)

        assert merged.answers["a"]["text"] == "One"
        assert [change.old_text for change in merged.late] == ["One two"]


class TestSittings:
    def test_writing_on_in_one_sitting_keeps_no_row_for_each_save(self):
        first = merge({}, {"a": Posted("The bus", 0)}, ADA)
        second = merge(first.answers, {"a": Posted("The bus is late", 1)}, later(ADA))

        assert [change.only_grew for change in first.changes + second.changes] == [False, True]

    @pytest.mark.parametrize(
        ("text", "writer"),
        [("The b", later(ADA)), ("The bus is late", later(BEN)), ("The bus is late", later(ADA, 31))],
        ids=["a word went", "somebody else", "another sitting"],
    )
    def test_a_row_is_kept(self, text, writer):
        first = merge({}, {"a": Posted("The bus", 0)}, ADA)

        assert not merge(first.answers, {"a": Posted(text, 1)}, writer).changes[0].only_grew

    @given(st.text("ab", max_size=6), st.text("ab", max_size=3), st.integers(0, 6))
    def test_a_text_with_something_put_in_anywhere_grew(self, text, put_in, place):
        assert grew(text, text[:place] + put_in + text[place:])

    @given(st.text("ab", max_size=6), st.text("ab", max_size=6))
    def test_what_grew_holds_the_old_text_whole(self, old, new):
        if grew(old, new):
            assert is_inside(old, new)

    @pytest.mark.parametrize("new", ["Bus", "tus", "bas", "buS", "us", "bu", "bs", "sub", "obbuuss"])
    def test_a_text_of_which_a_letter_went_or_changed_at_either_end_did_not_grow(self, new):
        assert not grew("bus", new)


def is_inside(text: str, other: str) -> bool:
    """Its letters stand in the other in their order."""
    letters = iter(other)
    return all(letter in letters for letter in text)


@st.composite
def sendings(draw):
    """What several pages of two people send: each page writes on, and forgets whether it was answered; sendings
    arrive late, twice, in any order."""
    sent = []
    for number in range(draw(st.integers(1, 4))):
        person, n = draw(st.integers(0, 1)), draw(st.integers(0, 2))
        page = draw(st.sampled_from(["", f"page-{number}"]))
        for seq in range(1, draw(st.integers(2, 5))):
            key, text = draw(st.sampled_from("ab")), draw(st.text("abcdefgh", max_size=4))
            sent.append((person, key, Posted(text, n, page, seq if page else 0)))
            n += draw(st.integers(0, 1))  # 0: the reply was lost
    order = draw(st.permutations(sent))
    return order + draw(st.lists(st.sampled_from(sent), max_size=4))


@given(sendings())
def test_merging_loses_no_text_in_whatever_order_the_saves_arrive(sent):
    answers, kept, posted = {}, {""}, []
    for person, key, one in sent:
        merged = merge(answers, {key: one}, Writer(person, NOON))
        answers = merged.answers
        posted.append(one.text)
        kept |= {text for c in merged.changes if not c.only_grew for text in (c.old_text, c.new_text)}
        kept |= {c.old_text for c in merged.late if not c.only_grew} | {c.new_text for c in merged.conflicts}
        there = kept | {answer["text"] for answer in answers.values()}
        assert all(any(is_inside(text, other) for other in there) for text in posted)


@pytest.fixture
@kept
def section(cast):
    return open_plan(cast.child).sections.get(key="care_plan")


@pytest.mark.django_db
@on_the_same_rows(examples=60)
@given(sent=sendings())
def test_the_database_loses_no_text_either(section, cast, sent):
    """With conflicts that are open already, and their own late arrivals."""
    people = (cast.sam, cast.manager)
    Section.objects.filter(pk=section.pk).update(answers={})
    Conflict.objects.filter(section=section).delete()
    before = set(Revision.objects.values_list("pk", flat=True))
    for minute, (person, key, one) in enumerate(sent):
        at = NOON + dt.timedelta(minutes=minute)
        save_answers(section=section, posted={key: one}, by=people[person], at=at)

    section.refresh_from_db()
    kept = {"", *(answer["text"] for answer in section.answers.values())}
    kept |= set(Conflict.objects.filter(section=section).values_list("text", flat=True))
    for row in Revision.objects.exclude(pk__in=before):
        kept |= {row.old_text, row.new_text}
    assert [one.text for *_, one in sent if not any(is_inside(one.text, text) for text in kept)] == []


@pytest.mark.django_db
class TestClashes:
    KEY = "what_changes"

    def write(self, section, by, text, n):
        return save_answers(section=section, posted={self.KEY: Posted(text, n)}, by=by, at=NOON).conflicts

    def test_a_question_that_clashes_again_after_it_was_settled_asks_its_writer_again(self, section, cast):
        self.write(section, cast.sam, "A move in spring", 0)
        (first,) = self.write(section, cast.manager, "No move", 0)
        settle_conflict(conflict=first, text=None, by=cast.manager, at=NOON)
        self.write(section, cast.sam, "A move in March", 1)

        (second,) = self.write(section, cast.manager, "A move in June", 1)

        assert list(Conflict.objects.filter(settled_at=None).values_list("pk", "text")) == [
            (second.pk, "A move in June")
        ]
        first.refresh_from_db()
        assert first.text == "No move"

    def test_each_writer_has_a_clash_of_their_own_in_one_question(self, section, cast):
        self.write(section, cast.sam, "A move in spring", 0)
        self.write(section, cast.manager, "No move", 0)
        self.write(section, cast.officer, "Nothing is decided", 0)

        assert set(Conflict.objects.filter(settled_at=None).values_list("by", "text")) == {
            (cast.manager.pk, "No move"),
            (cast.officer.pk, "Nothing is decided"),
        }
