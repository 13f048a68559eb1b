"""OC2 of the yearly return: the carers' SDQ and health of children looked after for a year or more on 31 March."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from accounts import clock
from children.models import YearlyOutcome
from imports.kinds import misdated_returns
from imports.reading import values
from imports.reading.batches import some_at_a_time
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Refusal, Row
from imports.rows.by_child import Said, Writer
from imports.rows.dated_files import taken
from imports.rows.lookups import Lookups, NotKnown
from imports.running.report import Report

NO_SCORE_BECAUSE = {
    "SDQ1": "the child was under 4 or over 16",
    "SDQ2": "the carers would not",
    "SDQ3": "not possible because of the child's disability",
    "SDQ4": "another reason",
    "SDQ5": "the child would not",
}
YES_NO = {
    "CONVICTED": "was_convicted",
    "HEALTH_CHECK": "had_health_check",
    "IMMUNISATIONS": "immunisations_up_to_date",
    "TEETH_CHECK": "saw_a_dentist",
    "HEALTH_ASSESSMENT": "had_health_assessment",
    "SUBSTANCE_MISUSE": "has_substance_problem",
    "INTERVENTION_RECEIVED": "received_intervention",
    "INTERVENTION_OFFERED": "was_offered_intervention",
}
OC2 = FileKind(
    "oc2.csv",
    (
        Column("CHILD", values.reference, needed=True),
        Column("DOB", values.words(20)),
        Column("SDQ_SCORE", values.number(0, 40), kind="from 0 to 40", default=None),
        Column("SDQ_REASON", values.code(NO_SCORE_BECAUSE), kind="code"),
        *(Column(name, values.yes_or_no, kind="yes or no", default=None) for name in YES_NO),
    ),
)


def take(
    rows: Iterable[Row | Refusal],
    report: Report,
    *,
    year_end: dt.date | None,
    size: int = 0,
    is_sure_of_year: bool = False,
) -> None:
    """To be called inside `running.one_file`. Without a year no row can be dated, and all are refused; so they are where
    the year has not closed yet: the days of that return are wrong, for the most part."""
    lookups = Lookups()
    why_not = _why_no_year(year_end)
    said: dict[int, Row] = {}
    seen: set[int] = set()
    writer = Writer(
        OC2.name, report, lambda batch: _write({said.subject: said.what for said in batch}, year_end, report)
    )
    for some in some_at_a_time(taken(rows, report)):
        found = {}
        for row in some:
            if why_not:
                report.refuse(row.refused(why_not))
            elif child := _child(row, lookups, seen, report):
                found[child] = row
        writer.write_all([Said(child, [row], row, child=child) for child, row in found.items()])
        said |= found
    if year_end and not why_not:
        if is_sure_of_year:
            _take_back_another_years(said, year_end, report)
        _name_who_is_missing(said, year_end, report)
    report.read_on(size)


def _why_no_year(year_end: dt.date | None) -> str:
    if year_end is None:
        return "Nothing says which year this is. Bring the episodes with it, or give the year."
    if year_end > clock.today():
        return (
            f"By its days this is the return of the year that closes on {year_end:%d/%m/%Y}, which is still to come. Check "
            "the days of episodes and reviews, or give the year."
        )
    return ""


def _take_back_another_years(said: Mapping[int, Row], year_end: dt.date, report: Report) -> None:
    """What an earlier return said of another year, and this one says word for word of its own for nearly each child."""
    years = [year_end.replace(year=year_end.year + number) for number in misdated_returns.YEARS_OFF]
    held = YearlyOutcome.objects.filter(child__in=said, year_end_date__in=years).order_by("pk")
    same = [one for one in held if _says_the_same(one, _told(said[one.child_id]))]
    for there in years:
        of_year = [one for one in same if one.year_end_date == there]
        if misdated_returns.is_nearly_all(len(of_year), len(said)):
            _withdraw(of_year, said, report)


def _withdraw(wrong: Collection[YearlyOutcome], said: Mapping[int, Row], report: Report) -> None:
    for one in wrong:
        row, what = (
            said[one.child_id],
            f"outcome of {one.year_end_date:%d/%m/%Y}, dated to another year by an earlier return",
        )
        report.change(OC2.name, row.line, row.whose, what, one.sdq_score, None)
    YearlyOutcome.objects.filter(pk__in=[one.pk for one in wrong]).delete()
    report.count(OC2.name, ended=len(wrong))


def _says_the_same(one: YearlyOutcome, told: Mapping[str, object]) -> bool:
    return bool(told) and all(getattr(one, name) == value for name, value in told.items())


def _name_who_is_missing(said: Collection[int], year_end: dt.date, report: Report) -> None:
    held = YearlyOutcome.objects.filter(year_end_date=year_end, child__merged_into=None).exclude(child__in=said)
    for number in held.order_by("child_id").values_list("child__social_care_id", flat=True):
        why = "An earlier return had this child's outcome for this year, and this one has none. It was left."
        report.refuse(Refusal(OC2.name, 0, "CHILD", number, why, warning=True, whose=number))


def _child(row: Row, lookups: Lookups, seen: set[int], report: Report) -> int | None:
    """The child of a row that can be taken; what is wrong with another goes to the report."""
    try:
        child = lookups.child(row["CHILD"])
    except NotKnown as why:
        report.refuse(row.refused(str(why), column="CHILD", value=why.value))
        return None
    if child in seen:
        report.refuse(row.refused("This child stands in the file twice.", column="CHILD", value=row["CHILD"]))
        return None
    seen.add(child)
    if _contradicts_itself(row):
        why = "There is a score, or a reason why there is none: never both. The rest of the row was taken."
        report.refuse(row.warned(why, column="SDQ_REASON", value=row["SDQ_REASON"]))
    return child


def _contradicts_itself(row: Row) -> bool:
    return row.get("SDQ_SCORE") is not None and bool(row.get("SDQ_REASON"))


def _write(found: dict[int, Row], year_end: dt.date | None, report: Report) -> None:
    known = {one.child_id: one for one in YearlyOutcome.objects.filter(child__in=found, year_end_date=year_end)}
    new, changed = [], []
    for child, row in found.items():
        told = _told(row)
        if child not in known:
            new.append(YearlyOutcome(child_id=child, year_end_date=year_end, **told))
        elif _differs(row, known[child], told, report):
            changed.append(known[child])
        else:
            report.count(OC2.name, unchanged=1)
    YearlyOutcome.objects.bulk_create(new)
    YearlyOutcome.objects.bulk_update(changed, ["sdq_score", "sdq_reason", *YES_NO.values()])
    report.count(OC2.name, added=len(new), changed=len(changed))


def _told(row: Row) -> dict[str, object]:
    """Without what is empty, absent or could not be read: that says nothing. A score ends its reason, and a reason its
    score."""
    told = {ours: value for theirs, ours in YES_NO.items() if (value := row.get(theirs)) is not None}
    if _contradicts_itself(row):
        return told
    if row.get("SDQ_SCORE") is not None:
        told |= {"sdq_score": row["SDQ_SCORE"], "sdq_reason": ""}
    elif row.get("SDQ_REASON"):
        told |= {"sdq_score": None, "sdq_reason": row["SDQ_REASON"]}
    return told


def _differs(row: Row, outcome: YearlyOutcome, told: dict[str, object], report: Report) -> bool:
    differing = [name for name, value in told.items() if getattr(outcome, name) != value]
    for name in differing:
        report.change(OC2.name, row.line, row.whose, name, getattr(outcome, name), told[name])
        setattr(outcome, name, told[name])
    return bool(differing)
