from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from children.calendar.forms.terms import TermForm
from children.calendar.terms import keep_term, term_with_key
from children.enums import TermName
from children.models import Term
from children.year_groups import academic_year_start


class Terms(ActionView):
    """The terms entered, the newest first."""

    action = Action.MANAGE_TERMS

    def get(self, request, *args, **kwargs):
        today = clock.today()
        terms = list(Term.objects.order_by("-first_day"))
        context = {
            "page_title": "Terms",
            "terms": terms,
            "current": Term.objects.current(today),
            "may_set_clocks": access.may(request.user, Action.SET_CLOCKS),
            "next_year": _next_year(terms, today),
            "none_ahead": not any(term.first_day > today for term in terms),
        }
        return TemplateResponse(request, "children/calendar/terms.html", context)


def _next_year(terms: list[Term], today) -> str:
    """The first school year of which not all three terms are entered, as it stands in an address: '2027-28'."""
    start = academic_year_start(today)
    entered = Counter(term.academic_year for term in terms)
    while entered[f"{start}/{(start + 1) % 100:02d}"] == len(TermName):
        start += 1
    return f"{start}-{(start + 1) % 100:02d}"


class TermScoped(ActionView):
    """Loads `self.term` by the key in its address. A term belongs to no child."""

    action = Action.MANAGE_TERMS

    def load(self, **kwargs) -> None:
        try:
            self.term = term_with_key(kwargs["term_key"])
        except Term.DoesNotExist:
            raise Http404 from None


class TermPage(TermScoped):
    def get(self, request, *args, **kwargs):
        context = {
            "page_title": str(self.term),
            "term": self.term,
            "may_delegate": access.may(request.user, Action.DELEGATE_TERM),
        }
        return TemplateResponse(request, "children/calendar/term.html", context)


class AddTerm(ActionView):
    action = Action.MANAGE_TERMS
    said, page_title = "The term is entered.", "Enter a term"

    def load(self, **kwargs) -> None:
        self.term = Term()

    def get(self, request, *args, **kwargs):
        return self._page(TermForm(term=self.term))

    def post(self, request, *args, **kwargs):
        form = TermForm(request.POST, term=self.term)
        if not form.is_valid():
            return self._page(form, status=422)
        term = keep_term(term=form.filled(), by=request.user)
        messages.success(request, self.said)
        return redirect("children:term", term.key)

    def _page(self, form, status=200):
        context = {"page_title": self.page_title, "form": form, "term": self.term, "cancel_url": self.cancel_url()}
        return TemplateResponse(self.request, "children/calendar/term_form.html", context, status=status)

    def cancel_url(self) -> str:
        return reverse("children:terms")


class ChangeTerm(TermScoped, AddTerm):
    said, page_title = "The term is changed.", "Change the term"

    def cancel_url(self) -> str:
        return reverse("children:term", args=[self.kwargs["term_key"]])
