"""The council's own part of its profile: name, virtual school, telephone, colour, logo."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.logos import keep_logo
from accounts.models import Authority
from accounts.profile_rows import keep


def load(table: Mapping[str, Any]) -> Authority:
    """One row, whatever it was called before. Raises ProfileRowNotRight, or LogoNotRead."""
    if "logo" in table:
        file = Path(settings.BASE_DIR) / "profiles" / Path(str(table["logo"])).name
        table = {**table, "logo": keep_logo(file)}
    Authority.objects.exclude(name=table.get("name", "")).delete()
    return keep(Authority, table, known_by=("name",))
