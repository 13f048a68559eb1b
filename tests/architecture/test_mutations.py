"""The slips that `scripts/mutations` applies still have their places, so that a refactoring keeps the list alive."""

import importlib
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from scripts import draw_mutations, mutate, slips_in_turn


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
    return mutate.Mutation("a", "rules", "clocks", "peps.deadlines.lateness:is_late", text, "due <= day", "", ())


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


@pytest.fixture
def lateness(tmp_path, monkeypatch):
    """A module with a rule that is wrapped, as a transaction or a cache wraps one."""
    path = tmp_path / "lateness.py"
    path.write_text(
        "import functools\n\n\n@functools.lru_cache(maxsize=1)\ndef is_late(due, day):\n    return due < day\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield path
    sys.modules.pop("lateness", None)


def put_in(path, source):
    return slips_in_turn.put_in({"path": str(path), "source": source, "name": "is_late"})


def test_a_slip_is_put_into_a_rule_that_is_loaded_however_it_is_wrapped(lateness):
    rule = importlib.import_module("lateness").is_late

    assert put_in(lateness, lateness.read_text().replace("due < day", "due <= day"))
    assert rule(1, 1)


def test_a_slip_outside_the_body_of_a_rule_wants_a_process_of_its_own(lateness):
    rule = importlib.import_module("lateness").is_late

    assert not put_in(lateness, lateness.read_text().replace("maxsize=1", "maxsize=2"))
    assert not rule(1, 1)


def test_the_files_are_asked_in_the_order_in_which_they_are_named_and_properties_last():
    class Collected:
        items = [
            SimpleNamespace(nodeid=name, keywords=keywords)
            for name, keywords in (
                ("a.py::one", {}), ("b.py::property", {"hypothesis"}), ("b.py::two", {}), ("c.py::one", {}),
            )
        ]  # fmt: skip

    asked = slips_in_turn.asked_of(Collected, ["b.py", "a.py"])

    assert [item.nodeid for item in asked] == ["b.py::two", "b.py::property", "a.py::one"]


@pytest.mark.parametrize(
    ("line", "test"),
    [
        ("FAILED a.py::test_late - assert [1] == []", "a.py::test_late"),
        ("FAILED a.py::test_late[the last day-x[0]] - assert [1] == []", "a.py::test_late[the last day-x[0]]"),
        ("ERROR a.py::test_late[the last day]", "a.py::test_late[the last day]"),
    ],
)
def test_the_test_that_noticed_is_named_whole_to_be_run_again(line, test):
    assert mutate.FAILED_TEST.search(f"..F\n{line}\n1 failed")[1] == test


class TestAnswersThatAreKept:
    def verdict(self, name, word, said=""):
        return mutate.Verdict(replace(slip("due < day"), id=name), word, 1.5, said)

    def test_a_run_goes_on_with_what_an_earlier_one_answered_and_the_later_answer_holds(self, tmp_path):
        verdicts = [
            self.verdict("clocks-1", mutate.CAUGHT, "tests/children/calendar/test_clocks.py::test_a_day[the last one]"),
            self.verdict("clocks-2", mutate.SURVIVED, "children/calendar/clocks.py: A plan is late a day too early"),
            self.verdict("clocks-2", mutate.CAUGHT, "tests/children/calendar/test_clocks.py::test_the_day_itself"),
            self.verdict("left-the-list", mutate.CAUGHT),
        ]
        results = tmp_path / "results"
        results.write_text("".join(f"{each}\n" for each in verdicts))

        known = [each.mutation for each in verdicts[:2]]

        assert mutate.kept_in(results, known) == {"clocks-1": verdicts[0], "clocks-2": verdicts[2]}
        assert mutate.kept_in(tmp_path / "not there yet", known) == {}

    def test_the_last_lines_say_how_many_are_red_and_which_are_not(self):
        verdicts = [
            self.verdict("clocks-1", mutate.CAUGHT),
            self.verdict("clocks-2", mutate.SURVIVED),
            self.verdict("clocks-3", mutate.BROKEN),
        ]

        assert list(mutate.table(verdicts)) == ["rules: 1 of 3 red", "SURVIVED: clocks-2", "BROKEN: clocks-3"]
