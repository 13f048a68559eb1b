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


class Country(models.TextChoices):
    """Where a school is, as far as it matters which register, curriculum and money there are."""

    ENGLAND = "ENGLAND", "England"
    SCOTLAND = "SCOTLAND", "Scotland"
    WALES = "WALES", "Wales"
    NORTHERN_IRELAND = "NI", "Northern Ireland"
    ELSEWHERE = "ELSEWHERE", "Another country"


class SettingKind(models.TextChoices):
    """What a setting without a URN is."""

    SCHOOL = "SCHOOL", "A school or college outside England"
    UNREGISTERED = "UNREGISTERED", "A setting that is not registered as a school"
    HOME = "HOME", "Taught at home"


class LetterState(models.TextChoices):
    """A letter's way out. `PERHAPS_SENT`: the mail server may have taken it before we could note it; only a person sends it again."""

    QUEUED = "QUEUED", "Waiting to be sent"
    CLAIMED = "CLAIMED", "Being sent"
    HANDING_OVER = "HANDING_OVER", "Being handed to the mail server"
    SENT = "SENT", "Sent"
    PERHAPS_SENT = "PERHAPS_SENT", "Perhaps sent"
    REFUSED = "REFUSED", "Refused by the mail server"


class Job(models.TextChoices):
    """What the portal does by itself, over many children, letters or files; each of them alone (accounts/job_runs.py)."""

    DELEGATION = "delegation", "Opening the plans of a term"
    NEW_TEACHERS = "new_teachers", "Giving the school part to teachers who have joined"
    DUE_DATES = "due_dates", "Bringing due dates into line"
    CLOSING = "closing", "Closing plans of children who have left care"
    REMINDERS = "reminders", "Reminding people of parts that are due"
    OWN_PAGES = "own_pages", "Telling people what a child, carer or parent sent"
    EXCLUSIONS = "exclusions", "Telling people of suspensions and exclusions"
    SAME_DAY = "same_day", "Telling people what was handed to them, returned or signed off"
    POINTS = "points", "Reminding people of development points"
    REVIEWS = "reviews", "Telling reviewing officers of plans that are missing or old"
    MEETINGS = "meetings", "Reminding people of meetings"
    NEWS = "news", "Telling people what changed for a child"
    IMPORT_NOTICES = "import_notices", "Telling data officers about files that did not come"
    UNDONE_NOTICES = "undone_notices", "Telling people about work that could not be done"
    GATHERING = "gathering", "Writing the email of the day"
    SENDING = "sending", "Sending an email"
    PAYMENTS = "payments", "Releasing instalments"
    COUNTS = "counts", "Keeping the figures of a deadline"
    FILING = "filing", "Filing signed plans for the case system"
    FORGETTING = "forgetting", "Deleting earlier texts of plans"
    CLOSING_FORMS = "closing_forms", "Making out closing forms for schools that children have left"
    MOVES = "moves", "Noting moves of school that have happened"
    IMPORTS = "imports", "Importing files"
    UPLOADS = "uploads", "Taking an upload"
    WATCHED_FOLDER = "watched_folder", "Looking into the watched folder"
