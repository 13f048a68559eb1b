"""How old one has to be to read a child's own page: Flesch and Kincaid's grade, plus five years.

Syllables are counted by pyphen's hyphenation for British English, which WeasyPrint brings along. The measure knows
sentence and word length alone; it says nothing about whether the words are kind.
"""

import re

import pyphen
import pytest
from django.template.loader import get_template
from django.utils.html import strip_tags

from children.enums import Phase
from peps.enums import PepKind, SharedWith
from peps.questions.blueprint import blueprint_for
from peps.questions.words_for_children import ENTITLEMENTS, WHOM_TO_TELL, help_now

SYLLABLES = pyphen.Pyphen(lang="en_GB", left=1, right=1)
PAGES = ("start", "question", "sharing", "drawing", "check", "sent", "closed", "read_aloud", "help_now")
OLDEST = 9
"""Years. Where a page is read by children of eleven and over alone, it may be 11."""


def reading_age(text: str) -> float:
    sentences = [each for each in re.split(r"[.!?:\n]+", text) if re.search(r"[A-Za-z]", each)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(len(SYLLABLES.positions(word.lower())) + 1 for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return grade + 5


def words_on(page: str) -> str:
    """What the template says itself, to a child: each element a line."""
    source = get_template(f"own/{page}.html").template.source
    source = (
        re.sub(r"{%\s*(elif made_for|else)\s*%}.*?{%\s*endif\s*%}", "", source, flags=re.DOTALL)
        if page == "start"
        else source
    )
    source = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
    lines = (line.strip() for line in re.sub(r"<[^>]+>", "\n", source).splitlines())
    return "\n".join(line for line in lines if line)


def test_the_measure_tells_a_nursery_rhyme_from_a_statute():
    assert reading_age("The cat sat on the mat. It had a red hat.") < 6
    assert (
        reading_age("The local authority shall, so far as reasonably practicable, provide appropriate information.")
        > 18
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_their_own_is_read_at_nine(page):
    assert reading_age(words_on(page)) <= OLDEST, words_on(page)


@pytest.mark.parametrize("phase", [Phase.EARLY_YEARS, Phase.PRIMARY])
def test_the_questions_of_the_youngest_are_read_at_nine(phase):
    asked = [
        question.label
        for section in blueprint_for(phase, kind=PepKind.TERMLY).sections
        for question in section.questions
        if question.in_their_words
    ]
    assert reading_age(".\n".join(asked)) <= OLDEST


@pytest.mark.parametrize("phase", [Phase.SECONDARY, Phase.POST_16])
def test_the_questions_of_the_older_are_read_at_eleven(phase):
    asked = [
        question.label
        for section in blueprint_for(phase, kind=PepKind.TERMLY).sections
        for question in section.questions
        if question.in_their_words
    ]
    assert reading_age(".\n".join(asked)) <= 11


def test_what_a_child_is_entitled_to_and_whom_to_tell_is_read_at_nine():
    assert reading_age(ENTITLEMENTS) <= OLDEST
    assert reading_age(WHOM_TO_TELL) <= OLDEST
    assert reading_age(".\n".join(SharedWith.labels)) <= OLDEST


@pytest.mark.django_db
def test_whom_to_ring_now_is_read_at_nine():
    now = help_now()
    assert reading_age(".\n".join([now.words, *(phone.who for phone in now.phones)])) <= OLDEST


def test_no_page_leaves_a_tag_in_its_words():
    assert strip_tags(words_on("start")) == words_on("start")
