"""A nightly file moves a child from one school to another."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from accounts.audit import System
from accounts.models import Notice
from children.models import ClosingForm
from children.moves import notices
from children.tasks import follow_moves
from imports.kinds import extract
from tests.factories import open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 12, 17, 2, tzinfo=dt.UTC)


class TestAMoveOfSchool:
    """Robin leaves Larkfield on Wednesday 16 December 2026 and starts at Thornbury on the next day."""

    @pytest.fixture(autouse=True)
    def _given_a_child_with_a_plan_at_the_old_school(self, cast, tmp_path):
        self.cast, self.folder = cast, tmp_path
        self.child = cast.child
        self.pep = open_plan(cast.child)
        self.old, self.new = cast.teacher, cast.other_teacher
        self.section = self.pep.sections.filter(owner_role="DT").first()

    def pages_of_the_child(self) -> list[str]:
        pep, child = self.pep.reference, self.child.reference
        return [
            reverse("workspace:child", args=[child]),
            reverse("peps:task_list", args=[pep]),
            reverse("peps:section", args=[pep, self.section.key]),
            reverse("peps:read_section", args=[pep, self.section.key]),
            reverse("peps:document", args=[pep]),
            reverse("quality:check", args=[pep]),
            reverse("children:report_change", args=[child]),
        ]

    def codes(self, person) -> set[int]:
        client = signed_in(person)
        return {client.get(address).status_code for address in self.pages_of_the_child()}

    def when_the_nightly_file_moves_the_child(self):
        number, old, new = self.child.social_care_id, self.cast.school.urn, self.cast.other_school.urn
        (self.folder / "enrolments.csv").write_text(
            "social_care_id,school_urn,kind,from,until\n"
            f"{number},{old},MAIN,01/09/2025,17/12/2026\n{number},{new},MAIN,17/12/2026,\n"
        )
        report = extract.import_folder(self.folder, by=System("imports"))
        assert [one.reason for one in report.refusals] == []

    def test_the_move_is_news_the_same_day_and_closes_the_old_school_out(self):
        with clock.pretend(dt.date(2026, 12, 16)):
            assert 404 not in self.codes(self.old)
            assert self.codes(self.new) == {404}

        with clock.pretend(NIGHT):
            self.when_the_nightly_file_moves_the_child()

            assert self.codes(self.old) == {404}
            assert signed_in(self.new).get(self.pages_of_the_child()[0]).status_code == 200
            self.then_the_virtual_school_reads_what_follows()
            self.then_the_reviewing_officer_is_told_once()
            self.then_the_old_school_has_its_closing_form_and_nothing_else()

        with clock.pretend(dt.date(2027, 1, 15)):
            assert signed_in(self.old).get(self.closing_page()).status_code == 404
            assert signed_in(self.cast.officer).get(self.closing_page()).status_code == 200

    def then_the_virtual_school_reads_what_follows(self):
        """Ten working days after Thursday 17 December: 18, 21 to 24, 29 to 31 December, 4 and 5 January.

        25 and 28 December and 1 January are bank holidays.
        """
        page = signed_in(self.cast.officer).get(reverse("workspace:changes")).content.decode()
        assert "Larkfield Primary School, then Thornbury Primary School" in page
        assert "A change plan is due by 5 January 2027" in page
        assert "Designated teacher of Thornbury Primary School: Other Teacher Person." in page
        assert "Access of Larkfield Primary School ended on 17 December 2026." in page
        assert "Its closing form is due by" in page
        work = signed_in(self.cast.officer).get(reverse("workspace:my_work")).content.decode()
        assert "Something changed for a child" in work

    def then_the_reviewing_officer_is_told_once(self):
        day = clock.today()
        notices.queue_for(day, at=clock.now())
        notices.queue_for(day, at=clock.now())
        notice = Notice.objects.get(person=self.cast.iro)
        assert notice.text == f"{self.child.reference} changes school, from 17 December 2026"
        assert set(Notice.objects.values_list("person", flat=True)) == {
            self.cast.iro.pk,
            self.cast.sam.pk,
            self.new.pk,
        }

    def closing_page(self) -> str:
        return reverse("children:closing", args=[ClosingForm.objects.get().reference])

    def then_the_old_school_has_its_closing_form_and_nothing_else(self):
        client = signed_in(self.old)
        work = client.get(reverse("workspace:my_work")).content.decode()
        assert "Closing form for Robin" in work
        page = client.get(self.closing_page()).content.decode()
        assert "Hazelwood" not in page
        assert "Hazelwood" not in work
        assert signed_in(self.new).get(self.closing_page()).status_code == 404
        assert signed_in(self.cast.headteacher).get(self.closing_page()).status_code == 404
        given = {"spent_pence": "120.50", "spent_on": "Cornet lessons", "impact": "Plays in the band", "send": "1"}
        client.post(self.closing_page(), {"spent_pence": ""} | {"send": "1"})
        assert ClosingForm.objects.get().submitted_at is None
        client.post(self.closing_page(), given)
        form = ClosingForm.objects.get()
        assert (form.spent_pence, form.submitted_by) == (12050, self.old)
        again = client.post(self.closing_page(), given)
        assert "sent in already" in again.content.decode()

    def test_a_move_that_lies_ahead_closes_nothing_before_its_day(self):
        with clock.pretend(dt.date(2026, 12, 10)):
            self.when_the_nightly_file_moves_the_child()
            assert 404 not in self.codes(self.old)
            assert not ClosingForm.objects.exists()
            page = signed_in(self.cast.officer).get(reverse("workspace:changes")).content.decode()
            assert "Larkfield Primary School sees the child until 16 December 2026." in page

        with clock.pretend(dt.date(2026, 12, 17)):
            assert self.codes(self.old) == {404}
            assert follow_moves() == 1
            assert signed_in(self.old).get(self.closing_page()).status_code == 200
