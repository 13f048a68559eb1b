"""Every component with made-up values on one page, for those who write templates. Not there in production."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from govuk_forms.fields import DateField, MoneyField, WholeNumberField, YesNoField
from govuk_forms.layout import BodyHelper, Field, Fieldset

DUE = dt.date(2026, 12, 18)


class SampleForm(forms.Form):
    """One question of each kind. Sent empty it shows every error."""

    views = forms.CharField(
        label="What does Amina say about school?",
        help_text="In her own words, if you can.",
        widget=forms.Textarea,
        error_messages={"required": "Write what Amina says about school"},
    )
    email = forms.EmailField(label="E-mail of the designated teacher", error_messages={"required": "Enter an e-mail"})
    meeting_date = DateField(
        label="When is the meeting?",
        help_text="For example, 27 11 2026.",
        error_messages={"required": "Enter the day of the meeting"},
    )
    attended = YesNoField(label="Will Amina be there?", error_messages={"required": "Say whether Amina will be there"})
    invited = forms.MultipleChoiceField(
        label="Who is invited?",
        choices=[("carer", "Foster carer"), ("worker", "Social worker"), ("tutor", "Form tutor")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who is invited"},
    )
    timetable = forms.ChoiceField(
        label="Timetable",
        choices=[("full", "Full time"), ("part", "Part time")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a timetable"},
    )
    hours = WholeNumberField(label="Hours a week", required=False)
    cost = MoneyField(label="Cost of the tuition", error_messages={"required": "Enter the cost"})
    grade = forms.ChoiceField(
        label="Quality of the plan",
        choices=[("", "Choose a grade"), ("good", "Good"), ("improve", "Requires improvement")],
        error_messages={"required": "Choose a grade"},
    )
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter your password"},
    )
    confirmed = forms.BooleanField(
        label="I have checked these answers", error_messages={"required": "Confirm that you have checked the answers"}
    )

    helper = BodyHelper(
        Field("views", max_characters=500),
        "email",
        Fieldset("The meeting", "meeting_date", "attended", Field("invited", small=True)),
        Field("timetable", reveals={"part": "hours"}),
        "cost",
        "grade",
        "password",
        "confirmed",
    )


class FilterForm(forms.Form):
    name = forms.CharField(label="Name or reference", required=False)
    status = forms.ChoiceField(
        label="Status", choices=[("", "All"), ("open", "Open"), ("signed", "Signed off")], required=False
    )
    helper = BodyHelper(Field("name", width=20), "status")


@method_decorator(login_not_required, name="dispatch")
class Gallery(TemplateView):
    template_name = "gallery.html"
    is_public = True

    def get(self, request, *args, **kwargs):
        if settings.IS_PRODUCTION:
            raise Http404
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        form = SampleForm(self.request.POST if self.request.method == "POST" else None)
        return super().get_context_data(
            page_title="Components", form=form, filter_form=FilterForm(), **samples(), **kwargs
        )


def samples() -> dict:
    return {
        "due": DUE,
        "page": Paginator(range(230), 20).get_page(5),
        "trail": [{"text": "Children", "href": "#"}, {"text": "Amina Example", "href": "#"}],
        "tabs": [
            {"text": "To do", "href": "#", "active": True, "count": 3},
            {"text": "Waiting for others", "href": "#", "count": 12},
            {"text": "Done", "href": "#"},
        ],
        "tasks": [
            {"title": "Part 1: about the child", "href": "#", "status": "Complete", "hint": "Checked on 3 November"},
            {"title": "Attendance and exclusions", "href": "#", "status": "Two answers missing", "colour": "yellow"},
            {"title": "Targets", "href": "#", "status": "Not started", "colour": "blue"},
            {
                "title": "Check before you submit",
                "status": "Cannot start yet",
                "hint": "Opens when the sections are complete",
            },
        ],
        "rows": [
            {"key": "School", "value": "Example Academy for Children with a Rather Long Name", "href": "#"},
            {"key": "Meeting", "value": "27 November 2026\nat the school", "href": "#", "about": "the meeting"},
            {"key": "Who decided", "value": ""},
        ],
        "events": [
            {
                "text": "Returned with development points",
                "by_name": "Olu Officer",
                "at": dt.datetime(2026, 11, 30, 14, 5, tzinfo=dt.UTC),
                "note": "Two targets have no measure.\nThe child's own words are missing.",
            },
            {
                "text": "School part submitted",
                "by_name": "Tess Teacher",
                "at": dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC),
            },
        ],
        **_table(),
    }


def _table() -> dict:
    children = [
        ("Amina Example", "Open", "blue", "£1,250"),
        ("Benjamin Constantine Featherstonehaugh-Example", "Signed off", "green", "£0"),
    ]
    return {
        "headers": [{"text": "Child"}, {"text": "Status"}, {"text": "Asked for", "is_number": True}],
        "lines": [
            {
                "cells": [
                    {"text": name, "href": "#", "is_heading": True},
                    {"text": status, "colour": colour, "label": "Status"},
                    {"text": asked, "is_number": True, "label": "Asked for"},
                ]
            }
            for name, status, colour, asked in children
        ],
    }
