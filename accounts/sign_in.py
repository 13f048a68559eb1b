"""How signing in differs from the library's way: nobody signs up, and a lock-out is for a person, not an office."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.urls import reverse

from accounts import audit, clock
from accounts.models import Post, User

AT_THE_DOOR = audit.System("sign-in")
SIGNED_IN_AT = "signed_in_at"
"""In the session: since when, in seconds, however often it was renewed."""


class PortalBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Whoever a session belongs to, with the posts of today by the same query: every page asks for both."""
        held = list(Post.objects.holding(clock.today()).select_related("user", "team", "school").filter(user=user_id))
        if not held:
            return super().get_user(user_id)
        person = held[0].user
        for post in held:
            post.user = person
        person.posts_read(held)
        return person if self.user_can_authenticate(person) else None


class PortalAccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has been closed. Ask the virtual school if it should not be.",
        "email_password_mismatch": "The e-mail or the password is not right. Check both and try again.",
        "enter_current_password": "This is not the password that you have now",
        "too_many_login_attempts": "Too many tries. Wait 15 minutes, then try again.",
        "rate_limited": "Too many tries. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request) -> bool:
        """People are invited; nobody makes an account for themselves. The library's page for it has no address either."""
        return False

    def login(self, request, user) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(clock.real_now().timestamp())
        audit.record("account.signed_in", by=user, subject=user)

    def logout(self, request) -> None:
        audit.record("account.signed_out", by=request.user, subject=request.user)
        super().logout(request)

    def authentication_failed(self, request, **credentials) -> None:
        """What was typed is not kept: it may be a password in the wrong box. Whose account it is, if anybody's, is."""
        person = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        act = "account.locked" if getattr(request, "axes_locked_out", False) else "account.wrong_password"
        audit.record(act, by=AT_THE_DOOR, subject=person)

    def set_password(self, user, password) -> None:
        super().set_password(user, password)
        audit.record("account.password_chosen", by=user, subject=user)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:your_account")


def name_typed(request, credentials=None) -> str | None:
    """The address that was typed, lower-cased.

    Without it every failure in an office would share one counter, since people sign in by e-mail.
    """
    given = credentials or {}
    name = given.get("username") or given.get("email") or given.get("login")
    if not name and request is not None:
        name = request.POST.get("login")
    return name.strip().lower() if name else None
