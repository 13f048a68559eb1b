import datetime as dt

from django import forms
from django.core.paginator import Paginator
from django.template.response import TemplateResponse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from children.enums import ChangeKind
from children.models import Child, PlannedMove, RecordChange
from children.moves import moves
from govuk_forms.layout import BodyHelper
from workspace.changes import lines
from workspace.child_pages import child_pages

A_PAGE = 25
SINCE = {"1": "Yesterday and today", "7": "The last seven days", "28": "The last 28 days", "": "Always"}


class ChangesFilter(forms.Form):
    kind = forms.ChoiceField(label="What changed", choices=[("", "Anything"), *ChangeKind.choices], required=False)
    since = forms.ChoiceField(label="Noticed", choices=list(SINCE.items()), required=False)
    helper = BodyHelper("kind", "since")


class Changes(ActionView):
    """News of the children whom this person reaches, the newest first, with what follows from each."""

    action = Action.READ_CHANGES

    def get(self, request, *args, **kwargs):
        today = clock.today()
        form = ChangesFilter(request.GET or {"since": "28"})
        given = form.cleaned_data if form.is_valid() else {}
        found = RecordChange.objects.visible_to(request.user).for_list()
        if given.get("kind"):
            found = found.filter(kind=given["kind"])
        if given.get("since"):
            found = found.filter(noticed_at__gte=clock.start_of(today - dt.timedelta(days=int(given["since"]))))
        page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "What changed",
            "pages": child_pages(request.user, "workspace:changes"),
            "form": form,
            "page": page,
            "lines": lines(page.object_list, reader=request.user, on=today),
        }
        return TemplateResponse(request, "workspace/changes.html", context)


class Moves(ActionView):
    """Planned moves of the children whom this person reaches, the soonest first."""

    action = Action.PLAN_MOVE

    def get(self, request, *args, **kwargs):
        planned = PlannedMove.objects.filter(child__in=Child.objects.visible_to(request.user))
        planned = planned.filter(state__in=moves.OPEN).select_related("child", "to_school")
        page = Paginator(planned, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Planned moves",
            "pages": child_pages(request.user, "workspace:moves"),
            "page": page,
            "rows": [{"move": move, "missing": moves.missing_before_agreed(move)} for move in page.object_list],
        }
        return TemplateResponse(request, "workspace/moves.html", context)
