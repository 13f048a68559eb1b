from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.enums import Role
from accounts.views import ActionView
from peps.models import HandOnRequest
from peps.questions.plan_form import blueprint_of
from peps.section_owners.delegate_section import (
    CannotHandOn,
    HandedOn,
    decide_request,
    hand_on_section,
    take_back_section,
)
from peps.section_owners.forms.delegate_section import DecideRequestForm, HandOnForm, OwnerForm
from peps.section_owners.owners import OWNERS, CannotOwn, change_owner
from peps.views.scoped import SectionScoped

SAID = {
    HandedOn.DONE: "Your colleague can fill in this section now. You stay answerable for it.",
    HandedOn.INVITED: (
        "Your colleague gets an e-mail with a link to choose a password, and can then fill in this section. "
        "You stay answerable for it."
    ),
    HandedOn.ASKED: (
        "This address is not one of the school's. The virtual school is asked; when it says yes, "
        "your colleague gets an e-mail. Until then the section stays with you."
    ),
}


class HandOn(SectionScoped):
    """To a colleague by e-mail address, or back again."""

    action = Action.HAND_ON_SECTION

    def get(self, request, *args, **kwargs):
        return self._page(HandOnForm())

    def post(self, request, *args, **kwargs):
        if "back" in request.POST:
            take_back_section(section=self.section, by=request.user)
            messages.success(request, "The section is yours again. What your colleague wrote is kept.")
            return redirect("peps:task_list", self.pep.reference)
        form = HandOnForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            handed = hand_on_section(section=self.section, by=request.user, at=clock.now(), **form.cleaned_data)
        except CannotHandOn as refusal:
            form.add_error("name" if "name" in str(refusal) else "email", str(refusal))
            return self._page(form, status=422)
        messages.success(request, SAID[handed])
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        context = {
            "page_title": f"Hand “{title_of(self.section)}” to a colleague",
            "pep": self.pep,
            "section": self.section,
            "waiting": self.section.hand_on_requests.waiting().first(),
            "refused": self.section.hand_on_requests.filter(is_allowed=False).last(),
            "form": form,
        }
        return TemplateResponse(self.request, "peps/section_owners/hand_on.html", context, status=status)

    def refused_url(self) -> str:
        return self.request.path


class ChangeOwner(SectionScoped):
    """Whose the section is: the social worker's, the designated teacher's, or the virtual school's."""

    action = Action.CHANGE_OWNER

    def get(self, request, *args, **kwargs):
        return self._page(OwnerForm(owners=OWNERS, initial={"owner": self.section.owner_role}))

    def post(self, request, *args, **kwargs):
        form = OwnerForm(request.POST, owners=OWNERS)
        if not form.is_valid():
            return self._page(form, status=422)
        owner = Role(form.cleaned_data["owner"])
        title = title_of(self.section)
        try:
            change_owner(section=self.section, owner=owner, title=title, by=request.user, at=clock.now())
        except CannotOwn as refusal:
            form.add_error("owner", str(refusal))
            return self._page(form, status=422)
        messages.success(request, f"“{title}” is asked of the {owner.label.lower()} now.")
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        context = {
            "page_title": f"Who is asked for “{title_of(self.section)}”?",
            "form": form,
            "intro": "Whoever holds the role for this child today is asked, also after a change of people.",
            "cancel_url": reverse("peps:task_list", args=[self.pep.reference]),
        }
        return TemplateResponse(self.request, "layouts/form.html", context, status=status)

    def refused_url(self) -> str:
        return reverse("peps:task_list", args=[self.pep.reference])


class DecideRequest(ActionView):
    """A school asks to hand a section to somebody whose address is not the school's."""

    action = Action.ALLOW_COLLEAGUE

    def load(self, **kwargs) -> None:
        waiting = HandOnRequest.objects.visible_to(self.request.user).waiting()
        rows = waiting.select_related(
            "section__pep__child",
            "section__pep__edition",
            "section__pep__school",
            "section__pep__fills_term",
            "asked_by",
        )
        self.asked = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        return self._page(DecideRequestForm())

    def post(self, request, *args, **kwargs):
        form = DecideRequestForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        is_allowed = form.cleaned_data["answer"] == "yes"
        decide_request(
            request=self.asked,
            is_allowed=is_allowed,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, "The section is handed on." if is_allowed else "The school reads your reason.")
        return redirect("workspace:my_work")

    def _page(self, form, status=200):
        context = {
            "page_title": "A section for somebody outside the school",
            "asked": self.asked,
            "title": title_of(self.asked.section),
            "form": form,
            "cancel_url": reverse("workspace:my_work"),
            "submit_text": "Send the answer",
        }
        return TemplateResponse(self.request, "peps/section_owners/decide_request.html", context, status=status)

    def refused_url(self) -> str:
        return reverse("workspace:my_work")


def title_of(section) -> str:
    return blueprint_of(section.pep).section(section.key).title
