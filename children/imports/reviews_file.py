"""reviews.csv: statutory reviews of the care plan, held and booked; a child has one on a day."""

from collections.abc import Iterable

from children.imports import extract_files
from children.imports.children_file import taken
from children.imports.lookups import SOCIAL_CARE_ID, Lookups, NotKnown
from children.imports.reading import Refusal, Row
from children.imports.report import Report
from children.models import CareReview

FILE = extract_files.REVIEWS.name


class Reviews:
    def __init__(self, file: str, report: Report):
        self.file, self.report = file, report
        self.lookups = Lookups()
        self.known = {(review.child_id, review.review_date): review for review in CareReview.objects.all()}
        self.seen: set[tuple] = set()
        self.new: dict[tuple, CareReview] = {}
        self.changed: dict[tuple, CareReview] = {}

    def take(self, row: Row, told: dict[str, str]) -> None:
        """`told`: state and participation code; an empty one says nothing."""
        self.report.count(self.file, rows=1)
        try:
            key = (self.lookups.child(row[SOCIAL_CARE_ID]), row["review_date"])
        except NotKnown as why:
            self.report.refuse(row.refused(str(why), column=why.column, value=why.value))
            return
        if key in self.seen:
            self.report.refuse(row.warned("This review stands twice in the file.", column="review_date"))
            return
        self.seen.add(key)
        if key in self.known:
            self._meet(row, key, {name: value for name, value in told.items() if value})
        else:
            self.new[key] = CareReview(child_id=key[0], review_date=key[1], **told)

    def write(self) -> None:
        CareReview.objects.bulk_create(self.new.values(), batch_size=500)
        CareReview.objects.bulk_update(self.changed.values(), ["state", "participation_code"], batch_size=500)
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


def take(rows: Iterable[Row | Refusal], report: Report) -> None:
    """To be called inside `running.one_file`."""
    reviews = Reviews(FILE, report)
    for row in taken(rows, report):
        reviews.take(row, {"state": row["state"], "participation_code": row.get("participation", "")})
    reviews.write()
