"""Server time of the main pages and of a save, beside a bare Django view on the same server in one run.

    .venv/bin/python -m benchmarks.pages                      60 children, in a new SQLite file
    DATABASE_URL=postgres://… .venv/bin/python -m benchmarks.pages   in a test database of that server

Requests go through the whole middleware, without a network. Pages take turns, so that a slow moment hits all alike.
Nothing of the portal's own data is touched.
"""

import argparse
import cProfile
import datetime as dt
import gzip
import os
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHILDREN, ROUNDS, WARM_UP = 60, 60, 3
TODAY = dt.date(2026, 12, 1)
FEW, MANY = "people", "about_me"
KIB = 1024
SHARES = (
    ("database", ("django/db/backends/sqlite3", "django/db/backends/postgresql", "sqlite3.Cursor", "psycopg")),
    ("building queries", ("django/db/models",)),
    ("templates", ("django/template", "django/utils/html", "django/utils/safestring")),
    ("forms", ("django/forms", "crispy_forms", "govuk_forms")),
    ("sessions, signing, tokens", ("django/contrib/sessions", "django/core/signing", "django/utils/crypto", "hashlib")),
    ("the portal's own code", ("/peps/", "/accounts/", "/workspace/", "/children/", "/pep_portal/")),
)


@dataclass
class Page:
    """`times` is how many times the bare view it may cost; `most_kib` how large it may be, gzipped."""

    name: str
    ready: Callable[[int], Callable[[], Any]]
    """Gets one request of that number ready; what it returns is timed."""
    times: float | None = None
    most_kib: int | None = None
    seconds: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0
    zipped: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]


def make_portal(children: int, *, opened: bool = True):
    """One school, one team, a plan for each child (none where they are not `opened`); the people who look."""
    from accounts.audit import System
    from accounts.enums import Role
    from accounts.models import Authority, Post, School, Team, User
    from children.enums import AllocationKind
    from children.models import Allocation, CarePeriod, Child, Enrolment, Placement, Term
    from peps.enums import PepKind
    from peps.opening.opening import open_pep

    since = dt.date(2024, 9, 1)
    Authority.objects.create(name="Fernshire", virtual_school_name="Fernshire Virtual School")
    school = School.objects.create(urn="910001", name="Larkfield School")
    team = Team.objects.create(name="Riverside team")
    term = Term.objects.create(
        academic_year="2026/27", name="AUTUMN", first_day=dt.date(2026, 9, 1), last_day=dt.date(2026, 12, 18),
        half_term_from_date=dt.date(2026, 10, 26), half_term_last_date=dt.date(2026, 10, 30),
        delegation_date=dt.date(2026, 9, 2), pep_deadline_date=dt.date(2026, 12, 11),
    )  # fmt: skip
    people = {}
    for role, at in (
        (Role.DESIGNATED_TEACHER, {"school": school}),
        (Role.SOCIAL_WORKER, {"team": team}),
        (Role.VS_OFFICER, {}),
    ):
        people[role] = User.objects.create_user(
            f"{role.lower()}@fernshire.example", "three quiet otters", name=f"Person {role}"
        )
        Post.objects.create(user=people[role], role=role, from_date=since, **at)
    at = dt.datetime.combine(TODAY, dt.time(10), tzinfo=dt.UTC)
    plans = []
    for number in range(children):
        child = Child.objects.create(
            social_care_id=f"B{number:05}", given_name="Robin", family_name=f"Hazelwood {number}",
            date_of_birth=dt.date(2016, 3, 14),
        )  # fmt: skip
        CarePeriod.objects.create(child=child, from_date=since)
        Placement.objects.create(child=child, kind="U6", carer_name="Jo Carer", from_date=since)
        Enrolment.objects.create(child=child, school=school, from_date=since)
        Allocation.objects.create(
            child=child,
            kind=AllocationKind.SOCIAL_WORKER,
            person=people[Role.SOCIAL_WORKER],
            team=team,
            from_date=since,
        )
        if opened:
            plans.append(open_pep(child=child, kind=PepKind.TERMLY, term=term, by=System("delegation"), at=at))
    return people, plans


def pages_of(people: dict, plans: list) -> list[Page]:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from accounts.enums import Role

    def client(role: str) -> Client:
        made = Client()
        made.force_login(people[role], backend=settings.AUTHENTICATION_BACKENDS[-1])
        return made

    worker, officer = client(Role.SOCIAL_WORKER), client(Role.VS_OFFICER)

    def get(who: Client, address: str) -> Callable[[int], Callable[[], Any]]:
        return lambda number: lambda: who.get(address)

    def save(number: int) -> Callable[[], Any]:
        """Each round writes another text, as a person does who types on."""
        section = plans[0].sections.get(key=MANY)
        n = section.answers.get("know_about_me", {}).get("n", 0)
        typed = {"person": str(people[Role.SOCIAL_WORKER].pk), "page": "bench", "seq": str(number + 1)}
        typed |= {"know_about_me": f"Frogs and newts {number}", "n__know_about_me": str(n)}
        return lambda: worker.post(reverse("peps:save_draft", args=[plans[0].reference, MANY]), typed)

    ref, child = plans[1].reference, plans[1].child.reference
    return [
        Page("a bare view", get(worker, "/bare/")),
        Page(
            f"a section of {_asked(plans[1], FEW)} questions", get(worker, reverse("peps:section", args=[ref, FEW])), 5
        ),
        Page(
            f"a section of {_asked(plans[1], MANY)} questions",
            get(worker, reverse("peps:section", args=[ref, MANY])),
            5,
        ),
        Page("the page of a plan", get(worker, reverse("peps:task_list", args=[ref]))),
        Page("a list of 50 plans", get(officer, reverse("peps:board")), 7, 10),
        Page("My work", get(worker, "/")),
        Page("a child's page", get(worker, reverse("workspace:child", args=[child]))),
        Page("a save", save, 3),
    ]


def _asked(pep, key: str) -> int:
    from peps.questions.plan_form import blueprint_of

    return len(blueprint_of(pep).section(key).questions)


def run(*, children: int = CHILDREN, rounds: int = ROUNDS, say: Callable[[str], object] = print) -> list[Page]:
    """In the database that is set up. Returns what was measured, in the order of the lines."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people, plans = make_portal(children)
    pages = pages_of(people, plans)
    for number in range(WARM_UP + rounds):
        for page in pages:
            seconds, answer = _timed(page, number)
            if number >= WARM_UP:
                page.seconds.append(seconds)
            if number == WARM_UP + rounds - 1:
                page.size, page.zipped = len(answer.content), len(gzip.compress(answer.content))
    for page in pages:
        ask = page.ready(WARM_UP + rounds)
        with CaptureQueriesContext(connection) as asked:
            ask()
        page.queries = sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in asked)
    _tell(pages, say)
    for page in (pages[2], pages[4]):
        _tell_where(page, WARM_UP + rounds + 1, say)
    return pages


def _timed(page: Page, number: int):
    ask = page.ready(number)
    began = time.perf_counter()
    answer = ask()
    seconds = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{page.name} answered {answer.status_code}")
    return seconds, answer


def _tell(pages: list[Page], say: Callable[[str], object]) -> None:
    bare = pages[0].median
    say(
        f"{'what':30} {'median ms':>10} {'95 % ms':>9} {'times bare':>11} {'queries':>8} {'bytes':>8} {'gzipped':>8}  aim"
    )
    for page in pages:
        times = page.median / bare
        aims = []
        if page.times:
            aims.append(f"{'met' if times <= page.times else 'NOT met'}: at most {page.times:g} times")
        if page.most_kib:
            aims.append(
                f"{'met' if page.zipped <= page.most_kib * KIB else 'NOT met'}: under {page.most_kib} kB gzipped"
            )
        say(
            f"{page.name:30} {page.median * 1000:10.1f} {page.p95 * 1000:9.1f} {times:11.1f} {page.queries:8} "
            f"{page.size:8,} {page.zipped:8,}  {'; '.join(aims)}".rstrip()
        )


def _tell_where(page: Page, number: int, say: Callable[[str], object]) -> None:
    """Each function's own time, by whose code it is. A profile makes calls dearer than they are: read it as shares."""
    profile = cProfile.Profile()
    profile.enable()
    for more in range(5):
        _timed(page, number + more)
    profile.disable()
    own: dict[str, float] = dict.fromkeys((name for name, _ in SHARES), 0.0) | {"Python itself": 0.0}
    for (file, _, function), (_, _, seconds, _, _) in pstats.Stats(profile).stats.items():
        place = f"{file} {function}".replace("\\", "/")
        own[next((name for name, marks in SHARES if any(mark in place for mark in marks)), "Python itself")] += seconds
    whole = sum(own.values())
    shares = ", ".join(
        f"{name} {seconds / whole:.0%}" for name, seconds in sorted(own.items(), key=lambda one: -one[1])
    )
    say(f"Where the time of “{page.name}” goes: {shares}.")


def main() -> None:
    parser = argparse.ArgumentParser(description="Server time of pages and of a save, beside a bare view.")
    parser.add_argument("--children", type=int, default=CHILDREN)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pep_portal.settings")
        os.environ |= {"DATA_DIR": folder, "PORTAL_TODAY": TODAY.isoformat()}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        settings.ROOT_URLCONF = "benchmarks.bare"
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "benchmark.sqlite3")
        made = setup_databases(verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        try:
            print(f"{connection.vendor}, {asked.children:,} children, {asked.rounds:,} rounds")
            run(children=asked.children, rounds=asked.rounds)
        finally:
            teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
