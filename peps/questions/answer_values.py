"""Is a typed text a valid answer? Texts are kept as typed; an invalid one counts as missing, with its message."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from peps.enums import Kind
from peps.questions.blueprint.spec import Question

YES_NO = (("yes", "Yes"), ("no", "No"))
DATE_SHAPES = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d-%m-%Y")


def problem_with(question: Question, text: str) -> str:
    """'' for a valid text, else what to do about it in plain words."""
    return _CHECKS.get(question.kind, _nothing)(question, text.strip())


def as_date(text: str) -> dt.date | None:
    """The day that was typed, in any of the usual British shapes."""
    for shape in DATE_SHAPES:
        try:
            return dt.datetime.strptime(text.strip(), shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def written(day: dt.date | None) -> str:
    """A day as people write it: '27 November 2026'; '' for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def as_read(question: Question, text: str) -> str:
    """The answer as people read it: a choice by its label, a date written out."""
    if question.kind == Kind.DATE and (day := as_date(text)):
        return written(day)
    if question.kind == Kind.YES_NO:
        return dict(YES_NO).get(text, text)
    return question.shown_text(text)


def _nothing(question: Question, text: str) -> str:
    return ""


def _date(question: Question, text: str) -> str:
    return "" if as_date(text) else "Write a real date, like 27/11/2026"


def _number(question: Question, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    return "" if number.is_finite() and number >= 0 else "Write a number, like 25 or 12.5"


def _choice(question: Question, text: str) -> str:
    return "" if text in dict(question.choices) else "Choose one of the list"


def _yes_no(question: Question, text: str) -> str:
    return "" if text in dict(YES_NO) else "Choose yes or no"


_CHECKS = {Kind.DATE: _date, Kind.NUMBER: _number, Kind.CHOICE: _choice, Kind.YES_NO: _yes_no}
