from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action, Level
from accounts.views import ActionView
from accounts.waking import A_MINUTE, wake
from children.calendar.terms import term_with_key
from children.models import Child, Term
from peps.deadlines.due_in_lists import BROUGHT_FORWARD
from peps.delegation.delegation import nobody_to_ask, start_batch, stop_batch, waiting_children
from peps.delegation.preview import movers, unconfirmed_schools, unfinished
from peps.enums import BatchState
from peps.life.closing import close_and_open, closed_for
from peps.models import PersonalEducationPlan
from peps.scope import out_of_scope, scope_day

A_PAGE = 50


class Delegation(ActionView):
    """Before: who is in scope, who is not and why. During: how far it is. After: who has nobody to ask."""

    action = Action.DELEGATE_TERM

    def load(self, **kwargs) -> None:
        try:
            self.term = term_with_key(kwargs["term_key"])
        except Term.DoesNotExist:
            raise Http404("There is no such term.") from None

    def get(self, request, *args, **kwargs):
        today = clock.today()
        waiting = waiting_children(self.term, today)
        named = Child.objects.visible_to(request.user, level=Level.LISTED)
        named_ids = set(named.values_list("pk", flat=True))
        batch = self.term.batches.select_related("asked_by").first()
        kept_back = unfinished(self.term, today)
        context = {
            "page_title": f"Delegate the {str(self.term).lower()}",
            "term": self.term,
            "is_early": today < self.term.delegation_date,
            "batch": batch,
            "at_work": batch is not None and batch.state in (BatchState.WAITING, BatchState.RUNNING),
            "waiting_count": waiting.count(),
            "to_open_count": waiting.exclude(pk__in=[each.pep.child_id for each in kept_back]).count(),
            "brought_forward": PersonalEducationPlan.objects.counted()
            .filter(BROUGHT_FORWARD, fills_term=self.term)
            .count(),
            "unfinished": [each for each in kept_back if each.pep.child_id in named_ids],
            "closed_as_unfinished": closed_for(self.term).filter(child__in=named_ids),
            "opened_count": PersonalEducationPlan.objects.counted().filter(fills_term=self.term).count(),
            "nobody": [each for each in nobody_to_ask(self.term, today) if each.pep.child_id in named_ids],
            "movers": [each for each in movers(self.term, today) if each.child.pk in named_ids],
            "unconfirmed": unconfirmed_schools(self.term, today),
            "out_of_scope": [each for each in out_of_scope(scope_day(self.term, today)) if each.child.pk in named_ids],
            "waiting": Paginator(
                waiting.filter(pk__in=named.values("pk")).order_by("family_name", "pk"), A_PAGE
            ).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "peps/delegation/delegation.html", context)

    def post(self, request, *args, **kwargs):
        if "stop" in request.POST:
            batch = self.term.batches.first()
            if batch:
                stop_batch(batch, by=request.user)
            messages.success(request, "Stopped. What is open stays open; you can go on at any time.")
        else:
            batch = start_batch(term=self.term, by=request.user, at=clock.now())
            begins = "The plans are being opened." if wake("peps.run_batch", batch.pk) else A_MINUTE
            messages.success(request, f"{begins} You can leave this page; it goes on by itself.")
        return redirect(self.refused_url())

    def refused_url(self) -> str:
        return reverse("peps:delegation", args=[self.term.key])


class CloseUnfinished(Delegation):
    """Closes a plan as not completed in its term, and opens the plan of this term from its text."""

    action = Action.CLOSE_PEP
    http_method_names = ("post", "options")

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        plans = PersonalEducationPlan.objects.visible_to(self.request.user).select_related("child")
        self.pep = get_object_or_404(plans, reference=kwargs["pep_ref"])

    def post(self, request, *args, **kwargs):
        pep = close_and_open(pep=self.pep, term=self.term, by=request.user, at=clock.now())
        messages.success(
            request, f"Closed as not completed in its term. The plan of the {str(self.term).lower()} is open."
        )
        return redirect("peps:task_list", pep.reference)
