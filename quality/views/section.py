"""The page of a section, with the points that it was returned for and their answers at its top."""

from accounts import access, clock
from accounts.access import Action
from peps.sections.views.sections import SectionPage
from quality.audits import section_titles
from quality.forms import AnswersForm
from quality.models import Point
from quality.points import answer_points
from quality.results import points_shown


class SectionWithPoints(SectionPage):
    template = "quality/section.html"

    def post(self, request, *args, **kwargs):
        """What is typed below the points is saved with whatever else is typed."""
        if self._may_answer():
            given = AnswersForm(request.POST, points=self._points(), titles=section_titles(self.pep)).given()
            answer_points(pep=self.pep, answers=given, by=request.user, at=clock.now())
        return super().post(request, *args, **kwargs)

    def _more(self) -> dict:
        points = self._points() if self.section.reopened_at else []
        titles = section_titles(self.pep)
        form = AnswersForm(points=points, titles=titles) if points and self._may_answer() else None
        return {"points": points_shown(points, titles), "points_form": form}

    def _may_answer(self) -> bool:
        return self.section.reopened_at is not None and access.may(self.request.user, Action.ANSWER_POINT)

    def _points(self) -> list[Point]:
        """Also for a colleague who was handed the section, and may not answer."""
        points = Point.objects.answerable_by(self.request.user).for_page()
        return list(points.filter(audit__pep=self.pep, section_key=self.section.key))
