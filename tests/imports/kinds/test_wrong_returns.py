"""Yearly returns that were wrong in every way that return software goes wrong, and the right one after each."""

import csv
import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.audit import System
from children.enums import Origin, ReviewState
from children.models import CarePeriod, CareReview, Child, LegalStatus, Placement, YearlyOutcome
from imports.enums import ImportKind
from imports.kinds import ssda903
from tests.imports import ways_in

pytestmark = pytest.mark.django_db
CHILDREN = 24
DATES = frozenset({"DECOM", "DEC", "REVIEW"})
Tables = dict[str, list[str]]
HEADINGS = {
    "header.csv": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes.csv": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "reviews.csv": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "oc2.csv": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
}


def written(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def read(cell: str) -> dt.date:
    return dt.datetime.strptime(cell, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def the_right_one() -> Tables:
    """A made-up return of the year to 31 March 2026: moves, changes of status, ends of care."""
    tables = {name: [heading] for name, heading in HEADINGS.items()}
    for number in range(CHILDREN):
        child, born = f"0{500 + number}", written(dt.date(2012, 1, 1) + dt.timedelta(days=37 * number))
        begun = dt.date(2025, 4, 10) + dt.timedelta(days=3 * number)
        first, next_one = written(begun), written(begun + dt.timedelta(days=90))
        posts = "DE1 1AA,DE1 1BS,SC900001"
        tables["header.csv"].append(f"{child},{'MF'[number % 2]},{born},WBRI,,0,")
        tables["episodes.csv"] += (
            [f"{child},{first},S,C1,N1,U6,PR1,{next_one},X1,CARPL,{posts}", f"{child},{next_one},P,C1,N1,U4,PR1,,,,{posts}"],
            [f"{child},{first},S,V2,N1,U6,PR1,{next_one},E4A,,{posts}"],
            [f"{child},{first},S,C1,N1,K2,PR4,{next_one},X1,,{posts}", f"{child},{next_one},L,C2,N1,K2,PR4,,,,{posts}"],
            [f"{child},{first},S,C2,N1,U4,PR1,,,,{posts}"],
        )[number % 4]  # fmt: skip
        tables["reviews.csv"] += [
            f"{child},{born},{written(begun + dt.timedelta(days=days))},PN1" for days in (80, 250)
        ]
        tables["oc2.csv"].append(f"{child},{born},{10 + number % 20},,0,1,1,{number % 2},1,0,,")
    return tables


def in_every_date(change: Callable[[dt.date], str], *only: str):
    def spoil(tables: Tables) -> Tables:
        spoilt = {}
        for name, lines in tables.items():
            heading, *rows = csv.reader(lines)
            dated = DATES if not only or name in only else ()
            spoilt[name] = [",".join(heading)] + [
                ",".join(
                    change(read(cell)) if column in dated and cell else cell
                    for column, cell in zip(heading, row, strict=True)
                )
                for row in rows
            ]
        return spoilt

    return spoil


def years(number: int, *only: str):
    return in_every_date(lambda day: written(day.replace(year=day.year + number)), *only)


def without(name: str, column: str):
    return lambda tables: tables | {name: [tables[name][0].replace(column, f"X{column}"), *tables[name][1:]]}


def of_each(change: Callable[[str], list[str]]):
    return lambda tables: {
        name: [lines[0], *(new for line in lines[1:] for new in change(line))] for name, lines in tables.items()
    }


def with_outcomes_of_another_year(tables: Tables) -> Tables:
    heading, *rows = csv.reader(tables["oc2.csv"])
    other = [[*row[:2], str((int(row[2]) + 7) % 40), *row[3:8], "0", *row[9:]] for row in rows[4:]]
    return tables | {"oc2.csv": [",".join(heading), *(",".join(row) for row in other)]}


WRONG = {
    "a year too early": years(-1),
    "a year too late": years(1),
    "two years too early": years(-2),
    "only the episodes a year too early": years(-1, "episodes.csv"),
    "only the reviews a year too early": years(-1, "reviews.csv"),
    "a day too early": in_every_date(lambda day: written(day - dt.timedelta(days=1))),
    "a day too late": in_every_date(lambda day: written(day + dt.timedelta(days=1))),
    "the month before the day": in_every_date(lambda day: f"{day:%m/%d/%Y}"),
    "no DEC": without("episodes.csv", "DEC"),
    "no REVIEW": without("reviews.csv", "REVIEW"),
    "no DOB": without("header.csv", "DOB"),
    "no SDQ_SCORE": without("oc2.csv", "SDQ_SCORE"),
    "no CHILD": without("oc2.csv", "CHILD"),
    "half of the children gone": of_each(lambda line: [line] if int(line[1:4]) < 500 + CHILDREN // 2 else []),
    "numbers without the nought": of_each(lambda line: [line[1:]]),
    "numbers as figures": of_each(lambda line: [f"{line[1:4]}.0{line[4:]}"]),
    "everything twice": of_each(lambda line: [line, line]),
    "outcomes of another year": with_outcomes_of_another_year,
    "two files under each other's name": lambda tables: (
        tables | {"oc2.csv": tables["reviews.csv"], "reviews.csv": tables["oc2.csv"]}
    ),
}


def as_files(tables: Tables) -> dict[str, bytes]:
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in tables.items()}


@pytest.fixture
def take(tmp_path):
    def put_in(spoil=lambda tables: tables):
        for name, content in as_files(spoil(the_right_one())).items():
            (tmp_path / name).write_bytes(content)
        return ssda903.import_folder(tmp_path, by=System("imports"))

    return put_in


def the_record() -> dict[str, list[str]]:
    found = {"children": Child.objects.values_list("social_care_id", "sex", "date_of_birth", "ethnicity")}
    for model, columns in (
        (CarePeriod, ("end_reason", "is_short_break")),
        (LegalStatus, ("code",)),
        (Placement, ("kind", "provider", "postcode")),
    ):
        rows = model.objects.standing()
        found[model.__name__] = rows.values_list("child__social_care_id", "from_date", "until", *columns)
    reviews = CareReview.objects.exclude(state=ReviewState.CANCELLED)
    found["reviews"] = reviews.values_list("child__social_care_id", "review_date", "state", "participation_code")
    scores = ("sdq_score", "sdq_reason", "had_health_check", "saw_a_dentist", "had_health_assessment")
    found["outcomes"] = YearlyOutcome.objects.values_list("child__social_care_id", "year_end_date", *scores)
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


@pytest.fixture
def right_alone(take):
    before = the_record()
    with transaction.atomic():
        take()
        record = the_record()
        transaction.set_rollback(True)
    assert the_record() == before
    return {name: sorted(set(rows) - set(before[name])) for name, rows in record.items()}


@pytest.mark.alike
@pytest.mark.parametrize("is_first", [True, False], ids=["as the first", "after a right one"])
@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_after_the_right_return_the_record_is_as_if_only_that_one_had_come(take, right_alone, spoil, is_first):
    if not is_first:
        take()
    take(spoil)

    take()

    assert the_record() == right_alone
    assert take().changes == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a day too early", "a year too early"),
        ("two years too early", "a year too early"),
        ("the month before the day", "a day too late"),
        ("only the reviews a year too early", "a day too early"),
    ],
)
def test_after_two_returns_that_were_wrong_in_two_ways_no_review_is_left_of_either(take, right_alone, first, second):
    take(WRONG[first])
    take(WRONG[second])

    take()

    assert the_record()["reviews"] == right_alone["reviews"]


@pytest.mark.parametrize("way", ways_in.WAYS)
def test_in_whatever_way_the_two_came(cast, take, right_alone, way, settings, tmp_path, celery_at_once):
    bring = ways_in.WAYS[way](cast.data_officer, settings, tmp_path)
    others = the_record()
    bring(ImportKind.SSDA903, as_files(years(-1)(the_right_one())))

    run = bring(ImportKind.SSDA903, as_files(the_right_one()))

    found = {name: sorted(set(rows) - set(others[name])) for name, rows in the_record().items()}
    assert found == right_alone
    assert any("dated to another year by an earlier return" in change["what"] for change in run.changes)


class TestWhatTheReportsSay:
    def test_a_return_of_another_year_than_the_last_says_of_which_year_it_is(self, take):
        report = take(years(-1))

        assert [
            "the year that closed on 31/03/2025, and not of the last one" in one.reason for one in report.refusals
        ] == [True]

    def test_no_outcome_is_dated_to_a_year_that_has_not_closed(self, take):
        report = take(years(1))

        assert not YearlyOutcome.objects.exists()
        refused = [one for one in report.refusals if one.file == "oc2.csv"]
        assert len(refused) == CHILDREN
        assert "closes on 31/03/2027, which is still to come" in refused[0].reason

    def test_a_child_of_whom_the_outcomes_say_nothing_any_more_is_named(self, take):
        take()
        report = take(with_outcomes_of_another_year)

        assert [one.whose for one in report.refusals] == ["0500", "0501", "0502", "0503"]
        assert YearlyOutcome.objects.count() == CHILDREN

    def test_a_review_near_one_of_the_return_is_named_and_stays(self, take):
        take()
        child = Child.objects.get(social_care_id="0500")
        near = CareReview.objects.create(child=child, review_date=dt.date(2025, 6, 20), state=ReviewState.HELD)
        report = take()

        assert [(one.whose, one.value) for one in report.refusals] == [("0500", "20/06/2025")]
        near.refresh_from_db()
        assert near.state == ReviewState.HELD


class TestWhatIsNoWrongYear:
    def few(self, tables: Tables) -> Tables:
        return of_each(lambda line: [line] if line < "0504" else [])(tables)

    def test_a_few_children_with_twins_are_left_to_a_person(self, take):
        take(lambda tables: self.few(years(-1)(tables)))
        report = take(self.few)

        assert CarePeriod.objects.standing().filter(from_date__year=2024).exists()
        assert any("is this one but for the year" in one.reason for one in report.refusals)

    def test_what_the_case_system_says_is_no_return_that_was_dated_wrongly(self, take):
        take(years(-1))
        CarePeriod.objects.update(origin=Origin.EXTRACT)
        take()

        assert CarePeriod.objects.standing().filter(from_date__year=2024).count() == CHILDREN

    def test_the_return_of_an_earlier_year_takes_nothing_of_the_last_one_back(self, take):
        take()
        before = set(the_record()["reviews"])
        take(years(-1))

        assert before <= set(the_record()["reviews"])
        assert YearlyOutcome.objects.filter(year_end_date=dt.date(2026, 3, 31)).count() == CHILDREN
