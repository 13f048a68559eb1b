"""A school year on one page: entered, copied to the next, checked for gaps and overlaps, read from a council's own file."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from children.calendar.terms import DATES, TermNotKept
from children.calendar.year_calendar import copied_to_next, keep_year, problems_of, with_proposals, year_of
from children.models import Term
from imports.kinds.term_dates import DatesNotRead, read_term_dates
from tests.signed_in import signed_in

day = dt.date
YEAR = {
    "AUTUMN": {
        "first_day": day(2027, 9, 1), "half_term_from_date": day(2027, 10, 25), "half_term_last_date": day(2027, 10, 29),
        "last_day": day(2027, 12, 17), "delegation_date": day(2027, 8, 25), "pep_deadline_date": day(2027, 12, 10),
    },
    "SPRING": {
        "first_day": day(2028, 1, 4), "half_term_from_date": day(2028, 2, 14), "half_term_last_date": day(2028, 2, 18),
        "last_day": day(2028, 3, 31), "delegation_date": day(2028, 1, 5), "pep_deadline_date": day(2028, 3, 24),
    },
    "SUMMER": {
        "first_day": day(2028, 4, 18), "half_term_from_date": day(2028, 5, 29), "half_term_last_date": day(2028, 6, 2),
        "last_day": day(2028, 7, 21), "delegation_date": day(2028, 4, 13), "pep_deadline_date": day(2028, 7, 14),
    },
}  # fmt: skip
CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//A council//EN
BEGIN:VEVENT
UID:1
SUMMARY:Autumn Term 2027
DTSTART;VALUE=DATE:20270901
DTEND;VALUE=DATE:20271218
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:October half-term
DTSTART;VALUE=DATE:20271025
DTEND;VALUE=DATE:20271030
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Christmas holidays after the autumn term
DTSTART;VALUE=DATE:20271218
DTEND;VALUE=DATE:20280104
END:VEVENT
END:VCALENDAR
"""
TABLE = b"term,first_day,last_day,half_term_from_date,half_term_last_date\nautumn,2027-09-01,2027-12-17,2027-10-25,2027-10-29\n"


def posted(year):
    return {f"{name}-{field}": f"{value:%d/%m/%Y}" for name, dates in year.items() for field, value in dates.items()}


def changed(**dates):
    name, field = next(iter(dates)).split("__")
    return {**YEAR, name: {**YEAR[name], field: next(iter(dates.values()))}}


class TestTheRules:
    def test_a_sound_year_has_no_problem(self):
        assert list(problems_of(YEAR)) == []

    @pytest.mark.parametrize(
        ("year", "term", "said"),
        [
            (changed(SPRING__first_day=day(2027, 12, 16)), "SPRING", "before the autumn term has ended"),
            (changed(SUMMER__first_day=day(2028, 5, 8)), "SUMMER", "More than five weeks"),
            (changed(AUTUMN__half_term_last_date=day(2027, 10, 20)), "AUTUMN", "cannot be before its first"),
            (changed(AUTUMN__first_day=day(2026, 9, 1)), "SUMMER", "not all of one school year"),
        ],
    )
    def test_gaps_overlaps_and_days_out_of_order_are_said_with_their_term(self, year, term, said):
        assert any(name == term and said in problem.text for name, problem in problems_of(year))

    def test_copied_to_the_next_year_weekdays_stay(self):
        copied = copied_to_next(YEAR)
        assert copied["AUTUMN"]["first_day"] == day(2028, 8, 30)
        for name, dates in YEAR.items():
            assert all(copied[name][field].weekday() == dates[field].weekday() for field in DATES)

    def test_delegation_is_proposed_in_the_week_that_the_rule_names_on_a_working_day(self):
        bare = {name: {field: dates[field] for field in DATES[:4]} for name, dates in YEAR.items()}
        found = with_proposals(bare)
        assert found["AUTUMN"]["delegation_date"] == day(2027, 8, 25)  # the last week of the summer holidays
        assert found["SPRING"]["delegation_date"] == day(2028, 1, 5)  # the first week back
        assert found["SUMMER"]["delegation_date"] == day(2028, 4, 13)  # the last week of the Easter holidays
        assert found["AUTUMN"]["pep_deadline_date"] == day(2027, 12, 10)
        assert list(problems_of(found)) == []

    def test_what_is_entered_is_not_proposed_over(self):
        assert with_proposals(YEAR) == YEAR


class TestFiles:
    def test_a_calendar_names_its_terms_and_half_terms_and_no_holiday(self):
        assert read_term_dates(CALENDAR) == {
            "AUTUMN": {
                "first_day": day(2027, 9, 1), "last_day": day(2027, 12, 17),
                "half_term_from_date": day(2027, 10, 25), "half_term_last_date": day(2027, 10, 29),
            }
        }  # fmt: skip

    def test_a_table_says_the_same(self):
        assert read_term_dates(TABLE) == read_term_dates(CALENDAR)
        assert read_term_dates(TABLE.replace(b"\n", b"\r")) == read_term_dates(CALENDAR)

    @pytest.mark.parametrize(
        ("begins", "ends"),
        [
            (b"DTSTART;VALUE=DATE:20270901", b"DURATION:P108D"),
            (b"DTSTART:20270901T080000Z", b"DTEND:20271217T150000Z"),
            (b"DTSTART;VALUE=DATE:20270901", b"DTEND:20271217T150000Z"),
            (b"DTSTART:20270901T080000Z", b"DTEND;VALUE=DATE:20271218"),
        ],
    )
    def test_a_calendar_may_say_its_days_in_any_of_its_ways(self, begins, ends):
        said = CALENDAR.replace(b"DTSTART;VALUE=DATE:20270901", begins).replace(b"DTEND;VALUE=DATE:20271218", ends)
        assert read_term_dates(said) == read_term_dates(CALENDAR)

    def test_whatever_else_stands_in_the_calendar_is_no_matter(self):
        more = b"BEGIN:VEVENT\nUID:9\nSUMMARY:Autumn term ends\nDTSTART;VALUE=DATE:20271217\nEND:VEVENT\n"
        more += b"BEGIN:VEVENT\nUID:8\nSUMMARY:Governors\nEND:VEVENT\n"
        said = CALENDAR.replace(b"END:VCALENDAR", more + b"END:VCALENDAR")
        assert read_term_dates(said) == read_term_dates(CALENDAR)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"\xff\xfe\x00", "cannot be read"),
            (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "cannot be read"),
            (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", "No term was found"),
            (b"term,first_day\nmichaelmas,2027-09-01\n", "Line 2: the first column"),
            (b"term,first_day\nautumn,1/9/27\n", "is not a day"),
            (b"", "No term was found"),
            (b"term,first_day,last_day\nautumn,,2027-12-17\n", "first day of the term is missing"),
            (b"term,first_day\nautumn,0001-09-01\n", "is not a day"),
            (b"term,first_day\nautumn," + b"9" * 140_000 + b"\n", "cannot be read"),
            (CALENDAR.replace(b"DTSTART;VALUE=DATE:20270901\n", b""), "cannot be read"),
            (CALENDAR.replace(b"VALUE=DATE:20270901", b"VALUE=DATE:99991231"), "cannot be read"),
            (CALENDAR.replace(b"DTSTART;VALUE=DATE:20270901", b"DTSTART:soon"), "cannot be read"),
            (CALENDAR.replace(b"DTEND;VALUE=DATE:20271218", b"DTSTART;VALUE=DATE:20270902"), "cannot be read"),
            (b"x" * 3_000_000, "too large"),
        ],
    )
    def test_what_cannot_be_read_is_said_in_words(self, content, said):
        with pytest.raises(DatesNotRead, match=said):
            read_term_dates(content)


@pytest.mark.django_db
class TestThePage:
    def test_a_year_is_kept_as_a_whole_or_not_at_all(self, cast):
        keep_year(year=YEAR, by=cast.officer)
        assert year_of("2027/28") == YEAR
        with pytest.raises(TermNotKept):
            keep_year(year=changed(SPRING__first_day=day(2027, 12, 16)), by=cast.officer)
        assert year_of("2027/28") == YEAR

    def test_it_is_proposed_from_the_year_before_and_kept_from_the_page(self, cast):
        client = signed_in(cast.admin)
        keep_year(year=YEAR, by=cast.officer)
        page = client.get(reverse("children:school_year", args=["2028-29"])).content.decode()
        assert 'value="30/08/2028"' in page
        client.post(
            reverse("children:school_year", args=["2027-28"]), posted(changed(AUTUMN__last_day=day(2027, 12, 20)))
        )

        assert Term.objects.get(academic_year="2027/28", name="AUTUMN").last_day == day(2027, 12, 20)
        assert Term.objects.filter(academic_year="2027/28").count() == 3

    def test_what_is_wrong_comes_back_beside_its_day_with_all_that_was_typed(self, cast):
        page = signed_in(cast.admin).post(
            reverse("children:school_year", args=["2027-28"]),
            posted(YEAR) | {"SPRING-first_day": "16/12/2027", "SUMMER-last_day": "soon"},
        )
        text = page.content.decode()
        assert page.status_code == 422
        assert "Spring term: This is before the autumn term has ended" in text
        assert 'value="soon"' in text
        assert not Term.objects.filter(academic_year="2027/28").exists()

    def test_a_year_that_a_slip_of_the_hand_made_is_said(self, cast):
        page = signed_in(cast.admin).post(
            reverse("children:school_year", args=["2027-28"]),
            dict.fromkeys(posted(YEAR), "01/01/0001"),
        )
        assert page.status_code == 422
        assert "Write a year from 1990" in page.content.decode()

    def test_a_file_is_shown_first_and_nothing_is_kept_yet(self, cast):
        page = signed_in(cast.admin).post(
            reverse("imports:term_dates_file"), {"file": SimpleUploadedFile("terms.ics", CALENDAR)}
        )
        text = page.content.decode()
        assert 'value="01/09/2027"' in text
        assert 'value="25/08/2027"' in text
        assert reverse("children:school_year", args=["2027-28"]) in text
        assert not Term.objects.filter(academic_year="2027/28").exists()

    def test_an_address_that_is_no_year_is_not_found_and_others_are_not_let_in(self, cast):
        assert signed_in(cast.admin).get(reverse("children:school_year", args=["2027-29"])).status_code == 404
        assert signed_in(cast.admin).get(reverse("children:school_year", args=["soon"])).status_code == 404
        assert signed_in(cast.teacher).get(reverse("children:school_year", args=["2027-28"])).status_code == 403

    def test_a_file_that_is_none_is_refused_beside_its_box(self, cast):
        page = signed_in(cast.admin).post(
            reverse("imports:term_dates_file"), {"file": SimpleUploadedFile("terms.csv", b"a,b\n1,2\n")}
        )
        assert page.status_code == 422
        assert "the first column has to be" in page.content.decode()
