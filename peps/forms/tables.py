"""Sections whose answers are rows: targets, the review of the last ones, the SDQ, the meeting."""

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import clock
from govuk_forms.fields import MoneyField, WholeNumberField
from govuk_forms.layout import BodyHelper, Field, Fieldset
from peps.completeness import targets_wanted
from peps.enums import CostSource, Intervention, SectionTable, TargetArea
from peps.models import CostLine, Meeting, PersonalEducationPlan, SdqReturn, Section, Target, TargetReview
from peps.typed import DATE_SHAPES, as_date
from peps.writing import open_section, touch_table

MOST_TARGETS = 12
STAMP = "table__drawn"
SAVED_BY_THEMSELVES = frozenset({SectionTable.TARGET_REVIEWS, SectionTable.SDQ, SectionTable.MEETING})
"""Tables whose rows stand there already, so that a draft of them cannot be added twice. Targets wait for a button."""


class TypedDateField(forms.DateField):
    """One box, any usual British shape."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "For example, 27/11/2026")
        super().__init__(input_formats=DATE_SHAPES, widget=forms.DateInput(format="%d/%m/%Y"), **kwargs)
        self.error_messages["invalid"] = "Write a real date, like 27/11/2026"

    def to_python(self, value):
        return as_date(value) or super().to_python(value) if isinstance(value, str) else super().to_python(value)


class TargetForm(forms.ModelForm):
    by_date = TypedDateField(label="By when?", required=False)
    intervention = forms.ChoiceField(
        label="What does it cost money for?", choices=[("", "Nothing"), *Intervention.choices], required=False
    )
    asked_pence = MoneyField(label="How much does it cost?", required=False)
    source = forms.ChoiceField(
        label="Who is asked to pay?", choices=CostSource.choices, required=False, initial=CostSource.PP_PLUS
    )

    class Meta:
        model = Target
        fields = ("area", "need", "baseline", "outcome", "measure", "support", "by_whom", "by_date")
        labels = {
            "area": "What is it about?",
            "need": "Which need or strength does it come from?",
            "baseline": "Where are things now?",
            "outcome": "What will be different?",
            "measure": "How will everybody see that it is reached?",
            "support": "What will be done, and how often?",
            "by_whom": "Who will do it?",
        }
        help_texts = {"outcome": "One change, in words that the child would use too."}
        widgets = dict.fromkeys(("need", "baseline", "outcome", "measure", "support"), forms.Textarea)

    def __init__(self, *args, number: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Choose what it is about"), *TargetArea.choices]
        line = next(iter(self.instance.cost_lines.all()), None) if self.instance.pk else None
        if line:
            self.initial |= {"intervention": line.intervention, "asked_pence": line.asked_pence, "source": line.source}
        self.helper = BodyHelper(
            Fieldset(
                f"Target {number}",
                "area",
                *(Field(name, rows=3) for name in ("need", "baseline", "outcome", "measure", "support")),
                "by_whom",
                Field("by_date", width=10),
                "intervention",
                Field("asked_pence", width=5, prefix="£"),
                "source",
                *(["DELETE"] if self.instance.pk else []),
            )
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("asked_pence") and not cleaned.get("intervention"):
            self.add_error("intervention", "Say what the money is for")
        if cleaned.get("intervention") and not cleaned.get("asked_pence"):
            self.add_error("asked_pence", "Say how much it costs")
        return cleaned

    def save_cost(self) -> None:
        """One cost line a target here; an emptied one goes."""
        cleaned = self.cleaned_data
        if not cleaned.get("intervention"):
            self.instance.cost_lines.all().delete()
            return
        CostLine.objects.update_or_create(
            target=self.instance,
            defaults={
                "intervention": cleaned["intervention"],
                "asked_pence": cleaned["asked_pence"],
                "source": cleaned["source"] or CostSource.PP_PLUS,
            },
        )


class _Targets(forms.BaseModelFormSet):
    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "number": (index or 0) + 1}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Take this target out"

    def save_all(self, pep: PersonalEducationPlan) -> None:
        for position, form in enumerate(self.forms):
            if form in self.deleted_forms and form.instance.pk:
                form.instance.delete()
            elif form.has_changed():
                form.instance.pep, form.instance.position = pep, position
                form.save()
                form.save_cost()


def targets(pep: PersonalEducationPlan, data=None, *, add: int = 0) -> _Targets:
    """The plan's targets, with empty ones up to the number wanted and `add` more."""
    there = pep.targets.for_page()
    count = pep.targets.count()
    made = forms.modelformset_factory(
        Target,
        form=TargetForm,
        formset=_Targets,
        can_delete=True,
        extra=max(targets_wanted(pep) - count, 0) + add,
        max_num=MOST_TARGETS,
    )
    return made(data, queryset=there, prefix="targets")


class ReviewForm(forms.ModelForm):
    class Meta:
        model = TargetReview
        fields = ("outcome", "evidence")
        labels = {"outcome": "How did it turn out?", "evidence": "What shows it?"}
        widgets = {"outcome": forms.RadioSelect, "evidence": forms.Textarea}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = self.fields["outcome"].choices[1:]
        # A row that is none of this plan's has no target; it is not saved either.
        title = self.instance.target.outcome if self.instance.pk else ""
        self.helper = BodyHelper(Fieldset(title, "outcome", Field("evidence", rows=3), legend_size="s"))


class _Reviews(forms.BaseModelFormSet):
    def save_all(self, pep: PersonalEducationPlan) -> None:
        self.save_existing_objects()


def reviews(pep: PersonalEducationPlan, data=None, *, add: int = 0) -> _Reviews:
    made = forms.modelformset_factory(TargetReview, form=ReviewForm, formset=_Reviews, extra=0)
    return made(data, queryset=pep.target_reviews.select_related("target"), prefix="reviews")


class _OneRow(forms.ModelForm):
    """A table of one row for each plan; saved in one go."""

    def save_all(self, pep: PersonalEducationPlan) -> None:
        self.instance.pep = pep
        self.save()


SCALES = (
    ("emotional", "Emotional"),
    ("conduct", "Conduct"),
    ("hyperactivity", "Hyperactivity and attention"),
    ("peer", "Getting on with others of the same age"),
    ("prosocial", "Kind and helpful behaviour"),
)


class SdqForm(_OneRow):
    known_since_date = TypedDateField(label="Since when have they known the child?", required=False)

    class Meta:
        model = SdqReturn
        fields = (
            "is_known_too_short", *(key for key, _ in SCALES), "filled_by", "known_since_date", "no_target_reason",
        )  # fmt: skip
        labels = {
            "filled_by": "Who filled in the questionnaire?",
            "is_known_too_short": "Nobody here has known the child for three months yet",
            "no_target_reason": "If there is no wellbeing target, why not?",
        }
        help_texts = {
            "filled_by": "The member of staff who sees the child most, three or four times a week.",
            "no_target_reason": "Needed only when the total is at or above the authority's threshold.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for key, label in SCALES:
            self.fields[key] = WholeNumberField(
                label=label, required=False, min_value=0, max_value=10, help_text="0 to 10, from the paper form"
            )
        self.helper = BodyHelper(
            "is_known_too_short",
            *(Field(key, width=2) for key, _ in SCALES),
            "filled_by",
            Field("known_since_date", width=10),
            Field("no_target_reason", rows=3),
        )


class MeetingForm(_OneRow):
    planned_date = TypedDateField(label="When is the meeting planned?", required=False)
    held_date = TypedDateField(
        label="When was it held?", required=False, help_text="Leave empty until it has been held."
    )
    next_date = TypedDateField(label="When is the next meeting?", required=False)

    class Meta:
        model = Meeting
        fields = ("planned_date", "held_date", "place", "attended", "child_came", "next_date", "no_next_reason")
        labels = {
            "place": "Where?",
            "attended": "Who came?",
            "child_came": "Did the child come?",
            "no_next_reason": "If there is no next date, why not?",
        }
        help_texts = {
            "attended": "Names and roles, one on each line.",
            "place": "A private place that the child likes.",
        }
        widgets = {"child_came": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["child_came"].choices = self.fields["child_came"].choices[1:]
        self.helper = BodyHelper(
            Field("planned_date", width=10),
            Field("held_date", width=10),
            "place",
            Field("attended", rows=4),
            "child_came",
            Field("next_date", width=10),
            Field("no_next_reason", rows=2),
        )

    def clean_held_date(self):
        day = self.cleaned_data["held_date"]
        if day and day > clock.today():
            raise ValidationError("This day is still to come. Until the meeting has been held, say when it is planned.")
        return day


def sdq(pep: PersonalEducationPlan, data=None, *, add: int = 0) -> SdqForm:
    return SdqForm(data, instance=getattr(pep, "sdq", None), prefix="sdq")


def meeting(pep: PersonalEducationPlan, data=None, *, add: int = 0) -> MeetingForm:
    return MeetingForm(data, instance=pep.meetings.filter(cancelled_at=None).first(), prefix="meeting")


FORMS = {
    SectionTable.TARGETS: targets,
    SectionTable.TARGET_REVIEWS: reviews,
    SectionTable.SDQ: sdq,
    SectionTable.MEETING: meeting,
}

ROWS = {
    SectionTable.TARGETS: lambda pep: (pep.targets.order_by("pk"), CostLine.objects.filter(target__pep=pep)),
    SectionTable.TARGET_REVIEWS: lambda pep: (pep.target_reviews.order_by("pk"),),
    SectionTable.SDQ: lambda pep: (SdqReturn.objects.filter(pep=pep),),
    SectionTable.MEETING: lambda pep: (pep.meetings.filter(cancelled_at=None),),
}


def stamp_of(pep: PersonalEducationPlan, table: SectionTable) -> str:
    """Changes whenever a row of the table does: a page carries the one it was drawn with, as answers carry their `n`.

    Digits only: what has letters is given back as a text when a session has ended.
    """
    rows = [list(each.values_list()) for each in ROWS[table](pep)]
    return str(int(hashlib.sha256(repr(rows).encode()).hexdigest()[:16], 16))


@transaction.atomic
def save_rows(rows: Any, *, section: Section, table: SectionTable, drawn: str | None, by: Any, at: dt.datetime) -> bool:
    """False, and nothing saved, when somebody else changed the rows since the page was drawn with the stamp `drawn`.

    `rows` is a valid form of the table; None for `drawn` is a page that carried no stamp. Raises ActNotAllowed.
    """
    if not rows.has_changed():
        return True
    locked = open_section(section, by=by)
    if drawn is not None and drawn != stamp_of(section.pep, table):
        return False
    touch_table(locked, by=by, at=at)
    rows.save_all(section.pep)
    return True
