"""The pages that child, carer and parents open by their link. Nobody signs in; the key in the browser's cookie says whose.

A link shows nothing until it is opened by a press: what looks at addresses by itself (a message preview, a virus
scanner) opens nothing. Nothing here names a child but by the name they like to be called.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts import clock
from accounts.refusals import PortalRefusal
from accounts.whole_numbers import whole_number
from children.identity import names
from children.identity.names import NamesFor
from peps.answer_length import TooLong
from peps.audiences.audiences import reader_of
from peps.audiences.withheld_names import name_told
from peps.enums import Audience, OwnPageFor, SharedWith
from peps.questions.own_questions import own_questions
from peps.questions.words_for_children import help_now
from peps.voice import guest_links, own_drawings, submission
from peps.voice.link_makers import has_lost_its_maker
from peps.voice.staff_present import note_staff_present

COOKIE_PATH = "/own/"
"""The link's own page as well as those behind it: whoever presses the link again goes on where they were."""
WHO_GAVE_IT = "the person who gave you this link"
WHO_IS_THERE_NOW = {OwnPageFor.CHILD: "your social worker, or another grown-up you trust"}
"""Where the one who gave it is gone."""
COPY_WORKS = dt.timedelta(hours=12)
"""How long a browser keeps the key of a copy: it can be opened again by its link."""


@method_decorator(login_not_required, name="dispatch")
class Visited(View):
    is_public = True

    def dispatch(self, request, *args, **kwargs):
        try:
            self.load(**kwargs)
            response = super().dispatch(request, *args, **kwargs)
        except guest_links.PageClosed as closed:
            response = self.closed(str(closed))
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return response

    def load(self, **kwargs) -> None:
        raise NotImplementedError

    def closed(self, text: str):
        """Whose page it was is not said, so everyone reads where a child finds help."""
        if wants_json(self.request):
            return JsonResponse({"closed": text}, status=410)
        context = {"page_title": "Not open", "text": text, "help_now": help_now()}
        return TemplateResponse(self.request, "own/closed.html", context, status=410).render()


def wants_json(request) -> bool:
    return request.headers.get("accept") == "application/json"


class OwnStart(Visited):
    """What the link leads to: a button, and nothing about anybody."""

    def load(self, **kwargs) -> None:
        self.own_page, self.browser = guest_links.led_to(
            kwargs["token"], lambda reference: self.request.COOKIES.get(cookie_of(reference), "")
        )

    def get(self, request, *args, **kwargs):
        is_copy = self.own_page.made_for == OwnPageFor.COPY
        context = {
            "page_title": "My plan" if is_copy else "Your views",
            "made_for": self.own_page.made_for,
            "help_now": help_now() if self.own_page.made_for in guest_links.FOR_A_CHILD else None,
        }
        return TemplateResponse(request, "own/start.html", context)

    def post(self, request, *args, **kwargs):
        """The same browser goes on with what it has; another begins with an empty page."""
        reference = self.own_page.reference
        note_staff_present(self.own_page, request.user, at=clock.now())
        response = redirect("peps:own_page", reference)
        if self.browser is None:
            response.set_cookie(
                cookie_of(reference),
                guest_links.open_in_browser(self.own_page, at=clock.now()),
                max_age=self._seconds(),
                path=COOKIE_PATH,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response

    def _seconds(self) -> int:
        if self.own_page.made_for == OwnPageFor.COPY:
            return int(COPY_WORKS.total_seconds())
        return max(1, int((clock.start_of(self.own_page.until) - clock.now()).total_seconds()))


def cookie_of(reference: str) -> str:
    return f"own-{reference}"


class Opened(Visited):
    """A page of this browser's: loads `self.browser`, `self.own_page` and `self.asked`."""

    made_for = frozenset({OwnPageFor.CHILD, OwnPageFor.CARER, OwnPageFor.PARENT})

    def load(self, **kwargs) -> None:
        reference = kwargs["page_ref"]
        self.browser = guest_links.browser_of(reference, self.request.COOKIES.get(cookie_of(reference), ""))
        if self.browser is None:
            raise guest_links.PageClosed("This page is not open here. Open the link that you were given once more.")
        self.own_page = self.browser.page
        self.pep = self.own_page.pep
        if self.own_page.made_for not in self.made_for:
            raise Http404
        self.refuse_when_closed()
        self.asked = own_questions(self.pep, self.own_page.made_for)

    def refuse_when_closed(self) -> None:
        guest_links.require_open(self.own_page, clock.today())

    def address(self, name: str, *more) -> str:
        return reverse(f"peps:{name}", args=[self.own_page.reference, *more])

    def who_next(self) -> str:
        """Who is told more; a parent who may not know the school does not read there who teaches in it."""
        if has_lost_its_maker(self.own_page):
            return WHO_IS_THERE_NOW.get(OwnPageFor(self.own_page.made_for), "the child's social worker")
        reader = reader_of(Audience(self.own_page.made_for))
        return name_told(self.own_page.made_by, self.pep, reader, otherwise=WHO_GAVE_IT)

    def common(self) -> dict:
        is_child = self.own_page.made_for == OwnPageFor.CHILD
        return {
            "own_page": self.own_page,
            "name": names.called(self.pep.child, NamesFor.PAPER),
            "is_child": is_child,
            "with_drawing": is_child,
            "number_of_screens": len(self.asked) + is_child,
            "help_now": help_now() if is_child else None,
        }


class OwnPageStart(Opened):
    """Goes to the first question without an answer in this browser, or to the child's copy."""

    made_for = frozenset(OwnPageFor)

    def get(self, request, *args, **kwargs):
        if self.own_page.made_for == OwnPageFor.COPY:
            return redirect(self.address("own_copy"))
        answered = set(self.browser.answers.exclude(text="").values_list("question_key", flat=True))
        open_ones = (n for n, each in enumerate(self.asked, start=1) if each.key not in answered)
        first = next(open_ones, None) if answered else 1
        return redirect(self.address("own_question", first) if first else self.address("own_check"))


class OwnQuestionPage(Opened):
    """One question, large. Saves as it is typed, and goes on."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.number = kwargs["number"]
        if not 1 <= self.number <= len(self.asked):
            raise Http404
        self.each = self.asked[self.number - 1]

    def get(self, request, *args, **kwargs):
        return self.page()

    def page(self, problem: str = "", *, too_long: str = "", text: str = "", status: int = 200):
        """`text` is what was typed and did not fit."""
        answer = self.browser.answers.filter(question_key=self.each.key).first()
        question = self.each.question
        context = self.common() | {
            "page_title": question.label,
            "question": question,
            "picture": self.each.picture,
            "number": self.number,
            "text": text or (answer.text if answer else ""),
            "too_long": too_long,
            "shared_with": answer.shared_with if answer else "",
            "sharing": SharedWith.choices,
            "problem": problem,
            "elsewhere": self.each.key in guest_links.answered_elsewhere(self.browser),
            "faces": [(code, label, code.lower().replace("_", "-")) for code, label in question.choices],
            "back": self.address("own_question", self.number - 1) if self.number > 1 else "",
        }
        return TemplateResponse(self.request, "own/question.html", context, status=status)

    def post(self, request, *args, **kwargs):
        text = request.POST.get("text", "").replace("\r\n", "\n")
        shared = request.POST.get("shared_with", "")
        try:
            guest_links.keep_answer(self.browser, key=self.each.key, text=text, shared_with=shared, at=clock.now())
        except TooLong as refusal:
            if wants_json(request):
                return JsonResponse({"refused": str(refusal)}, status=422)
            return self.page(too_long=str(refusal), text=text, status=422)
        if wants_json(request):
            return JsonResponse({"saved": True})
        if self.each.key in guest_links.without_choice(self.browser):
            return self.page("Choose who can see this.", status=422)
        if self.number < len(self.asked):
            return redirect(self.address("own_question", self.number + 1))
        return redirect(self.address("own_drawing" if self.own_page.made_for == OwnPageFor.CHILD else "own_check"))


class OwnDrawingPage(Opened):
    """A drawing made here by finger, or a photograph of one."""

    made_for = frozenset({OwnPageFor.CHILD})

    def get(self, request, *args, **kwargs):
        return self.page()

    def post(self, request, *args, **kwargs):
        if away := request.POST.get("take_away", ""):
            own_drawings.take_away(self.browser, pk=whole_number(away), at=clock.now())
            return redirect(request.path)
        if "file" not in request.FILES:
            return redirect(self.address("own_check"))
        shared = request.POST.get("shared_with", "")
        try:
            own_drawings.keep_drawing(self.browser, file=request.FILES["file"], shared_with=shared, at=clock.now())
        except guest_links.PageClosed:
            raise
        except PortalRefusal as refusal:
            if wants_json(request):
                return JsonResponse({"problem": str(refusal)}, status=422)
            return self.page(str(refusal), status=422)
        return JsonResponse({"saved": True}) if wants_json(request) else redirect(request.path)

    def page(self, problem: str = "", status: int = 200):
        context = self.common() | {
            "page_title": "Would you like to draw something?",
            "drawings": self.browser.drawings.filter(removed_at=None),
            "problem": problem,
            "sharing": SharedWith.choices,
            "number": len(self.asked) + 1,
            "back": self.address("own_question", len(self.asked)),
        }
        return TemplateResponse(self.request, "own/drawing.html", context, status=status)


class OwnPicture(Opened):
    """A picture that this browser sent."""

    made_for = frozenset({OwnPageFor.CHILD})

    def get(self, request, *args, **kwargs):
        drawing = get_object_or_404(self.browser.drawings.filter(removed_at=None), pk=kwargs["pk"])
        with default_storage.open(drawing.stored_name) as kept:
            return HttpResponse(kept.read(), content_type=drawing.content_type)


class OwnCheck(Opened):
    """What was said here, to be looked at once more and sent."""

    def get(self, request, *args, **kwargs):
        return self.page()

    def post(self, request, *args, **kwargs):
        note_staff_present(self.own_page, request.user, at=clock.now())
        try:
            submission.send(self.browser, at=clock.now())
        except submission.NothingToSend as nothing:
            return self.page(str(nothing), status=422)
        return redirect(self.address("own_sent"))

    def page(self, problem: str = "", status: int = 200):
        given = {row.question_key: row for row in self.browser.answers.all()}
        elsewhere, open_ones = guest_links.answered_elsewhere(self.browser), guest_links.without_choice(self.browser)
        context = self.common() | {
            "page_title": "Is this what you want to say?",
            "problem": problem,
            "rows": [
                {
                    "label": each.question.label,
                    "text": each.question.shown_text(given[each.key].text) if each.key in given else "",
                    "shared": given[each.key].get_shared_with_display() if each.key in given else "",
                    "is_open": each.key in open_ones,
                    "elsewhere": each.key in elsewhere,
                    "href": self.address("own_question", number),
                }
                for number, each in enumerate(self.asked, start=1)
            ],
            "drawings": self.browser.drawings.filter(removed_at=None),
        }
        return TemplateResponse(self.request, "own/check.html", context, status=status)


class OwnSent(Opened):
    def refuse_when_closed(self) -> None:
        """Shown because it was sent."""

    def get(self, request, *args, **kwargs):
        if self.own_page.sent_at is None:
            return redirect(self.address("own_page"))
        context = self.common() | {"page_title": "Thank you", "who_next": self.who_next()}
        return TemplateResponse(request, "own/sent.html", context)
