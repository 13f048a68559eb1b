"""A child is taught where the English register does not reach: the setting goes through the record, plans and figures."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.forms.people import SchoolField
from accounts.models import AuditRecord, School
from accounts.references import SETTING_NUMBER
from accounts.settings_without_urn import CannotEnterSetting, enter
from children.models import Enrolment
from children.suspensions import suspensions
from children.suspensions.suspensions import Count
from imports.kinds.extract import import_folder
from imports.reading import values
from imports.reading.values import BadValue
from peps.documents.signed_copy import body_of
from peps.enums import PartName
from reports import cohort
from tests.factories import EnrolmentFactory, SchoolFactory, SuspensionFactory, open_plan
from tests.signed_in import signed_in
from tests.workspace.test_child_page import read

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
IN_WALES = {
    "kind": "SCHOOL", "country": "WALES", "name": "Ysgol y Bryn", "town": "Wrexham", "contact_name": "Nia Parry",
    "telephone": "01632 960555", "contact_email": "nia@ysgol.example",
}  # fmt: skip
FIRST_DAY = {"from_date_day": 1, "from_date_month": 12, "from_date_year": 2026, "kind": "MAIN"}


def post(person, child, given, name="report_setting"):
    return signed_in(person).post(reverse(f"children:{name}", args=[child.reference]), given)


@pytest.fixture
def in_wales(cast) -> School:
    """Where the child is taught, and nowhere else."""
    setting = enter(by=cast.officer, **IN_WALES)
    cast.child.enrolments.update(until=TODAY - dt.timedelta(days=60))
    EnrolmentFactory(child=cast.child, school=setting, from_date=TODAY - dt.timedelta(days=60))
    return setting


class TestEntering:
    def test_it_is_entered_where_a_new_school_is_reported_and_is_then_the_childs_school(self, cast):
        client = signed_in(cast.sam)
        link = reverse("children:report_setting", args=[cast.child.reference])
        assert link in client.get(reverse("children:report_school", args=[cast.child.reference])).content.decode()

        answer = client.post(link, IN_WALES)
        setting = School.objects.get(name="Ysgol y Bryn")
        assert f'value="{setting.urn}"' in client.get(answer.url).content.decode()
        assert f'name="checked" value="{setting.urn}"' in client.get(answer.url).content.decode()
        client.post(answer.url, {"school": setting.urn.lower(), "checked": setting.urn} | FIRST_DAY)

        assert cast.child.enrolments.get(until=None).school == setting
        assert SETTING_NUMBER.fullmatch(setting.urn)
        assert AuditRecord.objects.get(act="school.setting_entered").by_id == cast.sam.pk
        page = read(cast.sam, cast.child)
        assert "Ysgol y Bryn, Wales" in page
        assert "Nia Parry" in page
        assert "nia@ysgol.example" in page
        assert "No designated teacher at the school has an account" not in page

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"country": "ELSEWHERE"}, "Enter the country"),
            ({"name": ""}, "Enter the name of the setting"),
            ({"contact_name": ""}, "Enter whom to ask there"),
            ({"country": ""}, "Select the country"),
            ({"kind": ""}, "Select what it is"),
            ({"country": "ENGLAND"}, "A school in England has a URN"),
            ({"contact_email": "nia"}, "Enter an email address like"),
        ],
    )
    def test_what_is_missing_is_said(self, cast, wrong, says):
        answer = post(cast.sam, cast.child, IN_WALES | wrong)

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not School.objects.exclude(setting_kind="").exists()

    def test_a_country_further_away_is_named(self, cast):
        post(cast.sam, cast.child, IN_WALES | {"country": "ELSEWHERE", "country_name": "Portugal"})

        assert str(School.objects.get(name="Ysgol y Bryn")) == "Ysgol y Bryn, Portugal"

    def test_one_that_is_there_already_is_used_again(self, cast):
        first, again = (enter(by=cast.sam, **IN_WALES | {"name": name}) for name in ("Ysgol y Bryn", "YSGOL Y BRYN"))
        elsewhere = enter(by=cast.sam, **IN_WALES | {"town": "Bangor"})

        assert first == again
        assert first != elsewhere

    def test_education_at_home_holds_nothing_that_says_where_the_child_lives(self, cast):
        for name in ("3 Mill Lane", "Jo Carer's house"):
            post(cast.sam, cast.child, IN_WALES | {"kind": "HOME", "country": "ENGLAND", "name": name})

        home = School.objects.exclude(setting_kind="").get()
        assert str(home) == "Education at home"
        assert (home.town, home.contact_name, home.telephone, home.contact_email) == ("", "", "", "")

    def test_an_unregistered_setting_may_be_in_england(self, cast):
        setting = enter(by=cast.sam, **IN_WALES | {"kind": "UNREGISTERED", "country": "ENGLAND"})

        assert (str(setting), setting.is_outside_england, setting.has_urn) == ("Ysgol y Bryn", False, False)

    @pytest.mark.parametrize(("who", "code"), [("stranger", 404), ("adviser", 403), ("iro", 403)])
    def test_nobody_enters_one_for_a_child_who_is_not_theirs_to_report_on(self, cast, who, code):
        assert post(getattr(cast, who), cast.child, IN_WALES).status_code == code
        assert not School.objects.exclude(setting_kind="").exists()

    def test_the_rule_refuses_a_school_in_england(self, cast):
        with pytest.raises(CannotEnterSetting, match="has a URN"):
            enter(by=cast.sam, **IN_WALES | {"country": "ENGLAND"})


class TestChoices:
    def test_settings_and_schools_of_one_name_are_told_apart_by_town_and_country(self, cast):
        SchoolFactory(urn="900777", name="Ysgol y Bryn", town="Derby")
        setting = enter(by=cast.sam, **IN_WALES)

        with pytest.raises(ValidationError) as refused:
            SchoolField().clean("bryn")
        said = refused.value.messages[0]
        assert "Ysgol y Bryn, Derby (900777)" in said
        assert f"Ysgol y Bryn, Wrexham, Wales ({setting.urn})" in said

    def test_it_narrows_the_list_of_children(self, cast, in_wales):
        client = signed_in(cast.officer)

        assert "Ysgol y Bryn, Wales</option>" in client.get(reverse("workspace:children")).content.decode()
        rows = client.get(reverse("workspace:children"), {"school": in_wales.pk}).context["rows"]
        assert [(row.name, row.school) for row in rows] == [("Robin Hazelwood", "Ysgol y Bryn, Wales")]


class TestPlansAndFigures:
    def test_a_plan_opens_with_the_virtual_school_and_says_where_the_child_is_taught(self, cast, in_wales):
        pep = open_plan(cast.child)

        assert pep.parts.get(name=PartName.SCHOOL).owner_role == "VSO"
        assert body_of(pep)["child"]["school"] == "Ysgol y Bryn, Wales"

    def test_figures_say_outside_england(self, cast, in_wales):
        row = cohort.live(term=cast.term, on=TODAY, person=cast.officer).values().get(reference=cast.child.reference)
        other = cohort.live(term=cast.term, on=TODAY, person=cast.officer).values().get(reference=cast.other.reference)

        assert (row["school_urn"], row["school_name"]) == (in_wales.urn, "Ysgol y Bryn, outside England")
        assert other["school_name"] == "Thornbury Primary School"
        open_plan(cast.child)
        row = cohort.live(term=cast.term, on=TODAY, person=cast.officer).values().get(reference=cast.child.reference)
        assert row["school_name"] == "Ysgol y Bryn, outside England"

    def test_suspensions_there_are_neither_in_nor_out_of_the_area(self, cast, in_wales):
        type(cast.school).objects.filter(pk=in_wales.pk).update(la_code="831")
        SuspensionFactory(child=cast.child, school=in_wales, sessions=4, start_date=dt.date(2026, 11, 9))
        SuspensionFactory(child=cast.child, school=None, sessions=1, start_date=dt.date(2026, 11, 12))

        count = Count(suspensions.events_of([cast.child.pk], from_date=dt.date(2026, 11, 1), until=TODAY))
        assert (count.in_area, count.out_of_area, count.outside_england, count.sessions) == (0, 0, 4, 5)


class TestFiles:
    def test_the_extract_may_name_it_by_its_number(self, cast, tmp_path):
        setting = enter(by=cast.officer, **IN_WALES)
        heading = "social_care_id,school_urn,kind,from,until"
        rows = f"{heading}\n{cast.child.social_care_id},{setting.urn},MAIN,30/11/2026,\n"
        (tmp_path / "enrolments.csv").write_text(rows)

        report = import_folder(tmp_path, by=cast.officer)

        assert [one for one in report.refusals if not one.warning] == []
        assert Enrolment.objects.get(child=cast.child, until=None).school == setting

    def test_the_register_never_has_such_a_number(self):
        with pytest.raises(BadValue, match="six figures"):
            values.school_urn("X-4KQ7XM")
        with pytest.raises(BadValue, match="six figures"):
            values.school_number("X-4KQ7X0")
