from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.views.form_page import FormPage
from children.enums import Phase
from children.protection.adulthood import is_adult
from peps.audiences.audiences import audiences_of
from peps.documents.copies import READERS, NoCopy, due_on, record_filed, record_sent, require_copy_for
from peps.documents.forms import FiledForm, SentForm
from peps.documents.layout import file_name
from peps.documents.letters import NoLetter, bursary_letter, pack
from peps.documents.pdf import render_pdf
from peps.documents.signed_copy import signed_body
from peps.documents.views.documents import PlanDocument
from peps.documents.warnings import above_paper
from peps.documents.word import WORD, render_word
from peps.enums import CopyFor, CopyWay
from peps.views.scoped import WholePlanScoped
from peps.views.sending import PDF, as_file

WARNED = frozenset({CopyFor.CARER})
"""In a parent's copy stand neither carer nor home, nor that there is something to hide."""


class OfCopies(WholePlanScoped):
    """Whoever makes a copy for somebody must be able to see what is in it."""

    action = Action.MAKE_COPIES

    def refused_url(self) -> str:
        return reverse("peps:copies", args=[self.pep.reference])


class Copies(OfCopies):
    def get(self, request, *args, **kwargs):
        signed = self.pep.signed_off_at is not None
        context = {
            "page_title": "Copies of this plan",
            "pep": self.pep,
            "is_signed": signed,
            "is_adult": is_adult(self.pep.child, clock.today()),
            "is_after_16": self.pep.phase == Phase.POST_16,
            "due_date": due_on(self.pep) if signed else None,
            "sent": self.pep.copies_sent.select_related("by"),
            "filing": getattr(self.pep, "filing", None),
        }
        return TemplateResponse(request, "peps/documents/copies.html", context)


class CopyFile(OfCopies, PlanDocument):
    """The plan with what carer or parents may not read left out."""

    def get(self, request, *args, **kwargs):
        made_for = kwargs["made_for"].upper()
        if made_for not in (CopyFor.CARER, CopyFor.PARENT):
            raise Http404
        try:
            require_copy_for(made_for, self.pep, clock.today())
        except NoCopy as refusal:
            messages.error(request, str(refusal))
            return redirect(self.refused_url())
        copy, body = self.body()
        warnings = above_paper(self.pep) if made_for in WARNED else []
        paper = render_pdf(body, reader=READERS[made_for], is_draft=copy is None, warnings=warnings)
        audit.record("copy.made", by=request.user, subject=self.pep, child=self.pep.child, made_for=made_for)
        name = file_name(body, is_draft=copy is None).replace("PEP-", f"PEP-{made_for.lower()}-", 1)
        return as_file(paper, content_type=PDF, file_name=name)


class MeetingPack(OfCopies, PlanDocument):
    """The last plan and this one as far as it is, whole: for those at the meeting who write in them."""

    def get(self, request, *args, **kwargs):
        copy, body = self.body()
        warnings = above_paper(self.pep)
        papers = {file_name(body, is_draft=copy is None): render_pdf(body, is_draft=copy is None, warnings=warnings)}
        last = getattr(self.pep.follows, "signed_copy", None) if self.pep.follows else None
        if last:
            before = signed_body(last)
            papers[file_name(before)] = render_pdf(before, warnings=warnings)
        audit.record("copy.made", by=request.user, subject=self.pep, child=self.pep.child, made_for="MEETING")
        return as_file(pack(papers), content_type="application/zip", file_name=f"PEP-meeting-{self.pep.reference}.zip")


class BursaryLetter(OfCopies):
    """Confirms to a college that a young person is looked after today."""

    def get(self, request, *args, **kwargs):
        try:
            letter = bursary_letter(self.pep, by=request.user, on=clock.today())
        except NoLetter as refusal:
            messages.error(request, str(refusal))
            return redirect(self.refused_url())
        audit.record("bursary_letter.made", by=request.user, subject=self.pep, child=self.pep.child)
        return as_file(letter, content_type=PDF, file_name=f"bursary-letter-{self.pep.child.reference}.pdf")


class WordDocument(PlanDocument):
    """The plan to go on writing in: real headings and tables."""

    def get(self, request, *args, **kwargs):
        copy, body = self.body()
        reader = audiences_of(request.user, self.pep)
        audit.record("pep.downloaded", by=request.user, subject=self.pep, is_draft=copy is None)
        name = file_name(body, is_draft=copy is None, ending="docx")
        warnings = above_paper(self.pep)
        paper = render_word(body, reader=reader, is_draft=copy is None, warnings=warnings)
        return as_file(paper, content_type=WORD, file_name=name)


class SayItWasSent(FormPage, OfCopies):
    said = "Thank you. It stands with the plan now."

    def page_title(self) -> str:
        return "Say that a copy was sent"

    def form(self, data=None):
        return SentForm(data, initial={"sent_date": clock.today(), "made_for": self.request.GET.get("for", "")})

    def act(self, given) -> None:
        record_sent(
            pep=self.pep,
            made_for=CopyFor(given["made_for"]),
            way=CopyWay(given["way"]),
            sent_date=given["sent_date"],
            note=given["note"],
            by=self.request.user,
            at=clock.now(),
        )


class SayItWasFiled(FormPage, OfCopies):
    said = "Thank you. The plan is filed."

    def page_title(self) -> str:
        return "Say that it is filed"

    def form(self, data=None):
        return FiledForm(data, initial={"filed_date": clock.today()})

    def act(self, given) -> None:
        record_filed(pep=self.pep, by=self.request.user, at=clock.now(), **given)
