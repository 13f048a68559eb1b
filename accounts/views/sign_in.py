"""The pages of the sign-in library that are in use, each by name. Its other pages have no address here.

Each says who may open it, as every page of the portal does.
"""

from allauth.account import views
from allauth.mfa.base.views import AuthenticateView

from accounts.access import Action
from accounts.letters import when_it_goes
from accounts.views import ActionView


class SignIn(views.LoginView):
    is_public = True


class SecondStep(AuthenticateView):
    """For people who set up a second factor; sign-in itself leads there."""

    is_public = True


class SignOut(views.LogoutView):
    is_public = True


class AccountClosed(views.AccountInactiveView):
    is_public = True


class ForgottenPassword(views.PasswordResetView):
    is_public = True


class ForgottenPasswordSent(views.PasswordResetDoneView):
    is_public = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"when_it_goes": when_it_goes()}


class NewPassword(views.PasswordResetFromKeyView):
    """Opened by a link that only the account's own email is sent."""

    is_public = True


class NewPasswordChosen(views.PasswordResetFromKeyDoneView):
    is_public = True


class ChangePassword(ActionView, views.PasswordChangeView):
    """Asks for the current password. The library leads whoever has none to `account_set_password`."""

    action = Action.USE_PORTAL
