"""Consent that has ended, or that nobody confirmed, is printed as consent in no draft, on no paper and on no page."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import Action
from children.editing import rows
from children.enums import Decider, DelegatedMatter, TermName
from children.models import Child, DelegatedAuthority, NotFullTime
from peps.answers.consents import LAPSED
from peps.answers.saving import confirm_answer
from peps.documents.signed_copy import body_of, freeze
from peps.documents.warnings import above_paper
from peps.models import PersonalEducationPlan
from peps.prefilling.prefill import facts
from peps.sections.completeness import missing
from tests.factories import ContactFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
AT, IN_NOVEMBER = moment(TODAY), moment(dt.date(2026, 11, 10))
LONG_AGO, ENDED, AHEAD = dt.date(2026, 1, 12), dt.date(2026, 11, 20), dt.date(2026, 12, 20)
CARER = "The carer"
KEY, LABEL = "trips", "Who says yes to a school trip"


@pytest.fixture
def authority(cast):
    return DelegatedAuthority.objects.create(
        child=cast.child, matter=DelegatedMatter.DAY_TRIPS, decided_by=Decider.CARER, from_date=LONG_AGO
    )


@pytest.fixture
def pep(cast, authority):
    """A plan that says the carer may say yes, as the social worker confirmed on 10 November."""
    pep = open_plan(cast.child)
    says(pep, trips={"text": "CARER", "n": 1, "by": cast.sam.pk, "at": IN_NOVEMBER.isoformat()})
    return pep


def says(pep, **answers) -> None:
    section = pep.sections.get(key="permissions")
    section.answers |= answers
    section.save(update_fields=["answers"])


def printed(pep, key=KEY) -> str:
    fresh = PersonalEducationPlan.objects.get(pk=pep.pk)
    (section,) = body_of(fresh, section_keys={"permissions"})["sections"]
    return next(answer["text"] for answer in section["answers"] if answer["key"] == key)


def is_asked_again(pep, key=KEY) -> bool:
    fresh = PersonalEducationPlan.objects.get(pk=pep.pk)
    return any(each.question_key == key and each.text.startswith("Confirm") for each in missing(fresh))


def end(authority, cast) -> None:
    rows.end(authority, until=ENDED, by=cast.sam, action=Action.KEEP_CARE_RECORD)


class TestADraft:
    def test_prints_what_holds(self, pep):
        assert printed(pep) == CARER
        assert not is_asked_again(pep)

    def test_does_not_print_what_ended_since_and_asks_for_it_anew(self, cast, pep, authority):
        end(authority, cast)

        assert CARER not in printed(pep)
        assert "20 November 2026" in printed(pep)
        assert is_asked_again(pep)
        text = signed_in(cast.teacher).get(reverse("peps:read_section", args=[pep.reference, "permissions"]))
        assert CARER not in text.content.decode()

    def test_nor_what_was_entered_in_error(self, cast, pep, authority):
        rows.close_in_error(authority, reason="Never agreed", by=cast.sam, action=Action.KEEP_CARE_RECORD)

        assert CARER not in printed(pep)

    def test_prints_it_again_once_a_person_confirmed_it_after_the_end(self, cast, pep, authority):
        end(authority, cast)
        confirm_answer(section=pep.sections.get(key="permissions"), key=KEY, by=cast.sam, at=AT)

        assert printed(pep) == CARER
        assert not is_asked_again(pep)

    def test_prints_it_while_somebody_else_may_decide(self, cast, pep, authority):
        end(authority, cast)
        DelegatedAuthority.objects.create(
            child=cast.child, matter=DelegatedMatter.DAY_TRIPS, decided_by=Decider.CARER, from_date=ENDED
        )

        assert printed(pep) == CARER

    def test_marks_what_was_carried_over_and_nobody_has_confirmed(self, pep):
        says(pep, trips={"text": "CARER", "n": 1, "source": "from the plan “Summer term 2025/26”"})

        assert printed(pep) == "The carer (not confirmed for this plan yet)"

    def test_of_a_young_adult_prints_nothing_that_others_allowed(self, cast, pep):
        Child.objects.filter(pk=cast.child.pk).update(date_of_birth=dt.date(2008, 11, 25))

        assert CARER not in printed(pep)
        assert "25 November 2026" in printed(pep)

    @pytest.mark.parametrize(
        ("key", "text"),
        [("parental_responsibility", "Pat Hazelwood (mother)"), ("family_time", "Saturdays with her mother")],
    )
    def test_says_so_where_the_person_it_rests_on_is_no_longer_in_the_record(self, cast, pep, key, text):
        mother = ContactFactory(
            child=cast.child, name="Pat Hazelwood", arrangements="Saturdays with her mother", from_date=LONG_AGO
        )
        says(pep, **{key: {"text": text, "n": 1, "by": cast.sam.pk, "at": IN_NOVEMBER.isoformat()}})
        assert printed(pep, key) == text

        rows.end(mother, until=ENDED, by=cast.sam, action=Action.KEEP_CARE_RECORD)

        assert "Not all of this holds any more" in printed(pep, key)
        assert is_asked_again(pep, key)


class TestAPaper:
    def test_that_was_signed_stays_and_says_above_its_text_what_has_ended(self, cast, pep, authority):
        freeze(pep=pep, by=cast.officer, at=IN_NOVEMBER)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=IN_NOVEMBER)
        pep.refresh_from_db()
        assert above_paper(pep) == []

        end(authority, cast)

        (warning,) = above_paper(pep)
        assert warning.title == LAPSED
        assert "school trips, ended on 20 November 2026" in warning.text
        assert CARER in str(pep.signed_copy.body), "the signed text is never edited"


class TestWhatChangedSinceTheLastPlan:
    @pytest.fixture
    def changed(self, cast, authority):
        """Last time a parent said yes to a trip, this time the carer does."""
        summer = TermFactory(
            academic_year="2025/26",
            name=TermName.SUMMER,
            first_day=dt.date(2026, 4, 13),
            last_day=dt.date(2026, 7, 21),
            half_term_from_date=dt.date(2026, 5, 25),
            half_term_last_date=dt.date(2026, 5, 29),
            delegation_date=dt.date(2026, 4, 1),
            pep_deadline_date=dt.date(2026, 7, 10),
        )
        last = open_plan(cast.child, term=summer, at=moment(dt.date(2026, 4, 20)))
        says(last, trips={"text": "PARENT", "n": 1})
        PersonalEducationPlan.objects.filter(pk=last.pk).update(status="SIGNED_OFF", signed_off_at=AT)
        pep = open_plan(cast.child)
        assert pep.follows == last
        said = {"text": "CARER", "n": 1, "by": cast.sam.pk, "at": IN_NOVEMBER.isoformat()}
        says(pep, trips=said)
        return pep

    def page(self, pep, cast) -> str:
        return signed_in(cast.sam).get(reverse("peps:what_changed", args=[pep.reference])).content.decode()

    def test_shows_what_holds_and_no_consent_that_has_ended(self, cast, changed, authority):
        assert CARER in self.page(changed, cast)

        end(authority, cast)

        assert CARER not in self.page(changed, cast)
        assert "it ended on 20 November 2026" in self.page(changed, cast)

    def test_names_consent_that_has_ended_although_the_words_are_the_same(self, cast, changed, authority):
        says(changed.follows, trips={"text": "CARER", "n": 1})
        assert LABEL not in self.page(changed, cast)

        end(authority, cast)

        assert "it ended on 20 November 2026" in self.page(changed, cast)


class TestTheNextPlan:
    def test_starts_from_no_family_time_that_is_over_or_barred(self, cast):
        ContactFactory(child=cast.child, name="Ros Grey", arrangements="Sundays", until=ENDED, may_collect=False)
        ContactFactory(child=cast.child, name="Ian Grey", arrangements="Mondays", may_have_contact=False)
        ContactFactory(child=cast.child, name="Pat Grey", arrangements="Saturdays")

        assert facts(cast.child, TODAY)["family_time"].text == "Saturdays"


class TestPages:
    def test_who_decides_reads_as_over_once_it_is_and_as_to_come_before(self, cast, authority):
        end(authority, cast)
        DelegatedAuthority.objects.create(
            child=cast.child, matter=DelegatedMatter.OVERNIGHT, decided_by=Decider.CARER, from_date=AHEAD
        )

        text = signed_in(cast.teacher).get(reverse("workspace:child_tab", args=[cast.child.reference, "family"]))

        assert "The carer, no longer" in text.content.decode()
        assert "The carer, from 20 December 2026" in text.content.decode()

    @pytest.mark.parametrize("name", ["tab", "register"])
    def test_nobody_has_agreed_to_a_reduced_timetable_beyond_its_planned_end(self, cast, name):
        NotFullTime.objects.create(
            child=cast.child, reason="PART_TIME", hours_a_week=15, from_date=LONG_AGO, planned_end_date=ENDED,
            consent_by="CARER",
        )  # fmt: skip
        url = {
            "tab": reverse("workspace:child_tab", args=[cast.child.reference, "school"]),
            "register": reverse("workspace:register"),
        }[name]

        assert "The carer, up to 20 November 2026: nobody since" in signed_in(cast.officer).get(url).content.decode()
