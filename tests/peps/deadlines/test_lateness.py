"""Why a plan is late, said by whoever holds it or answers for the service."""

import pytest
from django.urls import reverse

from peps.deadlines.lateness import ReasonNeedsWords, say_why_late
from peps.enums import LateReason
from peps.models import LatenessReason
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


def test_a_service_manager_says_why_by_reference_without_reading_the_plan(cast):
    pep = open_plan(cast.child)
    client = signed_in(cast.service_manager)
    url = reverse("peps:say_why_late", args=[pep.reference])

    page = client.get(url).content.decode()
    response = client.post(url, {"reason": LateReason.PLACEMENT_MOVE, "text": ""})

    assert cast.child.reference in page
    assert cast.child.family_name not in page
    assert response.url == reverse("reports:dashboard")
    assert LatenessReason.objects.get().by == cast.service_manager


def test_another_reason_needs_words(cast):
    pep = open_plan(cast.child)

    with pytest.raises(ReasonNeedsWords):
        say_why_late(pep=pep, reason=LateReason.OTHER, text=" ", by=cast.sam, at=moment(cast.today))
    response = signed_in(cast.sam).post(reverse("peps:say_why_late", args=[pep.reference]), {"reason": "OTHER"})

    assert response.status_code == 422
    assert not LatenessReason.objects.exists()


def test_an_earlier_reason_stays_and_the_newest_counts(cast):
    pep = open_plan(cast.child)
    for hour, reason in ((9, LateReason.PART_1_OUTSTANDING), (11, LateReason.NO_SCHOOL_PLACE)):
        say_why_late(pep=pep, reason=reason, text="", by=cast.sam, at=moment(cast.today, hour))

    assert [row.reason for row in pep.lateness_reasons.all()] == ["NO_SCHOOL_PLACE", "PART_1"]
