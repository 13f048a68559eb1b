"""What is written down at the meeting: who came, what each will do, and when everybody meets again."""

import re
from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError

from accounts import clock
from accounts.references import new_reference
from govuk_forms.layout import BodyHelper, Field, FieldRow, Fieldset
from peps.answers.forms import OneRow
from peps.deadlines.due_date_updates import follow_meeting
from peps.enums import Attended
from peps.models import AgreedAction, Invitee, Meeting, PersonalEducationPlan
from peps.questions.forms.date_fields import TypedDateField

SPARE_ACTIONS = 2
MOST_ACTIONS = 40
ACTION_POSTED = re.compile(r"^meeting-action-([0-9A-Z]{8})-what$")
REPLANNED_ON_ITS_PAGE = ("planned_date", "place")


class MeetingForm(OneRow):
    """One row for the meeting, one for each who was asked, one for each action; saved together.

    A new action is known by the reference that its empty row was drawn with: sent twice, it is kept once.
    """

    planned_date = TypedDateField(label="When is the meeting planned?", required=False)
    held_date = TypedDateField(
        label="When was it held?", required=False, help_text="Leave empty until it has been held."
    )
    next_date = TypedDateField(label="When is the next meeting?", required=False)

    class Meta:
        model = Meeting
        fields = (
            "planned_date", "held_date", "place", "chair", "attended", "child_came", "not_quorate_reason", "next_date",
            "no_next_reason",
        )  # fmt: skip
        labels = {
            "place": "Where?",
            "chair": "Who led the meeting?",
            "attended": "Who came?",
            "child_came": "Did the child come?",
            "not_quorate_reason": "If one of them was missing, why was the meeting held all the same?",
            "no_next_reason": "If there is no next date, why not?",
        }
        help_texts = {
            "attended": "Names and roles, one on each line.",
            "place": "A private place that the child likes.",
            "not_quorate_reason": "Social worker, designated teacher and carer are needed, or somebody who stands in for them.",
        }
        widgets = {"child_came": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["child_came"].choices = self.fields["child_came"].choices[1:]
        self.invitees: list[Invitee] = list(self.instance.invitees.all()) if self.instance.pk else []
        self.actions = {row.reference: row for row in self.instance.pep.agreed_actions.all()}
        if any(each.invited_at for each in self.invitees):
            for name in REPLANNED_ON_ITS_PAGE:  # so that those who were asked hear of it
                del self.fields[name]
        if not self.invitees:
            del self.fields["not_quorate_reason"]
        else:
            self.fields["attended"].label = "Who else came?"
        self.helper = BodyHelper(*self._layout())

    def _layout(self) -> Iterator:
        yield from (
            field
            for name, field in (("planned_date", Field("planned_date", width=10)), ("place", "place"))
            if name in self.fields
        )
        yield Field("held_date", width=10)
        yield "chair"
        if self.invitees:
            yield Fieldset("Who came?", *self._people(), Field("not_quorate_reason", rows=2))
        yield Field("attended", rows=3 if self.invitees else 4)
        yield "child_came"
        yield Fieldset("What was agreed: actions", *self._actions())
        yield Field("next_date", width=10)
        yield Field("no_next_reason", rows=2)

    def _people(self) -> Iterator:
        for each in self.invitees:
            name = f"came-{each.reference}"
            role = f"{each.get_role_display()}{', stand-in' if each.is_stand_in else ''}"
            self.fields[name] = forms.ChoiceField(
                label=f"{each.name} ({role})",
                choices=Attended.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=each.attended,
            )
            yield Field(name, small=True, inline=True)

    def _actions(self) -> Iterator:
        posted = [found[1] for name in self.data if (found := ACTION_POSTED.match(name))]
        new = [ref for ref in posted if ref not in self.actions][:MOST_ACTIONS]
        spare = [] if self.is_bound else [new_reference() for _ in range(SPARE_ACTIONS)]
        for number, ref in enumerate([*self.actions, *new, *spare], start=1):
            row = self.actions.get(ref) or AgreedAction(reference=ref)
            self.fields[f"action-{ref}-what"] = forms.CharField(
                label="What", required=False, max_length=300, initial=row.what
            )
            self.fields[f"action-{ref}-who"] = forms.CharField(
                label="Who", required=False, max_length=160, initial=row.by_whom
            )
            self.fields[f"action-{ref}-by"] = TypedDateField(label="By when", required=False, initial=row.by_date)
            yield FieldRow(
                f"Action {number}",
                f"action-{ref}-what",
                f"action-{ref}-who",
                Field(f"action-{ref}-by", width=10),
            )

    def clean_held_date(self):
        day = self.cleaned_data["held_date"]
        if day and day > clock.today():
            raise ValidationError("This day is still to come. Until the meeting has been held, say when it is planned.")
        return day

    def save_all(self, pep: PersonalEducationPlan) -> None:
        super().save_all(pep)
        follow_meeting(pep, at=clock.now())
        for each in self.invitees:
            came = self.cleaned_data[f"came-{each.reference}"]
            if came != each.attended:
                each.attended = came
                each.save(update_fields=["attended"])
        for name in [name for name in self.fields if name.startswith("action-") and name.endswith("-what")]:
            self._save_action(pep, name.removeprefix("action-").removesuffix("-what"))

    def _save_action(self, pep: PersonalEducationPlan, ref: str) -> None:
        """A row that was emptied goes; one that was never filled is not made."""
        given = {part: self.cleaned_data[f"action-{ref}-{part}"] for part in ("what", "who", "by")}
        row = self.actions.get(ref)
        if not any(given.values()):
            if row and not row.progress_notes.exists():
                row.delete()
            return
        if row is None:
            is_taken = AgreedAction.objects.filter(reference=ref).exists()
            row = AgreedAction(pep=pep, reference=new_reference() if is_taken else ref)
        row.what, row.by_whom, row.by_date = given["what"], given["who"], given["by"]
        row.save()


def meeting(pep: PersonalEducationPlan, data=None) -> MeetingForm:
    there = pep.meetings.filter(cancelled_at=None).first() or Meeting(pep=pep)
    return MeetingForm(data, instance=there, prefix="meeting")
