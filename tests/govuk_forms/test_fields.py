import datetime as dt

import pytest
from django import forms

from govuk_forms.fields import DateField, MoneyField, WholeNumberField, YesNoField, in_pounds


class OneDate(forms.Form):
    held_date = DateField(required=False)


def typed(day, month, year):
    return OneDate({"held_date_day": day, "held_date_month": month, "held_date_year": year})


def test_a_date_is_read_from_its_three_boxes():
    form = typed(" 7", "03", "2026 ")

    assert form.is_valid()
    assert form.cleaned_data["held_date"] == dt.date(2026, 3, 7)


def test_three_empty_boxes_are_no_date():
    form = typed("", "", "")

    assert form.is_valid()
    assert form.cleaned_data["held_date"] is None


@pytest.mark.parametrize(
    ("boxes", "message", "wrong"),
    [
        (("7", "", "2026"), "The date must include a month", (1,)),
        (("", "", "2026"), "The date must include a day and a month", (0, 1)),
        (("32", "3", "2026"), "Enter a real date, like 27 3 2026", (0,)),
        (("7", "March", "2026"), "Enter a real date, like 27 3 2026", (1,)),
        (("7", "3", "26"), "Enter a real date, like 27 3 2026", (2,)),
        (("31", "2", "2026"), "Enter a real date, like 27 3 2026", ()),
        (("²", "3", "2026"), "Enter a real date, like 27 3 2026", (0,)),
    ],
)
def test_an_error_names_the_part_that_is_wrong(boxes, message, wrong):
    form = typed(*boxes)

    assert form.errors["held_date"] == [message]
    assert form.fields["held_date"].wrong_parts == wrong


def test_a_day_written_with_a_nought_is_the_same_day():
    field = DateField()

    assert not field.has_changed(dt.date(2026, 3, 7), ["07", "3", "2026"])
    assert field.has_changed(dt.date(2026, 3, 7), ["8", "3", "2026"])


@pytest.mark.parametrize(
    ("text", "pence"),
    [("120", 12000), ("£1,250.50", 125050), (" 0.1 ", 10), ("0", 0), ("12 500", 1250000), ("", None)],
)
def test_pounds_become_pence_without_rounding(text, pence):
    assert MoneyField(required=False).clean(text) == pence


@pytest.mark.parametrize("text", ["twelve", "1.255", "1.2.3", "£", "1e3", "--1", "٣", "99999999999"])
def test_what_is_no_amount_is_refused_with_an_example(text):
    field = MoneyField(required=text != "£")
    with pytest.raises(forms.ValidationError) as refused:
        MoneyField().clean(text)

    assert refused.value.code in {"invalid", "required"}
    assert field.widget.attrs["inputmode"] == "decimal"


def test_an_amount_below_or_above_the_limits_says_the_limit():
    with pytest.raises(forms.ValidationError, match="£0 or more"):
        MoneyField().clean("-1")
    with pytest.raises(forms.ValidationError, match=r"£500 or less"):
        MoneyField(max_pence=50_000).clean("500.01")


def test_pence_are_shown_as_pounds_and_read_back():
    field = MoneyField()

    assert field.prepare_value(125050) == "1,250.50"
    assert field.clean(field.prepare_value(125050)) == 125050
    assert field.prepare_value("12x") == "12x"
    assert not field.has_changed(12000, "£120.00")


@pytest.mark.parametrize(("pence", "text"), [(0, "£0"), (5, "£0.05"), (-125000, "-£1,250"), (125010, "£1,250.10")])
def test_an_amount_reads_as_people_write_it(pence, text):
    assert in_pounds(pence) == text


def test_yes_no_and_no_answer_are_three_things():
    field = YesNoField(required=False)

    assert [field.clean(answer) for answer in ("yes", "no", "")] == [True, False, None]
    assert field.prepare_value(False) == "no"
    assert not field.has_changed(False, "no")


def test_a_number_that_cannot_be_read_is_kept_as_typed():
    class Hours(forms.Form):
        hours = WholeNumberField()

    form = Hours({"hours": "ten"})

    assert form.errors["hours"] == ["Enter a whole number, like 12"]
    assert 'value="ten"' in str(form["hours"])
