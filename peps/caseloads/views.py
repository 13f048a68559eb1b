import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.models import Post, User
from accounts.posts import end_post
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from children.models import Child
from children.moves.reallocation import hand_children_on, receivers
from peps.caseloads.forms import HandOnForm, LastDayForm
from peps.caseloads.open_work import allocations_seen, caseloads, hanging_on, sections_seen
from peps.questions.plan_form import blueprint_of

ONE_DAY = dt.timedelta(days=1)


class Caseloads(ActionView):
    """Who holds how many of the children that this person reaches; who has left comes first."""

    action = Action.HAND_WORK_ON

    def get(self, request, *args, **kwargs):
        context = {"page_title": "Caseloads", "rows": caseloads(request.user, clock.today())}
        return TemplateResponse(request, "peps/caseloads/caseloads.html", context)


class CaseloadOf(ActionView):
    """One person's children and handed sections, to hand on; without a person, the children that nobody holds."""

    action = Action.HAND_WORK_ON

    def load(self, **kwargs):
        self.today = clock.today()
        rows = allocations_seen(self.request.user, self.today).filter(person=kwargs["pk"])
        reached = Child.objects.visible_to(self.request.user)
        self.children = list(reached.filter(pk__in=rows.values("child")))
        self.sections = list(
            sections_seen(self.request.user).filter(handed_to=kwargs["pk"]).select_related("pep__child", "pep__edition")
            if kwargs["pk"]
            else ()
        )
        if not self.children and not self.sections:
            raise Http404
        self.person = User.objects.filter(pk=kwargs["pk"]).first()

    def get(self, request, *args, **kwargs):
        return self._page(self._form(initial={"from_date": self.today}))

    def post(self, request, *args, **kwargs):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        given = form.cleaned_data
        chosen = [child for child in self.children if child.reference in given["children"]]
        try:
            number = hand_children_on(
                children=chosen, to=given["to"], by=request.user, on=given["from_date"], today=self.today
            )
        except PortalRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        counted = "1 child goes" if number == 1 else f"{number} children go"
        messages.success(request, f"{counted} to {given['to'].user} from {given['from_date']:%-d %B %Y}.")
        return redirect("peps:caseloads")

    def _form(self, *args, **kwargs):
        choices = receivers(self.request.user, self.today)
        if self.person:
            choices = choices.exclude(user=self.person)
        return HandOnForm(*args, children=self.children, receivers=choices, today=self.today, **kwargs)

    def _page(self, form, status=200):
        context = {
            "page_title": f"Hand on: {self.person.name}" if self.person else "Children without a social worker",
            "person": self.person,
            "form": form,
            "has_children": bool(self.children),
            "sections": [
                {"section": section, "title": blueprint_of(section.pep).section(section.key).title}
                for section in self.sections
            ],
        }
        return TemplateResponse(self.request, "peps/caseloads/caseload.html", context, status=status)


class EndPost(ActionView):
    """Asked twice, with what hangs on the post. Children are counted here and never named."""

    action = Action.INVITE_SCHOOLS

    def load(self, **kwargs):
        posts = Post.objects.visible_to(self.request.user).for_list().filter(user=kwargs["pk"])
        self.post_held = get_object_or_404(posts, pk=kwargs["post_pk"])

    def get(self, request, *args, **kwargs):
        return self._page(LastDayForm(initial={"last_date": clock.today()}))

    def post(self, request, *args, **kwargs):
        form = LastDayForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        last = form.cleaned_data["last_date"]
        try:
            end_post(post=self.post_held, until=last + ONE_DAY, by=request.user)
        except PortalRefusal as refusal:
            form.add_error("last_date", str(refusal))
            return self._page(form, status=422)
        messages.success(request, f"The post ends with {last:%-d %B %Y}.")
        return redirect("accounts:person", self.post_held.user_id)

    def _page(self, form, status=200):
        context = {
            "page_title": "End this post",
            "post": self.post_held,
            "form": form,
            "hanging": hanging_on(self.post_held, clock.today()),
            "is_warning": True,
            "confirm_text": "End this post",
            "cancel_url": reverse("accounts:person", args=[self.post_held.user_id]),
        }
        return TemplateResponse(self.request, "peps/caseloads/end_post.html", context, status=status)
