from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from workspace.child_pages import child_pages
from workspace.register import lines, register_for

A_PAGE = 50


class Register(ActionView):
    """Pupils not in full-time education today, whose time is up first."""

    action = Action.READ_CHILD

    def get(self, request, *args, **kwargs):
        today = clock.today()
        page = Paginator(register_for(request.user, today), A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Not in full-time education",
            "pages": child_pages(request.user, "workspace:register"),
            "page": page,
            "lines": lines(page.object_list, today),
        }
        return TemplateResponse(request, "workspace/register.html", context)
