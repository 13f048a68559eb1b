"""What lists can be narrowed to. It stands in the address, so that a view can be kept and shared."""

import datetime as dt

import django_filters
from django import forms
from django.db.models import Q

from accounts import clock
from accounts.dated import holds
from accounts.enums import LetterState, Role
from accounts.models import AuditRecord, Letter, Post, School, Team, User
from govuk_forms.layout import BodyHelper, Field

ONE_DAY = dt.timedelta(days=1)
IN_POST, NOT_ANSWERED, NO_POST = "in-post", "not-answered", "no-post"
NO_PASSWORD = "!"  # noqa: S105 - how Django marks an account that nobody can sign in to
DAY_FORMATS = ["%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d"]


class PeopleFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="Name or e-mail", method="named")
    role = django_filters.ChoiceFilter(label="Role", choices=Role.choices, method="in_role", empty_label="All roles")
    team = django_filters.ModelChoiceFilter(
        label="Team", queryset=Team.objects.all(), method="at", empty_label="All teams"
    )
    school = django_filters.ModelChoiceFilter(
        label="School", queryset=School.objects.none(), method="at", empty_label="All schools"
    )
    state = django_filters.ChoiceFilter(
        label="Account",
        choices=((IN_POST, "In post today"), (NOT_ANSWERED, "Invited, no answer yet"), (NO_POST, "No post today")),
        method="in_state",
        empty_label="All accounts",
    )

    class Meta:
        model = User
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.filter(pk__in=Post.objects.values("school"))
        self.form.helper = BodyHelper("search", "role", "team", "school", "state")

    def named(self, people, name, text):
        return people.filter(Q(name__icontains=text) | Q(email__icontains=text))

    def in_role(self, people, name, role):
        return people.filter(pk__in=self._today(role=role))

    def at(self, people, name, place):
        return people.filter(pk__in=self._today(**{name: place}))

    def in_state(self, people, name, state):
        if state == NOT_ANSWERED:
            return people.filter(password__startswith=NO_PASSWORD)
        today = self._today()
        return people.filter(pk__in=today) if state == IN_POST else people.exclude(pk__in=today)

    def _today(self, **post):
        return Post.objects.filter(holds(clock.today()), **post).values("user")


class LetterFilter(django_filters.FilterSet):
    person = django_filters.CharFilter(label="Name or e-mail", method="to")
    state = django_filters.ChoiceFilter(label="Where it stands", choices=LetterState.choices, empty_label="Everywhere")

    class Meta:
        model = Letter
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.helper = BodyHelper("person", "state")

    def to(self, letters, name, text):
        of_person = Q(person__name__icontains=text) | Q(person__email__icontains=text)
        return letters.filter(of_person | Q(address__icontains=text))


class AuditFilter(django_filters.FilterSet):
    child = django_filters.CharFilter(label="Child's reference", method="about")
    person = django_filters.CharFilter(label="Who, or whose account", method="by_or_about")
    first = django_filters.DateFilter(
        label="From, like 27/11/2026", method="since", input_formats=DAY_FORMATS, widget=forms.TextInput
    )
    last = django_filters.DateFilter(
        label="Up to and with, like 27/11/2026", method="up_to", input_formats=DAY_FORMATS, widget=forms.TextInput
    )

    class Meta:
        model = AuditRecord
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.form.fields[name].error_messages["invalid"] = "Enter a day like 27/11/2026"
        self.form.helper = BodyHelper("child", "person", Field("first", width=10), Field("last", width=10))

    def about(self, records, name, text):
        return records.filter(child_reference=text.strip().upper())

    def by_or_about(self, records, name, text):
        numbers = list(User.objects.filter(name__icontains=text).values_list("pk", flat=True))
        account = Q(subject_kind="accounts.user", subject_id__in=[str(number) for number in numbers])
        return records.filter(Q(by_name__icontains=text) | account | Q(detail__person__in=numbers))

    def since(self, records, name, day):
        return records.filter(at__gte=clock.start_of(day))

    def up_to(self, records, name, day):
        return records.filter(at__lt=clock.start_of(day + ONE_DAY))
