"""The meeting of a plan before it is held: when, where, who is asked. What happens at it is written in its section."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.views.form_page import FormPage
from accounts.whole_numbers import whole_number
from peps.answers.views.rows import RemovePage
from peps.meetings import dates, invitations, meetings
from peps.meetings.forms.meetings import CancelForm, InviteeForm, PlanForm
from peps.meetings.quorum import NEEDED, in_words
from peps.models import Invitee
from peps.questions.answer_values import written
from peps.views.scoped import WholePlanScoped


class OfMeeting(WholePlanScoped):
    """Loads `self.meeting`, or None before one is planned."""

    action = Action.RECORD_MEETING

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.meeting = meetings.meeting_of(self.pep)

    def refused_url(self) -> str:
        return reverse("peps:meeting", args=[self.pep.reference])


class MeetingPage(OfMeeting):
    def get(self, request, *args, **kwargs):
        audit.record("meeting.looked_at", by=request.user, subject=self.pep, child=self.pep.child)
        today, days = clock.today(), dates.around(self.pep, clock.today())
        invitees = list(self.meeting.invitees.all()) if self.meeting else []
        planned = self.meeting.planned_date if self.meeting else None
        lacking = [role for role in NEEDED if role not in {each.role for each in invitees}]
        context = {
            "page_title": "The meeting",
            "pep": self.pep,
            "meeting": self.meeting,
            "invitees": invitees,
            "refused": invitations.did_not_arrive(invitees),
            "lacking": in_words(lacking) if self.meeting and lacking else "",
            "to_invite": sum(bool(each.email) and each.invited_at is None for each in invitees),
            "also_named": meetings.also_named(self.pep, invitees, today) if self._is_to_come() else [],
            "days": days,
            "proposed": [] if planned else dates.proposed(days, today),
            "warnings": list(dates.warnings(days, planned, today)) if self._is_to_come() else [],
            "is_to_come": self._is_to_come(),
            "complete_by": days.complete_by(planned) if planned else None,
            "cancelled": self.pep.meetings.exclude(cancelled_at=None).select_related("cancelled_by"),
        }
        return TemplateResponse(request, "peps/meetings/meeting.html", context)

    def post(self, request, *args, **kwargs):
        """Asks everybody who has an address and was not asked yet."""
        number = meetings.invite(pep=self.pep, by=request.user, at=clock.now())
        letters = f"{number} invitation{'' if number == 1 else 's'}"
        messages.success(
            request, f"{letters} will be sent." if number else "Everybody with an address was asked already."
        )
        return redirect(self.refused_url())

    def _is_to_come(self) -> bool:
        meeting = self.meeting
        return bool(meeting and meeting.planned_date and not meeting.held_date and self.pep.is_under_way)


class PlanMeeting(FormPage, OfMeeting):
    said = "The meeting is planned."

    def page_title(self) -> str:
        return "Change the meeting" if self.meeting else "Plan the meeting"

    def intro(self) -> str:
        if self.meeting:
            return "Whoever was asked by e-mail is told when day, time or kind of place change."
        days = dates.proposed(dates.around(self.pep, clock.today()), clock.today())
        fitting = "; ".join(f"{day:%A} {written(day)}" for day in days)
        return f"Days that leave time to complete the plan: {fitting}." if days else ""

    def form(self, data=None):
        return PlanForm(data, instance=self.meeting)

    def act(self, given) -> None:
        self.meeting = meetings.meeting_of(self.pep)  # as it stands: the form wrote into its own
        meetings.plan_meeting(pep=self.pep, given=given, by=self.request.user, at=clock.now())


class OneInvitee(OfMeeting):
    """Loads `self.invitee`: the one that the address names, else a new one."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if self.meeting is None:
            raise Http404
        self.invitee = Invitee(meeting=self.meeting)
        if "person_ref" in kwargs:
            self.invitee = get_object_or_404(Invitee, meeting=self.meeting, reference=kwargs["person_ref"])


class InviteePage(FormPage, OneInvitee):
    said = "Saved."

    def page_title(self) -> str:
        return "Who is asked" if self.invitee.pk else "Ask somebody else"

    def form(self, data=None):
        return InviteeForm(data, instance=self.invitee, initial=self._named())

    def _named(self) -> dict:
        """The one of those whom the record names that was pressed; by its place, so that no name stands in an address."""
        place = self.request.GET.get("named", "")
        if self.invitee.pk or not place.isdecimal():
            return {}
        others = meetings.also_named(self.pep, self.meeting.invitees.all(), clock.today())
        one = next(iter(others[whole_number(place) :]), None)
        return {"role": one.role, "name": one.name, "email": one.email} if one else {}

    def act(self, given) -> None:
        meetings.keep_invitee(invitee=self.invitee, pep=self.pep, by=self.request.user, at=clock.now())


class RemoveInvitee(RemovePage, OneInvitee):
    explanation = "They are no longer asked. If they were asked by e-mail, they are told that they need not come."

    def title(self) -> str:
        return f"Take {self.invitee.name} out?"

    def remove(self, *, by, at) -> None:
        meetings.remove_invitee(invitee=self.invitee, pep=self.pep, by=by, at=at)


class SayInvited(OneInvitee):
    """Asked by telephone, by post or face to face."""

    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        meetings.say_invited(invitee=self.invitee, pep=self.pep, by=request.user, at=clock.now())
        messages.success(request, f"Thank you. {self.invitee.name} was asked.")
        return redirect(self.refused_url())


class CancelMeeting(FormPage, OfMeeting):
    said = "The meeting is cancelled. Plan it again as soon as there is a day."
    submit_text = "Cancel the meeting"

    def page_title(self) -> str:
        return "Cancel the meeting"

    def intro(self) -> str:
        return "Whoever was asked by e-mail is told. The people who were asked are kept for the next date."

    def form(self, data=None):
        return CancelForm(data)

    def act(self, given) -> None:
        meetings.cancel_meeting(pep=self.pep, by=self.request.user, at=clock.now(), **given)
