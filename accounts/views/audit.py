from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from accounts.access import Action
from accounts.forms.filters import AuditFilter
from accounts.models import AuditRecord
from accounts.views import ActionView

A_PAGE = 100
THINGS = {"pep": "Plan"}


class Audit(ActionView):
    """Who did what, and who looked at which child. Records are only ever added."""

    action = Action.READ_AUDIT

    def get(self, request, *args, **kwargs):
        narrowed = AuditFilter(request.GET, queryset=AuditRecord.objects.visible_to(request.user))
        page = Paginator(narrowed.qs, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Who looked at what",
            "filter_form": narrowed.form,
            "page": page,
            "rows": [{"record": record, "act": in_words(record.act)} for record in page.object_list],
            "is_narrowed": bool(request.GET),
        }
        return TemplateResponse(request, "accounts/audit.html", context)


def in_words(act: str) -> str:
    """'Plan: looked at' from 'pep.looked_at'."""
    thing, _, done = act.replace("_", " ").partition(".")
    thing = THINGS.get(thing, thing.capitalize())
    return f"{thing}: {done}" if done else thing
