"""Pages about one child: the child whom the address names, as far as the person reaches the child's record."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import Level
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from children.models import Child


class ChildScoped(ActionView):
    """Loads `self.child` by the reference in the address."""

    names_child = True

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user, level=Level.RECORD)
        self.child = get_object_or_404(children, reference=kwargs["reference"])


class AsksInChildren(FormPage):
    """With a way back above the form."""

    template = "children/form.html"


class ChildForm(AsksInChildren, ChildScoped):
    """A form about one child; afterwards the child's page."""

    def done_url(self) -> str:
        return reverse("workspace:child", args=[self.child.reference])
