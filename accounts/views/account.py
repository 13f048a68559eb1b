"""A person's own account: what it says about them, and how they sign in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts import clock, email_changes, one_time_links
from accounts.access import Action
from accounts.forms.account import EmailForm
from accounts.letters import when_it_goes
from accounts.models import EmailChange
from accounts.open_sessions import end_other_sessions, open_sessions
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from accounts.views.form_page import FormPage


class YourAccount(ActionView):
    action = Action.USE_PORTAL

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Your account",
            "person": request.user,
            "posts": request.user.posts_held_today(),
            "sessions": open_sessions(request.user, request.session.session_key),
            "email_change": EmailChange.objects.open().filter(person=request.user).first(),
        }
        return TemplateResponse(request, "accounts/your_account.html", context)


class SignOutElsewhere(ActionView):
    """One press, from the account's page: a computer that was left signed in, or a session that is not theirs."""

    action = Action.USE_PORTAL
    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        number = end_other_sessions(request.user, request.session.session_key)
        said = "You are signed out everywhere else." if number else "You were signed in nowhere else."
        messages.success(request, said)
        return redirect("accounts:your_account")


class ChangeEmail(FormPage):
    action = Action.USE_PORTAL
    submit_text = "Continue"
    refused_field = "email"

    def form(self, data=None):
        return EmailForm(data, person=self.request.user)

    def act(self, given):
        email_changes.ask_for_change(
            person=self.request.user, email=given["email"], by=self.request.user, at=clock.now()
        )
        self.said = f"A link goes to the new address {when_it_goes()}. Use it to confirm the change."

    def page_title(self):
        return "Change your email address"

    def intro(self):
        return (
            f"You sign in with {self.request.user.email}. We will send a link to the new address and tell the old one. "
            "Nothing changes until you use the link."
        )

    def refused_url(self):
        return reverse("accounts:your_account")


class WithdrawEmailChange(ActionView):
    """One press, from the account's page."""

    action = Action.USE_PORTAL
    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        email_changes.withdraw(person=request.user, by=request.user, at=clock.now())
        messages.success(request, "The change is cancelled. Your email address stays as it is.")
        return redirect("accounts:your_account")


@method_decorator([login_not_required, never_cache], name="dispatch")
class ConfirmEmail(View):
    """Opened by a link in a mail to the new address. A mail scanner that follows links confirms nothing: it takes a press."""

    is_public = True

    def get(self, request, token):
        change = one_time_links.change_in(token)
        context = {"page_title": "Confirm your email address" if change else "This link no longer works"}
        return TemplateResponse(
            request, "accounts/confirm_email.html", context | {"change": change}, status=200 if change else 404
        )

    def post(self, request, token):
        change = one_time_links.change_in(token)
        if change is None:
            return self.get(request, token)
        try:
            email_changes.confirm(change, at=clock.now())
        except PortalRefusal as refusal:
            context = {"page_title": "Your email address is not changed", "refusal": str(refusal)}
            return TemplateResponse(request, "accounts/confirm_email.html", context, status=422)
        messages.success(request, "Your email address is changed. Use it the next time you sign in.")
        return redirect("workspace:my_work" if request.user.is_authenticated else "account_login")
