from django.db import models


class Role(models.TextChoices):
    """What a post lets a person do. Who reaches which child by it stands in accounts/access.py."""

    SOCIAL_WORKER = "SW", "Social worker"
    TEAM_ADMINISTRATOR = "TA", "Team administrator"
    TEAM_MANAGER = "TM", "Team manager"
    DESIGNATED_TEACHER = "DT", "Designated teacher"
    SCHOOL_COLLEAGUE = "SC", "School colleague"
    HEADTEACHER = "HT", "Headteacher"
    VS_OFFICER = "VSO", "Virtual school officer"
    VIRTUAL_SCHOOL_HEAD = "VSH", "Virtual school head"
    DATA_OFFICER = "DO", "Data officer"
    IRO = "IRO", "Independent reviewing officer"
    ADVISER = "PA", "Personal adviser"
    SERVICE_MANAGER = "SM", "Service manager"
    FINANCE_OFFICER = "FO", "Finance officer"
    INFORMATION_GOVERNANCE = "IG", "Information-governance officer"
    SYSTEM_ADMINISTRATOR = "SA", "System administrator"


TEAM_ROLES = frozenset({Role.SOCIAL_WORKER, Role.TEAM_ADMINISTRATOR, Role.TEAM_MANAGER})
SCHOOL_ROLES = frozenset({Role.DESIGNATED_TEACHER, Role.SCHOOL_COLLEAGUE, Role.HEADTEACHER})
VIRTUAL_SCHOOL_ROLES = frozenset({Role.VS_OFFICER, Role.VIRTUAL_SCHOOL_HEAD})


class LetterState(models.TextChoices):
    """A letter's way out. `PERHAPS_SENT`: the mail server may have taken it before we could note it; only a person sends it again."""

    QUEUED = "QUEUED", "Waiting to be sent"
    CLAIMED = "CLAIMED", "Being sent"
    HANDING_OVER = "HANDING_OVER", "Being handed to the mail server"
    SENT = "SENT", "Sent"
    PERHAPS_SENT = "PERHAPS_SENT", "Perhaps sent"
    REFUSED = "REFUSED", "Refused by the mail server"
