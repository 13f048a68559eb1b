"""Questions that the Design System asks in its own way: a date in three boxes, money in pounds, yes or no."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class DateWidget(forms.MultiWidget):
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(dict.fromkeys(PARTS, forms.TextInput), attrs)

    def decompress(self, value):
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class DateField(forms.MultiValueField):
    """Day, month and year. An error names the part that is wrong, and its link leads there (`wrong_parts`)."""

    widget = DateWidget
    default_error_messages = {
        "required": "Enter a date",
        "incomplete": "The date must include a %(missing)s",
        "invalid": "Enter a real date, like 27 3 2026",
    }
    wrong_parts: tuple[int, ...] = ()

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def clean(self, value) -> dt.date | None:
        self.wrong_parts = ()
        typed = [str(part or "").strip() for part in (value or ("", "", ""))]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = tuple(i for i, part in enumerate(typed) if not part)
        if missing:
            self.wrong_parts = missing
            names = " and a ".join(PARTS[i] for i in missing)
            raise ValidationError(self.error_messages["incomplete"], code="incomplete", params={"missing": names})
        date = self._real_date(typed)
        self.validate(date)
        self.run_validators(date)
        return date

    def _real_date(self, typed: list[str]) -> dt.date:
        limits = ((1, 31), (1, 12), (EARLIEST_YEAR, LATEST_YEAR))
        self.wrong_parts = tuple(
            i
            for i, (part, (least, most)) in enumerate(zip(typed, limits, strict=True))
            if not (re.fullmatch(r"[0-9]{1,4}", part) and least <= int(part) <= most)
        )
        try:
            if self.wrong_parts:
                raise ValueError(typed)
            return dt.date(int(typed[2]), int(typed[1]), int(typed[0]))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial, data) -> bool:
        before = self.widget.decompress(initial) if isinstance(initial, dt.date) else list(initial or ("", "", ""))
        after = [str(part or "").strip() for part in (data or ("", "", ""))]
        return [_plain(part) for part in before] != [_plain(part) for part in after]


def _plain(part: Any) -> str:
    """'05' and '5' are the same day."""
    return str(part or "").strip().lstrip("0")


class MoneyField(forms.Field):
    """Pounds as people write them ('£1,250', '1250.50'); cleaned to pence. No rounding: a third decimal is refused."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    gov_options = {"prefix": "£", "width": 5}
    default_error_messages = {
        "required": "Enter an amount in pounds",
        "invalid": "Enter an amount in pounds and pence, like 120 or 120.50",
        "too_small": "The amount must be %(limit)s or more",
        "too_large": "The amount must be %(limit)s or less",
    }

    def __init__(self, *, min_pence: int = 0, max_pence: int = 100_000_000, **kwargs):
        self.min_pence, self.max_pence = min_pence, max_pence
        super().__init__(**kwargs)

    def to_python(self, value) -> int | None:
        typed = re.sub(r"[£,\s]", "", str(value or ""))
        if not typed:
            return None
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,2})?", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        pence = int(Decimal(typed) * 100)
        if pence < self.min_pence:
            limit = {"limit": in_pounds(self.min_pence)}
            raise ValidationError(self.error_messages["too_small"], code="too_small", params=limit)
        if pence > self.max_pence:
            limit = {"limit": in_pounds(self.max_pence)}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=limit)
        return pence

    def prepare_value(self, value):
        return in_pounds(value).removeprefix("£") if isinstance(value, int) else value

    def has_changed(self, initial, data) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


def in_pounds(pence: int) -> str:
    """'£1,250' or '£1,250.50'; a minus before the pound sign."""
    pounds, rest = divmod(abs(pence), 100)
    text = f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"
    return f"-{text}" if pence < 0 else text


class WholeNumberField(forms.IntegerField):
    """A plain text box: a number box loses what it cannot read, and changes when somebody scrolls."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    gov_options = {"width": 5}
    default_error_messages = {"invalid": "Enter a whole number, like 12", "required": "Enter a number"}


class YesNoField(forms.TypedChoiceField):
    """True, False, or None where nobody has answered: an unticked box would say 'no' for them."""

    widget = forms.RadioSelect
    gov_options = {"inline": True}
    default_error_messages = {"required": "Choose yes or no"}

    def __init__(self, **kwargs):
        kwargs.setdefault("choices", (("yes", "Yes"), ("no", "No")))
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
