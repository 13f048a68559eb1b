"""The plan as a document: everything as people read it, with no tie to anything that changes later.

`body_of` makes it from a plan in any state; `freeze` keeps it. The shape of schema 1 never changes: it is read for decades.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from accounts import clock
from accounts.models import Authority
from accounts.refusals import PortalRefusal
from children.identity import names
from children.identity.names import NamesFor
from peps.answers.authorship import holds_words
from peps.answers.consents import without_lapsed
from peps.audiences.audiences import COST_AUDIENCES, PLACE_AUDIENCES, TABLE_AUDIENCES, audiences_of_answer
from peps.audiences.withheld_names import names_of
from peps.enums import Attended, PartName, SectionTable
from peps.models import (
    Invitee,
    PersonalEducationPlan,
    PlanAttendance,
    SdqReturn,
    Section,
    SignedCopy,
    SubjectResult,
    Target,
)
from peps.questions.answer_values import as_read, written
from peps.questions.blueprint.spec import SectionSpec
from peps.questions.plan_form import blueprint_of, texts
from peps.results.progress_picture import moved
from peps.results.results import means, rate_of
from peps.sdq import scores
from peps.voice.notes_beside import beside, notes_of
from peps.voice.wishes import wishes_of

SCHEMA = 1
NAMELESS = "the child"
SCALES = (
    ("emotional", "Feelings"),
    ("conduct", "Behaviour"),
    ("hyperactivity", "Restlessness and attention"),
    ("peer", "Getting on with others of the same age"),
    ("prosocial", "Kindness and helping"),
)

Body = dict[str, Any]
Notes = Mapping[str, list[Mapping[str, Any]]]


class CopyChanged(PortalRefusal):
    """Something outside the portal's own rules has written in a signed copy."""


def freeze(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> SignedCopy:
    """Keeps the plan as it stands at this moment, signed. Called once, by the move that signs it off."""
    body = body_of(pep, signed_by=str(by), signed_at=at)
    return SignedCopy.objects.create(
        pep=pep, schema=SCHEMA, body=body, sha256=fingerprint(body), signed_at=at, signed_by_name=str(by)
    )


def signed_body(copy: SignedCopy) -> Body:
    """The body, to be read. Raises CopyChanged for one that is no longer as it was signed."""
    if not is_intact(copy):
        raise CopyChanged(
            "The signed copy of this plan is not as it was signed, so it is not shown. Please tell the virtual school."
        )
    return copy.body if "untold" in copy.body else {"untold": names_of(copy.pep), **copy.body}


def is_intact(copy: SignedCopy) -> bool:
    return fingerprint(copy.body) == copy.sha256


def fingerprint(body: Body) -> str:
    """SHA-256 over the body as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def body_of(
    pep: PersonalEducationPlan,
    *,
    section_keys: Collection[str] | None = None,
    signed_by: str = "",
    signed_at: dt.datetime | None = None,
) -> Body:
    """Plain values of schema 1. `section_keys` leaves out sections that a reader of a draft does not see yet."""
    authority = Authority.objects.current()
    sections = pep.sections.select_related("part", "confirmed_by").order_by("position")
    seen = [section for section in sections if section_keys is None or section.key in section_keys]
    notes = notes_of(pep)
    return {
        "schema": SCHEMA,
        "authority": {
            "name": authority.name,
            "virtual_school_name": authority.virtual_school_name,
            "telephone": authority.telephone,
            "email": authority.email,
            "brand_colour": authority.brand_colour,
            "logo": authority.logo_id or "",
        },
        "title": pep.title,
        "kind": pep.get_kind_display(),
        "phase": pep.get_phase_display(),
        "reference": pep.reference,
        "child": _child(pep),
        "dates": _dates(pep),
        "parts": _parts(pep),
        "sections": _sections(pep, seen, notes, is_signed=signed_at is not None),
        "wishes": _wishes(pep, seen, notes),
        "untold": names_of(pep),
        "closed_on": _moment(pep.closed_at),
        "signed": {"by": signed_by, "on": written(clock.day_of(signed_at))} if signed_at else None,
    }


def _moment(at: dt.datetime | None) -> str:
    return written(clock.day_of(at)) if at else ""


def _child(pep: PersonalEducationPlan) -> Body:
    child = pep.child
    return {
        "called": names.called(child, NamesFor.PAPER),
        "full_name": names.full_name(child, NamesFor.PAPER),
        "date_of_birth": written(child.date_of_birth),
        "year_group": pep.year_label,
        "school": str(pep.school) if pep.school else "",
        "school_audiences": [str(audience) for audience in PLACE_AUDIENCES],
    }


def _dates(pep: PersonalEducationPlan) -> list[Body]:
    meeting = pep.meetings.filter(cancelled_at=None).first()
    return _told(
        ("Opened", _moment(pep.opened_at)),
        ("To be complete by", written(pep.due_date)),
        ("Meeting held", written(meeting.held_date) if meeting else ""),
        ("Next meeting", written(meeting.next_date) if meeting else ""),
    )


def _parts(pep: PersonalEducationPlan) -> list[Body]:
    return [
        {
            "name": part.name,
            "title": part.get_name_display(),
            "in_on": _moment(part.submitted_at),
            "in_by": str(part.submitted_by) if part.submitted_by else "",
        }
        for part in pep.parts.select_related("submitted_by").order_by("name")
    ]


def _sections(pep: PersonalEducationPlan, sections: list[Section], notes: Notes, *, is_signed: bool) -> list[Body]:
    form = blueprint_of(pep)
    told = [_section(pep, section, form.section(section.key), notes) for section in sections]
    return told if is_signed else without_lapsed(pep.child, form, sections, told)


def _section(pep: PersonalEducationPlan, section: Section, spec: SectionSpec, notes: Notes) -> Body:
    answers = texts(section)
    return {
        "key": spec.key,
        "title": spec.title,
        "guide": spec.guide,
        "part": str(PartName(spec.part)),
        "confirmed_by": str(section.confirmed_by) if section.confirmed_by else "",
        "confirmed_on": _moment(section.confirmed_at),
        "is_on_behalf": section.is_on_behalf,
        "answers": [
            {
                "key": question.key,
                "label": question.label,
                "text": as_read(question, answers.get(question.key, "")).strip(),
                "audiences": audiences_of_answer(question, answer),
                **beside(answer, notes.get(question.key, [])),
            }
            for question in spec.questions
            for answer in [section.answers.get(question.key, {})]
            if question.is_asked(answers) or holds_words(answer)  # their words stand whatever was answered before
        ],
        "table": _table(pep, spec.table) if spec.table else None,
    }


def _wishes(pep: PersonalEducationPlan, sections: Collection[Section], notes: Notes) -> list[Body]:
    """You said, we did; of the sections that are shown. Signed copies of before know none."""
    return [
        {
            "label": wish.label,
            "text": wish.text,
            "outcome": wish.answer.get_outcome_display() if wish.answer else "",
            "answer": wish.answer.answer if wish.answer else "",
            "audiences": list(wish.audiences),
            **wish.beside,
        }
        for wish in wishes_of(pep, sections, notes)
    ]


def _table(pep: PersonalEducationPlan, table: SectionTable) -> Body:
    return {
        "kind": str(table),
        "audiences": [str(audience) for audience in TABLE_AUDIENCES[table]],
        **_TABLES[table](pep),
    }


def _targets(pep: PersonalEducationPlan) -> Body:
    return {"targets": [_target(number, target) for number, target in enumerate(pep.targets.for_page(), start=1)]}


def _target(number: int, target: Target) -> Body:
    return {
        "number": number,
        "area": target.get_area_display(),
        "outcome": target.outcome,
        "details": [
            {"label": label, "text": text}
            for label, text in (
                ("What it builds on", target.get_comes_from_display()),
                ("What it comes from", target.need),
                ("Where things are now", target.baseline),
                ("How we will see it", target.measure),
                ("The value to reach", target.value_to_reach),
                ("What will be done", target.support),
                ("When, and how often", target.how_often),
                ("By whom", target.by_whom),
                ("By when", written(target.by_date)),
                ("What the carer will do", target.carer_part),
                ("In the child's own words", target.child_words),
                ("Belongs to", str(target.other_plan) if target.other_plan_id else ""),
            )
        ],
        "cost_audiences": [str(audience) for audience in COST_AUDIENCES],
        "costs": [
            {
                "what": line.get_intervention_display(),
                "provider": line.provider,
                "source": line.get_source_display(),
                "asked_pence": line.asked_pence,
                "spent_pence": line.spent_pence,
            }
            for line in target.cost_lines.all()
        ],
    }


def _target_reviews(pep: PersonalEducationPlan) -> Body:
    return {
        "reviews": [
            {
                "area": review.target.get_area_display(),
                "target": review.target.outcome,
                "result": review.get_outcome_display(),
                "evidence": review.evidence,
                "impact": review.get_impact_display(),
                "spent_pence": review.spent_pence,
                "cost_audiences": [str(audience) for audience in COST_AUDIENCES],
            }
            for review in pep.target_reviews.select_related("target")
        ]
    }


def _sdq(pep: PersonalEducationPlan) -> Body:
    entered: SdqReturn | None = getattr(pep, "sdq", None)
    if entered is None:
        return {"scores": [], "total": None, "notes": []}
    total = scores.total(entered.emotional, entered.conduct, entered.hyperactivity, entered.peer)
    notes = (
        ("Filled in by", ", on ".join(filter(None, (entered.filled_by, written(entered.filled_date))))),
        (f"Has known {pep.child.called or NAMELESS} since", written(entered.known_since_date)),
        ("Scores", "Nobody has known the child long enough yet" if entered.is_known_too_short else ""),
        ("Why there is no target for wellbeing", entered.no_target_reason),
        (
            "Total of the young person's own questionnaire",
            f"{entered.own_total} of {scores.HIGHEST_TOTAL}" if entered.own_total is not None else "",
        ),
    )
    return {
        "scores": [
            {"scale": label, "score": score, "band": scores.band(scale, score)}
            for scale, label in SCALES
            if (score := getattr(entered, scale)) is not None and not entered.is_known_too_short
        ],
        "total": None
        if total is None or entered.is_known_too_short
        else {"score": total, "band": scores.band("total", total)},
        "notes": [{"label": label, "text": text} for label, text in notes if text],
    }


def _meeting(pep: PersonalEducationPlan) -> Body:
    meeting = pep.meetings.filter(cancelled_at=None).first()
    actions = [{"what": row.what, "who": row.by_whom, "by": written(row.by_date)} for row in pep.agreed_actions.all()]
    if meeting is None:
        return {"details": [], "actions": actions}
    invitees = list(meeting.invitees.all())
    details = (
        ("Planned for", "" if meeting.held_date else written(meeting.planned_date)),
        ("Held on", written(meeting.held_date)),
        ("Where", meeting.place or meeting.get_place_kind_display()),
        ("Who led it", meeting.chair),
        ("Who came", "\n".join(filter(None, [*_people(invitees, Attended.YES), meeting.attended]))),
        ("Who sent apologies", "\n".join(_people(invitees, Attended.APOLOGIES))),
        ("Who was asked and did not come", "\n".join(_people(invitees, Attended.NO))),
        ("Why it was held without all who are needed", meeting.not_quorate_reason),
        (f"Did {pep.child.called or NAMELESS} come?", meeting.get_child_came_display()),
        ("Next meeting", written(meeting.next_date)),
        ("Why there is no next date", meeting.no_next_reason),
    )
    return {"details": _told(*details), "actions": actions}


def _people(invitees: Collection[Invitee], attended: Attended) -> list[str]:
    return [
        f"{each.name}, {each.get_role_display().lower()}{' (stand-in)' if each.is_stand_in else ''}"
        for each in invitees
        if each.attended == attended
    ]


def _provision(pep: PersonalEducationPlan) -> Body:
    return {
        "provisions": [
            {
                "what": row.what,
                "details": _told(
                    ("Kind", row.get_kind_display()),
                    ("By whom", row.by_whom),
                    ("Hours a week", f"{row.hours_a_week.normalize():f}" if row.hours_a_week else ""),
                    ("From", written(row.from_date)),
                    ("Until", written(row.until_date)),
                    ("Paid by", row.get_source_display()),
                ),
                "cost_audiences": [str(audience) for audience in COST_AUDIENCES],
                "cost_pence": row.cost_pence,
            }
            for row in pep.provisions.filter(taken_out_at=None)
        ]
    }


def _attainment(pep: PersonalEducationPlan) -> Body:
    return {
        "results": [
            {
                "area": row.area,
                "subject": row.subject,
                "last": _value(row, row.last_value, row.last_date or clock.today()),
                "now": _value(row, row.now_value, clock.today()),
                "aim": _value(row, row.target_value, clock.today()),
                "expected": _value(row, row.predicted_value, clock.today()),
                "moved": moved(row),
            }
            for row in pep.subject_results.all()
            if row.last_value or row.now_value or row.target_value or row.predicted_value
        ]
    }


def _value(row: SubjectResult, value: str, on: dt.date) -> str:
    return f"{value} ({meaning})" if (meaning := means(row, value, on)) else value


def _attendance(pep: PersonalEducationPlan) -> Body:
    row = PlanAttendance.objects.filter(pep=pep).first()
    if row is None or row.possible is None:
        return {"details": []}
    return {
        "details": _told(
            ("Attendance this academic year", f"{rate_of(row)} %"),
            ("Half-day sessions possible", str(row.possible)),
            ("Authorised absences", str(row.authorised or 0)),
            ("Unauthorised absences", str(row.unauthorised or 0)),
            ("Sessions lost to suspension", str(row.suspended) if row.suspended else ""),
            ("Why it is not what the registers say", row.corrected_reason),
        )
    }


def _told(*pairs: tuple[str, str]) -> list[Body]:
    return [{"label": label, "text": text} for label, text in pairs if text]


_TABLES = {
    SectionTable.PROVISION: _provision,
    SectionTable.ATTAINMENT: _attainment,
    SectionTable.ATTENDANCE: _attendance,
    SectionTable.TARGETS: _targets,
    SectionTable.TARGET_REVIEWS: _target_reviews,
    SectionTable.SDQ: _sdq,
    SectionTable.MEETING: _meeting,
}
