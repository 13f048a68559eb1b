from django.db import models


class ImportKind(models.TextChoices):
    CHILDREN = "CHILDREN", "Case-system extract"
    SSDA903 = "SSDA903", "SSDA903 return"
    SCHOOLS = "SCHOOLS", "Register of schools"
    ATTENDANCE = "ATTENDANCE", "Attendance"
    ATTAINMENT = "ATTAINMENT", "Attainment"
    SUSPENSIONS = "SUSPENSIONS", "Suspensions and exclusions"
    EARLIER_PLANS = "EARLIER", "Plans of the old system"


class ImportState(models.TextChoices):
    WAITING = "WAITING", "Waiting to be read"
    RUNNING = "RUNNING", "Being read"
    DONE = "DONE", "Finished"
    STOPPED = "STOPPED", "Stopped"
    FAILED = "FAILED", "Not finished"
