"""Drawings on a child's own page: taken by their content, drawn anew, private until the page is sent."""

import datetime as dt
import hashlib

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts import clock
from accounts.said_once import A_WHILE, said_before
from peps.enums import OwnPageFor, SharedWith
from peps.files.file_kinds import JPEG, PNG, NotTaken, told_apart
from peps.files.received import CannotAttach, content_of
from peps.files.stored_files import store
from peps.files.virus_scan import look_for_viruses
from peps.models import OwnBrowser, OwnDrawing, OwnPage
from peps.voice.guest_links import require_open

FOLDER = "drawings"
TRY = "Try a photo (.jpg) or a .png file."
MOST, MOST_ON_A_PAGE = 5, 20
"""In one browser, and in all in which the link was opened: whoever holds a link must not fill the disk."""


def keep_drawing(browser: OwnBrowser, *, file: UploadedFile, shared_with: str, at: dt.datetime) -> OwnDrawing:
    """Raises CannotAttach, FileRefused by the virus scanner, or PageClosed; then nothing is kept."""
    chosen = SharedWith.chosen(shared_with)
    if not chosen:
        raise CannotAttach("Choose who can see your picture. Then add it again.")
    try:
        kind, content = told_apart(content_of(file))
    except NotTaken as refusal:
        raise CannotAttach(f"This picture cannot be taken{_why(refusal)}. {TRY}") from None
    if kind not in (JPEG, PNG):
        raise CannotAttach(f"This is not a picture that can be taken. {TRY}")
    look_for_viruses(content)
    name = store(FOLDER, content)
    try:
        with transaction.atomic():
            page = OwnPage.objects.select_for_update(of=("self",)).select_related("pep").get(pk=browser.page_id)
            require_open(page, clock.day_of(at))
            drawing = OwnDrawing(
                browser=browser,
                content_type=kind.content_type,
                size=len(content),
                stored_name=name,
                sha256=hashlib.sha256(content).hexdigest(),
                shared_with=chosen,
                at=at,
            )
            before = said_before(drawing, since=at - A_WHILE, but=("stored_name",))
            if before is None:
                if page.made_for != OwnPageFor.CHILD or _is_full(browser):
                    raise CannotAttach(f"There are {MOST} pictures here already. Take one away first.")
                drawing.save()
                return drawing
    except BaseException:
        default_storage.delete(name)
        raise
    default_storage.delete(name)
    return before


def _why(refusal: NotTaken) -> str:
    return f": {refusal}" if str(refusal) else ""


def _is_full(browser: OwnBrowser) -> bool:
    there = OwnDrawing.objects.filter(browser__page=browser.page_id, removed_at=None)
    return there.filter(browser=browser).count() >= MOST or there.count() >= MOST_ON_A_PAGE


def take_away(browser: OwnBrowser, *, pk: int, at: dt.datetime) -> None:
    """Before it is sent: it does not join the plan."""
    require_open(browser.page, clock.day_of(at))
    browser.drawings.filter(pk=pk, removed_at=None).update(removed_at=at)
