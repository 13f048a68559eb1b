from django import forms

from peps.models import PersonalEducationPlan


class OneRow(forms.ModelForm):
    """A table of one row for each plan; saved in one go."""

    def save_all(self, pep: PersonalEducationPlan) -> None:
        self.instance.pep = pep
        self.save()
