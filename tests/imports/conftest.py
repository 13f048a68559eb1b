from pathlib import Path

import pytest

from imports.reading.extract_files import EXTRACT

ROWS = {
    "people.csv": [
        "email,name,role,team,school_urn,from,until",
        "rowan.marsh@council.example,Rowan Marsh,SW,Team North,,01/04/2024,",
        "ann.hale@council.example,Ann Hale,IRO,,,01/04/2024,",
        "jo.day@school.example,Jo Day,DT,,900002,01/09/2024,",
    ],
    "children.csv": [
        "social_care_id,given_name,family_name,preferred_name,date_of_birth,sex,upn",
        "0700,Amelia,Thornby,Millie,14/02/2014,F,X831090124886",
        "0701,Idris,O'Dell,,2012-05-30,M,",
    ],
    "care_periods.csv": ["social_care_id,from,until", "0700,01/05/2024,", "0701,02/05/2024,01/06/2026"],
    "legal_statuses.csv": ["social_care_id,status,from,until", "0700,C1,01/05/2024,01/11/2024", "0700,C2,01/11/2024,"],
    "placements.csv": [
        "social_care_id,kind,provider,carer_name,postcode,in_area,from,until",
        "0700,U6,PR1,Sam and Jo Hale,DE1 2FS,yes,01/05/2024,",
    ],
    "allocations.csv": [
        "social_care_id,kind,person_email,team,from,until",
        "0700,SW,rowan.marsh@council.example,Team North,01/05/2024,",
        "0700,IRO,ann.hale@council.example,,01/05/2024,",
    ],
    "enrolments.csv": [
        "social_care_id,school_urn,kind,from,until,hours_a_week",
        "0700,900002,MAIN,01/09/2024,04/01/2027,25",
        "0700,900003,MAIN,04/01/2027,,",
    ],
    "contacts.csv": [
        "social_care_id,name,relationship,parental_responsibility,may_have_contact,from",
        "0700,Dana Thornby,Mother,yes,no,01/05/2024",
    ],
    "reviews.csv": [
        "social_care_id,review_date,state,participation",
        "0700,12/06/2026,HELD,PN1",
        "0700,10/12/2026,BOOKED,",
    ],
    "sen.csv": ["social_care_id,provision,primary_need,from", "0700,K,SEMH,01/09/2025"],
    "siblings.csv": ["social_care_id,sibling_social_care_id,placed_together,from", "0700,0701,no,01/05/2024"],
    "permissions.csv": ["social_care_id,matter,decided_by,note,from", "0700,DAY_TRIPS,CARER,,01/05/2024"],
    "health.csv": ["social_care_id,summary,from", '0700,"Wears glasses, has an inhaler",01/09/2025'],
}


@pytest.fixture
def extract(tmp_path) -> Path:
    """A small case-system extract in a folder of its own; `change` puts other lines into one of its files."""
    folder = tmp_path / "extract"
    folder.mkdir()
    for kind in EXTRACT:
        (folder / kind.name).write_text("\n".join(ROWS[kind.name]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def change(extract):
    def put(name: str, old: str, new: str) -> None:
        path = extract / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return put
