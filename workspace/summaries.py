"""The education summary: one page about a child's education, made for somebody, kept as it was given out.

What stands in it follows from whom it is for, by the same rule as every copy of a plan (peps/audiences/audiences.py): answers
whose audiences do not include the reader's are left out. Addresses, orders and no-contact names are no part of it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.models import Authority
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from children.attainment.attainment import good_level_of
from children.attendance import attendance
from children.enums import WORKING_AT
from children.identity import names
from children.identity.names import NamesFor
from children.models import Child
from children.year_groups import FIRST_MONTH, academic_year, academic_year_start, label
from funding.models import Account
from govuk_forms.fields import in_pounds
from peps.audiences.audiences import Reader, is_for, reader_of, with_lines
from peps.audiences.withheld_names import as_told
from peps.documents.signed_copy import body_of, signed_body, written
from peps.enums import Audience, PepStatus
from peps.models import PersonalEducationPlan
from peps.opening.opening import main_school
from workspace.enums import SummaryAudience
from workspace.models import EducationSummary

SCHEMA = 1
USED = (PepStatus.SUBMITTED, PepStatus.SIGNED_OFF)
READ_AS: Mapping[str, Reader] = {
    SummaryAudience.SCHOOL: reader_of(Audience.NEXT_SCHOOL),
    SummaryAudience.EHCP: reader_of(Audience.NEXT_SCHOOL),  # other professionals of education, who need no more
    SummaryAudience.REVIEW: reader_of(Audience.SCHOOL),
    SummaryAudience.COURT: reader_of(Audience.SCHOOL),  # the council's own paper adds what the court may know besides
}
SEES_MONEY = frozenset({SummaryAudience.SCHOOL})
HELPS = ("what_helps", "absence_help", "behaviour", "go_to", "provision_works")
GOOD_AT = ("proud_of", "strengths", "interests")
AGREED = ("agreed", "carer_will")
QUESTIONS = (("What helps me", HELPS), ("What I am good at", GOOD_AT), ("What was agreed", AGREED))

Body = dict[str, Any]


class NothingToSum(PortalRefusal):
    """There is nothing yet that a summary could be made of."""


def draft(*, child: Child, audience: str, made_for: str, on: dt.date) -> Body:
    """What would stand on the page, as plain values. Uses the newest plan that was submitted or signed off."""
    pep = _plan(child)
    reader = READ_AS[audience]
    plan = as_told(_plan_body(pep), reader) if pep else None
    blocks = [*_answers(plan, reader), *_targets(plan, reader)] if plan else []
    blocks += [*_attendance(child, on), *_attainment(child)]
    if audience in SEES_MONEY:
        blocks += _premium(child, on)
    authority = Authority.objects.current()
    school = main_school(child, on)
    return {
        "schema": SCHEMA,
        "authority": {"name": authority.name, "virtual_school_name": authority.virtual_school_name,
                      "telephone": authority.telephone, "brand_colour": authority.brand_colour},
        "called": names.called(child, NamesFor.PAPER),
        "full_name": names.full_name(child, NamesFor.PAPER) or f"Child {child.reference}",
        "facts": [
            {"label": "Date of birth", "text": written(child.date_of_birth)},
            {"label": "Year", "text": label(child.year_group_on(on))},
            {"label": "School", "text": str(school) if school else "Not on roll"},
        ],
        "audience": SummaryAudience(audience).label,
        "made_for": made_for,
        "made_on": written(on),
        "from_plan": pep.title if pep else "",
        "blocks": [block for block in blocks if block["rows"]],
    }  # fmt: skip


@transaction.atomic
def make(*, child: Child, audience: str, made_for: str, by: Any, on: dt.date) -> EducationSummary:
    """Keeps the page as it is now, and for whom it was made; the same one asked for twice is one.

    Raises NothingToSum for an empty one.
    """
    access.require(by, Action.MAKE_SUMMARY)
    body = draft(child=child, audience=audience, made_for=made_for, on=on)
    if not body["blocks"]:
        raise NothingToSum(
            "Nothing is known yet that could stand in a summary: no plan was submitted, and no figures came in."
        )
    at = clock.now()
    Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    summary = EducationSummary(
        child=child, pep=_plan(child), audience=audience, made_for=made_for, body=body, made_at=at, made_by=by
    )
    before = said_before(summary, since=at - A_WHILE, moment="made_at", but=("body",))
    if before and before.body == body:
        return before
    summary.save()
    audit.record("summary.made", by=by, subject=summary, audience=audience)
    return summary


def _plan(child: Child) -> PersonalEducationPlan | None:
    plans = child.peps.filter(status__in=USED).select_related("child", "school", "fills_term", "edition")
    return plans.order_by("-submitted_at", "-pk").first()


def _plan_body(pep: PersonalEducationPlan) -> Body:
    copy = getattr(pep, "signed_copy", None)
    return signed_body(copy) if copy else body_of(pep)


def _answers(plan: Body, reader: Reader) -> list[Body]:
    given = {answer["key"]: answer for section in plan["sections"] for answer in section["answers"]}
    return [
        {
            "title": title,
            "rows": [
                {"label": given[key]["label"], "text": with_lines(given[key], reader)}
                for key in keys
                if key in given and given[key]["text"] and is_for(given[key]["audiences"], reader)
            ],
        }
        for title, keys in QUESTIONS
    ]


def _targets(plan: Body, reader: Reader) -> list[Body]:
    rows = []
    for section in plan["sections"]:
        table = section["table"]
        if table and table["kind"] == "TARGETS" and is_for(table["audiences"], reader):
            for target in table["targets"]:
                how = "; ".join(
                    f"{each['label'].lower()}: {each['text']}" for each in target["details"] if each["text"]
                )
                rows.append({"label": target["area"], "text": f"{target['outcome']}{f' ({how})' if how else ''}"})
    return [{"title": "Targets now", "rows": rows}]


def _attendance(child: Child, on: dt.date) -> list[Body]:
    since = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    tally = attendance.of_child(child, since, clock.day_after(on))
    if not tally.possible:
        return []
    text = f"{tally.percent} % of {tally.possible} half-days; {tally.authorised} authorised and {tally.unauthorised} unauthorised absences"
    return [{"title": "Attendance", "rows": [{"label": f"{academic_year(on)} so far", "text": text}]}]


def _attainment(child: Child) -> list[Body]:
    """The newest of each subject; never a target or a prediction as if it were that."""
    results = child.attainment_results.standing().filter(kind__in=WORKING_AT).order_by("assessed_date", "pk")
    newest = {row.subject: row for row in results}
    level = good_level_of(newest.values())
    rows = [{"label": "Good level of development", "text": f"{level}, {written(level.on)}"}] if level else []
    rows += [
        {
            "label": row.subject,
            "text": f"{row.value} ({row.stage}), {written(row.assessed_date)}{f': {row.get_against_display().lower()}' if row.against else ''}",
        }
        for row in sorted(newest.values(), key=lambda row: row.subject)
    ]
    return [{"title": "Attainment", "rows": rows}]


def _premium(child: Child, on: dt.date) -> list[Body]:
    year = on.year if on.month > 3 else on.year - 1
    account = Account.objects.filter(child=child, financial_year=f"{year}-{(year + 1) % 100:02}").with_totals().first()
    if account is None:
        return []
    text = f"{in_pounds(account.balance_pence)} of {account.financial_year} is not yet paid out"
    return [{"title": "Pupil premium", "rows": [{"label": "With the virtual school", "text": text}]}]
