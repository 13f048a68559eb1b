"""Who may read an answer of a plan. Pages, PDF and every copy ask here, and nowhere else.

Reaching the plan comes first (accounts/access.py); this says which of its answers are then for whom.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from accounts import access
from accounts.enums import Role
from peps.enums import Audience, SectionTable
from peps.models import PersonalEducationPlan, Section
from peps.questions.blueprint.ask import NOT_FOR_PARENTS, SCHOOL_AND_CARER
from peps.questions.blueprint.spec import EVERYBODY, PROFESSIONALS, Question


@dataclass(frozen=True)
class Reader:
    """In which capacities somebody reads; `reads_all` for those who write in the plan, check it or review it."""

    audiences: frozenset[Audience] = frozenset()
    reads_all: bool = False


NOBODY = Reader()
READS_ALL = Reader(reads_all=True)

TABLE_AUDIENCES: dict[str, tuple[Audience, ...]] = {
    SectionTable.TARGETS: EVERYBODY,
    SectionTable.TARGET_REVIEWS: EVERYBODY,
    SectionTable.SDQ: SCHOOL_AND_CARER,
    SectionTable.MEETING: NOT_FOR_PARENTS,
    SectionTable.PROVISION: SCHOOL_AND_CARER,
    SectionTable.ATTAINMENT: EVERYBODY,
    SectionTable.ATTENDANCE: SCHOOL_AND_CARER,
}
PLACE_AUDIENCES = NOT_FOR_PARENTS
"""Where the child goes to school, wherever a paper says it."""
COST_AUDIENCES = PROFESSIONALS
"""A target is for everybody; what it costs is between those who pay and those who are paid."""

_READ_ALL_OF_A_PLAN = frozenset(
    {
        Role.SOCIAL_WORKER,
        Role.TEAM_ADMINISTRATOR,
        Role.TEAM_MANAGER,
        Role.VS_OFFICER,
        Role.VIRTUAL_SCHOOL_HEAD,
        Role.IRO,
    }
)


def reader_of(*audiences: Audience) -> Reader:
    """For a copy that is made for somebody: the carer's, the child's, the next school's."""
    return Reader(frozenset(audiences))


def may_read(question: Question, reader: Reader) -> bool:
    return is_for(question.audiences, reader)


def is_for(audiences: Collection[str], reader: Reader) -> bool:
    """The same of anything that names its audiences; one that names none is for those who read all."""
    return reader.reads_all or any(audience in audiences for audience in reader.audiences)


def audiences_of_answer(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """Those of its question, less the ones from whom the child wants this answer kept."""
    kept_from = answer.get("kept_from", ())
    return [str(audience) for audience in question.audiences if audience not in kept_from]


def lines_beside(answer: Mapping[str, Any], reader: Reader) -> list[str]:
    """What this reader reads below words of an own page: that they were changed, and the notes beside them.

    Who may not know where the child learns reads a post instead of a name. Bodies signed before have neither.
    """
    lines = []
    if changed := answer.get("changed"):
        lines.append(f"Changed by {_who(changed, reader)} on {changed['on']}.")
    lines += [f"Note by {_who(note, reader)}, {note['on']}: {note['text']}" for note in answer.get("notes", ())]
    return lines


def with_lines(answer: Mapping[str, Any], reader: Reader) -> str:
    """An answer of a plan's body as it is read: the words first, then what is said beside them."""
    return "\n".join([answer["text"], *lines_beside(answer, reader)])


def _who(beside: Mapping[str, Any], reader: Reader) -> str:
    if is_for(beside["by_audiences"], reader) or not beside["role"]:
        return str(beside["by"])
    return f"the {beside['role'][:1].lower()}{beside['role'][1:]}"


def audiences_of(person: Any, pep: PersonalEducationPlan) -> Reader:
    """What this person reads the plan as, by the posts that hold today; NOBODY when none of them reaches it.

    The designated teacher of the plan's own school wrote in it and reads it all; of another school, where the child
    is now, they read what may travel to the next school.
    """
    if person.is_system:
        return READS_ALL
    if not PersonalEducationPlan.objects.filter(access.not_restricted(person, prefix="child__"), pk=pep.pk).exists():
        return NOBODY
    audiences: set[Audience] = set()
    for post in person.posts_held_today():
        if not _reaches(person, post, pep):
            continue
        if post.role in _READ_ALL_OF_A_PLAN:
            return READS_ALL
        if post.role == Role.DESIGNATED_TEACHER and post.school_id == pep.school_id:
            return READS_ALL
        audiences.add(Audience.SCHOOL if post.school_id == pep.school_id else Audience.NEXT_SCHOOL)
    if Section.objects.filter(access.handed_to(person), pep=pep).exists():
        audiences.add(Audience.COLLEAGUE)
    return Reader(frozenset(audiences))


def _reaches(person: Any, post: Any, pep: PersonalEducationPlan) -> bool:
    if post.role not in access.READ_PLANS:
        return False
    reach = access.reach_of(person, post, access.READ_PLANS[post.role], "child__")
    return PersonalEducationPlan.objects.filter(reach, pk=pep.pk).exists()
