from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts import access, audit, clock
from accounts.access import Action, Level
from accounts.views import ActionView
from children.models import Child
from workspace.child_pages import child_pages
from workspace.child_record import record_of
from workspace.forms import ChildrenFilter
from workspace.listing import children_listed_to, narrowed, rows, schools_of, teams_of

A_PAGE = 50


class Children(ActionView):
    """The children whom this person reaches, found by a name however it is typed, or narrowed."""

    action = Action.LIST_CHILDREN

    def get(self, request, *args, **kwargs):
        today = clock.today()
        reached = children_listed_to(request.user)
        form = ChildrenFilter(request.GET, schools=schools_of(reached, today), teams=teams_of(reached, today))
        given = form.cleaned_data if form.is_valid() else {"care": "now"}
        page = Paginator(narrowed(reached, given, today), A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Children",
            "pages": child_pages(request.user, "workspace:children"),
            "form": form,
            "page": page,
            "rows": rows(page.object_list, today),
            "sought": given.get("q", ""),
            "is_narrowed": any(request.GET.values()),
        }
        return TemplateResponse(request, "workspace/children.html", context)


class ChildPage(ActionView):
    """One child: whom to call, how the plan stands, and the record. Each look is noted."""

    action = Action.READ_CHILD

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user, level=Level.RECORD)
        self.child = get_object_or_404(children, reference=kwargs["reference"])

    def get(self, request, *args, **kwargs):
        audit.record("child.opened", by=request.user, subject=self.child, child=self.child)
        today = clock.today()
        record = record_of(self.child, reader=request.user, on=today)
        under_way = record.current is not None and record.current.is_under_way
        context = {
            "page_title": self.child.name,
            "record": record,
            "days_left": (record.current.due_date - today).days if under_way else None,
            "may_open_plan": not under_way and record.reads_plans and access.may(request.user, Action.OPEN_PEP),
        }
        return TemplateResponse(request, "workspace/child.html", context)
