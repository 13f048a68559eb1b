from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.shortcuts import redirect
from django.views.generic import View

from accounts import access
from accounts.access import Action
from accounts.refusals import PortalRefusal


class ActionView(AccessMixin, View):
    """A view that declares its action: what is not theirs is not found (404), then the act is asked (403)."""

    action: Action
    names_child = False
    """Whether everyone who gets in may read the name of the child whom the page is about."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        request.view = self  # so that what stands around a page knows whom it is about
        self.load(**kwargs)
        access.require(request.user, self.action)
        try:
            return super().dispatch(request, *args, **kwargs)
        except PortalRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.refused_url())

    def refused_url(self) -> str:
        """Where a refusal of the rules is shown."""
        return self.request.path

    def load(self, **kwargs) -> None:
        """What the address names, as far as this person reaches it. Raises Http404 for the rest."""
