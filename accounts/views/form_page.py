"""Pages that ask: a form, a rule, words for the person, and a page to go to."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.refusals import PortalRefusal
from accounts.views import ActionView


class FormPage(ActionView):
    """Asks, and does one thing with the answers."""

    template = "layouts/form.html"
    form_class: type
    said = ""
    submit_text = "Save"
    refused_field: str | None = None
    """Beside which question a refusal of the rule stands; None for above the form."""

    def get(self, request, *args, **kwargs):
        return self.page(self.form())

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.act(form.cleaned_data)
        except PortalRefusal as refusal:  # shown with the form, so that nothing typed is lost
            form.add_error(self.refused_field, str(refusal))
            return self.page(form, status=422)
        messages.success(request, self.said)
        return redirect(self.done_url())

    def form(self, data: Any = None):
        return self.form_class(data)

    def act(self, given: dict) -> None:
        """Calls the rule. What it refuses is shown above the form."""
        raise NotImplementedError

    def page(self, form, status: int = 200):
        context = {
            "form": form,
            "page_title": self.page_title(),
            "caption": self.caption(),
            "intro": self.intro(),
            "submit_text": self.submit_text,
            "cancel_url": self.done_url(),
        }
        return TemplateResponse(self.request, self.template, context | self.more(), status=status)

    def page_title(self) -> str:
        raise NotImplementedError

    def caption(self) -> str:
        return ""

    def intro(self) -> str:
        return ""

    def more(self) -> dict:
        return {}

    def done_url(self) -> str:
        """Where a refusal would be shown too, unless a page says otherwise."""
        return self.refused_url()
