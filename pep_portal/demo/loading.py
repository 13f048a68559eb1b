"""The made-up council goes in as any council's data would: its profile, its people, its files through the importers."""

from collections.abc import Callable

from accounts.audit import System
from accounts.models import User
from children.models import Child
from imports.kinds import attainment, attendance, extract, schools, ssda903, suspensions
from pep_portal import profiles
from pep_portal.demo import office
from pep_portal.demo.sample import FILES, SCHOOL_FILES

BY = System("imports")


class OtherDataThere(Exception):
    """The database holds people or children who are not the demonstration's."""


def refuse_other_data() -> None:
    """Raises OtherDataThere: made-up children never come beside real ones."""
    there = User.objects.filter(is_demo=True).exists()
    if User.objects.filter(is_demo=False).exists() or (Child.objects.exists() and not there):
        raise OtherDataThere


def load_files(say: Callable[[str], None]) -> None:
    """Run again it changes nothing."""
    profiles.load_profile("fernshire")
    office.appoint()
    say("Schools, from the register")
    reports = [schools.import_files([FILES / "gias.csv", FILES / "gias_links.csv"], by=BY)]
    office.appoint_colleague(office.IN_POST_SINCE)
    say("Children, from the yearly return")
    reports.append(ssda903.import_folder(FILES / "ssda903", by=BY))
    say("Names, people, placements and schools of the children, from the case system")
    reports.append(extract.import_folder(FILES, by=BY))
    say("Attendance, attainment and suspensions, from the schools")
    reports.append(attendance.import_file(SCHOOL_FILES / "attendance.csv", by=BY))
    reports.append(attainment.import_file(SCHOOL_FILES / "attainment.csv", by=BY))
    reports.append(suspensions.import_file(SCHOOL_FILES / "suspensions.csv", by=BY))
    User.objects.update(is_demo=True)
    for refusal in (one for report in reports for one in report.refusals if not one.warning):
        say(f"{refusal.file}, line {refusal.line}: {refusal.reason}")
