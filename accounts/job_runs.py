"""A job's round over many children, letters or files, each of them alone: what one of them raises stops no other.

What cannot be done is a row that names the child and the reason (`UndoneWork`), and one line in the log that does
not. The row goes once a later round has done it, or finds that there is nothing to do any more.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, transaction

from accounts import clock
from accounts.enums import Job
from accounts.models import UndoneWork

Thing = TypeVar("Thing")
Called = tuple[str | int, str]
THE_WHOLE = ""
log = structlog.get_logger("portal.jobs")
NOBODYS_FAULT = (OperationalError, InterfaceError)
"""The database is away or busy: that is no child's fault, and the job as a whole is tried again."""
REASONS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((IntegrityError,), "Two entries contradict each other, or one that is needed is missing."),
    ((DataError,), "A value is too long, or of the wrong kind."),
    ((DatabaseError,), "The database refused what was to be written."),
    ((ObjectDoesNotExist, LookupError), "Something that it refers to is not there."),
    ((OSError,), "A file could not be read or written."),
    ((ValueError, TypeError, AttributeError), "Something that is stored cannot be read."),
)
ANOTHER_REASON = "The portal could not go on, for a reason that it does not know."


class JobRun:
    """One run of a job; `of` is the part of its work that this run is about: subjects begin with it."""

    def __init__(self, job: Job, *, of: str = ""):
        self.job, self.of = job, of
        rows = UndoneWork.objects.filter(job=job, subject__startswith=of)
        self.noted: dict[str, dt.datetime] = dict(rows.values_list("subject", "since_at"))
        """What earlier runs could not do, and since when."""
        self.failed: dict[str, str] = {}
        """What this run could not do, and why in words."""

    @contextmanager
    def alone(self, subject: str | int, *, child: str = "", in_transaction: bool = True) -> Iterator[None]:
        """Goes on after whatever it raises. `child` is a reference.

        Not `in_transaction` what commits by itself in steps, or neither reads nor writes.
        """
        try:
            with transaction.atomic() if in_transaction else nullcontext():
                yield
        except NOBODYS_FAULT:
            raise
        except Exception as problem:  # noqa: BLE001 - that nothing stops the round is what this is for
            self.could_not(subject, problem, child=child)
        else:
            self.settle(subject)

    def together_or_alone(
        self, things: Sequence[Thing], act: Callable[[Sequence[Thing]], Any], *, called: Callable[[Thing], Called]
    ) -> list[Any]:
        """Does it for all of them at once; where that raises, for one after the other. What `act` gave, of all that went.

        `called` gives subject and child of one of them.
        """
        if not things:
            return []
        try:
            with transaction.atomic():
                given = [act(things)]
        except NOBODYS_FAULT:
            raise
        except Exception:  # noqa: BLE001 - whose fault it is, the second pass tells
            given = []
            for thing in things:
                subject, child = called(thing)
                with self.alone(subject, child=child):
                    given.append(act([thing]))
            return given
        for thing in things if self.noted else ():
            self.settle(called(thing)[0])
        return given

    def could_not(self, subject: str | int, problem: Exception, *, child: str = "") -> None:
        whole = f"{self.of}{subject}"
        self.failed[whole] = reason_for(problem)
        note_undone(self.job, whole, problem, child=child)

    def why_not(self, subject: str | int) -> str:
        """In words, why this run could not do it; '' where it could."""
        return self.failed.get(f"{self.of}{subject}", "")

    def to_do_again(self) -> dict[int, dt.datetime]:
        """What earlier runs could not do, where subjects are primary keys, and since when."""
        numbers = {subject.removeprefix(self.of): since for subject, since in self.noted.items()}
        return {int(number): since for number, since in numbers.items() if number.isdecimal()}

    def settle(self, subject: str | int) -> None:
        if self.noted.pop(f"{self.of}{subject}", None):
            UndoneWork.objects.filter(job=self.job, subject=f"{self.of}{subject}").delete()

    def finish(self) -> None:
        """To be called when it has gone through everything: what was not met again needs no doing any more."""
        left = self.noted.keys() - self.failed.keys()
        if left:
            UndoneWork.objects.filter(job=self.job, subject__in=left).delete()


@contextmanager
def as_a_whole(job: Job) -> Iterator[None]:
    """For a step that goes through nothing one by one: what it raises is noted under the job itself."""
    with JobRun(job).alone(THE_WHOLE):
        yield


def settle(job: Job, *, begins: str) -> None:
    """A person has done it, or nobody need do it any more. `begins`: the subject, or how subjects of many begin."""
    UndoneWork.objects.filter(job=job, subject__startswith=begins).delete()


def note_undone(job: Job, subject: str, problem: Exception, *, child: str = "") -> None:
    at = clock.now()
    fault = f"{type(problem).__module__}.{type(problem).__qualname__}"
    told = {"child_reference": child, "reason": reason_for(problem), "fault": fault[:120], "last_at": at}
    row, is_new = UndoneWork.objects.get_or_create(job=job, subject=subject[:120], defaults={**told, "since_at": at})
    if not is_new:
        UndoneWork.objects.filter(pk=row.pk).update(**told, attempts=row.attempts + 1)
        return
    log.error("work.not_done", job=str(job), raised=fault, raised_in=_module_of(problem))


def reason_for(problem: Exception) -> str:
    """In plain words, and without anything of the exception's own text: that may quote what somebody wrote."""
    told = getattr(problem, "in_words", "")
    return told or next((words for kinds, words in REASONS if isinstance(problem, kinds)), ANOTHER_REASON)


def _module_of(problem: Exception) -> str:
    """Where it was raised: the name of a module of ours or of a library, and nothing of the values there."""
    trace, name = problem.__traceback__, ""
    while trace is not None:
        name, trace = str(trace.tb_frame.f_globals.get("__name__", "")), trace.tb_next
    return name
