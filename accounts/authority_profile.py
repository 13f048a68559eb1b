"""The council's own part of its profile: name, virtual school, telephone, colour."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Authority
from accounts.profile_rows import keep


def load(table: Mapping[str, Any]) -> Authority:
    """One row, whatever it was called before. Raises ProfileRowNotRight."""
    Authority.objects.exclude(name=table.get("name", "")).delete()
    return keep(Authority, table, known_by=("name",))
