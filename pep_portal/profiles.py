"""A council's profile: a TOML file of tables, each handed to the app whose settings it holds."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import audit, authority_profile
from accounts.refusals import PortalRefusal
from children.calendar import terms_profile
from funding import regimes
from peps.questions import plans_profile

FOLDER = Path(settings.BASE_DIR) / "profiles"
BY = audit.System("profile")
LOADERS: dict[str, Callable[[Any], object]] = {
    "authority": authority_profile.load,
    "terms": terms_profile.load,
    "plans": plans_profile.load,
    "clocks": plans_profile.load_clocks,
    "words_for_children": plans_profile.load_words_for_children,
    "funding": regimes.load,
}


class ProfileNotRead(PortalRefusal):
    """The profile cannot be taken as it stands; nothing of it was loaded."""


@transaction.atomic
def load_profile(name: str) -> None:
    """Enters what the profile says, or brings what was entered before into line with it.

    Raises ProfileNotRead, or the refusal of the app whose table it is; then nothing has changed.
    """
    tables = _read(name)
    if unknown := sorted(set(tables) - set(LOADERS)):
        raise ProfileNotRead(f"The profile has a table “{unknown[0]}”, which the portal does not know.")
    for table, load in LOADERS.items():
        if table in tables:
            load(tables[table])
    audit.record("profile.loaded", by=BY, profile=name)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml") if not path.stem.startswith("proforma"))


def _read(name: str) -> dict[str, Any]:
    if name not in names():
        raise ProfileNotRead(f"There is no profile “{name}”. Known are: {', '.join(names())}.")
    try:
        with (FOLDER / f"{name}.toml").open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise ProfileNotRead(f"The profile “{name}” is not written as TOML: {error}.") from error
