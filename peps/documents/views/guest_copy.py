"""A plan as a child keeps it, opened by a link."""

from django.template.response import TemplateResponse

from accounts import audit
from peps.audiences.audiences import READS_ALL
from peps.documents.child_copy import child_copy, child_file_name
from peps.documents.pdf import render_child_copy
from peps.documents.signed_copy import signed_body
from peps.enums import OwnPageFor
from peps.questions.words_for_children import help_now, words_now
from peps.views.sending import PDF, as_file
from peps.voice import guest_links
from peps.voice.views.guests import Opened
from peps.voice.wishes import with_answers_since


class OwnCopy(Opened):
    """The child's own copy to read on a phone, as it was signed; and as a PDF to keep."""

    made_for = frozenset({OwnPageFor.COPY})

    def get(self, request, *args, **kwargs):
        body = with_answers_since(signed_body(self.pep.signed_copy), self.pep)
        audit.record("copy.opened", by=guest_links.VISITOR, subject=self.pep, child=self.pep.child)
        if kwargs.get("as_pdf"):
            paper = render_child_copy(body, maker=READS_ALL)
            return as_file(paper, content_type=PDF, file_name=child_file_name(body))
        context = child_copy(body, maker=READS_ALL, words=words_now()) | {
            "page_title": "My plan",
            "own_page": self.own_page,
            "help_now": help_now(),
        }
        return TemplateResponse(request, "own/copy.html", context)
