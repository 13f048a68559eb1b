"""A page that names what nobody gave it is an error of its test (a plugin of pytest); people would see an empty place.

Django asks `string_if_invalid` wherever a value is printed or handed on: `{{ missing }}`, `{{ child.missing }}`,
`{% include "x.html" with a=missing %}`. A template says that it can do without in these ways, and in no other:
`{% if text %}`, `{% for each in rows %}`, and `{{ text|default:"Back" }}` of an argument of its own (not of a part of
one: `child.caled|default:"the child"` would hide the slip for ever).
"""

import sys

from django.conf import settings
from django.template.base import FilterExpression, Node
from django.template.defaultfilters import default

_resolve = FilterExpression.resolve


class NothingOfThisName(AssertionError):
    pass


class Refused(str):
    """Stands where the empty text stands in the portal; a text, because Django's own check asks for one."""

    __slots__ = ()

    def __mod__(self, variable):
        raise NothingOfThisName(f"{template_asking()} asks for {variable}, which nobody gave it")

    def __html__(self):
        raise NothingOfThisName(f"{template_asking()} calls what must not be called by a template")


def template_asking() -> str:
    """The file in which the name stands, whether it was included, extended or rendered alone."""
    frame = sys._getframe(1)
    while frame := frame.f_back:
        asking = frame.f_locals.get("self")
        if isinstance(asking, Node) and getattr(asking, "origin", None):
            return str(asking.origin)
    return "A template"


def resolve(expression: FilterExpression, context, ignore_failures=False):
    return _resolve(expression, context, ignore_failures or can_be_left_out(expression))


def can_be_left_out(expression: FilterExpression) -> bool:
    has_default = bool(expression.filters) and expression.filters[0][0] is default
    return has_default and expression.is_var and len(expression.var.lookups or ()) == 1


def pytest_configure():
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Refused("%s")
    FilterExpression.resolve = resolve
