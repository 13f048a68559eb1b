from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.models import School
from accounts.views import ActionView
from quality.enums import Grade
from quality.forms import QueueFilter
from quality.queries import of_team, waiting

ON_A_PAGE = 25


class Queue(ActionView):
    """Plans that wait to be checked, signed off or returned; who has waited longest first."""

    action = Action.AUDIT_PEP

    def get(self, request, *args, **kwargs):
        today = clock.today()
        plans = waiting(request.user, on=today)
        schools = School.objects.filter(pk__in=plans.values("school"))
        asked = QueueFilter(request.GET or None, schools=schools)
        page = Paginator(_narrowed(plans, asked, today), ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Plans to check",
            "page": page,
            "form": asked,
            "is_narrowed": bool(asked.is_bound and any(asked.cleaned_data.values())) if asked.is_valid() else False,
            "table": {"headers": HEADERS, "rows": [_row(pep, today) for pep in page.object_list]},
        }
        return TemplateResponse(request, "quality/queue.html", context)


HEADERS = [
    {"text": text}
    for text in ("Child", "Plan", "School", "Social work team", "With us since", "Days waiting", "Where it stands")
]


def _narrowed(plans, asked: QueueFilter, today):
    if not asked.is_valid():
        return plans
    given = asked.cleaned_data
    if given["phase"]:
        plans = plans.filter(phase=given["phase"])
    if given["school"]:
        plans = plans.filter(school=given["school"])
    if given["team"]:
        plans = plans.filter(of_team(given["team"].pk, on=today))
    return plans


def _row(pep, today) -> dict:
    allocated = next(iter(pep.child.allocations_now), None)
    since = clock.day_of(pep.submitted_at)
    texts = (
        pep.title,
        str(pep.school or "No school"),
        str(allocated.team) if allocated and allocated.team else "No team",
        f"{since:%-d %B %Y}",
        str((today - since).days),
    )
    standing, colour = _standing(pep)
    href = reverse("quality:audit", args=[pep.reference])
    cells = [
        {"text": pep.child.name, "href": href, "is_heading": True},
        *({"text": text, "label": header["text"]} for text, header in zip(texts, HEADERS[1:-1], strict=True)),
        {"text": standing, "colour": colour, "label": HEADERS[-1]["text"]},
    ]
    return {"cells": cells}


def _standing(pep) -> tuple[str, str]:
    if pep.grade_now:
        return f"Checked: {Grade(pep.grade_now).label.lower()}", "turquoise"
    if pep.has_draft:
        return "You have begun", "light-blue"
    if pep.submission_number > 1:
        return "Came back", "orange"
    return "To check", "blue"
