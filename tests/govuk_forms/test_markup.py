"""The pack draws what the Design System publishes as expected for its own components."""

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test.html import parse_html

from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper, Button, Buttons, Field, Fieldset
from tests.govuk_forms.forms import EveryKindForm

EXPECTED = json.loads((Path(__file__).parent.parent / "data/govuk/fixtures.json").read_text(encoding="utf-8"))
# What Django adds on purpose: it tells a screen reader that an answer is needed, or wrong.
ADDED_BY_DJANGO = re.compile(r' (required|aria-invalid="true")(?=[ >])')
ID = re.compile(r'\b(id|for|aria-describedby|aria-controls)="([^"]*)"|href="#([^"]*)"')


def same_ids(html: str) -> str:
    """Ids numbered in the order in which they appear: how they are spelt is ours, what they tie together is not."""
    seen: dict[str, str] = {}

    def numbered(match: re.Match) -> str:
        name, tokens = (match[1] or "href"), (match[2] if match[1] else match[3]).split()
        return f'{name}="{" ".join(seen.setdefault(token, f"n{len(seen)}") for token in tokens)}"'

    return ID.sub(numbered, html)


def normalised(html: str):
    return parse_html(same_ids(ADDED_BY_DJANGO.sub("", html)))


def drawn(form, tag="form_fields") -> str:
    return Template("{% load govuk_forms %}{% " + tag + " form %}").render(Context({"form": form}))


def form_of(name, field, *, data=None, error="", layout=None):
    made = type("OneForm", (forms.Form,), {name: field})
    form = made(data, auto_id="%s")
    if error:
        form.errors.clear()
        form.add_error(name, error)
    if layout is not None:
        form.helper = BodyHelper(layout)
    return form


PERSONAL = "Don't include personal or financial information, eg your National Insurance number or credit card details."
YES_NO = [("yes", "Yes"), ("no", "No")]
CASES = {
    "input: with error and hint": lambda: form_of(
        "with-error-hint",
        forms.CharField(
            label="National insurance number",
            help_text="It\u2019s on your National Insurance card, benefit letter, payslip or P60. For example, \u2018QQ 12 34 56 C\u2019.",
        ),
        data={},
        error="Enter a National Insurance number in the correct format",
    ),
    "input: with prefix": lambda: form_of(
        "amount", forms.CharField(label="Amount, in pounds"), layout=Field("amount", prefix="£")
    ),
    "textarea: with hint": lambda: form_of(
        "more-detail",
        forms.CharField(label="Can you provide more detail?", help_text=PERSONAL, widget=forms.Textarea),
    ),
    "character-count: with hint and error": lambda: form_of(
        "with-error",
        forms.CharField(label="Can you provide more detail?", help_text=PERSONAL, widget=forms.Textarea),
        data={},
        error="Please provide more detail",
        layout=Field("with-error", max_characters=10),
    ),
    "radios: with fieldset and error message": lambda: form_of(
        "example",
        forms.ChoiceField(label="Have you changed your name?", choices=YES_NO, widget=forms.RadioSelect),
        data={"example": "no"},
        error="Please select an option",
    ),
    "radios: inline": lambda: form_of(
        "example",
        forms.ChoiceField(
            label="Have you changed your name?",
            help_text="This includes changing your last name or spelling your name differently.",
            choices=YES_NO,
            widget=forms.RadioSelect,
            initial="no",
        ),
        layout=Field("example", inline=True),
    ),
    "checkboxes: with hint": lambda: form_of(
        "nationality",
        forms.MultipleChoiceField(
            label="What is your nationality?",
            help_text="Select all that apply",
            choices=[("british", "British"), ("irish", "Irish"), ("other", "Citizen of another country")],
            widget=forms.CheckboxSelectMultiple,
        ),
    ),
    "select: with hint text and error message": lambda: form_of(
        "select-2",
        forms.ChoiceField(
            label="Label text goes here",
            help_text="Hint text goes here",
            choices=[(n, f"GOV.UK frontend option {n}") for n in (1, 2, 3)],
        ),
        data={},
        error="Error message goes here",
    ),
    "password-input: with hint text": lambda: form_of(
        "test-name-2",
        forms.CharField(
            label="Password",
            help_text="It probably has some letters, numbers and maybe even some symbols in it.",
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_question_is_drawn_as_the_design_system_expects(case):
    html = drawn(CASES[case]())

    assert normalised(html) == normalised(EXPECTED[case])


def test_a_date_with_a_wrong_month_is_drawn_as_the_design_system_expects():
    form = form_of(
        "dob-month-error",
        DateField(
            label="What is your date of birth?",
            help_text="For example, 31 3 1980",
            error_messages={"invalid": "Error message goes here"},
        ),
        data={"dob-month-error_day": "1", "dob-month-error_month": "13", "dob-month-error_year": "2010"},
    )
    assert form.errors

    html = re.sub(r' value="[0-9]+"', "", drawn(form)).replace('name="dob-month-error_', 'name="')

    assert normalised(html) == normalised(EXPECTED["date-input: with error on month input"])


def test_a_legend_that_is_the_heading_is_drawn_as_the_design_system_expects():
    form = form_of("a", forms.CharField(), layout=Fieldset("What is your address?", legend_size="l", heading=True))

    assert normalised(drawn(form)) == normalised(EXPECTED["fieldset: as page heading l"])


def test_the_error_summary_is_drawn_as_the_design_system_expects():
    class Terms(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)
        agreed = forms.BooleanField(label="I agree")

    form = Terms({})
    form.errors.clear()
    form.add_error("agreed", "Agree to the terms of service to log in")
    form.add_error("token", "Invalid username or password")
    items = re.findall(r"<li>.*?</li>", drawn(form, "error_summary"))

    assert items == [
        '<li><a href="#id_agreed">Agree to the terms of service to log in</a></li>',
        "<li>Invalid username or password</li>",
    ]
    unlinked, linked = items[::-1]
    html = re.sub(r"(<ul[^>]*>).*(</ul>)", rf"\1{unlinked}{linked}\2", drawn(form, "error_summary"), flags=re.DOTALL)
    assert normalised(html) == normalised(EXPECTED["error-summary: mixed with and without links"])


HOSTILE = '<img src=x onerror="alert(1)">'


def test_words_that_a_council_edits_are_never_markup():
    class Hostile(forms.Form):
        text = forms.CharField(label=HOSTILE, help_text=HOSTILE)
        one = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect)
        many = forms.MultipleChoiceField(
            label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.CheckboxSelectMultiple
        )
        date = DateField(label=HOSTILE)
        tick = forms.BooleanField(label=HOSTILE)
        pick = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)])
        helper = BodyHelper(
            Fieldset(HOSTILE + "{{ form.fields }}", Field("text", prefix=HOSTILE, suffix=HOSTILE)),
            Field("one", reveals={HOSTILE: "tick"}),
            "many",
            "date",
            "pick",
            Buttons(Button("save", HOSTILE)),
        )

    data = dict.fromkeys(("text", "date_day", "date_month", "date_year"), HOSTILE)
    form = Hostile(data)
    form.add_error("text", HOSTILE)
    form.add_error(None, HOSTILE)
    html = drawn(form) + drawn(form, "error_summary")

    assert "<img" not in html
    assert "{{ form.fields }}" in html  # not read as a template either
    assert html.count("&lt;img src=x onerror=") > 15


def test_every_error_leads_to_a_control_of_the_page():
    form = EveryKindForm({"meeting_date_day": "7", "meeting_date_year": "2026"})
    html = drawn(form)
    summary = drawn(form, "error_summary")
    controls = set(re.findall(r"<(?:input|select|textarea)\b[^>]*\bid=\"([^\"]+)\"", html))
    targets = re.findall(r'href="#([^"]*)"', summary)

    assert len(targets) == len(form.errors) - 1  # the hidden revision has nowhere to lead
    assert "This field is required." in summary
    assert set(targets) <= controls
    assert "id_meeting_date_1" in targets  # the month is the part that is missing


def test_a_form_may_be_drawn_twice():
    form = EveryKindForm({})

    assert drawn(form) == drawn(form)


def test_revealed_questions_stand_below_their_choice_once():
    form = EveryKindForm({"timetable": "part", "hours": "12"})
    html = drawn(form)

    assert html.count('name="hours"') == 1
    assert html.count('name="why_part"') == 1
    assert re.search(r'data-reveals="conditional-id_timetable_1"', html)
    assert '<div class="govuk-radios__conditional" id="conditional-id_timetable_1">' in html


def test_what_was_typed_is_kept_when_it_is_wrong():
    form = EveryKindForm({"cost": "twelve <pounds>", "meeting_date_day": "41", "hours": "ten"})
    html = drawn(form)

    assert 'value="twelve &lt;pounds&gt;"' in html
    assert 'value="41"' in html
    assert 'value="ten"' in html


def test_a_password_is_never_sent_back():
    assert "hunter2" not in drawn(EveryKindForm({"password": "hunter2"}))


def test_hidden_questions_are_kept_although_the_layout_does_not_name_them():
    assert '<input type="hidden" name="revision" value="3" id="id_revision">' in drawn(EveryKindForm())


def test_a_formset_is_drawn_with_its_management_form_and_each_form():
    targets = forms.formset_factory(EveryKindForm, extra=2)()
    html = drawn(targets)

    assert 'name="form-TOTAL_FORMS"' in html
    assert html.count('-views"') >= 2
    assert 'id="id_form-1-views"' in html


def test_errors_of_several_forms_stand_in_one_list():
    formset = forms.formset_factory(EveryKindForm, extra=1, min_num=1, validate_min=True)
    bound = formset({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-email": "nobody"})
    html = Template("{% load govuk_forms %}{% error_summary one two none %}").render(
        Context({"one": EveryKindForm({}), "two": bound, "none": None})
    )

    assert html.count("There is a problem") == 1
    assert 'href="#id_email"' in html
    assert 'href="#id_form-0-email"' in html


def test_a_page_without_errors_has_no_summary():
    assert drawn(EveryKindForm(), "error_summary").strip() == ""
