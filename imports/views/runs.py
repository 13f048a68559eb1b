from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from children.views.file_pages import import_pages
from imports.alarms.alarms import alarms_on
from imports.alarms.report_readers import reads_rows, rows_shown_to
from imports.arrivals.uploads import can_be_taken_again
from imports.enums import ImportState
from imports.models import ImportRun
from imports.running import taking_back

RUNS_A_PAGE, LINES_A_PAGE = 25, 100
AT_WORK = (ImportState.WAITING, ImportState.RUNNING)
STATES = {
    ImportState.WAITING: ("Waiting", "blue"),
    ImportState.RUNNING: ("Being read", "blue"),
    ImportState.STOPPED: ("Stopped", "orange"),
    ImportState.FAILED: ("Not finished", "orange"),
}
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
            "pages": import_pages(request.user, "imports:imports"),
            "alarms": alarms_on(clock.today()),
            "page": page,
            "rows": [_run_row(run) for run in page.object_list],
        }
        return TemplateResponse(request, "imports/imports.html", context)


class ImportPage(ActionView):
    """One import: its numbers for everybody here; what was refused or changed for those who read children's data."""

    action = Action.READ_IMPORTS

    def load(self, **kwargs) -> None:
        self.run = get_object_or_404(ImportRun.objects.all(), pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        run = self.run
        context = {
            "page_title": str(run),
            "run": run,
            "is_at_work": run.state in AT_WORK,
            "did_not_finish": run.state in (ImportState.FAILED, ImportState.STOPPED),
            "may_bring_in": access.may(request.user, Action.BRING_FILES_IN),
            "may_take_again": access.may(request.user, Action.BRING_FILES_IN) and can_be_taken_again(run),
            "may_take_back": access.may(request.user, Action.BRING_FILES_IN) and taking_back.is_offered(run),
            "taken_back": taking_back.said_of(run),
            "files": _files(run.counts),
            "notes": _notes(run.counts),
            "reads_rows": reads_rows(request.user),
        }
        if context["reads_rows"]:
            context |= self._rows(request)
        return TemplateResponse(request, "imports/import.html", context)

    def _rows(self, request) -> dict:
        kinds = {key: rows_shown_to(request.user, getattr(self.run, key)) for key in ("refusals", "changes")}
        shown = "changes" if request.GET.get("show") == "changes" else "refusals"
        return {
            "shown": shown,
            "hidden": sum(rows.hidden for rows in kinds.values()),
            "tabs": [
                {"text": text, "href": f"?show={key}", "active": shown == key, "count": len(kinds[key].shown)}
                for key, text in (("refusals", "Refused or to look at"), ("changes", "Changed"))
            ],
            "page": Paginator(kinds[shown].shown, LINES_A_PAGE).get_page(request.GET.get("page")),
        }


def _run_row(run: ImportRun) -> dict:
    files = run.counts.get("files", {}).values()
    state = ("Taken back", "grey") if taking_back.said_of(run) else STATES.get(run.state, ("", ""))
    return {
        "run": run,
        "state_text": state[0],
        "state_colour": state[1],
    } | {name: sum(file.get(name, 0) for file in files) for name in COUNTED}


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
    notes = [text.format(file) for key, text in said for file in counts.get(key, [])]
    if more := counts.get("not_listed"):
        notes.append(f"{more} more lines are counted, and not listed.")
    return notes
