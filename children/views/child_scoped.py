"""Pages about one child: the child whom the address names, as far as the person reaches the child's record."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.access import Level
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from children.models import Child


class ChildScoped(ActionView):
    """Loads `self.child` by the reference in the address."""

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user, level=Level.RECORD)
        self.child = get_object_or_404(children, reference=kwargs["reference"])


class FormPage(ActionView):
    """Asks, and does one thing with the answers: a form, a rule, words for the person, and a page to go to."""

    template = "children/form.html"
    form_class: type
    said = ""
    submit_text = "Save"

    def get(self, request, *args, **kwargs):
        return self.page(self.form())

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.act(form.cleaned_data)
        except PortalRefusal as refusal:  # shown with the form, so that nothing typed is lost
            form.add_error(None, str(refusal))
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
        raise NotImplementedError


class ChildForm(FormPage, ChildScoped):
    """A form about one child; afterwards the child's page."""

    def caption(self) -> str:
        return self.child.name

    def done_url(self) -> str:
        return reverse("workspace:child", args=[self.child.reference])
