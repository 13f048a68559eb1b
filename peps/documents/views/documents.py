from accounts import audit
from accounts.access import Action
from peps.audiences.audiences import audiences_of
from peps.documents.child_copy import child_file_name
from peps.documents.layout import file_name
from peps.documents.pdf import render_child_copy, render_pdf
from peps.documents.signed_copy import body_of, signed_body
from peps.documents.warnings import above_paper
from peps.models import Section
from peps.views.scoped import PepScoped
from peps.views.sending import PDF, as_file
from peps.voice.wishes import with_answers_since


class PlanDocument(PepScoped):
    """The plan as PDF: the signed copy as it was frozen, or a draft that says so. Never shown inside the page."""

    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        copy, body = self.body()
        reader = audiences_of(request.user, self.pep)
        audit.record("pep.downloaded", by=request.user, subject=self.pep, is_draft=copy is None)
        warnings = above_paper(self.pep)
        paper = render_pdf(body, reader=reader, is_draft=copy is None, warnings=warnings)
        return as_file(paper, content_type=PDF, file_name=file_name(body, is_draft=copy is None))

    def body(self):
        """The signed copy and its body; None and the draft before sign-off."""
        copy = getattr(self.pep, "signed_copy", None)
        return copy, signed_body(copy) if copy else self._draft()

    def _draft(self):
        """Without the sections that this person does not see yet."""
        seen = Section.objects.visible_to(self.request.user).filter(pep=self.pep)
        return body_of(self.pep, section_keys=set(seen.values_list("key", flat=True)))


class ChildCopy(PlanDocument):
    """The child's own copy as PDF, for whoever hands it over."""

    def get(self, request, *args, **kwargs):
        _, body = self.body()
        body = with_answers_since(body, self.pep)
        paper = render_child_copy(body, maker=audiences_of(request.user, self.pep))
        audit.record("pep.child_copy", by=request.user, subject=self.pep, child=self.pep.child)
        return as_file(paper, content_type=PDF, file_name=child_file_name(body))
