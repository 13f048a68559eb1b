"""One term's plan from delegation to sign-off, payment and figures, across the people who do it (without a browser)."""

import pytest
from django.urls import reverse

from funding.models import LedgerEntry
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan, Section, SignedCopy
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing
from quality.models import Point
from quality.proforma import criteria_of, current
from tests.journeys.filling import answers_to_post, write_targets
from tests.signed_in import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("celery_at_once")]


class TestOneTermsPlan:
    def test_goes_from_delegation_to_the_dashboard(self, client, cast, funding_regime):
        self.client, self.cast = client, cast
        self.given_the_officer_delegates_the_term()
        self.when_the_social_worker_completes_part_1()
        self.and_the_teacher_is_told_what_is_missing()
        self.and_the_teacher_completes_the_school_part()
        self.and_the_officer_returns_it_with_a_point()
        self.and_the_teacher_answers_the_point()
        self.and_the_officer_signs_it_off()
        self.then_it_is_frozen_and_a_pdf_can_be_read()
        self.and_the_instalment_stands_in_the_ledger()
        self.and_the_service_manager_sees_the_figures_move()

    def as_(self, person):
        self.client.force_login(person, backend=BACKEND)

    @property
    def pep(self):
        return PersonalEducationPlan.objects.get(child=self.cast.child)

    def url(self, name, *args):
        return reverse(name, args=[self.pep.reference, *args])

    def given_the_officer_delegates_the_term(self):
        self.as_(self.cast.officer)
        response = self.client.post(reverse("peps:delegation", args=[self.cast.term.key]), follow=True)
        assert response.status_code == 200
        assert PersonalEducationPlan.objects.filter(fills_term=self.cast.term).count() == 2

    def fill(self, part):
        blueprint = blueprint_of(self.pep)
        for section in Section.objects.filter(pep=self.pep, part__name=part).order_by("position"):
            if section.key == "targets":
                write_targets(self.client, self.pep)
            data = answers_to_post(blueprint.section(section.key), section)
            response = self.client.post(self.url("peps:section", section.key), {**data, "then": "complete"})
            assert response.status_code == 302, (section.key, response.context["lacking"])

    def when_the_social_worker_completes_part_1(self):
        self.as_(self.cast.sam)
        assert self.cast.child.called in self.client.get("/").content.decode()
        self.fill("PART_1")
        response = self.client.post(self.url("peps:submit_part_1"), follow=True)
        assert "Part 1 is submitted" in response.content.decode()

    def and_the_teacher_is_told_what_is_missing(self):
        self.as_(self.cast.teacher)
        response = self.client.post(self.url("quality:check"), follow=True)
        assert self.pep.status == PepStatus.OPEN
        assert missing(self.pep, "SCHOOL")[0].text in response.content.decode()

    def and_the_teacher_completes_the_school_part(self):
        self.fill("SCHOOL")
        self.client.post(self.url("quality:check"))
        assert self.pep.status == PepStatus.SUBMITTED

    def audit(self, grade, *, kind="FULL", point="", **more):
        criteria = criteria_of(current())
        data = {"kind": kind, "grade": grade, "reason": "Clear and kind; the targets could be sharper.", "rows": "2"}
        data |= {f"grade_{criterion.key}": grade for criterion in criteria}
        data |= {f"evidence_{criterion.key}": "Read in the plan." for criterion in criteria}
        if point:
            data |= {
                "point_0_section": "targets",
                "point_0_text": point,
                "point_0_kind": "BEFORE",
                "point_0_due_day": "8",
                "point_0_due_month": "12",
                "point_0_due_year": "2026",
            }
        response = self.client.post(self.url("quality:audit"), data | {"finish": "1"} | more)
        assert response.status_code == 302, response.context["form"].errors

    def and_the_officer_returns_it_with_a_point(self):
        self.as_(self.cast.officer)
        self.audit("REQUIRES_IMPROVEMENT", point="Say how often the tutor comes.")
        self.client.post(self.url("quality:return"))
        assert self.pep.status == PepStatus.RETURNED

    def and_the_teacher_answers_the_point(self):
        self.as_(self.cast.teacher)
        point = Point.objects.get()
        self.client.post(self.url("quality:points"), {f"answer_{point.pk}": "The tutor comes twice a week."})
        section = self.pep.sections.get(key="targets")
        data = answers_to_post(blueprint_of(self.pep).section("targets"), section)
        response = self.client.post(self.url("peps:section", "targets"), {**data, "then": "complete"})
        assert response.status_code == 302
        self.client.post(self.url("quality:check"))
        assert self.pep.status == PepStatus.SUBMITTED

    def and_the_officer_signs_it_off(self):
        self.as_(self.cast.officer)
        self.audit("GOOD", again="1")
        self.client.post(self.url("quality:sign_off"))
        assert self.pep.status == PepStatus.SIGNED_OFF

    def then_it_is_frozen_and_a_pdf_can_be_read(self):
        assert SignedCopy.objects.filter(pep=self.pep).exists()
        self.as_(self.cast.sam)
        response = self.client.get(self.url("peps:document"))
        assert response.content.startswith(b"%PDF")
        assert self.cast.child.family_name not in response["Content-Disposition"]

    def and_the_instalment_stands_in_the_ledger(self):
        self.as_(self.cast.officer)
        self.client.post(reverse("funding:release_due"))
        entries = LedgerEntry.objects.filter(pep=self.pep)
        assert {entry.kind for entry in entries} >= {"INSTALMENT"}

    def and_the_service_manager_sees_the_figures_move(self):
        self.as_(self.cast.service_manager)
        page = self.client.get(reverse("reports:dashboard")).content.decode()
        assert "50.0" in page
        assert self.cast.child.family_name not in page
