import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from children.editing import reporting_changes
from children.editing.reporting_changes import CannotReport
from children.enums import AllocationKind, Origin
from children.models import Enrolment, Placement
from tests.factories import PostFactory, SchoolFactory
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


def days(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def post(person, name, child, data):
    return signed_in(person).post(reverse(f"children:{name}", args=[child.reference]), data)


def test_a_social_worker_reports_a_new_school_and_the_old_one_ends(cast):
    given = {"school": cast.other_school.urn, "kind": "MAIN", "checked": cast.other_school.urn}

    answer = post(cast.sam, "report_school", cast.child, given | days("from_date", TODAY))

    assert answer.status_code == 302
    assert cast.child.enrolments.get(school=cast.school).until == TODAY
    new = cast.child.enrolments.get(school=cast.other_school)
    assert (new.origin, new.entered_by) == (Origin.HAND, cast.sam)
    assert cast.child.record_changes.get().now_school == cast.other_school


def test_a_school_is_named_before_it_sees_the_child_for_a_slip_in_its_number_is_another_school(cast):
    meant, slip = SchoolFactory(name="Oakfield Academy", town="Derby"), cast.other_school
    given = {"kind": "MAIN", "hours_a_week": "25"} | days("from_date", TODAY)

    page = post(cast.sam, "report_school", cast.child, given | {"school": slip.urn})

    assert page.status_code == 200
    assert slip.in_choices in page.content.decode()
    assert page.context["form"].data["hours_a_week"] == "25"
    assert not cast.child.enrolments.filter(school=slip).exists()
    assert signed_in(cast.other_teacher).get(reverse("workspace:child", args=[cast.child.reference])).status_code == 404
    another = post(cast.sam, "report_school", cast.child, given | {"school": meant.urn, "checked": slip.urn})
    assert "Oakfield Academy, Derby" in another.content.decode(), "the name of the one before is no answer"
    said = post(cast.sam, "report_school", cast.child, given | {"school": meant.urn, "checked": meant.urn})
    assert said.status_code == 302
    assert cast.child.enrolments.get(until=None).school == meant


@pytest.mark.parametrize("typed", ["oakfield", "Oakfield Academy ", "900501"])
def test_a_school_is_found_by_name_or_number(cast, typed):
    SchoolFactory(name="Oakfield Academy", town="Derby", urn="900501")
    given = {"school": typed, "kind": "MAIN"} | days("from_date", TODAY)

    page = post(cast.sam, "report_school", cast.child, given).content.decode()

    assert "Oakfield Academy, Derby (900501)" in page
    assert 'name="checked" value="900501"' in page


def test_several_schools_of_one_name_are_told_apart_by_town_and_the_settings_of_other_children_are_not_among_them(cast):
    for town, urn in (("Derby", "900501"), ("Ripon", "900502")):
        SchoolFactory(name="Oakfield Academy", town=town, urn=urn)
    setting = reporting_changes.enter_setting(
        child=cast.other,
        by=cast.stranger,
        kind="UNREGISTERED",
        country="ENGLAND",
        name="Oakfield Lodge",
        contact_name="Nia",
    )
    given = {"school": "oakfield", "kind": "MAIN"} | days("from_date", TODAY)

    page = post(cast.sam, "report_school", cast.child, given)

    assert page.status_code == 422
    assert "Oakfield Academy, Derby (900501); Oakfield Academy, Ripon (900502)" in page.content.decode()
    assert setting.name not in page.content.decode()


def test_an_unknown_school_is_said_and_what_was_typed_stays(cast):
    page = post(cast.sam, "report_school", cast.child, {"school": "999999", "kind": "MAIN"} | days("from_date", TODAY))

    assert page.status_code == 422
    assert "No school has this name or number. Check the spelling, or enter its URN." in page.content.decode()
    assert "999999" in page.content.decode()


def test_a_refusal_of_the_rules_stands_above_the_form_with_what_was_typed(cast):
    given = {"school": cast.school.urn, "kind": "MAIN", "checked": cast.school.urn} | days("from_date", TODAY)

    page = post(cast.sam, "report_school", cast.child, given)

    assert page.status_code == 422
    assert "Robin is at Larkfield Primary School on that day already" in page.content.decode()
    assert cast.school.urn in page.content.decode()


def test_a_teacher_reports_that_a_child_has_left_and_loses_the_child_with_the_last_day(cast):
    answer = post(cast.teacher, "report_left", cast.child, days("last_date", TODAY - dt.timedelta(days=1)))

    assert answer.url == reverse("workspace:my_work")
    assert cast.child.enrolments.get().until == TODAY
    assert signed_in(cast.teacher).get(reverse("workspace:child", args=[cast.child.reference])).status_code == 404


def test_a_teacher_cannot_report_homes_or_social_workers_by_any_address(cast):
    page = signed_in(cast.teacher).get(reverse("children:report_change", args=[cast.child.reference]))
    assert page.url == reverse("children:report_left", args=[cast.child.reference])

    with pytest.raises(ActNotAllowed):
        reporting_changes.report_placement(child=cast.child, from_date=TODAY, kind="U6", by=cast.teacher, on=TODAY)
    given = {"kind": "U6", "carer_name": "Kim"} | days("from_date", TODAY)
    assert post(cast.teacher, "report_placement", cast.child, given).status_code == 403
    assert Placement.objects.filter(child=cast.child).count() == 1


def test_a_new_placement_ends_the_last(cast):
    given = {"kind": "U4", "carer_name": "Kim Elsewhere", "is_in_area": "no"} | days("from_date", TODAY)

    post(cast.sam, "report_placement", cast.child, given)

    assert [row.until for row in cast.child.placements.order_by("from_date")] == [TODAY, None]
    assert cast.child.placements.get(until=None).is_in_area is False


def test_another_social_worker_takes_over_on_the_day(cast):
    post_of_stranger = cast.stranger.posts.get()

    post(cast.officer, "report_worker", cast.child, {"post": post_of_stranger.pk} | days("from_date", TODAY))

    held = cast.child.allocations.get(kind=AllocationKind.SOCIAL_WORKER, until=None)
    assert (held.person, held.team) == (cast.stranger, cast.other_team)


def test_only_people_in_post_as_social_workers_can_be_chosen(cast):
    other = PostFactory(user=cast.officer, role="VSO")

    answer = post(cast.sam, "report_worker", cast.child, {"post": other.pk} | days("from_date", TODAY))

    assert answer.status_code == 422


def test_a_day_far_ahead_is_refused(cast):
    with pytest.raises(CannotReport, match="more than a year ahead"):
        reporting_changes.report_left(child=cast.child, until=dt.date(2029, 1, 1), by=cast.sam, on=TODAY)


def test_who_is_not_on_roll_cannot_have_left(cast):
    Enrolment.objects.update(until=dt.date(2026, 9, 1))

    with pytest.raises(CannotReport, match="not on roll on that day"):
        reporting_changes.report_left(child=cast.child, until=TODAY, by=cast.sam, on=TODAY)
