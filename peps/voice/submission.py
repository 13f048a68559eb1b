"""What a child, a carer or a parent sent from a page of their own joins the plan, word for word.

A child's own words stand before what somebody wrote on their behalf; the former text is kept in the history. They are
taken in as long as the plan is under way, also when its part was handed in already: a child is not late (ADR 15).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from accounts import audit, clock
from peps.answers.authorship import HOW_FOUND, ON_THEIR_PAGE, OWN_HAND
from peps.answers.merging import Posted, Writer, merge
from peps.enums import AttachmentKind, Audience, OwnPageFor, SharedWith
from peps.models import (
    Attachment,
    OwnAnswer,
    OwnBrowser,
    OwnDrawing,
    OwnPage,
    PepEvent,
    PersonalEducationPlan,
    Revision,
    Section,
)
from peps.questions.answer_values import written
from peps.questions.blueprint.ask import VOICE
from peps.questions.own_questions import VIEWS, own_questions
from peps.questions.plan_form import blueprint_of
from peps.voice import disclosure
from peps.voice.guest_links import VISITOR, PageClosed, require_open, without_choice

BETWEEN = "\n\n"
"""What two browsers wrote to one question stands one below the other."""
SAID_BY = {
    OwnPageFor.CHILD: "In their own words, on a page of their own",
    OwnPageFor.CARER: "Written by the carer on a page of their own",
    OwnPageFor.PARENT: "Written by a parent on a page of their own",
}
SENT = {
    OwnPageFor.CHILD: "The child sent their views from a page of their own",
    OwnPageFor.CARER: "The carer sent their views from a page of their own",
    OwnPageFor.PARENT: "A parent sent their views from a page of their own",
}


class NothingToSend(PageClosed):
    """Nobody has written or drawn anything yet, or a child has still to choose who may read it."""


@transaction.atomic
def send(browser: OwnBrowser, *, at: dt.datetime) -> OwnPage:
    """Everything that was typed on this page, in whichever browser, joins the plan; the page is closed.

    Raises PageClosed, and NothingToSend while there is nothing.
    """
    PersonalEducationPlan.objects.select_for_update(of=("self",)).get(pk=browser.page.pep_id)  # as sign-off does
    page = (
        OwnPage.objects.select_for_update(of=("self",))
        .select_related("pep__edition", "pep__child")
        .get(pk=browser.page_id)
    )
    require_open(page, clock.day_of(at))
    if without_choice(browser):
        raise NothingToSend("Choose who can see what you wrote. Then send it.")
    answers, drawings = _answers_of(page), list(drawings_of(page))
    if not answers and not drawings:
        raise NothingToSend("There is nothing here yet. Answer one question, or draw something, and then send it.")
    _narrow(page, answers)
    _join(page, answers, at=at)
    _attach(page, drawings, at=at)
    page.sent_at = at
    disclosure.tell(page, at=at)
    page.save(update_fields=["sent_at", "told_at"])
    PepEvent.objects.create(
        pep=page.pep, name="own_page_sent", text=SENT[OwnPageFor(page.made_for)], by_name=str(VISITOR), at=at
    )
    audit.record("own_page.sent", by=VISITOR, subject=page, child=page.pep.child, answers=len(answers))
    return page


def private_words(pep: PersonalEducationPlan) -> list[tuple[str, str, dt.datetime]]:
    """(question, text, when it was sent) of what a child told the social worker and the virtual school alone."""
    rows = OwnAnswer.objects.filter(
        browser__page__pep=pep, browser__page__sent_at__isnull=False, shared_with=SharedWith.WORKER
    ).exclude(text="")
    labels = {each.key: each.question for each in own_questions(pep, OwnPageFor.CHILD)}
    return [
        (labels[row.question_key].label, labels[row.question_key].shown_text(row.text), row.browser.page.sent_at)
        for row in rows.select_related("browser__page").order_by("at", "pk")
        if row.question_key in labels
    ]


def sent_words(page: OwnPage) -> list[tuple[str, str, str]]:
    """(question, text, who may read it) of everything that was sent, as it was sent, whatever the form asks now."""
    questions = {each.key: each.question for each in own_questions(page.pep, page.made_for)}
    rows = OwnAnswer.objects.filter(browser__page=page).exclude(text="").order_by("at", "pk")
    return [
        (
            questions[row.question_key].label
            if row.question_key in questions
            else "A question that is no longer asked",
            questions[row.question_key].shown_text(row.text) if row.question_key in questions else row.text,
            row.get_shared_with_display() if page.made_for == OwnPageFor.CHILD else "",
        )
        for row in rows
    ]


def private_drawings(pep: PersonalEducationPlan):
    return OwnDrawing.objects.filter(
        browser__page__pep=pep,
        browser__page__sent_at__isnull=False,
        shared_with=SharedWith.WORKER,
        removed_at=None,
    )


def drawings_of(page: OwnPage):
    return OwnDrawing.objects.filter(browser__page=page, removed_at=None)


def _answers_of(page: OwnPage) -> dict[str, OwnAnswer]:
    """One for each question. What two browsers wrote stands one below the other; of two faces the later counts.

    The narrower of two choices whom to tell holds for both. Where another browser left the choice open, nobody can be
    asked any more: it is for the social worker and the virtual school alone.
    """
    joined: dict[str, OwnAnswer] = {}
    choices = {each.key for each in own_questions(page.pep, page.made_for) if each.question.choices}
    for row in OwnAnswer.objects.filter(browser__page=page).exclude(text="").order_by("at", "pk"):
        row.shared_with = row.shared_with or SharedWith.WORKER
        before = joined.get(row.question_key)
        if before and row.question_key not in choices:
            row.text = _one_below_the_other(before.text, row.text)
        if before and _narrower(before.shared_with, row.shared_with):
            row.shared_with = before.shared_with
        if row.text.strip():
            joined[row.question_key] = row
    return joined


def _one_below_the_other(earlier: str, later: str) -> str:
    """The same words are not said twice, but no word is left out."""
    return earlier if later.strip() in earlier.split(BETWEEN) else f"{earlier}{BETWEEN}{later}"


def _narrow(page: OwnPage, answers: dict[str, OwnAnswer]) -> None:
    """What stays with the social worker is found by the choice on each browser's own row."""
    alone = [key for key, row in answers.items() if row.shared_with == SharedWith.WORKER]
    OwnAnswer.objects.filter(browser__page=page, question_key__in=alone).update(shared_with=SharedWith.WORKER)


def _narrower(one: str, other: str) -> bool:
    order = SharedWith.values
    return order.index(one) > order.index(other)


def _join(page: OwnPage, answers: dict[str, OwnAnswer], *, at: dt.datetime) -> None:
    shared = {key: row for key, row in answers.items() if row.shared_with != SharedWith.WORKER}
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for each in own_questions(page.pep, page.made_for):
        if each.key in shared:
            texts[each.section_key][each.key] = shared[each.key].text
    if page.made_for == OwnPageFor.CHILD and texts.get(VIEWS):
        texts[VIEWS] |= {"gave_views": "yes", HOW_FOUND: ON_THEIR_PAGE, "views_asked_by": str(page.made_by)}
    said = f"{SAID_BY[OwnPageFor(page.made_for)]}, {written(clock.day_of(at))}"
    sections = page.pep.sections.select_for_update(of=("self",)).select_related("part", "pep__edition")
    sections = sections.filter(key__in=texts).order_by("pk")
    for section in sections:
        _write(section, texts[section.key], shared, said=said, at=at)


def _write(
    section: Section, texts: dict[str, str], shared: dict[str, OwnAnswer], *, said: str, at: dt.datetime
) -> None:
    """Only what the plan's form asks there. Its owner reads the section through again, unless it was handed in already."""
    asked = {question.key for question in blueprint_of(section.pep).section(section.key).questions}
    posted = {
        key: Posted(text, section.answers.get(key, {}).get("n", 0)) for key, text in texts.items() if key in asked
    }
    merged = merge(section.answers, posted, Writer(OWN_HAND, at))
    for key, row in shared.items():
        if key in posted:
            merged.answers[key] |= {"said": said, "kept_from": _kept_from(row.shared_with)}
    section.answers = merged.answers
    if section.part.submitted_at is None:
        section.confirmed_at, section.confirmed_by, section.is_on_behalf = None, None, False
    section.save(update_fields=["answers", "confirmed_at", "confirmed_by", "is_on_behalf"])
    Revision.objects.bulk_create(
        Revision(
            section=section,
            question_key=change.key,
            old_text=change.old_text,
            new_text=change.new_text,
            n=change.n,
            at=at,
        )
        for change in merged.changes
    )


def _kept_from(shared_with: str) -> list[str]:
    return [str(Audience.CARER)] if shared_with == SharedWith.NOT_HOME else []


def _attach(page: OwnPage, drawings: Iterable[OwnDrawing], *, at: dt.datetime) -> None:
    shared = [each for each in drawings if each.shared_with != SharedWith.WORKER]
    if not shared:
        return
    section = page.pep.sections.get(key=VIEWS)
    for number, drawing in enumerate(shared, start=1):
        kept_from = _kept_from(drawing.shared_with)
        Attachment.objects.create(
            section=section,
            kind=AttachmentKind.DRAWING,
            title="Drawing" if len(shared) == 1 else f"Drawing {number}",
            content_type=drawing.content_type,
            size=drawing.size,
            stored_name=drawing.stored_name,
            sha256=drawing.sha256,
            audiences=[str(audience) for audience in VOICE if audience not in kept_from],
            added_at=at,
        )
