"""Draws a question in the markup of the Design System: label or legend, hint, errors and control.

In Python, because a page has hundreds of these pieces and a template for each cost more than the rest of the page.
`format_html` escapes whatever stands between the tags.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from govuk_forms import controls
from govuk_forms.renderer import attributes, joined

NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Question:
    field: BoundField
    kind: str
    options: Mapping[str, Any]
    errors: tuple[str, ...]


def draw(field: BoundField, given: Mapping[str, Any] | None = None, wrapper_class: str = "") -> SafeString:
    """`given`: what the layout asks for, see govuk_forms.layout.Field."""
    if field.is_hidden:
        return conditional_escape(field)
    kind = controls.kind_of(field)
    question = Question(field, kind, controls.options_of(field, given), tuple(field.errors))
    inside = DRAWN.get(kind, _one_control)(question)
    attrs = {"class": " ".join(_classes(question, wrapper_class)), **_module(question)}
    return format_html("<div{}>{}</div>", attributes(attrs), inside)


def _classes(question: Question, wrapper_class: str) -> Iterator[str]:
    yield "govuk-form-group"
    if question.errors:
        yield "govuk-form-group--error"
    if controls.counts(question.options):
        yield "govuk-character-count"
    if question.kind == "password":
        yield "govuk-password-input"
    if wrapper_class:
        yield wrapper_class


def _module(question: Question) -> dict[str, Any]:
    """Which script of the Design System takes care of the question."""
    if controls.counts(question.options):
        most, words = question.options.get("max_characters"), question.options.get("max_words")
        limit = {"data-maxlength": most} if most else {"data-maxwords": words}
        return {"data-module": "govuk-character-count", **limit}
    return {"data-module": "govuk-password-input"} if question.kind == "password" else {}


def _label(question: Question) -> SafeString:
    size = question.options.get("label_size")
    label = format_html(
        '<label class="govuk-label{}" for="{}">{}</label>',
        f" govuk-label--{size}" if size else "",
        question.field.id_for_label,
        question.field.label,
    )
    return format_html('<h1 class="govuk-label-wrapper">{}</h1>', label) if question.options.get("heading") else label


def _legend(question: Question) -> SafeString:
    size, label = question.options.get("label_size"), question.field.label
    if question.options.get("heading"):
        label = format_html('<h1 class="govuk-fieldset__heading">{}</h1>', label)
    name = f" govuk-fieldset__legend--{size}" if size else ""
    return format_html('<legend class="govuk-fieldset__legend{}">{}</legend>', name, label)


def _hint_and_errors(question: Question) -> SafeString:
    own_id, text = question.field.auto_id, question.field.help_text
    hint = format_html('<div id="{}_helptext" class="govuk-hint">{}</div>', own_id, text) if text else NOTHING
    if len(question.errors) == 1:
        return joined((hint, _error(question.errors[0], format_html(' id="{}_error"', own_id))))
    if question.errors:
        errors = joined(_error(error) for error in question.errors)
        return format_html('{}<div id="{}_error">{}</div>', hint, own_id, errors)
    return hint


def _error(text: str, own_id: SafeString = NOTHING) -> SafeString:
    html = '<p{} class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'
    return format_html(html, own_id, text)


def _widget(question: Question) -> SafeString:
    attrs = controls.widget_attributes(question.kind, question.field, question.options)
    return question.field.as_widget(attrs=attrs)


def _one_control(question: Question) -> SafeString:
    options, control = question.options, _widget(question)
    if options.get("prefix") or options.get("suffix"):
        control = format_html(
            '<div class="govuk-input__wrapper">{}{}{}</div>',
            _affix("prefix", options.get("prefix")),
            control,
            _affix("suffix", options.get("suffix")),
        )
    return joined((_label(question), _hint_and_errors(question), control, _limit(question)))


def _affix(place: str, text: str | None) -> SafeString:
    html = '<div class="govuk-input__{}" aria-hidden="true">{}</div>'
    return format_html(html, place, text) if text else NOTHING


def _limit(question: Question) -> SafeString:
    if not controls.counts(question.options):
        return NOTHING
    most = question.options.get("max_characters")
    return format_html(
        '<div id="{}-info" class="govuk-hint govuk-character-count__message">You can enter up to {} {}</div>',
        question.field.auto_id,
        most or question.options["max_words"],
        "characters" if most else "words",
    )


def _password(question: Question) -> SafeString:
    return format_html(
        '{}{}<div class="govuk-input__wrapper govuk-password-input__wrapper">{}'
        '<button type="button" class="govuk-button govuk-button--secondary govuk-password-input__toggle'
        ' govuk-js-password-input-toggle" data-module="govuk-button" aria-controls="{}" aria-label="Show password"'
        " hidden>Show</button></div>",
        _label(question),
        _hint_and_errors(question),
        _widget(question),
        question.field.id_for_label,
    )


def _checkbox(question: Question) -> SafeString:
    return format_html(
        '{}<div class="govuk-checkboxes" data-module="govuk-checkboxes"><div class="govuk-checkboxes__item">{}'
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div></div>',
        _hint_and_errors(question),
        _widget(question),
        question.field.id_for_label,
        question.field.label,
    )


def _group(question: Question, controls_drawn: SafeString, **attrs: str) -> SafeString:
    """Several controls that answer one question."""
    if described_by := question.field.aria_describedby:
        attrs["aria-describedby"] = described_by
    return format_html(
        '<fieldset class="govuk-fieldset"{}>{}{}{}</fieldset>',
        attributes(attrs),
        _legend(question),
        _hint_and_errors(question),
        controls_drawn,
    )


def _choices(question: Question) -> SafeString:
    kind, options = question.kind, question.options
    choices = controls.choices_of(question.field, options)
    classes = [f"govuk-{kind}"]
    if options.get("inline") and not any(choice["reveals"] for choice in choices):
        classes.append(f"govuk-{kind}--inline")
    if options.get("small"):
        classes.append(f"govuk-{kind}--small")
    drawn = joined(_choice(kind, choice) for choice in choices)
    html = '<div class="{}" data-module="govuk-{}">{}</div>'
    return _group(question, format_html(html, " ".join(classes), kind, drawn))


def _choice(kind: str, choice: Mapping[str, Any]) -> SafeString:
    attrs = {
        "class": f"govuk-{kind}__input",
        "id": choice["id"],
        "name": choice["name"],
        "type": "radio" if kind == "radios" else "checkbox",
        "value": str(choice["value"]),
        "checked": choice["checked"],
        "disabled": choice["disabled"],
        "data-reveals": choice["reveals_id"] or False,
    }
    html = (
        '<div class="govuk-{kind}__item"><input{attrs}>'
        '<label class="govuk-label govuk-{kind}__label" for="{id}">{label}</label></div>'
    )
    drawn = format_html(html, kind=kind, attrs=attributes(attrs), id=choice["id"], label=localize(choice["label"]))
    if not choice["reveals_id"]:
        return drawn
    html = '{}<div class="govuk-{}__conditional" id="{}">{}</div>'
    return format_html(html, drawn, kind, choice["reveals_id"], choice["reveals"])


def _date(question: Question) -> SafeString:
    parts = joined(_date_part(part) for part in controls.date_parts_of(question.field))
    boxes = format_html('<div class="govuk-date-input" id="{}">{}</div>', question.field.auto_id, parts)
    return _group(question, boxes, role="group")


def _date_part(part: Mapping[str, Any]) -> SafeString:
    classes = ("govuk-input", "govuk-date-input__input", "govuk-input--error" if part["wrong"] else "")
    attrs = {
        "class": " ".join((*filter(None, classes), f"govuk-input--width-{part['width']}")),
        "id": part["id"],
        "name": part["name"],
        "type": "text",
        "value": part["value"] or False,
        "inputmode": "numeric",
    }
    return format_html(
        '<div class="govuk-date-input__item"><div class="govuk-form-group">'
        '<label class="govuk-label govuk-date-input__label" for="{}">{}</label><input{}></div></div>',
        part["id"],
        part["label"],
        attributes(attrs),
    )


DRAWN = {
    "radios": _choices,
    "checkboxes": _choices,
    "checkbox": _checkbox,
    "date": _date,
    "password": _password,
}
