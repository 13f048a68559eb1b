from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.attachments.attachments import attach, attachments_for, file_name_of, remove_attachment
from peps.attachments.forms import AttachForm
from peps.enums import AttachmentKind, Audience
from peps.section_owners.views.delegate_section import title_of
from peps.views.scoped import SectionScoped
from peps.views.sending import send


class Attach(SectionScoped):
    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.require_asked()

    def get(self, request, *args, **kwargs):
        return self._page(AttachForm())

    def post(self, request, *args, **kwargs):
        form = AttachForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        given = form.cleaned_data
        try:
            attach(
                section=self.section,
                file=given["file"],
                title=given["title"],
                kind=AttachmentKind(given["kind"]),
                audiences=[Audience(audience) for audience in given["audiences"]],
                by=request.user,
                at=clock.now(),
            )
        except PortalRefusal as refusal:
            form.add_error("file", str(refusal))
            return self._page(form, status=422)
        messages.success(request, "The document is attached.")
        return redirect(self.refused_url())

    def _page(self, form, status=200):
        context = {
            "page_title": f"Attach a document to “{title_of(self.section)}”",
            "form": form,
            "submit_text": "Attach",
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(self.request, "layouts/form.html", context, status=status)

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, self.section.key])


class AttachmentScoped(SectionScoped):
    """Loads `self.attachment`, as far as this person may read it."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        theirs = attachments_for(self.section, self.request.user, is_asked=self.is_asked())
        found = [each for each in theirs if each.reference == kwargs["reference"]]
        if not found:
            raise Http404
        self.attachment = found[0]


class Download(AttachmentScoped):
    """Never shown inside a page: a document may hold what runs in a browser."""

    action = Action.READ_SECTION

    def get(self, request, *args, **kwargs):
        response = send(
            self.attachment.stored_name,
            content_type=self.attachment.content_type,
            file_name=file_name_of(self.attachment),
        )
        audit.record("attachment.downloaded", by=request.user, subject=self.attachment, child=self.pep.child)
        return response


class Remove(AttachmentScoped):
    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.require_asked()

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": f"Take “{self.attachment.title}” away?",
            "explanation": "Nobody sees the document any more. That it was here stays on record.",
            "confirm_text": "Take it away",
            "is_warning": True,
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        remove_attachment(attachment=self.attachment, by=request.user, at=clock.now())
        messages.success(request, "The document is taken away.")
        return redirect(self.refused_url())

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, self.section.key])
