"""The form that a plan was opened with, and the answers of one of its sections as plain texts."""

from peps.models import PersonalEducationPlan, Section
from peps.questions.blueprint.spec import Blueprint, from_body


def blueprint_of(pep: PersonalEducationPlan) -> Blueprint:
    """The form as it was asked when this plan was opened. An edition never changes, so each is read once."""
    edition = pep.edition
    if edition.fingerprint not in _READ:
        if len(_READ) >= MOST_READ:
            _READ.clear()
        _READ[edition.fingerprint] = from_body(edition.body)
    return _READ[edition.fingerprint]


_READ: dict[str, Blueprint] = {}


MOST_READ = 200


def texts(section: Section) -> dict[str, str]:
    return {key: answer.get("text", "") for key, answer in section.answers.items()}
