"""Asking for somebody to be invited, and answering it."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.forms.invitation_requests import AnswerForm, AskToInviteForm
from accounts.invitation_requests import answer, ask
from accounts.models import InvitationRequest, School
from accounts.views import ActionView
from accounts.views.form_page import FormPage


class AskToInvite(FormPage):
    """The address may say for which role and school."""

    action = Action.ASK_TO_INVITE
    said = "Your request has been sent. You get an email when it is answered."
    submit_text = "Send the request"

    def form(self, data=None):
        asked = self.request.GET
        school = School.objects.filter(urn=asked.get("school", "")).first() if asked.get("school") else None
        return AskToInviteForm(data, by=self.request.user, initial={"role": asked.get("role", ""), "school": school})

    def act(self, given) -> None:
        self.asked_for = ask(**given, by=self.request.user, at=clock.now())

    def page_title(self) -> str:
        return "Ask for someone to be invited"

    def intro(self) -> str:
        return "Use this when someone has no account, or the wrong role, school or team. Do not name a child."

    def done_url(self) -> str:
        made = getattr(self, "asked_for", None)
        return reverse("accounts:invitation_request", args=[made.pk]) if made else reverse("workspace:my_work")


class InvitationRequests(ActionView):
    """Those that wait for an answer from this person."""

    action = Action.INVITE_SCHOOLS

    def get(self, request, *args, **kwargs):
        waiting = InvitationRequest.objects.answerable_by(request.user).waiting().for_list()
        context = {"page_title": "Requests to invite someone", "requests": waiting}
        return TemplateResponse(request, "accounts/invitation_requests.html", context)


class InvitationRequestPage(FormPage):
    """For those who answer it, and for who asked."""

    action = Action.USE_PORTAL
    template = "accounts/invitation_request.html"
    form_class = AnswerForm
    said = "Answered. The person who asked gets an email."
    submit_text = "Answer and close"

    def load(self, **kwargs) -> None:
        seen = InvitationRequest.objects.visible_to(self.request.user).for_list()
        self.asked_for = seen.filter(pk=kwargs["pk"]).first()
        if self.asked_for is None:
            raise Http404

    def act(self, given) -> None:
        answer(self.asked_for, text=given["answer"], by=self.request.user, at=clock.now())

    def page_title(self) -> str:
        return f"Request to invite someone: {self.asked_for.get_role_display().lower()}"

    def more(self) -> dict:
        may_answer = self.asked_for.closed_at is None and access.may_manage(self.request.user, self.asked_for.role)
        return {"asked_for": self.asked_for, "may_answer": may_answer}

    def refused_url(self) -> str:
        return reverse("accounts:invitation_request", args=[self.asked_for.pk])
