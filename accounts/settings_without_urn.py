"""Settings that the register of schools in England does not have: in Scotland, Wales or abroad, unregistered, at home.

A child may be taught there, and has plans, papers and figures like any other. The register never changes such a row.
"""

from typing import Any

from django.db import models, transaction
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat

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
    if kind == SettingKind.SCHOOL and country == Country.ENGLAND:
        raise CannotEnterSetting("A school in England has a URN. Enter that, or choose another kind of setting.")
    country_name = country_name.strip() if country == Country.ELSEWHERE else ""
    there = School.objects.exclude(setting_kind="").filter(
        setting_kind=kind, country=country, country_name__iexact=country_name, name__iexact=name, town__iexact=town
    )
    if found := there.first():
        return found
    setting = School.objects.create(
        urn=new_setting_number(), setting_kind=kind, country=country, country_name=country_name, name=name,
        town=town, contact_name=contact_name, telephone=telephone, contact_email=contact_email,
    )  # fmt: skip
    audit.record("school.setting_entered", by=by, subject=setting)
    return setting


def name_in_figures(prefix: str) -> models.expressions.Combinable:
    """The name of a school as figures have it: one outside England says so. Null without a school."""
    outside = Q(**{f"{prefix}country__isnull": False}) & ~Q(**{f"{prefix}country": Country.ENGLAND})
    named = Concat(F(f"{prefix}name"), Value(f", {OUTSIDE}"), output_field=CharField())
    return Case(When(outside, then=named), default=F(f"{prefix}name"), output_field=CharField())
