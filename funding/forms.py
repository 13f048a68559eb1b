from typing import Any

from django import forms

from accounts.models import School


class AccountFilter(forms.Form):
    """What stands in the address above the list of accounts; all of it may be left out."""

    year = forms.ChoiceField(label="Financial year", required=False)
    school = forms.ModelChoiceField(
        School.objects.none(), label="School on roll now", required=False, empty_label="All schools"
    )
    reference = forms.CharField(label="Child's reference", required=False, max_length=8)

    def __init__(self, *args, years, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "All years"), *((year, year) for year in years)]
        self.fields["school"].queryset = schools

    def asked(self) -> dict[str, Any]:
        """For queries.accounts_of. What cannot be read is shown as an error, and does not narrow the list."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {
            "financial_year": self.cleaned_data.get("year", ""),
            "school": self.cleaned_data.get("school"),
            "reference": self.cleaned_data.get("reference", "").strip(),
        }
