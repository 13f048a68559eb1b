import datetime as dt

from django.template.response import TemplateResponse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from peps.life.closing import closed_by_rule, in_the_way, may_make_way, restore
from peps.life.forms import RestoreForm
from peps.views.scoped import PepScoped

LISTED_FOR = dt.timedelta(days=365)


class ClosedByRule(ActionView):
    """Every plan that the portal closed by itself within a year, each to be restored by one act."""

    action = Action.CLOSE_PEP

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Plans closed by the portal",
            "plans": closed_by_rule(request.user, clock.today() - LISTED_FOR),
        }
        return TemplateResponse(request, "peps/life/closed_by_rule.html", context)


class RestorePep(FormPage, PepScoped):
    """What was closed is opened again as it stood."""

    action = Action.CLOSE_PEP
    said = "The plan is restored as it stood."
    submit_text = "Restore the plan"

    def page_title(self) -> str:
        return "Restore this plan"

    def intro(self) -> str:
        others = [other for other in in_the_way(self.pep) if may_make_way(other)]
        if not others:
            return "The plan opens again as it stood when it was closed. Everybody who was asked sees it in their work."
        titles = " and ".join(f"“{other.title}”" for other in others)
        return f"The plan opens again as it stood. {titles} is closed for it; its text is kept, and it can be restored."

    def form(self, data=None):
        return RestoreForm(data)

    def act(self, given) -> None:
        restore(pep=self.pep, by=self.request.user, at=clock.now(), **given)
