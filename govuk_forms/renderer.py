"""Draws Django's own widgets in Python, each as its template under django/forms/widgets/ does.

A page of questions has hundreds of boxes and options, and a template for each cost more than the rest of the page. A
widget that names a template of its own is drawn by that template.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets/"
INPUTS = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number", "password", "search", "tel",
    "text", "time", "url",
)  # fmt: skip
OPTION = f"{FOLDER}select_option.html"


class Renderer(TemplatesSetting):
    """The setting FORM_RENDERER."""

    def render(self, template_name: str, context: Mapping[str, Any], request=None) -> SafeString:
        draw = DRAWN.get(template_name)
        return draw(self, context["widget"]) if draw else self.by_template(template_name, context)

    def by_template(self, template_name: str, context: Mapping[str, Any]) -> SafeString:
        return super().render(template_name, context)


def joined(parts: Iterable[Any]) -> SafeString:
    """One after the other; what is not markup is escaped."""
    return SafeString("".join(map(conditional_escape, parts)))


def attributes(given: Mapping[str, Any]) -> SafeString:
    """Attributes of a tag: True is a bare name, False is left out."""
    return joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in given.items()
        if value is not False
    )


def _input(renderer: Renderer, widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    attrs = attributes(widget["attrs"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attrs)


def _file(renderer: Renderer, widget: Mapping[str, Any]) -> SafeString:
    if widget["is_initial"]:  # also a link to the file that is there, and a box to remove it
        return renderer.by_template(widget["template_name"], {"widget": widget})
    return format_html('<input type="{}" name="{}"{}>', widget["type"], widget["name"], attributes(widget["attrs"]))


def _textarea(renderer: Renderer, widget: Mapping[str, Any]) -> SafeString:
    # Browsers drop a line end that follows the tag: without this one, a text would lose its own.
    html = '<textarea name="{}"{}>\n{}</textarea>'
    return format_html(html, widget["name"], attributes(widget["attrs"]), widget["value"] or "")


def _select(renderer: Renderer, widget: Mapping[str, Any]) -> SafeString:
    groups = joined(_groups(renderer, widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], attributes(widget["attrs"]), groups)


def _groups(renderer: Renderer, groups: Iterable) -> Iterator[SafeString]:
    for name, options, _ in groups:
        drawn = joined(_option(renderer, option) for option in options)
        yield format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def _option(renderer: Renderer, option: Mapping[str, Any]) -> SafeString:
    if option["template_name"] != OPTION:
        return renderer.by_template(option["template_name"], {"widget": option})
    attrs, label = attributes(option["attrs"]), localize(option["label"])
    return format_html('<option value="{}"{}>{}</option>', option["value"], attrs, label)


DRAWN = {
    **{f"{FOLDER}{name}.html": _input for name in INPUTS},
    f"{FOLDER}clearable_file_input.html": _file,
    f"{FOLDER}textarea.html": _textarea,
    f"{FOLDER}select.html": _select,
}
