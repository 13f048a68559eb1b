"""Every text that was ever posted is current, in a revision, or in an open conflict."""

from hypothesis import given
from hypothesis import strategies as st

from peps.drafts import Posted, merge


def test_a_text_drawn_with_the_current_revision_is_stored():
    merged = merge({"a": {"text": "old", "n": 3}}, {"a": Posted("new", 3)})

    assert merged.answers["a"] == {"text": "new", "n": 4}
    assert [(change.old_text, change.new_text) for change in merged.changes] == [("old", "new")]


def test_the_same_text_changes_nothing_whoever_posts_it():
    merged = merge({"a": {"text": "same", "n": 3}}, {"a": Posted("same", 1)})

    assert (merged.changes, merged.conflicts) == ([], [])
    assert merged.answers["a"]["n"] == 3


def test_a_text_drawn_with_an_older_revision_never_overwrites():
    merged = merge({"a": {"text": "theirs", "n": 4}}, {"a": Posted("mine", 3)})

    assert merged.answers["a"]["text"] == "theirs"
    assert [(conflict.old_text, conflict.new_text) for conflict in merged.conflicts] == [("theirs", "mine")]


def test_changes_to_different_questions_merge():
    stored = {"a": {"text": "1", "n": 2}, "b": {"text": "x", "n": 1}}
    merged = merge(stored, {"a": Posted("1", 1), "b": Posted("y", 1)})

    assert merged.answers["a"]["text"] == "1"
    assert merged.answers["b"]["text"] == "y"
    assert merged.conflicts == []


def test_a_prefilled_answer_that_is_changed_is_no_longer_from_the_record():
    merged = merge({"a": {"text": "old", "n": 1, "source": "from the case system"}}, {"a": Posted("new", 1)})

    assert "source" not in merged.answers["a"]


saves = st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=3), st.integers(0, 6)), max_size=12)


@given(saves)
def test_every_text_ever_posted_is_current_in_a_revision_or_in_a_conflict(posted):
    answers, kept = {}, {""}
    for key, text, n in posted:
        merged = merge(answers, {key: Posted(text, n)})
        answers = merged.answers
        kept |= {change.old_text for change in merged.changes} | {change.new_text for change in merged.changes}
        kept |= {conflict.new_text for conflict in merged.conflicts}
        assert text in kept | {answer["text"] for answer in answers.values()}
