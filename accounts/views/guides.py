from django.http import Http404
from django.template.response import TemplateResponse

from accounts.access import ALLOWED, Action
from accounts.enums import Role
from accounts.guides import PAGES, ROLES, TITLES, guides_of
from accounts.views import ActionView


class WhoDoesWhat(ActionView):
    """Made from the access table, so that it cannot be out of date."""

    action = Action.USE_PORTAL

    def get(self, request, *args, **kwargs):
        own = {post.role for post in request.user.posts_held_today()}
        roles = sorted(Role, key=lambda role: (role not in own, role.label))
        rows = [
            {
                "role": role.label,
                "is_own": role in own,
                "slug": ROLES[role],
                "may": [action.value for action in Action if action in ALLOWED[role]],
            }
            for role in roles
        ]
        context = {"page_title": "Who does what", "rows": rows}
        return TemplateResponse(request, "accounts/who_does_what.html", context)


class Guides(ActionView):
    """Every guide: one's own role first, then page by page."""

    action = Action.USE_PORTAL

    def get(self, request, *args, **kwargs):
        own = guides_of(post.role for post in request.user.posts_held_today())
        context = {
            "page_title": "Help",
            "own": [{"slug": slug, "title": TITLES[slug]} for slug in own],
            "pages": [{"slug": slug, "title": title} for slug, title in PAGES.items()],
        }
        return TemplateResponse(request, "help/index.html", context)


class Guide(ActionView):
    action = Action.USE_PORTAL

    def load(self, **kwargs):
        if kwargs["page"] not in TITLES:
            raise Http404

    def get(self, request, *args, **kwargs):
        slug = kwargs["page"]
        return TemplateResponse(request, f"help/{slug}.html", {"page_title": TITLES[slug]})
