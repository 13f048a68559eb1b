"""The tabs of a child's page, each a list of blocks. Which tabs there are follows from what its reader may know."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from accounts import clock
from accounts.access import Level
from accounts.models import Notice
from children import attendance, protective_facts, suspensions
from children.adulthood import is_adult
from children.care_codes import CHANGE_REASONS, LEGAL_STATUSES, PLACEMENTS, SEN_NEEDS
from children.enums import DestinationStatus, Readiness
from children.models import Child, RecordChange, SiblingLink
from children.record_kinds import KINDS
from children.school_years import FIRST_MONTH, academic_year, academic_year_start
from children.suspended_days import last_days
from peps import exclusions
from workspace.child_blocks import Bench, Block, BlockRow, day, hours, how_it_came, until, yes_no

FROM = {"From": lambda row: day(row.from_date), "To": until}
LONGEST_LIST = 200  # the newest rows of a kind: nobody reads more on a page


def newest(rows):
    return rows.standing().select_related("entered_by").order_by("-from_date", "-pk")[:LONGEST_LIST]


def school(bench: Bench, *, sees_rating: bool) -> list[Block]:
    child, on = bench.child, bench.on
    blocks = [
        bench.block(
            "school",
            "Schools",
            {
                "School": lambda row: str(row.school),
                "Kind": lambda row: row.get_kind_display(),
                "Hours a week": lambda row: hours(row.hours_a_week),
                **FROM,
            },
            newest(child.enrolments.select_related("school")),
            nothing="No school is known. Report one, or ask the virtual school.",
        ),
        _attendance(child, on),
        *_happened(bench),
        _register(bench),
    ]
    blocks += [_achievements(bench), *([_ratings(bench)] if sees_rating else [])]
    return blocks + _after_16(bench)


def _happened(bench: Bench) -> list[Block]:
    child = bench.child
    suspended = list(
        child.suspensions.standing().select_related("school", "entered_by").order_by("-start_date")[:LONGEST_LIST]
    )
    ends, told = last_days(suspended), exclusions.who_was_told(child) if suspended else {}
    return [
        bench.block(
            "suspension",
            "Suspensions and exclusions",
            {
                "What": lambda row: row.get_category_display(),
                "From": lambda row: day(row.start_date),
                "To": lambda row: day(ends[row.pk]) if ends[row.pk] else "",
                "Half-days": lambda row: str(row.sessions or "Not stated"),
                "Why": lambda row: ", ".join(suspensions.reason_label(code) for code in row.reasons),
                "School": lambda row: str(row.school or ""),
                "Who was told": lambda row: "; ".join(map(_told, told.get(row.pk, ()))),
            },
            suspended,
            nothing="None.",
        ),
        bench.block(
            "result",
            "Attainment",
            {
                "Subject": lambda row: row.subject,
                "Stage": lambda row: row.stage,
                "What": lambda row: row.get_kind_display(),
                "Value": lambda row: row.value,
                "Against what is expected": lambda row: row.get_against_display(),
                "On": lambda row: day(row.assessed_date),
            },
            child.attainment_results.standing()
            .select_related("entered_by")
            .order_by("-assessed_date", "subject")[:LONGEST_LIST],
            nothing="No result is known yet.",
        ),
    ]


def _told(notice: Notice) -> str:
    return f"{notice.person}, {day(clock.day_of(notice.created_at))}"


def _register(bench: Bench) -> Block:
    return bench.block(
        "not-full-time",
        "Not in full-time education",
        {
            "Why": lambda row: row.get_reason_display(),
            "Hours a week": lambda row: hours(row.hours_a_week),
            **FROM,
            "Full time again by": lambda row: day(row.planned_end_date),
            "Next review": lambda row: day(row.review_date),
            "Agreed by": lambda row: row.get_consent_by_display(),
        },
        newest(bench.child.times_not_full_time.all()),
        nothing="In full-time education, as far as is known.",
    )


def _attendance(child: Child, on: dt.date) -> Block:
    """The academic year so far, and the last 28 days."""
    year = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    spans = ((f"{academic_year(on)} so far", year), ("The last 28 days", on - dt.timedelta(days=27)))
    rows = []
    for title, since in spans:
        tally = attendance.of_child(child, since, clock.day_after(on))
        if tally.possible:
            rows.append(
                BlockRow(
                    [title, f"{tally.percent} %", str(tally.authorised), str(tally.unauthorised), str(tally.missing)]
                )
            )
    return Block(
        "Attendance",
        ["When", "Attended", "Authorised absence", "Unauthorised absence", "No mark"],
        rows,
        "No register has come in yet.",
        about="Absences are half-day sessions. Sessions without a mark are left out of the percentage." if rows else "",
    )


def _achievements(bench: Bench) -> Block:
    rows = bench.child.achievements.standing().select_related("entered_by")[:LONGEST_LIST]
    columns = {"What": lambda row: row.text, "On": lambda row: day(row.achieved_date)}
    return bench.block(
        "achievement", "Achievements", columns, rows, nothing="Nothing is noted yet. There is always something."
    )


def _ratings(bench: Bench) -> Block:
    return bench.block(
        "rating",
        "The virtual school's rating",
        {"Rating": lambda row: row.get_colour_display(), "Why": lambda row: row.reason, **FROM},
        newest(bench.child.ratings.all()),
        nothing="Not rated yet.",
    )


def _after_16(bench: Bench) -> list[Block]:
    if bench.child.year_group_on(bench.on) < 11:
        return []
    return [
        bench.block(
            "destination",
            "Education, employment and training",
            {
                "What": lambda row: (
                    f"{DestinationStatus(row.status).label}{f': {row.get_kind_display()}' if row.kind else ''}"
                ),
                "Where": lambda row: row.provider,
                "In the way": lambda row: ", ".join(Readiness(one).label for one in row.readiness),
                **FROM,
            },
            newest(bench.child.destinations.all()),
            nothing="Not known yet.",
        )
    ]


def care(bench: Bench) -> list[Block]:
    child = bench.child
    return [
        bench.block(
            "placement",
            "Placements",
            {
                "Placement": lambda row: PLACEMENTS.get(row.kind, row.kind),
                "Carer": lambda row: row.carer_name,
                "In the council's area": lambda row: yes_no(row.is_in_area),
                "Why the last one ended": lambda row: CHANGE_REASONS.get(row.change_reason, ""),
                **FROM,
            },
            newest(child.placements.all()),
            nothing="No placement is known.",
        ),
        bench.block(
            "legal",
            "Legal status",
            {"Status": lambda row: LEGAL_STATUSES.get(row.code, row.code), **FROM},
            newest(child.legal_statuses.all()),
            nothing="No legal status is known.",
        ),
        bench.block(
            "care",
            "In care",
            {"What": lambda row: "Short breaks" if row.is_short_break else "Looked after", **FROM},
            newest(child.care_periods.all()),
            nothing="Not looked after.",
        ),
        _allocated(bench),
        _reviews(child),
    ]


def _allocated(bench: Bench) -> Block:
    return bench.block(
        "allocation",
        "Who is allocated",
        {
            "As": lambda row: row.get_kind_display(),
            "Person": lambda row: str(row.person or "Nobody yet"),
            "Team": lambda row: str(row.team or ""),
            **FROM,
        },
        newest(bench.child.allocations.select_related("person", "team")),
        nothing="Nobody is allocated.",
    )


def _reviews(child: Child) -> Block:
    rows = [
        BlockRow([day(row.review_date), row.get_state_display()])
        for row in child.care_reviews.order_by("-review_date")[:LONGEST_LIST]
    ]
    return Block("Statutory reviews", ["On", "State"], rows, "No review is known.")


def family(bench: Bench, reader: Any, *, sees_confidential: bool) -> list[Block]:
    """Schools know who holds parental responsibility, and how to call those who may have contact.

    Whom the child must not meet is not for them; of whom nobody has said, they read just that, and no telephone.
    """
    child = bench.child
    known = protective_facts.known_contacts(child, bench.on)
    answers = {
        protective_facts.person_key(each.row.name, each.row.relationship): each.may_have_contact for each in known
    }
    contacts = child.contacts.all()
    columns: dict[str, Callable] = {
        "Name": lambda row: row.name,
        "Who they are": lambda row: row.relationship,
        "Parental responsibility": lambda row: yes_no(row.has_parental_responsibility),
        "Telephone": lambda row: row.telephone,
    }
    if sees_confidential:
        columns |= {
            "Contact": lambda row: contact_in_words(
                answers.get(protective_facts.person_key(row.name, row.relationship), row.may_have_contact)
            ),
            "Family time": lambda row: row.arrangements,
            **FROM,
        }
    else:
        allowed = {each.row.pk: each.may_have_contact for each in known if each.may_have_contact is not False}
        contacts = contacts.filter(pk__in=list(allowed))
        columns["Telephone"] = lambda row: row.telephone if allowed[row.pk] else ""
        columns["Contact"] = lambda row: contact_in_words(allowed[row.pk])
    return [
        bench.block("contact", "Family and other people", columns, newest(contacts), nothing="Nobody is noted."),
        _permissions(bench),
        _siblings(bench, reader),
    ]


def contact_in_words(may_have_contact: bool | None) -> str:
    """Not known is never shown as allowed."""
    return {True: "Allowed", False: "No contact", None: "Not known"}[may_have_contact]


def _permissions(bench: Bench) -> Block:
    columns = {
        "To": lambda row: row.get_matter_display(),
        "Who decides": lambda row: row.get_decided_by_display(),
        "Note": lambda row: row.note,
        **FROM,
    }
    is_grown_up = is_adult(bench.child, bench.on)
    rows = [] if is_grown_up else newest(bench.child.delegated_authorities.all())
    nothing = "Nothing is agreed yet: ask the social worker each time."
    if is_grown_up:
        nothing = "They are 18 or over and decide for themselves. What others agreed to ended on their birthday."
    return bench.block("permission", "Who may say yes", columns, rows, nothing=nothing)


def _siblings(bench: Bench, reader: Any) -> Block:
    """A brother or sister is named to those who reach that child too."""
    mine = Q(child=bench.child) | Q(sibling=bench.child)
    links = list(newest(SiblingLink.objects.filter(mine).select_related("child", "sibling")))
    others = {link.pk: link.sibling if link.child_id == bench.child.pk else link.child for link in links}
    named = Child.objects.visible_to(reader, level=Level.RECORD).filter(pk__in={other.pk for other in others.values()})
    known = set(named.values_list("pk", flat=True))

    def name(link: SiblingLink) -> str:
        other = others[link.pk]
        return other.name if other.pk in known else "A brother or sister whom you do not reach"

    seen: dict[int, SiblingLink] = {}
    for link in links:
        seen.setdefault(others[link.pk].pk, link)
    columns = {"Name": name, "Placed together": lambda link: yes_no(link.are_placed_together), **FROM}
    return bench.block("sibling", "Brothers and sisters in care", columns, seen.values(), nothing="None are known.")


def health(bench: Bench) -> list[Block]:
    child = bench.child
    return [
        bench.block(
            "health",
            "What school needs to know about health",
            {"What": lambda row: row.text, **FROM},
            newest(child.health_summaries.all()),
            nothing="Nothing is noted.",
        ),
        bench.block(
            "sen",
            "Special educational needs",
            {
                "Provision": lambda row: row.get_provision_display(),
                "Main need": lambda row: SEN_NEEDS.get(row.primary_need, ""),
                "EHCP kept by": lambda row: row.ehcp_authority,
                "Next EHCP review": lambda row: day(row.ehcp_review_date),
                **FROM,
            },
            newest(child.sen_statuses.all()),
            nothing="None are known.",
        ),
        bench.block(
            "other-plan",
            "Plans held elsewhere",
            {
                "Plan": lambda row: row.get_kind_display(),
                "Kept by": lambda row: row.holder,
                "Next review": lambda row: day(row.next_review_date),
                "Open targets": lambda row: row.open_targets,
                **FROM,
            },
            newest(child.plans_elsewhere.all()),
            nothing="None are known.",
        ),
    ]


def notes(bench: Bench, *, sees_confidential: bool) -> list[Block]:
    rows = bench.child.notes.standing().select_related("entered_by")
    if not sees_confidential:
        rows = rows.filter(is_confidential=False)
    columns: Mapping[str, Callable] = {
        "On": lambda row: day(row.happened_date),
        "What": lambda row: f"{row.get_kind_display()}{' (not for schools)' if row.is_confidential else ''}",
        "Note": lambda row: row.text,
    }
    return [bench.block("note", "Notes and contacts", columns, rows[:LONGEST_LIST], nothing="No note yet.")]


def history(bench: Bench, *, sees_confidential: bool) -> list[Block]:
    """What changed, and what was entered in error: one query for each kind of row that the reader may see."""
    hidden = () if sees_confidential else ("PLACEMENT", "CARE_BEGAN", "CARE_ENDED")
    changes = RecordChange.objects.filter(child=bench.child).exclude(kind__in=hidden)[:LONGEST_LIST]
    return [
        Block(
            "What changed",
            ["What", "Before", "After", "From", "Noticed"],
            [
                BlockRow(
                    [row.get_kind_display(), row.was, row.now, day(row.changed_date), day(clock.day_of(row.noticed_at))]
                )
                for row in changes
            ],
            "Nothing changed since the record began.",
        ),
        Block(
            "Entered in error",
            ["What", "Row", "Closed by", "Why"],
            list(_errors(bench, sees_confidential=sees_confidential)),
            "No row was closed as entered in error.",
            about="These rows never held. They stay, so that it can be seen what was put right, and by whom.",
        ),
    ]


FOR_EVERYBODY = frozenset({"school", "suspension", "result", "not-full-time", "achievement", "destination"})


def _errors(bench: Bench, *, sees_confidential: bool):
    for slug, kind in KINDS.items():
        if not sees_confidential and slug not in FOR_EVERYBODY:
            continue
        closed = kind.model.objects.filter(child=bench.child).exclude(error_at=None)
        for row in closed.select_related("entered_by", "error_by")[:LONGEST_LIST]:
            who = row.error_by.name if row.error_by else ""
            yield BlockRow([kind.title, str(row), who, row.error_reason], how_it_came(row))
