"""What is to be known of a question before it is drawn: which control, which classes, where an error leads."""

from typing import Any

from django import forms
from django.forms import BoundField

# In this order: CheckboxSelectMultiple is a RadioSelect, and PasswordInput is an Input.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.MultiWidget, "date"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
BASE_CLASS = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
}
DATE_PARTS = (("Day", 2), ("Month", 2), ("Year", 4))


def kind_of(field: BoundField) -> str:
    return next((kind for widget, kind in KINDS if isinstance(field.field.widget, widget)), "input")


def options_of(field: BoundField, given: dict[str, Any] | None) -> dict[str, Any]:
    """What the layout says goes before what the field says of itself."""
    return {**getattr(field.field, "gov_options", {}), **(given or {})}


def classes_of(kind: str, field: BoundField, options: dict[str, Any]) -> str:
    base = BASE_CLASS.get(kind, "govuk-input")
    classes = [base, field.field.widget.attrs.get("class", "")]
    if field.errors and kind != "checkbox":
        classes.append(f"{base.split(maxsplit=1)[0]}--error")
    if options.get("width"):
        classes.append(f"govuk-input--width-{options['width']}")
    if counts(options):
        classes.append("govuk-js-character-count")
    return " ".join(name for name in classes if name)


def counts(options: dict[str, Any]) -> bool:
    return bool(options.get("max_characters") or options.get("max_words"))


def described_by(field: BoundField, options: dict[str, Any]) -> str:
    named = field.aria_describedby or ""
    return f"{field.auto_id}-info {named}".strip() if counts(options) else named


def widget_attributes(kind: str, field: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Passed for one rendering: the widget's own attributes stay as they are, so that a form may be drawn twice."""
    # No placeholders, whoever made the form: they vanish when somebody types. A hint stays.
    attributes: dict[str, Any] = {"class": classes_of(kind, field, options), "placeholder": False}
    if describing := described_by(field, options):
        attributes["aria-describedby"] = describing
    if kind == "textarea":
        attributes |= {"rows": options.get("rows", 5), "cols": False}  # as wide as the column, not 40 letters
    if kind == "password":
        attributes |= {"spellcheck": "false", "autocapitalize": "none"}
    return attributes


def choices_of(field: BoundField, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Radios or checkboxes, each with what it reveals below itself. The first carries the question's own id, so that
    a link to the question leads to a control."""
    revealed = options.get("revealed", {})
    items: list[dict[str, Any]] = []
    for option in field.subwidgets:
        data = option.data
        if data["value"] == "":
            continue  # "nobody has answered" is no choice
        own_id = option.id_for_label if items else field.auto_id
        below = revealed.get(str(data["value"]), "")
        items.append(
            {
                "id": own_id,
                "name": data["name"],
                "value": data["value"],
                "label": option.choice_label,
                "checked": data["selected"],
                "disabled": bool(data["attrs"].get("disabled")),
                "reveals": below,
                "reveals_id": f"conditional-{own_id}" if below else "",
            }
        )
    return items


def date_parts_of(field: BoundField) -> list[dict[str, Any]]:
    wrong = getattr(field.field, "wrong_parts", ()) or (0, 1, 2)
    boxes = field.subwidgets[0].data["subwidgets"]
    return [
        {
            "label": label,
            "width": width,
            "id": box["attrs"]["id"],
            "name": box["name"],
            "value": "" if box["value"] is None else box["value"],
            "wrong": bool(field.errors) and i in wrong,
        }
        for i, ((label, width), box) in enumerate(zip(DATE_PARTS, boxes, strict=True))
    ]


def first_control(field: BoundField) -> str:
    """The id that an error's link leads to: always a control that takes the focus."""
    kind = kind_of(field)
    if kind in {"radios", "checkboxes"}:
        choices = choices_of(field, {})
        return choices[0]["id"] if choices else ""
    if kind == "date":
        wrong = getattr(field.field, "wrong_parts", ()) or (0,)
        return date_parts_of(field)[wrong[0]]["id"]
    return field.id_for_label or field.auto_id
