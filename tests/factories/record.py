import datetime as dt

import factory
from factory.django import DjangoModelFactory

from children.enums import (
    ChangeKind,
    DestinationStatus,
    MoveKind,
    NotFullTimeReason,
    Origin,
    RatingColour,
    Session,
    SuspensionCategory,
)
from children.models import (
    Achievement,
    AttainmentResult,
    ClosingForm,
    Destination,
    Note,
    NotFullTime,
    PlannedMove,
    Rating,
    RecordChange,
    SessionMark,
    SiblingLink,
    Suspension,
)
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory


class SessionMarkFactory(DjangoModelFactory):
    class Meta:
        model = SessionMark

    child = factory.SubFactory(ChildFactory)
    session_date = dt.date(2026, 11, 30)
    session = Session.MORNING
    code = "/"


class SuspensionFactory(DjangoModelFactory):
    class Meta:
        model = Suspension

    child = factory.SubFactory(ChildFactory)
    start_date = dt.date(2026, 11, 3)
    sessions = 4
    category = SuspensionCategory.SUSPENSION
    reasons = ["DB"]


class AttainmentResultFactory(DjangoModelFactory):
    class Meta:
        model = AttainmentResult

    child = factory.SubFactory(ChildFactory)
    assessed_date = dt.date(2026, 10, 23)
    stage = "KS2"
    subject = "Reading"
    value = "EXS"


class AchievementFactory(DjangoModelFactory):
    class Meta:
        model = Achievement

    child = factory.SubFactory(ChildFactory)
    achieved_date = dt.date(2026, 11, 20)
    text = "Played the cornet in the winter concert"


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = Note

    child = factory.SubFactory(ChildFactory)
    happened_date = dt.date(2026, 11, 20)
    text = "Spoke with the form tutor about reading at home"
    origin = Origin.HAND


class RatingFactory(DjangoModelFactory):
    class Meta:
        model = Rating

    child = factory.SubFactory(ChildFactory)
    colour = RatingColour.AMBER
    reason = "Attendance has fallen since half-term"
    from_date = dt.date(2026, 11, 2)
    origin = Origin.HAND


class NotFullTimeFactory(DjangoModelFactory):
    class Meta:
        model = NotFullTime

    child = factory.SubFactory(ChildFactory)
    reason = NotFullTimeReason.PART_TIME
    hours_a_week = 12
    from_date = dt.date(2026, 11, 2)
    planned_end_date = dt.date(2026, 12, 11)
    origin = Origin.HAND


class DestinationFactory(DjangoModelFactory):
    class Meta:
        model = Destination

    child = factory.SubFactory(ChildFactory)
    status = DestinationStatus.EET
    from_date = dt.date(2026, 9, 1)
    origin = Origin.HAND


class SiblingLinkFactory(DjangoModelFactory):
    class Meta:
        model = SiblingLink

    child = factory.SubFactory(ChildFactory)
    sibling = factory.SubFactory(ChildFactory)
    from_date = dt.date(2026, 1, 12)


class PlannedMoveFactory(DjangoModelFactory):
    class Meta:
        model = PlannedMove

    child = factory.SubFactory(ChildFactory)
    kind = MoveKind.SCHOOL
    planned_date = dt.date(2027, 1, 5)
    to_school = factory.SubFactory(SchoolFactory)
    why = "The new carers live an hour away"
    origin = Origin.HAND


class RecordChangeFactory(DjangoModelFactory):
    class Meta:
        model = RecordChange

    child = factory.SubFactory(ChildFactory)
    kind = ChangeKind.SCHOOL
    changed_date = dt.date(2026, 11, 30)
    noticed_at = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)
    by_name = "the portal (imports)"
    origin = Origin.EXTRACT
    was = "Larkfield Primary School"
    now = "Thornbury Primary School"


class ClosingFormFactory(DjangoModelFactory):
    class Meta:
        model = ClosingForm

    child = factory.SubFactory(ChildFactory)
    school = factory.SubFactory(SchoolFactory)
    left_date = dt.date(2026, 11, 30)
    from_date = dt.date(2026, 11, 30)
    until = dt.date(2026, 12, 15)
