"""Layout objects for django-crispy-forms, drawn with the template pack "govuk"."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field as CrispyField
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string
from django.utils.html import format_html_join

OPTIONS = frozenset(
    {"label_size", "heading", "max_characters", "max_words", "inline", "small", "width", "prefix", "suffix", "rows"}
)


class Field(CrispyField):
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
            choice: format_html_join(
                "", "{}", ((render_field(name, form, context, template_pack=template_pack),) for name in _each(names))
            )
            for choice, names in self.reveals.items()
        }
        extra = {**(extra_context or {}), "gov": {**self.options, "revealed": revealed}}
        return super().render(form, context, template_pack=template_pack, extra_context=extra, **kwargs)


def _each(names) -> tuple:
    return (names,) if isinstance(names, str) else tuple(names)


class Fieldset(LayoutObject):
    """Questions that belong together. Legend sizes s, m, l, xl; `heading=True` makes it the page's h1.

    Not crispy's own: that reads the legend as a template, and legends are words that councils edit.
    """

    def __init__(self, legend: str, *fields, legend_size: str = "m", heading: bool = False, css_id: str = ""):
        self.fields = list(fields)
        self.shown = {"legend": legend, "legend_size": legend_size, "heading": heading, "css_id": css_id}

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        drawn = self.get_rendered_fields(form, context, template_pack)
        return render_to_string(f"{template_pack}/layout/fieldset.html", {**self.shown, "fields": drawn})


class FieldRow(Fieldset):
    """Short questions of one thing side by side, one below the other where there is little room.

    `said` stands under the legend, `note` under the questions; `picture` is drawn beside it (layout/picture.html).
    """

    def __init__(self, legend: str, *fields, said: str = "", note: str = "", picture=None):
        super().__init__(legend, *fields, legend_size="s")
        self.shown |= {"said": said, "note": note, "picture": picture}

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        drawn = self.get_rendered_fields(form, context, template_pack)
        return render_to_string(f"{template_pack}/layout/field_row.html", {**self.shown, "fields": drawn})


class Button:
    """A submit button that ignores a second click. `kind`: "", "secondary" or "warning"."""

    def __init__(self, name: str, text: str, *, kind: str = "", value: str = "1"):
        self.shown = {"name": name, "text": text, "kind": kind, "value": value}

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(f"{template_pack}/layout/button.html", self.shown)


class Buttons(LayoutObject):
    """Buttons, and at most a cancel link, side by side."""

    def __init__(self, *buttons, cancel_url: str = ""):
        self.fields = list(buttons)
        self.cancel_url = cancel_url

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        drawn = self.get_rendered_fields(form, context, template_pack)
        return render_to_string(
            f"{template_pack}/layout/buttons.html", {"buttons": drawn, "cancel_url": self.cancel_url}
        )


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
