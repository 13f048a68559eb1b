"""A term handed out in one go, beside the bare cost of inserting the same number of rows, in one run.

    .venv/bin/python -m benchmarks.delegation                 1,500 children, in a new SQLite file
    DATABASE_URL=postgres://… .venv/bin/python -m benchmarks.delegation

Nothing of the portal's own data is touched.
"""

import argparse
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.imports import in_a_test_database
from benchmarks.pages import TODAY, make_portal

CHILDREN = 1_500
MOST_QUERIES_A_CHILD = 50
"""Saved or read for one plan: its child, its parts and some twenty sections. It must not grow with their number."""


@dataclass(frozen=True)
class Handed:
    children: int
    seconds: float
    queries: int
    rows: int
    bare_seconds: float

    @property
    def queries_a_child(self) -> float:
        return self.queries / self.children


def run(*, children: int = CHILDREN, say: Callable[[str], object] = print) -> Handed:
    """In the database that is set up. The portal must believe in the day of the benchmark (PORTAL_TODAY)."""
    from django.db import connection

    from accounts.audit import System
    from children.models import Term
    from peps.delegation.delegation import run_batch, start_batch
    from peps.models import PersonalEducationPlan, Section

    make_portal(children, opened=False)
    at = dt.datetime.combine(TODAY, dt.time(10), tzinfo=dt.UTC)
    batch = start_batch(term=Term.objects.get(), by=System("delegation"), at=at)
    queries = 0

    def counted(execute, *args):
        nonlocal queries
        queries += 1
        return execute(*args)

    with connection.execute_wrapper(counted):
        began = time.perf_counter()
        run_batch(batch.pk)
        seconds = time.perf_counter() - began
    rows = PersonalEducationPlan.objects.count() + Section.objects.count()
    handed = Handed(children, seconds, queries, rows, _bare(rows))
    say(f"{'a term handed out':40} {children:6,} children {seconds:8.1f} s")
    say(f"{'queries a child':40} {handed.queries_a_child:6.1f}  (bound: {MOST_QUERIES_A_CHILD})")
    say(f"{'bare: as many rows, one insert each':40} {rows:6,} rows     {handed.bare_seconds:8.1f} s")
    return handed


def _bare(rows: int) -> float:
    """Each in a statement of its own, as a person would save them."""
    from accounts.models import NoticeRound

    at = dt.datetime.combine(TODAY, dt.time(10), tzinfo=dt.UTC)
    began = time.perf_counter()
    for number in range(rows):
        NoticeRound.objects.create(kind=f"bare{number}", day=TODAY, at=at)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description="Seconds and queries of a term handed out, beside the bare cost.")
    parser.add_argument("--children", type=int, default=CHILDREN)
    asked = parser.parse_args()
    with in_a_test_database() as vendor:
        from accounts import clock

        print(f"{vendor}, {asked.children:,} children")
        with clock.pretend(TODAY):
            run(children=asked.children)


if __name__ == "__main__":
    main()
