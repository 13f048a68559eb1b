"""Settings that the register of schools in England does not have: in Scotland, Wales or abroad, unregistered, at home.

A child may be taught there, and has plans, papers and figures like any other. The register never changes such a row.
"""

from typing import Any

from django.db import models, transaction
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from accounts import audit
from accounts.enums import Country, SettingKind
from accounts.models import School
from accounts.references import new_setting_number
from accounts.refusals import PortalRefusal

AT_HOME = "Education at home"
OUTSIDE = "outside England"


class CannotEnterSetting(PortalRefusal):
    """The setting cannot be so; the text says what to do."""


@transaction.atomic
def enter(
    *, kind: str, country: str, by: Any, name: str = "", country_name: str = "", town: str = "",
    contact_name: str = "", telephone: str = "", contact_email: str = "",
) -> School:  # fmt: skip
    """The setting; one that is there already under this name and place is used again. Raises CannotEnterSetting.

    Education at home has one row for each country and no name, town or person: they would say where a child lives.
    """
    if kind == SettingKind.HOME:
        name, town, contact_name, telephone, contact_email = AT_HOME, "", "", "", ""
    _refuse_school_in_england(kind, country)
    country_name = _country_name(country, country_name)
    if found := _there(kind=kind, country=country, country_name=country_name, name=name, town=town).first():
        return found
    setting = School.objects.create(
        urn=new_setting_number(), setting_kind=kind, country=country, country_name=country_name, name=name,
        town=town, contact_name=contact_name, telephone=telephone, contact_email=contact_email,
    )  # fmt: skip
    audit.record("school.setting_entered", by=by, subject=setting)
    return setting


def correctable() -> QuerySet[School]:
    """Settings of which a person may correct name, place and whom to ask; education at home has none of them."""
    return School.objects.exclude(setting_kind__in=("", SettingKind.HOME))


@transaction.atomic
def correct(
    *, setting: School, name: str, town: str, country: str, by: Any, country_name: str = "", contact_name: str,
    telephone: str = "", contact_email: str = "",
) -> bool:  # fmt: skip
    """Whether anything changed. For all who are taught there; the audit has the old and new place, and says whether the
    person to ask is another. Raises CannotEnterSetting."""
    locked = correctable().select_for_update().get(pk=setting.pk)
    _refuse_school_in_england(locked.setting_kind, country)
    place = {"name": name, "town": town, "country": country, "country_name": _country_name(country, country_name)}
    new = place | {"contact_name": contact_name, "telephone": telephone, "contact_email": contact_email}
    old = {column: getattr(locked, column) for column in new}
    changed = [column for column in new if new[column] != old[column]]
    if not changed:
        return False
    if found := _there(kind=locked.setting_kind, **place).exclude(pk=locked.pk).first():
        raise CannotEnterSetting(f"There is already a setting with this name and place, with the number {found.urn}.")
    for column, value in new.items():
        setattr(locked, column, value)
    locked.save(update_fields=changed)
    audit.record(
        "school.setting_corrected",
        by=by,
        subject=locked,
        old={column: old[column] for column in changed if column in place},
        new={column: new[column] for column in changed if column in place},
        whom_to_ask=[column for column in changed if column not in place],
    )
    return True


def _refuse_school_in_england(kind: str, country: str) -> None:
    if kind == SettingKind.SCHOOL and country == Country.ENGLAND:
        raise CannotEnterSetting("A school in England has a URN. Enter that, or choose another kind of setting.")


def _country_name(country: str, named: str) -> str:
    return named.strip() if country == Country.ELSEWHERE else ""


def _there(*, kind: str, country: str, country_name: str, name: str, town: str) -> QuerySet[School]:
    return School.objects.exclude(setting_kind="").filter(
        setting_kind=kind, country=country, country_name__iexact=country_name, name__iexact=name, town__iexact=town
    )


def name_with_country(prefix: str) -> models.expressions.Combinable:
    """What a school calls itself on pages (School.__str__), for lists that have no more than its name."""
    where = Case(
        *[When(**{f"{prefix}country": code}, then=Value(label)) for code, label in Country.choices],
        output_field=CharField(),
    )
    named = Coalesce(NullIf(F(f"{prefix}country_name"), Value("")), where)
    full = Concat(F(f"{prefix}name"), Value(", "), named, output_field=CharField())
    return Case(When(_outside(prefix), then=full), default=F(f"{prefix}name"), output_field=CharField())


def _outside(prefix: str) -> Q:
    return Q(**{f"{prefix}country__isnull": False}) & ~Q(**{f"{prefix}country": Country.ENGLAND})


def name_in_figures(prefix: str) -> models.expressions.Combinable:
    """The name of a school as figures have it: one outside England says so. Null without a school."""
    named = Concat(F(f"{prefix}name"), Value(f", {OUTSIDE}"), output_field=CharField())
    return Case(When(_outside(prefix), then=named), default=F(f"{prefix}name"), output_field=CharField())
