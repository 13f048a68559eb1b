"""Layout objects for django-crispy-forms in the markup of the Design System."""

from typing import Any

from crispy_forms import layout as crispy
from crispy_forms.helper import FormHelper
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govuk_forms.drawing import NOTHING, draw
from govuk_forms.renderer import attributes, joined

OPTIONS = frozenset(
    {"label_size", "heading", "max_characters", "max_words", "inline", "small", "width", "prefix", "suffix", "rows"}
)


class LayoutObject(crispy.LayoutObject):
    """Draws the questions that it names; crispy's own would render a template for each."""

    def get_rendered_fields(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return joined(_drawn(item, form, context, template_pack) for item in self.fields)


def _drawn(item, form, context, template_pack) -> SafeString:
    if isinstance(item, str):
        return _question(item, form)
    return item.render(form, context, template_pack=template_pack)


def _question(name: str, form, given: dict[str, Any] | None = None, wrapper_class: str = "") -> SafeString:
    if name in form.rendered_fields:
        raise ValueError(f"The layout names the question {name} twice")
    form.rendered_fields.add(name)
    return draw(form[name], given, wrapper_class)


class Layout(LayoutObject, crispy.Layout):
    """All questions of a form."""


class Field(crispy.Field):
    """One question, e.g. Field("views", label_size="m", max_characters=500, rows=8) or Field("cost", width=5, prefix="£").

    `heading=True` makes the label the page's h1. `reveals={"part": ("hours", "why_part")}` shows those questions below
    the choice "part"; without JavaScript they stand there always, so a form must not require them by itself.
    """

    def __init__(self, *fields, reveals: dict[str, tuple] | None = None, **kwargs):
        self.options = {name: kwargs.pop(name) for name in OPTIONS & kwargs.keys()}
        self.reveals = reveals or {}
        super().__init__(*fields, **kwargs)

    def render(self, form, context, template_pack=TEMPLATE_PACK, extra_context=None, **kwargs):
        revealed = {
            choice: joined(_drawn(item, form, context, template_pack) for item in _each(items))
            for choice, items in self.reveals.items()
        }
        given = {**self.options, "revealed": revealed}
        if self.attrs or self.template != crispy.Field.template:  # crispy puts attributes on the control
            extra = {**(extra_context or {}), "gov": given}
            return super().render(form, context, template_pack=template_pack, extra_context=extra, **kwargs)
        return joined(_question(name, form, given, self.wrapper_class or "") for name in self.fields)


def _each(names) -> tuple:
    return (names,) if isinstance(names, str) else tuple(names)


class Fieldset(LayoutObject):
    """Questions that belong together. Legend sizes s, m, l, xl; `heading=True` makes it the page's h1.

    Not crispy's own: that reads the legend as a template, and legends are words that councils edit.
    """

    def __init__(self, legend: str, *fields, legend_size: str = "m", heading: bool = False, css_id: str = ""):
        self.fields = list(fields)
        self.legend, self.legend_size, self.heading, self.css_id = legend, legend_size, heading, css_id

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return format_html(
            '<fieldset class="govuk-fieldset"{}>{}{}</fieldset>',
            attributes({"id": self.css_id or False}),
            self.legend_drawn() if self.legend else NOTHING,
            self.get_rendered_fields(form, context, template_pack),
        )

    def legend_drawn(self) -> SafeString:
        html = '<legend class="govuk-fieldset__legend govuk-fieldset__legend--{size}">{heading}</legend>'
        heading = format_html(
            '<{level} class="govuk-fieldset__heading">{text}</{level}>',
            level="h1" if self.heading else "h2",
            text=self.legend,
        )
        return format_html(html, size=self.legend_size, heading=heading)


class FieldRow(Fieldset):
    """Short questions of one thing side by side, one below the other where there is little room.

    `said` stands under the legend, `note` under the questions; `picture` is drawn beside it (layout/picture.html).
    """

    def __init__(self, legend: str, *fields, said: str = "", note: str = "", picture=None):
        super().__init__(legend, *fields, legend_size="s")
        self.said, self.note, self.picture = said, note, picture

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return format_html(
            '<fieldset class="govuk-fieldset portal-field-row">{}{}<div class="portal-field-row__fields">{}{}</div>{}'
            "</fieldset>",
            self.legend_drawn(),
            _hint(self.said),
            self.get_rendered_fields(form, context, template_pack),
            self._picture_drawn(template_pack) if self.picture else NOTHING,
            _hint(self.note),
        )

    def _picture_drawn(self, template_pack) -> SafeString:
        return render_to_string(f"{template_pack}/layout/picture.html", {"picture": self.picture})


def _hint(text: str) -> SafeString:
    return format_html('<p class="govuk-hint">{}</p>', text) if text else NOTHING


class Button:
    """A submit button that ignores a second click. `kind`: "", "secondary" or "warning"."""

    def __init__(self, name: str, text: str, *, kind: str = "", value: str = "1"):
        self.name, self.text, self.kind, self.value = name, text, kind, value

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return format_html(
            '<button type="submit" name="{}" value="{}" class="govuk-button{}" data-module="govuk-button"'
            ' data-prevent-double-click="true">{}</button>',
            self.name,
            self.value,
            f" govuk-button--{self.kind}" if self.kind else "",
            self.text,
        )


class Buttons(LayoutObject):
    """Buttons, and at most a cancel link, side by side."""

    def __init__(self, *buttons, cancel_url: str = ""):
        self.fields = list(buttons)
        self.cancel_url = cancel_url

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        cancel = format_html('<a class="govuk-link" href="{}">Cancel</a>', self.cancel_url) if self.cancel_url else ""
        drawn = self.get_rendered_fields(form, context, template_pack)
        return format_html('<div class="govuk-button-group">{}{}</div>', drawn, cancel)


class BodyHelper(FormHelper):
    """The questions only: the page draws the form tag, the token and the buttons around them."""

    form_tag = False
    disable_csrf = True
    render_hidden_fields = True
    template_pack = "govuk"

    def __init__(self, *fields):
        super().__init__()
        if fields:
            self.layout = Layout(*fields)
