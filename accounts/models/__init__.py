from accounts.models.authority import Authority
from accounts.models.people import Post, School, SchoolLink, Team, User
from accounts.models.records import AuditRecord, Letter, Notice

__all__ = ["AuditRecord", "Authority", "Letter", "Notice", "Post", "School", "SchoolLink", "Team", "User"]
