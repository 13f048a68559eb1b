"""Every mounted address, asked by those whom it is for and by those whom it is not, with what an attacker would send.

Never a fault of the portal, and what is refused leaves nothing half-written. Each request is undone afterwards, so that
all of them meet the same portal. PostgreSQL tells the most: SQLite takes numbers, letters and lengths that it refuses.
Of all this no line of the log, written as in production, tells what was sent, a path, a name or a key.
"""

import io
import itertools
import json
import logging.config
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import Letter, School, Team
from pep_portal import logs
from peps.models import Invitee, Meeting, Target
from tests.architecture.test_access_matrix import addresses
from tests.cast import NAMES
from tests.factories import ContactFactory, NoteFactory, open_plan
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LONG, HUGE = "ẞ" * 25_000, "9" * 400
HOSTILE = (
    "\x00", "a\x00b", LONG, "-1", "0", "99999999999999999999", "-9223372036854775809", HUGE, "1e309", "NaN", "-Infinity", "²",
    "١٢٣", "\u202e💥\u200b\ufeff", "\ud83d", "<script>alert(1)</script>", "' OR 1=1 --", "%00", "%s%n{0}{{7*7}}", "[]",
    '{"a": null}', "null", "True", "0x1F", "2026-13-45", "31/02/2026", "0000-00-00", "10000-01-01", "../../etc/passwd", "a\r\nSet-Cookie: x=1",
    "\xa0", "",
)  # fmt: skip
ASKED_FOR = (
    "page",
    "show",
    "school",
    "week",
    "round",
    "named",
    "for",
    "about",
    "q",
    "on",
    "term",
    "next",
    "then",
    "sort",
)
SENT = (
    "then",
    "text",
    "shared_with",
    "take_away",
    "restore",
    "remove",
    "plan",
    "person",
    "login",
    "example",
    "checked",
)
IN_THE_PATH = {
    "int": ("0", "99999999999999999999", "9" * 300),
    "slug": ("x" * 3000, "-", "0"),
    "str": ("\x00", "%", "x" * 3000, "💥"),
    "uuid": ("00000000-0000-0000-0000-000000000000",),
}
READING = ("officer", "head", "sam", "teacher", "admin", "data_officer", "finance", "governance", "manager")
"""In whose hands a page is looked for first: between them they reach every page."""
REFUSED = range(400, 500)
WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
SHORTEST = 6
"""Letters of what is sent. A shorter text stands in lines for other reasons, in a request's number for one."""
MAY_BE_WRITTEN = re.compile(r"django_session|accounts_auditrecord|axes_.*|.*signinattempt|.*cache")
"""That somebody asked, and how often: also of what is refused."""


class Fields(HTMLParser):
    """Names of the fields of a page's forms, and whether one takes a file."""

    def __init__(self, text: str):
        super().__init__()
        self.names: dict[str, bool] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("input", "select", "textarea", "button") and given.get("name"):
            self.names[given["name"]] = given.get("type") == "file"


@pytest.fixture
@kept
def portal(cast):
    """A portal in which most addresses lead somewhere: rows of most kinds, each with its key."""
    pep = open_plan(cast.child)
    open_plan(cast.other)
    meeting = Meeting.objects.filter(pep=pep).first() or Meeting.objects.create(pep=pep)
    contact = ContactFactory(child=cast.child, may_have_contact=False, may_collect=False)
    return {
        "reference": [
            pep.reference,
            cast.child.reference,
            Target.objects.create(pep=pep, area="SEMH", outcome="Reads").reference,
            Invitee.objects.create(meeting=meeting, role="OTHER", name="Kit").reference,
        ],
        "pk": [
            contact.pk,
            NoteFactory(child=cast.child).pk,
            cast.sam.pk,
            *Team.objects.values_list("pk", flat=True)[:1],
            *School.objects.values_list("pk", flat=True)[:1],
            *Letter.objects.values_list("pk", flat=True)[:1],
        ],
        "key": ["targets", "meeting", "about_me", cast.term.key],
        "kind": ["note", "contact", "school"],
        "mark": ["address", str(contact.pk), f"collect-{contact.pk}"],
        "tab": ["school", "family"],
        "made_for": ["carer"],
    }


@pytest.fixture
def clients(cast):
    found = {who: signed_in(getattr(cast, who)) for who in NAMES} | {"nobody signed in": Client()}
    for client in found.values():
        client.raise_request_exception = False
    return found


def asked(client: Client, method: str, url: str, data=None):
    """The answer, and the tables that were written and not undone. Everything is undone afterwards."""
    reset_queries()  # Django keeps the last 9,000, and warns of more
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(url, data or {})
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer, written(query["sql"] for query in queries.captured_queries)


def written(statements) -> set[str]:
    """What was rolled back to a savepoint counts for nothing."""
    done: list[tuple[str, str]] = []
    for sql in statements:
        words = sql.replace('"', "").split()
        if words[:1] == ["SAVEPOINT"]:
            done.append(("", words[1]))
        elif words[:3] == ["ROLLBACK", "TO", "SAVEPOINT"]:
            while done and done.pop() != ("", words[3]):
                pass
        elif found := WRITES.match(sql):
            done.append((found[2], ""))
    return {table for table, _ in done if table and not MAY_BE_WRITTEN.fullmatch(table)}


def places(name: str, portal) -> list[dict]:
    """Arguments for an address, the likeliest first."""
    wanted = arguments_of(name)
    pools = [
        [(each, value) for value in portal.get(each, portal["pk" if kind == "int" else "key"])] for each, kind in wanted
    ]
    return [dict(chosen) for chosen in itertools.islice(itertools.product(*pools), 12)]


def arguments_of(name: str) -> list[tuple[str, str]]:
    """[(argument, converter)]."""
    resolver = get_resolver()
    for part in name.split(":")[:-1]:
        resolver = resolver.namespace_dict[part][1]
    found = resolver.reverse_dict.getlist(name.rpartition(":")[2])
    (((_, params),), _, _, converters) = found[0][0][:1], *found[0][1:4]
    return [(param, type(converters.get(param)).__name__.removesuffix("Converter").lower()) for param in params]


def settled(name: str, clients, portal) -> tuple[str, list[str], list[str]]:
    """An address that leads somewhere where there is one, who gets in, and what its forms ask for."""
    url = ""
    for given in places(name, portal):
        try:
            url = reverse(name, kwargs=given)
        except NoReverseMatch:
            continue
        for who in READING:
            answer, _ = asked(clients[who], "get", url)
            if answer.status_code in (200, 405):
                is_page = answer.status_code == 200 and not answer.streaming and "html" in answer["Content-Type"]
                return url, [who], list(Fields(answer.content.decode()).names) if is_page else []
            if answer.status_code != 404:
                continue
    return url, [], []


class Log(io.StringIO):
    """Everything that is logged, as production writes it, and what no line of it may hold."""

    planted: frozenset[str] = frozenset()

    def told(self, about: str) -> list[str]:
        """What the lines since the last look tell that they may not."""
        lines = self.getvalue().casefold()
        self.seek(0)
        self.truncate()
        found = sorted(word for word in self.planted if word in lines)
        return [f"{about}: the log tells {word[:40]!r}" for word in found]


def as_a_line_holds_it(value: str) -> set[str]:
    """As it is, as JSON writes it, and as an address does."""
    in_path = quote(value.encode("utf-8", "surrogatepass"))
    return {each.casefold() for each in (value, json.dumps(value)[1:-1], in_path)}


@pytest.fixture
def log(cast, portal, clients):
    written = Log()
    in_paths = [value for values in IN_THE_PATH.values() for value in values]
    sent = [part[:40] for each in (*HOSTILE, *in_paths) for part in each.split("\r\n") if len(part) >= SHORTEST]
    names = [name for child in (cast.child, cast.other) for name in (child.given_name, child.family_name)]
    keys = [cookie.value for client in clients.values() for cookie in client.cookies.values()]
    people = [cast.sam.email, cast.sam.name, cast.teacher.email]
    words = (*sent, *names, *keys, *people, *portal["reference"])
    written.planted = frozenset().union(*map(as_a_line_holds_it, words))
    configuration = logs.configuration(is_production=True)
    configuration["handlers"]["console"]["stream"] = written
    logging.config.dictConfig(configuration)
    yield written
    logging.config.dictConfig(logs.configuration(is_production=settings.IS_PRODUCTION))


@pytest.fixture
def every_address():
    return sorted(name for name in addresses() if name != "gallery")


@pytest.mark.parametrize("part", range(6))
def test_no_address_fails_half_writes_or_is_told_of_in_the_log(clients, portal, log, every_address, part):
    faults, opened = [], 0
    for number, name in list(enumerate(every_address))[part::6]:
        url, inside, fields = settled(name, clients, portal)
        faults += log.told(name)
        if not url:
            continue
        opened += bool(inside)
        bad = itertools.cycle(HOSTILE[number % len(HOSTILE) :] + HOSTILE[: number % len(HOSTILE)])
        outside = list(NAMES)[number % len(NAMES)]
        for who in dict.fromkeys([*inside, outside, "nobody signed in"]):
            for method, names in (("get", ASKED_FOR + tuple(fields)), ("post", tuple(fields) or SENT)):
                faults += tried(clients[who], method, url, {each: next(bad) for each in names}, f"{name} for {who}")
            faults += tried(
                clients[who], "post", url, {each: [next(bad), next(bad)] for each in fields}, f"{name} for {who}, twice"
            )
        faults += tried(clients[(inside or [outside])[0]], "post", url, {}, f"{name} with nothing")
        faults += log.told(f"{name} at {url}")
    assert opened
    assert faults == []


def tried(client, method, url, data, about) -> list[str]:
    data = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
    data = {
        name: [text(each) for each in value] if isinstance(value, list) else text(value) for name, value in data.items()
    }
    answer, tables = asked(client, method, url, data)
    if answer.status_code >= 500 and answer.status_code != 503:
        raised = answer.exc_info[1] if getattr(answer, "exc_info", None) else answer.status_code
        return [f"{method} {about}: {raised!r}"[:300]]
    if answer.status_code in REFUSED and tables:
        return [f"{method} {about}: refused with {answer.status_code}, and wrote {sorted(tables)}"]
    return []


def text(value: str) -> str | bytes:
    """Half of a surrogate pair goes as its bytes."""
    return value.encode("utf-8", "surrogatepass") if value == "\ud83d" else value


def test_no_address_fails_whatever_stands_in_it(clients, portal, log, every_address):
    faults = []
    for number, name in enumerate(every_address):
        wanted = arguments_of(name)
        if not wanted or not (first := next(iter(places(name, portal)), None)):
            continue
        for param, kind in wanted:
            for value in IN_THE_PATH[kind if kind in IN_THE_PATH else "str"]:
                try:
                    url = reverse(name, kwargs={**first, param: "0" if kind == "int" else "x0x0x"})
                except NoReverseMatch:
                    continue
                url = url.replace(
                    "/0/" if kind == "int" else "x0x0x", f"/{value}/" if kind == "int" else quote(value), 1
                )
                who = READING[number % len(READING)]
                for method in ("get", "post"):
                    faults += tried(clients[who], method, url, {}, f"{name} with {param} {value[:20]!r} for {who}")
        faults += log.told(name)
    assert faults == []


def test_the_crawl_would_find_what_a_line_told(cast, log):
    portal = logging.getLogger("portal")
    for value in ("<script>alert(1)</script>", LONG, cast.child.family_name, cast.sam.email):
        portal.warning("was sent %s", value)
        assert log.told("a line") != [], value
        assert log.told("a line") == []
