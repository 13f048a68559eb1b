"""The case-system extract: every file of it, and every column, described once for the importer and for people.

`docs/extract.md` is made from here, and so is the template of each file.
"""

from accounts.enums import Role
from children import care_codes
from children.enums import AllocationKind, Decider, DelegatedMatter, EnrolmentKind, ReviewState, SenProvision
from imports.reading import values
from imports.reading.columns import Column, FileKind

ROLES_FROM_FILES = {
    role.value: role.label
    for role in (
        Role.SOCIAL_WORKER,
        Role.TEAM_ADMINISTRATOR,
        Role.TEAM_MANAGER,
        Role.IRO,
        Role.ADVISER,
        Role.DESIGNATED_TEACHER,
        Role.HEADTEACHER,
    )
}
"""A file never makes anybody an officer of the virtual school or an administrator: those reach every child."""

CHILD = Column("social_care_id", values.reference, needed=True, kind="text, up to 20", example="700123")


def _from(*, may_lie_ahead: bool) -> Column:
    return Column(
        "from",
        values.day,
        needed=True,
        kind="date",
        example="01/09/2026",
        note="First day.",
        may_lie_ahead=may_lie_ahead,
    )


def _until(*, may_be_absent: bool = False, costs_the_row: bool = False) -> Column:
    """`costs_the_row`: where a row without its end would give somebody access for too long."""
    return Column(
        "until",
        values.day,
        kind="date",
        default=None,
        note="The day it no longer holds; empty while it holds.",
        may_lie_ahead=True,
        must_be_there=not may_be_absent,
        costs_the_row=costs_the_row,
    )


FROM, FROM_LATER = _from(may_lie_ahead=False), _from(may_lie_ahead=True)
UNTIL, MAYBE_UNTIL, UNTIL_OF_ACCESS = _until(), _until(may_be_absent=True), _until(costs_the_row=True)


def _choice(name: str, codes: dict[str, str], example: str, *, default="", **more) -> Column:
    return Column(
        name, values.code(codes), kind="code", example=example, default=default, codes=tuple(codes.items()), **more
    )


def _words(name: str, limit: int, example: str = "", **more) -> Column:
    return Column(name, values.words(limit), kind=f"text, up to {limit}", example=example, **more)


def _yes_no(name: str, note: str, *, protects: bool | None = None) -> Column:
    return Column(name, values.yes_or_no, kind="yes or no", example="yes", note=note, default=None, protects=protects)


PEOPLE = FileKind(
    "people.csv",
    (
        Column("email", values.email, needed=True, kind="e-mail", example="r.marsh@fernshire.example"),
        _words("name", 120, "Rowan Marsh", needed=True),
        _choice("role", ROLES_FROM_FILES, "SW", needed=True),
        _words("team", 120, "Looked After Team North", note="For SW, TA and TM. A team that is not known is made."),
        Column("school_urn", values.school_number, kind="six figures", example="", note="For DT and HT."),
        _words("telephone", 40, "01632 960123"),
        _yes_no("deputy", "A deputy in the role."),
        FROM_LATER,
        UNTIL_OF_ACCESS,
    ),
    title="People and their posts",
    note="Social workers, managers, reviewing officers, advisers and school staff. People of the virtual school are "
    "invited in the portal, never by a file.",
)
CHILDREN = FileKind(
    "children.csv",
    (
        CHILD,
        _words(
            "given_name",
            80,
            "Amelia",
            must_be_there=True,
            costs_the_row=True,
            is_name=True,
            note="A child may have one name.",
        ),
        _words(
            "family_name",
            80,
            "Thornby",
            must_be_there=True,
            costs_the_row=True,
            is_name=True,
            note="A name that changes ends the one before, which still finds the child.",
        ),
        _words("preferred_name", 80, "Millie", is_name=True, note="The name that the child goes by."),
        _words("pronouns", 40, "she/her"),
        Column("date_of_birth", values.day, needed=True, kind="date", example="14/02/2014", may_lie_ahead=False),
        _choice("sex", care_codes.SEXES, "F"),
        _choice("ethnicity", care_codes.ETHNICITIES, "WBRI"),
        _words("first_language", 60, "English"),
        _words("upn", 20, "X831090124886", note="A wrong check letter is reported, and the number taken as it is."),
        _yes_no("unaccompanied", "An unaccompanied child seeking asylum."),
    ),
    title="Children",
    note="One row for each child who is or was looked after.",
    one_of=("given_name", "family_name"),
)
CARE_PERIODS = FileKind(
    "care_periods.csv",
    (
        CHILD,
        FROM,
        UNTIL,
        _choice("reason_ended", care_codes.CARE_ENDED, ""),
        _yes_no("short_breaks", "A series of short breaks: the child needs no plan."),
    ),
    title="Times in care",
    note="From the day a child becomes looked after to the day care ends.",
)
LEGAL_STATUSES = FileKind(
    "legal_statuses.csv",
    (CHILD, _choice("status", care_codes.LEGAL_STATUSES, "C2", needed=True), FROM_LATER, UNTIL),
    title="Legal statuses",
)
PLACEMENTS = FileKind(
    "placements.csv",
    (
        CHILD,
        _choice(
            "kind",
            care_codes.PLACEMENTS,
            "U4",
            needed=True,
            in_force=tuple(care_codes.PLACEMENT_DAYS.items()),
            note="A code that was not in use on these days is taken, and pointed out.",
        ),
        _choice("provider", care_codes.PROVIDERS, "PR1"),
        _words("carer_name", 160, "Jo and Sam Hale"),
        _words("carer_telephone", 40, "01632 960456"),
        Column("carer_email", values.email, kind="e-mail", example="hale@post.example"),
        _words("postcode", 8, "DE1 2FS"),
        _yes_no(
            "sensitive_address",
            "The address must not become known. A yes puts up a warning that only a person removes; empty is not known.",
            protects=True,
        ),
        _yes_no("in_area", "In the council's own area."),
        _choice("reason_for_change", care_codes.CHANGE_REASONS, "CARPL", note="Why the last placement ended."),
        FROM_LATER,
        UNTIL,
    ),
    title="Placements and carers",
)
ALLOCATIONS = FileKind(
    "allocations.csv",
    (
        CHILD,
        _choice("kind", dict(AllocationKind.choices), "SW", needed=True),
        Column(
            "person_email",
            values.email,
            kind="e-mail",
            must_be_there=True,
            costs_the_row=True,
            example="r.marsh@fernshire.example",
            note="Empty where a team holds the case and nobody in it yet.",
        ),
        _words("team", 120, "Looked After Team North", costs_the_row=True),
        FROM_LATER,
        UNTIL_OF_ACCESS,
    ),
    title="Who is allocated to the child",
)
ENROLMENTS = FileKind(
    "enrolments.csv",
    (
        CHILD,
        Column(
            "school_urn",
            values.school_number,
            needed=True,
            kind="six figures",
            example="900004",
            note="Of a setting without a URN the number that the portal gave it, such as X-4KQ7XM.",
        ),
        _choice(
            "kind",
            dict(EnrolmentKind.choices),
            "MAIN",
            default=EnrolmentKind.MAIN,
            costs_the_row=True,
            note="Empty is read as MAIN.",
        ),
        Column("hours_a_week", values.hours, kind="hours", example="25", default=None),
        FROM_LATER,
        UNTIL_OF_ACCESS,
    ),
    title="Schools",
    note="Also a school that the child starts at later.",
)
CONTACTS = FileKind(
    "contacts.csv",
    (
        CHILD,
        _words("name", 160, "Dana Thornby", needed=True),
        _words("relationship", 60, "Mother", needed=True),
        _yes_no("parental_responsibility", "Empty means not known."),
        _yes_no(
            "may_have_contact",
            "Empty means not known, which never counts as yes. A no puts up a warning that only a person removes.",
            protects=False,
        ),
        _yes_no(
            "may_collect",
            "From school. Empty means not known, which never counts as yes. A no puts up a warning that only a person "
            "removes. Who may have no contact must not collect either.",
            protects=False,
        ),
        _words("telephone", 40),
        Column("arrangements", values.passage(2000), kind="text, up to 2000", example="Saturdays, supervised"),
        FROM_LATER,
        MAYBE_UNTIL,
    ),
    title="Family and other contacts",
)
REVIEWS = FileKind(
    "reviews.csv",
    (
        CHILD,
        Column(
            "review_date",
            values.day,
            needed=True,
            kind="date",
            example="12/01/2027",
            may_lie_ahead=True,
            note="A review that is HELD has a day up to today.",
        ),
        _choice("state", dict(ReviewState.choices), "BOOKED", needed=True),
        _choice("participation", care_codes.REVIEW_PARTICIPATION, ""),
    ),
    title="Statutory reviews, held and booked",
)
SEN = FileKind(
    "sen.csv",
    (
        CHILD,
        _choice("provision", dict(SenProvision.choices), "K", needed=True),
        _choice("primary_need", care_codes.SEN_NEEDS, "SEMH"),
        _words("ehcp_authority", 80, "Fernshire", note="The council that keeps the plan, where there is one."),
        Column(
            "ehcp_review",
            values.day,
            kind="date",
            example="15/03/2027",
            default=None,
            note="Next yearly review.",
            may_lie_ahead=True,
        ),
        FROM,
        MAYBE_UNTIL,
    ),
    title="Special educational needs",
)
HEALTH = FileKind(
    "health.csv",
    (
        CHILD,
        Column(
            "summary",
            values.passage(2000),
            needed=True,
            kind="text, up to 2000",
            example="Wears glasses. Asthma inhaler.",
        ),
        FROM,
        MAYBE_UNTIL,
    ),
    title="What school needs to know about health",
)

SIBLINGS = FileKind(
    "siblings.csv",
    (
        CHILD,
        Column("sibling_social_care_id", values.reference, needed=True, kind="text, up to 20", example="700124"),
        _yes_no("placed_together", "They live with the same carers."),
        FROM,
        MAYBE_UNTIL,
    ),
    title="Brothers and sisters who are looked after too",
    note="Each pair once, in either order. Brothers and sisters without a record here stand in contacts.csv.",
)
PERMISSIONS = FileKind(
    "permissions.csv",
    (
        CHILD,
        _choice("matter", dict(DelegatedMatter.choices), "DAY_TRIPS", needed=True),
        _choice("decided_by", dict(Decider.choices), "CARER", needed=True),
        _words("note", 300, "Ask for the passport two weeks before"),
        FROM_LATER,
        MAYBE_UNTIL,
    ),
    title="Who may say yes in everyday matters",
)

EXTRACT = (
    PEOPLE, CHILDREN, CARE_PERIODS, LEGAL_STATUSES, PLACEMENTS, ALLOCATIONS,
    ENROLMENTS, CONTACTS, REVIEWS, SEN, HEALTH, SIBLINGS, PERMISSIONS,
)  # fmt: skip
"""In the order in which they are read: later ones lean on earlier ones."""
