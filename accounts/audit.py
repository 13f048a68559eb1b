"""What was done, and who looked: explicit, append-only. No feature reads it back; history on pages is the app's own."""

from dataclasses import dataclass
from typing import Any

from accounts import clock
from accounts.access import Action
from accounts.models import AuditRecord

SYSTEM_ACTIONS: dict[str, frozenset[Action]] = {
    "delegation": frozenset({Action.DELEGATE_TERM, Action.OPEN_PEP}),
    "closing": frozenset({Action.CLOSE_PEP}),
    "release": frozenset({Action.RELEASE_INSTALMENTS}),
    "counts": frozenset({Action.TAKE_COUNT}),
    "imports": frozenset(),
    "reminders": frozenset(),
    "forgetting": frozenset(),
    "own page": frozenset(),
    "filing": frozenset(),
    "clocks": frozenset(),
    "sign-in": frozenset(),
    "the server": frozenset({Action.MANAGE_PEOPLE, Action.APPROVE_POST}),
}


@dataclass(frozen=True)
class System:
    """A job that acts without a person. It may do only what stands under its name."""

    name: str
    is_system = True
    pk = None

    def actions_today(self) -> frozenset[Action]:
        return SYSTEM_ACTIONS[self.name]

    def __str__(self) -> str:
        return f"the portal ({self.name})"


def record(act: str, *, by: Any, subject: Any = None, child: Any = None, **detail: Any) -> AuditRecord:
    """One row for each act, opened child page or export; never for an autosave.

    `detail` must be JSON and hold no free text about a child. `child` defaults to the subject's own.
    """
    child = child or getattr(subject, "child", None)
    return AuditRecord.objects.create(
        at=clock.now(),
        act=act,
        by_id=by.pk,
        by_name=str(by),
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        child_reference=getattr(child, "reference", ""),
        detail=detail,
    )
