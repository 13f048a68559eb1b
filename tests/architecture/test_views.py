"""The house checks itself: every view declares its action, and reads only what its person reaches."""

import ast
import inspect
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import Action
from accounts.views import ActionView

APPS = (
    "accounts",
    "children",
    "imports",
    "peps",
    "quality",
    "funding",
    "reports",
    "workspace",
    "records",
    "pep_portal",
)
GUARDED = {"Child", "PersonalEducationPlan", "Section", "Target", "Audit", "Point", "Meeting", "SignedCopy"}
SCOPED = {"visible_to", "editable_by", "listed_to", "asked_of", "answerable_by"}


def patterns(resolver=None, found=None):
    found = [] if found is None else found
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            patterns(pattern, found)
        elif isinstance(pattern, URLPattern):
            found.append(pattern)
    return found


def our_views():
    views = {}
    for pattern in patterns():
        view = pattern.callback
        if view.__module__.split(".")[0] in APPS:
            views[getattr(view, "view_class", view)] = pattern
    return views


VIEWS = our_views()


def name_of(view) -> str:
    return f"{view.__module__}.{view.__qualname__}"


def is_of_ours(view) -> bool:
    return inspect.isclass(view) and issubclass(view, ActionView)


def test_every_view_names_its_action_or_is_public_by_name():
    ours = [view for view in VIEWS if not getattr(view, "is_public", False)]
    assert len(ours) > 100
    assert [name_of(view) for view in ours if not is_of_ours(view) or not isinstance(view.action, Action)] == []


def test_no_view_changes_how_access_is_asked():
    """`load` is where a view says what its address names; `dispatch` belongs to the one base."""
    ours = [view for view in VIEWS if is_of_ours(view)]
    assert [name_of(view) for view in ours if view.dispatch is not ActionView.dispatch] == []


def unscoped(source: str) -> list[str]:
    """Reads of a guarded model that do not go through one of the scoping methods."""
    tree = ast.parse(source)
    return [ast.unparse(node) for node in ast.walk(tree) if _is_unscoped_chain(node) or _is_bare_get(node)]


def _is_unscoped_chain(node) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in GUARDED
        and node.attr not in SCOPED
    )


def _is_bare_get(node) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("get_object_or_404", "get_list_or_404")
        and bool(node.args)
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in GUARDED
    )


@pytest.mark.parametrize(
    "source",
    [
        "PersonalEducationPlan.objects.for_list()",
        "(PersonalEducationPlan.objects\n .filter(a=1))",
        "get_object_or_404(Child, pk=1)",
        "Section.objects.get(pk=1)",
    ],
)
def test_the_check_itself_finds_unscoped_reads(source):
    assert unscoped(source)


@pytest.mark.parametrize(
    "source", ["Child.objects.visible_to(user).get()", "get_object_or_404(plans, reference=ref)", "Term.objects.all()"]
)
def test_the_check_itself_lets_scoped_reads_pass(source):
    assert not unscoped(source)


# Figures about everybody, without a child: how many plans of a term there are, for those who may delegate.
KNOWN = {"peps/delegation/views.py": {"PersonalEducationPlan.objects.counted"}}


def view_modules():
    root = Path(settings.BASE_DIR)
    for app in APPS:
        yield from (path for path in (root / app).rglob("views*.py"))
        yield from (path for path in (root / app).glob("views/*.py"))


def test_views_read_only_what_their_person_reaches():
    read = {str(path.relative_to(settings.BASE_DIR)): set(unscoped(path.read_text())) for path in view_modules()}
    assert len(read) > 30
    assert {name: found for name, found in read.items() if found} == KNOWN
