"""The funding part of a council's profile: how the premium is shared out, as data. `profiles/README.md` describes it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.refusals import PortalRefusal
from children.enums import TermName
from children.year_groups import LAST_COMPULSORY, RECEPTION, label
from funding.financial_years import bounds
from funding.models import Instalment, Regime
from funding.pence import kept_centrally, pence, pounds, split
from quality.enums import Grade

REGIME_WORDS = {
    "key", "name", "financial_year", "grant_per_child", "kept_centrally_percent", "to_schools_per_child",
    "minimum_grade", "first_year_group", "last_year_group", "instalments",
}  # fmt: skip
INSTALMENT_WORDS = {"key", "name", "term", "from", "until", "amount", "census_date"}


class ProfileNotRight(PortalRefusal):
    """Something in the funding part of a profile cannot be taken as it stands; nothing of it was loaded."""


@transaction.atomic
def load(table: Mapping[str, Any]) -> list[Regime]:
    """Enters the regimes of a profile, or brings those entered before into line with it.

    Raises ProfileNotRight: for what is missing, unknown or does not add up, for two regimes that would pay for the
    same year group in the same year, and for a change to an instalment that was paid already.
    """
    _refuse_unknown("[funding]", table, {"regimes"})
    regimes = [_load_regime(row) for row in table.get("regimes", ())]
    _refuse_two_for_one_child(regimes)
    return regimes


def _load_regime(row: Mapping[str, Any]) -> Regime:
    where = f"Regime “{row.get('key', '?')}”"
    _refuse_unknown(where, row, REGIME_WORDS)
    _refuse_missing(where, row, ("key", "name", "financial_year", "minimum_grade"))
    grant, to_schools = _shares(where, row)
    first, last = _year_groups(where, row)
    regime, _ = Regime.objects.update_or_create(
        key=row["key"],
        financial_year=_year(where, row["financial_year"]),
        defaults={
            "name": row["name"],
            "per_child_pence": grant,
            "to_schools_pence": to_schools,
            "minimum_grade": _choice(where, "minimum_grade", row["minimum_grade"], Grade),
            "first_year_group": first,
            "last_year_group": last,
        },
    )
    _load_instalments(where, regime, row.get("instalments", ()))
    return regime


def _year_groups(where: str, row: Mapping[str, Any]) -> tuple[int, int]:
    first = row.get("first_year_group", RECEPTION)
    last = row.get("last_year_group", LAST_COMPULSORY)
    if type(first) is not int or type(last) is not int:
        raise ProfileNotRight(f"{where}: a year group is a whole number; Reception is 0 and nursery -2 and -1.")
    if first > last:
        raise ProfileNotRight(f"{where}: the first year group is above the last.")
    return first, last


def _shares(where: str, row: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The grant (None while not known) and what of it goes to schools (None when they ask for each payment)."""
    grant = _money(where, row, "grant_per_child")
    stated = _money(where, row, "to_schools_per_child")
    if "kept_centrally_percent" in row:
        if grant is None or stated is not None:
            raise ProfileNotRight(
                f"{where}: “kept_centrally_percent” needs “grant_per_child”, and stands instead of “to_schools_per_child”."
            )
        return grant, _left(where, grant, row["kept_centrally_percent"])
    if grant is not None and stated is not None and stated > grant:
        raise ProfileNotRight(f"{where}: more would go to schools than the grant of {pounds(grant)}.")
    return grant, stated


def _left(where: str, grant: int, percent: Any) -> int:
    try:
        return kept_centrally(grant, Decimal(str(percent)))[1]
    except (ValueError, ArithmeticError) as problem:
        raise ProfileNotRight(f"{where}: “kept_centrally_percent” must be a number from 0 to 100.") from problem


def _load_instalments(where: str, regime: Regime, rows: Sequence[Mapping[str, Any]]) -> None:
    paid = set(Instalment.objects.filter(regime=regime, entries__isnull=False).values_list("key", flat=True))
    for row in rows:
        place = f"{where}, instalment “{row.get('key', '?')}”"
        _refuse_unknown(place, row, INSTALMENT_WORDS)
        _refuse_missing(place, row, ("key", "name", "term", "from", "until"))
    for word in ("key", "term"):
        if len({row[word] for row in rows}) < len(rows):
            raise ProfileNotRight(f"{where}: two instalments have the same “{word}”.")
    if missing := paid - {row["key"] for row in rows}:
        raise ProfileNotRight(f"{where}: “{min(missing)}” was paid already and cannot be left out.")
    regime.instalments.exclude(key__in=paid).delete()
    for position, (row, amount) in enumerate(zip(rows, _amounts(where, regime, rows), strict=True), start=1):
        _load_instalment(f"{where}, instalment “{row['key']}”", regime, row, position, amount, row["key"] in paid)


def _amounts(where: str, regime: Regime, rows: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """As stated, or equal with the odd pennies on the last; they always make the whole that goes to schools."""
    if not rows:
        return ()
    if regime.to_schools_pence is None:
        raise ProfileNotRight(
            f"{where}: say what goes to schools (“to_schools_per_child”), or leave the instalments out."
        )
    stated = [_money(where, row, "amount") for row in rows]
    amounts = tuple(amount for amount in stated if amount is not None)
    if not amounts:
        return split(regime.to_schools_pence, len(rows))
    if len(amounts) < len(rows):
        raise ProfileNotRight(f"{where}: give every instalment an “amount”, or none of them.")
    if sum(amounts) != regime.to_schools_pence:
        raise ProfileNotRight(
            f"{where}: the instalments come to {pounds(sum(amounts))}, and {pounds(regime.to_schools_pence)} goes to schools."
        )
    return amounts


def _load_instalment(
    place: str, regime: Regime, row: Mapping[str, Any], position: int, amount: int, is_paid: bool
) -> None:
    first, after = regime.year
    if not amount:
        raise ProfileNotRight(f"{place}: an instalment must come to more than £0.00.")
    from_date, until = _day(place, row, "from"), _day(place, row, "until")
    if from_date is None or until is None or not first <= from_date < min(until, after):
        raise ProfileNotRight(f"{place}: “from” must lie in the financial year, and “until” after it.")
    term_name = _choice(place, "term", row["term"], TermName)
    census = _day(place, row, "census_date")
    if census and not first <= census < after:
        raise ProfileNotRight(f"{place}: “census_date” must lie in the financial year.")
    if is_paid and regime.instalments.exclude(pence=amount, term_name=term_name).filter(key=row["key"]).exists():
        raise ProfileNotRight(f"{place}: it was paid already, so its amount and term stay as they are.")
    values = {
        "name": row["name"],
        "position": position,
        "pence": amount,
        "term_name": term_name,
        "from_date": from_date,
        "until": until,
        "census_date": census,
    }
    Instalment.objects.update_or_create(regime=regime, key=row["key"], defaults=values)


def _refuse_two_for_one_child(regimes: Sequence[Regime]) -> None:
    """Years that a profile names, together with what was loaded before: no year group is paid for twice."""
    years = {regime.financial_year for regime in regimes}
    taken: dict[tuple[str, int], Regime] = {}
    for regime in Regime.objects.filter(financial_year__in=years, to_schools_pence__isnull=False):
        for year_group in range(regime.first_year_group, regime.last_year_group + 1):
            other = taken.setdefault((regime.financial_year, year_group), regime)
            if other != regime:
                raise ProfileNotRight(f"“{other}” and “{regime}” would both pay for {label(year_group)}.")


def _refuse_unknown(where: str, row: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(row) - known:
        raise ProfileNotRight(f"{where}: “{min(unknown)}” is not known here.")


def _refuse_missing(where: str, row: Mapping[str, Any], needed: Sequence[str]) -> None:
    for word in needed:
        if row.get(word) in {None, ""}:
            raise ProfileNotRight(f"{where}: “{word}” is missing.")


def _money(where: str, row: Mapping[str, Any], word: str) -> int | None:
    if word not in row:
        return None
    try:
        return pence(str(row[word]))
    except ValueError as problem:
        raise ProfileNotRight(f"{where}, “{word}”: {problem}") from problem


def _day(where: str, row: Mapping[str, Any], word: str) -> dt.date | None:
    day = row.get(word)
    if day is not None and (not isinstance(day, dt.date) or isinstance(day, dt.datetime)):
        raise ProfileNotRight(f"{where}: write “{word}” as a date without quotes, like 2026-09-01.")
    return day


def _year(where: str, text: Any) -> str:
    try:
        bounds(str(text))
    except ValueError as problem:
        raise ProfileNotRight(f"{where}: {problem}") from problem
    return str(text)


def _choice(where: str, word: str, text: Any, choices: Any) -> str:
    """Profiles write 'good' and 'autumn'; the database keeps GOOD and AUTUMN."""
    value = str(text).upper().replace(" ", "_")
    if value not in choices.values:
        known = ", ".join(value.lower() for value in choices.values)
        raise ProfileNotRight(f"{where}: “{word}” is “{text}”; known are {known}.")
    return str(value)
