from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts import audit as access_record
from accounts.access import Action
from peps.enums import PepStatus
from peps.views.scoped import PepScoped
from peps.voice.wishes import wishes_of
from quality.audits import section_titles
from quality.forms import ReasonForm
from quality.queries import audit_that_counts, points_in_the_way
from quality.results import points_shown, result_of
from quality.returning import return_pep
from quality.signing import sign_off, standing_of


class SignOff(PepScoped):
    """What was found, what stands in the way in plain words, and the two ways on: sign off, or return."""

    action = Action.SIGN_OFF_PEP

    def get(self, request, *args, **kwargs):
        access_record.record("pep.looked_at", by=request.user, subject=self.pep)
        return self._page(ReasonForm())

    def post(self, request, *args, **kwargs):
        form = ReasonForm(request.POST)
        form.is_valid()
        standing = standing_of(self.pep)
        if not standing.obstacles and not standing.is_good_enough and not form.cleaned_data["reason"].strip():
            form.add_error("reason", "Say why the plan is signed off although it is not yet good")
            return self._page(form, status=422)
        sign_off(pep=self.pep, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
        messages.success(request, "The plan is signed off. Its text stands as it is now.")
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        standing = standing_of(self.pep)
        context = {
            "page_title": "Sign off or return this plan",
            "pep": self.pep,
            "form": form,
            "standing": standing,
            "obstacles": [_with_link(obstacle, self.pep) for obstacle in standing.obstacles],
            "result": result_of(audit_that_counts(self.pep)),
            "open_wishes": [wish for wish in wishes_of(self.pep) if wish.waits],
            "is_with_us": self.pep.status == PepStatus.SUBMITTED,
            "may_sign_below": access.may(self.request.user, Action.SIGN_OFF_BELOW_STANDARD),
            "may_return": self.pep.status == PepStatus.SUBMITTED and points_in_the_way(self.pep).exists(),
        }
        return TemplateResponse(self.request, "quality/sign_off.html", context, status=status)

    def refused_url(self) -> str:
        return reverse("quality:sign_off", args=[self.pep.reference])


class Return(PepScoped):
    """Which points go to whom, and which sections open again: asked before it is done."""

    action = Action.RETURN_PEP

    def get(self, request, *args, **kwargs):
        points = list(points_in_the_way(self.pep).for_page())
        titles = section_titles(self.pep)
        context = {
            "page_title": "Return this plan?",
            "pep": self.pep,
            "points": points_shown(points, titles),
            "sections": sorted({titles.get(point.section_key, "") for point in points}),
            "can_be_returned": bool(points) and self.pep.status == PepStatus.SUBMITTED,
        }
        return TemplateResponse(request, "quality/return.html", context)

    def post(self, request, *args, **kwargs):
        return_pep(pep=self.pep, by=request.user, at=clock.now())
        messages.success(
            request,
            "The plan is returned. Its writers see the points in their work now. We email them today, or on their next working day.",
        )
        return redirect("peps:task_list", self.pep.reference)

    def refused_url(self) -> str:
        return reverse("quality:sign_off", args=[self.pep.reference])


def _with_link(obstacle, pep) -> dict:
    href = ""
    if obstacle.section_key:
        href = reverse("peps:section", args=[pep.reference, obstacle.section_key])
    elif obstacle.is_about_points:
        href = reverse("quality:points", args=[pep.reference])
    return {"text": obstacle.text, "href": href}
