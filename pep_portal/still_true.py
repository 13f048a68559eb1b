"""An email says what is true when it leaves: what waits is looked at once more before it goes."""

import datetime as dt

from accounts import invitation_requests, undone_notices
from imports.alarms import notices
from peps.deadlines import reminders
from peps.exclusions import likely
from peps.life import told_same_day
from peps.meetings import invitations
from peps.statutory_reviews import reviews
from peps.voice import disclosure
from quality import telling


def drop_settled_notices(day: dt.date) -> None:
    """Before they are gathered into the email of the day."""
    reminders.drop_settled()
    told_same_day.drop_settled()
    telling.drop_settled()
    likely.drop_settled()
    reviews.drop_settled(day)
    notices.drop_settled(day)
    undone_notices.drop_settled()
    invitation_requests.drop_settled()


def withdraw_settled_emails(day: dt.date) -> None:
    """Of those that are emails of their own, and could not leave at once."""
    invitations.withdraw_settled(day)
    disclosure.withdraw_settled()
    likely.withdraw_settled()
