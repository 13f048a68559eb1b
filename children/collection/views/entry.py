import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.enums import VIRTUAL_SCHOOL_ROLES
from accounts.models import School
from accounts.notices import days_after
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from children.attainment import attainment
from children.calendar.school_calendar import calendar_of, is_open_on
from children.collection import collection, entry
from children.collection.forms.entry import days_named, new_results, result_rows, typed_week, week_rows
from children.enums import WORKING_AT, Origin
from children.models import AttainmentResult

WEEKS_OFFERED = 6
A_WEEK_LATER = dt.timedelta(days=6)
"""From the Monday to the Sunday."""


class SchoolScoped(ActionView):
    """Loads `self.school`: a designated teacher's own; the virtual school says which by `?school=URN`."""

    action = Action.KEEP_SCHOOL_RECORD

    def load(self, **kwargs) -> None:
        urn = self.request.GET.get("school", "")
        own = entry.schools_of(self.request.user)
        if urn and self.request.user.holds_role(*VIRTUAL_SCHOOL_ROLES):
            self.school = get_object_or_404(School, urn=urn)
        else:
            self.school = next((one for one in own if not urn or one.urn == urn), None)
            if self.school is None and urn:
                raise Http404
        self.own = own
        self.query = f"?school={self.school.urn}" if self.school and (urn or len(own) > 1) else ""

    def nowhere(self):
        """For whom no school stands in the address."""
        return TemplateResponse(
            self.request, "children/collection/no_school.html", {"page_title": "Choose a school", "own": self.own}
        )


class EnterAttendance(SchoolScoped):
    """A week at a time: children down the page, ten sessions across."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        today = clock.today()
        this = collection.monday_of(today)
        try:
            wanted = collection.monday_of(dt.date.fromisoformat(self.request.GET.get("week", "")))
        except ValueError:
            wanted = this - collection.WEEK
        if wanted > this:
            raise Http404
        self.calendar = calendar_of(self.school)
        self.today, self.week = today, collection.week_round(wanted, self.calendar)
        self.weeks = [this - collection.WEEK * number for number in range(WEEKS_OFFERED)]

    def get(self, request, *args, **kwargs):
        return self._page() if self.school else self.nowhere()

    def post(self, request, *args, **kwargs):
        if not self.school:
            return self.nowhere()
        drawn_before = days_named(self._all_days(), request.POST)
        typed = typed_week(self._pupils(), sorted({*self._days(), *drawn_before}), request.POST)
        try:
            kept = entry.keep_week(school=self.school, typed=typed, by=request.user, on=self.today)
        except PortalRefusal as refusal:
            return self._page(request.POST, problem=str(refusal), status=422)
        if kept.overtaken:
            messages.error(
                request,
                f"{kept.overtaken} marks were changed by somebody else meanwhile, and were left as they are now.",
            )
        if kept.without_school:
            days = ", ".join(f"{day:%A %-d %B %Y}" for day in kept.without_school)
            messages.warning(
                request,
                f"Check these days: {days}. By the calendar there was no school. The marks were saved, and do not count as "
                "possible sessions. If there was school, ask the virtual school to change the calendar.",
            )
        messages.success(request, f"Thank you. {kept.changed} marks were saved.")
        return redirect(request.get_full_path())

    def _pupils(self):
        return entry.pupils(self.school, reader=self.request.user, on=self.today)

    def _all_days(self) -> list[dt.date]:
        """Up to today, with the weekend."""
        days = days_after(clock.day_before(self.week.first_day), self.week.first_day + A_WEEK_LATER)
        return [day for day in days if day <= self.today]

    def _days(self) -> list[dt.date]:
        """Of this school; where no term is entered, the working days."""
        return [day for day in self._all_days() if is_open_on(day, self.calendar)]

    def _page(self, data=None, problem: str = "", status: int = 200):
        children, days = self._pupils(), self._days()
        context = {
            "page_title": "Attendance of a week",
            "school": self.school,
            "week": self.week,
            "weeks": [{"day": day, "key": day.isoformat(), "active": day == self.week.first_day} for day in self.weeks],
            "days": days,
            "rows": week_rows(children, days, entry.marks_of(children, days), data),
            "problem": problem,
            "back_url": reverse("workspace:my_work"),
        }
        return TemplateResponse(self.request, "children/collection/enter_attendance.html", context, status=status)


class EnterAttainment(SchoolScoped):
    """How each child stands today in the subjects of their phase."""

    def get(self, request, *args, **kwargs):
        return self._page(self._rows()) if self.school else self.nowhere()

    def post(self, request, *args, **kwargs):
        if not self.school:
            return self.nowhere()
        today = clock.today()
        rows = self._rows(request.POST)
        results = new_results(rows, today, self.school.pk, request.POST)
        if any(row.error for row in rows):
            return self._page(rows, status=422)
        taken = attainment.record_all(results, origin=Origin.HAND, at=clock.now(), by=request.user)
        messages.success(request, f"Thank you. {taken.added + len(taken.corrected)} results were saved.")
        return redirect(request.get_full_path())

    def _rows(self, data=None):
        children = entry.pupils(self.school, reader=self.request.user, on=clock.today())
        standing = AttainmentResult.objects.standing().filter(child__in=children, kind__in=WORKING_AT)
        standing = standing.order_by("assessed_date", "pk")
        latest = {(row.child_id, row.subject): row for row in standing}
        return result_rows(children, clock.today(), latest, data)

    def _page(self, rows, status: int = 200):
        context = {
            "page_title": "Attainment this half-term",
            "school": self.school,
            "rows": rows,
            "errors": [row for row in rows if row.error],
            "back_url": reverse("workspace:my_work"),
        }
        return TemplateResponse(self.request, "children/collection/enter_attainment.html", context, status=status)
