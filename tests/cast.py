"""The people and children that tests speak of: one person for each role, and those who must not see."""

import datetime as dt
from types import SimpleNamespace

from accounts.enums import SCHOOL_ROLES, TEAM_ROLES, Role
from children.enums import AllocationKind
from tests.factories import (
    AllocationFactory,
    AuthorityFactory,
    ChildFactory,
    EnrolmentFactory,
    PlacementFactory,
    PostFactory,
    SchoolFactory,
    TeamFactory,
    TermFactory,
    UserFactory,
)

TODAY = dt.date(2026, 12, 1)
NAMES = {
    "sam": Role.SOCIAL_WORKER,
    "administrator": Role.TEAM_ADMINISTRATOR,
    "manager": Role.TEAM_MANAGER,
    "teacher": Role.DESIGNATED_TEACHER,
    "colleague": Role.SCHOOL_COLLEAGUE,
    "headteacher": Role.HEADTEACHER,
    "officer": Role.VS_OFFICER,
    "head": Role.VIRTUAL_SCHOOL_HEAD,
    "data_officer": Role.DATA_OFFICER,
    "iro": Role.IRO,
    "adviser": Role.ADVISER,
    "service_manager": Role.SERVICE_MANAGER,
    "finance": Role.FINANCE_OFFICER,
    "governance": Role.INFORMATION_GOVERNANCE,
    "admin": Role.SYSTEM_ADMINISTRATOR,
}


def make_cast() -> SimpleNamespace:
    """`child` is at `school` with `sam` of `team`; `other` is another school's and team's, with data that could leak."""
    AuthorityFactory()
    cast = SimpleNamespace(
        today=TODAY,
        term=TermFactory(),
        team=TeamFactory(name="Riverside team"),
        other_team=TeamFactory(name="Hillside team"),
        school=SchoolFactory(name="Larkfield Primary School", email_domain="larkfield.example"),
        other_school=SchoolFactory(name="Thornbury Primary School"),
    )
    for name, role in NAMES.items():
        setattr(cast, name, _person(cast, name, role))
    cast.stranger = _person(cast, "stranger", Role.SOCIAL_WORKER, team=cast.other_team)
    cast.other_teacher = _person(cast, "other teacher", Role.DESIGNATED_TEACHER, school=cast.other_school)
    cast.nobody = UserFactory(name="No Post", email="nobody@fernshire.example")
    cast.child = _child(cast, "Robin", "Hazelwood", worker=cast.sam, team=cast.team, school=cast.school)
    cast.other = _child(
        cast, "Wren", "Thistledown", worker=cast.stranger, team=cast.other_team, school=cast.other_school
    )
    for kind, person in ((AllocationKind.IRO, cast.iro), (AllocationKind.ADVISER, cast.adviser)):
        AllocationFactory(child=cast.child, kind=kind, person=person, team=None)
    return cast


def _person(cast, name, role, *, team=None, school=None):
    user = UserFactory(
        name=f"{name.title()} Person", email=f"{name.replace(' ', '.').replace('_', '.')}@fernshire.example"
    )
    at = {}
    if role in TEAM_ROLES:
        at["team"] = team or cast.team
    if role in SCHOOL_ROLES:
        at["school"] = school or cast.school
    PostFactory(user=user, role=role, **at)
    return user


def _child(cast, given, family, *, worker, team, school):
    child = ChildFactory(given_name=given, family_name=family)
    AllocationFactory(child=child, person=worker, team=team)
    EnrolmentFactory(child=child, school=school)
    PlacementFactory(child=child, carer_name=f"{family} Carer")
    return child
