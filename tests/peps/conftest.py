import pytest

from tests.browser_support import NARROW, WIDE, Watch, be_signed_in
from tests.peps.desk import PATIENCE


@pytest.fixture
def desk(browser, live_server):
    """Opens a browser of somebody's own, signed in."""
    opened = []

    def at(person, *, size=WIDE, scripted=True):
        context = browser.new_context(
            viewport=size, java_script_enabled=scripted, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch = Watch(page)
        opened.append((context, watch))
        be_signed_in(page, live_server, person)
        return page

    yield at
    for context, watch in opened:
        context.set_offline(False)
        watch.assert_quiet()
        context.close()


@pytest.fixture
def phone(browser):
    """A phone of somebody's own, with nothing in it."""
    opened = []

    def of(*, size=NARROW, scripted=True):
        context = browser.new_context(
            viewport=size, has_touch=True, java_script_enabled=scripted, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        opened.append((context, Watch(page)))
        return page

    yield of
    for context, watch in opened:
        watch.assert_quiet()
        context.close()
