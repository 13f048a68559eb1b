"""What lists repeat in every row, drawn in Python: a deadline, a tag, the rows of a table.

A list of fifty has hundreds of these, and a template for each cost more than the rest of the list.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govuk_forms.renderer import attributes, joined

NOTHING = SafeString("")


def days_left_text(days: int) -> str:
    """'5 days left', 'today', '1 day late'."""
    if days == 0:
        return "today"
    counted = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{counted} left" if days > 0 else f"{counted} late"


def deadline(due: dt.date | None, days_left: int | None = None, late_reason: str = "") -> SafeString:
    """The day, how long until it, and why it was missed. Inline: stands in a table cell or a sentence."""
    is_late = days_left is not None and days_left < 0
    time = format_html('<time datetime="{}">{}</time>', f"{due:%Y-%m-%d}", f"{due:%-d %B %Y}") if due else NOTHING
    left = (
        NOTHING
        if days_left is None
        else format_html(' <span class="portal-deadline__left">({})</span>', days_left_text(days_left))
    )
    reason = format_html(' <span class="portal-deadline__reason">{}</span>', late_reason) if late_reason else NOTHING
    name = "portal-deadline portal-deadline--late" if is_late else "portal-deadline"
    return format_html('<span class="{}">{}{}{}</span>', name, time, left, reason)


def status_tag(text: str, colour: str = "") -> SafeString:
    """`colour`: grey, blue, turquoise, green, yellow, orange, red, purple; never the only sign."""
    return format_html('<strong class="govuk-tag{}">{}</strong>', f" govuk-tag--{colour}" if colour else "", text)


def table_rows(rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """See templates/components/data_table.html for what a row holds."""
    html = '<tr class="govuk-table__row" role="row">{}</tr>'
    return joined(format_html(html, joined(_cell(cell) for cell in row["cells"])) for row in rows)


def _cell(cell: Mapping[str, Any]) -> SafeString:
    label = attributes({"data-label": cell.get("label") or False})
    if cell.get("is_heading"):
        html = '<th scope="row" role="rowheader" class="govuk-table__header"{}>{}</th>'
        return format_html(html, label, _text(cell))
    number = " govuk-table__cell--numeric" if cell.get("is_number") else ""
    return format_html('<td role="cell" class="govuk-table__cell{}"{}>{}</td>', number, label, _text(cell))


def _text(cell: Mapping[str, Any]) -> Any:
    text = localize(cell["text"])
    if cell.get("href"):
        return format_html('<a class="govuk-link" href="{}">{}</a>', cell["href"], text)
    return status_tag(text, cell["colour"]) if cell.get("colour") else text
