from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit as access_record
from accounts import clock
from accounts.access import Action
from peps.enums import PepStatus
from peps.views.scoped import PepScoped
from quality import proforma
from quality.audits import finish_audit, save_draft, section_titles
from quality.findings import suggestion
from quality.forms import MOST_ROWS, AuditForm, rows_of, typed_into, typed_of
from quality.models import Point
from quality.plan_text import plan_as_read
from quality.queries import audit_that_counts, facts_for_auditor, points_left_open
from quality.results import points_shown


class AuditPage(PepScoped):
    """The plan beside the proforma. What is typed is kept at each press of a button; finishing asks for the rest."""

    action = Action.AUDIT_PEP

    def get(self, request, *args, **kwargs):
        if self.pep.status != PepStatus.SUBMITTED:
            return redirect("quality:points", self.pep.reference)
        draft = self.pep.audit_drafts.filter(by=request.user).first()
        finished = audit_that_counts(self.pep)
        if finished and not draft and "again" not in request.GET:
            return redirect("quality:sign_off", self.pep.reference)
        access_record.record("pep.looked_at", by=request.user, subject=self.pep)
        typed = draft.typed if draft else typed_of(finished) if finished else {}
        return self._page(self._shown(typed))

    def post(self, request, *args, **kwargs):
        typed = typed_into(request.POST.dict())
        if "another" in request.POST:
            typed["rows"] = str(min(rows_of(typed) + 1, MOST_ROWS))
        save_draft(pep=self.pep, typed=typed, by=request.user, at=clock.now())
        if "finish" in request.POST:
            return self._finish(typed)
        if "another" in request.POST:
            return redirect(f"{request.path}#point-{rows_of(typed)}")
        messages.success(request, "Saved. Nobody else sees it until you finish.")
        return redirect(request.path)

    def _finish(self, typed):
        form = self._form(typed, data=typed)
        if not form.is_valid():
            return self._page(form, status=422)
        finished = finish_audit(pep=self.pep, findings=form.findings(), by=self.request.user, at=clock.now())
        messages.success(self.request, f"The check is finished: {finished.get_grade_display().lower()}.")
        return redirect("quality:sign_off", self.pep.reference)

    def _shown(self, typed) -> AuditForm:
        form = self._form(typed)
        form.initial = form.initial_of(typed)
        return form

    def _form(self, typed, **kwargs) -> AuditForm:
        return AuditForm(
            criteria=proforma.criteria_of(proforma.current()),
            sections=section_titles(self.pep),
            row_count=rows_of(typed),
            on=clock.today(),
            **kwargs,
        )

    def _page(self, form, status=200):
        titles = section_titles(self.pep)
        context = {
            "page_title": "Check this plan",
            "pep": self.pep,
            "form": form,
            "suggested": self._suggested(form),
            "facts": facts_for_auditor(self.pep),
            "earlier": points_shown(self._points(), titles),
            "left_open": points_shown(points_left_open(self.pep).for_page(), titles),
            "plan": plan_as_read(self.pep, self.request.user),
        }
        return TemplateResponse(self.request, "quality/audit.html", context, status=status)

    def _points(self):
        return Point.objects.visible_to(self.request.user).filter(audit__pep=self.pep).for_page()

    def _suggested(self, form) -> dict | None:
        """From the criteria graded so far; the auditor decides."""
        grades = {c.key: form[f"grade_{c.key}"].value() for c in form.criteria}
        found = suggestion(grades, form.criteria)
        return {"grade": found[0].label, "why": found[1]} if found else None

    def refused_url(self) -> str:
        return reverse("quality:points", args=[self.pep.reference])
