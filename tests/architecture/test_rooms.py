"""Whoever opens a room is told what it is for and what is not kept in it; and no room is missing from the contracts."""

import ast

from django.conf import settings

from pep_portal.written_docs import rooms_by_app
from tests.architecture.sources import ROOT, tracked_files

OF_DJANGO = {f"{app}/migrations" for app in ("peps", "imports", "children")}


def folders_in(folder: str) -> set[str]:
    below = (path.relative_to(ROOT / folder) for path in tracked_files() if path.is_relative_to(ROOT / folder))
    return {path.parts[0] for path in below if len(path.parts) > 1}


def test_each_room_begins_with_what_it_is_for_and_what_does_not_belong_in_it():
    said = {
        f"{app}/{room}": ast.get_docstring(ast.parse(head.read_text())) or ""
        for app, rooms in rooms_by_app()
        for room in rooms
        if (head := settings.BASE_DIR / app / room / "__init__.py").exists()
    }
    assert len(said) > 25

    assert [
        room for room, text in said.items() if len([part for part in text.split("\n\n") if part.endswith(".")]) != 2
    ] == []


def test_no_room_is_missing_from_the_contracts():
    """import-linter says so of what it can import; a folder of templates or data it would not see."""
    listed = {f"{app}/{room}" for app, rooms in rooms_by_app() for room in rooms}
    there = {f"{app}/{folder}" for app, _ in rooms_by_app() for folder in folders_in(app)} - OF_DJANGO

    assert there - listed == set()


def test_templates_and_tests_lie_in_the_rooms_of_their_code():
    rooms = {app: set(rooms) for app, rooms in rooms_by_app()}
    lost = [
        f"{place}/{app}/{folder}"
        for place in ("templates", "tests")
        for app, there in rooms.items()
        for folder in folders_in(f"{place}/{app}") - there
    ]

    assert lost == []
