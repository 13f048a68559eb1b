"""A setting without a URN was entered with a wrong name or place: a person corrects it, and the audit says what it was."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Country
from accounts.models import AuditRecord, School
from accounts.settings_without_urn import enter, name_with_country
from children.collection import collection
from children.models import Enrolment
from funding.models import Account
from peps.delegation.preview import _schools, unconfirmed_schools
from tests.factories import EnrolmentFactory
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
AS_ENTERED = {
    "kind": "SCHOOL",
    "country": "WALES",
    "name": "Ysgol y Brin",
    "town": "Wrexam",
    "contact_name": "Nia Parry",
    "telephone": "01978 960001",
    "contact_email": "nia.parry@ysgol.example",
}
TO_ASK = {name: AS_ENTERED[name] for name in ("contact_name", "telephone", "contact_email")}
AS_IT_IS = TO_ASK | {"name": "Ysgol y Bryn", "town": "Wrexham", "country": "WALES"}


@pytest.fixture
def setting(cast) -> School:
    """Where the child is taught, and nowhere else."""
    found = enter(by=cast.officer, **AS_ENTERED)
    cast.child.enrolments.update(until=TODAY - dt.timedelta(days=60))
    EnrolmentFactory(child=cast.child, school=found, from_date=TODAY - dt.timedelta(days=60))
    return found


def address(child, setting) -> str:
    return reverse("children:correct_setting", args=[child.reference, setting.urn])


class TestCorrecting:
    def test_name_and_town_are_corrected_for_all_who_are_taught_there(self, cast, setting):
        client = signed_in(cast.sam)
        link = address(cast.child, setting)
        assert link in client.get(reverse("children:report_change", args=[cast.child.reference])).content.decode()
        assert 'value="Ysgol y Brin"' in client.get(link).content.decode()

        client.post(link, AS_IT_IS)

        assert (
            cast.child.enrolments.get(until=None).school.in_choices == f"Ysgol y Bryn, Wrexham, Wales ({setting.urn})"
        )
        row = AuditRecord.objects.get(act="school.setting_corrected")
        assert (row.by_id, row.subject_id) == (cast.sam.pk, str(setting.pk))
        assert row.detail == {
            "old": {"name": "Ysgol y Brin", "town": "Wrexam"}, "new": {"name": "Ysgol y Bryn", "town": "Wrexham"},
            "whom_to_ask": [],
        }  # fmt: skip

    def test_whom_to_ask_is_corrected_and_the_audit_keeps_no_number_or_address(self, cast, setting):
        client = signed_in(cast.sam)
        assert 'value="01978 960001"' in client.get(address(cast.child, setting)).content.decode()
        person = {"contact_name": "Eira Price", "telephone": "01978 960002", "contact_email": "eira@ysgol.example"}

        client.post(address(cast.child, setting), AS_IT_IS | person)

        setting.refresh_from_db()
        assert {name: getattr(setting, name) for name in person} == person
        page = client.get(reverse("workspace:child_tab", args=[cast.child.reference, "school"])).content.decode()
        calls = client.get(reverse("workspace:child", args=[cast.child.reference])).content.decode()
        assert "01978 960002" in page + calls
        assert "01978 960001" not in page + calls
        detail = AuditRecord.objects.get(act="school.setting_corrected").detail
        assert detail["whom_to_ask"] == ["contact_name", "telephone", "contact_email"]
        assert "01978" not in str(detail)

    def test_a_telephone_that_is_taken_out_is_gone(self, cast, setting):
        signed_in(cast.sam).post(address(cast.child, setting), AS_IT_IS | {"telephone": ""})

        setting.refresh_from_db()
        assert (setting.telephone, setting.contact_email) == ("", "nia.parry@ysgol.example")

    def test_the_country_is_corrected_and_named_where_it_is_further_away(self, cast, setting):
        wrong = AS_IT_IS | {"country": "ELSEWHERE", "country_name": ""}
        client = signed_in(cast.officer)
        assert "Enter the country" in client.post(address(cast.child, setting), wrong).content.decode()

        client.post(address(cast.child, setting), wrong | {"country_name": "Portugal"})

        setting.refresh_from_db()
        assert str(setting) == "Ysgol y Bryn, Portugal"

    def test_one_that_was_just_entered_is_corrected_before_the_child_is_reported_there(self, cast):
        entered = enter(by=cast.sam, **AS_ENTERED)
        client = signed_in(cast.sam)
        page = client.get(reverse("children:report_school", args=[cast.child.reference]), {"school": entered.urn})
        assert address(cast.child, entered) in page.content.decode()

        client.post(address(cast.child, entered), AS_IT_IS)

        assert School.objects.get(pk=entered.pk).name == "Ysgol y Bryn"

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"name": ""}, "Enter the name of the setting"),
            ({"contact_name": ""}, "Enter whom to ask there"),
            ({"contact_email": "nia.parry"}, "Enter an email address like name@school.example"),
            ({"country": ""}, "Select the country"),
            ({"country": "ENGLAND"}, "A school in England has a URN"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_changed(self, cast, setting, wrong, says):
        answer = signed_in(cast.sam).post(address(cast.child, setting), AS_IT_IS | wrong)

        assert (answer.status_code, says in answer.content.decode()) == (422, True)
        assert School.objects.get(pk=setting.pk).name == "Ysgol y Brin"

    def test_two_settings_do_not_become_alike(self, cast, setting):
        other = enter(by=cast.sam, **AS_ENTERED | AS_IT_IS)

        answer = signed_in(cast.sam).post(address(cast.child, setting), AS_IT_IS)

        assert other.urn in answer.content.decode()
        assert School.objects.get(pk=setting.pk).name == "Ysgol y Brin"

    def test_what_is_saved_unchanged_is_no_act(self, cast, setting):
        same = {name: value for name, value in AS_ENTERED.items() if name != "kind"}
        signed_in(cast.sam).post(address(cast.child, setting), same)

        assert not AuditRecord.objects.filter(act="school.setting_corrected").exists()

    @pytest.mark.parametrize(
        ("who", "code"),
        [("officer", 200), ("manager", 200), ("stranger", 404), ("admin", 404), ("adviser", 403), ("iro", 403)],
    )
    def test_those_may_who_may_enter_one_for_the_child(self, cast, setting, who, code):
        client = signed_in(getattr(cast, who))

        assert client.get(address(cast.child, setting)).status_code == code
        if code != 200:
            client.post(address(cast.child, setting), AS_IT_IS)
            assert School.objects.get(pk=setting.pk).name == "Ysgol y Brin"

    def test_a_school_of_the_register_another_childs_setting_and_home_are_not_corrected(self, cast, setting):
        home = enter(by=cast.sam, kind="HOME", country="WALES")
        EnrolmentFactory(child=cast.child, school=home, from_date=TODAY, kind="AP")
        theirs = enter(by=cast.officer, **AS_ENTERED | {"town": "Bangor"})
        EnrolmentFactory(child=cast.other, school=theirs, from_date=TODAY, kind="AP")

        for school in (cast.school, home, theirs):
            assert signed_in(cast.sam).post(address(cast.child, school), AS_IT_IS).status_code == 404


class TestNames:
    @pytest.mark.parametrize(
        ("country", "named"), [*[(code, "") for code in Country.values], ("ELSEWHERE", "Portugal")]
    )
    def test_lists_name_a_setting_as_it_names_itself(self, cast, country, named):
        school = enter(by=cast.sam, **AS_ENTERED | {"kind": "UNREGISTERED", "country": country, "country_name": named})
        EnrolmentFactory(child=cast.child, school=school, from_date=TODAY, kind="AP")

        said = Enrolment.objects.filter(school=school).values_list(name_with_country("school__"), flat=True)
        assert [*said] == [str(school)]

    def test_collecting_handing_out_and_money_say_the_country(self, cast, setting):
        asked = collection.attendance_rounds(TODAY)[0]
        assert "Ysgol y Brin, Wales" in collection.ask(asked, by=cast.data_officer).nobody_at
        page = signed_in(cast.data_officer).get(reverse("children:collection", args=[asked.what]))
        assert "Ysgol y Brin, Wales" in page.content.decode()
        assert "Ysgol y Brin, Wales" in unconfirmed_schools(cast.term, TODAY)
        assert _schools([cast.child], TODAY) == {cast.child.pk: "Ysgol y Brin, Wales"}

        Account.objects.create(kind="CHILD", child=cast.child, financial_year="2026-27")
        assert Account.objects.with_school_on(TODAY).get(child=cast.child).school_name == "Ysgol y Brin, Wales"
