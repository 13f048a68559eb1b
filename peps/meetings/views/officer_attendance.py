from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from peps.enums import AtTheTable
from peps.meetings.meetings import keep_invitee
from peps.meetings.officer_attendance import meetings_to_attend
from peps.models import Invitee, PersonalEducationPlan


class MeetingsToAttend(ActionView):
    """For the virtual school: which meetings might need it, and one press to be on the list."""

    action = Action.ATTEND_MEETINGS

    def get(self, request, *args, **kwargs):
        rows = meetings_to_attend(request.user, clock.today())
        return TemplateResponse(
            request, "peps/meetings/attending.html", {"page_title": "Meetings to attend", "rows": rows}
        )

    def post(self, request, *args, **kwargs):
        plans = PersonalEducationPlan.objects.visible_to(request.user)
        pep = get_object_or_404(plans.select_related("child"), reference=request.POST.get("plan", ""))
        me = request.user
        invitee = Invitee(role=AtTheTable.VIRTUAL_SCHOOL, name=me.name, email=me.email)
        keep_invitee(invitee=invitee, pep=pep, by=me, at=clock.now())
        messages.success(
            request, f"You are on the list for the meeting about {pep.child.called or pep.child.reference}."
        )
        return redirect(self.refused_url())

    def refused_url(self) -> str:
        return reverse("peps:attending")
