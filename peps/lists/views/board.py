from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from children.models import Term
from peps.lists.board import STAGE_LABELS, columns_and_meetings, with_stage
from peps.lists.forms import BoardFilter
from peps.models import PersonalEducationPlan
from peps.section_owners.assignees import people_asked

A_PAGE = 50


class Board(ActionView):
    """The plans this person may read, narrowed by what stands in the address; how many stand where."""

    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        today = clock.today()
        terms = list(Term.objects.all())
        data = request.GET.copy()
        data.setdefault("term", _current(terms, today))
        reached = PersonalEducationPlan.objects.visible_to(request.user)
        plans = with_stage(reached.for_list())
        narrowed = BoardFilter(data, queryset=plans, terms=terms, reached=reached, request=request)
        stands, after_meeting = columns_and_meetings(narrowed.qs, today)
        paginator = Paginator(narrowed.qs.order_by("due_date", "child__family_name", "pk"), A_PAGE)
        paginator.count = sum(column.number for column in stands)  # counted already
        page = paginator.get_page(request.GET.get("page"))
        asked = people_asked(page.object_list, today)
        context = {
            "page_title": "Plans",
            "filter_form": narrowed.form,
            "page": page,
            "rows": [_row(pep, asked[pep.pk], today) for pep in page.object_list],
            "columns": stands,
            "after_meeting": after_meeting,
            "may_attend": access.may(request.user, Action.ATTEND_MEETINGS),
            "is_narrowed": bool(request.GET),
        }
        return TemplateResponse(request, "peps/lists/board.html", context)


def _current(terms: list[Term], today) -> str:
    """The term of today, or the one that begins next; '' before any is entered."""
    return next((str(term.pk) for term in terms if term.last_day >= today), str(terms[-1].pk) if terms else "")


def _row(pep, asked, today) -> dict:
    return {
        "pep": pep,
        "child": pep.child,
        "stage": STAGE_LABELS[pep.stage],
        "days_left": (pep.due_date - today).days if pep.is_under_way else None,
        "social_worker": ", ".join(asked["SW"]) or "Nobody yet",
    }
