"""A school that means ill, or is only slow: it puts a child on its roll again."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.enums import Role
from children.editing import reporting_changes
from children.models import Enrolment
from peps.models import PersonalEducationPlan
from tests.cast import TODAY
from tests.factories import EnrolmentFactory, PostFactory, SchoolFactory, open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
NEXT_DAY = TODAY + dt.timedelta(days=1)


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def move_to(school, child, on=TODAY) -> None:
    Enrolment.objects.filter(child=child, until=None).update(until=on)
    EnrolmentFactory(child=child, school=school, from_date=on)
    PersonalEducationPlan.objects.filter(child=child).update(school=school)


class TestASchoolThatWouldKeepTheChildInReach:
    """Whoever is on roll of a school is in its reach, in a second place or in a week's time as well."""

    @pytest.mark.parametrize("kind", ["MAIN", "DUAL", "AP"])
    def test_puts_no_child_on_its_roll(self, cast, pep, kind):
        client = signed_in(cast.teacher)
        address = reverse("children:report_school", args=[cast.child.reference])
        day = {"from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}

        assert client.get(address).status_code == 403
        assert client.post(address, {"school": cast.school.urn, "kind": kind, **day}).status_code == 403
        with pytest.raises(ActNotAllowed):
            reporting_changes.report_school(
                child=cast.child, school=cast.school, kind=kind, from_date=NEXT_DAY, hours=None,
                by=cast.teacher, on=TODAY,
            )  # fmt: skip

        move_to(cast.other_school, cast.child)
        assert client.get(reverse("workspace:child", args=[cast.child.reference])).status_code == 404
        assert client.get(reverse("peps:task_list", args=[pep.reference])).status_code == 404

    def test_nor_enters_or_renames_a_setting_where_one_could_be_taught(self, cast):
        setting = reporting_changes.enter_setting(
            child=cast.child, by=cast.sam, kind="SCHOOL", country="WALES", name="Ysgol y Bryn", contact_name="Nia Parry"
        )
        client = signed_in(cast.teacher)
        for address in (
            reverse("children:report_setting", args=[cast.child.reference]),
            reverse("children:correct_setting", args=[cast.child.reference, setting.urn]),
        ):
            given = {"kind": "SCHOOL", "country": "WALES", "name": "Somewhere Else", "contact_name": "Me"}
            assert client.post(address, given).status_code == 403

        setting.refresh_from_db()
        assert setting.name == "Ysgol y Bryn"

    def test_one_who_is_also_a_social_worker_does_so_for_the_children_in_their_name_alone(self, cast):
        PostFactory(user=cast.teacher, role=Role.SOCIAL_WORKER, team=cast.other_team)
        cast.other.allocations.filter(kind="SW").update(person=cast.teacher)
        new_school = SchoolFactory()
        given = {"school": new_school, "kind": "MAIN", "from_date": TODAY, "hours": None, "by": cast.teacher}

        reporting_changes.report_school(child=cast.other, on=TODAY, **given)
        with pytest.raises(ActNotAllowed):
            reporting_changes.report_school(child=cast.child, on=TODAY, **given)

        assert cast.other.enrolments.get(until=None).school == new_school

    def test_nor_ends_then_what_another_school_has_with_the_child(self, cast):
        PostFactory(user=cast.teacher, role=Role.SOCIAL_WORKER, team=cast.other_team)
        cast.child.enrolments.update(kind="DUAL")
        main = EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=TODAY - dt.timedelta(days=90))
        page = signed_in(cast.teacher).get(reverse("children:report_change", args=[cast.child.reference]))
        assert page.url == reverse("children:report_left", args=[cast.child.reference])

        reporting_changes.report_left(child=cast.child, until=TODAY, by=cast.teacher, on=TODAY)

        main.refresh_from_db()
        assert main.until is None
        assert cast.child.enrolments.get(kind="DUAL").until == TODAY
