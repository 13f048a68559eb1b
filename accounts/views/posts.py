"""Posts that reach every child, and wait for a second person's yes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.forms.posts import APPROVE, DecidePostForm
from accounts.invitations import approve
from accounts.models import PostRequest
from accounts.posts import refuse_post
from accounts.refusals import PortalRefusal
from accounts.views import ActionView


class PostsToApprove(ActionView):
    action = Action.APPROVE_POST

    def get(self, request, *args, **kwargs):
        waiting = PostRequest.objects.visible_to(request.user).waiting().for_list()
        context = {"page_title": "Posts to approve", "requests": waiting}
        return TemplateResponse(request, "accounts/posts_to_approve.html", context)


class DecidePost(ActionView):
    action = Action.APPROVE_POST

    def load(self, **kwargs):
        waiting = PostRequest.objects.visible_to(self.request.user).waiting().for_list()
        self.asked_for = waiting.filter(pk=kwargs["pk"]).first()
        if self.asked_for is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        return self._page(DecidePostForm())

    def post(self, request, *args, **kwargs):
        form = DecidePostForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            said = self._decide(form.cleaned_data["decision"])
        except PortalRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        messages.success(request, said)
        return redirect("accounts:posts_to_approve")

    def _decide(self, decision: str) -> str:
        if decision == APPROVE:
            approve(self.asked_for, by=self.request.user, at=clock.now())
            return f"Approved: {self.asked_for}."
        refuse_post(self.asked_for, by=self.request.user, at=clock.now())
        return f"Refused: {self.asked_for}. {self.asked_for.asked_by} is notified."

    def _page(self, form, status=200):
        context = {
            "page_title": "Approve this post?",
            "form": form,
            "asked_for": self.asked_for,
            "last": self.asked_for.until and clock.day_before(self.asked_for.until),
            "cancel_url": reverse("accounts:posts_to_approve"),
        }
        return TemplateResponse(self.request, "accounts/decide_post.html", context, status=status)
