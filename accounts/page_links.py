"""The pages of one subject as a row of links, each for those who may open it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action

Page = tuple[str, str, Action]
"""What it is called, the name of its address, the act that opens it."""


def page_links(pages: Iterable[Page], person: Any, active: str) -> list[dict]:
    """For components/sub_navigation.html; empty where there is only one page to go to."""
    links = [
        {"text": text, "href": reverse(name), "active": name == active}
        for text, name, action in pages
        if access.may(person, action)
    ]
    return links if len(links) > 1 else []
