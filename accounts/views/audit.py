from collections.abc import Iterable

from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from accounts.access import Action
from accounts.forms.filters import AuditFilter
from accounts.models import AuditRecord, User
from accounts.views import ActionView

A_PAGE = 100
THINGS = {"pep": "Plan"}


class Audit(ActionView):
    """Who did what, and who looked at which child. Records are only ever added."""

    action = Action.READ_AUDIT

    def get(self, request, *args, **kwargs):
        narrowed = AuditFilter(request.GET, queryset=AuditRecord.objects.visible_to(request.user))
        page = Paginator(narrowed.qs, A_PAGE).get_page(request.GET.get("page"))
        accounts = names_of_accounts(page.object_list)
        context = {
            "page_title": "Who looked at what",
            "filter_form": narrowed.form,
            "page": page,
            "rows": [
                {"record": record, "act": in_words(record.act), "account": accounts.get(account_in(record), "")}
                for record in page.object_list
            ],
            "is_narrowed": bool(request.GET),
        }
        return TemplateResponse(request, "accounts/audit.html", context)


def account_in(record: AuditRecord) -> int | None:
    """Whose account it is about: a sign-in's, an email's or a post's."""
    if record.subject_kind == "accounts.user":
        return int(record.subject_id)
    return record.detail.get("person")


def names_of_accounts(records: Iterable[AuditRecord]) -> dict[int, str]:
    """By one query, or none where no record is about an account."""
    wanted = {number for record in records if (number := account_in(record))}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def in_words(act: str) -> str:
    """'Plan: looked at' from 'pep.looked_at'."""
    thing, _, done = act.replace("_", " ").partition(".")
    thing = THINGS.get(thing, thing.capitalize())
    return f"{thing}: {done}" if done else thing
