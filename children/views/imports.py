from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts import clock
from accounts.access import Action
from accounts.enums import VIRTUAL_SCHOOL_ROLES, Role
from accounts.views import ActionView
from children.import_pages import import_pages
from children.models import ImportRun

RUNS_A_PAGE, LINES_A_PAGE = 25, 100
READ_ROWS = frozenset({Role.DATA_OFFICER, *VIRTUAL_SCHOOL_ROLES})
COUNTED = ("rows", "added", "changed", "ended", "unchanged", "refused")


class Imports(ActionView):
    """What came in, the newest first: numbers only."""

    action = Action.READ_IMPORTS

    def get(self, request, *args, **kwargs):
        # Refusals and changes hold what stood in the files, and are large: not for a list.
        runs = ImportRun.objects.defer("refusals", "changes")
        page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Imports",
            "pages": import_pages(request.user, "children:imports"),
            "page": page,
            "rows": [_run_row(run) for run in page.object_list],
        }
        return TemplateResponse(request, "children/imports.html", context)


class ImportPage(ActionView):
    """One import: its numbers for everybody here; what was refused or changed for those who read children's data."""

    action = Action.READ_IMPORTS

    def load(self, **kwargs) -> None:
        self.run = get_object_or_404(ImportRun.objects.all(), pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        reads_rows = request.user.holds_role(*READ_ROWS)
        shown = "changes" if request.GET.get("show") == "changes" else "refusals"
        context = {
            "page_title": f"{self.run.get_kind_display()}, {clock.day_of(self.run.started_at):%-d %B %Y}",
            "run": self.run,
            "files": _files(self.run.counts),
            "notes": _notes(self.run.counts),
            "reads_rows": reads_rows,
            "shown": shown,
            "tabs": _tabs(self.run, shown) if reads_rows else [],
            "page": Paginator(getattr(self.run, shown), LINES_A_PAGE).get_page(request.GET.get("page"))
            if reads_rows
            else None,
        }
        return TemplateResponse(request, "children/import.html", context)


def _run_row(run: ImportRun) -> dict:
    files = run.counts.get("files", {}).values()
    return {"run": run} | {name: sum(file.get(name, 0) for file in files) for name in COUNTED}


def _files(counts: dict) -> list[dict]:
    return [{"name": name} | {each: tally.get(each, 0) for each in COUNTED} for name, tally in _named(counts)]


def _named(counts: dict):
    return sorted(counts.get("files", {}).items())


def _notes(counts: dict) -> list[str]:
    """What the numbers do not say: files that were left out."""
    said = (
        ("missing", "{} is not in the folder."),
        ("not_read", "{} is not one of the files that are read."),
        ("not_taken", "Nothing of {} was taken, because a row was refused."),
    )
    return [text.format(file) for key, text in said for file in counts.get(key, [])]


def _tabs(run: ImportRun, shown: str) -> list[dict]:
    return [
        {"text": text, "href": f"?show={key}", "active": shown == key, "count": len(getattr(run, key))}
        for key, text in (("refusals", "Refused or to look at"), ("changes", "Changed"))
    ]
