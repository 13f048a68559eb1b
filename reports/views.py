from django.core.paginator import Paginator
from django.urls import reverse
from django.views.generic import TemplateView

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from children.models import Term
from reports import addresses, dashboard, figures, kept, lists
from reports.figures import PHASE, SCHOOL, TEAM
from reports.forms import TermForm
from reports.measures import HEADLINE

ROWS_A_PAGE = 50


class FiguresPage(ActionView, TemplateView):
    action = Action.READ_FIGURES

    def load(self, **kwargs) -> None:
        """Terms that were handed out, the newest first."""
        self.today = clock.today()
        self.terms = list(Term.objects.filter(delegation_date__lte=self.today).order_by("-first_day"))


class Dashboard(FiguresPage):
    template_name = "reports/dashboard.html"

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.scope = addresses.scope_of(self.request.GET, self.terms, on=self.today)

    def get_context_data(self, **kwargs):
        shown = self._figures() if self.scope else {}
        return super().get_context_data(page_title="Completion figures", scope=self.scope, **shown, **kwargs)

    def _figures(self) -> dict:
        scope, person = self.scope, self.request.user
        rows = scope.rows(on=self.today, person=person)
        phases, teams, schools = (figures.lines(rows, breakdown) for breakdown in (PHASE, TEAM, SCHOOL))
        rates = figures.total(phases)
        counts = kept.headline_of_counts(person)
        return {
            "form": TermForm({"term": scope.term.key}, terms=self.terms),
            "clear_href": reverse("reports:dashboard"),
            "today": self.today,
            "taken": dashboard.when(scope.count.taken_at) if scope.count else "",
            "figures": dashboard.headline(scope, rates),
            "afterwards": dashboard.afterwards(scope, rates),
            "is_anybody": bool(rates[HEADLINE.key].required),
            "trend": dashboard.trend(scope, counts, rates[HEADLINE.key]),
            "teams_chart": dashboard.teams_chart(scope, teams),
            "tables": [
                dashboard.table(scope, breakdown, lines)
                for breakdown, lines in ((TEAM, teams), (PHASE, phases), (SCHOOL, schools))
            ],
            "reasons": dashboard.reasons_table(scope, figures.late_by_reason(rows)),
            "counts": dashboard.counts_table(kept.of_term(counts, scope.term)),
            "definitions": dashboard.definitions(scope),
        }


class ChildrenBehind(FiguresPage):
    """The children behind one number of the dashboard."""

    template_name = "reports/list.html"

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.asked = addresses.list_of(self.request.GET, self.terms, on=self.today)

    def get_context_data(self, **kwargs):
        person, asked = self.request.user, self.asked
        rows = asked.rows(on=self.today, person=person).order_by("school_name", "child_reference")
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        is_live = asked.scope.count is None
        named = is_live and access.may(person, Action.NAME_CHILDREN_IN_FIGURES)
        linked = is_live and access.may(person, Action.READ_CHILD)
        return super().get_context_data(
            page_title=lists.title(asked),
            caption=lists.caption(asked, page),
            asked=asked,
            today=self.today,
            taken="" if is_live else dashboard.when(asked.scope.count.taken_at),
            page=page,
            table=lists.table(
                page,
                named=named,
                linked=linked,
                may_say_why=is_live and access.may(person, Action.RECORD_LATE_REASON),
            ),
            back_href=asked.scope.url,
            **kwargs,
        )
