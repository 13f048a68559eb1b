"""The council's colour as a style sheet of its own, so that no page carries inline style."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts.models import Authority

DEFAULT_COLOUR = "#1d4d4f"
LIGHT, DARK = "#ffffff", "#0b0c0c"


@method_decorator(login_not_required, name="dispatch")
class CouncilStyle(View):
    is_public = True

    def get(self, request):
        response = HttpResponse(style(Authority.objects.current().brand_colour), content_type="text/css")
        response["Cache-Control"] = "public, max-age=3600"
        return response


def style(colour: str) -> str:
    """A colour that is none is replaced by the portal's own: this text becomes part of every page."""
    brand = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else DEFAULT_COLOUR
    return f":root {{ --govuk-brand-colour: {brand}; --portal-on-brand: {readable_on(brand)}; }}\n"


def readable_on(colour: str) -> str:
    """White or near-black, whichever has more contrast on the colour (WCAG 2.2, relative luminance)."""
    return max((LIGHT, DARK), key=lambda text: contrast(text, colour))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
