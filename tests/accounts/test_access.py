"""Who reaches which child, by post and day: one readable matrix, with children that could leak."""

import datetime as dt

import pytest
from django.core.exceptions import FieldError

from accounts import access, clock
from accounts.access import ALLOWED, CHILDREN_SEEN, SECTIONS_EDITED, Action, Level
from accounts.enums import Role
from accounts.models import Post, User
from children.models import Allocation, Child, Enrolment, NamedPerson
from peps.models import Section
from tests.cast import NAMES
from tests.factories import AllocationFactory, ChildFactory, EnrolmentFactory, PostFactory, UserFactory, open_plan

pytestmark = pytest.mark.django_db

OWN, ALL, NONE = {"child"}, {"child", "other"}, set()
#                       listed  record  plan
SEES = {
    "sam":             (OWN,    OWN,    OWN),
    "administrator":   (OWN,    OWN,    OWN),
    "manager":         (OWN,    OWN,    OWN),
    "teacher":         (OWN,    OWN,    OWN),
    "colleague":       (NONE,   NONE,   NONE),
    "headteacher":     (OWN,    OWN,    OWN),
    "officer":         (ALL,    ALL,    ALL),
    "head":            (ALL,    ALL,    ALL),
    "data_officer":    (NONE,   NONE,   NONE),
    "iro":             (OWN,    OWN,    OWN),
    "adviser":         (OWN,    OWN,    NONE),
    "service_manager": (ALL,    NONE,   NONE),
    "finance":         (NONE,   NONE,   NONE),
    "governance":      (NONE,   NONE,   NONE),
    "admin":           (NONE,   NONE,   NONE),
    "nobody":          (NONE,   NONE,   NONE),
    "stranger":        ({"other"}, {"other"}, {"other"}),
    "other_teacher":   ({"other"}, {"other"}, {"other"}),
}  # fmt: skip


def seen(cast, person, level):
    return set(Child.objects.visible_to(fresh(person), level=level))


def fresh(person) -> User:
    """As the next request reads them."""
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize(("level", "column"), [(Level.LISTED, 0), (Level.RECORD, 1), (Level.PLAN, 2)])
def test_each_person_reaches_these_children_at_this_level(cast, who, level, column):
    expected = {getattr(cast, name) for name in SEES[who][column]}

    assert seen(cast, getattr(cast, who), level) == expected


def test_every_role_stands_in_the_matrix():
    assert set(NAMES.values()) == set(Role)
    assert set(NAMES) <= set(SEES)


def test_every_action_is_somebodys():
    assert set(Action) - frozenset().union(*ALLOWED.values()) == {Action.USE_PORTAL}


def test_there_is_no_superuser(cast):
    assert not hasattr(cast.nobody, "is_superuser")
    cast.nobody.is_superuser = True
    assert not Child.objects.visible_to(cast.nobody).exists()


@pytest.mark.parametrize("role", Role.values)
def test_every_path_of_the_policy_leads_somewhere(cast, role):
    post = Post(user=cast.nobody, role=role, team=cast.team, school=cast.school)
    try:
        for table in CHILDREN_SEEN.values():
            if role in table:
                list(Child.objects.filter(table[role](post, cast.today, "")))
        if role in SECTIONS_EDITED:
            list(Section.objects.filter(SECTIONS_EDITED[role][1](post, cast.today, "pep__child__")))
    except FieldError as wrong:
        pytest.fail(str(wrong))


def test_access_ends_with_the_post(cast):
    cast.sam.posts.update(until=cast.today)

    assert seen(cast, cast.sam, Level.LISTED) == set()


def test_access_ends_with_the_allocation_on_its_last_day(cast):
    Allocation.objects.filter(person=cast.sam).update(until=cast.today)

    assert seen(cast, cast.sam, Level.RECORD) == set()


def test_an_allocation_that_begins_tomorrow_gives_nothing_today(cast):
    Allocation.objects.filter(person=cast.sam).update(from_date=cast.today + dt.timedelta(days=1))

    assert seen(cast, cast.sam, Level.RECORD) == set()


def test_a_person_with_two_posts_reaches_the_children_of_both(cast):
    PostFactory(user=cast.teacher, role=Role.DESIGNATED_TEACHER, school=cast.other_school)

    assert seen(cast, cast.teacher, Level.PLAN) == {cast.child, cast.other}


def test_a_person_with_two_posts_holds_the_role_of_each_and_no_third(cast):
    PostFactory(user=cast.teacher, role=Role.SOCIAL_WORKER, team=cast.other_team)
    teacher = fresh(cast.teacher)

    roles = (Role.DESIGNATED_TEACHER, Role.SOCIAL_WORKER, Role.IRO)
    assert [teacher.holds_role(role) for role in roles] == [True, True, False]


def test_a_stand_in_reaches_the_children_of_the_person_who_is_away(cast):
    PostFactory(
        user=cast.nobody,
        role=Role.SOCIAL_WORKER,
        team=cast.team,
        stands_in_for=cast.sam,
        from_date=cast.today,
        until=cast.today + dt.timedelta(days=14),
    )

    assert seen(cast, cast.nobody, Level.PLAN) == {cast.child}
    with clock.pretend(cast.today + dt.timedelta(days=14)):
        assert seen(cast, cast.nobody, Level.PLAN) == set()


def test_the_old_school_loses_a_moved_child_at_once_and_the_new_one_gains_it(cast):
    Enrolment.objects.filter(child=cast.child).update(until=cast.today)
    EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=cast.today)

    assert seen(cast, cast.teacher, Level.LISTED) == set()
    assert seen(cast, cast.other_teacher, Level.PLAN) == {cast.child, cast.other}


def test_an_old_row_and_a_future_row_of_one_school_are_never_read_as_one(cast):
    """The date condition and the relation stand in one join, or a past and a future enrolment would add up to now."""
    Enrolment.objects.filter(child=cast.child).update(until=cast.today - dt.timedelta(days=30))
    EnrolmentFactory(child=cast.child, school=cast.school, from_date=cast.today + dt.timedelta(days=30))

    assert seen(cast, cast.teacher, Level.LISTED) == set()


def test_an_enrolment_entered_in_error_never_holds(cast):
    wrong = ChildFactory()
    EnrolmentFactory(child=wrong, school=cast.school, from_date=cast.today, until=cast.today)

    assert wrong not in seen(cast, cast.teacher, Level.LISTED)


def test_a_receiving_school_sees_the_child_once_the_plan_is_delegated_to_it(cast):
    Enrolment.objects.filter(child=cast.child).update(until=dt.date(2027, 1, 5))
    EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2027, 1, 5))
    assert cast.child not in seen(cast, cast.other_teacher, Level.LISTED)

    pep = open_plan(cast.child)
    pep.school = cast.other_school
    pep.save(update_fields=["school"])

    assert cast.child in seen(cast, cast.other_teacher, Level.PLAN)


def test_a_plan_of_the_school_alone_lets_nobody_in(cast):
    """Not by the plan's school: the old school would stay in."""
    open_plan(cast.child)
    Enrolment.objects.filter(child=cast.child).update(until=cast.today)

    assert seen(cast, cast.teacher, Level.LISTED) == set()


@pytest.mark.parametrize("who", ["sam", "teacher", "officer", "head", "iro", "manager"])
def test_a_restricted_child_is_seen_by_the_people_named_on_it_only(cast, who):
    person = getattr(cast, who)
    Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)
    assert cast.child not in seen(cast, person, Level.LISTED)

    NamedPerson.objects.create(child=cast.child, person=person, from_date=cast.today)

    assert cast.child in seen(cast, person, Level.LISTED)


def test_being_named_on_a_restricted_child_is_not_enough_without_a_post(cast):
    Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)
    NamedPerson.objects.create(child=cast.child, person=cast.nobody, from_date=cast.today)

    assert seen(cast, cast.nobody, Level.LISTED) == set()


def test_somebody_who_was_deactivated_reaches_nothing(cast):
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)

    assert seen(cast, cast.officer, Level.LISTED) == set()
    assert not access.may(fresh(cast.officer), Action.SIGN_OFF_PEP)


class TestSections:
    EDITS = {
        "sam": {"SW"},
        "administrator": {"SW"},
        "manager": {"SW"},
        "teacher": {"DT"},
        "officer": {"SW", "DT"},
        "head": {"SW", "DT"},
        "headteacher": set(),
        "iro": set(),
        "stranger": set(),
        "other_teacher": set(),
        "colleague": set(),
        "adviser": set(),
        "service_manager": set(),
        "finance": set(),
        "admin": set(),
    }

    @pytest.mark.parametrize("who", EDITS)
    def test_each_person_writes_in_the_sections_asked_of_them(self, cast, who):
        pep = open_plan(cast.child)
        open_plan(cast.other)

        editable = Section.objects.editable_by(fresh(getattr(cast, who))).filter(pep=pep)

        assert set(editable.values_list("owner_role", flat=True)) == self.EDITS[who]

    def handed_to_the_colleague(self, cast):
        section = open_plan(cast.child).sections.get(key="targets")
        section.handed_to, section.handed_until = cast.colleague, cast.today + dt.timedelta(days=1)
        section.save(update_fields=["handed_to", "handed_until"])
        return section

    def test_a_colleague_sees_no_section_of_a_child_who_has_left_the_school(self, cast):
        section = self.handed_to_the_colleague(cast)
        Enrolment.objects.filter(child=cast.child).update(until=cast.today)
        EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=cast.today)

        assert section not in Section.objects.visible_to(fresh(cast.colleague))
        assert section not in Section.objects.editable_by(fresh(cast.colleague))

    def test_a_colleague_who_went_to_another_school_sees_no_section_of_the_former_one(self, cast):
        section = self.handed_to_the_colleague(cast)
        assert section in Section.objects.visible_to(fresh(cast.colleague))
        Post.objects.filter(user=cast.colleague).update(until=cast.today)
        PostFactory(user=cast.colleague, role=Role.SCHOOL_COLLEAGUE, school=cast.other_school)

        assert section not in Section.objects.visible_to(fresh(cast.colleague))

    def test_of_a_child_who_became_restricted_a_colleague_reads_nothing_more_unless_named_on_it(self, cast):
        section = self.handed_to_the_colleague(cast)
        Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)
        assert section not in Section.objects.visible_to(fresh(cast.colleague))
        assert section not in Section.objects.editable_by(fresh(cast.colleague))

        NamedPerson.objects.create(child=cast.child, person=cast.colleague, from_date=cast.today)
        assert section in Section.objects.visible_to(fresh(cast.colleague))

    def test_a_section_is_handed_up_to_the_day_before_the_one_that_ends_it(self, cast):
        section = self.handed_to_the_colleague(cast)
        Section.objects.filter(pk=section.pk).update(handed_until=cast.today)

        assert section not in Section.objects.visible_to(fresh(cast.colleague))

    def test_a_colleague_in_the_social_workers_team_sees_the_section_handed_to_them(self, cast):
        section = open_plan(cast.child).sections.get(key="about_me")
        there = PostFactory(role=Role.SOCIAL_WORKER, team=cast.team).user
        Section.objects.filter(pk=section.pk).update(handed_to=there, handed_until=cast.today + dt.timedelta(days=1))

        assert section in Section.objects.visible_to(there)

    def test_a_colleague_reaches_the_section_handed_to_them_and_nothing_else(self, cast):
        pep = open_plan(cast.child)
        section = pep.sections.filter(owner_role="DT").first()
        section.handed_to, section.handed_until = cast.colleague, cast.today + dt.timedelta(days=1)
        section.save(update_fields=["handed_to", "handed_until"])

        assert list(Section.objects.visible_to(fresh(cast.colleague))) == [section]
        assert list(Section.objects.editable_by(fresh(cast.colleague))) == [section]
        with clock.pretend(cast.today + dt.timedelta(days=1)):
            assert not Section.objects.visible_to(fresh(cast.colleague)).exists()

    @pytest.mark.parametrize("who", ["headteacher", "iro"])
    def test_a_part_that_is_not_submitted_is_read_by_its_writers_only(self, cast, who):
        pep = open_plan(cast.child)
        assert not Section.objects.visible_to(fresh(getattr(cast, who))).exists()

        pep.parts.filter(name="PART_1").update(first_submitted_at=clock.now(), submitted_at=clock.now())

        seen_parts = Section.objects.visible_to(fresh(getattr(cast, who))).values_list("part__name", flat=True)
        assert set(seen_parts) == {"PART_1"}

    @pytest.mark.parametrize(
        "who", ["stranger", "other_teacher", "colleague", "adviser", "service_manager", "finance", "admin", "nobody"]
    )
    def test_a_submitted_part_is_read_by_nobody_whom_the_plan_is_not_open_to(self, cast, who):
        pep = open_plan(cast.child)
        open_plan(cast.other)
        pep.parts.update(first_submitted_at=clock.now(), submitted_at=clock.now())

        assert not Section.objects.visible_to(fresh(getattr(cast, who))).filter(pep=pep).exists()

    @pytest.mark.parametrize("who", ["sam", "teacher", "officer", "headteacher", "iro"])
    def test_of_a_restricted_child_the_people_named_on_it_alone_read_and_write(self, cast, who):
        person = getattr(cast, who)
        open_plan(cast.child).parts.update(first_submitted_at=clock.now())
        Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)
        assert not Section.objects.visible_to(fresh(person)).exists()
        assert not Section.objects.editable_by(fresh(person)).exists()

        NamedPerson.objects.create(child=cast.child, person=person, from_date=cast.today)

        assert Section.objects.visible_to(fresh(person)).exists()

    def test_a_new_social_worker_has_all_open_sections_the_same_day(self, cast):
        open_plan(cast.child)
        newcomer = UserFactory()
        PostFactory(user=newcomer, role=Role.SOCIAL_WORKER, team=cast.team)
        Allocation.objects.filter(child=cast.child, kind="SW").update(until=cast.today)
        AllocationFactory(child=cast.child, person=newcomer, team=cast.team, from_date=cast.today)

        assert Section.objects.editable_by(newcomer).exists()
        assert not Section.objects.editable_by(fresh(cast.sam)).exists()
