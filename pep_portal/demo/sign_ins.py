"""Who may be signed in as in the demonstration: one person for each role, with passwords of this installation alone."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q

from accounts import clock
from accounts.dated import holds
from accounts.enums import Role
from accounts.models import User
from children.models import Allocation, Enrolment
from pep_portal.demo.sample import HOME

_IN_ONE_LINE = (
    "amber anchor apple arrow aspen badge basil beach bell berry birch blanket bridge candle canal cedar "
    "clover coral cotton crane daisy dune ember fern field finch flint garden ginger harbour hazel heron "
    "island ivory juniper kettle lantern lemon linen maple marble meadow mint moss nutmeg oak olive "
    "orchard otter paper pebble pepper pine plum pocket poppy quartz quilt rain reed ribbon river robin "
    "rope saddle sage sail shell silver sparrow spruce stone summer swallow tandem thistle thyme tide "
    "timber tulip valley velvet violet walnut wheat willow window winter wren"
)
WORDS = _IN_ONE_LINE.split()


@dataclass(frozen=True)
class SignIn:
    role: str
    name: str
    email: str
    password: str


def path() -> Path:
    return Path(settings.DATA_DIR) / "demo-sign-ins.json"


def kept() -> list[SignIn]:
    """Those made before for the people of this database; one password is tried, for each takes half a second."""
    try:
        found = [SignIn(**row) for row in json.loads(path().read_text(encoding="utf-8"))["sign_ins"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    people = {person.email: person for person in User.objects.filter(is_demo=True)}
    known = found and all(one.email in people for one in found)
    return found if known and people[found[0].email].check_password(found[0].password) else []


def make() -> list[SignIn]:
    """One person for each role gets a new password; the list is kept where only its owner reads it."""
    made = []
    for role, person in one_for_each_role():
        password = "-".join(secrets.choice(WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
        person.set_password(password)
        person.save(update_fields=["password"])
        made.append(SignIn(Role(role).label, person.name, person.email, password))
    _write(json.dumps({"sign_ins": [asdict(one) for one in made]}, indent=1, ensure_ascii=False))
    return made


def one_for_each_role() -> Iterator[tuple[Role, User]]:
    for role in Role:
        person = _busiest(role)
        if person:
            yield role, person


def _busiest(role: Role) -> User | None:
    """Of the people in this role today the one with most to see."""
    today = clock.today()
    people = User.objects.filter(holds(today, "posts"), posts__role=role, is_demo=True, is_active=True)
    if role == Role.SOCIAL_WORKER:
        return _with_most(people, Allocation.objects.filter(holds(today), kind="SW"), "person")
    if role == Role.IRO:
        return _with_most(people, Allocation.objects.filter(holds(today), kind="IRO"), "person")
    if role in {Role.DESIGNATED_TEACHER, Role.HEADTEACHER}:
        here = people.filter(posts__school__la_code=HOME, posts__is_deputy=False)
        return _with_most(here, Enrolment.objects.filter(holds(today)), "school", of="posts__school")
    return people.filter(Q(posts__is_deputy=False)).order_by("pk").first()


def _with_most(people, rows, field: str, *, of: str = "pk") -> User | None:
    tally = dict(rows.values_list(field).annotate(number=Count("pk")))
    candidates = people.order_by("pk").values_list("pk", of)
    best = max(candidates, key=lambda pair: tally.get(pair[1], 0), default=None)
    return User.objects.get(pk=best[0]) if best else None


def _write(text: str) -> None:
    """Never readable to others, not even for a moment."""
    unfinished = path().with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path())
