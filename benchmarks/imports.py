"""How fast files come in, beside the bare cost of reading the same CSV and inserting the same rows, in one run.

    .venv/bin/python -m benchmarks.imports                      5,000 children, 60,000 episodes, in a new SQLite file
    DATABASE_URL=postgres://… .venv/bin/python -m benchmarks.imports   in a test database of that server

Nothing of the portal's own data is touched.
"""

import argparse
import csv
import datetime as dt
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHILDREN, EPISODES = 5_000, 60_000
FIRST_DAY = dt.date(2014, 4, 1)
EPISODE_HEADING = (
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
    "HOME_POST", "PL_POST", "URN",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    what: str
    rows: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.what:58} {self.rows:8,} rows {self.seconds:8.1f} s {self.rows / self.seconds:10,.0f} rows/s"


def make_files(folder: Path, *, children: int, episodes: int) -> int:
    """A return of synthetic children, each with the same number of episodes. Returns how many rows there are."""
    chance = random.Random(903)
    each = episodes // children
    numbers = [f"B{number:06}" for number in range(children)]
    with (folder / "header.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"))
        for number in numbers:
            born = dt.date(2009, 9, 1) + dt.timedelta(days=chance.randrange(3000))
            rows.writerow((number, chance.choice("MF"), f"{born:%d/%m/%Y}", "WBRI", "UN1", "", ""))
    with (folder / "episodes.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(EPISODE_HEADING)
        for episode in range(each):  # a year after the other, so that no child's rows stand together
            rows.writerows(_episode(number, episode, is_last=episode == each - 1) for number in numbers)
    return children + each * children


def _episode(number: str, episode: int, *, is_last: bool) -> tuple:
    begins = FIRST_DAY + dt.timedelta(days=330 * episode)
    ends = "" if is_last else f"{begins + dt.timedelta(days=330):%d/%m/%Y}"
    reason, place = ("S" if episode == 0 else "P"), ("U6", "U4", "K2")[episode % 3]
    return (
        number,
        f"{begins:%d/%m/%Y}",
        reason,
        "C2",
        "N1",
        place,
        "PR1",
        ends,
        "" if is_last else "X1",
        "",
        "",
        "",
        "",
    )


def _day(text: str) -> dt.date:
    day, month, year = text.split("/")
    return dt.date(int(year), int(month), int(day))


def measure(what: str, rows: int, act: Callable[[], object]) -> Measured:
    began = time.perf_counter()
    act()
    return Measured(what, rows, time.perf_counter() - began)


def bare(folder: Path, *, children: int) -> int:
    """What cannot be saved: the CSV is read, and its rows inserted by the thousand. Undone at the end."""
    from django.db import transaction

    from children.models import Child, Placement

    written = 0
    with transaction.atomic():
        with (folder / "header.csv").open(newline="") as stream:
            made = [
                Child(social_care_id=f"X{row['CHILD']}"[:20], date_of_birth=_day(row["DOB"]))
                for row in csv.DictReader(stream)
            ]
        by_number = {child.social_care_id[1:]: child for child in Child.objects.bulk_create(made, batch_size=1000)}
        with (folder / "episodes.csv").open(newline="") as stream:
            waiting = []
            for row in csv.DictReader(stream):
                begins = _day(row["DECOM"])
                waiting.append(Placement(child=by_number[row["CHILD"]], kind=row["PLACE"], from_date=begins))
                if len(waiting) == 1000:
                    Placement.objects.bulk_create(waiting)
                    written += len(waiting)
                    waiting = []
            Placement.objects.bulk_create(waiting)
        transaction.set_rollback(True)
    return written + len(waiting)


def run(*, children: int = CHILDREN, episodes: int = EPISODES, say: Callable[[str], object] = print) -> list[Measured]:
    """In the database that is set up. Returns what was measured, in the order of the lines."""
    from accounts.audit import System
    from imports.kinds import ssda903

    measured = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = make_files(folder, children=children, episodes=episodes)
        for what, act in (
            ("bare: csv read, rows inserted by the thousand, undone", lambda: bare(folder, children=children)),
            ("import_ssda903, the first time", lambda: ssda903.import_folder(folder, by=System("imports"))),
            (
                "import_ssda903, the same again: nothing changes",
                lambda: ssda903.import_folder(folder, by=System("imports")),
            ),
        ):
            measured.append(measure(what, rows, act))
            say(str(measured[-1]))
    bare_rate, first_rate = measured[0].rows / measured[0].seconds, measured[1].rows / measured[1].seconds
    say(f"The first import costs {bare_rate / first_rate:.1f} times the bare rows.")
    say(f"Most memory at any time: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return measured


@contextmanager
def in_a_test_database() -> Iterator[str]:
    """The portal set up over an empty database of its own, thrown away at the end. Yields which kind it is."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pep_portal.settings")
        os.environ["DATA_DIR"] = folder
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "benchmark.sqlite3")
        made = setup_databases(verbosity=0, interactive=False)
        try:
            yield connection.vendor
        finally:
            teardown_databases(made, verbosity=0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rows per second of an import, beside the bare cost.")
    parser.add_argument("--children", type=int, default=CHILDREN)
    parser.add_argument("--episodes", type=int, default=EPISODES)
    asked = parser.parse_args()
    with in_a_test_database() as vendor:
        print(f"{vendor}, {asked.children:,} children, {asked.episodes:,} episodes")
        run(children=asked.children, episodes=asked.episodes)


if __name__ == "__main__":
    main()
