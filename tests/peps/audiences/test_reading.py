import datetime as dt

import pytest

from accounts.audit import System
from accounts.models import User
from children.models import NamedPerson
from peps.audiences.audiences import NOBODY, READS_ALL, Reader, audiences_of, is_for, may_read, reader_of
from peps.enums import Audience
from peps.questions.blueprint.spec import EVERYBODY, WRITERS_ONLY, Question
from tests.factories import EnrolmentFactory, PepFactory
from tests.kept import kept

pytestmark = pytest.mark.django_db

SCHOOL = reader_of(Audience.SCHOOL)
NEXT_SCHOOL = reader_of(Audience.NEXT_SCHOOL)


@pytest.fixture
@kept
def pep(cast):
    return PepFactory(child=cast.child, school=cast.school)


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("sam", READS_ALL),
        ("administrator", READS_ALL),
        ("manager", READS_ALL),
        ("teacher", READS_ALL),
        ("officer", READS_ALL),
        ("head", READS_ALL),
        ("iro", READS_ALL),
        ("headteacher", SCHOOL),
        ("colleague", NOBODY),
        ("adviser", NOBODY),
        ("service_manager", NOBODY),
        ("finance", NOBODY),
        ("governance", NOBODY),
        ("data_officer", NOBODY),
        ("admin", NOBODY),
        ("stranger", NOBODY),
        ("other_teacher", NOBODY),
        ("nobody", NOBODY),
    ],
)
def test_people_read_by_the_post_that_reaches_the_plan(cast, pep, who, reads):
    assert audiences_of(getattr(cast, who), pep) == reads


def test_the_portal_itself_reads_all(pep):
    assert audiences_of(System("count"), pep) == READS_ALL


def test_a_teacher_reads_the_plan_of_the_school_before_as_the_next_school(cast):
    written_elsewhere = PepFactory(child=cast.child, school=cast.other_school)
    assert audiences_of(cast.teacher, written_elsewhere) == NEXT_SCHOOL
    assert audiences_of(cast.headteacher, written_elsewhere) == NEXT_SCHOOL


def test_the_former_school_reads_nothing_once_the_child_has_left(cast, pep):
    here = cast.child.enrolments.get()
    here.until = dt.date(2026, 11, 2)
    here.save()
    EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2026, 11, 2))
    assert audiences_of(cast.teacher, pep) == NOBODY
    assert audiences_of(cast.other_teacher, pep) == NEXT_SCHOOL


def test_a_restricted_child_is_read_by_those_named_alone(cast, pep):
    cast.child.is_restricted = True
    cast.child.save()
    NamedPerson.objects.create(child=cast.child, person=cast.sam, from_date=dt.date(2026, 1, 1))
    assert audiences_of(cast.sam, pep) == READS_ALL
    assert audiences_of(cast.officer, pep) == NOBODY


def test_somebody_whose_post_has_ended_reads_nothing(cast, pep):
    cast.sam.posts.update(until=dt.date(2026, 12, 1))
    assert audiences_of(User.objects.get(pk=cast.sam.pk), pep) == NOBODY


class TestAnAnswer:
    def test_for_everybody_is_read_by_each_audience_but_a_colleague(self):
        question = Question("interests", "Hobbies", audiences=EVERYBODY)
        read = {audience for audience in Audience if may_read(question, reader_of(audience))}
        assert read == set(Audience) - {Audience.COLLEAGUE}

    def test_for_writers_is_read_by_no_audience(self):
        question = Question("reason_for_care", "Why care began", audiences=WRITERS_ONLY)
        assert not any(may_read(question, reader_of(audience)) for audience in Audience)
        assert may_read(question, READS_ALL)

    def test_is_read_by_one_who_is_of_two_audiences_when_one_of_them_may(self):
        question = Question("no_contact", "Anybody who must not meet them", audiences=(Audience.SCHOOL,))
        assert may_read(question, reader_of(Audience.NEXT_SCHOOL, Audience.SCHOOL))

    def test_is_not_read_by_nobody(self):
        assert not is_for([str(audience) for audience in Audience], Reader())
