from django import forms

from accounts.plausible_days import require_plausible
from peps.questions.answer_values import DATE_SHAPES, as_date


class TypedDateField(forms.DateField):
    """One box, any usual British shape; no year that a slip of the hand made."""

    default_validators = [require_plausible]

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "For example, 27/11/2026")
        super().__init__(input_formats=DATE_SHAPES, widget=forms.DateInput(format="%d/%m/%Y"), **kwargs)
        self.error_messages["invalid"] = "Write a real date, like 27/11/2026"

    def to_python(self, value):
        return as_date(value) or super().to_python(value) if isinstance(value, str) else super().to_python(value)
