from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.models import SchoolConfirmation
from accounts.views import ActionView
from children.collection import collection
from children.named_staff import staff_confirmation
from children.views.file_pages import import_pages
from children.year_groups import academic_year

A_PAGE = 50
ROUNDS = {collection.ATTENDANCE: collection.attendance_rounds, collection.ATTAINMENT: collection.attainment_rounds}
TABS = ((collection.ATTENDANCE, "Attendance"), (collection.ATTAINMENT, "Attainment"), ("people", "Who is who"))


class RoundScoped(ActionView):
    """Loads `self.rounds` of the kind in the address, and `self.round`, the one asked for."""

    action = Action.COLLECT_FIGURES

    def load(self, **kwargs) -> None:
        self.what = kwargs["what"]
        if self.what not in ROUNDS:
            raise Http404
        self.rounds = ROUNDS[self.what](clock.today())
        wanted = self.request.GET.get("round", "")
        self.round = next((one for one in self.rounds if one.key == wanted), self.rounds[0] if self.rounds else None)

    def refused_url(self) -> str:
        return reverse("children:collection", args=[self.what])


class Collection(RoundScoped):
    """Who has not sent, by school, in numbers."""

    def get(self, request, *args, **kwargs):
        lines = collection.lines(self.round, reader=request.user) if self.round else []
        waiting = [line for line in lines if not line.is_complete]
        shows_all = request.GET.get("show") == "all"
        context = {
            "page_title": "Collecting figures",
            "pages": import_pages(request.user, "children:collect"),
            "tabs": tabs(self.what),
            "round": self.round,
            "rounds": self.rounds,
            "waiting": len(waiting),
            "complete": len(lines) - len(waiting),
            "shows_all": shows_all,
            "page": Paginator(lines if shows_all else waiting, A_PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "children/collection/collection.html", context)


class AskSchools(RoundScoped):
    """Asked twice, for it writes to many people."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if self.round is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        waiting = [line for line in collection.lines(self.round, reader=request.user) if not line.is_complete]
        context = {
            "page_title": "Ask these schools?",
            "explanation": f"{len(waiting)} schools have not sent everything. Their designated teachers get a line in their next"
            " mail, once for each round.",
            "confirm_text": "Ask them",
            "cancel_url": self.back(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        asked = collection.ask(self.round, by=request.user)
        nobody = (
            f" Nobody to ask at {', '.join(asked.nobody_at)}: invite a designated teacher." if asked.nobody_at else ""
        )
        messages.success(request, f"{asked.people} people are asked.{nobody}")
        return redirect(self.back())

    def back(self) -> str:
        return f"{reverse('children:collection', args=[self.what])}?round={self.round.key}"


class Collect(ActionView):
    """The first of the tabs."""

    action = Action.COLLECT_FIGURES

    def get(self, request, *args, **kwargs):
        return redirect("children:collection", collection.ATTENDANCE)


class WhoIsWho(ActionView):
    """Which schools have confirmed their people this year, and what they say is not right."""

    action = Action.COLLECT_FIGURES

    def get(self, request, *args, **kwargs):
        today = clock.today()
        said = SchoolConfirmation.objects.filter(academic_year=academic_year(today)).select_related(
            "school", "confirmed_by"
        )
        context = {
            "page_title": "Collecting figures",
            "pages": import_pages(request.user, "children:collect"),
            "tabs": tabs("people"),
            "year": academic_year(today),
            "wrong": said.exclude(note=""),
            "right": said.filter(note="").count(),
            "page": Paginator(staff_confirmation.not_confirmed(today), A_PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "children/collection/who_is_who.html", context)


def tabs(active: str) -> list[dict]:
    return [
        {
            "text": text,
            "href": reverse("children:collection_people")
            if key == "people"
            else reverse("children:collection", args=[key]),
            "active": key == active,
        }
        for key, text in TABS
    ]
