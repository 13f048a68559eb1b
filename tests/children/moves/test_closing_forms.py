import datetime as dt

import pytest

from accounts import clock
from children.models import ClosingForm, Enrolment
from children.moves import closing_forms
from tests.factories import ClosingFormFactory, EnrolmentFactory, TermFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


def leave(child, until: dt.date) -> None:
    Enrolment.objects.filter(child=child).update(until=until)


def test_the_form_is_open_for_ten_school_days_from_the_leaving(cast):
    """From Tuesday 1 December: ten school days are 2 to 15 December."""
    leave(cast.child, TODAY)

    assert closing_forms.make_due(TODAY) == 1

    form = ClosingForm.objects.get()
    assert (form.child, form.school, form.left_date) == (cast.child, cast.school, TODAY)
    assert (form.from_date, form.until) == (TODAY, dt.date(2026, 12, 16))


def test_school_holidays_do_not_count(cast):
    """From Monday 14 December: four days to the 18th, then six from 5 January 2027 on."""
    TermFactory(spring=True)
    leave(cast.child, dt.date(2026, 12, 14))

    closing_forms.make_due(dt.date(2026, 12, 14))

    assert ClosingForm.objects.get().until == dt.date(2027, 1, 13)


def test_a_leaving_that_was_noticed_late_still_leaves_ten_days(cast):
    leave(cast.child, dt.date(2026, 11, 16))

    closing_forms.make_due(TODAY)

    form = ClosingForm.objects.get()
    assert (form.left_date, form.from_date, form.until) == (dt.date(2026, 11, 16), TODAY, dt.date(2026, 12, 16))


def test_run_again_there_is_no_second_form(cast):
    leave(cast.child, TODAY)
    closing_forms.make_due(TODAY)

    assert closing_forms.make_due(TODAY + dt.timedelta(days=1)) == 0
    assert ClosingForm.objects.count() == 1


def test_a_leaving_ahead_has_its_form_on_the_day(cast):
    leave(cast.child, dt.date(2026, 12, 4))

    assert closing_forms.make_due(dt.date(2026, 12, 3)) == 0
    assert closing_forms.make_due(dt.date(2026, 12, 4)) == 1


def test_who_left_long_ago_gets_none(cast):
    leave(cast.child, dt.date(2026, 10, 1))

    assert closing_forms.make_due(TODAY) == 0


def test_a_child_who_goes_on_at_the_same_school_has_not_left(cast):
    leave(cast.child, TODAY)
    EnrolmentFactory(child=cast.child, school=cast.school, from_date=TODAY, hours_a_week=12)

    assert closing_forms.make_due(TODAY) == 0


def test_a_leaving_that_was_put_right_closes_its_form(cast):
    leave(cast.child, TODAY)
    closing_forms.make_due(TODAY)
    leave(cast.child, None)

    closing_forms.make_due(TODAY)

    form = ClosingForm.objects.get()
    assert form.until == form.from_date


def test_a_form_that_was_sent_in_stays_whatever_is_put_right_later(cast):
    leave(cast.child, TODAY)
    closing_forms.make_due(TODAY)
    ClosingForm.objects.update(submitted_at=clock.now(), submitted_by=cast.teacher)
    leave(cast.child, None)

    closing_forms.make_due(TODAY)

    assert ClosingForm.objects.get().until == dt.date(2026, 12, 16)


def test_the_school_that_was_left_sees_its_own_forms_for_their_days_only(cast):
    ours = ClosingFormFactory(child=cast.child, school=cast.school, from_date=TODAY, until=dt.date(2026, 12, 16))
    ClosingFormFactory(child=cast.other, school=cast.school, from_date=dt.date(2026, 11, 2), until=TODAY)
    ClosingFormFactory(child=cast.other, school=cast.other_school, from_date=TODAY, until=dt.date(2026, 12, 16))

    assert list(ClosingForm.objects.visible_to(cast.teacher)) == [ours]
    assert ClosingForm.objects.visible_to(cast.officer).count() == 3
    for who in ("headteacher", "colleague", "sam", "iro", "data_officer", "finance", "nobody"):
        assert not ClosingForm.objects.visible_to(getattr(cast, who)).exists(), who


def test_of_a_restricted_child_only_the_named_see_the_form(cast):
    ClosingFormFactory(child=cast.child, school=cast.school, from_date=TODAY, until=dt.date(2026, 12, 16))
    type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)

    assert not ClosingForm.objects.visible_to(cast.teacher).exists()
    assert not ClosingForm.objects.visible_to(cast.officer).exists()
