import datetime as dt

import factory
from factory.django import DjangoModelFactory

from children.enums import AllocationKind, TermName
from children.models import Allocation, CarePeriod, Child, Contact, Enrolment, Placement, Term
from tests.factories.accounts import SchoolFactory, TeamFactory, UserFactory


class TermFactory(DjangoModelFactory):
    """The autumn term of 2026."""

    class Meta:
        model = Term
        django_get_or_create = ("academic_year", "name")

    academic_year = "2026/27"
    name = TermName.AUTUMN
    first_day = dt.date(2026, 9, 2)
    last_day = dt.date(2026, 12, 18)
    half_term_from_date = dt.date(2026, 10, 26)
    half_term_last_date = dt.date(2026, 10, 30)
    delegation_date = dt.date(2026, 8, 26)
    pep_deadline_date = dt.date(2026, 12, 11)

    class Params:
        spring = factory.Trait(
            name=TermName.SPRING,
            first_day=dt.date(2027, 1, 5),
            last_day=dt.date(2027, 3, 25),
            half_term_from_date=dt.date(2027, 2, 15),
            half_term_last_date=dt.date(2027, 2, 19),
            delegation_date=dt.date(2027, 1, 6),
            pep_deadline_date=dt.date(2027, 3, 19),
        )


class ChildFactory(DjangoModelFactory):
    """A child of Year 5 in autumn 2026, looked after since January, without school or people."""

    class Meta:
        model = Child
        skip_postgeneration_save = True

    social_care_id = factory.Sequence(lambda n: f"{700001 + n}")
    given_name = factory.Sequence(lambda n: f"Robin{n}")
    family_name = factory.Sequence(lambda n: f"Hazelwood{n}")
    date_of_birth = dt.date(2017, 3, 14)
    search_key = factory.LazyAttribute(lambda child: f"{child.given_name} {child.family_name}".lower())

    in_care = factory.RelatedFactory("tests.factories.children.CarePeriodFactory", factory_related_name="child")


class CarePeriodFactory(DjangoModelFactory):
    class Meta:
        model = CarePeriod

    child = factory.SubFactory(ChildFactory, in_care=None)
    from_date = dt.date(2026, 1, 12)


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement

    child = factory.SubFactory(ChildFactory)
    kind = "U6"
    carer_name = "Jo Carer"
    is_in_area = True
    from_date = dt.date(2026, 1, 12)


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = Allocation

    child = factory.SubFactory(ChildFactory)
    kind = AllocationKind.SOCIAL_WORKER
    person = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)
    from_date = dt.date(2026, 1, 12)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    child = factory.SubFactory(ChildFactory)
    school = factory.SubFactory(SchoolFactory)
    from_date = dt.date(2025, 9, 1)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    child = factory.SubFactory(ChildFactory)
    name = "Sam Parent"
    relationship = "Mother"
    has_parental_responsibility = True
    may_have_contact = True
    from_date = dt.date(2026, 1, 12)
