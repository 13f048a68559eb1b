"""The grid of item numbers, keyed in from the paper form."""

from django import forms

from peps.sdq import scores

BOXES = (("0", "First box"), ("1", "Middle box"), ("2", "Last box"))
PREFIX = "item_"


class ItemsForm(forms.Form):
    """Twenty-five rows of three boxes. What is left open is not answered; the words of the items are on the paper."""

    def __init__(self, *args, wording: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        for number in scores.ITEMS:
            self.fields[f"{PREFIX}{number}"] = forms.ChoiceField(
                label=wording.get(number) or f"Item {number}",
                choices=BOXES,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": f"Item {number}: choose one of the three boxes"},
            )

    def answers(self) -> dict[int, int | None]:
        """By item number, as peps.sdq.scores.score takes them."""
        given = {number: self.cleaned_data.get(f"{PREFIX}{number}", "") for number in scores.ITEMS}
        return {number: int(box) if box else None for number, box in given.items()}

    def rows(self) -> list[dict]:
        """For the table: each item with the name, value and state of its three boxes."""
        return [
            {
                "number": number,
                "label": self.fields[f"{PREFIX}{number}"].label,
                "name": f"{PREFIX}{number}",
                "boxes": [
                    {"value": value, "label": label, "checked": self[f"{PREFIX}{number}"].value() == value}
                    for value, label in BOXES
                ],
            }
            for number in scores.ITEMS
        ]
