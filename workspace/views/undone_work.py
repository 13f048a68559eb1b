from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from accounts.access import Action
from accounts.models import UndoneWork
from accounts.views import ActionView
from workspace.undone_work import groups, rows_for

A_PAGE = 50


class UndoneWorkPage(ActionView):
    """What the portal could not do by itself; for those who only run it, how much of which kind."""

    action = Action.COUNT_UNDONE_WORK

    def get(self, request, *args, **kwargs):
        page = Paginator(rows_for(request.user).order_by("job", "since_at", "pk"), A_PAGE).get_page(
            request.GET.get("page")
        )
        context = {
            "page_title": "Work that could not be done",
            "page": page,
            "groups": groups(request.user, UndoneWork.objects.all(), list(page.object_list)),
        }
        return TemplateResponse(request, "workspace/undone_work.html", context)
