"""Earlier texts are kept while they may be wanted back, and then no longer: what was taken back stays taken back.

They go some weeks after the plan was signed off or closed (a setting, ADR 13). The signed text stands; nothing of it goes.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Q

from accounts import audit, clock
from peps.models import Conflict, Presence, Revision

BY = audit.System("forgetting")


def forget_earlier_texts(on: dt.date) -> int:
    """How many earlier texts went. Idempotent."""
    long_ago = clock.start_of(on - dt.timedelta(days=settings.REVISIONS_KEPT_DAYS))
    over = Q(section__pep__signed_off_at__lt=long_ago) | Q(section__pep__closed_at__lt=long_ago)
    Conflict.objects.filter(over).delete()
    Presence.objects.filter(seen_at__lt=clock.start_of(on)).delete()
    gone, _ = Revision.objects.filter(over).delete()
    if gone:
        audit.record("revisions.forgotten", by=BY, number=gone)
    return gone
