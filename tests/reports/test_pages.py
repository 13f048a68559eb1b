import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts import clock
from peps.enums import LateReason
from quality.enums import Grade
from reports import counting
from tests.factories import PostFactory, TeamFactory, TermFactory
from tests.factories.peps import moment
from tests.kept import kept
from tests.reports.standing import AFTER, COUNTS, DEADLINE, a_child, a_plan, complete, late_because, signed

DASHBOARD = "/figures/"
NIGHT = moment(dt.date(2026, 12, 12), 1)


class Links(HTMLParser):
    """Every link of a page to a list, with the number that it says."""

    def __init__(self):
        super().__init__()
        self.found, self._href = [], ""

    def handle_starttag(self, tag, attrs):
        self._href = dict(attrs).get("href", "") if tag == "a" else ""

    def handle_data(self, text):
        if self._href.startswith("/figures/list/"):
            self.found.append((self._href, text.strip()))
            self._href = ""


@pytest.fixture
@kept
def many(cast):
    """Children of two teams and none, of two schools and none, of three phases, who stand in every way."""
    for team, school in ((cast.team, cast.school), (cast.other_team, cast.other_school), (None, None)):
        signed(a_child(team=team, school=school), school=school)
        signed(a_child(team=team, school=school), school=school, grade=Grade.REQUIRES_IMPROVEMENT, phase="SECONDARY")
        complete(a_child(team=team, school=school), on=dt.date(2026, 12, 13), school=school)
        late_because(a_plan(a_child(team=team, school=school), school=school), LateReason.PLACEMENT_MOVE)
        a_plan(a_child(team=team, school=school), part_1=DEADLINE, school=school)
        a_child(team=team, school=school, date_of_birth=dt.date(2021, 10, 1))
    return cast


def get(client, person, url):
    client.force_login(person)
    return client.get(url)


def number_in(text):
    return int(re.search(r"<strong>(\d+) child", text)[1])


def rows_of(client, url):
    """How many rows the list has over all its pages, which is also what it says on top."""
    answer = client.get(url)
    pages = answer.context["page"].paginator.num_pages
    others = [client.get(f"{url}&page={page}") for page in range(2, pages + 1)]
    rows = sum(len(each.context["table"]["rows"]) for each in (answer, *others))
    assert number_in(answer.content.decode()) == rows
    return rows


def walk(client, url):
    """Follows every number of the dashboard: (what it says, how long its list is, address) for each."""
    parser = Links()
    parser.feed(client.get(url).content.decode())
    numbers = [(href, says) for href, says in parser.found if not says.endswith("%")]
    return [(int(says), rows_of(client, href), href) for href, says in numbers], parser.found


@pytest.mark.alike
@pytest.mark.parametrize(
    ("who", "state"), [("service_manager", "live"), ("manager", "live"), ("officer", "kept"), ("manager", "kept")]
)
def test_each_number_of_the_dashboard_is_the_length_of_its_list(client, many, who, state):
    with clock.pretend(AFTER):
        client.force_login(getattr(many, who))
        count = counting.take(term=many.term, day=DEADLINE, by=COUNTS, at=NIGHT) if state == "kept" else None
        url = f"{DASHBOARD}?term={many.term.key}" + (f"&count={count.pk}" if count else "")

        followed, links = walk(client, url)

        assert len(followed) > 20
        assert [each for each in followed if each[0] != each[1]] == []
        assert {href.split("by=")[1].split("&")[0] for href, _ in links if "by=" in href} == {
            "team",
            "school",
            "phase",
            "reason",
        }


def test_the_rate_leads_to_those_who_miss_it(client, many):
    with clock.pretend(AFTER):
        client.force_login(many.officer)
        _, links = walk(client, DASHBOARD)
        figures = client.get(DASHBOARD).context["figures"]

        href = next(href for href, says in links if says.endswith("%") and "by=" not in href)
        required = next(int(figure["value"]) for figure in figures if figure["label"] == "children need a plan")
        in_time = next(int(figure["value"]) for figure in figures if figure["label"] == "complete in time")
        assert rows_of(client, href) == required - in_time


def test_lists_name_children_only_for_those_who_may_name_them(client, many):
    complete(many.child)
    url = f"/figures/list/?term={many.term.key}&measure=complete&show=required"

    for who, named in (("officer", True), ("manager", True), ("service_manager", False)):
        text = get(client, getattr(many, who), url).content.decode()
        assert many.child.reference in text
        assert ("Robin Hazelwood" in text) is named
        assert (f'href="/children/{many.child.reference}/"' in text) is named


def test_a_team_managers_figures_are_of_own_teams(client, many):
    url = f"/figures/list/?term={many.term.key}&measure=complete&show=required"

    text = get(client, many.manager, url).content.decode()

    assert many.child.reference in text
    assert many.other.reference not in text
    assert "Thistledown" not in text
    assert many.other_team.name not in get(client, many.manager, DASHBOARD).content.decode()


def test_another_teams_list_is_empty_for_a_team_manager(client, many):
    url = f"/figures/list/?term={many.term.key}&measure=complete&show=required&by=team&value={many.other_team.pk}"

    assert "0 children" in get(client, many.manager, url).content.decode()


def test_a_manager_of_two_teams_sees_both(client, many):
    PostFactory(user=many.manager, role="TM", team=many.other_team)

    rows = get(client, many.manager, DASHBOARD).context["tables"][0]["rows"]
    assert [row["cells"][0]["text"] for row in rows] == ["Hillside team", "Riverside team"]


@pytest.mark.parametrize("who", ["sam", "teacher", "headteacher", "iro", "finance", "admin", "governance", "nobody"])
def test_others_see_no_figures(client, many, who):
    assert get(client, getattr(many, who), DASHBOARD).status_code == 403
    url = f"/figures/list/?term={many.term.key}&measure=complete&show=required"
    assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        "?term=2031-32-autumn",
        "?count=999",
        "?count=x",
        "?count=99999999999999999999",
        "list/?measure=complete",
        "list/?measure=nothing&show=met",
        "list/?measure=complete&show=late",
        "list/?measure=complete&show=met&by=shoe-size&value=5",
        "list/?measure=complete&show=met&by=team&value=five",
        "list/?measure=complete&show=met&by=team&value=%C2%B2",
    ],
)
def test_an_address_of_nothing_is_not_found(client, cast, asked):
    assert get(client, cast.officer, DASHBOARD + asked).status_code == 404


def test_a_count_of_another_term_is_not_found(client, many):
    count = counting.take(term=many.term, day=DEADLINE, by=COUNTS, at=NIGHT)
    with clock.pretend(dt.date(2027, 1, 10)):
        spring = TermFactory(spring=True)

        assert get(client, many.officer, f"{DASHBOARD}?term={spring.key}&count={count.pk}").status_code == 404


def test_a_kept_list_shows_references_and_no_names(client, many):
    complete(many.child)
    count = counting.take(term=many.term, day=DEADLINE, by=COUNTS, at=NIGHT)

    text = get(
        client, many.officer, f"/figures/list/?term={many.term.key}&count={count.pk}&measure=complete&show=required"
    ).content.decode()

    assert many.child.reference in text
    assert "Hazelwood" not in text


def test_a_child_restricted_since_is_counted_in_a_kept_list_without_a_reference(client, many):
    complete(many.child)
    count = counting.take(term=many.term, day=DEADLINE, by=COUNTS, at=NIGHT)
    many.child.is_restricted = True
    many.child.save()

    text = get(
        client, many.officer, f"/figures/list/?term={many.term.key}&count={count.pk}&measure=complete&show=met"
    ).content.decode()

    assert many.child.reference not in text
    assert "A child whose record is restricted" in text


def test_kept_figures_stand_with_the_moment_they_were_taken_and_the_trend_shows_them(client, many):
    count = counting.take(term=many.term, day=DEADLINE, by=COUNTS, at=NIGHT)
    counting.correct(count=count, note="Two meetings were entered late", by=COUNTS, at=NIGHT)
    with clock.pretend(AFTER):
        answer = get(client, many.officer, DASHBOARD)
        text = answer.content.decode()

        assert "12 December 2026 at 01:00" in text
        assert "Two meetings were entered late" in text
        assert [row.label for row in answer.context["trend"].table.rows] == ["Autumn 2026/27", "Today"]
        kept = client.get(f"{DASHBOARD}?term={many.term.key}&count={count.pk}").content.decode()
        assert "do not change" in kept


def test_before_the_first_term_the_page_says_what_is_missing(client, cast):
    with clock.pretend(dt.date(2026, 8, 1)):
        assert "as soon as the plans of a first term" in get(client, cast.officer, DASHBOARD).content.decode()
        assert client.get("/figures/list/?measure=complete&show=met").status_code == 404


def test_who_reaches_no_child_of_the_term_is_told_so(client, cast):
    cast.manager.posts.update(team=TeamFactory())

    assert "None of the children" in get(client, cast.manager, DASHBOARD).content.decode()


@pytest.mark.parametrize("address", ["", "list/?measure=complete&show=required&by=phase&value=PRIMARY"])
def test_a_page_takes_at_most_twelve_queries_for_one_and_for_many(client, cast, address, django_assert_max_num_queries):
    complete(cast.child)
    counting.take(term=cast.term, day=DEADLINE, by=COUNTS, at=NIGHT)
    client.force_login(cast.officer)
    client.get(DASHBOARD + address)
    with django_assert_max_num_queries(12) as one:
        client.get(DASHBOARD + address)
    for number in range(8):
        signed(a_child(team=TeamFactory(), school=cast.school), school=cast.other_school)
        late_because(a_plan(a_child()), list(LateReason)[number])
    with django_assert_max_num_queries(12) as many:
        client.get(DASHBOARD + address)
    assert len(one) == len(many)


def test_the_terms_of_the_chooser_are_those_handed_out(client, cast):
    TermFactory(spring=True)

    form = get(client, cast.officer, DASHBOARD).context["form"]
    assert [key for key, _ in form.fields["term"].choices] == ["2026-27-autumn"]
    assert reverse("reports:dashboard") == DASHBOARD
