"""Rows that somebody has to check after the newest files: a list, and saying that somebody looked."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from children.views.file_pages import import_pages
from imports.alarms import missing_rows

MOST = 200


class MissingRows(ActionView):
    action = Action.READ_IMPORTS

    def get(self, request, *args, **kwargs):
        rows = missing_rows.with_what_is_held(missing_rows.waiting_for(request.user, clock.today())[:MOST])
        context = {
            "page_title": "Rows to check",
            "pages": import_pages(request.user, "imports:missing_rows"),
            "missing": [row for row in rows if not row.is_in_both],
            "differing": [row for row in rows if row.is_in_both],
            "may_end_posts": access.may(request.user, Action.MANAGE_PEOPLE),
        }
        return TemplateResponse(request, "imports/missing_rows.html", context)


class SettleMissingRow(ActionView):
    action = Action.READ_IMPORTS
    http_method_names = ("post", "options")

    def load(self, **kwargs) -> None:
        self.row = get_object_or_404(missing_rows.waiting_for(self.request.user, clock.today()), pk=kwargs["pk"])

    def post(self, request, *args, **kwargs):
        missing_rows.settle(row=self.row, by=request.user)
        messages.success(request, "Marked as checked.")
        return redirect("imports:missing_rows")
