from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.views.form_page import FormPage
from peps.enums import PlanAtReview
from peps.models import PersonalEducationPlan
from peps.questions.answer_values import written
from peps.statutory_reviews import reviews
from peps.statutory_reviews.forms import ReviewCheckForm


class CheckPlanAtReview(FormPage):
    """The reviewing officer, on the day of the review or soon after it."""

    action = Action.CHECK_PLAN_AT_REVIEW
    template = "peps/statutory_reviews/check_at_review.html"
    said = "Thank you. It stands with the review now."

    def load(self, **kwargs) -> None:
        self.review = get_object_or_404(reviews.to_check(self.request.user, clock.today()), pk=kwargs["pk"])
        self.there = reviews.plans_at([self.review.child_id], self.review.review_date)[self.review.child_id]

    def page_title(self) -> str:
        return "Was there an education plan at the review?"

    def intro(self) -> str:
        return (
            f"As far as the portal knows: {PlanAtReview(self.there).label.lower()}. "
            "If the plan was old or missing, the team manager and the service manager are told today."
        )

    def more(self) -> dict:
        plans = PersonalEducationPlan.objects.visible_to(self.request.user).counted().filter(child=self.review.child)
        return {
            "child": self.review.child,
            "review_day": written(self.review.review_date),
            "plan": plans.select_related("fills_term").order_by("-opened_at", "-pk").first(),
        }

    def form(self, data=None):
        return ReviewCheckForm(data)

    def act(self, given) -> None:
        reviews.check_plan(
            review=self.review,
            found=PlanAtReview(given["found"]),
            note=given["note"],
            by=self.request.user,
            at=clock.now(),
        )

    def done_url(self) -> str:
        return reverse("workspace:my_work")
