"""Rows of a council's profile as model rows: unknown and missing words are refused before anything is kept."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.refusals import PortalRefusal


class ProfileRowNotRight(PortalRefusal):
    """A row of the profile cannot be taken as it stands; the text names the row and what is wrong."""


def keep(model: type[models.Model], row: Mapping[str, Any], *, known_by: tuple[str, ...]) -> models.Model:
    """Makes the row, or brings the one known by these words into line. Raises ProfileRowNotRight."""
    where = f"Profile, {model._meta.verbose_name}"
    words = {field.name for field in model._meta.concrete_fields} - {"id"}
    if unknown := sorted(set(row) - words):
        raise ProfileRowNotRight(f"{where}: “{unknown[0]}” is not known here.")
    if missing := [word for word in known_by if word not in row]:
        raise ProfileRowNotRight(f"{where}: “{missing[0]}” is missing.")
    kept = model.objects.filter(**{word: row[word] for word in known_by}).first() or model()
    for word, value in row.items():
        setattr(kept, word, value)
    try:
        kept.full_clean()
    except ValidationError as problem:
        text = " ".join(f"{word}: {' '.join(said)}" for word, said in problem.message_dict.items())
        raise ProfileRowNotRight(f"{where}, {', '.join(str(row[word]) for word in known_by)}: {text}") from problem
    kept.save()
    return kept
