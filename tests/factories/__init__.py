from tests.factories.accounts import AuthorityFactory, PostFactory, SchoolFactory, TeamFactory, UserFactory
from tests.factories.children import (
    AllocationFactory,
    CarePeriodFactory,
    ChildFactory,
    ContactFactory,
    EnrolmentFactory,
    PlacementFactory,
    TermFactory,
)
from tests.factories.peps import PepFactory, open_plan

__all__ = [
    "AllocationFactory",
    "AuthorityFactory",
    "CarePeriodFactory",
    "ChildFactory",
    "ContactFactory",
    "EnrolmentFactory",
    "PepFactory",
    "PlacementFactory",
    "PostFactory",
    "SchoolFactory",
    "TeamFactory",
    "TermFactory",
    "UserFactory",
    "open_plan",
]
