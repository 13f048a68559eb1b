"""One person's browser after the other's, on one server: what the journeys share."""

import os
import re
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from peps.models import PersonalEducationPlan, Section
from peps.questions.blueprint.target_questions import key_of
from peps.questions.plan_form import blueprint_of
from tests.browser_support import NARROW, WIDE, Watch, assert_accessible, ready
from tests.factories.accounts import PASSWORD
from tests.journeys.filling import answers_to_post, target_texts

# Where pictures for docs/guide/ are kept, when they are asked for.
PICTURES = os.environ.get("GUIDE_PICTURES", "")
# A busy machine is no fault of the portal.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
WAYS = {"wide": (WIDE, True), "narrow": (NARROW, True), "without JavaScript": (WIDE, False)}


# One question to the page for each control; asking for kind, place and value apart takes six.
CONTROL = """name => {
    const found = document.getElementsByName(name);
    if (!found.length) return null;
    const chosen = [...found].find(each => each.type === "radio" && each.checked);
    const {type, value} = found[0];
    return {type, value: type === "radio" ? chosen?.value : value, isShown: found[0].checkVisibility()};
}"""
OF_A_TARGET = re.compile(r"/targets/[A-Z0-9]{8}/$")


class Walk:
    """One person's browser after the other's, on one server."""

    def __init__(self, browser, server, size, *, scripted: bool):
        self.browser, self.server, self.size, self.scripted = browser, server, size, scripted
        self.page: Page | None = None
        self.looked_at: set[str] = set()

    def sign_in(self, person) -> Page:
        self.sign_out()
        context = self.browser.new_context(
            java_script_enabled=self.scripted, viewport=self.size, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.watch = Watch(self.page)
        self.page.goto(self.server.url + reverse("account_login"))
        self.look("sign-in")
        self.page.locator("input[name=login]").fill(person.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.press("Sign in")
        self.look("my-work-" + person.posts.first().role.lower())
        return self.page

    def sign_out(self) -> None:
        if self.page:
            self.watch.assert_quiet()
            self.page.context.close()

    def go(self, name: str, *args) -> Page:
        self.page.goto(self.server.url + reverse(name, args=args))
        return self.page

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Axe at this walk's width, once for each kind of page; a picture where they are wanted."""
        if not self.scripted or name in self.looked_at:
            return
        self.looked_at.add(name)
        ready(self.page)
        assert_accessible(self.page, widths=(self.size,))
        if PICTURES:
            path = Path(PICTURES, f"{name}-{self.size['width']}.png")
            self.page.screenshot(path=path, full_page=True)

    def fill(self, data: dict[str, str]) -> None:
        """Writes what differs from what stands there. A small plan asks for fewer targets: what is not there is left."""
        for name, value in data.items():
            there = self.page.evaluate(CONTROL, name)
            if there is None or there["type"] in {"hidden", "checkbox"} or value in {"", there["value"]}:
                continue
            if there["type"] == "radio":
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif not there["isShown"]:
                continue
            elif there["type"] == "select-one":
                self.page.locator(f'[name="{name}"]').first.select_option(value)
            else:
                self.page.locator(f'[name="{name}"]').first.fill(value)


def plan_of(child) -> PersonalEducationPlan:
    return PersonalEducationPlan.objects.get(child=child)


def write_targets(walk: Walk, pep: PersonalEducationPlan) -> None:
    """Each on a page of its own."""
    for texts in target_texts():
        walk.go("peps:add_target", pep.reference)
        walk.look("add-target")
        walk.press("Start with an empty target")
        walk.page.wait_for_url(OF_A_TARGET)
        reference = walk.page.url.rstrip("/").rsplit("/", 1)[-1]
        walk.fill({key_of(reference, column): text for column, text in texts.items()})
        walk.press("Save and go back to the targets")
        expect(walk.page.locator(".govuk-notification-banner").first).to_contain_text("is saved")
        walk.look("targets")


def complete_part(walk: Walk, child, part: str) -> None:
    """Each section of the part: typed as a person would, and marked as complete."""
    pep = plan_of(child)
    blueprint = blueprint_of(pep)
    for section in Section.objects.filter(pep=pep, part__name=part, confirmed_at=None).order_by("position"):
        if section.key == "targets":
            write_targets(walk, pep)
        walk.go("peps:section", pep.reference, section.key)
        walk.look(f"section-{section.key.replace('_', '-')}")
        walk.fill(answers_to_post(blueprint.section(section.key), section))
        walk.press("Save and mark as complete")
        expect(walk.page.locator(".govuk-notification-banner")).to_contain_text("is complete")
