"""A page for one row of a section, and the question whether something should go."""

from django.contrib import messages
from django.db.models import Model
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import clock
from accounts.views.form_page import FormPage
from peps.answers.rows import save_row


class RowPage(FormPage):
    """Asks for `self.row`, saves it in its section, and goes back to the list."""

    row: Model

    def act(self, given) -> None:
        save_row(self.row, section=self.section, by=self.request.user, at=clock.now())


class RemovePage:
    """Asks whether something should go."""

    explanation = ""
    confirm_text = "Remove it"
    said = "Removed."

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": self.title(),
            "explanation": self.explanation,
            "confirm_text": self.confirm_text,
            "is_warning": True,
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        self.remove(by=request.user, at=clock.now())
        messages.success(request, self.said)
        return redirect(self.refused_url())
