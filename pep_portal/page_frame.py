"""What stands around every page: the authority, the way about, the day that is pretended, the way to help."""

from django.conf import settings
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.guides import TITLES, guide_for, guides_of
from accounts.models import Authority

NAVIGATION = (
    ("My work", "workspace:my_work", Action.USE_PORTAL),
    ("Children", "workspace:children", Action.LIST_CHILDREN),
    ("Plans", "peps:board", Action.READ_PEP),
    ("Quality", "quality:queue", Action.AUDIT_PEP),
    ("Figures", "reports:dashboard", Action.READ_FIGURES),
    ("Funding", "funding:accounts", Action.READ_LEDGER),
    ("Caseloads", "peps:caseloads", Action.HAND_WORK_ON),
    ("People", "accounts:people", Action.INVITE_SCHOOLS),
    ("Terms", "children:terms", Action.MANAGE_TERMS),
    ("The form", "peps:form", Action.SHAPE_FORM),
    ("Imports", "imports:imports", Action.READ_IMPORTS),
    ("Letters", "accounts:letters", Action.READ_LETTERS),
    ("Who looked", "accounts:audit", Action.READ_AUDIT),
)

BELONGS_TO = {
    "changes": "children", "moves": "children", "register": "children", "school": "children", "summaries": "children",
    "collection": "imports", "records": "imports", "clocks": "terms", "meetings": "plans", "reviews": "children",
}  # fmt: skip
"""First words of addresses whose pages stand under another entry of the menu."""


def frame(request):
    """Prepared values for the base layout; a page costs one query for them, the authority's row."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    first = request.path.strip("/").split("/")[0] if signed_in else ""
    section = BELONGS_TO.get(first, first)
    return {
        "authority": Authority.objects.current(),
        "navigation": _navigation(user, section) if signed_in else [],
        "may_find_children": signed_in and access.may(user, Action.LIST_CHILDREN),
        "help_links": _help_links(request, user) if signed_in else [],
        "pretended_day": clock.today() if settings.PORTAL_TODAY else None,
        "is_production": settings.IS_PRODUCTION,
        "session_idle_seconds": settings.SESSION_IDLE_SECONDS,
        "session_warning_seconds": settings.SESSION_WARNING_SECONDS,
        "session_most_hours": settings.SESSION_MOST_SECONDS // 3600,
    }


def _navigation(user, section: str) -> list[dict]:
    items = []
    for text, name, action in NAVIGATION:
        if access.may(user, action):
            href = reverse(name)
            items.append({"text": text, "href": href, "active": href.strip("/").split("/")[0] == section})
    return items


def _help_links(request, user) -> list[dict]:
    """The guide of this page, those of one's own roles, and the letters that the portal wrote."""
    match = request.resolver_match
    slugs = [guide_for(match.view_name) if match else "", *guides_of(post.role for post in user.posts_held_today())]
    guides = [{"text": TITLES[slug], "href": reverse("accounts:guide", args=[slug])} for slug in slugs if slug]
    return [
        *guides,
        {"text": "All guides", "href": reverse("accounts:guides")},
        {"text": "Letters to you", "href": reverse("accounts:my_letters")},
    ]
