from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.views import ActionView
from children.editing.kinds import kinds_kept_by
from children.identity.former import reference_now
from children.year_groups import age
from workspace import child_school, child_tabs, family_tab
from workspace.child_blocks import Bench
from workspace.child_pages import child_pages
from workspace.child_record import children_open_to, reader_of, record_of, tabs_for
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


class ChildScopedPage(ActionView):
    """Loads `self.child`, and how far it is open to the person."""

    action = Action.READ_CHILD
    names_people = True  # in the warnings: who must not meet the child

    def load(self, **kwargs) -> None:
        reference = reference_now(kwargs["reference"]) or kwargs["reference"]
        self.child = get_object_or_404(children_open_to(self.request.user), reference=reference)
        self.reader = reader_of(self.child, self.request.user)

    def frame(self, active: str) -> dict:
        today = clock.today()
        address = self.child.reference
        return {
            "page_title": self.child.name,
            "child": self.child,
            "age": age(self.child.date_of_birth, today),
            "tabs": [
                {
                    "text": text,
                    "href": reverse("workspace:child_tab", args=[address, key])
                    if key
                    else reverse("workspace:child", args=[address]),
                    "active": key == active,
                }
                for key, text in tabs_for(self.reader)
            ],
        }


class ChildPage(ChildScopedPage):
    """One child: whom to call, what needs doing, and the life so far in one picture. Each look is noted."""

    def get(self, request, *args, **kwargs):
        audit.record("child.opened", by=request.user, subject=self.child, child=self.child)
        today = clock.today()
        record = record_of(self.child, self.reader, on=today)
        under_way = record.current is not None and record.current.is_under_way
        actions = self.reader.actions
        context = self.frame("") | {
            "record": record,
            "reads_plans": self.reader.reads_plans,
            "days_left": (record.current.asked_by_date - today).days if under_way else None,
            "may_open_plan": not under_way and self.reader.reads_plans and Action.OPEN_PEP in actions,
            "may_report": Action.REPORT_CHANGE in actions,
            "may_plan_move": Action.PLAN_MOVE in actions,
            "may_make_summary": self.reader.reads_plans and Action.MAKE_SUMMARY in actions,
            "may_write_note": Action.WRITE_NOTE in actions,
            "may_follow_exclusions": Action.FOLLOW_EXCLUSIONS in actions,
            "may_see_warnings": self.reader.sees_confidential and Action.KEEP_CARE_RECORD in actions,
        }
        return TemplateResponse(request, "workspace/child.html", context)


class ChildTab(ChildScopedPage):
    """One part of the record, as blocks of rows. A part that is not theirs to know is not found."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.tab = kwargs["tab"]
        if self.tab not in {key for key, _ in tabs_for(self.reader) if key}:
            raise Http404

    def get(self, request, *args, **kwargs):
        audit.record("child.opened", by=request.user, subject=self.child, child=self.child, tab=self.tab)
        context = self.frame(self.tab)
        if self.tab == "plans":
            context["plans"] = self._plans()
            context["earlier"] = list(self.child.earlier_plans.all())
            context["may_bring_in"] = Action.BRING_PLAN_IN in self.reader.actions
        else:
            context["blocks"] = self._blocks()
        return TemplateResponse(request, "workspace/child_tab.html", context)

    def _plans(self):
        return self.child.peps.select_related("fills_term", "school").order_by("-opened_at", "-pk")

    def _blocks(self) -> list:
        sees = self.reader.sees_confidential
        kept = kinds_kept_by(self.request.user, sees_confidential=sees)
        bench = Bench(self.child, clock.today(), kept, self.request.user)
        blocks = {
            "school": lambda: child_school.school(bench, sees_rating=self.reader.sees_rating),
            "care": lambda: child_tabs.care(bench),
            "family": lambda: family_tab.family(bench, self.request.user, sees_confidential=sees),
            "health": lambda: child_tabs.health(bench),
            "notes": lambda: child_tabs.notes(bench, sees_confidential=sees),
            "history": lambda: child_tabs.history(bench, sees_confidential=sees),
        }
        return blocks[self.tab]()
