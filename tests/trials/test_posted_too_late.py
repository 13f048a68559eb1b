"""A form that was open on the screen when the child moved, the post ended or the record was restricted, and is sent then.

Every form that a teacher and a social worker are given about their child is drawn, and sent once that happened.
"""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from peps.enums import CloseReason
from peps.life.workflow import make_move
from peps.models import Target
from tests.architecture.test_access_matrix import OF_A_CHILD, of_child
from tests.cast import TODAY
from tests.factories import NoteFactory, UserFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in
from tests.trials.test_hostile_crawl import asked
from tests.trials.test_insider_at_a_school import close_account, end_posts, leave_the_school, reallocate, restrict_to

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OF_THE_PLAN = {
    "peps_section",
    "peps_revision",
    "peps_conflict",
    "peps_target",
    "peps_meeting",
    "peps_invitee",
    "peps_part",
}
OF_SECTIONS = ("about_me", "views", "targets", "meeting", "attendance")


class Forms(HTMLParser):
    """[(address, {name: value})] of the forms of a page that are posted."""

    def __init__(self, url: str, text: str):
        super().__init__()
        self.url, self.found, self.is_open = url, [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.is_open = given.get("method") == "post" and "data-works-signed-out" not in given
            if self.is_open:
                self.found.append((urljoin(self.url, given.get("action") or ""), {}))
        elif self.is_open and given.get("name") and tag in ("input", "textarea", "select", "button"):
            self.found[-1][1].setdefault(given["name"], given.get("value") or "1")

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_open = False


def pages(pep) -> list[str]:
    target = Target.objects.create(pep=pep, area="SEMH", outcome="Reads")
    note = NoteFactory(child=pep.child)
    found = [of_child(name, pep) for name in OF_A_CHILD]
    found += [reverse("peps:section", args=[pep.reference, key]) for key in OF_SECTIONS]
    found += [reverse("peps:hand_over", args=[pep.reference, made_for]) for made_for in ("child", "carer")]
    found += [
        reverse("children:add_row", args=[pep.child.reference, kind]) for kind in ("note", "contact", "suspension")
    ]
    found.append(reverse("peps:target", args=[pep.reference, target.reference]))
    found.append(reverse("children:row_in_error", args=[pep.child.reference, "note", note.pk]))
    return found


def drafts(pep, person) -> list[tuple[str, dict]]:
    """What the page's scripts send."""
    typed = {
        "page": "1",
        "seq": "1",
        "person": str(person.pk),
        "know_about_me": "Typed before",
        "n__know_about_me": "0",
    }
    section = [pep.reference, "about_me"]
    return [(reverse(f"peps:{name}", args=section), typed) for name in ("save_draft", "here")]


def forms_of(client, pep, person) -> list[tuple[str, dict]]:
    found = drafts(pep, person)
    for url in pages(pep):
        answer, _ = asked(client, "get", url)
        if answer.status_code == 200 and "html" in answer["Content-Type"] and not answer.streaming:
            found += Forms(url, answer.content.decode()).found
    return found


def happens(how: str, cast, person) -> None:
    if how == "the child has moved on":
        if person == cast.teacher:
            leave_the_school(cast.child)
        else:
            reallocate(cast.child, UserFactory(name="Next Person"))
    elif how == "the record is restricted":
        restrict_to(cast.child, cast.head)
    elif how == "their post has ended":
        end_posts(person)
    else:
        close_account(person)


WAYS = ("the child has moved on", "the record is restricted", "their post has ended", "their account is closed")


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("who", ["teacher", "sam"])
def test_what_was_open_on_the_screen_is_taken_no_more_and_writes_nothing(cast, who, how):
    person, pep = getattr(cast, who), open_plan(cast.child)
    client = signed_in(person)
    forms = forms_of(client, pep, person)
    assert len(forms) > 25

    happens(how, cast, person)

    faults = []
    for url, data in forms:
        answer, tables = asked(client, "post", url, data)
        is_refused = answer.status_code in (401, 403, 404) or (answer.status_code == 302 and "/login/" in answer.url)
        if not is_refused or tables:
            faults.append(f"{url} {sorted(data)[:5]}: {answer.status_code}, wrote {sorted(tables)}")
    assert faults == []


@pytest.mark.parametrize("who", ["teacher", "sam", "officer"])
def test_nothing_of_a_plan_that_was_closed_meanwhile_is_written(cast, who):
    person, pep = getattr(cast, who), open_plan(cast.child)
    client = signed_in(person)
    forms = [(url, data) for url, data in forms_of(client, pep, person) if pep.reference in url]
    assert len(forms) > 10

    def written() -> dict[str, set[str]]:
        found = {url: asked(client, "post", url, data)[1] & OF_THE_PLAN for url, data in forms}
        return {url: tables for url, tables in found.items() if tables}

    assert len(written()) >= 2, "they would write"

    make_move("close", pep=pep, by=cast.head, at=moment(TODAY), close_reason=CloseReason.OPENED_IN_ERROR)

    assert written() == {}
