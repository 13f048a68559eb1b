import csv
import json

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit
from accounts.access import Action
from accounts.views import ActionView
from accounts.waking import wake
from children.views.child_scoped import AsksInChildren
from children.views.file_pages import import_pages
from imports.alarms.report_readers import reads_rows, rows_shown_to
from imports.arrivals import uploads
from imports.arrivals.forms import UploadForm
from imports.kinds.extract_description import template
from imports.kinds.sorts import SORTS
from imports.models import ImportRun

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Upload(AsksInChildren):
    """Files go to a private folder, and a worker takes them; the page of the run says how far it is."""

    action = Action.BRING_FILES_IN
    template = "imports/upload.html"
    submit_text = "Bring them in"
    said = "The files are here. You can leave this page; it goes on by itself."

    def form(self, data=None):
        return UploadForm(data, self.request.FILES if data is not None else None)

    def page_title(self) -> str:
        return "Bring files in"

    def act(self, given: dict) -> None:
        with transaction.atomic():
            self.run = uploads.receive(by=self.request.user, **given)
            transaction.on_commit(lambda: wake("children.take_upload", self.run.pk))

    def more(self) -> dict:
        return {"pages": import_pages(self.request.user, "imports:upload")}

    def done_url(self) -> str:
        run = getattr(self, "run", None)
        return reverse("imports:import", args=[run.pk]) if run else reverse("imports:imports")


class RunAct(ActionView):
    """A button on the page of a run."""

    action = Action.BRING_FILES_IN

    def load(self, **kwargs) -> None:
        self.run = get_object_or_404(ImportRun.objects.defer("refusals", "changes"), pk=kwargs["pk"])

    def refused_url(self) -> str:
        return reverse("imports:import", args=[self.run.pk])


class StopRun(RunAct):
    def post(self, request, *args, **kwargs):
        uploads.ask_to_stop(run=self.run, by=request.user)
        messages.success(request, "It stops after what is in hand. What was written stays.")
        return redirect(self.refused_url())


class TakeAgain(RunAct):
    """The files of a trial for real, or those of an import that did not finish."""

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            run = uploads.take_again(run=self.run, is_dry_run=False, by=request.user)
            transaction.on_commit(lambda: wake("children.take_upload", run.pk))
        messages.success(request, "The files are being taken.")
        return redirect("imports:import", run.pk)


class RunReport(ActionView):
    """The report of a run as a file, for those who read its rows."""

    action = Action.READ_IMPORTS

    def load(self, **kwargs) -> None:
        self.run = get_object_or_404(ImportRun.objects.all(), pk=kwargs["pk"])
        if not reads_rows(self.request.user) or kwargs["shape"] not in ("json", "csv"):
            raise Http404
        self.shape = kwargs["shape"]

    def get(self, request, *args, **kwargs):
        audit.record("import.report_downloaded", by=request.user, subject=self.run, shape=self.shape)
        refusals = rows_shown_to(request.user, self.run.refusals).shown
        changes = rows_shown_to(request.user, self.run.changes).shown
        if self.shape == "json":
            text = json.dumps(
                self.run.counts | {"refusals": refusals, "changes": changes}, ensure_ascii=False, indent=1
            )
            response = HttpResponse(text, content_type="application/json; charset=utf-8")
        else:
            response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
            _write_csv(response, refusals, changes)
        response["Content-Disposition"] = f'attachment; filename="import-{self.run.pk}.{self.shape}"'
        return response


class Described(ActionView):
    """Every file that can be brought in, with its columns, codes and an example."""

    action = Action.READ_IMPORTS

    def get(self, request, *args, **kwargs):
        sorts = [sort for sort in SORTS.values() if sort.described]
        context = {
            "page_title": "Which files, and what stands in them",
            "pages": import_pages(request.user, "imports:described"),
            "sorts": [{"title": sort.kind.label, "about": sort.about, "files": sort.described} for sort in sorts],
        }
        return TemplateResponse(request, "imports/described.html", context)


class Template(ActionView):
    """The heading of a file and one made-up row, to begin with."""

    action = Action.READ_IMPORTS

    def load(self, **kwargs) -> None:
        described = {kind.name: kind for sort in SORTS.values() for kind in sort.described}
        if kwargs["name"] not in described:
            raise Http404
        self.kind = described[kwargs["name"]]

    def get(self, request, *args, **kwargs):
        name = self.kind.name if self.kind.name.endswith(".csv") else f"{self.kind.name}.csv"
        response = HttpResponse("\ufeff" + template(self.kind), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _write_csv(stream, refusals: list[dict], changes: list[dict]) -> None:
    rows = csv.writer(stream)
    rows.writerow(("result", "file", "line", "whose", "column", "value or before", "reason or after"))
    for one in refusals:
        result = "look at" if one["warning"] else "refused"
        rows.writerow(
            _harmless(
                result, one["file"], one["line"], one.get("whose", ""), one["column"], one["value"], one["reason"]
            )
        )
    for one in changes:
        rows.writerow(_harmless("changed", one["file"], one["line"], one["whose"], one["what"], one["old"], one["new"]))


def _harmless(*cells: object) -> list[str]:
    """A spreadsheet takes what begins with these signs for a formula."""
    return [f"'{cell}" if str(cell).startswith(FORMULA) else str(cell) for cell in cells]
