from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import clock
from accounts.access import Action
from peps.completeness import blueprint_of
from peps.forms.plans import HandOnForm
from peps.handing_on import hand_on_section, take_back_section
from peps.views.scoped import SectionScoped


class HandOn(SectionScoped):
    """To a colleague by e-mail address, or back again."""

    action = Action.HAND_ON_SECTION

    def get(self, request, *args, **kwargs):
        return self._page(HandOnForm())

    def post(self, request, *args, **kwargs):
        if "back" in request.POST:
            take_back_section(section=self.section, by=request.user)
            messages.success(request, "The section is yours again. What your colleague wrote is kept.")
            return redirect("peps:task_list", self.pep.reference)
        form = HandOnForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        handed = hand_on_section(
            section=self.section, email=form.cleaned_data["email"], by=request.user, on=clock.today()
        )
        messages.success(request, f"{handed.handed_to} can fill in this section now. You stay answerable for it.")
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        title = f"Hand “{blueprint_of(self.pep).section(self.section.key).title}” to a colleague"
        context = {"page_title": title, "pep": self.pep, "section": self.section, "form": form}
        return TemplateResponse(self.request, "peps/hand_on.html", context, status=status)

    def refused_url(self) -> str:
        return self.request.path
