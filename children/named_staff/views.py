from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from children.named_staff import staff_confirmation
from children.named_staff.forms import ConfirmForm


class ConfirmPeople(ActionView):
    """Who is who at the school, and whether that is right. Once an academic year."""

    action = Action.CONFIRM_SCHOOL_PEOPLE

    def load(self, **kwargs) -> None:
        own = staff_confirmation.own_schools(self.request.user)
        urn = self.request.GET.get("school", "")
        self.school = next((one for one in own if not urn or one.urn == urn), None)
        if urn and self.school is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        return self._page(ConfirmForm())

    def post(self, request, *args, **kwargs):
        form = ConfirmForm(request.POST)
        if not self.school or not form.is_valid():
            return self._page(form, status=422)
        staff_confirmation.confirm(school=self.school, note=form.note(), by=request.user, on=clock.today())
        messages.success(request, "Thank you. The virtual school knows now.")
        return redirect("workspace:my_work")

    def _page(self, form, status: int = 200):
        today = clock.today()
        context = {
            "page_title": "Who is who at your school",
            "form": form,
            "school": self.school,
            "posts": staff_confirmation.posts_at(self.school, today) if self.school else [],
            "confirmation": staff_confirmation.confirmation_of(self.school, today) if self.school else None,
            "cancel_url": reverse("workspace:my_work"),
        }
        return TemplateResponse(self.request, "children/named_staff/confirm_people.html", context, status=status)
