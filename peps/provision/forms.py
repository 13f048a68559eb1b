from django import forms

from govuk_forms.fields import MoneyField
from govuk_forms.layout import BodyHelper, Field
from peps.enums import CostSource, Intervention
from peps.models import Provision
from peps.targets.forms.rows import MOST_HOURS, Lasting


class ProvisionForm(Lasting):
    kind = forms.ChoiceField(
        label="What kind of help is it?", choices=[("", "Choose the kind"), *Intervention.choices],
        error_messages={"required": "Choose the kind of help"},
    )  # fmt: skip
    hours_a_week = forms.DecimalField(
        label="How many hours a week?", required=False, min_value=0, max_value=MOST_HOURS, decimal_places=1, max_digits=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "Write a number of hours, like 2 or 1.5"},
    )  # fmt: skip
    cost_pence = MoneyField(label="What does it cost this term?", required=False)
    source = forms.ChoiceField(
        label="Who pays?", choices=[("", "Nobody, or not known"), *CostSource.choices], required=False
    )

    class Meta:
        model = Provision
        fields = ("what", "kind", "by_whom", "hours_a_week", "from_date", "until_date", "cost_pence", "source")
        labels = {"what": "What does the child get?", "by_whom": "From whom?"}
        help_texts = {"what": "For example 'Reading with a tutor'.", "by_whom": "A name, and where they work."}
        error_messages = {"what": {"required": "Write what the child gets"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = BodyHelper(
            "what", "kind", "by_whom", Field("hours_a_week", width=4), Field("from_date", width=10),
            Field("until_date", width=10), Field("cost_pence", width=5, prefix="£"), "source",
        )  # fmt: skip
