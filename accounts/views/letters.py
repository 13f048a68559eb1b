from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.enums import LetterState
from accounts.forms.filters import LetterFilter
from accounts.letters import send_again
from accounts.models import Letter
from accounts.views import ActionView

A_PAGE = 50
COLOURS = {
    LetterState.QUEUED: "blue",
    LetterState.CLAIMED: "blue",
    LetterState.HANDING_OVER: "blue",
    LetterState.SENT: "green",
    LetterState.PERHAPS_SENT: "orange",
    LetterState.REFUSED: "red",
}
STOPPED = (LetterState.PERHAPS_SENT, LetterState.REFUSED)


class Letters(ActionView):
    """Every letter that the portal sent, is sending or could not send."""

    action = Action.READ_LETTERS

    def get(self, request, *args, **kwargs):
        narrowed = LetterFilter(request.GET, queryset=Letter.objects.visible_to(request.user).for_list())
        page = Paginator(narrowed.qs, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Letters",
            "filter_form": narrowed.form,
            "page": page,
            "rows": [_row(letter) for letter in page.object_list],
            "is_narrowed": bool(request.GET),
        }
        return TemplateResponse(request, "accounts/letters.html", context)


class MyLetters(ActionView):
    """What the portal wrote to oneself."""

    action = Action.USE_PORTAL

    def get(self, request, *args, **kwargs):
        page = Paginator(request.user.letters.for_list(), A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Letters to you",
            "page": page,
            "rows": [_row(letter) for letter in page.object_list],
        }
        return TemplateResponse(request, "accounts/my_letters.html", context)


def _row(letter: Letter) -> dict:
    return {"letter": letter, "colour": COLOURS[LetterState(letter.state)]}


class LetterScoped(ActionView):
    def load(self, **kwargs):
        letters = Letter.objects.visible_to(self.request.user).for_list()
        self.letter = get_object_or_404(letters, pk=kwargs["pk"])

    def refused_url(self) -> str:
        return reverse("accounts:letter", args=[self.letter.pk])


class LetterPage(LetterScoped):
    action = Action.USE_PORTAL

    def get(self, request, *args, **kwargs):
        sees_all = access.may(request.user, Action.READ_LETTERS)
        context = {
            "page_title": self.letter.subject,
            "letter": self.letter,
            "colour": COLOURS[LetterState(self.letter.state)],
            "list_url": reverse("accounts:letters" if sees_all else "accounts:my_letters"),
            "list_title": "Letters" if sees_all else "Letters to you",
            "may_send_again": self.letter.state in STOPPED and access.may(request.user, Action.SEND_LETTERS_AGAIN),
        }
        return TemplateResponse(request, "accounts/letter.html", context)


class SendAgain(LetterScoped):
    action = Action.SEND_LETTERS_AGAIN

    def get(self, request, *args, **kwargs):
        twice = " It may arrive twice." if self.letter.state == LetterState.PERHAPS_SENT else ""
        context = {
            "page_title": "Send this letter again?",
            "explanation": f"To {self.letter.to}.{twice}",
            "confirm_text": "Send it again",
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        send_again(self.letter, by=request.user)
        messages.success(request, "The letter is on its way again.")
        return redirect(self.refused_url())
