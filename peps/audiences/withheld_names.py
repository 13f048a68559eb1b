"""What an audience may not know is not told by a name either: of the school, its staff, the home or the carer.

One rule for every reader, page, paper, file and mail. `names_of` says which names give a place away and stands in the
plan's body; `as_told` takes them out of everything people wrote in it, for readers who may not know that place.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from accounts.models import School, User
from children.models import Placement
from peps.audiences.audiences import PLACE_AUDIENCES, Reader, is_for
from peps.enums import AtTheTable, Audience, PartName
from peps.models import Invitee, PersonalEducationPlan

Body = dict[str, Any]

COLUMNS = ("told_name", "told_telephone", "told_postcode")
SCHOOL, STAFF, CARER, DETAIL = "school", "staff", "carer", "detail"
INSTEAD = {
    SCHOOL: "[name of the school left out]",
    STAFF: "[name left out]",
    CARER: "[name left out]",
    DETAIL: "[left out]",
}
TYPED_BY_PEOPLE = frozenset({"sections", "parts", "wishes", "signed"})
"""Of a body: the rest is the child's own name, dates and the council's."""
OUR_WORDS = frozenset({"key", "kind", "name", "part", "title", "guide", "label", "scale", "moved", "on", "in_on"})
NAMES_SOMEBODY = frozenset({"By whom", "Filled in by"})
"""Details that say who does something: people without an account here are named there too."""
ITS_KIND = (
    "a academy aided and boys c catholic ce centre church college community controlled e education england first for "
    "form foundation girls grammar high infant infants junior lower middle nursery of pre primary rc school secondary "
    "sixth special the trust upper voluntary"
)
KIND_OF_SCHOOL = frozenset(ITS_KIND.split())
NOT_THEIR_NAME = "and carer carers children family foster home house miss mr mrs ms mx dr the"
NO_NAME = frozenset(NOT_THEIR_NAME.split())
SHORTEST = 3  # letters
LONGEST = 8  # words: more are no name but a sentence
APOSTROPHES = "['\u2019\u02bc]"
TITLED = re.compile(
    r"(?<![\w\d])(?:(?:(?i:mr|mrs|ms|mx)\b\.?\s+(?P<name>[^\W\d_][\w'\u2019-]*(?: [A-Z][\w'\u2019-]+)?))"
    r"|(?:(?:Dr|Prof|Professor|Miss|MISS|Sir|Madam)\b\.?\s+(?P<called>[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019-]+)?)))"
)
EMAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[^\s@<>,;:()]*\w")


def knows_places(body: Body, reader: Reader) -> bool:
    """Where the child learns and lives. A colleague who was handed a section is at that school."""
    return is_for(body["child"]["school_audiences"], reader) or Audience.COLLEAGUE in reader.audiences


def names_of(pep: PersonalEducationPlan) -> list[Body]:
    """[{kind, text}] as a body keeps them: every name that gives the child's school or home away. One query."""
    at_school = (AtTheTable.DESIGNATED_TEACHER, AtTheTable.SENCO)
    schools = School.objects.filter(Q(pk=pep.school_id) | Q(pk__in=pep.child.enrolments.values("school")))
    staff = User.objects.filter(posts__school__in=schools)
    homes = Placement.objects.filter(child=pep.child_id)
    asked = Invitee.objects.filter(meeting__pep=pep)
    rows = _rows(schools, SCHOOL, "name", "telephone", "postcode").union(
        _rows(staff, STAFF, "name"),
        _rows(homes, CARER, "carer_name", "carer_telephone", "postcode"),
        _rows(asked.filter(role__in=at_school), STAFF, "name"),
        _rows(asked.filter(role=AtTheTable.CARER), CARER, "name"),
    )
    found = {(kind, name) for kind, name, *_ in rows} | {(DETAIL, text) for _, _, *more in rows for text in more}
    return [{"kind": kind, "text": text} for kind, text in sorted(found) if text.strip()]


def _rows(rows: QuerySet, kind: str, *columns: str) -> QuerySet:
    """Every table as (kind, name, telephone, postcode), so that one query asks them all."""
    told = [Cast(column, TextField()) for column in columns]
    empty = [Value("", TextField())] * (len(COLUMNS) - len(columns))
    shown = dict(zip(COLUMNS, [*told, *empty], strict=True))
    return rows.order_by().annotate(told_kind=Value(kind, TextField()), **shown).values_list("told_kind", *COLUMNS)


def as_told(body: Body, reader: Reader) -> Body:
    """The body with the names of places left out for a reader who may not know them; else as it is."""
    if knows_places(body, reader):
        return body
    told = _Telling(_known(body), own_words=_words(body["child"]["full_name"], body["child"]["called"]))
    return {key: told.of(value) if key in TYPED_BY_PEOPLE else value for key, value in body.items()}


def name_told(person: Any, pep: PersonalEducationPlan, reader: Reader, *, otherwise: str) -> str:
    """The name of somebody who acts for this plan, on a page or in a mail of its own."""
    if is_for(PLACE_AUDIENCES, reader):
        return str(person)
    named = {row["text"] for row in names_of(pep)}
    return otherwise if str(person) in named else str(person)


def _known(body: Body) -> list[tuple[str, str]]:
    """Those that the body keeps, and those that it shows in their own fields: copies signed before keep none."""
    kept = [(row["kind"], row["text"]) for row in body.get("untold", ())]
    handed_in = [(STAFF, part["in_by"]) for part in body["parts"] if part["name"] == PartName.SCHOOL]
    confirmed = [(STAFF, row["confirmed_by"]) for row in body["sections"] if row["part"] == PartName.SCHOOL]
    answers = {each["key"]: each["text"] for section in body["sections"] for each in section["answers"]}
    shown = [(SCHOOL, body["child"]["school"]), (CARER, answers.get("carer", "")), *handed_in, *confirmed]
    return [(kind, text.strip()) for kind, text in [*kept, *shown] if text.strip()]


class _Telling:
    def __init__(self, names: Iterable[tuple[str, str]], *, own_words: Collection[str]) -> None:
        self.own_words = frozenset(own_words)
        self.instead: dict[str, str] = {}
        spellings: set[str] = set()
        for kind, text in names:
            for spelling in _spellings(kind, text, self.own_words):
                self.instead.setdefault(_unspaced(spelling), INSTEAD[kind])
                spellings.add(_folded(spelling))
        longest_first = sorted(spellings, key=len, reverse=True)
        spelt = "|".join(_loosely(each) for each in longest_first)
        self.pattern = re.compile(
            rf"(?<!\w)(?P<name>{spelt})(?P<ending>(?:{APOSTROPHES}?s)?)(?!\w)" if spelt else r"(?!)", re.IGNORECASE
        )

    def of(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._field(value, key, each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return self._text(value) if isinstance(value, str) else value

    def _field(self, row: Mapping[str, Any], key: str, value: Any) -> Any:
        if key in ("in_by", "confirmed_by") and row.get("name", row.get("part")) == PartName.SCHOOL:
            return ""
        if key == "text" and row.get("label") in NAMES_SOMEBODY:
            return ""
        return value if key in OUR_WORDS or key.endswith("audiences") else self.of(value)

    def _text(self, text: str) -> str:
        return self.pattern.sub(self._left_out, TITLED.sub(self._untitled, EMAIL.sub(INSTEAD[DETAIL], text)))

    def _left_out(self, found: re.Match[str]) -> str:
        """One word alone is a name where it is written like one: 'Young' and not 'young'."""
        if found["name"].islower() and found["name"].isalpha():
            return found[0]
        return self.instead[_unspaced(found["name"])] + found["ending"]

    def _untitled(self, found: re.Match[str]) -> str:
        """'Mrs Lund', who has no account; the child's own family stays."""
        is_family = bool(_words(found["name"] or found["called"]) & self.own_words)
        return found[0] if is_family else INSTEAD[STAFF]


def _spellings(kind: str, text: str, own_words: Collection[str]) -> Iterable[str]:
    """The name as it stands, and as people shorten it: 'Larkfield' for the school, 'Okafor' for Grace Okafor."""
    yield text
    words = text.split()
    if len(words) > LONGEST:
        return
    if kind == SCHOOL:
        while words and _folded(words[-1]).strip(".,()-") in KIND_OF_SCHOOL:
            words.pop()
        shorter = [" ".join(words)]
    else:
        words = [word for word in words if _folded(word).strip(".,&") not in NO_NAME]
        shorter = {STAFF: words[-1:], CARER: [*words[:1], *words[-1:]]}.get(kind, [])
    yield from (
        short for short in shorter if len(short) >= SHORTEST - (kind == CARER) and not _words(short) & set(own_words)
    )


def _words(*texts: str) -> set[str]:
    return {_folded(word) for text in texts for word in text.split()}


def _folded(text: str) -> str:
    return re.sub(APOSTROPHES, "", " ".join(text.split())).casefold()


def _unspaced(text: str) -> str:
    return _folded(text).replace(" ", "")


def _loosely(text: str) -> str:
    """However it is spaced, and whichever apostrophe it has or lacks."""
    return rf"{APOSTROPHES}?".join(r"\s*" if letter == " " else re.escape(letter) for letter in text)
