from collections.abc import Iterator

from crispy_forms.helper import FormHelper
from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template import Context

from govuk_forms import components, controls
from govuk_forms.drawing import draw
from govuk_forms.fields import in_pounds
from govuk_forms.layout import BodyHelper, Layout
from govuk_forms.renderer import joined

register = template.Library()
register.simple_tag(components.deadline)
register.simple_tag(components.status_tag)
register.simple_tag(components.table_rows)


@register.simple_tag(takes_context=True)
def question(context) -> str:
    """A question that crispy lays out, of the names that it gives to a template."""
    return draw(context["field"], context.get("gov"), context.get("wrapper_class") or "")


@register.simple_tag(takes_context=True)
def form_fields(context, form) -> str:
    """The questions of a form or formset, by its layout if it has one, without form tag, token and error summary."""
    if isinstance(form, BaseFormSet):
        return joined((form.management_form, *(form_fields(context, one) for one in form.forms)))
    given = getattr(form, "helper", None)
    helper = BodyHelper()
    helper.layout = (isinstance(given, FormHelper) and given.layout) or Layout(*form.fields)
    return helper.render_layout(form, Context({**context.flatten(), "form": form}), helper.template_pack)


@register.inclusion_tag("govuk/layout/error_summary.html")
def error_summary(*forms_or_formsets) -> dict:
    """One list over all the forms of a page; each error leads to the control that it is about."""
    return {"errors": [error for each in forms_or_formsets for error in _errors_of(each)]}


def _errors_of(form) -> Iterator[dict]:
    if not form:
        return
    if isinstance(form, BaseFormSet):
        for text in form.non_form_errors():
            yield {"text": text, "target": ""}
        for one in form.forms:
            yield from _errors_of(one)
        return
    yield from _errors_of_form(form)


def _errors_of_form(form: BaseForm) -> Iterator[dict]:
    if not form.is_bound or not form.errors:
        return
    seen = form.visible_fields()
    for text in form.non_field_errors():
        yield {"text": text, "target": controls.first_control(seen[0]) if seen else ""}
    for field in seen:
        for text in field.errors:
            yield {"text": text, "target": controls.first_control(field)}
    for field in form.hidden_fields():
        for text in field.errors:
            yield {"text": text, "target": ""}


@register.filter
def lead_somewhere(rows) -> bool:
    """Whether any row of a summary list has a link, so that all keep room for it."""
    return any(row.get("href") if isinstance(row, dict) else getattr(row, "href", "") for row in rows or ())


@register.simple_tag
def pages_around(page) -> list:
    """Numbers to offer around a Page of a Paginator; None stands for the pages left out."""
    paginator = page.paginator
    shown = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [None if number == paginator.ELLIPSIS else number for number in shown]


@register.filter
def pounds(pence) -> str:
    """'£1,250.50' from 125050; nothing from nothing."""
    return in_pounds(pence) if isinstance(pence, int) else ""
