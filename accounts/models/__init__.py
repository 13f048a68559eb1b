from accounts.models.authority import Authority, Logo
from accounts.models.people import Post, School, SchoolConfirmation, SchoolLink, Team, User, holders
from accounts.models.records import AuditRecord, Letter, Notice, NoticeRound
from accounts.models.requests import EmailChange, InvitationRequest, PostRequest
from accounts.models.rounds import DayRound, UndoneWork

__all__ = [
    "AuditRecord",
    "Authority",
    "DayRound",
    "EmailChange",
    "InvitationRequest",
    "Letter",
    "Logo",
    "Notice",
    "NoticeRound",
    "Post",
    "PostRequest",
    "School",
    "SchoolConfirmation",
    "SchoolLink",
    "Team",
    "UndoneWork",
    "User",
    "holders",
]
