"""A teacher who guesses addresses: what is another school's is answered exactly as what never was.

Neither the number, nor the words, nor the work that the portal does for it, and so the time, tells which children,
plans, letters and people there are.
"""

import itertools
import re

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Letter, Post
from peps.enums import OwnPageFor
from peps.models import Attachment, EarlierPlan, Invitee, LikelyExclusion, Meeting, Target
from peps.voice.guest_links import hand_over
from tests.architecture.test_access_matrix import BY_LINK, PUBLIC, addresses
from tests.cast import TODAY
from tests.factories import ClosingFormFactory, ContactFactory, NoteFactory, PlannedMoveFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in
from tests.trials.test_hostile_crawl import arguments_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = moment(TODAY)
NEVER_WAS = {"int": 987_654_321, "slug": "ZZZZ2222", "str": "ZZZZ2222", "uuid": "ZZZZ2222"}
OF_THE_FORM = {"key", "kind", "mark", "tab", "made_for", "term_key", "year", "phase", "page", "shape", "name", "what"}
"""Arguments that name nobody and nothing of anybody's."""
CHANGES_EACH_TIME = re.compile(r'(csrfmiddlewaretoken" value|csrf-token" content|nonce)="[^"]*"')
OF_THE_SESSION = re.compile(r"django_session|SAVEPOINT")
"""It is written once a minute, whatever is asked."""
FAR_FROM_ALL_OTHERS = itertools.count(70_001)
"""Keys that no row of another table has too."""


@pytest.fixture
def plans(cast):
    return {"own": open_plan(cast.child), "other": open_plan(cast.other)}


@pytest.fixture
def of_another_school(cast, plans):
    """{argument: values}, each of another child, plan or person. None of them is the teacher's."""
    pep, child = plans["other"], cast.other
    meeting = Meeting.objects.create(pep=pep)
    page, _ = hand_over(pep=pep, made_for=OwnPageFor.CHILD, last_day=TODAY, by=cast.stranger, at=AT)
    attachment = Attachment.objects.create(
        section=pep.sections.get(key="meeting"), kind="OTHER", title="Report", content_type="application/pdf", size=1,
        stored_name="attachments/made-up", sha256="0" * 64, audiences=["SCHOOL"], added_by=cast.stranger, added_at=AT,
    )  # fmt: skip
    likely = LikelyExclusion.objects.create(
        child=child, school=cast.other_school, category="SUSP", why="Fights", answer_by=TODAY, said_by=cast.stranger,
        said_at=AT,
    )  # fmt: skip
    earlier = EarlierPlan.objects.create(child=child, plan_date=TODAY, added_by_name="Files", added_at=AT)
    closing = ClosingFormFactory(child=child, school=cast.other_school)
    letter = Letter.objects.create(
        pk=next(FAR_FROM_ALL_OTHERS),
        person=cast.stranger,
        kind="daily",
        subject="To do",
        body="To do",
        day=TODAY,
        created_at=AT,
    )
    invitee = Invitee.objects.create(meeting=meeting, role="OTHER", name="Kit")
    made = (ContactFactory, NoteFactory, PlannedMoveFactory)
    rows = (*(each(pk=next(FAR_FROM_ALL_OTHERS), child=child) for each in made), letter)
    return {
        "pep_ref": [pep.reference],
        "target_ref": [Target.objects.create(pep=pep, area="SEMH", outcome="Reads").reference],
        "page_ref": [page.reference],
        "reference": [each.reference for each in (child, invitee, attachment, earlier, likely, closing)],
        "pk": [*(row.pk for row in rows), cast.stranger.pk],
        "post_pk": [Post.objects.get(user=cast.stranger).pk],
        "kept": [child.reference],
        "duplicate": [child.reference],
        "key": ["meeting"],
        "kind": ["contact", "note"],
        "mark": ["address"],
        "tab": ["school", "family"],
        "made_for": ["carer", "child"],
        "term_key": [cast.term.key],
    }


def tried(name, plans, of_another_school):
    """Arguments as pairs: what is another's, and what never was. Also below a plan or child of the teacher's own."""
    wanted = arguments_of(name)
    pools = [of_another_school.get(param, [NEVER_WAS[kind]]) for param, kind in wanted]
    if wanted[0][0] == "reference" and len(wanted) > 1:
        pools[0] = [plans["other"].child.reference]
    own = {"pep_ref": plans["own"].reference, "reference": plans["own"].child.reference}
    for values in itertools.product(*pools):
        theirs = dict(zip((param for param, _ in wanted), values, strict=True))
        never = theirs | {param: NEVER_WAS[kind] for param, kind in wanted if param not in OF_THE_FORM}
        yield theirs, never
        first = wanted[0][0]
        if first in own and set(theirs) - OF_THE_FORM - {first}:
            yield theirs | {first: own[first]}, never | {first: own[first]}


def told(client, method: str, url: str, given: dict) -> tuple:
    """All that somebody outside can see or measure of the answer, but for what they typed themselves."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(url)
    text = CHANGES_EACH_TIME.sub("", answer.content.decode())
    for typed in (url, *(value for value in given.values() if isinstance(value, str))):
        text = text.replace(typed, "…")
    asked = [query["sql"] for query in queries if not OF_THE_SESSION.search(query["sql"])]
    return answer.status_code, answer.get("Location", ""), text, len(asked)


def test_what_is_another_schools_is_answered_like_what_never_was(cast, plans, of_another_school):
    client = signed_in(cast.teacher)
    client.get("/help/")
    faults, number = [], 0
    for name in sorted(set(addresses()) - {*PUBLIC, *BY_LINK}):
        if not {param for param, _ in arguments_of(name)} - OF_THE_FORM:
            continue
        for (theirs, never), method in itertools.product(tried(name, plans, of_another_school), ("get", "post")):
            try:
                urls = [reverse(name, kwargs=given) for given in (theirs, never)]
            except NoReverseMatch:
                continue
            number += 1
            found = [told(client, method, url, given) for url, given in zip(urls, (theirs, never), strict=True)]
            if found[0] != found[1] or found[0][0] not in (403, 404, 405, 409):
                seen = [(status, where, len(text), queries) for status, where, text, queries in found]
                faults.append(f"{method} {name} {theirs}: {seen[0]}, and what never was: {seen[1]}")
    assert number > 200
    assert faults == []
