from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from peps.deadlines.clock_settings import set_clocks
from peps.deadlines.forms.clock_settings import ClockSettingsForm
from peps.models import ClockSettings, PlanSettings


class SetsClocks(ActionView):
    action = Action.SET_CLOCKS

    def refused_url(self) -> str:
        return reverse("peps:clocks")


class Clocks(SetsClocks):
    """Which clocks run today, what each does, who set them, and those that are to come."""

    def get(self, request, *args, **kwargs):
        today = clock.today()
        now = ClockSettings.objects.on(today)
        context = {
            "page_title": "Clocks and reminders",
            "now": now,
            "rows": _rows(now, PlanSettings.objects.on(today)),
            "to_come": ClockSettings.objects.filter(from_date__gt=today),
            "before": ClockSettings.objects.filter(from_date__lte=today)[:20],
        }
        return TemplateResponse(request, "peps/deadlines/clocks.html", context)


def _rows(now: ClockSettings, rules: PlanSettings) -> list[dict[str, str]]:
    before = [f"{days} days before" if days else "on the day" for days in rules.remind_before]
    late = ", ".join(map(str, now.remind_late))
    return [
        {"key": "A first plan is begun", "value": f"{now.first_initiated_days} working days after care began"},
        {
            "key": "A first plan is complete",
            "value": f"{now.first_complete_days} working days after care began, and before the first review. It never moves for school holidays",
        },
        {"key": "First review at the latest", "value": f"{now.first_review_days} working days after care began"},
        {
            "key": "A plan after a change",
            "value": f"{now.change_days} working days after the change, or the term's deadline if that is sooner",
        },
        {"key": "An interim plan", "value": f"{now.interim_days} working days after it was opened"},
        {"key": "Without a school place", "value": f"Suitable education within {now.education_days} school days"},
        {
            "key": "After a meeting",
            "value": f"A plan is complete {now.after_meeting_days} {'working' if now.is_after_meeting_in_working_days else 'school'} days after it, and never later than its deadline",
        },
        {"key": "Before a meeting", "value": f"Papers are with everybody {now.papers_days} days before"},
        {"key": "People are reminded", "value": f"{', '.join(before)}; then {late} working days late"},
        {"key": "Team manager or head teacher hears", "value": f"{now.manager_after_days} working days late"},
        {"key": "Head of the virtual school hears", "value": f"{now.head_after_days} working days late"},
    ]


class ChangeClocks(FormPage, SetsClocks):
    said = "The clocks are set."
    refused_field = "from_date"

    def page_title(self) -> str:
        return "Set the clocks"

    def form(self, data=None):
        now = ClockSettings.objects.on(clock.today())
        now.pk, now.from_date = None, clock.today()
        return ClockSettingsForm(data, instance=now)

    def act(self, given) -> None:
        settings = ClockSettings(**given)
        set_clocks(settings=settings, by=self.request.user, at=clock.now())
