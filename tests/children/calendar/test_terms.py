import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import ActNotAllowed
from accounts.models import AuditRecord
from children.calendar.terms import DATES, TermNotKept, keep_term, problems_with, term_with_key
from children.models import Term
from tests.signed_in import BACKEND

SPRING = {
    "first_day": dt.date(2027, 1, 5),
    "half_term_from_date": dt.date(2027, 2, 15),
    "half_term_last_date": dt.date(2027, 2, 19),
    "last_day": dt.date(2027, 3, 25),
    "delegation_date": dt.date(2027, 1, 6),
    "pep_deadline_date": dt.date(2027, 3, 19),
}


def typed(name="SPRING", **changed):
    """As the three boxes of each date post it."""
    data = {"name": name}
    for field, day in {**SPRING, **changed}.items():
        data |= {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}
    return data


@pytest.fixture
def as_admin(client, cast):
    client.force_login(cast.admin, backend=BACKEND)
    return client


def errors_of(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def test_a_term_in_order_has_no_problem():
    assert problems_with(SPRING) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"half_term_from_date": dt.date(2027, 1, 5)}, "half_term_from_date"),
        ({"half_term_last_date": dt.date(2027, 2, 14)}, "half_term_last_date"),
        ({"last_day": dt.date(2027, 2, 19)}, "last_day"),
        ({"pep_deadline_date": dt.date(2027, 1, 4), "delegation_date": dt.date(2027, 1, 1)}, "pep_deadline_date"),
        ({"delegation_date": dt.date(2027, 3, 19)}, "pep_deadline_date"),
        ({"delegation_date": dt.date(2026, 10, 1)}, "delegation_date"),
        ({"delegation_date": dt.date(2027, 3, 26), "pep_deadline_date": dt.date(2027, 4, 2)}, "delegation_date"),
    ],
)
def test_dates_that_do_not_follow_each_other_are_named(changed, field):
    assert [problem.field for problem in problems_with({**SPRING, **changed})] == [field]


@pytest.mark.parametrize(
    "changed",
    [
        {"half_term_from_date": dt.date(2027, 1, 6)},
        {"half_term_last_date": dt.date(2027, 2, 15)},  # half term of a single day
        {"last_day": dt.date(2027, 2, 20)},
        {"pep_deadline_date": dt.date(2027, 1, 5), "delegation_date": dt.date(2027, 1, 4)},
        {"pep_deadline_date": dt.date(2027, 1, 7)},
        {"delegation_date": dt.date(2026, 10, 27)},  # ten weeks before the first day
        {"delegation_date": dt.date(2027, 3, 25), "pep_deadline_date": dt.date(2027, 3, 26)},
    ],
)
def test_each_date_may_stand_on_the_last_day_that_goes_with_the_others(changed):
    assert problems_with({**SPRING, **changed}) == []


def test_a_day_of_delegation_eleven_weeks_before_the_term_is_named():
    assert [each.field for each in problems_with({**SPRING, "delegation_date": dt.date(2026, 10, 26)})] == [
        "delegation_date"
    ]


@given(st.fixed_dictionaries(dict.fromkeys(DATES, st.dates(dt.date(2026, 12, 1), dt.date(2027, 4, 30)))))
def test_what_has_no_problem_is_what_the_database_takes(dates):
    fits = (
        dates["first_day"] < dates["half_term_from_date"] <= dates["half_term_last_date"] < dates["last_day"]
        and dates["pep_deadline_date"] >= dates["first_day"]
    )

    assert fits or problems_with(dates)


@pytest.mark.django_db
class TestTerms:
    def test_a_term_is_entered(self, as_admin, cast):
        response = as_admin.post(reverse("children:add_term"), typed(), follow=True)

        term = term_with_key("2026-27-spring")
        assert response.redirect_chain[-1][0] == reverse("children:term", args=["2026-27-spring"])
        assert (term.academic_year, term.pep_deadline_date) == ("2026/27", dt.date(2027, 3, 19))
        assert AuditRecord.objects.get(act="term.added").by_id == cast.admin.pk

    def test_a_term_is_changed_and_stays_the_same_term(self, as_admin, cast):
        term = keep_term(term=Term(name="SPRING", **SPRING), by=cast.admin)
        address = reverse("children:change_term", args=[term.key])
        assert 'value="2027"' in as_admin.get(address).content.decode()

        as_admin.post(address, typed(pep_deadline_date=dt.date(2027, 3, 12)))

        assert Term.objects.get(pk=term.pk).pep_deadline_date == dt.date(2027, 3, 12)
        assert AuditRecord.objects.filter(act="term.changed").count() == 1

    def test_days_that_overlap_with_another_term_are_refused_and_nothing_is_lost(self, as_admin, cast):
        response = as_admin.post(reverse("children:add_term"), typed(first_day=dt.date(2026, 12, 18)))

        assert response.status_code == 422
        assert errors_of(response)["first_day"] == [
            "These days overlap with the autumn term 2026/27, 2 September 2026 to 18 December 2026"
        ]
        assert 'value="19"' in response.content.decode()
        assert Term.objects.count() == 1

    def test_a_second_term_of_the_name_in_a_year_is_refused(self, as_admin, cast):
        response = as_admin.post(reverse("children:add_term"), typed(name="AUTUMN"))

        assert errors_of(response)["name"] == ["The autumn term 2026/27 is entered already. Change that one instead"]

    def test_half_a_date_is_asked_for_again(self, as_admin, cast):
        response = as_admin.post(reverse("children:add_term"), {**typed(), "last_day_month": ""})

        assert errors_of(response)["last_day"] == ["The date must include a month"]

    def test_the_rule_itself_refuses_what_the_form_would(self, cast):
        with pytest.raises(TermNotKept, match="overlap with the autumn term"):
            keep_term(term=Term(name="SPRING", **{**SPRING, "first_day": dt.date(2026, 12, 18)}), by=cast.admin)
        with pytest.raises(TermNotKept, match="must end after half term"):
            keep_term(term=Term(name="SPRING", **{**SPRING, "last_day": dt.date(2027, 2, 18)}), by=cast.admin)
        with pytest.raises(ActNotAllowed):
            keep_term(term=Term(name="SPRING", **SPRING), by=cast.sam)
        assert Term.objects.count() == 1

    @pytest.mark.parametrize(("last_day", "shares_a_day"), [(dt.date(2026, 9, 2), True), (dt.date(2026, 9, 1), False)])
    def test_a_term_that_ends_on_the_day_on_which_another_begins_overlaps(self, cast, last_day, shares_a_day):
        """The autumn term begins on 2 September 2026."""
        summer = Term(
            name="SUMMER", first_day=dt.date(2026, 4, 13), half_term_from_date=dt.date(2026, 5, 25),
            half_term_last_date=dt.date(2026, 5, 29), last_day=last_day, delegation_date=dt.date(2026, 4, 9),
            pep_deadline_date=dt.date(2026, 7, 10),
        )  # fmt: skip

        if shares_a_day:
            with pytest.raises(TermNotKept, match="overlap with the autumn term"):
                keep_term(term=summer, by=cast.admin)
        else:
            assert keep_term(term=summer, by=cast.admin).academic_year == "2025/26"

    @pytest.mark.parametrize("key", ["2026-27-winter", "autumn", "2031-32-spring"])
    def test_an_address_of_no_term_is_not_found(self, as_admin, cast, key):
        assert as_admin.get(reverse("children:term", args=[key])).status_code == 404

    @pytest.mark.parametrize("name", ["terms", "add_term"])
    def test_others_do_not_enter_terms(self, client, cast, name):
        client.force_login(cast.sam, backend=BACKEND)

        assert client.get(reverse(f"children:{name}")).status_code == 403

    def test_only_those_who_delegate_are_led_there(self, as_admin, client, cast):
        link = reverse("peps:delegation", args=[cast.term.key])
        page = reverse("children:term", args=[cast.term.key])
        assert link not in as_admin.get(page).content.decode()

        client.force_login(cast.officer, backend=BACKEND)
        assert link in client.get(page).content.decode()

    def test_the_list_takes_the_same_queries_for_one_term_and_for_many(
        self, as_admin, cast, django_assert_max_num_queries
    ):
        address = reverse("children:terms")
        as_admin.get(address)
        with django_assert_max_num_queries(12) as one:
            as_admin.get(address)
        for year in (2027, 2028, 2029):
            later = {name: day.replace(year=year) for name, day in SPRING.items()}
            keep_term(term=Term(name="SPRING", **later), by=cast.admin)
        with django_assert_max_num_queries(len(one)) as many:
            response = as_admin.get(address)
        assert len(many) == len(one)
        assert response.content.decode().count("Spring term") == 3
