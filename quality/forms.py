"""The proforma as a page asks it. Nothing is required of a draft; finishing asks the rule."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from crispy_forms.layout import HTML
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html

from accounts.models import School, Team
from children.enums import Phase
from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper, Field, Fieldset, LayoutObject
from quality.enums import AuditKind, Grade, PointKind
from quality.findings import Findings, NewPoint, problems_of
from quality.models import Audit, Point
from quality.proforma import Criterion

EVIDENCE = '<span class="govuk-visually-hidden">{}: </span>What in the plan shows it?'
ANSWER = '<span class="govuk-visually-hidden">{}: </span>What did you do about it?'
CRITERIA_HINT = "A full audit grades each of them. In a short check, grade those that you want to say something about."
FEWEST_ROWS, MOST_ROWS = 2, 20
OWN_FIELDS = ("kind", "grade", "evidence_", "reason", "strengths", "point_", "rows")


class Descriptors(LayoutObject):
    """What each grade of a criterion looks like, folded away below its grades."""

    def __init__(self, criterion: Criterion) -> None:
        self.criterion = criterion
        self.fields: list[Any] = []

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        shown = {"title": self.criterion.title, "rows": self.criterion.rows()}
        return render_to_string("quality/descriptors.html", shown)


class Folded(LayoutObject):
    """Questions that not every check needs: folded away until one of them is answered or asked for."""

    def __init__(self, title: str, hint: str, *fields: Any) -> None:
        self.title, self.hint, self.fields = title, hint, list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        names = [pointer.name for pointer in self.get_field_names()]
        is_open = form["kind"].value() == AuditKind.FULL or any(form[name].value() for name in names)
        shown = {
            "title": self.title,
            "hint": self.hint,
            "is_open": is_open or any(form[name].errors for name in names),
            "fields": self.get_rendered_fields(form, context, template_pack),
        }
        return render_to_string("quality/folded.html", shown)


class PointAsked(LayoutObject):
    """A development point, above the box for its answer."""

    def __init__(self, point: Point, section: str) -> None:
        self.point, self.section = point, section
        self.fields: list[Any] = []

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        shown = {"point": self.point, "section": self.section, "kind": self.point.get_kind_display()}
        return render_to_string("quality/point_asked.html", shown)


def typed_into(posted: Mapping[str, str]) -> dict[str, str]:
    """What of a posted page belongs to the proforma, as typed."""
    return {name: value for name, value in posted.items() if name.startswith(OWN_FIELDS)}


def rows_of(typed: Mapping[str, str]) -> int:
    """How many points the page has room for."""
    text = typed.get("rows", "")
    return max(FEWEST_ROWS, min(int(text), MOST_ROWS)) if text.isascii() and text.isdigit() else FEWEST_ROWS


class AuditForm(forms.Form):
    """Bound it asks to finish; unbound with `initial_of(typed)` it shows a draft as it was typed."""

    kind = forms.ChoiceField(
        label="What kind of check is this?", choices=AuditKind, widget=forms.RadioSelect, required=False
    )
    grade = forms.ChoiceField(label="Overall grade", choices=Grade, widget=forms.RadioSelect, required=False)
    reason = forms.CharField(
        label="Why this grade?",
        help_text="The designated teacher and the social worker read this.",
        widget=forms.Textarea,
        required=False,
    )
    strengths = forms.CharField(label="What is strong in this plan?", widget=forms.Textarea, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        criteria: Collection[Criterion],
        sections: Mapping[str, str],
        row_count: int,
        on: dt.date,
        **kwargs: Any,
    ) -> None:
        """`sections`: key -> title of the plan's sections; `on`: the day, for dates that have passed."""
        super().__init__(*args, **kwargs)
        self.criteria, self.sections, self.row_count, self.on = criteria, sections, row_count, on
        self.fields["rows"].initial = row_count
        for criterion in criteria:
            self._add_criterion(criterion)
        for row in range(row_count):
            self._add_row(f"point_{row}")
        self.helper = BodyHelper(*self._layout())

    def _add_criterion(self, criterion: Criterion) -> None:
        self.fields[f"grade_{criterion.key}"] = forms.ChoiceField(
            label=criterion.title, choices=Grade, widget=forms.RadioSelect, required=False
        )
        self.fields[f"evidence_{criterion.key}"] = forms.CharField(
            label=format_html(EVIDENCE, criterion.title), widget=forms.Textarea, required=False
        )

    def _add_row(self, name: str) -> None:
        self.fields[f"{name}_section"] = forms.ChoiceField(
            label="Which section is it about?",
            choices=[("", "Choose a section"), *self.sections.items()],
            required=False,
        )
        self.fields[f"{name}_text"] = forms.CharField(
            label="What should be different?", widget=forms.Textarea, required=False
        )
        self.fields[f"{name}_kind"] = forms.ChoiceField(
            label="When?",
            choices=PointKind,
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields[f"{name}_due"] = DateField(label="To be answered by", required=False)

    def _layout(self) -> Iterator[Any]:
        yield Field("kind", inline=True)
        yield Folded("The criteria, one by one", CRITERIA_HINT, *self._criteria())
        yield HTML('<h2 class="govuk-heading-m">The plan as a whole</h2>')
        yield Field("strengths", rows=3)
        yield Field("grade", inline=True, small=True, label_size="s")
        yield Field("reason", rows=3)
        yield HTML('<h2 class="govuk-heading-m">Development points</h2>')
        for row in range(self.row_count):
            name = f"point_{row}"
            yield Fieldset(
                f"Point {row + 1}",
                f"{name}_section",
                Field(f"{name}_text", rows=3),
                Field(f"{name}_kind", small=True),
                f"{name}_due",
                legend_size="s",
                css_id=f"point-{row + 1}",
            )

    def _criteria(self) -> Iterator[Any]:
        for criterion in self.criteria:
            yield Field(f"grade_{criterion.key}", inline=True, small=True, label_size="s")
            yield Descriptors(criterion)
            yield Field(f"evidence_{criterion.key}", rows=2)

    def initial_of(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """The values of an unbound page that shows what was typed, finished or not, right or wrong."""
        return {
            name: field.widget.value_from_datadict(typed, {}, name)
            for name, field in self.fields.items()
            if name != "rows" and not field.widget.value_omitted_from_data(typed, {}, name)
        }

    def clean(self) -> dict[str, Any]:
        self.filled_rows = [row for row in range(self.row_count) if self._is_filled(f"point_{row}")]
        found = problems_of(self.findings(), criteria=self.criteria, section_keys=self.sections.keys(), on=self.on)
        for problem in found:
            name, text = self._placed(problem.field, problem.text)
            if name not in self.errors:
                self.add_error(name, text)
        return self.cleaned_data

    def _is_filled(self, name: str) -> bool:
        parts = (f"{name}_section", f"{name}_text")
        return any(self._said(part) for part in parts) or any(self[f"{name}_due"].value() or ())

    def _placed(self, name: str, text: str) -> tuple[str, str]:
        """The rule counts the points given; the page also has empty rows between them."""
        if not name.startswith("point_"):
            return name, text
        _, number, part = name.split("_")
        row = self.filled_rows[int(number)]
        return f"point_{row}_{part}", text.replace(f"Point {int(number) + 1}:", f"Point {row + 1}:")

    def _said(self, name: str) -> str:
        return (self.cleaned_data.get(name) or "").strip()

    def findings(self) -> Findings:
        """After `is_valid`: what the auditor found, without the empty rows."""
        return Findings(
            kind=self._said("kind"),
            grade=self._said("grade"),
            reason=self._said("reason"),
            strengths=self._said("strengths"),
            criteria={c.key: (self._said(f"grade_{c.key}"), self._said(f"evidence_{c.key}")) for c in self.criteria},
            points=tuple(self._point(f"point_{row}") for row in self.filled_rows),
        )

    def _point(self, name: str) -> NewPoint:
        return NewPoint(
            section_key=self._said(f"{name}_section"),
            text=self._said(f"{name}_text"),
            due_date=self.cleaned_data.get(f"{name}_due"),
            kind=self._said(f"{name}_kind"),
        )


def typed_of(audit: Audit) -> dict[str, str]:
    """A finished audit's judgement as a new page would show it; its points are not asked twice."""
    typed = {"kind": audit.kind, "grade": audit.grade, "reason": audit.reason, "strengths": audit.strengths}
    for graded in audit.criterion_grades.all():
        typed |= {f"grade_{graded.criterion_key}": graded.grade, f"evidence_{graded.criterion_key}": graded.evidence}
    return typed


class QueueFilter(forms.Form):
    """Which of the waiting plans to show."""

    phase = forms.ChoiceField(label="Phase", choices=[("", "Every phase"), *Phase.choices], required=False)
    school = forms.ModelChoiceField(
        label="School", queryset=School.objects.none(), empty_label="Every school", required=False
    )
    team = forms.ModelChoiceField(label="Team", queryset=Team.objects.all(), empty_label="Every team", required=False)

    helper = BodyHelper("phase", "school", "team")

    def __init__(self, *args: Any, schools, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why is the plan signed off although it is not yet good?",
        help_text="It is kept with the plan. Open points stay open, and money that needs a good plan is not released.",
        widget=forms.Textarea,
        required=False,
    )

    helper = BodyHelper("reason")


class AnswersForm(forms.Form):
    """An answer to each point that is this person's to answer; none is required, what is there is saved."""

    def __init__(self, *args: Any, points: Collection[Point], titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            self.fields[f"answer_{point.pk}"] = forms.CharField(
                label=format_html(ANSWER, titles.get(point.section_key, "")),
                widget=forms.Textarea,
                initial=point.answer,
                required=False,
            )
        self.helper = BodyHelper(*self._layout(titles))

    def _layout(self, titles: Mapping[str, str]) -> Iterator[Any]:
        for point in self.points:
            yield PointAsked(point, titles.get(point.section_key, point.section_key))
            yield Field(f"answer_{point.pk}", rows=4)

    def given(self) -> dict[int, str]:
        """Point's key -> the answer typed, '' for none."""
        self.is_valid()
        return {point.pk: self.cleaned_data.get(f"answer_{point.pk}", "") for point in self.points}
