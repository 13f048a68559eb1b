"""The past year of the made-up council: terms handed out, plans written, checked, signed, paid for and counted.

All by the portal's own rules, on the days on which they happened, with a fixed seed.
"""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count

from accounts import clock
from children.models import CarePeriod, Child, Placement, Term
from children.year_groups import phase_of
from funding.release import release_due
from pep_portal.demo.agenda import Act, Agenda
from pep_portal.demo.cast import COUNTS, RELEASE, Cast
from pep_portal.demo.fates import draw
from pep_portal.demo.lives import Lives
from pep_portal.demo.voice import send_own_pages
from peps.delegation.delegation import CannotDelegate, run_batch, start_batch
from peps.enums import CloseReason, PepKind
from peps.life.closing import REASON_OF_END
from peps.life.workflow import make_move
from peps.models import PersonalEducationPlan
from peps.opening.opening import CannotOpen, open_pep
from peps.scope import in_scope
from reports import counting

FIRST_DAY, TODAY = dt.date(2025, 8, 27), dt.date(2026, 12, 1)
NEVER_FINISHED = frozenset({"700033", "700105", "700118"})
LAST_WHOLE_TERM = dt.date(2026, 4, 13)
CHANGES_SINCE = dt.date(2026, 4, 13)
STRAGGLERS_AFTER = dt.timedelta(days=24)


class Year:
    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.agenda = Agenda(until=TODAY)
        self.cast = Cast()
        self.lives = Lives(self.agenda, self.cast)
        self.terms = list(Term.objects.filter(first_day__gte=FIRST_DAY).order_by("first_day"))

    def happen(self) -> None:
        for term in self.terms:
            self.agenda.at(term.delegation_date, 9, lambda at, term=term: self._hand_out(term, at))
            self.agenda.at(term.first_day + STRAGGLERS_AFTER, 9, lambda at, term=term: self._hand_out(term, at))
            self.agenda.at(_day_after(term.pep_deadline_date), 1.25, self._count)
        for period in CarePeriod.objects.filter(from_date__gte=FIRST_DAY).select_related("child"):
            self.agenda.at(period.from_date + dt.timedelta(days=4), 14, self._first_plan_of(period.child))
        for period in CarePeriod.objects.filter(until__gt=FIRST_DAY).select_related("child"):
            reason = REASON_OF_END.get(period.end_reason, CloseReason.LEFT_CARE)
            self.agenda.at(period.until, 9, self._closing(period.child, reason))
        for child in Child.objects.all():
            self.agenda.at(_eighteenth_birthday(child), 8, self._closing(child, CloseReason.PAST_SCOPE))
        for placement in Placement.objects.filter(from_date__gt=CHANGES_SINCE).select_related("child"):
            self.agenda.at(placement.from_date + dt.timedelta(days=3), 15, self._change_plan_of(placement.child))
        self.agenda.at(dt.date(2026, 11, 20), 12, self.lives.hand_on)
        self.agenda.at(dt.date(2026, 11, 27), 12, self.lives.begin_drafts)
        self.agenda.at(dt.date(2026, 11, 27), 13, lambda at: send_own_pages(self.cast.social_worker, at))
        self._ask_for_payments()
        with few_collections():
            self.agenda.run()

    def _ask_for_payments(self) -> None:
        for months in count():
            month = FIRST_DAY.month + months
            day = dt.date(FIRST_DAY.year + (month - 1) // 12, (month - 1) % 12 + 1, 28)
            if day >= TODAY:
                break
            self.agenda.at(day, 2, self._pay)
        self.agenda.at(_day_before(TODAY), 20, self._pay)

    def _hand_out(self, term: Term, at: dt.datetime) -> None:
        if at.date() == term.delegation_date:
            self.say(f"{term}: plans handed out, written, checked and signed")
        with suppress(CannotDelegate):  # the second time in a term, when nobody has come since the first
            run_batch(start_batch(term=term, by=self.cast.officer("PRIMARY", at.date()), at=at).pk)
        for pep in PersonalEducationPlan.objects.filter(fills_term=term, opened_at=at).select_related("child"):
            self._send_on_its_way(pep)

    def _first_plan_of(self, child: Child) -> Act:
        return lambda at: self._open(child, PepKind.FIRST, Term.objects.containing(clock.day_of(at)).first(), at)

    def _change_plan_of(self, child: Child) -> Act:
        """After a change of placement; while the term's plan is under way that plan is the one to change."""
        return lambda at: self._open(child, PepKind.CHANGE, None, at)

    def _open(self, child: Child, kind: PepKind, term: Term | None, at: dt.datetime) -> None:
        day = clock.day_of(at)
        in_term = Term.objects.containing(day).exists()
        if not in_term or not in_scope(day).filter(pk=child.pk).exists():
            return
        by = self.cast.officer(phase_of(child.year_group_on(day)), day)
        try:
            pep = open_pep(child=child, kind=kind, term=term, by=by, at=at)
        except CannotOpen:
            return
        self._send_on_its_way(pep)

    def _send_on_its_way(self, pep: PersonalEducationPlan) -> None:
        opened = clock.day_of(pep.opened_at)
        term = pep.fills_term or Term.objects.containing(opened).get()
        fate = draw(
            f"{pep.child.social_care_id} {term.key} {pep.kind}",
            opened=max(opened, term.first_day),
            due=pep.due_date,
            latest=self._next_term_is_handed_out(term),
            is_under_way=term.last_day > TODAY,
        )
        if pep.child.social_care_id in NEVER_FINISHED and term.first_day == LAST_WHOLE_TERM:
            self.lives.abandon(pep, fate)
        else:
            self.lives.live(pep, fate)

    def _next_term_is_handed_out(self, term: Term) -> dt.date:
        later = [one.delegation_date for one in self.terms if one.first_day > term.first_day]
        return min(later, default=term.last_day)

    def _closing(self, child: Child, reason: CloseReason) -> Act:
        def close(at: dt.datetime) -> None:
            pep = child.peps.under_way().first()
            if pep:
                by = self.cast.officer(pep.phase, at.date())
                make_move("close", pep=pep, by=by, at=at, close_reason=reason)

        return close

    def _count(self, at: dt.datetime) -> None:
        for term in counting.terms_to_count(clock.day_of(at)):
            counting.take(term=term, day=term.pep_deadline_date, by=COUNTS, at=at)

    def _pay(self, at: dt.datetime) -> None:
        release_due(clock.day_of(at), by=RELEASE, at=at)


@contextmanager
def few_collections() -> Iterator[None]:
    """A hundred thousand queries make much that is soon forgotten: looking for it less often saves a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _day_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _day_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _eighteenth_birthday(child: Child) -> dt.date:
    born = child.date_of_birth
    return dt.date(born.year + 18, born.month, min(born.day, 28))
