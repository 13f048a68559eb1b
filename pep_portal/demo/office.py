"""The virtual school and the officers of the made-up council: people whom no file may bring."""

import datetime as dt

from accounts.enums import Role
from accounts.models import Post, School, User
from pep_portal.demo.people import IN_POST_SINCE
from pep_portal.demo.wording import OFFICERS

PEOPLE = (
    ("miriam.ashdown@fernshire.example", "Miriam Ashdown", Role.VIRTUAL_SCHOOL_HEAD, False),
    ("colm.redfern@fernshire.example", "Colm Redfern", Role.VIRTUAL_SCHOOL_HEAD, True),
    (OFFICERS["PRIMARY"], "Niall Osgood", Role.VS_OFFICER, False),
    (OFFICERS["SECONDARY"], "Tamsin Reeve", Role.VS_OFFICER, False),
    (OFFICERS["EARLY_YEARS"], "Bea Lockhart", Role.VS_OFFICER, False),
    (OFFICERS["POST_16"], "Jude Castell", Role.VS_OFFICER, False),
    ("anil.wharton@fernshire.example", "Anil Wharton", Role.DATA_OFFICER, False),
    ("gwen.tolland@fernshire.example", "Gwen Tolland", Role.SERVICE_MANAGER, False),
    ("marek.sholto@fernshire.example", "Marek Sholto", Role.FINANCE_OFFICER, False),
    ("ruth.calloway@fernshire.example", "Ruth Calloway", Role.INFORMATION_GOVERNANCE, False),
    ("sol.brightwell@fernshire.example", "Sol Brightwell", Role.SYSTEM_ADMINISTRATOR, False),
)


COLLEAGUE = ("hal.pendry@cedar-vale-free-school-10.example", "Hal Pendry", "900010")
"""Somebody at a school whom the designated teacher asks to fill in a section; the virtual school invited them."""


def appoint_colleague(since: dt.date) -> None:
    email, name, urn = COLLEAGUE
    person = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    school = School.objects.get(urn=urn)
    Post.objects.get_or_create(user=person, role=Role.SCHOOL_COLLEAGUE, school=school, defaults={"from_date": since})


def appoint(since: dt.date = IN_POST_SINCE) -> None:
    """Makes these people and their posts; those who are there stay."""
    for email, name, role, is_deputy in PEOPLE:
        person = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
        Post.objects.get_or_create(user=person, role=role, defaults={"from_date": since, "is_deputy": is_deputy})
