"""The criteria that a plan is judged by: read from a file, kept in versions, the same for writers and auditors."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.refusals import PortalRefusal
from quality.enums import Grade
from quality.models import Proforma

SHIPPED = Path(settings.BASE_DIR) / "profiles" / "proforma-default.toml"


class ProformaNotUsable(PortalRefusal):
    """The file lacks something or contradicts itself; nothing was loaded."""


@dataclass(frozen=True)
class Criterion:
    key: str
    title: str
    weight: int
    limits: bool
    """Inadequate here keeps the suggested grade of the whole plan below good."""
    descriptors: tuple[tuple[str, str], ...]
    """(grade, what a plan of that grade looks like), best first."""

    def descriptor(self, grade: str) -> str:
        return dict(self.descriptors)[grade]

    def rows(self) -> list[dict[str, str]]:
        """For pages: the name of each grade and what it looks like."""
        return [{"grade": Grade(grade).label, "text": text} for grade, text in self.descriptors]


def load_proforma(path: Path | str) -> Proforma:
    """Makes the file's proforma the current one. Audits keep the version that they used.

    Raises ProformaNotUsable; also when this version is already kept with other words.
    """
    read = from_file(Path(path))
    with transaction.atomic():
        kept, is_new = Proforma.objects.get_or_create(
            key=read.key, version=read.version, defaults={"title": read.title, "body": read.body}
        )
        if not is_new and kept.body != read.body:
            raise ProformaNotUsable(
                f"Version {read.version} of the proforma “{read.key}” is already in use with other words. "
                "Give the changed file a higher version."
            )
        Proforma.objects.filter(is_current=True).exclude(pk=kept.pk).update(is_current=False)
        kept.is_current = True
        kept.save(update_fields=["is_current"])
    return kept


def current() -> Proforma:
    """The proforma in use; the one that the portal comes with, not yet kept, where none was loaded."""
    return Proforma.objects.filter(is_current=True).first() or from_file(SHIPPED)


def keep_current() -> Proforma:
    """The same, kept, so that an audit can point at it."""
    found = current()
    return found if found.pk else load_proforma(SHIPPED)


def criteria_of(proforma: Proforma) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(**{**body, "descriptors": tuple((grade, text) for grade, text in body["descriptors"])})
        for body in proforma.body["criteria"]
    )


def from_file(path: Path) -> Proforma:
    """Not kept yet. Raises ProformaNotUsable with what is wrong in the file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProformaNotUsable(f"The file {path.name} cannot be read.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProformaNotUsable(f"{path.name} is not a TOML file: {error}") from error
    try:
        criteria = [_criterion(row) for row in data["criteria"]]
        proforma = Proforma(key=str(data["key"]), version=int(data["version"]), title=str(data["title"]))
    except KeyError as error:
        raise ProformaNotUsable(f"{path.name} does not say “{error.args[0]}”.") from error
    except (TypeError, ValueError) as error:
        raise ProformaNotUsable(f"{path.name} has a value of the wrong kind: {error}") from error
    keys = [criterion.key for criterion in criteria]
    if not keys or len(keys) != len(set(keys)):
        raise ProformaNotUsable(f"{path.name} needs at least one criterion, and each with a key of its own.")
    # As it comes back from the database: lists, not tuples.
    proforma.body = {"criteria": [_as_body(criterion) for criterion in criteria]}
    return proforma


def _criterion(row: Mapping[str, Any]) -> Criterion:
    words = row["descriptors"]
    if unknown := set(words) - set(Grade.values):
        raise ValueError(f"grade {', '.join(sorted(unknown))}")
    return Criterion(
        key=str(row["key"]),
        title=str(row["title"]),
        weight=int(row.get("weight", 1)),
        limits=bool(row.get("limits", False)),
        descriptors=tuple((grade, str(words[grade])) for grade in Grade.values),
    )


def _as_body(criterion: Criterion) -> dict[str, Any]:
    return {**asdict(criterion), "descriptors": [list(pair) for pair in criterion.descriptors]}
