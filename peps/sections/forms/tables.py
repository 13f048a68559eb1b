"""Sections whose answers are rows: targets, the review of the last ones, the SDQ, the meeting."""

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.db import transaction

from accounts import clock
from govuk_forms.fields import MoneyField, WholeNumberField
from govuk_forms.layout import BodyHelper, Field, FieldRow, Fieldset
from peps.answers.forms import OneRow
from peps.answers.saving import open_section, touch_table
from peps.enums import SectionTable
from peps.meetings.forms.held import meeting
from peps.models import Invitee, PersonalEducationPlan, PlanAttendance, SdqReturn, Section, Target, TargetReview
from peps.questions.answer_values import written
from peps.questions.forms.date_fields import TypedDateField
from peps.results.forms import attainment, attendance
from peps.sdq.entry import note_day

STAMP = "table__drawn"
SAVED_BY_THEMSELVES = frozenset(
    {
        SectionTable.TARGET_REVIEWS,
        SectionTable.SDQ,
        SectionTable.MEETING,
        SectionTable.ATTAINMENT,
        SectionTable.ATTENDANCE,
    }
)
"""Tables whose rows stand there already, so that a draft of them cannot be added twice."""


class ReviewForm(forms.ModelForm):
    """Money is asked about where the target had a cost."""

    spent_pence = MoneyField(label="How much was spent on it?", required=False)

    class Meta:
        model = TargetReview
        fields = ("outcome", "evidence", "impact", "spent_pence")
        labels = {
            "outcome": "How did it turn out?",
            "evidence": "What shows it?",
            "impact": "What difference did the help make?",
        }
        widgets = {"outcome": forms.RadioSelect, "evidence": forms.Textarea, "impact": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("outcome", "impact"):
            self.fields[name].choices = self.fields[name].choices[1:]
        # A row that is none of this plan's has no target; it is not saved either.
        target = self.instance.target if self.instance.pk else None
        if target is None or not target.cost_lines.all():
            del self.fields["impact"], self.fields["spent_pence"]
        shown = [Field("outcome", small=True), Field("evidence", rows=3)]
        if "spent_pence" in self.fields:
            shown += [Field("spent_pence", width=5, prefix="£"), Field("impact", small=True)]
        self.fields["evidence"].help_text = asked_of_target(target) if target else ""
        self.helper = BodyHelper(Fieldset(target.outcome if target else "", *shown, legend_size="s"))


def asked_of_target(target: Target) -> str:
    """What the last plan said would be looked at, so that nobody has to look it up."""
    known = (("It was to be seen by", target.measure), ("The value to reach was", target.value_to_reach))
    said = [f"{label}: {text.strip().rstrip('.')}." for label, text in known if text.strip()]
    if target.by_date:
        said.append(f"By {written(target.by_date)}.")
    return " ".join(said)


class _Reviews(forms.BaseModelFormSet):
    def save_all(self, pep: PersonalEducationPlan) -> None:
        self.save_existing_objects()


def reviews(pep: PersonalEducationPlan, data=None) -> _Reviews:
    made = forms.modelformset_factory(TargetReview, form=ReviewForm, formset=_Reviews, extra=0)
    return made(
        data,
        queryset=pep.target_reviews.select_related("target").prefetch_related("target__cost_lines"),
        prefix="reviews",
    )


SCALES = (
    ("emotional", "Emotional"),
    ("conduct", "Conduct"),
    ("hyperactivity", "Hyperactivity and attention"),
    ("peer", "Getting on with others of the same age"),
    ("prosocial", "Kind and helpful behaviour"),
)


class SdqForm(OneRow):
    filled_date = TypedDateField(
        label="When was it filled in?", required=False, help_text="If it is left empty, today is kept with the scores."
    )
    known_since_date = TypedDateField(label="Since when have they known the child?", required=False)
    own_date = TypedDateField(label="When did the young person fill it in?", required=False)

    class Meta:
        model = SdqReturn
        fields = (
            "is_known_too_short", *(key for key, _ in SCALES), "filled_by", "filled_date", "known_since_date", "no_target_reason",
            "own_total", "own_date",
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
            self.fields[key] = WholeNumberField(label=label, required=False, min_value=0, max_value=10)
        self.fields["own_total"] = WholeNumberField(
            label="Total of the young person's own questionnaire", required=False, min_value=0, max_value=40,
            help_text="From 11 years on, where they filled one in. It stands beside the teacher's, and is never mixed with it.",
        )  # fmt: skip
        self.helper = BodyHelper(
            "is_known_too_short",
            FieldRow(
                "The five scores", *(Field(key, width=2) for key, _ in SCALES), said="0 to 10 each, from the paper form"
            ),
            "filled_by",
            Field("filled_date", width=10),
            Field("known_since_date", width=10),
            Field("no_target_reason", rows=3),
            Field("own_total", width=2),
            Field("own_date", width=10),
        )

    def clean(self):
        cleaned = super().clean()
        for name in ("filled_date", "own_date"):
            if cleaned.get(name) and cleaned[name] > clock.today():
                self.add_error(name, "This day is still to come. Write the day on which it was filled in")
        return cleaned

    def save_all(self, pep: PersonalEducationPlan) -> None:
        note_day(self.instance, clock.today())
        super().save_all(pep)


def sdq(pep: PersonalEducationPlan, data=None) -> SdqForm:
    return SdqForm(data, instance=getattr(pep, "sdq", None), prefix="sdq")


FORMS = {
    SectionTable.ATTAINMENT: attainment,
    SectionTable.ATTENDANCE: attendance,
    SectionTable.TARGET_REVIEWS: reviews,
    SectionTable.SDQ: sdq,
    SectionTable.MEETING: meeting,
}

ROWS = {
    SectionTable.ATTAINMENT: lambda pep: (pep.subject_results.order_by("pk"),),
    SectionTable.ATTENDANCE: lambda pep: (PlanAttendance.objects.filter(pep=pep),),
    SectionTable.TARGET_REVIEWS: lambda pep: (pep.target_reviews.order_by("pk"),),
    SectionTable.SDQ: lambda pep: (SdqReturn.objects.filter(pep=pep),),
    SectionTable.MEETING: lambda pep: (
        pep.meetings.filter(cancelled_at=None),
        Invitee.objects.filter(meeting__pep=pep, meeting__cancelled_at=None).order_by("pk"),
        pep.agreed_actions.order_by("pk"),
    ),
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
