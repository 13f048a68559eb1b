"""Who may do what, and whom each person reaches. Deny by default: what does not stand here is refused.

A leaf: it knows roles, dates and look-up paths as strings (a test resolves every one), and no other app.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from accounts import clock, reached
from accounts.dated import holds, starts_after
from accounts.enums import SCHOOL_ROLES, Role

# Never Q(): it vanishes in a union, and an officer would see nothing.
EVERYTHING, NOTHING = ~Q(pk__in=()), Q(pk__in=())

Reach = Callable[[Any, dt.date, str], Q]
"""(post, on, prefix) -> Q. The prefix leads to the child: "" on Child, "pep__child__" on Section."""


class Level(StrEnum):
    """How much of a child a person reaches."""

    LISTED = "reference or name, team, school, dates, status"
    RECORD = "the child's page"
    PLAN = "the answers of the plan, by audience"


class Action(StrEnum):
    """One for each act. The text completes 'may …' on the page 'Who does what'."""

    USE_PORTAL = "see their own work, help and account"
    LIST_CHILDREN = "list and search the children they reach"
    READ_CHILD = "open a child's page"
    READ_PEP = "read a plan"
    READ_SECTION = "read the sections that are open to them"
    EDIT_SECTION = "write in the sections they are asked to fill"
    SUBMIT_PART_1 = "submit Part 1"
    SUBMIT_SCHOOL_PART = "submit the school part"
    HAND_ON_SECTION = "hand a section to a colleague"
    CHANGE_OWNER = "change who is asked for a section"
    ALLOW_COLLEAGUE = "say yes to a section being handed to somebody outside the school"
    RESPOND_TO_SCHOOL_PART = "confirm the school part, or say what they think of it"
    MAKE_COPIES = "make copies for carer and parents, and say that they were sent or filed"
    HAND_OVER_PAGE = "hand child, carer or parents a page of their own, by link"
    READ_PRIVATE_WORDS = "read what a child told the social worker and the virtual school alone"
    ANSWER_WISH = "answer what the child wished for: you said, we did"
    RECORD_MEETING = "plan and record the meeting"
    RECORD_LATE_REASON = "say why a plan is late"
    CHECK_PLAN_AT_REVIEW = "say at a review whether the plan is there and up to date"
    ATTEND_MEETINGS = "see which meetings the virtual school should attend"
    GRANT_EXTENSION = "give more time for a plan, with a reason"
    SET_CLOCKS = "set how many days there are, and who is told when a plan is late"
    DELEGATE_TERM = "open and delegate a term's plans"
    OPEN_PEP = "open a plan for one child"
    BRING_PLAN_IN = "bring in a plan that was made before the portal"
    AUDIT_PEP = "check a plan against the proforma"
    RETURN_PEP = "return a plan with development points"
    ANSWER_POINT = "answer development points"
    SIGN_OFF_PEP = "sign off a plan of good quality"
    SIGN_OFF_BELOW_STANDARD = "sign off below standard, with a reason"
    CLOSE_PEP = "close a plan without sign-off, with a reason"
    READ_LEDGER = "read the pupil premium ledger"
    RELEASE_INSTALMENTS = "release instalments that are due"
    READ_FIGURES = "read completion figures"
    TAKE_COUNT = "take a count"
    NAME_CHILDREN_IN_FIGURES = "see the names behind a figure"
    SHAPE_FORM = "switch sections of the form off, word the questions to children, and ask local questions"
    MANAGE_PEOPLE = "invite people and end their posts"
    APPROVE_POST = "approve a post that reaches every child, which somebody else asked for"
    HAND_WORK_ON = "hand a person's open work to somebody else"
    MANAGE_TERMS = "enter terms and their dates"
    READ_IMPORTS = "see what was imported"
    BRING_FILES_IN = "bring files in, and see how far they are"
    FOLLOW_EXCLUSIONS = "say that a suspension or exclusion is likely, answer it, and say what came of it"
    INVITE_SCHOOLS = "invite people at schools and end their posts there"
    ASK_TO_INVITE = "ask for somebody to be invited whom they may not invite themselves"
    COLLECT_FIGURES = "see which schools have not sent attendance or attainment, and ask them for it"
    KEEP_SCHOOL_RECORD = "note attendance, attainment, suspensions, reduced timetables and achievements"
    KEEP_CARE_RECORD = "note family, permissions and what a young person does after 16"
    NOTE_OTHER_PLAN = "note a plan about the child that is held elsewhere"
    NOTE_PROGRESS = "note how a target is going between two plans"
    RATE_CHILD = "rate how a child's education is going"
    WRITE_NOTE = "write a note about a child"
    REMOVE_PROTECTION = (
        "remove a warning that protects a child (address, no contact), or restrict the record, with a reason"
    )
    REPORT_CHANGE = "report that a school, placement or social worker changed"
    PLAN_MOVE = "propose a move of school, and say who was asked about it"
    APPROVE_MOVE = "record the approval of a move in years 10 and 11"
    READ_CHANGES = "see what changed for the children they reach"
    FILL_CLOSING_FORM = "fill in the closing form for a child who has left the school"
    MAKE_SUMMARY = "make an education summary of a child"
    MERGE_RECORDS = "merge two records of one child"
    CONFIRM_SCHOOL_PEOPLE = "confirm who holds which post at the school"
    READ_LETTERS = "see every letter that the portal sent"
    SEND_LETTERS_AGAIN = "send a letter again that may not have arrived"
    COUNT_UNDONE_WORK = "see how much the portal could not do by itself"
    READ_UNDONE_WORK = "see for which child the portal could not do its work, and why"
    READ_AUDIT = "see who looked at what"


A = Action
WRITERS = frozenset(
    {A.LIST_CHILDREN, A.READ_CHILD, A.READ_PEP, A.READ_SECTION, A.EDIT_SECTION}
    | {A.RECORD_MEETING, A.HAND_OVER_PAGE, A.ANSWER_WISH}
)
VIRTUAL_SCHOOL = WRITERS | {
    A.SUBMIT_PART_1, A.SUBMIT_SCHOOL_PART, A.HAND_ON_SECTION, A.RECORD_LATE_REASON, A.DELEGATE_TERM, A.OPEN_PEP,
    A.AUDIT_PEP, A.RETURN_PEP, A.ANSWER_POINT, A.SIGN_OFF_PEP, A.CLOSE_PEP, A.READ_LEDGER, A.RELEASE_INSTALMENTS,
    A.READ_FIGURES, A.NAME_CHILDREN_IN_FIGURES, A.TAKE_COUNT, A.MANAGE_TERMS, A.READ_IMPORTS, A.READ_LETTERS,
    A.SEND_LETTERS_AGAIN, A.HAND_WORK_ON, A.COLLECT_FIGURES, A.KEEP_SCHOOL_RECORD, A.KEEP_CARE_RECORD, A.RATE_CHILD,
    A.WRITE_NOTE, A.REPORT_CHANGE, A.PLAN_MOVE, A.READ_CHANGES, A.FILL_CLOSING_FORM, A.MAKE_SUMMARY,
    A.CHANGE_OWNER, A.ALLOW_COLLEAGUE, A.BRING_PLAN_IN, A.NOTE_OTHER_PLAN, A.NOTE_PROGRESS, A.MAKE_COPIES,
    A.READ_PRIVATE_WORDS, A.GRANT_EXTENSION, A.ATTEND_MEETINGS, A.COUNT_UNDONE_WORK, A.READ_UNDONE_WORK,
    A.FOLLOW_EXCLUSIONS, A.INVITE_SCHOOLS, A.ASK_TO_INVITE,
}  # fmt: skip
SOCIAL_CARE = frozenset(
    {A.KEEP_CARE_RECORD, A.WRITE_NOTE, A.REPORT_CHANGE, A.PLAN_MOVE, A.READ_CHANGES, A.MAKE_SUMMARY}
    | {A.RESPOND_TO_SCHOOL_PART, A.NOTE_OTHER_PLAN, A.NOTE_PROGRESS, A.MAKE_COPIES, A.READ_PRIVATE_WORDS}
    | {A.ASK_TO_INVITE}
)

ALLOWED: Mapping[str, frozenset[Action]] = {
    Role.SOCIAL_WORKER: WRITERS
    | SOCIAL_CARE
    | {A.OPEN_PEP, A.SUBMIT_PART_1, A.HAND_ON_SECTION, A.RECORD_LATE_REASON, A.ANSWER_POINT, A.REMOVE_PROTECTION}
    | {A.FOLLOW_EXCLUSIONS},
    Role.TEAM_ADMINISTRATOR: WRITERS
    | {A.KEEP_CARE_RECORD, A.WRITE_NOTE, A.REPORT_CHANGE, A.READ_CHANGES}
    | {A.NOTE_OTHER_PLAN, A.NOTE_PROGRESS, A.MAKE_COPIES, A.ASK_TO_INVITE},
    Role.TEAM_MANAGER: WRITERS
    | SOCIAL_CARE
    | {A.OPEN_PEP, A.SUBMIT_PART_1, A.HAND_ON_SECTION, A.RECORD_LATE_REASON, A.ANSWER_POINT, A.HAND_WORK_ON}
    | {A.READ_FIGURES, A.NAME_CHILDREN_IN_FIGURES, A.REMOVE_PROTECTION, A.FOLLOW_EXCLUSIONS},
    Role.DESIGNATED_TEACHER: WRITERS
    | {A.SUBMIT_SCHOOL_PART, A.HAND_ON_SECTION, A.RECORD_LATE_REASON, A.ANSWER_POINT}
    | {A.KEEP_SCHOOL_RECORD, A.WRITE_NOTE, A.REPORT_CHANGE, A.FILL_CLOSING_FORM, A.MAKE_SUMMARY}
    | {A.CONFIRM_SCHOOL_PEOPLE, A.NOTE_OTHER_PLAN, A.NOTE_PROGRESS, A.FOLLOW_EXCLUSIONS},
    Role.SCHOOL_COLLEAGUE: frozenset({A.READ_SECTION, A.EDIT_SECTION}),
    Role.HEADTEACHER: frozenset(
        {A.LIST_CHILDREN, A.READ_CHILD, A.READ_PEP, A.READ_SECTION, A.CONFIRM_SCHOOL_PEOPLE, A.FOLLOW_EXCLUSIONS}
    ),
    Role.VS_OFFICER: VIRTUAL_SCHOOL,
    Role.VIRTUAL_SCHOOL_HEAD: VIRTUAL_SCHOOL
    | {A.SIGN_OFF_BELOW_STANDARD, A.READ_AUDIT, A.APPROVE_MOVE, A.MERGE_RECORDS, A.SHAPE_FORM, A.SET_CLOCKS}
    | {A.APPROVE_POST, A.REMOVE_PROTECTION},
    Role.DATA_OFFICER: frozenset(
        {A.READ_IMPORTS, A.BRING_FILES_IN, A.COLLECT_FIGURES, A.MERGE_RECORDS}
        | {A.COUNT_UNDONE_WORK, A.READ_UNDONE_WORK}
    ),
    Role.IRO: frozenset(
        {A.LIST_CHILDREN, A.READ_CHILD, A.READ_PEP, A.READ_SECTION, A.READ_CHANGES, A.WRITE_NOTE}
        | {A.CHECK_PLAN_AT_REVIEW, A.ASK_TO_INVITE}
    ),
    Role.ADVISER: frozenset({A.LIST_CHILDREN, A.READ_CHILD, A.WRITE_NOTE, A.KEEP_CARE_RECORD}),
    Role.SERVICE_MANAGER: frozenset({A.READ_FIGURES, A.RECORD_LATE_REASON}),
    Role.FINANCE_OFFICER: frozenset({A.READ_LEDGER}),
    Role.INFORMATION_GOVERNANCE: frozenset({A.READ_AUDIT}),
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {
            A.MANAGE_PEOPLE,
            A.INVITE_SCHOOLS,
            A.MANAGE_TERMS,
            A.READ_IMPORTS,
            A.READ_LETTERS,
            A.SEND_LETTERS_AGAIN,
            A.SHAPE_FORM,
        }
        | {A.SET_CLOCKS, A.APPROVE_POST, A.COUNT_UNDONE_WORK}
    ),
}


def every_child(post: Any, on: dt.date, prefix: str = "") -> Q:
    return EVERYTHING


def own_caseload(post: Any, on: dt.date, prefix: str = "") -> Q:
    """Children allocated to the person, or to the one they stand in for."""
    return _allocated(on, prefix, kind="SW", person__in=post.people)


def own_team(post: Any, on: dt.date, prefix: str = "") -> Q:
    return _allocated(on, prefix, kind="SW", team=post.team_id)


def own_reviews(post: Any, on: dt.date, prefix: str = "") -> Q:
    return _allocated(on, prefix, kind="IRO", person__in=post.people)


def own_advised(post: Any, on: dt.date, prefix: str = "") -> Q:
    return _allocated(on, prefix, kind="PA", person__in=post.people)


def _allocated(on: dt.date, prefix: str, **to: Any) -> Q:
    path = f"{prefix}allocations"
    return Q(**{f"{path}__{name}": value for name, value in to.items()}) & holds(on, path)


def on_roll(post: Any, on: dt.date, prefix: str = "") -> Q:
    """Enrolled at the school now, or starting there with a PEP already delegated to it ('starts on')."""
    path, school = f"{prefix}enrolments", post.school_id
    here = Q(**{f"{path}__school": school})
    delegated = Q(**{f"{prefix}peps__school": school, f"{prefix}peps__delegated_at__isnull": False})
    return here & (holds(on, path) | (starts_after(on, path) & delegated))


def on_roll_of_the_plans_school(post: Any, on: dt.date, prefix: str = "") -> Q:
    """As on_roll, and the plan is this school's: a plan of the former school is read, not written."""
    return on_roll(post, on, prefix) & Q(pep__school=post.school_id)


WRITE_IN_PLANS: Mapping[str, Reach] = {
    Role.SOCIAL_WORKER: own_caseload,
    Role.TEAM_ADMINISTRATOR: own_team,
    Role.TEAM_MANAGER: own_team,
    Role.DESIGNATED_TEACHER: on_roll,
    Role.VS_OFFICER: every_child,
    Role.VIRTUAL_SCHOOL_HEAD: every_child,
}
"""Those who write in a child's PEP also read a part that is not yet submitted."""

READ_PLANS: Mapping[str, Reach] = {**WRITE_IN_PLANS, Role.HEADTEACHER: on_roll, Role.IRO: own_reviews}

CONFIDENTIAL_SEEN: Mapping[str, Reach] = {
    role: reach for role, reach in WRITE_IN_PLANS.items() if role not in SCHOOL_ROLES
}
"""Where a child lives, by which order, and whom the child must not meet: for social care and the virtual school."""

CHILDREN_SEEN: Mapping[Level, Mapping[str, Reach]] = {
    Level.PLAN: READ_PLANS,
    Level.RECORD: {**READ_PLANS, Role.ADVISER: own_advised},
    Level.LISTED: {**READ_PLANS, Role.ADVISER: own_advised, Role.SERVICE_MANAGER: every_child},
}

OVER_EVERYTHING = frozenset(
    {A.MANAGE_PEOPLE, A.APPROVE_POST, A.BRING_FILES_IN, A.MERGE_RECORDS, A.READ_AUDIT, A.READ_LEDGER}
)
"""Acts that are limited to no child: whoever may do one of them can change, or learn, something about every child."""

SECTIONS_EDITED: Mapping[str, tuple[frozenset[str], Reach]] = {
    Role.SOCIAL_WORKER: (frozenset({Role.SOCIAL_WORKER}), own_caseload),
    Role.TEAM_ADMINISTRATOR: (frozenset({Role.SOCIAL_WORKER}), own_team),
    Role.TEAM_MANAGER: (frozenset({Role.SOCIAL_WORKER}), own_team),
    Role.DESIGNATED_TEACHER: (frozenset({Role.DESIGNATED_TEACHER}), on_roll_of_the_plans_school),
    Role.VS_OFFICER: (frozenset(Role.values), every_child),
    Role.VIRTUAL_SCHOOL_HEAD: (frozenset(Role.values), every_child),
}
"""Role -> (whose sections, of which children). The virtual school enters on behalf of others, and is marked."""


class ActNotAllowed(PermissionDenied):
    """The thing is theirs to see, the act is not theirs to do. The text is for the person."""


def reaches_every_child(role: str) -> bool:
    """Such a post takes a second person's yes (accounts/posts.py)."""
    reaches = {table.get(role) for table in (*CHILDREN_SEEN.values(), WRITE_IN_PLANS, CONFIDENTIAL_SEEN)}
    return every_child in reaches or bool(ALLOWED[role] & OVER_EVERYTHING)


def actions_of(posts: Iterable[Any]) -> frozenset[Action]:
    return frozenset().union(*(ALLOWED.get(post.role, frozenset()) for post in posts))


def may(person: Any, action: Action) -> bool:
    return action is Action.USE_PORTAL or action in person.actions_today()


def may_manage(person: Any, role: str) -> bool:
    """Whether this person invites people into posts of that role, and ends them: the virtual school, those at schools."""
    return may(person, Action.MANAGE_PEOPLE) or (may(person, Action.INVITE_SCHOOLS) and role in SCHOOL_ROLES)


def require_managing(person: Any, role: str) -> None:
    """Raises ActNotAllowed."""
    if not may_manage(person, role):
        raise ActNotAllowed("Your role does not let you invite people into this post, or end it.")


def require(person: Any, action: Action) -> None:
    """Raises ActNotAllowed unless a post that the person holds today allows the act."""
    if not may(person, action):
        raise ActNotAllowed(f"Your role does not let you {action}.")


def reach_of(person: Any, post: Any, reach: Reach, prefix: str = "") -> Q:
    """What the person reaches by one of today's posts: as keys within a request, where they are few."""
    if reach is every_child:
        return EVERYTHING
    if reach is on_roll_of_the_plans_school:
        return reach_of(person, post, on_roll, prefix) & Q(pep__school=post.school_id)
    keys = reached.keys_of(person.pk, (post.pk, reach), lambda: _by_which_children_are_found(person))
    return reach(post, post.on, prefix) if keys is None else Q(**{f"{prefix}pk__in": keys})


RESTRICTED = "restricted, and not named on"
_BY_ALLOCATION_OR_ROLL = frozenset({own_caseload, own_team, own_reviews, own_advised, on_roll})


def _by_which_children_are_found(person: Any) -> dict[Any, Q]:
    """Every condition that decides whom this person reaches today, by the name under which it is asked for."""
    found: dict[Any, Q] = {RESTRICTED: Q(is_restricted=True) & ~Q(pk__in=reached.children(_named_on(person)))}
    tables = (*CHILDREN_SEEN.values(), WRITE_IN_PLANS, CONFIDENTIAL_SEEN)
    for post in person.posts_held_today():
        reaches = {on_roll} if post.role in SCHOOL_ROLES else {table.get(post.role) for table in tables}
        for reach in _BY_ALLOCATION_OR_ROLL & reaches:
            found[post.pk, reach] = reach(post, post.on, "")
    return found


def limit(table: Mapping[str, Reach], person: Any, *, prefix: str = "") -> Q:
    """The union over the posts that hold today; a role without a row reaches nothing. Not for restricted children."""
    if person.is_system:
        return EVERYTHING
    within_reach = NOTHING
    for post in person.posts_held_today():
        theirs = reach_of(person, post, table[post.role], prefix) if post.role in table else NOTHING
        if theirs == EVERYTHING:
            return EVERYTHING
        within_reach |= theirs
    return within_reach


def not_restricted(person: Any, *, prefix: str = "") -> Q:
    """A restricted or sealed child is reached by the people named on it today only, whatever their posts."""
    if person.is_system:
        return EVERYTHING
    barred = reached.keys_of(person.pk, RESTRICTED, lambda: _by_which_children_are_found(person))
    if barred is not None:
        return ~Q(**{f"{prefix}pk__in": barred})
    return Q(**{f"{prefix}is_restricted": False}) | _named_on(person, prefix)


def _named_on(person: Any, prefix: str = "") -> Q:
    path = f"{prefix}named_people"
    return Q(**{f"{path}__person": person.pk}) & holds(clock.today(), path)


def children_seen(person: Any, level: Level) -> Q:
    return limit(CHILDREN_SEEN[level], person) & not_restricted(person)


def sections_edited(person: Any) -> Q:
    """Sections this person is asked for, or stands in for; whether they are open is the workflow's to say."""
    if person.is_system:
        return EVERYTHING
    edited = NOTHING
    for post in person.posts_held_today():
        if post.role not in SECTIONS_EDITED:
            continue
        owners, reach = SECTIONS_EDITED[post.role]
        edited |= Q(owner_role__in=owners) & reach_of(person, post, reach, "pep__child__")
    return (edited | handed_to(person)) & not_restricted(person, prefix="pep__child__")


def handed_to(person: Any) -> Q:
    """Sections made out to this person by name, until the day given with them.

    School staff see one as long as the designated teacher may: while the child is at the plan's school and they are too.
    """
    within_reach = NOTHING
    for post in person.posts_held_today():
        at_school = post.role in SCHOOL_ROLES
        within_reach |= reach_of(
            person, post, on_roll_of_the_plans_school if at_school else every_child, "pep__child__"
        )
    handed = Q(handed_to=person.pk, handed_until__gt=clock.today())
    return handed & within_reach & not_restricted(person, prefix="pep__child__")


def closing_forms_seen(person: Any) -> Q:
    """Of a child who has left: the designated teacher of that school sees the form, and of the child nothing else."""
    if person.is_system:
        return EVERYTHING
    within_reach = NOTHING
    for post in person.posts_held_today():
        if post.role == Role.DESIGNATED_TEACHER:
            within_reach |= Q(school=post.school_id) & holds(post.on)
        elif post.role in WRITE_IN_PLANS and WRITE_IN_PLANS[post.role] is every_child:
            within_reach = EVERYTHING
            break
    return within_reach & not_restricted(person, prefix="child__")
