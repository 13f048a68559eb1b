import django_filters
from django import forms
from django.db.models import QuerySet

from accounts import access, clock
from accounts.access import Action
from accounts.dated import holds
from accounts.models import School, Team, User
from children.enums import AllocationKind, Phase, RatingColour
from children.models import Allocation, Placement, Rating, Term
from children.year_groups import KEY_YEARS
from govuk_forms.layout import BodyHelper
from peps.lists.board import MEETING_PLANNED, ORDER, STAGE_LABELS, late
from peps.models import PersonalEducationPlan

MEETING = (("PLANNED", "Planned"), ("NOT", "Not planned yet"), ("HELD", "Held"))
AREA = (("IN", "In our own area"), ("OUT", "In another area"))


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
    worker = django_filters.ModelChoiceFilter(
        label="Social worker", queryset=User.objects.none(), method="of_worker", empty_label="All social workers"
    )
    meeting = django_filters.ChoiceFilter(
        label="Meeting", choices=MEETING, method="with_meeting", empty_label="Planned or not"
    )
    area = django_filters.ChoiceFilter(
        label="Where the child lives", choices=AREA, method="in_area", empty_label="Everywhere"
    )
    key_years = django_filters.BooleanFilter(
        label="Years 2, 6 and 11 only", method="in_key_years", widget=forms.CheckboxInput
    )
    red = django_filters.BooleanFilter(label="Rated red only", method="rated_red", widget=forms.CheckboxInput)
    late = django_filters.BooleanFilter(label="Late only", method="only_late", widget=forms.CheckboxInput)

    class Meta:
        model = PersonalEducationPlan
        fields = ()

    def __init__(self, *args, terms: list[Term], reached: QuerySet[PersonalEducationPlan], **kwargs):
        """`reached`: the plans of the queryset without what is worked out for each, which the choices do not need."""
        super().__init__(*args, **kwargs)
        self.filters["term"].extra["choices"] = [(str(term.pk), str(term)) for term in reversed(terms)]
        self.filters["school"].queryset = School.objects.filter(peps__in=reached).distinct()
        self.filters["worker"].queryset = _workers(reached)
        if not access.may(self.request.user, Action.RATE_CHILD):
            del self.filters["red"]
        self.form.helper = BodyHelper()

    def of_worker(self, peps, name, worker):
        allocated = Allocation.objects.filter(holds(clock.today()), kind=AllocationKind.SOCIAL_WORKER, person=worker)
        return peps.filter(child__in=allocated.values("child"))

    def with_meeting(self, peps, name, value):
        """Held on its day; planned and not held; or neither."""
        if value == "HELD":
            return peps.filter(meeting_held_date__isnull=False)
        if value == "PLANNED":
            return peps.filter(MEETING_PLANNED)
        return peps.filter(meeting_held_date=None).exclude(MEETING_PLANNED)

    def in_area(self, peps, name, value):
        lives = Placement.objects.filter(holds(clock.today()), is_in_area=value == "IN")
        return peps.filter(child__in=lives.values("child"))

    def in_key_years(self, peps, name, value):
        return peps.filter(year_group__in=KEY_YEARS) if value else peps

    def rated_red(self, peps, name, value):
        rated = Rating.objects.filter(holds(clock.today()), colour=RatingColour.RED)
        return peps.filter(child__in=rated.values("child")) if value else peps

    def of_team(self, peps, name, team):
        allocated = Allocation.objects.filter(holds(clock.today()), kind=AllocationKind.SOCIAL_WORKER, team=team)
        return peps.filter(child__in=allocated.values("child"))

    def only_late(self, peps, name, value):
        return late(peps, clock.today()) if value else peps


def _workers(reached: QuerySet[PersonalEducationPlan]) -> QuerySet[User]:
    allocated = Allocation.objects.filter(
        holds(clock.today()), kind=AllocationKind.SOCIAL_WORKER, child__in=reached.order_by().values("child")
    )
    return User.objects.filter(pk__in=allocated.values("person"))
