import django_filters
from django import forms

from accounts import clock
from accounts.dated import holds
from accounts.models import School, Team
from children.enums import AllocationKind, Phase
from children.models import Allocation, Term
from govuk_forms.layout import BodyHelper
from peps.board import ORDER, STAGE_LABELS, late
from peps.models import PersonalEducationPlan


class BoardFilter(django_filters.FilterSet):
    """What the list of plans can be narrowed to; it stands in the address, so that a view can be shared."""

    term = django_filters.ChoiceFilter(label="Term", field_name="fills_term", empty_label="All terms")
    stage = django_filters.ChoiceFilter(
        label="Where it stands", choices=[(key, STAGE_LABELS[key]) for key in ORDER], empty_label="Everywhere"
    )
    phase = django_filters.ChoiceFilter(label="Phase", choices=Phase.choices, empty_label="All phases")
    school = django_filters.ModelChoiceFilter(label="School", queryset=School.objects.none(), empty_label="All schools")
    team = django_filters.ModelChoiceFilter(
        label="Social work team", queryset=Team.objects.all(), method="of_team", empty_label="All teams"
    )
    late = django_filters.BooleanFilter(label="Late only", method="only_late", widget=forms.CheckboxInput)

    class Meta:
        model = PersonalEducationPlan
        fields = ()

    def __init__(self, *args, terms: list[Term], **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["term"].extra["choices"] = [(str(term.pk), str(term)) for term in reversed(terms)]
        self.filters["school"].queryset = School.objects.filter(peps__in=self.queryset.order_by()).distinct()
        self.form.helper = BodyHelper()

    def of_team(self, peps, name, team):
        allocated = Allocation.objects.filter(holds(clock.today()), kind=AllocationKind.SOCIAL_WORKER, team=team)
        return peps.filter(child__in=allocated.values("child"))

    def only_late(self, peps, name, value):
        return late(peps, clock.today()) if value else peps
