"""reviews.csv: statutory reviews of the care plan, held and booked; a child has one on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from accounts import clock
from children.enums import ReviewState
from children.models import CareReview
from imports.kinds import misdated_returns
from imports.reading import extract_files
from imports.reading.batches import some_at_a_time
from imports.reading.reading import Refusal, Row
from imports.rows.by_child import Said, Writer
from imports.rows.dated_files import taken
from imports.rows.lookups import SOCIAL_CARE_ID, Lookups, NotKnown
from imports.running.report import Report

FILE = extract_files.REVIEWS.name
NEAR = dt.timedelta(days=31)
"""Two reviews of a child are further apart, unless the file has both."""


class Reviews:
    """Takes pairs of a row and what it tells: state and participation code; an empty one says nothing."""

    def __init__(self, file: str, report: Report):
        self.file, self.report = file, report
        self.lookups = Lookups()
        self.seen: set[tuple] = set()

    def take(self, rows: Iterable[tuple[Row, dict[str, str]]]) -> None:
        writer = Writer(self.file, self.report, lambda batch: self._take([one for said in batch for one in said.what]))
        for some in some_at_a_time(rows):
            by_child: dict[int, list[tuple[tuple, Row, dict[str, str]]]] = defaultdict(list)
            for one in self._known_children(some):
                by_child[one[0][0]].append(one)
            writer.write_all(
                [Said(child, [row for _, row, _ in found], found, child=child) for child, found in by_child.items()]
            )

    def _known_children(self, rows: list[tuple[Row, dict[str, str]]]) -> Iterator[tuple[tuple, Row, dict[str, str]]]:
        for row, told in rows:
            try:
                key = (self.lookups.child(row[SOCIAL_CARE_ID]), row["review_date"])
            except NotKnown as why:
                self.report.refuse(row.refused(str(why), column=why.column, value=why.value))
                continue
            if told["state"] == ReviewState.HELD and key[1] > clock.today():
                why = "A review that was held has a day up to today."
                self.report.refuse(row.refused(why, column="review_date", value=key[1]))
                continue
            if key in self.seen:
                self.report.refuse(row.warned("This review stands twice in the file.", column="review_date"))
                continue
            self.seen.add(key)
            yield key, row, told

    def _take(self, rows: list[tuple[tuple, Row, dict[str, str]]]) -> None:
        held = CareReview.objects.filter(child__in={key[0] for key, _, _ in rows})
        self.known = {(review.child_id, review.review_date): review for review in held}
        self.new: dict[tuple, CareReview] = {}
        self.changed: dict[tuple, CareReview] = {}
        for key, row, told in rows:
            if key in self.known:
                self._meet(row, key, {name: value for name, value in told.items() if value})
            else:
                self.new[key] = CareReview(child_id=key[0], review_date=key[1], **told)
        CareReview.objects.bulk_create(self.new.values())
        CareReview.objects.bulk_update(self.changed.values(), ["state", "participation_code"])
        self.report.count(self.file, added=len(self.new), changed=len(self.changed))

    def _meet(self, row: Row, key: tuple, told: dict[str, str]) -> None:
        review = self.known[key]
        differing = {name: value for name, value in told.items() if getattr(review, name) != value}
        for name, value in differing.items():
            self.report.change(self.file, row.line, row[SOCIAL_CARE_ID], name, getattr(review, name), value)
            setattr(review, name, value)
        if differing:
            self.changed[key] = review
        else:
            self.report.count(self.file, unchanged=1)

    def end_what_is_gone(self, unread: set[str]) -> None:
        """Reviews that the portal holds and this file, which is whole, has not: a day was put right, or it is off.

        They are cancelled, and the report says which; a file that has them again brings them back. Of a child of whom
        the file has reviews, all of which could be read. What was held before them is history, and stays.
        """
        days = self._days()
        number_of = {pk: number for number, pk in self.lookups.children.items() if pk in days}
        not_whole = {self.lookups.children.get(number) for number in unread}
        for some in some_at_a_time(sorted(days)):
            here = [child for child in some if child not in not_whole]
            held = CareReview.objects.filter(child__in=here).exclude(state=ReviewState.CANCELLED)
            gone = [review for review in held.order_by("pk") if review.review_date not in days[review.child_id]]
            self._end([each for each in gone if self._is_off(each, days[each.child_id])], number_of)

    def end_those_misdated(self, shifts: Iterable[misdated_returns.Shift]) -> None:
        """Of a return, which is no whole list of a child's reviews: those that an earlier one dated wrongly as a whole.

        One that is near to a review of this file, and is no such twin, is named."""
        days = self._days()
        held = list(CareReview.objects.filter(child__in=days).exclude(state=ReviewState.CANCELLED).order_by("pk"))
        number_of = {pk: number for number, pk in self.lookups.children.items() if pk in days}
        twins = misdated_returns.twins(self.seen, [(one.child_id, one.review_date) for one in held], shifts)
        self._end([one for one in held if (one.child_id, one.review_date) in twins], number_of)
        for one in held:
            child, day = one.child_id, one.review_date
            if (child, day) in self.seen or (child, day) in twins:
                continue
            near = next((other for other in sorted(days[child]) if abs(other - day) <= NEAR), None)
            if near:
                self._name(day, near, number_of[child])

    def _days(self) -> dict[int, set[dt.date]]:
        """Of each child of whom the file has reviews."""
        days: dict[int, set[dt.date]] = defaultdict(set)
        for child, day in self.seen:
            days[child].add(day)
        return days

    def _name(self, held: dt.date, near: dt.date, whose: str) -> None:
        why = (
            f"The portal holds a review of this day, and this file one of {near:%d/%m/%Y}. Both were left. If they are one, "
            "the case system's file of reviews puts it right."
        )
        self.report.refuse(Refusal(self.file, 0, "REVIEW", f"{held:%d/%m/%Y}", why, warning=True, whose=whose))

    @staticmethod
    def _is_off(review: CareReview, days: set[dt.date]) -> bool:
        is_history = review.review_date < min(days) and not _may_be_one_of(review.review_date, days)
        return review.state == ReviewState.BOOKED or not is_history

    def _end(self, gone: list[CareReview], number_of: dict[int, str]) -> None:
        for review in gone:
            what = f"review of {review.review_date:%d/%m/%Y}, which is not in this file"
            was = ReviewState(review.state).label
            self.report.change(self.file, 0, number_of[review.child_id], what, was, ReviewState.CANCELLED.label)
            review.state = ReviewState.CANCELLED
        CareReview.objects.bulk_update(gone, ["state"])
        self.report.count(self.file, ended=len(gone))


def _may_be_one_of(day: dt.date, days: Iterable[dt.date]) -> bool:
    """A review whose day was put right since: near one of these, or the same but for the year."""
    return any(
        abs(day - other) <= NEAR or ((day.month, day.day) == (other.month, other.day) and day < other) for other in days
    )


def take(rows: Iterable[Row | Refusal], report: Report, *, size: int = 0) -> None:
    """To be called inside `running.one_file`; `size` is the file's, in bytes."""
    reviews, unread = Reviews(FILE, report), set()
    reviews.take(
        (row, {"state": row["state"], "participation_code": row.get("participation", "")})
        for row in taken(_noting_unread(rows, unread), report)
    )
    reviews.end_what_is_gone(unread)
    report.read_on(size)


def _noting_unread(rows: Iterable[Row | Refusal], unread: set[str]) -> Iterator[Row | Refusal]:
    for row in rows:
        if isinstance(row, Refusal) and not row.warning:
            unread.add(row.whose)
        yield row
