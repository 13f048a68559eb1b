"""Papers made of more than a plan: the pack for a meeting, and the letter for the bursary after 16."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from accounts.models import Authority
from accounts.refusals import PortalRefusal
from children.enums import Phase
from children.identity import names
from children.identity.names import NamesFor
from peps.documents.pdf import render_paper
from peps.models import PersonalEducationPlan
from peps.questions.answer_values import written


class NoLetter(PortalRefusal):
    """The young person is not looked after today, or is not of an age for the bursary."""


def bursary_letter(pep: PersonalEducationPlan, *, by: Any, on: dt.date) -> bytes:
    """Confirms that the young person is looked after, as a college asks before it pays the bursary for 16 to 19.

    It says nothing of why, since when, or with whom they live. Raises NoLetter.
    """
    child = pep.child
    if pep.phase != Phase.POST_16:
        raise NoLetter("The bursary is for young people of 16 to 19, in or after year 12.")
    if not child.care_periods.holding(on).exists():
        raise NoLetter("The young person is not looked after today, so this letter cannot be made.")
    authority = Authority.objects.current()
    context = {
        "authority": authority,
        "document_title": "Confirmation for the bursary for 16 to 19 year olds",
        "name": names.full_name(child, NamesFor.PAPER),
        "date_of_birth": written(child.date_of_birth),
        "on": written(on),
        "by": str(by),
        "reference": child.reference,
    }
    return render_paper(
        "documents/bursary.html", context, brand_colour=authority.brand_colour, logo=authority.logo_id or ""
    )


def pack(papers: Mapping[str, bytes]) -> bytes:
    """Several papers by name, as one file: each stays a tagged PDF of its own, which a bound one would not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, paper in papers.items():
            packed.writestr(name, paper)
    return out.getvalue()
