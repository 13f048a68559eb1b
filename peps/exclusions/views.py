"""A suspension or exclusion that is likely: said by the school, answered, and closed with what came of it."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from children.views.child_scoped import ChildForm
from peps.exclusions import likely as exclusions
from peps.exclusions.forms import LikelyAnswerForm, LikelyForm, LikelyOutcomeForm
from peps.models import LikelyExclusion


class SayLikely(ChildForm):
    action = Action.FOLLOW_EXCLUSIONS
    form_class = LikelyForm
    submit_text = "Send"
    said = "Sent. The social worker and the virtual school have been notified."

    def page_title(self) -> str:
        return "Tell us that a suspension or exclusion is likely"

    def intro(self) -> str:
        return (
            "The social worker and the virtual school get an email at once, with a link and no names. "
            "If someone may be in danger now, phone them."
        )

    def act(self, given: dict) -> None:
        exclusions.say_likely(child=self.child, by=self.request.user, at=clock.now(), **given)


class OfLikely(ActionView):
    """Loads `self.likely`, as far as this person reaches the child."""

    action = Action.FOLLOW_EXCLUSIONS

    def load(self, **kwargs) -> None:
        seen = LikelyExclusion.objects.visible_to(self.request.user).for_list()
        self.likely = get_object_or_404(
            seen.select_related("read_by", "answered_by", "closed_by"), reference=kwargs["reference"]
        )

    def refused_url(self) -> str:
        return reverse("peps:likely_exclusion", args=[self.likely.reference])


class Likely(OfLikely):
    def get(self, request, *args, **kwargs):
        likely = self.likely
        audit.record("exclusion.opened", by=request.user, subject=likely, child=likely.child)
        exclusions.note_reading(likely, by=request.user, at=clock.now())
        context = {
            "page_title": f"{likely.get_category_display()} likely",
            "likely": likely,
            "told": exclusions.told_of(likely),
            "may_answer": likely.is_open and likely.said_by_id != request.user.pk,
        }
        return TemplateResponse(request, "peps/exclusions/likely_exclusion.html", context)


class OfLikelyForm(FormPage, OfLikely):
    template = "children/form.html"

    def caption(self) -> str:
        return self.likely.child.name


class AnswerLikely(OfLikelyForm):
    submit_text = "Send the answer"
    said = "Sent. The person who told us has been notified."

    def page_title(self) -> str:
        return "Answer"

    def form(self, data=None):
        return LikelyAnswerForm(data, initial={"answer": self.likely.answer})

    def act(self, given: dict) -> None:
        exclusions.answer_likely(likely=self.likely, by=self.request.user, at=clock.now(), **given)


class CloseLikely(OfLikelyForm):
    form_class = LikelyOutcomeForm
    said = "Saved. The people who were told it was likely are notified."

    def page_title(self) -> str:
        return "Record what came of it"

    def intro(self) -> str:
        return (
            "A suspension or exclusion that you enter here is added to the record. You do not need to enter it again."
        )

    def act(self, given: dict) -> None:
        exclusions.close_likely(likely=self.likely, by=self.request.user, at=clock.now(), **given)
