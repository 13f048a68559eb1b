"""Pages that child, carer and parents open by a link, without an account (ADR 15).

A page works until it is sent, withdrawn, past its day, or its plan is no longer being written. Whoever has the link
may open it, as often and in as many browsers as they like, while the person who made it reaches the plan; what was
typed is shown to the browser that typed it.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.audit import System
from accounts.refusals import PortalRefusal
from children.protection.adulthood import is_adult
from peps.answer_length import require_fitting
from peps.enums import OwnPageFor, PepStatus, SharedWith
from peps.models import OwnAnswer, OwnBrowser, OwnPage, PersonalEducationPlan
from peps.questions.own_questions import own_questions
from peps.section_owners.assignees import writes_in
from peps.voice.link_makers import has_lost_its_maker

TOKEN_BYTES = 24
USUALLY = dt.timedelta(days=28)
MOST_DAYS = 90
FOR_A_CHILD = frozenset({OwnPageFor.CHILD, OwnPageFor.COPY})
ENDS_AT_18 = frozenset({OwnPageFor.CARER, OwnPageFor.PARENT})
VISITOR = System("own page")
ENDED = (
    "This link does not work any more. You did nothing wrong. "
    "Ask your social worker, or another grown-up you trust, for a new one."
)
"""Also for a link that never was, so that nobody learns which there are."""
ENDED_FOR_ADULTS = "This link does not work any more. Ask the child's social worker for a new one."


class CannotHandOver(PortalRefusal):
    """There is nothing to hand over now; the text says why."""


class PageClosed(PortalRefusal):
    """It was sent, withdrawn, is past its day, or its plan is finished. The text is for the one who holds the link."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def hand_over(
    *, pep: PersonalEducationPlan, made_for: OwnPageFor, last_day: dt.date, by: Any, at: dt.datetime
) -> tuple[OwnPage, str]:
    """The page, and the token of its link, which is shown once and not kept.

    A page of this kind that waits already gets a new link and a new last day: browsers in which it is open go on, and
    the former link ends. Raises ActNotAllowed and CannotHandOver.
    """
    access.require(by, Action.HAND_OVER_PAGE)
    locked = PersonalEducationPlan.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    _refuse_unless_wanted(locked, made_for, last_day, by=by, today=clock.day_of(at))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    page = waiting(locked, made_for) or OwnPage(pep=locked, made_for=made_for, made_by=by, made_at=at)
    page.token_sha256, page.until, page.made_by = digest(token), last_day + dt.timedelta(days=1), by
    page.save()
    audit.record("own_page.handed_over", by=by, subject=page, child=pep.child, made_for=made_for)
    return page, token


@transaction.atomic
def withdraw(*, page: OwnPage, by: Any, at: dt.datetime) -> None:
    """The link works no longer. What was typed and not sent is kept, and shown to nobody."""
    access.require(by, Action.HAND_OVER_PAGE)
    waits = OwnPage.objects.filter(pk=page.pk, sent_at=None, withdrawn_at=None)
    if waits.update(withdrawn_at=at, withdrawn_by=by):
        audit.record("own_page.withdrawn", by=by, subject=page, child=page.pep.child)


def waiting(pep: PersonalEducationPlan, made_for: str) -> OwnPage | None:
    return pep.own_pages.filter(made_for=made_for, sent_at=None, withdrawn_at=None).first()


def address_of(token: str) -> str:
    """What is handed over, or scanned from the square code."""
    return urljoin(settings.PORTAL_ADDRESS, reverse("peps:own_start", args=[token]))


def led_to(token: str, key_in: Callable[[str], str]) -> tuple[OwnPage, OwnBrowser | None]:
    """The page of that link, and the browser if it has the page open, by the key that it has for that reference.

    Raises PageClosed, in the same words for a link that never was. A browser that has the page open goes on when the
    one who made the link is gone: a word that was typed is not lost by it.
    """
    page = _with_plan().filter(token_sha256=digest(token)).first()
    if page is None:
        raise PageClosed(ENDED)
    require_open(page, clock.today())
    browser = browser_of(page.reference, key_in(page.reference))
    if browser is None and has_lost_its_maker(page):
        raise PageClosed(ended_for(page))
    return page, browser


def ended_for(page: OwnPage) -> str:
    return ENDED if page.made_for in FOR_A_CHILD else ENDED_FOR_ADULTS


@transaction.atomic
def open_in_browser(page: OwnPage, *, at: dt.datetime) -> str:
    """The key that this browser keeps, and shows with everything it asks."""
    key = secrets.token_urlsafe(TOKEN_BYTES)
    OwnBrowser.objects.create(page=page, key_sha256=digest(key), opened_at=at)
    if OwnPage.objects.filter(pk=page.pk, opened_at=None).update(opened_at=at):
        audit.record("own_page.opened", by=VISITOR, subject=page, child=page.pep.child)
    return key


def browser_of(reference: str, key: str) -> OwnBrowser | None:
    """The browser in which that page was opened, by the key in its cookie; None for every other."""
    rows = OwnBrowser.objects.filter(page__reference=reference, key_sha256=digest(key))
    whole = ("page__pep__child", "page__pep__edition", "page__pep__fills_term", "page__pep__school", "page__made_by")
    return rows.select_related(*whole).first()


def require_open(page: OwnPage, today: dt.date, *, is_lost: Callable[[OwnPage], bool] = has_lost_its_maker) -> None:
    """`is_lost` is for those who know it of several pages already. Raises PageClosed."""
    if page.sent_at:
        raise PageClosed(
            "This was sent already. If you want to say more, ask the person who gave you the link, or the social worker."
        )
    if page.withdrawn_at or page.until <= today:
        raise PageClosed(ended_for(page))
    if page.made_for == OwnPageFor.COPY and is_lost(page):
        raise PageClosed(ended_for(page))  # nothing is typed there, and the copy would be read on
    if page.made_for in ENDS_AT_18 and is_adult(page.pep.child, today):
        raise PageClosed(
            "This link ended when the young person turned 18: they decide now who is asked. Speak to them."
        )
    if page.made_for != OwnPageFor.COPY and not page.pep.is_under_way:
        raise PageClosed("This plan is finished. If you want to say something, tell the person who gave you the link.")


@transaction.atomic
def keep_answer(browser: OwnBrowser, *, key: str, text: str, shared_with: str = "", at: dt.datetime) -> OwnAnswer:
    """Saved as typed, in this browser's name, also while a child has not chosen yet who may read it.

    Raises PageClosed; TooLong, and then what was saved before stands; KeyError for a question that is not asked.
    """
    page = OwnPage.objects.select_for_update().select_related("pep__edition").get(pk=browser.page_id)
    require_open(page, clock.day_of(at))
    asked = {each.key: each for each in own_questions(page.pep, page.made_for)}[key]
    require_fitting(text)
    chosen = SharedWith.chosen(shared_with) if page.made_for == OwnPageFor.CHILD else str(SharedWith.EVERYONE)
    given = {"text": text, "at": at} | ({"shared_with": chosen} if chosen else {})
    row, _ = OwnAnswer.objects.update_or_create(
        browser=browser, question_key=asked.key, defaults=given, create_defaults={"shared_with": "", **given}
    )
    return row


def without_choice(browser: OwnBrowser) -> frozenset[str]:
    """Keys of questions that a child answered here without choosing who may read the answer."""
    rows = browser.answers.filter(shared_with="").exclude(text="")
    return frozenset(row.question_key for row in rows if row.text.strip())


def answered_elsewhere(browser: OwnBrowser) -> frozenset[str]:
    """Keys of questions that another browser of the same page has answered: that, and nothing of what."""
    others = OwnAnswer.objects.filter(browser__page=browser.page_id).exclude(browser=browser).exclude(text="")
    return frozenset(others.values_list("question_key", flat=True))


def _with_plan():
    return OwnPage.objects.select_related("pep__child", "pep__edition", "pep__fills_term", "made_by")


def _refuse_unless_wanted(
    pep: PersonalEducationPlan, made_for: OwnPageFor, last_day: dt.date, *, by: Any, today: dt.date
) -> None:
    if not today <= last_day <= today + dt.timedelta(days=MOST_DAYS):
        raise CannotHandOver(f"Choose a last day from today on, within the next {MOST_DAYS} days.")
    if not writes_in(by, pep):
        raise CannotHandOver("Only those who write in this plan can hand over a page of it.")
    if made_for in ENDS_AT_18 and is_adult(pep.child, today):
        raise CannotHandOver("They are 18 or over and decide who is asked, so there is no page for parents or carers.")
    if made_for == OwnPageFor.COPY:
        if pep.status != PepStatus.SIGNED_OFF:
            raise CannotHandOver("The child's own copy can be handed over by link once the plan is signed off.")
    elif not pep.is_under_way:
        raise CannotHandOver("This plan is finished, so nobody can be asked for it any more.")
    elif not own_questions(pep, made_for):
        raise CannotHandOver("The form of this plan asks nothing there.")
