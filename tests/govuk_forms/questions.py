"""A form for every control in every state: what test_drawing.py compares with the markup that is agreed."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html

from govuk_forms.fields import DateField, MoneyField, WholeNumberField, YesNoField
from govuk_forms.layout import BodyHelper, Button, Buttons, Field, FieldRow, Fieldset

HOSTILE = """"><script>alert('1 & 2')</script>{{ form }}"""
SUBJECTS = [("maths", "Maths"), ("english", "English & drama"), (3, "Third")]
GROUPED = [("", "Choose one"), ("Core", SUBJECTS), ("Other", [("art", "Art")])]


class OwnTemplate(forms.TextInput):
    """A control that is drawn by a template of its own: here only its attributes."""

    template_name = "django/forms/widgets/attrs.html"


class KeptFile:
    url = "/files/1/?as=a&b"

    def __str__(self):
        return "last <term>.pdf"


class Marked(forms.RadioSelect):
    """A control that says something of its own about a choice."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "attrs": {**option["attrs"], "disabled": value == "english"}}


CONTROLS: dict[str, tuple[type[forms.Field], dict[str, Any], Any]] = {
    "text": (forms.CharField, {"max_length": 200}, "Amina & Sam"),
    "email": (forms.EmailField, {}, "teacher@school.example"),
    "whole number": (WholeNumberField, {}, 12),
    "number": (forms.DecimalField, {"min_value": 0, "max_value": 10, "decimal_places": 1}, "1.5"),
    "money": (MoneyField, {}, 125050),
    "text area": (forms.CharField, {"widget": forms.Textarea}, "\nFirst line\n  second <line>\n"),
    "day in one box": (forms.DateField, {"widget": forms.DateInput(format="%d/%m/%Y")}, dt.date(2026, 12, 1)),
    "time": (forms.TimeField, {"widget": forms.TimeInput(format="%H:%M")}, dt.time(14, 30)),
    "date": (DateField, {}, dt.date(2026, 3, 7)),
    "select": (forms.ChoiceField, {"choices": SUBJECTS}, "english"),
    "grouped select": (forms.ChoiceField, {"choices": GROUPED}, 3),
    "select several": (forms.MultipleChoiceField, {"choices": SUBJECTS}, ["maths", "3"]),
    "radios": (forms.ChoiceField, {"choices": [("", "None"), *SUBJECTS], "widget": forms.RadioSelect}, "english"),
    "radios of which one is disabled": (forms.ChoiceField, {"choices": SUBJECTS, "widget": Marked}, "maths"),
    "yes or no": (YesNoField, {}, False),
    "checkboxes": (
        forms.MultipleChoiceField, {"choices": SUBJECTS, "widget": forms.CheckboxSelectMultiple}, ["english", "3"],
    ),
    "checkbox": (forms.BooleanField, {}, True),
    "file": (forms.FileField, {"widget": forms.FileInput}, None),
    "file that may be removed": (forms.FileField, {}, KeptFile()),
    "password": (forms.CharField, {"widget": forms.PasswordInput(attrs={"autocomplete": "off"})}, "hunter2"),
    "hidden": (forms.CharField, {"widget": forms.HiddenInput}, 'a "quoted" one'),
    "hidden several": (forms.MultipleChoiceField, {"choices": SUBJECTS, "widget": forms.MultipleHiddenInput}, ["3"]),
    "with a template of its own": (forms.CharField, {"widget": OwnTemplate}, "a"),
    "with attributes of its own": (
        forms.CharField,
        {"widget": forms.TextInput(attrs={"class": "own", "placeholder": "Gone", "readonly": True, "hidden": False})},
        "",
    ),
    "described by itself": (
        forms.CharField, {"help_text": "Hint", "widget": forms.TextInput(attrs={"aria-describedby": "note"})}, "",
    ),
}  # fmt: skip


def one(field: forms.Field, *layout: Any, data=None, errors=(), auto_id="id_%s", **kwargs: Any) -> forms.Form:
    form = type("One", (forms.Form,), {"answer": field})(data, auto_id=auto_id, **kwargs)
    if errors:
        form.errors.clear()
        for error in errors:
            form.add_error("answer", error)
    if layout:
        form.helper = BodyHelper(*layout)
    return form


def _of_control(name: str) -> Iterator[tuple[str, Callable[[], forms.Form]]]:
    kind, kwargs, value = CONTROLS[name]

    def made(**more: Any) -> forms.Field:
        return kind(**{"label": "Your answer", **kwargs, **more})

    yield f"{name}", lambda: one(made())
    yield (
        f"{name}, optional, with a hint and an answer",
        lambda: one(made(required=False, help_text="Your own words", initial=value)),
    )
    yield f"{name}, with an error", lambda: one(made(), data={}, errors=["Enter it"])
    yield (
        f"{name}, with a hint and two errors",
        lambda: one(made(help_text="Your own words"), data={}, errors=["Enter it", "Then check it"]),
    )
    yield f"{name}, disabled", lambda: one(made(disabled=True, initial=value))
    yield f"{name}, hostile", lambda: one(**_hostile(made), errors=[HOSTILE])


def _hostile(made: Callable[..., forms.Field]) -> dict[str, Any]:
    more = {"label": HOSTILE, "help_text": HOSTILE}
    if hasattr(made(), "choices"):
        more["choices"] = [(HOSTILE, HOSTILE), (HOSTILE, [("deep", HOSTILE)])]
        if isinstance(made().widget, forms.RadioSelect):
            more["choices"] = [(HOSTILE, HOSTILE), ("deep", HOSTILE)]
    names = ("answer", "answer_day", "answer_month", "answer_year")
    return {"field": made(**more), "data": MultiValueDict({name: [HOSTILE] for name in names})}


def _of_options() -> Iterator[tuple[str, Callable[[], forms.Form]]]:
    def text(**kwargs: Any) -> forms.Field:
        return forms.CharField(label="Your answer", **kwargs)

    def area(**kwargs: Any) -> forms.Field:
        return forms.CharField(label="Your answer", widget=forms.Textarea, **kwargs)

    def radios() -> forms.Field:
        return forms.ChoiceField(label="Your answer", choices=SUBJECTS, widget=forms.RadioSelect)

    def boxes() -> forms.Field:
        return forms.MultipleChoiceField(
            label="Your answer", choices=SUBJECTS, widget=forms.CheckboxSelectMultiple, help_text="Any of them"
        )

    yield "prefix", lambda: one(text(), Field("answer", prefix="£"))
    yield "prefix, suffix and width", lambda: one(text(), Field("answer", prefix=HOSTILE, suffix=HOSTILE, width=4))
    yield "suffix, with an error", lambda: one(text(), Field("answer", suffix="a week"), data={}, errors=["Enter it"])
    yield "label of a size", lambda: one(text(), Field("answer", label_size="m"))
    yield "label that is the heading", lambda: one(text(), Field("answer", label_size="l", heading=True))
    yield "legend of a size", lambda: one(radios(), Field("answer", label_size="s"))
    yield "legend that is the heading", lambda: one(boxes(), Field("answer", label_size="xl", heading=True))
    yield "at most so many characters", lambda: one(area(), Field("answer", max_characters=1500, rows=8))
    yield (
        "at most so many words",
        lambda: one(area(help_text="Short"), Field("answer", max_words=150), data={}, errors=["Enter it"]),
    )
    yield "choices inline", lambda: one(radios(), Field("answer", inline=True))
    yield "choices small", lambda: one(boxes(), Field("answer", small=True, inline=True))
    yield "a class around the question", lambda: one(text(), Field("answer", wrapper_class="portal-wide"))
    yield (
        "attributes of the control",
        lambda: one(
            text(), Field("answer", css_class="own", data_kind=HOSTILE, rows=3, width=10, wrapper_class="portal-wide")
        ),
    )
    yield "attributes of a date", lambda: one(DateField(label="Day"), Field("answer", data_kind="x"))
    yield "without ids", lambda: one(radios(), auto_id=False, data={}, errors=["Choose one"])
    yield "text without ids", lambda: one(text(help_text="Hint"), auto_id=False)
    yield "ids of another kind", lambda: one(radios(), auto_id="%s-x", prefix="row-1")
    yield "a prefix of the form", lambda: one(DateField(label="Day"), prefix="row-1")
    yield "nothing required by the browser", lambda: one(text(), use_required_attribute=False)
    yield (
        "a label that is markup",
        lambda: one(forms.CharField(label=format_html('<span class="govuk-visually-hidden">{}: </span>Why?', HOSTILE))),
    )
    yield (
        "a date of which the month is missing",
        lambda: one(DateField(label="Day"), data={"answer_day": "7", "answer_year": "2026"}),
    )
    yield (
        "a hidden answer and what it was",
        lambda: one(forms.CharField(widget=forms.HiddenInput, show_hidden_initial=True), initial={"answer": "a"}),
    )
    yield (
        "a file that was sent",
        lambda: one(
            forms.FileField(label="File"),
            data={},
            files={"answer": SimpleUploadedFile("a.csv", b"1")},
            errors=["Too long"],
        ),
    )
    yield (
        "the day written in a choice",
        lambda: one(forms.ChoiceField(label="Day", choices=[("a", dt.date(2026, 12, 1)), ("b", 1500)])),
    )


class Layouts(forms.Form):
    """Questions below choices, in fieldsets and in rows; hidden ones, which no layout names."""

    timetable = forms.ChoiceField(
        label="Timetable", choices=[("full", "Full"), ("part", HOSTILE)], widget=forms.RadioSelect, required=False
    )
    hours = WholeNumberField(label="Hours", required=False)
    why = forms.CharField(label="Why?", widget=forms.Textarea, help_text="In short")
    needs = forms.MultipleChoiceField(label="Needs", choices=SUBJECTS, widget=forms.CheckboxSelectMultiple)
    first = forms.CharField(label="First")
    second = forms.CharField(label="Second")
    kept = forms.CharField(widget=forms.HiddenInput, initial="7")
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=3)


PICTURE = {
    "words": HOSTILE,
    "line": "8,30 48,18 88,6",
    "points": [{"x": 8, "y": 30, "is_aim": False}, {"x": 88, "y": 6, "is_aim": True}],
}


def laid_out(*layout: Any, data=None) -> forms.Form:
    form = Layouts(data)
    form.helper = BodyHelper(*layout)
    return form


def _of_layouts() -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "no layout", Layouts
    yield "no layout, with errors", lambda: Layouts({})
    yield (
        "questions below a choice",
        lambda: laid_out(
            Field("timetable", inline=True, reveals={HOSTILE: ("first",), "part": ("hours", Field("why", rows=3))}),
            Field("needs", reveals={"maths": "second", "3": ()}),
            data={"timetable": "part", "hours": "12"},
        ),
    )
    yield "fieldset", lambda: laid_out(Fieldset(HOSTILE, "first", Field("second", width=5), css_id="both"))
    yield "fieldset that is the heading", lambda: laid_out(Fieldset("Both", "first", legend_size="l", heading=True))
    yield "fieldset without a legend", lambda: laid_out(Fieldset("", "first", Fieldset("Within", "second")))
    yield "row", lambda: laid_out(FieldRow("Maths", "first", "second"))
    yield (
        "row with all around it",
        lambda: laid_out(FieldRow(HOSTILE, "first", said=HOSTILE, note=HOSTILE, picture=PICTURE)),
    )
    yield (
        "buttons",
        lambda: laid_out(
            Buttons(
                Button("save", HOSTILE, value=HOSTILE),
                Button("drop", "Drop", kind="warning"),
                cancel_url="/?a=1&b=" + HOSTILE,
            )
        ),
    )
    yield "a button by itself", lambda: laid_out(Button("save", "Save", kind="secondary"))
    yield "formset", forms.formset_factory(Layouts, extra=2)


def every_question() -> dict[str, Callable[[], Any]]:
    cases = [case for name in CONTROLS for case in _of_control(name)]
    return dict([*cases, *_of_options(), *_of_layouts()])
