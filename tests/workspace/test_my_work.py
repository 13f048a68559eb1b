import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from children.enums import AllocationKind
from peps.life.workflow import make_move
from peps.models import PersonalEducationPlan, Section
from quality.enums import Grade
from tests.cast import NAMES, TODAY
from tests.factories import (
    AllocationFactory,
    ChildFactory,
    EnrolmentFactory,
    PlacementFactory,
    PostFactory,
    TermFactory,
    UserFactory,
    open_plan,
)
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import NOW, OPENED, POINT, SUBMITTED, audited, submitted
from tests.signed_in import BACKEND
from workspace.oversight import oversight_for
from workspace.work import work_of

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 12, 11)


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child, at=OPENED)


@pytest.fixture
@kept
def other_pep(cast):
    return open_plan(cast.other, at=OPENED)


def as_(client, person):
    client.force_login(person, backend=BACKEND)
    return client


def page(client, person):
    return as_(client, person).get(reverse("workspace:my_work"))


def test_the_social_worker_is_asked_for_part_1_with_date_reason_and_days_left(cast, pep, other_pep):
    (task,) = work_of(cast.sam, TODAY).tasks

    assert (task.child, task.title, task.where) == ("Robin Hazelwood", "Part 1", "Year 5, Larkfield Primary School")
    assert (task.due_date, task.days_left, task.why) == (DUE, 10, "The deadline of the autumn term 2026/27")
    assert (task.state, task.href) == ("Not started", reverse("peps:task_list", args=[pep.reference]))


def test_the_teacher_is_asked_for_the_school_part_of_the_children_at_the_school(cast, pep, other_pep):
    assert [(task.child, task.title) for task in work_of(cast.teacher, TODAY).tasks] == [
        ("Robin Hazelwood", "School part")
    ]


def test_the_soonest_stands_first_and_a_late_one_before_all(cast, pep):
    for family, due in (("Late", dt.date(2026, 11, 20)), ("Soon", dt.date(2026, 12, 3))):
        child = ChildFactory(given_name="Ash", family_name=family)
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        open_plan(child, at=OPENED)
        PersonalEducationPlan.objects.filter(child=child).update(due_date=due)

    tasks = work_of(cast.sam, TODAY).tasks

    assert [task.child for task in tasks] == ["Ash Late", "Ash Soon", "Robin Hazelwood"]
    assert [task.days_left for task in tasks] == [-11, 2, 10]


def test_a_part_tells_how_far_it_is(cast, pep):
    part_1 = pep.sections.filter(part__name="PART_1")
    number = part_1.count()
    first = part_1.first()
    Section.objects.filter(pk=first.pk).update(confirmed_at=OPENED, confirmed_by=cast.sam)
    assert work_of(cast.sam, TODAY).tasks[0].state == f"1 of {number} sections complete"

    part_1.update(confirmed_at=OPENED, confirmed_by=cast.sam)
    assert work_of(cast.sam, TODAY).tasks[0].state == "Ready to submit"


def test_what_is_submitted_waits_for_the_others_by_name(cast, pep):
    pep.parts.filter(name="PART_1").update(submitted_at=SUBMITTED, first_submitted_at=SUBMITTED)

    work = work_of(cast.sam, TODAY)

    assert work.tasks == []
    assert [(row.child, row.waits_for) for row in work.waiting] == [("Robin Hazelwood", "School part: Teacher Person")]


def test_a_plan_with_the_virtual_school_says_so_to_its_writers(cast):
    submitted(cast)

    for writer in (cast.sam, cast.teacher):
        (row,) = work_of(writer, TODAY).waiting
        assert row.waits_for == "The virtual school, to check it"


def test_a_returned_plan_asks_for_the_answers_by_their_day(cast):
    pep = submitted(cast)
    audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
    make_move("return", pep=pep, by=cast.officer, at=NOW, section_keys=["targets"])

    (task,) = work_of(cast.teacher, TODAY).tasks

    assert task.state == "Returned: 1 point to answer"
    assert (task.due_date, task.href) == (POINT.due_date, reverse("quality:points", args=[pep.reference]))
    assert work_of(cast.sam, TODAY).tasks == []


def test_a_colleague_sees_the_section_handed_to_them_and_the_called_name_only(client, cast, pep, other_pep):
    section = pep.sections.filter(part__name="SCHOOL").first()
    Section.objects.filter(pk=section.pk).update(handed_to=cast.colleague, handed_until=dt.date(2026, 12, 19))

    (task,) = work_of(cast.colleague, TODAY).tasks
    text = page(client, cast.colleague).content.decode()

    assert task.href == reverse("peps:section", args=[pep.reference, section.key])
    assert task.child == "Robin"
    assert "Hazelwood" not in text
    assert "Larkfield" not in text


def test_the_team_manager_holds_what_nobody_is_allocated_to_and_sees_who_holds_the_rest(cast, pep):
    nobodys = ChildFactory(given_name="Kit", family_name="Waiting")
    AllocationFactory(child=nobodys, person=None, team=cast.team)
    open_plan(nobodys, at=OPENED)

    work = work_of(cast.manager, TODAY)

    assert [task.child for task in work.tasks] == ["Kit Waiting"]
    assert [(task.child, task.holder) for task in work.of_team] == [("Robin Hazelwood", "Sam Person")]


def test_a_stand_in_is_asked_for_what_the_person_away_is_asked_for(cast, pep):
    stand_in = UserFactory()
    PostFactory(user=stand_in, role=Role.SOCIAL_WORKER, team=cast.other_team, stands_in_for=cast.sam)

    assert [task.child for task in work_of(stand_in, TODAY).tasks] == ["Robin Hazelwood"]


def test_a_child_to_come_is_said_to_start_on_a_day(cast):
    child = ChildFactory(given_name="Ivy", family_name="Coming")
    EnrolmentFactory(child=child, school=cast.school, from_date=dt.date(2027, 1, 5))
    pep = open_plan(child, at=OPENED, term=TermFactory(spring=True))

    (task,) = work_of(cast.teacher, TODAY).tasks

    assert pep.school == cast.school
    assert task.where == "Year 5, Larkfield Primary School, starts on 5 January 2027"


@pytest.mark.parametrize("who", ["iro", "headteacher"])
def test_those_who_read_see_where_each_plan_stands_and_are_asked_for_nothing(cast, pep, other_pep, who):
    work = work_of(getattr(cast, who), TODAY)

    assert work.tasks == []
    assert [row.waits_for for row in work.waiting] == ["Part 1: Sam Person; School part: Teacher Person"]


@pytest.mark.parametrize(
    "who", ["stranger", "finance", "service_manager", "admin", "data_officer", "adviser", "nobody"]
)
def test_nobody_else_sees_the_childs_work(cast, pep, who):
    work = work_of(getattr(cast, who), TODAY)

    assert not [row for row in (*work.tasks, *work.of_team, *work.waiting) if row.child == "Robin Hazelwood"]


class TestTheVirtualSchool:
    def test_is_asked_for_the_school_part_of_a_child_without_a_school(self, cast, pep):
        child = ChildFactory(given_name="Noa", family_name="Between")
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        open_plan(child, at=OPENED)

        assert [(task.child, task.title) for task in work_of(cast.officer, TODAY).tasks] == [
            ("Noa Between", "School part")
        ]

    def test_sees_plans_to_check_with_the_longest_waiting_first(self, cast):
        submitted(cast, at=moment(dt.date(2026, 11, 26)))
        submitted(cast, cast.other, worker=cast.stranger, teacher=cast.other_teacher, at=moment(dt.date(2026, 11, 20)))

        watched = oversight_for(cast.officer, TODAY)

        assert [(row.child, row.days) for row in watched.to_check] == [("Wren Thistledown", 11), ("Robin Hazelwood", 5)]
        assert watched.figures[0].value == 2

    def test_counts_what_is_late_and_what_has_nobody_to_ask(self, cast, pep):
        PersonalEducationPlan.objects.update(due_date=dt.date(2026, 11, 20))
        cast.child.allocations.filter(kind=AllocationKind.SOCIAL_WORKER).update(until=TODAY)

        figures = {figure.label: figure.value for figure in oversight_for(cast.officer, TODAY).figures}

        assert figures == {"to check": 0, "late": 1, "returned, not back yet": 0, "with nobody to ask": 1}

    def test_is_told_which_children_have_no_plan_of_the_term_yet(self, cast, pep):
        (term,) = oversight_for(cast.officer, TODAY).terms

        assert term.text == "1 child has no plan yet for the autumn term 2026/27."
        assert term.href == reverse("peps:delegation", args=["2026-27-autumn"])


EVERYBODY = (*NAMES, "stranger", "other_teacher", "nobody")


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_has_a_first_page(client, cast, pep, who):
    response = page(client, getattr(cast, who))

    assert response.status_code == 200
    assert "My work" in response.content.decode()


def test_somebody_without_a_post_is_told_so(client, cast):
    assert "You hold no post here today." in page(client, cast.nobody).content.decode()


@pytest.mark.alike
@pytest.mark.parametrize("who", ["sam", "manager", "teacher", "officer", "iro", "headteacher", "colleague"])
@pytest.mark.parametrize(("children", "count"), [("one_child", 1), ("four_children", 4)])
def test_the_page_takes_at_most_thirty_five_queries_for_one_child_and_for_many(
    client, cast, request, who, children, count, django_assert_max_num_queries
):
    request.getfixturevalue(children)
    page(client, getattr(cast, who))  # the first page of a session writes its day

    with django_assert_max_num_queries(35) as seen:
        response = client.get("/")

    assert response.content.decode().count("Robin") >= (count if who != "officer" else 0)
    taken = QUERIES.setdefault(who, len(seen))
    assert taken == len(seen)


QUERIES: dict[str, int] = {}


@pytest.fixture
@kept
def one_child(cast):
    _child_of_everybody(cast, 0)


@pytest.fixture
@kept
def four_children(cast):
    for n in range(4):
        _child_of_everybody(cast, n)


def _child_of_everybody(cast, n):
    """With a part that waits for each, one returned, one handed on, one without a school."""
    child = ChildFactory(given_name="Robin", family_name=f"Hazel{n}")
    AllocationFactory(child=child, person=cast.sam, team=cast.team)
    AllocationFactory(child=child, kind=AllocationKind.IRO, person=cast.iro, team=None)
    EnrolmentFactory(child=child, school=cast.school)
    PlacementFactory(child=child)
    pep = submitted(cast, child)
    audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
    make_move("return", pep=pep, by=cast.officer, at=NOW, section_keys=["targets", "about_me"])
    pep.sections.filter(key="targets").update(handed_to=cast.colleague, handed_until=dt.date(2026, 12, 19))
    off_roll = ChildFactory(given_name="Robin", family_name=f"Between{n}")
    open_plan(off_roll, at=OPENED)


def test_nobody_who_has_something_before_them_is_told_that_there_is_nothing(client, cast, pep):
    nothing = "There is nothing for you to do now."

    assert [who for who in NAMES if nothing in page(client, getattr(cast, who)).content.decode()] == [
        "colleague",
        "adviser",
    ]


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("service_manager", ["Figures"]),
        ("finance", ["Funding"]),
        ("data_officer", ["Imports", "Bring files in", "Collecting figures", "Two records of one child"]),
        ("admin", ["People", "Terms", "Imports", "Letters"]),
        ("governance", ["Who looked"]),
        ("officer", []),
    ],
)
def test_those_without_children_are_led_to_their_pages(client, cast, who, places):
    assert [place["text"] for place in page(client, getattr(cast, who)).context["places"]] == places
