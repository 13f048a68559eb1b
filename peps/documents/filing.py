"""Every night the plans that were signed off are laid in a folder, from which the council's case system takes them.

Only where a folder is named (EXPORT_FOLDER). A plan counts as filed once its two files stand there whole.
"""

import datetime as dt
import json
import logging
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts import audit, clock
from accounts.audit import System
from accounts.enums import Job
from accounts.job_runs import JobRun
from peps.documents.layout import file_name
from peps.documents.pdf import render_pdf
from peps.documents.signed_copy import CopyChanged, signed_body
from peps.documents.warnings import above_paper
from peps.models import Filing, SignedCopy

MOST_AT_ONCE = 500
log = logging.getLogger("portal.filing")


def file_what_was_signed(*, at: dt.datetime) -> int:
    """Writes PDF and a description of each signed plan that is not filed yet. Returns how many.

    Killed in between, it goes on the next night: a file is renamed into its place when it is whole, and written over
    by the same content. A copy that is not as it was signed is left out, and its page says so.
    """
    if not settings.EXPORT_FOLDER:
        return 0
    folder = Path(settings.EXPORT_FOLDER)
    if not folder.is_dir():  # made here, the files would lie where nobody fetches them, and count as filed
        log.error("EXPORT_FOLDER is not there, so no plan was filed: %s", folder)
        return 0
    waiting = SignedCopy.objects.filter(pep__filing=None).select_related("pep__child").order_by("signed_at")
    run, filed = JobRun(Job.FILING), 0
    for copy in waiting[:MOST_AT_ONCE]:
        with run.alone(copy.pk, child=copy.pep.child.reference, in_transaction=False):
            filed += _file(copy, folder, at)
    run.finish()
    return filed


def _file(copy: SignedCopy, folder: Path, at: dt.datetime) -> bool:
    try:
        body = signed_body(copy)
    except CopyChanged:
        return False
    name = file_name(body)
    _lay(folder / name, render_pdf(body, warnings=above_paper(copy.pep)))
    described = {
        "file": name,
        "sha256_of_the_plan": copy.sha256,
        "child_reference": copy.pep.child.reference,
        "plan_reference": copy.pep.reference,
        "title": body["title"],
        "signed_on": clock.day_of(copy.signed_at).isoformat(),
    }
    _lay((folder / name).with_suffix(".json"), json.dumps(described, indent=2).encode())
    with transaction.atomic():
        _, is_new = Filing.objects.get_or_create(pep=copy.pep, defaults={"filed_date": clock.day_of(at), "at": at})
        if is_new:
            audit.record("copy.filed", by=System("filing"), subject=copy.pep, child=copy.pep.child)
    return is_new


def _lay(path: Path, content: bytes) -> None:
    """Whole or not at all: whoever looks into the folder finds no half file."""
    begun = path.with_name(f".{path.name}.part")
    try:
        begun.write_bytes(content)
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)
