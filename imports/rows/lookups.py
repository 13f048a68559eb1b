"""Whom and what the rows of a file mean: children, people, teams and schools by the words that files use."""

from functools import cached_property
from typing import Any

from accounts.models import School, Team, User
from children.models import Child, FormerIdentifier

SOCIAL_CARE_ID = "social_care_id"


class NotKnown(Exception):
    """A row names somebody or something that the portal does not have. The text is for people."""

    def __init__(self, column: str, value: str, reason: str):
        super().__init__(reason)
        self.column, self.value = column, value


class Lookups:
    """Read once for each file: numbers only, so that memory stays small."""

    @cached_property
    def children(self) -> dict[str, int]:
        former = FormerIdentifier.objects.filter(kind=SOCIAL_CARE_ID).values_list("value", "child_id")
        rows = Child.objects.values_list("social_care_id", "pk", "merged_into")
        return dict(former) | {number: merged_into or pk for number, pk, merged_into in rows}

    @cached_property
    def schools(self) -> dict[str, int]:
        return dict(School.objects.values_list("urn", "pk"))

    @cached_property
    def people(self) -> dict[str, int]:
        return {email.lower(): pk for email, pk in User.objects.values_list("email", "pk")}

    @cached_property
    def teams(self) -> dict[str, int]:
        return {name.casefold(): pk for name, pk in Team.objects.values_list("name", "pk")}

    def child(self, number: str) -> int:
        return self._found(self.children, number, SOCIAL_CARE_ID, number, "No child has this number.")

    def sibling(self, number: str) -> int:
        return self._found(self.children, number, "sibling_social_care_id", number, "No child has this number.")

    def school(self, urn: str | None) -> int | None:
        return self._found(self.schools, urn, "school_urn", urn, "This school is not in the portal's register yet.")

    def person(self, email: str) -> int | None:
        why = "Nobody has this e-mail address. Name the person in people.csv first, or invite them."
        return self._found(self.people, email, "person_email", email, why)

    def team(self, name: str) -> int | None:
        return self._found(self.teams, name.casefold(), "team", name, "This team is not known.")

    @staticmethod
    def _found(known: dict[str, int], key: Any, column: str, value: Any, why: str):
        if not key:
            return None
        if key not in known:
            raise NotKnown(column, str(value), why)
        return known[key]
