"""Browser tests: the system's own Chromium, an accessibility check, and a watch over console and requests.

A plugin of pytest (tests/conftest.py names it). Mark such tests `browser`, and use `transactional_db` with `live_server`.
"""

import os
import shutil
import threading
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test.testcases import QuietWSGIRequestHandler
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.signed_in import signed_in
from tests.waiting import PATIENCE_SECONDS

# Playwright keeps an event loop in the tests' thread for the whole run, and Django would take it for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Nothing that calls home, and letters drawn the same on every machine.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 375, "height": 740}


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "answers_with_a_fault: the server is to answer 5xx here; elsewhere that is an error"
    )
    # The browser plugin's own way of defining its fixtures; nothing of ours.
    config.addinivalue_line(
        "filterwarnings",
        "ignore:Session-scoped fixtures defined as instance methods are deprecated:pytest.PytestRemovedIn10Warning",
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    installed = filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser")))
    chromium = os.environ.get("CHROMIUM") or next(installed, None)
    if not chromium:
        pytest.fail("No Chromium: apt-get install chromium-headless-shell, or set CHROMIUM to its path")
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London", "viewport": WIDE}


@pytest.fixture
def faults_answered(monkeypatch) -> list[str]:
    """What the test's own server answered with 5xx, whichever page or script asked for it."""
    faults: list[str] = []

    def note(handler, code="-", size="-"):
        if str(code).startswith("5"):
            faults.append(f"{handler.requestline}: {code}")

    monkeypatch.setattr(QuietWSGIRequestHandler, "log_request", note)
    return faults


@pytest.fixture(autouse=True)
def _server_at_rest(request):
    """A page may still be asking something when its browser closes: the database is emptied once that is answered.

    Whatever the page made of it, a fault of the server fails the test, unless that is what the test is about.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    request.getfixturevalue("live_server")
    faults = request.getfixturevalue("faults_answered")
    yield
    while answering := next((each for each in threading.enumerate() if "process_request" in each.name), None):
        answering.join(timeout=PATIENCE_SECONDS)
        assert not answering.is_alive(), "A page is still being answered long after its browser has closed"
    if not request.node.get_closest_marker("answers_with_a_fault"):
        assert faults == []


class Watch:
    """What a page should not do: complain on its console, or ask anybody but this server."""

    def __init__(self, page: Page):
        self.complaints: list[str] = []
        self.asked_elsewhere: list[str] = []
        self.page = page
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 403, 404 or 429 on purpose is no fault of the page.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname not in {"localhost", "127.0.0.1"}:
            self.asked_elsewhere.append(request.url)

    def assert_quiet(self) -> None:
        assert self.complaints == []
        assert self.asked_elsewhere == []


@pytest.fixture
def watched_page(page: Page):
    """A page of which the test fails at its end if it complained or asked anybody else."""
    watch = Watch(page)
    yield page
    watch.assert_quiet()


@pytest.fixture
def sign_in(watched_page: Page, live_server):
    """Lets a person be signed in, and comes back with My work."""

    def as_(person) -> Page:
        be_signed_in(watched_page, live_server, person)
        watched_page.goto(live_server.url + reverse("workspace:my_work"))
        return ready(watched_page)

    return as_


def be_signed_in(page: Page, live_server, person) -> None:
    """Puts the cookie of a new session into this browser; the sign-in page itself has journeys of its own."""
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def ready(page: Page) -> Page:
    """Waits until the page's scripts have run."""
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def faults_of(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds, one line each: rule, how bad, how often, where first."""
    if not page.evaluate("Boolean(window.axe)"):  # half a megabyte: once for each page, not for each width
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(
        """async (options) => (await axe.run(document, options)).violations.map(
            ({ id, impact, nodes }) => `${id} (${impact}), ${nodes.length}: ${nodes[0].html.slice(0, 160)}`
        )""",
        # Without `preload` axe reads no style sheet a second time; only a rule about turned screens would ask for them.
        {
            "runOnly": RULES,
            "rules": {"color-contrast": {"enabled": contrast}},
            "resultTypes": ["violations"],
            "preload": False,
        },
    )


def assert_accessible(page: Page, *, widths=(WIDE, NARROW)) -> None:
    """Axe finds nothing, and nothing has to be scrolled sideways, at each width.

    Contrast takes two thirds of that time and hardly goes with the width: it is asked at the first alone. What only a
    narrow page shows has its contrast asked by the components' own page and by the way at 375 pixels.
    """
    for nth, size in enumerate(widths):
        page.set_viewport_size(size)
        assert faults_of(page, contrast=nth == 0) == [], f"{page.url} at {size['width']}"
        taken = page.evaluate("document.documentElement.scrollWidth")
        assert taken <= size["width"], f"{page.url} is {taken} wide at {size['width']}"


def assert_error_links_lead_to_controls(page: Page) -> None:
    """Each link of the error summary puts the focus into a control."""
    links = page.locator(".govuk-error-summary__list a")
    assert links.count()
    for i in range(links.count()):
        links.nth(i).click()
        focused = page.evaluate("document.activeElement.tagName")
        assert focused in {"INPUT", "SELECT", "TEXTAREA"}, links.nth(i).get_attribute("href")
