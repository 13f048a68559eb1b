from django import forms

from children.enums import Phase
from govuk_forms.layout import BodyHelper, Field


class ChildrenFilter(forms.Form):
    """What the list of children is narrowed to; it stands in the address. Only what the person reaches is offered."""

    q = forms.CharField(label="Name, reference or UPN", required=False, max_length=100)
    phase = forms.ChoiceField(label="Phase", choices=[("", "All phases"), *Phase.choices], required=False)
    school = forms.TypedChoiceField(label="School now", coerce=int, empty_value=None, required=False)
    team = forms.TypedChoiceField(label="Social work team", coerce=int, empty_value=None, required=False)
    care = forms.ChoiceField(
        label="Looked after", choices=(("now", "Now"), ("all", "Now or before")), required=False, initial="now"
    )

    def __init__(self, data, *, schools, teams):
        given = data.copy()
        given.setdefault("care", "now")
        super().__init__(given)
        self.fields["school"].choices = [("", "All schools"), *schools]
        self.fields["team"].choices = [("", "All teams"), *teams]
        shown = ["q", "phase", *(["school"] if len(schools) > 1 else []), *(["team"] if len(teams) > 1 else []), "care"]
        self.helper = BodyHelper(Field("q", width=20), *shown[1:])
