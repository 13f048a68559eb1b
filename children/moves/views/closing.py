from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.views import ActionView
from children.models import ClosingForm
from children.moves.closing_form_page import ASKED, CannotFill, ClosingFormForm, fill


class Closing(ActionView):
    """What the school that a child has left still tells. Of the child it shows the called name, and nothing else."""

    action = Action.FILL_CLOSING_FORM

    def load(self, **kwargs) -> None:
        forms = ClosingForm.objects.visible_to(self.request.user).select_related("child", "school")
        self.closing = get_object_or_404(forms, reference=kwargs["reference"])

    def get(self, request, *args, **kwargs):
        audit.record("closing_form.opened", by=request.user, subject=self.closing, child=self.closing.child)
        return self._page(ClosingFormForm(initial={name: getattr(self.closing, name) for name in ASKED}))

    def post(self, request, *args, **kwargs):
        form = ClosingFormForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        is_sent_in = "send" in request.POST
        try:
            fill(self.closing, given=form.cleaned_data, is_sent_in=is_sent_in, by=request.user)
        except CannotFill as refusal:  # shown with the form, so that nothing typed is lost
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        if is_sent_in:
            messages.success(request, "Thank you. The closing form is sent in.")
            return redirect("workspace:my_work")
        messages.success(request, "Saved. You can go on until the form closes.")
        return redirect(request.path)

    def _page(self, form, status: int = 200):
        closing = self.closing
        context = {
            "page_title": f"Closing form for {closing.child.called or closing.child.reference}",
            "form": form,
            "closing": closing,
            "last_date": clock.day_before(closing.until),
            "last_day_here": clock.day_before(closing.left_date),
            "days_left": (clock.day_before(closing.until) - clock.today()).days,
            "cancel_url": reverse("workspace:my_work"),
        }
        return TemplateResponse(self.request, "children/moves/closing.html", context, status=status)
