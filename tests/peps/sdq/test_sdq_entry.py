"""The questionnaire in the plan: keyed in by number, beside the carers' and the young person's own, and its threshold."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from charts.scores import chart_of
from children.models import YearlyOutcome
from peps.models import PlanSettings, SdqReturn, SdqWording
from peps.questions.plan_form import blueprint_of
from peps.sdq import scores
from peps.sdq.entry import CARERS, OWN, TEACHER, scores_over_time
from peps.sections.completeness import missing_in
from tests.factories import ChildFactory, EnrolmentFactory, open_plan
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


def url(pep, name="sdq_items"):
    return reverse(f"peps:{name}", args=[pep.reference])


def keyed_in(box="1", without=()):
    return {f"item_{number}": box for number in scores.ITEMS if number not in without}


class TestKeyingIn:
    def test_gives_the_scores(self, cast, pep):
        answer = signed_in(cast.teacher).post(url(pep), keyed_in(), follow=True)
        assert "total difficulties 20 of 40" in answer.content.decode()
        row = SdqReturn.objects.get(pep=pep)
        assert (row.emotional, row.conduct, row.hyperactivity, row.peer, row.prosocial) == (5, 5, 5, 5, 5)
        assert row.items["7"] == 1
        assert 'value="1" checked' in signed_in(cast.teacher).get(url(pep)).content.decode()

    def test_says_when_too_few_are_answered_and_keeps_them(self, cast, pep):
        answer = signed_in(cast.teacher).post(url(pep), keyed_in(without=(3, 8, 13)), follow=True)
        assert "Too few items of one scale" in answer.content.decode()
        row = SdqReturn.objects.get(pep=pep)
        assert (row.emotional, row.conduct, row.items["3"]) == (None, 5, None)

    @pytest.mark.parametrize("box", ["3", "-1", "x"])
    def test_a_box_that_is_none_is_answered_with_a_message(self, cast, pep, box):
        answer = signed_in(cast.teacher).post(url(pep), keyed_in() | {"item_4": box})
        assert answer.status_code == 422
        assert not SdqReturn.objects.filter(pep=pep).exists()

    def test_no_word_of_an_item_is_shipped(self, cast, pep):
        assert not SdqWording.objects.exists()
        page = signed_in(cast.teacher).get(url(pep)).content.decode()
        assert "stand on the paper only" in page

    def test_early_years_have_no_questionnaire(self, cast):
        child = ChildFactory(date_of_birth=dt.date(2023, 3, 1))
        EnrolmentFactory(child=child, school=cast.school)
        assert signed_in(cast.teacher).get(url(open_plan(child))).status_code == 404


class TestWordingUnderALicence:
    def test_is_loaded_from_a_file_and_shown(self, cast, pep, tmp_path):
        path = tmp_path / "words.csv"
        path.write_text("\n".join(f"{number},Words of item {number}" for number in scores.ITEMS), encoding="utf-8")
        call_command("load_sdq_wording", str(path), licence="Our licence 12")
        assert "7. Words of item 7" in signed_in(cast.teacher).get(url(pep)).content.decode()

    @pytest.mark.parametrize("content", [b"", b"1,One\n2,Two", b"\xff\xfe\x00", b"26,Too many"])
    def test_a_file_that_is_none_changes_nothing(self, tmp_path, content):
        SdqWording.objects.create(number=1, text="As before", licence="Ours")
        path = tmp_path / "words.csv"
        path.write_bytes(content)
        with pytest.raises(CommandError):
            call_command("load_sdq_wording", str(path), licence="Ours")
        assert SdqWording.objects.get().text == "As before"


class TestTheThreshold:
    def asked(self, pep):
        pep.refresh_from_db()
        texts = [
            each.text for each in missing_in(pep, pep.sections.get(key="targets"), blueprint_of(pep).section("targets"))
        ]
        return any("The teacher SDQ is" in text for text in texts)

    def enter(self, pep, *, total, **more):
        SdqReturn.objects.update_or_create(
            pep=pep,
            defaults={
                "emotional": min(total, 10),
                "conduct": max(total - 10, 0),
                "hyperactivity": 0,
                "peer": 0,
                "prosocial": 9,
                **more,
            },
        )
        pep.refresh_from_db()

    @pytest.mark.parametrize(("total", "asks"), [(16, False), (17, True), (18, True)])
    def test_asks_for_a_target_or_a_reason(self, pep, total, asks):
        self.enter(pep, total=total)
        assert self.asked(pep) is asks

    def test_is_met_by_the_target_or_the_reason(self, pep):
        self.enter(pep, total=18, no_target_reason="In therapy already; the therapist asked for no more.")
        assert not self.asked(pep)
        self.enter(pep, total=18, no_target_reason="")
        pep.targets.create(area="SEMH", outcome="Calm")
        assert not self.asked(pep)

    def test_is_the_authoritys_own(self, pep):
        PlanSettings.objects.create(academic_year="2026/27", sdq_threshold=20)
        self.enter(pep, total=18)
        assert not self.asked(pep)


class TestOverTheTerms:
    def test_informants_stand_beside_each_other_and_are_never_mixed(self, cast, pep):
        SdqReturn.objects.create(
            pep=pep,
            emotional=5,
            conduct=4,
            hyperactivity=5,
            peer=3,
            prosocial=7,
            own_total=12,
            own_date=dt.date(2026, 11, 20),
        )
        YearlyOutcome.objects.create(child=cast.child, year_end_date=dt.date(2026, 3, 31), sdq_score=15)
        assert [(each.informant, each.total, each.band) for each in scores_over_time(pep)] == [
            (CARERS, 15, ""), (OWN, 12, ""), (TEACHER, 17, "high"),
        ]  # fmt: skip
        page = signed_in(cast.teacher).get(url(pep, "sdq_chart")).content.decode()
        assert "Carers, for the yearly return" in page
        assert "<svg" in page

    def test_one_score_is_no_picture(self, cast, pep):
        SdqReturn.objects.create(pep=pep, emotional=5, conduct=4, hyperactivity=5, peer=3, prosocial=7)
        given = scores_over_time(pep)
        assert chart_of(given, marks={}, highest=40, threshold=17) is None
        assert "<polyline" not in signed_in(cast.teacher).get(url(pep, "sdq_chart")).content.decode()

    def test_no_score_is_said(self, cast, pep):
        assert "No scores are known yet" in signed_in(cast.teacher).get(url(pep, "sdq_chart")).content.decode()

    def test_a_colleague_who_was_handed_the_section_sees_this_plans_scores_alone(self, cast, pep):
        pep.sections.filter(key="wellbeing").update(handed_to=cast.colleague, handed_until=dt.date(2026, 12, 18))
        YearlyOutcome.objects.create(child=cast.child, year_end_date=dt.date(2026, 3, 31), sdq_score=15)
        client = signed_in(cast.colleague)
        section = client.get(reverse("peps:section", args=[pep.reference, "wellbeing"])).content.decode()
        assert "Key in the answers by item number" in section
        assert "The scores over the terms" not in section
        assert client.get(url(pep, "sdq_chart")).status_code == 404
        assert client.get(url(pep)).status_code == 200

    def test_another_childs_scores_are_not_in_it(self, cast, pep):
        YearlyOutcome.objects.create(child=cast.other, year_end_date=dt.date(2026, 3, 31), sdq_score=39)
        assert "39" not in [str(each.total) for each in scores_over_time(pep)]


def test_an_own_total_beyond_forty_cannot_be_kept(pep):
    with transaction.atomic(), pytest.raises(IntegrityError):
        SdqReturn.objects.create(pep=pep, own_total=41)
