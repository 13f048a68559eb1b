from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit as access_record
from accounts import clock
from accounts.access import Action
from peps.enums import PartName, PepStatus
from peps.life.workflow import is_in, moves_open_to
from peps.models import Section
from peps.sections.completeness import missing
from peps.views.scoped import PepScoped
from quality import proforma
from quality.audits import section_titles
from quality.forms import AnswersForm
from quality.models import Point
from quality.points import answer_points, school_points_unanswered, submit_school_part
from quality.results import newest_result, points_shown


class Check(PepScoped):
    """Before the school part is submitted: what is missing by name, and what the virtual school will look at."""

    action = Action.SUBMIT_SCHOOL_PART

    def get(self, request, *args, **kwargs):
        lacking = missing(self.pep, PartName.SCHOOL)
        unanswered = school_points_unanswered(self.pep).count()
        may_submit = "submit_school_part" in moves_open_to(request.user, self.pep)
        context = {
            "page_title": "Check before you submit",
            "pep": self.pep,
            "lacking": lacking,
            "unanswered": unanswered,
            "criteria": proforma.criteria_of(proforma.current()),
            "may_submit": may_submit,
            "is_ready": may_submit and not lacking and not unanswered,
        }
        return TemplateResponse(request, "quality/check.html", context)

    def post(self, request, *args, **kwargs):
        if is_in(self.pep, PartName.SCHOOL):
            messages.info(request, "The school part is submitted already. You need not do it again.")
            return redirect("peps:task_list", self.pep.reference)
        pep = submit_school_part(pep=self.pep, by=request.user, at=clock.now())
        waits = (
            "" if pep.status == PepStatus.SUBMITTED else " The plan goes to the virtual school when Part 1 is in too."
        )
        messages.success(request, f"The school part is submitted. Thank you.{waits}")
        return redirect("peps:task_list", self.pep.reference)

    def refused_url(self) -> str:
        return reverse("quality:check", args=[self.pep.reference])


class Points(PepScoped):
    """How the plan was judged, and the points to answer by those who were asked for their sections."""

    action = Action.ANSWER_POINT

    def get(self, request, *args, **kwargs):
        access_record.record("pep.looked_at", by=request.user, subject=self.pep)
        points = list(Point.objects.visible_to(request.user).filter(audit__pep=self.pep).for_page())
        theirs = set(self._answerable().values_list("pk", flat=True))
        answerable = [point for point in points if point.pk in theirs]
        return self._page(points, AnswersForm(points=answerable, titles=section_titles(self.pep)))

    def post(self, request, *args, **kwargs):
        answerable = list(self._answerable())
        form = AnswersForm(request.POST, points=answerable, titles=section_titles(self.pep))
        found = answer_points(pep=self.pep, answers=form.given(), by=request.user, at=clock.now())
        titles = section_titles(self.pep)
        complete = "".join(f" “{titles[key]}” is complete." for key, lacking in found.items() if not lacking)
        messages.success(request, f"Your answers are saved.{complete}")
        for key, lacking in found.items():
            if lacking:
                messages.warning(request, f"“{titles[key]}” is not complete yet. {lacking[0].text}.")
        return redirect("quality:points", self.pep.reference)

    def _answerable(self):
        return Point.objects.answerable_by(self.request.user).filter(audit__pep=self.pep).for_page()

    def _page(self, points, form):
        mine = {point.pk for point in form.points}
        titles = section_titles(self.pep)
        context = {
            "page_title": "How this plan was judged",
            "pep": self.pep,
            "result": newest_result(self.pep, self.request.user),
            "form": form,
            "others": points_shown([point for point in points if point.pk not in mine], titles),
            "is_returned": self.pep.status == PepStatus.RETURNED,
            "reopened": self._reopened(titles),
            "next_steps": self._next_steps(),
        }
        return TemplateResponse(self.request, "quality/points.html", context)

    def _reopened(self, titles) -> list[dict]:
        mine = Section.objects.editable_by(self.request.user).filter(pep=self.pep, reopened_at__isnull=False)
        return [
            {"text": titles[key], "href": reverse("peps:section", args=[self.pep.reference, key])}
            for key in mine.order_by("position").values_list("key", flat=True)
        ]

    def _next_steps(self) -> list[dict]:
        """Only of a returned plan: the part or parts that this person submits again."""
        if self.pep.status != PepStatus.RETURNED:
            return []
        waiting = Section.objects.editable_by(self.request.user).filter(pep=self.pep)
        parts = set(waiting.values_list("part__name", flat=True))
        return [
            {"text": text, "href": reverse(name, args=[self.pep.reference])}
            for part, name, text in RESUBMISSIONS
            if part in parts
        ]


RESUBMISSIONS = (
    (PartName.PART_1, "peps:submit_part_1", "Submit Part 1 again"),
    (PartName.SCHOOL, "quality:check", "Submit the school part again"),
)
