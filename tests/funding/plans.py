"""Plans that were signed off with a grade, and the regimes that pay for them."""

import datetime as dt

from children.enums import TermName
from funding.models import Instalment, Regime
from peps.enums import PepStatus
from quality.enums import AuditKind, Grade
from quality.models import Audit, Proforma
from tests.factories import EnrolmentFactory, PepFactory, UserFactory
from tests.factories.peps import moment

DAY = dt.date(2026, 12, 1)
NOON = moment(DAY, 12)
SIGNED = moment(dt.date(2026, 11, 20))


def signed_plan(*, grade=Grade.GOOD, school=None, **fields):
    """A plan of the autumn term, signed off on 20 November; without a grade where `grade` is None."""
    pep = PepFactory(status=PepStatus.SIGNED_OFF, signed_off_at=SIGNED, school=school, **fields)
    if school and not pep.child.enrolments.exists():
        EnrolmentFactory(child=pep.child, school=school)
    if grade:
        graded(pep, grade, at=moment(dt.date(2026, 11, 19)))
    return pep


def graded(pep, grade, *, at):
    proforma, _ = Proforma.objects.get_or_create(key="test", version=1, defaults={"title": "Short check", "body": {}})
    return Audit.objects.create(
        pep=pep,
        proforma=proforma,
        kind=AuditKind.SHORT,
        submission_number=1,
        grade=grade,
        reason="Read it whole.",
        by=UserFactory(),
        at=at,
    )


def regime(*, key="termly", pence=38333, census_date=None, **fields):
    """£1,150 a year to the school of each child from Reception to Year 11; the autumn instalment is open."""
    made = Regime.objects.create(
        **{
            "key": key,
            "name": "Pupil Premium Plus",
            "financial_year": "2026-27",
            "per_child_pence": 230000,
            "to_schools_pence": 115000,
            "minimum_grade": Grade.GOOD,
            **fields,
        }
    )
    Instalment.objects.create(
        regime=made,
        key="autumn",
        name="Autumn instalment",
        position=1,
        pence=pence,
        term_name=TermName.AUTUMN,
        from_date=dt.date(2026, 9, 1),
        until=dt.date(2027, 4, 1),
        census_date=census_date,
    )
    return made
