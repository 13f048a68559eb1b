"""people.csv: who holds which post. A person is made without a password, and is invited later."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Max, Q

from accounts import clock, invitation_requests
from accounts.enums import SCHOOL_ROLES, TEAM_ROLES
from accounts.models import InvitationRequest, Post, Team, User
from imports.reading import extract_files
from imports.reading.batches import some_at_a_time
from imports.reading.reading import Refusal, Row
from imports.rows.by_child import Said, Writer
from imports.rows.dated_files import Table, taken, write_all, writer_of
from imports.rows.dated_rows import Incoming, Shape
from imports.rows.ended_posts import Ends
from imports.rows.lookups import Lookups, NotKnown
from imports.rows.staging import Staged, staging
from imports.running.report import Report

FILE = extract_files.PEOPLE.name
POSTS = Table(
    extract_files.PEOPLE,
    Post,
    Shape(track=("role", "team_id", "school_id"), marks=("is_deputy",)),
    {"role": "role", "deputy": "is_deputy"},
    {"school_urn": ("school_id", Lookups.school)},
    owner="user_id",
)


def take(rows: Iterable[Row | Refusal], report: Report, *, size: int = 0) -> None:
    """To be called inside `running.one_file`; `size` is the file's, in bytes."""
    ends = Ends()
    with staging() as staged:
        people = _People(staged, report)
        for some in some_at_a_time(taken(ends.noting(rows), report)):
            people.writer.write_all([Said(f"row of {row['email']}", [row], row) for row in some])
        newest = Post.objects.aggregate(pk=Max("pk"))["pk"] or 0
        ends.begin()
        write_all(staged, writer_of(replace(POSTS, mark_held=ends.mark), report), of_children=False, size=size)
        ends.finish()
    _close_requests(newest, report)


def _close_requests(newest: int, report: Report) -> None:
    """Somebody was asked for, and came by the file: whoever asked is told. Ends at once where nobody waits."""
    if not InvitationRequest.objects.waiting().exists():
        return
    begun = Post.objects.filter(pk__gt=newest).filter(Q(until=None) | Q(until__gt=clock.today()))
    for post in begun.select_related("user"):
        with transaction.atomic():
            invitation_requests.close_met(post, by=report.by, at=clock.now())


class _People:
    """Makes and changes people, and puts their posts aside."""

    def __init__(self, staged: Staged, report: Report):
        self.staged, self.report, self.lookups = staged, report, Lookups()
        self.writer = Writer(FILE, report, self._take, undo=self._forget)

    def _take(self, batch: Sequence[Said]) -> None:
        found = []
        for said in batch:
            try:
                found.append(_person_and_post(said.what, self.lookups, self.report))
            except NotKnown as why:
                self.report.refuse(said.what.refused(str(why), column=why.column, value=why.value))
        for owner, post in found:
            self.staged.add(owner, post)

    def _forget(self) -> None:
        """Some that were made are not there any more."""
        self.lookups = Lookups()


def _person_and_post(row: Row, lookups: Lookups, report: Report) -> tuple[int, Incoming]:
    """Raises NotKnown before anything is made."""
    values = POSTS.values(row, lookups)
    _refuse_wrong_place(row)
    _refuse_own_row(row, report)
    if values["role"] not in SCHOOL_ROLES:
        values["school_id"] = None
    values["team_id"] = _team(row, lookups, report) if values["role"] in TEAM_ROLES else None
    return _person(row, lookups, report), Incoming(row, row["from"], row.get("until"), values)


def _refuse_wrong_place(row: Row) -> None:
    if row["role"] in TEAM_ROLES and not row.get("team"):
        raise NotKnown("team", "", "This role belongs to a team. Name it.")
    if row["role"] in SCHOOL_ROLES and not row.get("school_urn"):
        raise NotKnown("school_urn", "", "This role belongs to a school. Give its URN.")


def _refuse_own_row(row: Row, report: Report) -> None:
    """Nobody gives themselves a post, by a file either."""
    if row["email"].casefold() == getattr(report.by, "email", "").casefold():
        raise NotKnown("email", row["email"], "You cannot give yourself a post. Ask a system administrator.")


def _team(row: Row, lookups: Lookups, report: Report) -> int:
    name = row["team"]
    if name.casefold() not in lookups.teams:
        lookups.teams[name.casefold()] = Team.objects.create(name=name).pk
        report.change(FILE, row.line, row["email"], "new team", None, name)
    return lookups.teams[name.casefold()]


def _person(row: Row, lookups: Lookups, report: Report) -> int:
    told = {name: row[name] for name in ("name", "telephone") if row.get(name)}
    if row["email"] not in lookups.people:
        user = User(email=row["email"], **told)
        user.set_unusable_password()
        user.save()
        lookups.people[row["email"]] = user.pk
        return user.pk
    user = User.objects.get(pk=lookups.people[row["email"]])
    differing = [name for name, value in told.items() if getattr(user, name) != value]
    for name in differing:
        report.change(FILE, row.line, row["email"], name, getattr(user, name), told[name])
        setattr(user, name, told[name])
    if differing:
        user.save(update_fields=differing)
        report.count(FILE, changed=1)
    return user.pk
