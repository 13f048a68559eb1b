"""What children and carers said by themselves, and what came of it."""

import datetime as dt
import random

from accounts.models import User
from peps.enums import OwnPageFor, PepStatus, SharedWith, WishOutcome
from peps.models import PersonalEducationPlan
from peps.questions.own_questions import own_questions
from peps.section_owners.assignees import writes_in
from peps.voice import guest_links, submission
from peps.voice.wishes import answer_wish, wishes_of

ANSWERS = (
    (WishOutcome.DONE, "We did this last week. Tell us if it helps."),
    (WishOutcome.WILL, "Your teacher in charge of this plan sees to it before half term."),
    (WishOutcome.PARTLY, "One afternoon a week is possible. We look again at the next meeting."),
    (WishOutcome.NOT, "There is no room for this at school. Your social worker asks the club nearby instead."),
)
CHILD_SAID = {
    "feels": "GOOD",
    "going_well": "Art, and lunch with my friends.",
    "hard": "When it is loud in class.",
    "would_help": "A place where I can be quiet for a bit.",
    "like_playing": "The big bricks, and the water table.",
    "happy_when": "We sing.",
    "tell_meeting": "Please do not take me out of art for this.",
}
CARER_SAID = {
    "home_goes_well": "Reading together at bedtime, most nights now.",
    "home_worries": "Mornings are hard. We are sometimes late.",
    "carer_talk": "A way to tell school in the morning how the night was.",
}


def answer_wishes(pep: PersonalEducationPlan, *, by: User, at: dt.datetime) -> None:
    """Most wishes get their answer by the meeting; some still wait."""
    chance = random.Random(f"{pep.child.social_care_id} {at.date()} wishes")
    for wish in wishes_of(pep):
        if wish.waits and chance.random() < 0.8:
            outcome, answer = chance.choice(ANSWERS)
            answer_wish(pep=pep, key=wish.key, outcome=outcome, answer=answer, by=by, at=at)


def send_own_pages(worker_of, at: dt.datetime) -> None:
    """Some children and carers of plans under way have a page, and some have sent it."""
    plans = PersonalEducationPlan.objects.filter(status=PepStatus.OPEN).select_related("child", "edition", "fills_term")
    for pep in plans.order_by("pk"):
        worker = worker_of(pep.child, at.date())
        if worker and pep.pk % 4 == 0 and writes_in(worker, pep):
            _write(pep, OwnPageFor.CHILD, CHILD_SAID, worker, at, is_sent=pep.pk % 8 == 0)
            _write(pep, OwnPageFor.CARER, CARER_SAID, worker, at, is_sent=True)


def _write(
    pep: PersonalEducationPlan, made_for: OwnPageFor, said: dict[str, str], by: User, at: dt.datetime, *, is_sent: bool
) -> None:
    last_day = (at + guest_links.USUALLY).date()
    page, _ = guest_links.hand_over(pep=pep, made_for=made_for, last_day=last_day, by=by, at=at)
    browser = guest_links.browser_of(page.reference, guest_links.open_in_browser(page, at=at))
    for each in own_questions(pep, made_for):
        if each.key in said:
            shared = SharedWith.NOT_HOME if each.key == "hard" else SharedWith.EVERYONE
            guest_links.keep_answer(browser, key=each.key, text=said[each.key], shared_with=shared, at=at)
    if is_sent:
        submission.send(browser, at=at)
