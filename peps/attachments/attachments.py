"""Documents that belong to a section: taken by their content, read by whom they name, never shown inside a page."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts import audit
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from peps.answers.saving import open_section
from peps.audiences.audiences import audiences_of, is_for
from peps.enums import AttachmentKind, Audience
from peps.files.file_kinds import ACCEPTED, KINDS, NotTaken, told_apart
from peps.files.received import CannotAttach, content_of
from peps.files.stored_files import store
from peps.files.virus_scan import look_for_viruses
from peps.models import Attachment, Section

FOLDER = "attachments"
MOST_IN_A_SECTION = 20


class CannotRemove(PortalRefusal):
    """It is not theirs to take away who ask."""


def attach(
    *,
    section: Section,
    file: UploadedFile,
    title: str,
    kind: AttachmentKind,
    audiences: Iterable[Audience],
    by: Any,
    at: dt.datetime,
) -> Attachment:
    """The same document a second time is the first one.

    Raises CannotAttach, FileRefused by the virus scanner, or ActNotAllowed; then nothing is kept.
    """
    content = content_of(file)
    try:
        found, content = told_apart(content)
    except NotTaken as refusal:
        why = f": {refusal}" if str(refusal) else ""
        raise CannotAttach(f"This file cannot be taken{why}. It has to be {ACCEPTED}.") from None
    look_for_viruses(content)
    name = store(FOLDER, content)
    try:
        kept = _keep(section, name, content, found.content_type, title, kind, audiences, by=by, at=at)
    except BaseException:
        default_storage.delete(name)
        raise
    if kept.stored_name != name:
        default_storage.delete(name)
    return kept


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: Any, at: dt.datetime) -> None:
    """Nobody sees it any more; that it was there stays on record, and the file until the plan's own end.

    Raises CannotRemove for a drawing that a child sent.
    """
    section = open_section(attachment.section, by=by)
    if attachment.is_from_own_page:
        raise CannotRemove("This came from a page of their own, so it stays in the plan.")
    if Attachment.objects.standing().filter(pk=attachment.pk).update(removed_by=by, removed_at=at):
        audit.record("attachment.removed", by=by, subject=attachment, child=section.pep.child)


def attachments_for(section: Section, person: Any, *, is_asked: bool) -> list[Attachment]:
    """Those that this person may read: all of them for whoever writes in the section. A fixed number of queries."""
    there = list(section.attachments.standing().select_related("added_by"))
    if is_asked or not there:
        return there
    reader = audiences_of(person, section.pep)
    return [each for each in there if is_for(each.audiences, reader)]


def file_name_of(attachment: Attachment) -> str:
    """Tells what it is and of which plan, and neither a name nor a title that may hold one."""
    kind = AttachmentKind(attachment.kind).label.split(" (")[0].lower().replace(" ", "-").replace(",", "")
    return (
        f"{kind}-{attachment.section.pep.reference}-{attachment.reference}.{KINDS[attachment.content_type].extension}"
    )


@transaction.atomic
def _keep(
    section: Section,
    name: str,
    content: bytes,
    content_type: str,
    title: str,
    kind: AttachmentKind,
    audiences: Iterable[Audience],
    *,
    by: Any,
    at: dt.datetime,
) -> Attachment:
    locked = open_section(section, by=by)
    kept = Attachment(
        section=locked,
        kind=kind,
        title=title,
        content_type=content_type,
        size=len(content),
        stored_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        audiences=[str(audience) for audience in audiences],
        added_by=by,
        added_at=at,
    )
    if before := said_before(kept, since=at - A_WHILE, moment="added_at", but=("stored_name",)):
        return before
    if locked.attachments.standing().count() >= MOST_IN_A_SECTION:
        raise CannotAttach(f"There are {MOST_IN_A_SECTION} documents here already. Take one away first.")
    kept.save()
    audit.record("attachment.added", by=by, subject=kept, child=locked.pep.child, kind=kind)
    return kept
