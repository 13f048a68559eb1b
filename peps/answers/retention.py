"""Earlier texts are kept while they may be wanted back, and then no longer: what was taken back stays taken back.

They go some weeks after the plan was signed off or closed (a setting, ADR 13). The signed text stands; nothing of it goes.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from accounts import audit, clock
from accounts.enums import Job
from accounts.job_runs import JobRun
from peps.models import Conflict, PersonalEducationPlan, Presence, Revision

BY = audit.System("forgetting")


def forget_earlier_texts(on: dt.date) -> int:
    """How many earlier texts went. Idempotent."""
    long_ago = clock.start_of(on - dt.timedelta(days=settings.REVISIONS_KEPT_DAYS))
    over = Q(signed_off_at__lt=long_ago) | Q(closed_at__lt=long_ago)
    with_texts = Exists(Revision.objects.filter(section__pep=OuterRef("pk")))
    with_texts |= Exists(Conflict.objects.filter(section__pep=OuterRef("pk")))
    plans = PersonalEducationPlan.objects.filter(over, with_texts).select_related("child")
    run = JobRun(Job.FORGETTING)
    given = run.together_or_alone(list(plans), _forget, called=lambda pep: (pep.pk, pep.child.reference))
    run.finish()
    Presence.objects.filter(seen_at__lt=clock.start_of(on)).delete()
    gone = sum(given)
    if gone:
        audit.record("revisions.forgotten", by=BY, number=gone)
    return gone


def _forget(plans: Sequence[PersonalEducationPlan]) -> int:
    Conflict.objects.filter(section__pep__in=plans).delete()
    gone, _ = Revision.objects.filter(section__pep__in=plans).delete()
    return gone
