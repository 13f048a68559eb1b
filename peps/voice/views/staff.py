"""Handing child, carer and parents a page of their own, and answering what the child wished for."""

import segno
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.views.form_page import FormPage
from children.protection.adulthood import is_adult
from peps.answers.views.rows import RemovePage
from peps.enums import OwnPageFor, PepStatus, SharedWith, WishOutcome
from peps.files.file_kinds import KINDS
from peps.models import OwnPage
from peps.questions.own_questions import own_questions
from peps.views.scoped import PepScoped, WholePlanScoped
from peps.views.sending import send
from peps.voice import disclosure, guest_links, submission
from peps.voice.forms.guest_links import LastDayForm, WishAnswerForm
from peps.voice.link_makers import without_their_maker
from peps.voice.staff_present import staff_present
from peps.voice.wishes import answer_wish, wishes_of

SHOWN_ONCE = "own_page_link"
FOR_WHOM = {
    OwnPageFor.CHILD: "For the child: what they think and want, one question at a time.",
    OwnPageFor.CARER: "For the carer: what goes well at home, what worries them, what to talk about.",
    OwnPageFor.PARENT: "For a parent, where the social worker has decided that they are asked.",
    OwnPageFor.COPY: "For the child, after sign-off: their own copy of the plan.",
}


SENT_TITLES = {
    OwnPageFor.CHILD: "What the young person sent",
    OwnPageFor.CARER: "What the carer sent",
    OwnPageFor.PARENT: "What the parent sent",
}


class OfOwnPages(WholePlanScoped):
    """What comes back joins the plan."""

    action = Action.HAND_OVER_PAGE

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.made_for = OwnPageFor(kwargs["made_for"].upper()) if "made_for" in kwargs else None

    def refused_url(self) -> str:
        return reverse("peps:own_pages", args=[self.pep.reference])


class OwnPages(OfOwnPages):
    def get(self, request, *args, **kwargs):
        may_read_private = access.may(request.user, Action.READ_PRIVATE_WORDS)
        private = submission.private_words(self.pep) if may_read_private else []
        drawings = list(submission.private_drawings(self.pep)) if may_read_private else []
        if private or drawings:
            audit.record("private_words.looked_at", by=request.user, subject=self.pep, child=self.pep.child)
        context = {
            "page_title": "Pages of their own",
            "pep": self.pep,
            "rows": self._rows(),
            "private": private,
            "private_drawings": drawings,
            "is_signed": self.pep.status == PepStatus.SIGNED_OFF,
            "may_read_private": may_read_private,
        }
        return TemplateResponse(request, "peps/voice/own_pages.html", context)

    def _rows(self) -> list[dict]:
        today, newest = clock.today(), {page.made_for: page for page in self.pep.own_pages.select_related("made_by")}
        lost = without_their_maker(newest.values())
        return [
            {
                "made_for": made_for.value.lower(),
                "title": made_for.label,
                "text": text,
                "page": (page := newest.get(made_for)),
                "works": bool(page) and _works(page, today, lost),
                "lost_its_maker": bool(page) and page.pk in lost,
                "last_day": clock.day_before(page.until) if page else None,
                "may_make": self._may_make(made_for),
            }
            for made_for, text in FOR_WHOM.items()
        ]

    def _may_make(self, made_for: OwnPageFor) -> bool:
        if made_for in guest_links.ENDS_AT_18 and is_adult(self.pep.child, clock.today()):
            return False
        if made_for == OwnPageFor.COPY:
            return self.pep.status == PepStatus.SIGNED_OFF
        return self.pep.is_under_way and bool(own_questions(self.pep, made_for))


def _works(page: OwnPage, today, lost: frozenset[int]) -> bool:
    try:
        guest_links.require_open(page, today, is_lost=lambda each: each.pk in lost)
    except guest_links.PageClosed:
        return False
    return True


class SentFromOwnPage(OfOwnPages):
    """Everything that was sent from one page, for those who may read it all; who opened it first, and when, is kept."""

    action = Action.READ_PRIVATE_WORDS

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        sent = self.pep.own_pages.filter(sent_at__isnull=False)
        self.own_page = get_object_or_404(sent, reference=kwargs["page_ref"])
        self.own_page.pep = self.pep

    def get(self, request, *args, **kwargs):
        disclosure.note_reading(self.own_page, by=request.user, at=clock.now())
        audit.record("private_words.looked_at", by=request.user, subject=self.pep, child=self.pep.child)
        drawings = list(submission.drawings_of(self.own_page))
        context = {
            "page_title": SENT_TITLES[self.own_page.made_for],
            "pep": self.pep,
            "own_page": self.own_page,
            "words": submission.sent_words(self.own_page),
            "private_drawings": [each for each in drawings if each.shared_with == SharedWith.WORKER],
            "number_of_shared_drawings": sum(each.shared_with != SharedWith.WORKER for each in drawings),
            "staff_present": staff_present(self.own_page).select_related("by"),
            "readings": self.own_page.readings.select_related("by"),
        }
        return TemplateResponse(request, "peps/voice/own_page_sent.html", context)


class HandOver(FormPage, OfOwnPages):
    submit_text = "Make the link"
    said = "The link is ready. It is shown once: hand it over now."

    def load(self, **kwargs) -> None:
        if kwargs["made_for"].upper() not in OwnPageFor.values:
            raise Http404
        super().load(**kwargs)

    def page_title(self) -> str:
        return f"Make a link: {self.made_for.label.lower()}"

    def intro(self) -> str:
        return (
            f"{FOR_WHOM[self.made_for]} Whoever has the link can open the page, so give it to nobody else. "
            "A link that was made before for the same page ends."
        )

    def form(self, data=None):
        return LastDayForm(data, initial={"last_day": clock.today() + guest_links.USUALLY})

    def act(self, given) -> None:
        page, token = guest_links.hand_over(
            pep=self.pep, made_for=self.made_for, by=self.request.user, at=clock.now(), **given
        )
        self.request.session[SHOWN_ONCE] = {"reference": page.reference, "token": token}

    def done_url(self) -> str:
        if self.request.method == "POST":
            return reverse("peps:own_page_link", args=[self.pep.reference, self.made_for.value.lower()])
        return self.refused_url()


class OwnPageLink(OfOwnPages):
    """The link and its square code, once: the token is kept nowhere."""

    def get(self, request, *args, **kwargs):
        made = request.session.pop(SHOWN_ONCE, None)
        page = made and self.pep.own_pages.filter(reference=made["reference"]).first()
        if not page:
            messages.error(request, "A link is shown once. Make a new one; what was typed on the page is kept.")
            return redirect(self.refused_url())
        address = guest_links.address_of(made["token"])
        context = {
            "page_title": page.get_made_for_display(),
            "pep": self.pep,
            "address": address,
            "code": segno.make(address, error="m").svg_data_uri(scale=6, border=2, title="Square code of the link"),
            "last_day": clock.day_before(page.until),
        }
        return TemplateResponse(request, "peps/voice/own_page_link.html", context)


class WithdrawOwnPage(RemovePage, OfOwnPages):
    explanation = "Nobody can open the page any more. What was typed there and not sent is kept, and nobody reads it."
    confirm_text = "Withdraw the link"
    said = "The link is withdrawn."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        waiting = OwnPage.objects.filter(pep=self.pep, sent_at=None, withdrawn_at=None)
        self.own_page = get_object_or_404(waiting, reference=kwargs["page_ref"])

    def title(self) -> str:
        return "Withdraw this link?"

    def remove(self, *, by, at) -> None:
        guest_links.withdraw(page=self.own_page, by=by, at=at)


class PrivateDrawing(PepScoped):
    action = Action.READ_PRIVATE_WORDS

    def get(self, request, *args, **kwargs):
        drawing = get_object_or_404(submission.private_drawings(self.pep), pk=kwargs["pk"])
        audit.record("private_words.looked_at", by=request.user, subject=self.pep, child=self.pep.child)
        name = f"drawing-{self.pep.reference}.{KINDS[drawing.content_type].extension}"
        return send(drawing.stored_name, content_type=drawing.content_type, file_name=name)


class OfWishes(WholePlanScoped):
    action = Action.ANSWER_WISH

    def refused_url(self) -> str:
        return reverse("peps:wishes", args=[self.pep.reference])


class Wishes(OfWishes):
    """You said, we did."""

    def get(self, request, *args, **kwargs):
        audit.record("wishes.looked_at", by=request.user, subject=self.pep, child=self.pep.child)
        context = {
            "page_title": "You said, we did",
            "pep": self.pep,
            "wishes": wishes_of(self.pep),
            "may_answer": self.pep.status != PepStatus.CLOSED,
        }
        return TemplateResponse(request, "peps/voice/wishes.html", context)


class AnswerWish(FormPage, OfWishes):
    said = "Thank you. The child reads it in their own copy of the plan."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.wish = next((each for each in wishes_of(self.pep) if each.key == kwargs["key"]), None)
        if self.wish is None:
            raise Http404

    def page_title(self) -> str:
        return "What comes of this wish?"

    def intro(self) -> str:
        return f"{self.wish.label}: “{self.wish.text}”"

    def form(self, data=None):
        row = self.wish.answer
        return WishAnswerForm(data, initial={"outcome": row.outcome, "answer": row.answer} if row else None)

    def act(self, given) -> None:
        answer_wish(
            pep=self.pep,
            key=self.wish.key,
            outcome=WishOutcome(given["outcome"]),
            answer=given["answer"],
            by=self.request.user,
            at=clock.now(),
        )
