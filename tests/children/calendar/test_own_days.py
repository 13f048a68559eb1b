"""Schools whose days are not the authority's: inset days, terms of their own, and who is written to on which day."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import letters
from accounts.models import Letter, Notice
from children.calendar.clocks import Calendar
from children.calendar.inset_days import DaysNotKept, add_days_off, add_own_term
from children.calendar.school_calendar import authority_calendar, calendar_of, schools_that_differ
from children.models import DayOff, OwnTerm
from peps.meetings.dates import around
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
day = dt.date
MONDAY = day(2026, 11, 30)
SCOTTISH = {
    "first_day": day(2026, 8, 17), "half_term_from_date": day(2026, 10, 12), "half_term_last_date": day(2026, 10, 16),
    "last_day": day(2026, 12, 23),
}  # fmt: skip


def test_an_inset_day_of_one_school_is_a_school_day_for_the_others(cast):
    add_days_off(school=cast.school, days=[MONDAY, MONDAY], by=cast.officer)
    assert DayOff.objects.count() == 1
    assert not calendar_of(cast.school).is_school_day(MONDAY)
    assert calendar_of(cast.other_school).is_school_day(MONDAY)
    assert schools_that_differ(MONDAY) == {cast.school.pk: False}


def test_a_day_off_of_all_schools_counts_for_every_one_that_follows_the_authority(cast):
    add_days_off(school=None, days=[MONDAY], by=cast.officer)
    add_own_term(school=cast.other_school, dates=SCOTTISH, by=cast.officer)
    assert not authority_calendar().is_school_day(MONDAY)
    assert not calendar_of(cast.school).is_school_day(MONDAY)
    assert calendar_of(cast.other_school).is_school_day(MONDAY)


def test_a_school_with_terms_of_its_own_follows_those_alone(cast):
    add_own_term(school=cast.school, dates=SCOTTISH, by=cast.officer)
    half_term = day(2026, 10, 27)
    assert calendar_of(cast.school).is_school_day(half_term)
    assert not authority_calendar().is_school_day(half_term)
    assert schools_that_differ(half_term) == {cast.school.pk: True}
    assert calendar_of(None).terms == authority_calendar().terms


def test_days_out_of_order_or_over_another_term_are_refused(cast):
    add_own_term(school=cast.school, dates=SCOTTISH, by=cast.officer)
    with pytest.raises(DaysNotKept, match="overlap"):
        add_own_term(school=cast.school, dates=SCOTTISH, by=cast.officer)
    with pytest.raises(DaysNotKept, match="follow each other"):
        add_own_term(school=cast.other_school, dates=SCOTTISH | {"last_day": day(2026, 9, 1)}, by=cast.officer)


@pytest.mark.parametrize(
    ("first", "last", "shares_a_day"),
    [
        (day(2026, 12, 23), day(2027, 4, 1), True),
        (day(2026, 12, 24), day(2027, 4, 1), False),
        (day(2026, 5, 1), day(2026, 8, 17), True),
        (day(2026, 5, 1), day(2026, 8, 16), False),
    ],
)
def test_two_terms_of_a_school_share_no_day_and_those_of_others_do_not_matter(cast, first, last, shares_a_day):
    term = {"first_day": first, "half_term_from_date": first + dt.timedelta(days=30)}
    term |= {"half_term_last_date": first + dt.timedelta(days=34), "last_day": last}
    add_own_term(school=cast.school, dates=SCOTTISH, by=cast.officer)

    if shares_a_day:
        with pytest.raises(DaysNotKept, match="overlap"):
            add_own_term(school=cast.school, dates=term, by=cast.officer)
    else:
        add_own_term(school=cast.school, dates=term, by=cast.officer)
    assert add_own_term(school=cast.other_school, dates=term, by=cast.officer)


def test_a_school_with_a_day_of_its_own_is_closed_on_everybodys_days_too_and_on_no_other_schools(cast):
    fourth = day(2026, 12, 4)
    add_days_off(school=cast.school, days=[day(2026, 12, 3)], by=cast.officer)
    add_days_off(school=cast.other_school, days=[fourth], by=cast.officer)
    add_days_off(school=None, days=[MONDAY], by=cast.officer)

    assert schools_that_differ(MONDAY) == {cast.school.pk: False, cast.other_school.pk: False}
    assert schools_that_differ(fourth) == {cast.school.pk: True, cast.other_school.pk: False}
    assert calendar_of(cast.school).is_school_day(fourth)
    assert authority_calendar().is_school_day(fourth)


def test_ten_school_days_after_a_meeting_step_over_the_schools_own_days(cast):
    pep = open_plan(cast.child)
    before = around(pep, MONDAY).complete_by(day(2026, 11, 19))
    add_days_off(school=cast.school, days=[MONDAY], by=cast.officer)
    assert around(pep, MONDAY).complete_by(day(2026, 11, 19)) == before + dt.timedelta(days=1)


def test_people_of_a_closed_school_are_written_to_on_its_first_day_back_and_of_an_open_one_at_once(cast):
    for person in (cast.teacher, cast.other_teacher, cast.sam):
        Notice.objects.create(
            key=f"k{person.pk}", person=person, kind="part_due", text="x", path="/", created_at=moment(MONDAY)
        )
    letters.gather(MONDAY, at=moment(MONDAY), schools_are_open=False, but={cast.other_school.pk: True})
    assert {letter.person for letter in Letter.objects.all()} == {cast.other_teacher, cast.sam}
    letters.gather(day(2026, 12, 1), at=moment(day(2026, 12, 1)), but={cast.school.pk: False})
    assert not Letter.objects.filter(person=cast.teacher).exists()
    letters.gather(day(2026, 12, 2), at=moment(day(2026, 12, 2)))
    assert Letter.objects.filter(person=cast.teacher, day=day(2026, 12, 2)).exists()


def test_the_page_adds_says_what_is_wrong_and_takes_out(cast):
    client = signed_in(cast.admin)
    assert "Every school follows" in client.get(reverse("children:own_days")).content.decode()
    wrong = client.post(reverse("children:add_days_off"), {"school": "", "days": "23/10/2026\nsoon"})
    assert wrong.status_code == 422
    assert "“soon” is not a day" in wrong.content.decode()
    client.post(reverse("children:add_days_off"), {"school": cast.school.pk, "days": "23/10/2026\n04/12/2026"})
    client.post(
        reverse("children:add_own_term"),
        {"school": cast.school.pk} | {name: f"{value:%d/%m/%Y}" for name, value in SCOTTISH.items()},
    )
    page = client.get(reverse("children:own_days")).content.decode()
    assert "Friday 23 October 2026" in page
    assert "17 August 2026 to 23 December 2026" in page
    client.post(reverse("children:own_days"), {"remove": f"term:{OwnTerm.objects.get().pk}"})
    assert not OwnTerm.objects.exists()
    assert client.post(reverse("children:own_days"), {"remove": "nonsense"}).status_code == 404


def test_without_own_days_nothing_differs(cast):
    assert schools_that_differ(MONDAY) == {}
    assert Calendar().is_working_day(MONDAY)
