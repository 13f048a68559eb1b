"""Telling people the same day what was handed to them, and what was signed off.

On a working day everybody who is asked for a part hears of it once, whichever way it came to them: the term was
delegated, a plan was opened, became the plan after a change, or they took over from somebody. People of schools hear on
the first day on which their school is open. Whoever heard of the part since by a reminder is not told again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from accounts import clock, notices
from accounts.enums import SCHOOL_ROLES, Job, Role
from accounts.models import Notice
from accounts.notices import Round, Told, subject_of, tell_each
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import is_school_day, schools_that_differ
from children.enums import AllocationKind
from children.protection.recipients import Named, allocated, gathered, in_post
from peps.deadlines.recipients import Reminded
from peps.deadlines.reminders import KIND as REMINDED
from peps.deadlines.reminders import Rung
from peps.enums import UNDER_WAY, BatchState, PepKind
from peps.life.workflow import RESTORED_BY_A_PERSON
from peps.models import Batch, Part, PepEvent, PersonalEducationPlan, Section

KIND, SECTION, SIGNED = "handed_out", "handed_section", "signed_off"
SIGNED_BY = ("sign_off", "sign_off_below_standard")
LATELY = dt.timedelta(days=14)
RESTORED = RESTORED_BY_A_PERSON.filter(pep=OuterRef("pep")).order_by("-at")
CALENDAR = Calendar()


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """Called in the morning and again through the day; tells each thing once. Returns how many are new.

    While a term is being delegated it waits, so that each person has one email with all their plans.
    """
    if not CALENDAR.is_working_day(day) or _is_being_delegated():
        return 0
    return _tell_of_parts(day, at) + _tell_of_sections(day, at) + _tell_of_signed(day, at)


def drop_settled() -> int:
    """Takes back what waits for an email and is true no more: the part is in, or the section confirmed or taken back."""
    waiting = list(Notice.objects.filter(letter=None, kind__startswith=f"{KIND}."))
    still = _asked().values_list("pep", "name")
    there = set(still.filter(pep__in={subject_of(notice) for notice in waiting}))
    settled = [each.pk for each in waiting if (subject_of(each), each.kind.rpartition(".")[2]) not in there]
    handed = list(Notice.objects.filter(letter=None, kind=SECTION))
    theirs = set(_handed(clock.today()).filter(pk__in=map(subject_of, handed)).values_list("pk", "handed_to"))
    settled += [each.pk for each in handed if (subject_of(each), each.person_id) not in theirs]
    Notice.objects.filter(pk__in=settled, letter=None).delete()
    return len(settled)


def _is_being_delegated() -> bool:
    return Batch.objects.filter(state__in=(BatchState.WAITING, BatchState.RUNNING)).exists()


def _asked():
    parts = Part.objects.filter(submitted_at=None, pep__status__in=UNDER_WAY, pep__delegated_at__isnull=False)
    return parts.select_related("pep__child", "pep__fills_term").order_by("pep__due_date", "pk")


class Schools:
    """Whether a school is open that day: the usual ones, and those with days of their own."""

    def __init__(self, day: dt.date) -> None:
        self.day, self.usual, self.own = day, is_school_day(day), schools_that_differ(day)

    def are_open(self, pep: PersonalEducationPlan) -> bool:
        """The school of the plan; not before its term, also where no earlier term is entered."""
        if pep.school_id in self.own:
            return self.own[pep.school_id]
        return self.usual and (pep.fills_term is None or pep.fills_term.first_day <= self.day)


def _tell_of_parts(day: dt.date, at: dt.datetime) -> int:
    parts = list(_asked().annotate(restored_at=Subquery(RESTORED.values("at")[:1])))
    reminded, schools = Reminded(parts, day), Schools(day)
    heard = _heard({_path(part) for part in parts})

    def tell(part: Part) -> Iterator[Told]:
        for person, role in reminded.people(part, Rung.OWNER):
            if role in SCHOOL_ROLES and not schools.are_open(part.pep):
                continue
            last = heard.get((person, _path(part), part.name))
            if last is None or last < _handed_at(part):
                yield _one(part, person)

    told_of = Round(parts, tell, called=lambda part: (part.pk, part.pep.child.reference))
    return tell_each(told_of, job=Job.SAME_DAY, of="part ", at=at)


def _heard(paths: Iterable[str]) -> dict[tuple[int, str, str], dt.datetime]:
    """(person, page of the plan, part) -> when they last heard of it. One query."""
    kinds = Q(kind__startswith=f"{KIND}.") | Q(kind__startswith=f"{REMINDED}.")
    rows = Notice.objects.filter(kinds, path__in=list(paths)).order_by("created_at")
    return {
        (person, path, kind.rpartition(".")[2]): at
        for person, path, kind, at in rows.values_list("person", "path", "kind", "created_at")
    }


def _handed_at(part: Part) -> dt.datetime:
    """When the plan was handed out, or restored since by a person: whoever is asked hears that it is open again."""
    return max(part.pep.delegated_at, part.restored_at or part.pep.delegated_at)


def _path(part: Part) -> str:
    return reverse("peps:task_list", args=[part.pep.reference])


def _one(part: Part, person: int) -> Told:
    pep = part.pep
    handed_at = _handed_at(part)
    what = "there are new questions for you" if pep.kind == PepKind.CHANGE else "assigned to you"
    if handed_at > pep.delegated_at:
        what = "it was closed, and is open again"
    return Told(
        kind=f"{KIND}.{part.name}",
        person_id=person,
        subject_id=pep.pk,
        due_date=pep.asked_by_date,
        step=f"{clock.local(handed_at):%Y%m%d%H%M%S}",
        text=f"{pep.child.reference}: {part}, {pep.title_in_text}: {what}",
        path=_path(part),
    )


def _handed(day: dt.date):
    """Sections made out to a colleague by name, which wait for them."""
    sections = Section.objects.open_for_writing().filter(confirmed_at=None, handed_to__is_active=True)
    return sections.filter(handed_until__gt=day)


def _tell_of_sections(day: dt.date, at: dt.datetime) -> int:
    sections = list(_handed(day).select_related("pep__child", "pep__fills_term"))
    named, schools = Named({section.pep.child_id for section in sections}, day), Schools(day)

    def tell(section: Section) -> Iterator[Told]:
        child = section.pep.child
        if schools.are_open(section.pep) and named.may_hear(child, section.handed_to_id):
            yield Told(
                kind=SECTION,
                person_id=section.handed_to_id,
                subject_id=section.pk,
                due_date=section.pep.due_date,
                step="handed",
                text=f"{child.reference}: a section of a plan was assigned to you",
                path=reverse("peps:section", args=[section.pep.reference, section.key]),
            )

    told_of = Round(sections, tell, called=lambda section: (section.pk, section.pep.child.reference))
    return tell_each(told_of, job=Job.SAME_DAY, of="section ", at=at)


def _tell_of_signed(day: dt.date, at: dt.datetime) -> int:
    """Social worker and designated teachers, for them to know; people of closed schools get it on the first day back."""
    events = PepEvent.objects.filter(name__in=SIGNED_BY, at__gte=clock.start_of(day - LATELY))
    events = list(events.select_related("pep__child", "pep__fills_term"))
    children = {event.pep.child_id for event in events}
    workers = allocated(children, day, AllocationKind.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    posts = in_post(day, Role.DESIGNATED_TEACHER).filter(school__in={event.pep.school_id for event in events} - {None})
    teachers = gathered(posts.values_list("school", "user"))
    named = Named(children, day)

    def tell(event: PepEvent) -> Iterator[Told]:
        pep = event.pep
        for person in dict.fromkeys([*workers[pep.child_id], *teachers[pep.school_id]]):
            if named.may_hear(pep.child, person):
                text = f"{pep.child.reference}: signed off, {pep.title_in_text}"
                path = reverse("peps:task_list", args=[pep.reference])
                yield notices.Told(SIGNED, person, event.pk, None, "signed", text, path)

    told_of = Round(events, tell, called=lambda event: (event.pk, event.pep.child.reference))
    return tell_each(told_of, job=Job.SAME_DAY, of="signed ", at=at)
