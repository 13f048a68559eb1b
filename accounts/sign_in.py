"""How signing in differs from the library's way: nobody signs up, and a lock-out is for a person, not an office."""

from allauth.account.adapter import DefaultAccountAdapter


class PortalAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """People are invited; nobody makes an account for themselves."""
        return False


def name_typed(request, credentials=None) -> str | None:
    """The address that was typed, lower-cased.

    Without it every failure in an office would share one counter, since people sign in by e-mail.
    """
    given = credentials or {}
    name = given.get("username") or given.get("email") or given.get("login")
    if not name and request is not None:
        name = request.POST.get("login")
    return name.strip().lower() if name else None
