"""What can be brought in: by command, by the upload page and by the watched folder, all through the same entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from imports.enums import ImportKind
from imports.kinds import attainment, attendance, extract, schools, ssda903, suspensions
from imports.kinds.attainment import RESULTS
from imports.kinds.attendance import MARKS
from imports.kinds.return_xml import xml_files
from imports.kinds.suspensions import SUSPENSIONS
from imports.reading.columns import FileKind
from imports.reading.extract_files import EXTRACT
from imports.running.report import Report


@dataclass(frozen=True)
class Sort:
    """`names`: the files that are read, by name; none where any CSV file is taken. `folder`: its watched folder."""

    kind: ImportKind
    about: str
    take: Callable[..., Report]
    names: tuple[str, ...] = ()
    is_one_file: bool = False
    takes_xml: bool = False
    described: tuple[FileKind, ...] = ()

    @property
    def folder(self) -> str:
        return self.kind.value.lower()

    def files_in(self, folder: Path) -> list[Path]:
        """What stands in a folder and may be of this kind; what a link points to is not read."""
        return sorted(csv_files(folder) + (xml_files(folder) if self.takes_xml else []))


def _the_one(importer: Callable[..., Report]) -> Callable[..., Report]:
    """Importers of a single file find it in the folder that a person or a system put it into."""

    def take(folder: Path, **how) -> Report:
        (path,) = csv_files(folder)
        return importer(path, **how)

    return take


def _schools(folder: Path, **how) -> Report:
    return schools.import_files(csv_files(folder), **how)


def csv_files(folder: Path) -> list[Path]:
    """Plain CSV files that stand in the folder itself; what a link points to is not read."""
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file() and not path.is_symlink()
    )


SORTS: Mapping[str, Sort] = {
    sort.kind: sort
    for sort in (
        Sort(
            ImportKind.CHILDREN,
            "The nightly files of the case system: children, care, placements, people, schools and the rest",
            extract.import_folder,
            names=tuple(kind.name for kind in EXTRACT),
            described=EXTRACT,
        ),
        Sort(
            ImportKind.SSDA903,
            "The yearly return: its CSV files header, episodes, reviews and OC2, or its one XML file",
            ssda903.import_folder,
            names=tuple(kind.name for kind in ssda903.READ),
            takes_xml=True,
        ),
        Sort(ImportKind.SCHOOLS, "The national register of schools: establishments and links", _schools),
        Sort(
            ImportKind.ATTENDANCE,
            "Session marks from schools or a collecting service",
            _the_one(attendance.import_file),
            is_one_file=True,
            described=(MARKS.kind,),
        ),
        Sort(
            ImportKind.ATTAINMENT,
            "Results and teacher assessments",
            _the_one(attainment.import_file),
            is_one_file=True,
            described=(RESULTS.kind,),
        ),
        Sort(
            ImportKind.SUSPENSIONS,
            "Suspensions and exclusions",
            _the_one(suspensions.import_file),
            is_one_file=True,
            described=(SUSPENSIONS.kind,),
        ),
    )
}
