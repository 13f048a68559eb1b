"""Suspensions and permanent exclusions in half-day sessions: reason codes, and the counts of each month.

The reasons are those of the school census since 2020/21, and the further ones of its list of May 2026. That list is
known from one second-hand source only, so a code beside it is kept as the school wrote it, and pointed out.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from accounts.enums import Country
from accounts.models import Authority
from children.enums import SuspensionCategory
from children.models import Suspension
from children.year_groups import academic_year

MOST_REASONS = 3
MOST_SESSIONS_A_YEAR = 90
"""No more than 45 school days of suspension in one school year: Education (Pupil Exclusions) Regulations 2012."""

OLD_CATEGORIES = {"FIXD": SuspensionCategory.SUSPENSION}
"""What the census called a suspension until 2020/21; files still bring it."""

REASONS = {
    "PP": "Physical assault against a pupil",
    "PA": "Physical assault against an adult",
    "VP": "Verbal abuse or threats against a pupil",
    "VA": "Verbal abuse or threats against an adult",
    "OW": "Use, or threat of use, of an offensive weapon or prohibited item",
    "BU": "Bullying",
    "RA": "Racist abuse",
    "LG": "Abuse against sexual orientation or gender identity",
    "DS": "Abuse relating to disability",
    "SM": "Sexual misconduct",
    "DA": "Drug or alcohol related",
    "DM": "Damage to property",
    "TH": "Theft",
    "DB": "Persistent or general disruptive behaviour",
    "MT": "Inappropriate use of social media or online technology",
    "PH": "Wilful and repeated breach of measures to protect public health",
    "BW": "Brought a weapon or prohibited item into school",
    "TB": "Cyber-bullying or threats online",
    "SB": "Harmful sexual behaviour",
    "MB": "Misogynistic behaviour",
    "AB": "Misandrist behaviour",
    "DR": "Drug related",
    "AR": "Alcohol related",
    "SR": "Smoking related",
    "VR": "Vape related",
    "LD": "Persistent disruptive behaviour, low level",
    "CB": "Persistent disruptive behaviour, challenging",
    "MP": "Use of a mobile phone",
    "OS": "Misbehaviour outside school",
    "OT": "Other (no longer used since 2020)",
}


def reason_label(code: str) -> str:
    """A code that is not known is shown as the school wrote it."""
    return REASONS.get(code, code)


@dataclass(frozen=True)
class Event:
    """`sessions` None: the school did not say. `is_in_area` None: the school, or where it stands, is not known.

    A school outside England is in no council's area: it is counted by itself.
    """

    child: int | str
    start_date: dt.date
    sessions: int | None
    category: SuspensionCategory
    sex: str = ""
    is_in_area: bool | None = None
    is_outside_england: bool = False


@dataclass(frozen=True)
class Count:
    """What a number of events adds up to. All but `events` and `children` are half-day sessions."""

    of: Sequence[Event] = field(repr=False)

    @property
    def events(self) -> int:
        return len(self.of)

    @property
    def children(self) -> int:
        """Different children. The months of a year do not add up to the year: a child may stand in several."""
        return len({event.child for event in self.of})

    @property
    def sessions(self) -> int:
        return _sessions(self.of)

    def of_category(self, category: SuspensionCategory) -> int:
        return _sessions(event for event in self.of if event.category == category)

    def of_sex(self, sex: str) -> int:
        return _sessions(event for event in self.of if event.sex == sex)

    @property
    def in_area(self) -> int:
        return _sessions(event for event in self.of if event.is_in_area is True)

    @property
    def out_of_area(self) -> int:
        return _sessions(event for event in self.of if event.is_in_area is False)

    @property
    def outside_england(self) -> int:
        return _sessions(event for event in self.of if event.is_outside_england)


def by_month(events: Iterable[Event]) -> dict[dt.date, Count]:
    """By the first day of the month in which an event began; months without one are left out."""
    months: dict[dt.date, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.start_date):
        months.setdefault(event.start_date.replace(day=1), []).append(event)
    return {month: Count(found) for month, found in months.items()}


def sessions_by_year(children: Collection[int]) -> dict[tuple[int, str], int]:
    """How many sessions each child was suspended for in each academic year, over all rows. One query."""
    found: Counter[tuple[int, str]] = Counter()
    rows = Suspension.objects.standing().filter(child__in=children).exclude(category=SuspensionCategory.PERMANENT)
    for child, start, sessions in rows.values_list("child_id", "start_date", "sessions"):
        found[child, academic_year(start)] += sessions or 0
    return found


def events_of(children: Collection[int], *, from_date: dt.date, until: dt.date) -> list[Event]:
    """What began from `from_date` up to and not including `until`, without rows entered in error. Two queries."""
    own = Authority.objects.current().la_code
    rows = Suspension.objects.standing().filter(child__in=children, start_date__gte=from_date, start_date__lt=until)
    return [
        Event(
            child=child,
            start_date=start,
            sessions=sessions,
            category=SuspensionCategory(category),
            sex=sex,
            is_in_area=area == own if area and own and country == Country.ENGLAND else None,
            is_outside_england=country not in (None, Country.ENGLAND),
        )
        for child, start, sessions, category, sex, area, country in rows.values_list(
            "child_id", "start_date", "sessions", "category", "child__sex", "school__la_code", "school__country"
        )
    ]


def _sessions(events: Iterable[Event]) -> int:
    return sum(event.sessions or 0 for event in events)
