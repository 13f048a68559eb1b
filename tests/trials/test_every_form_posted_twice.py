"""Every form to which the pages of the access matrix lead, filled in and truly sent twice from one page: one act.

In every run of the tests tests/trials/test_posted_twice.py holds the rule, by some forms and by how all are drawn.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from lxml import html

from accounts.models import School
from tests.architecture.test_access_matrix import OF_A_CHILD, WITHOUT_A_CHILD, of_child, plain
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in
from tests.trials.test_hostile_crawl import WRITES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = ("officer", "head", "sam", "teacher", "admin", "data_officer", "finance")
"""Between them they reach every page."""
LEADS_OUT = {"account_logout"}
FEWEST_ACTS = 38
WORDS = {
    "day": "1", "month": "12", "year": "2026", "date": "01/12/2026", "until": "01/12/2026", "days": "01/12/2026", "time": "14:30",
    "week": "2", "pence": "120", "email": "kim@school.example", "number": "1", "tel": "01632 960001",
}  # fmt: skip
"""By the last word of a field's name, or by its type."""


@dataclass(frozen=True)
class Form:
    """As a browser would send it from a page that was just drawn."""

    name: str
    address: str
    given: dict


def words_for(field) -> str:
    """What a person might write there."""
    return WORDS.get(field.name.rpartition("_")[2], WORDS.get(field.get("type"), "Swam to the far side"))


def choice_of(field) -> str:
    if field.tag == "select":
        return next((value for value in field.value_options if value), "")
    return field.get("value", "on")


def given_in(form) -> dict:
    given: dict = {}
    for name, value in form.form_values():
        given.setdefault(name, []).append(value)
    for field in form.inputs:
        kind = field.get("type", "")
        is_filled = field.name and any(str(value).strip() for value in given.get(field.name, ()))
        if not field.name or is_filled or kind in ("hidden", "submit"):
            continue
        if kind == "file":
            given[field.name] = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 Reads to page 40.")
        elif field.tag == "select" or kind in ("radio", "checkbox"):
            given[field.name] = [choice_of(field)]
        else:
            given[field.name] = [words_for(field)]
    for button in form.xpath(".//button[@name]")[:1]:
        given[button.get("name")] = [button.get("value", "")]
    return given


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0].partition("#")[0]).view_name
    except Resolver404:
        return ""


def page_at(client: Client, address: str):
    answer = client.get(address)
    is_page = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    return html.fromstring(answer.content.decode()) if is_page else None


def forms_from(client: Client, begin: list[str], done: set[str]) -> Iterator[Form]:
    """Of each page by its name one, from these to all that they lead to; of each form one, without those in `done`."""
    to_visit, visited, met = list(begin), set(), set()
    while to_visit:
        address = to_visit.pop(0)
        name = name_of(address)
        if not name or name in visited:
            continue
        visited.add(name)
        if (page := page_at(client, address)) is None:
            continue
        to_visit += [link for link in page.xpath("//main//a/@href") if link.startswith("/")]
        for form in page.forms:
            to = form.action or address
            key = (name_of(to), tuple(sorted(form.fields)))
            if form.method == "POST" and key not in met and name_of(to) not in done | LEADS_OUT:
                met.add(key)
                yield Form(name_of(to), to, given_in(form))


def sent(client: Client, form: Form):
    """Where it leads, and the tables that were written."""
    for value in form.given.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(form.address, form.given)
    tables = {found[2] for query in queries.captured_queries if (found := WRITES.match(query["sql"]))}
    return answer, tables - {"django_session"}


@pytest.mark.usefixtures("nothing_is_drawn")
def test_every_form_that_is_sent_twice_from_one_page_is_one_act(cast, monkeypatch):
    monkeypatch.setitem(WORDS, "school", School.objects.exclude(pk=cast.school.pk).first().urn)
    pep = open_plan(cast.child, at=moment(dt.date(2026, 9, 2)))
    begin = [of_child(name, pep) for name in OF_A_CHILD] + [plain(name, cast) for name in WITHOUT_A_CHILD]
    acts, wrong = set(), []
    for who in WHO:
        client = signed_in(getattr(cast, who))
        for form in list(forms_from(client, begin, acts)):
            with transaction.atomic():
                cache.clear()
                first, tables = sent(client, form)
                second, again = sent(client, form)
                transaction.set_rollback(True)
            if first.status_code == 302 and tables:
                acts.add(form.name)
                if again or second.status_code != 302 or second.url != first.url:
                    wrong.append(f"{form.name} for {who}: {second.status_code}, wrote {sorted(again)}")

    assert wrong == []
    assert len(acts) >= FEWEST_ACTS, sorted(acts)
