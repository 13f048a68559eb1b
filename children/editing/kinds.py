"""The kinds of rows that a person keeps in a child's record by hand: what each is, who keeps it, what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.access import Action
from accounts.enums import SCHOOL_ROLES
from children.models import (
    Achievement,
    Allocation,
    AttainmentResult,
    CarePeriod,
    ChildName,
    Contact,
    DelegatedAuthority,
    Destination,
    Enrolment,
    HealthSummary,
    LegalStatus,
    Note,
    NotFullTime,
    Placement,
    PlanElsewhere,
    Rating,
    SenStatus,
    SiblingLink,
    Suspension,
)
from children.models.record_row import RecordRow


@dataclass(frozen=True)
class Kind:
    """`asked`: the columns of the form, none where a row comes by another way. `tab`: where the child's page shows it.

    `is_for_schools`: whether school staff keep such rows; the rest is social care's and the virtual school's.
    `is_corrected`: whether what was never right is replaced in one act, so that the child is never without.
    """

    slug: str
    model: type[models.Model]
    title: str
    action: Action
    asked: tuple[str, ...] = ()
    is_for_schools: bool = False
    tab: str = "care"
    intro: str = ""
    is_corrected: bool = False

    @property
    def is_dated(self) -> bool:
        return issubclass(self.model, RecordRow)


KEEP_CARE, KEEP_SCHOOL = Action.KEEP_CARE_RECORD, Action.KEEP_SCHOOL_RECORD
KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "rating", Rating, "Rating", Action.RATE_CHILD, ("colour", "reason", "from_date"), tab="school",
            intro="How the virtual school sees this child's education going. Red proposes that an officer attends the next meeting.",
        ),
        Kind(
            "not-full-time", NotFullTime, "Time out of full-time education", KEEP_SCHOOL,
            ("reason", "hours_a_week", "from_date", "planned_end_date", "review_date", "consent_by", "note"),
            is_for_schools=True, tab="school",
            intro="A reduced timetable is short and agreed. Starting one asks for the plan to be reviewed.",
        ),
        Kind(
            "suspension", Suspension, "Suspension or exclusion", KEEP_SCHOOL,
            ("category", "start_date", "sessions"), is_for_schools=True, tab="school",
            intro="Counted in half-day sessions: a whole day is two.",
        ),
        Kind(
            "achievement", Achievement, "Achievement", KEEP_SCHOOL, ("text", "achieved_date"), is_for_schools=True,
            tab="school", intro="In or out of school. The child may read this one day.",
        ),
        Kind(
            "note", Note, "Note or contact", Action.WRITE_NOTE, ("kind", "happened_date", "text", "is_confidential"),
            is_for_schools=True, tab="notes", intro="Write as if the child were to read it, for one day that may be so.",
        ),
        Kind(
            "name", ChildName, "Name", KEEP_CARE, ("kind", "given_name", "family_name", "from_date"), tab="family",
            is_corrected=True,
            intro="A new legal name ends the one before, which becomes a former name and still finds the child. "
            "If the name in the record was never right, correct it instead.",
        ),
        Kind(
            "contact", Contact, "Family member or other person", KEEP_CARE,
            (
                "name", "relationship", "has_parental_responsibility", "may_have_contact", "may_collect", "telephone",
                "arrangements", "from_date",
            ),
            tab="family",
        ),
        Kind(
            "sibling", SiblingLink, "Brother or sister", KEEP_CARE, ("sibling", "are_placed_together", "from_date"),
            tab="family", intro="One who has a record here too. Others are family members.",
        ),
        Kind(
            "permission", DelegatedAuthority, "Who may say yes", KEEP_CARE, ("matter", "decided_by", "note", "from_date"),
            tab="family",
        ),
        Kind(
            "sen", SenStatus, "Special educational needs", KEEP_CARE,
            ("provision", "primary_need", "ehcp_authority", "ehcp_review_date", "from_date"), tab="health",
        ),
        Kind(
            "other-plan", PlanElsewhere, "Plan held elsewhere", Action.NOTE_OTHER_PLAN,
            ("kind", "holder", "next_review_date", "open_targets", "from_date"), is_for_schools=True, tab="health",
            intro="This portal points to other plans and does not copy them. Its open targets help to write none twice.",
        ),
        Kind("health", HealthSummary, "What school needs to know about health", KEEP_CARE, ("text", "from_date"), tab="health"),
        Kind(
            "destination", Destination, "What the young person does after 16", KEEP_CARE,
            ("status", "kind", "provider", "hours_a_week", "is_in_area", "readiness", "from_date"), tab="school",
        ),
        Kind("result", AttainmentResult, "Result", KEEP_SCHOOL, is_for_schools=True, tab="school"),
        Kind("school", Enrolment, "School", Action.REPORT_CHANGE, tab="school"),
        Kind("placement", Placement, "Placement", Action.REPORT_CHANGE, tab="care"),
        Kind("allocation", Allocation, "Allocation", Action.REPORT_CHANGE, tab="care"),
        Kind("care", CarePeriod, "Time in care", KEEP_CARE, tab="care"),
        Kind("legal", LegalStatus, "Legal status", KEEP_CARE, tab="care"),
    )
}  # fmt: skip


def kinds_kept_by(person: Any, *, sees_confidential: bool) -> dict[str, Kind]:
    """Those that this person may enter and close for a child whom they reach.

    School staff keep what happens at school; so does anybody else to whom the child's care is not open.
    """
    actions = person.actions_today()
    return {
        slug: kind
        for slug, kind in KINDS.items()
        if kind.action in actions and (kind.is_for_schools or sees_confidential or _advises(person, kind))
    }


def may_close(person: Any, row: Any) -> bool:
    """School staff end, or mark as wrong, what they entered and what is their own school's. A note stays its writer's."""
    posts = person.posts_held_today()
    if any(post.role not in SCHOOL_ROLES for post in posts) or row.entered_by_id == person.pk:
        return True
    school = None if isinstance(row, Note) else getattr(row, "school_id", None)
    return school is not None and school in {post.school_id for post in posts}


def _advises(person: Any, kind: Kind) -> bool:
    """A personal adviser keeps what the young person does after 16, and nothing else of the care record."""
    at_school = all(post.role in SCHOOL_ROLES for post in person.posts_held_today())
    return kind.slug == "destination" and not at_school
