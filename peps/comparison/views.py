from django.template.response import TemplateResponse

from accounts import audit
from accounts.access import Action
from peps.comparison.comparison import what_changed
from peps.views.scoped import PepScoped


class WhatChanged(PepScoped):
    """Answers that differ from those of the last plan."""

    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        audit.record("pep.looked_at", by=request.user, subject=self.pep)
        context = {
            "page_title": "What changed since the last plan",
            "pep": self.pep,
            "sections": what_changed(self.pep, request.user),
        }
        return TemplateResponse(request, "peps/comparison/what_changed.html", context)
