"""A school year on one page; the next from this one; and days that schools have for themselves."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.access import Action
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from accounts.whole_numbers import whole_number
from children.calendar import inset_days
from children.calendar.forms.years import DaysOffForm, OwnTermForm, YearForm
from children.calendar.year_calendar import copied_to_next, keep_year, with_proposals, year_of
from children.models import DayOff, OwnTerm

YEAR = re.compile(r"^(\d{4})-(\d{2})$")


class OfTerms(ActionView):
    action = Action.MANAGE_TERMS

    def refused_url(self) -> str:
        return reverse("children:terms")

    def ask(self, form, title: str, *, intro: str, status: int = 200):
        context = {"page_title": title, "form": form, "intro": intro, "cancel_url": reverse("children:terms")}
        return TemplateResponse(self.request, "children/calendar/year.html", context, status=status)


class SchoolYear(OfTerms):
    """What is entered for the year of the address; where nothing is, a proposal from the year before."""

    def load(self, **kwargs) -> None:
        found = YEAR.match(kwargs["year"])
        if not found or (int(found[1]) + 1) % 100 != int(found[2]):
            raise Http404
        self.name = f"{found[1]}/{found[2]}"
        self.before = f"{int(found[1]) - 1}/{found[1][2:]}"

    def get(self, request, *args, **kwargs):
        there = year_of(self.name)
        if there:
            return self._ask(YearForm(year=with_proposals(there)), "These are the days that are entered.")
        proposed = copied_to_next(year_of(self.before))
        intro = (
            f"Proposed from {self.before}, on the same weekdays: put right what differs, above all holidays."
            if proposed
            else "Nothing is entered for this year or the one before."
        )
        return self._ask(YearForm(year=with_proposals(proposed)), intro)

    def post(self, request, *args, **kwargs):
        form = YearForm(request.POST)
        if not form.is_valid():
            return self._ask(form, "Something has to be put right before the year can be kept.", status=422)
        keep_year(year=form.year(), by=request.user)
        messages.success(request, f"The school year {self.name} is entered.")
        return redirect("children:terms")

    def _ask(self, form, intro: str, status: int = 200):
        return self.ask(form, f"School year {self.name}", intro=intro, status=status)


class OwnDays(OfTerms):
    """Schools whose days are not the authority's, and single days without school."""

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Schools with days of their own",
            "terms": OwnTerm.objects.select_related("school").order_by("school__name", "first_day"),
            "days_off": DayOff.objects.select_related("school").order_by("day", "school__name"),
        }
        return TemplateResponse(request, "children/calendar/own_days.html", context)

    def post(self, request, *args, **kwargs):
        """Takes a row out that was entered wrongly."""
        kind, _, pk = request.POST.get("remove", "").partition(":")
        model = {"term": OwnTerm, "day": DayOff}.get(kind)
        row = get_object_or_404(model, pk=whole_number(pk)) if model else None
        if row is None:
            raise Http404
        inset_days.remove(row, by=request.user)
        messages.success(request, "Taken out.")
        return redirect("children:own_days")


class AddDays(FormPage, OfTerms):
    def done_url(self) -> str:
        return reverse("children:own_days")


class AddDaysOff(AddDays):
    form_class = DaysOffForm
    said = "The days are entered."

    def page_title(self) -> str:
        return "Days without school"

    def act(self, given) -> None:
        inset_days.add_days_off(school=given["school"], days=given["days"], by=self.request.user)


class AddOwnTerm(AddDays):
    form_class = OwnTermForm
    said = "The term is entered. Enter the school's other terms of the year too: from now on its own days count."

    def page_title(self) -> str:
        return "A term of one school"

    def act(self, given) -> None:
        school = given.pop("school")
        inset_days.add_own_term(school=school, dates=given, by=self.request.user)
