"""Posts that were ended in the portal: no file that has them open gives the access back.

A post does not say who ended it. Which ends the files gave is noted, so that a file can take back what one before it
said, and nothing else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from accounts.models import Post
from imports.models import FileRoll
from imports.reading.reading import Refusal, Row
from imports.rows import rolls
from imports.rows.rolls import PEOPLE_ROLL

NOTED = f"{PEOPLE_ROLL.file} ends"


class Ends:
    """Read before a file, noted while it is read: `key -> days`, as the newest file that had the post gives them."""

    def __init__(self) -> None:
        self.noted = FileRoll.objects.filter(file=NOTED).first() or FileRoll(file=NOTED)
        self.before: dict[str, list[str]] = dict(self.noted.keys)
        self.now: dict[str, list[str]] = defaultdict(list)

    def noting(self, rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
        for row in rows:
            if isinstance(row, Row):
                days = self.now[PEOPLE_ROLL.key_of(row)]
                days += [_said(row["until"])] if row.get("until") else []
            yield row

    def begin(self) -> None:
        """Before posts are written: an import that is killed has noted what it ended."""
        both = {key: [*self.before.get(key, []), *days] for key, days in self.now.items()}
        self._save(self.before | both)

    def finish(self) -> None:
        self._save(self.before | self.now)

    def mark(self, posts: Iterable[Post]) -> None:
        """Those that no file ended. One query where any has ended."""
        ended = [post for post in posts if post.until is not None and post.until > post.from_date]
        keys = {pk: rolls.key_of_post(post) for pk, post in _with_places(ended).items()}
        for post in ended:
            post.was_ended_in_portal = _said(post.until) not in self.before.get(keys[post.pk], [])

    def _save(self, days: dict[str, list[str]]) -> None:
        keys = {key: sorted(set(ends)) for key, ends in days.items() if ends}
        if keys != self.noted.keys:
            self.noted.keys = keys
            self.noted.save()


def _with_places(posts: Iterable[Post]) -> dict[int, Post]:
    pks = [post.pk for post in posts]
    return Post.objects.select_related("user", "team", "school").in_bulk(pks) if pks else {}


def _said(day: dt.date) -> str:
    return day.isoformat()
