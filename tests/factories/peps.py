import datetime as dt
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from accounts.audit import System
from children.enums import Phase
from peps.enums import PepKind
from peps.models import FormEdition, PersonalEducationPlan
from peps.opening.opening import open_pep
from peps.questions.blueprint import blueprint_for
from tests.factories.children import ChildFactory, TermFactory

LONDON = ZoneInfo("Europe/London")


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=LONDON)


class PepFactory(DjangoModelFactory):
    """A bare plan of the autumn term, without sections, for lists and figures. For a real one: `open_plan`."""

    class Meta:
        model = PersonalEducationPlan

    child = factory.SubFactory(ChildFactory)
    kind = PepKind.TERMLY
    fills_term = factory.SubFactory(TermFactory)
    edition = factory.LazyFunction(
        lambda: FormEdition.objects.keep(blueprint_for(Phase.PRIMARY, kind=PepKind.TERMLY).as_body())
    )
    year_group = 5
    phase = Phase.PRIMARY
    due_date = dt.date(2026, 12, 11)
    opened_at = moment(dt.date(2026, 9, 2))
    delegated_at = moment(dt.date(2026, 9, 2))


def open_plan(child, *, term=None, kind=PepKind.TERMLY, at=None) -> PersonalEducationPlan:
    """Opened by the portal's own rule, with sections, owners and everything prefilled."""
    return open_pep(
        child=child,
        kind=kind,
        term=term or TermFactory(),
        by=System("delegation"),
        at=at or moment(dt.date(2026, 12, 1)),
    )
