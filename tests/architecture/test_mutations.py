"""The slips that `scripts/mutations` applies still have their places, so that a refactoring keeps the list alive."""

import pytest

from scripts import draw_mutations, mutate


def test_every_slip_of_the_list_applies_in_exactly_one_place_and_its_tests_are_there():
    assert list(mutate.misplaced(mutate.listed())) == []


def test_the_modules_from_which_slips_are_drawn_are_there():
    drawn_from = [mutate.ROOT / name for names in draw_mutations.AREAS.values() for name in names]

    assert [path for path in drawn_from if not path.is_file()] == []


@pytest.fixture
def moved(tmp_path, monkeypatch):
    """A rule in another module than the list says, and another of the same name that does something else."""
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "first.py").write_text("def is_late(due, day):\n    return due < day\n")
    (tmp_path / "rooms" / "second.py").write_text("def is_late(due, day):\n    return False\n")
    places = ("rooms/first.py", "rooms/second.py")
    monkeypatch.setattr(mutate, "tracked", lambda root: tuple(map(mutate.Path, places)))
    return tmp_path


def slip(text):
    return mutate.Mutation("a", "rules", "clocks", "peps.lateness:is_late", text, "due <= day", "", ())


def test_a_rule_that_moved_is_found_by_its_name_and_text(moved):
    path, source = mutate.slipped(slip("due < day"), moved)

    assert str(path) == "rooms/first.py"
    assert "return due <= day" in source


def test_a_rule_that_was_written_anew_is_told(moved):
    with pytest.raises(mutate.NotPlaced):
        mutate.slipped(slip("due > day"), moved)


def test_nothing_but_the_rule_is_changed(moved):
    (moved / "rooms" / "first.py").write_text("OTHER = 'due < day'\n\n\ndef is_late(due, day):\n    return due < day\n")

    assert mutate.slipped(slip("due < day"), moved)[1].startswith("OTHER = 'due < day'")
