"""A record restricted to named people: who may do it, who sees it then, and how it ends."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.models import AuditRecord
from children.models import Child, NamedPerson, ProtectionDecision
from children.protection.protective_facts import CannotProtect
from children.protection.restricting import lift, may_be_named, restrict
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
WHY = "Her aunt works at the school"


def url(cast, name="restrict"):
    return reverse(f"children:{name}", args=[cast.child.reference])


def sees(person, cast) -> bool:
    return Child.objects.visible_to(type(person).objects.get(pk=person.pk)).filter(pk=cast.child.pk).exists()


@pytest.mark.parametrize("who", ["sam", "manager", "head"])
def test_whoever_may_remove_a_warning_restricts_the_record_on_a_page(cast, who):
    person, client = getattr(cast, who), signed_in(getattr(cast, who))
    page = client.get(url(cast)).content.decode()
    others = [each for each in (cast.sam, cast.officer) if each != person]
    response = client.post(url(cast), {"people": [each.pk for each in others], "reason": WHY}, follow=True)

    assert "checked" not in page, "nobody is selected beforehand"
    text = response.content.decode()
    assert "The record is restricted" in text
    assert WHY in text
    assert all(sees(each, cast) for each in (person, *others))
    assert not any(sees(each, cast) for each in (cast.teacher, cast.iro, cast.administrator))
    assert signed_in(cast.teacher).get(reverse("workspace:child", args=[cast.child.reference])).status_code == 404
    decision = ProtectionDecision.objects.get()
    assert (decision.mark, decision.is_removal, decision.decided_by) == ("RESTRICTED", False, person)
    told = AuditRecord.objects.get(act="protection.put_up")
    assert told.detail["people"] == sorted([person.pk, *(each.pk for each in others)])


@pytest.mark.parametrize(
    ("who", "code"), [("officer", 403), ("administrator", 403), ("teacher", 404), ("stranger", 404)]
)
def test_nobody_else_restricts_or_opens_it(cast, who, code):
    client = signed_in(getattr(cast, who))
    assert client.post(url(cast), {"people": [cast.sam.pk], "reason": WHY}).status_code == code
    restrict(
        child=cast.child,
        people=[cast.manager, getattr(cast, who)][: 2 if code == 403 else 1],
        reason=WHY,
        by=cast.sam,
        on=TODAY,
    )

    assert client.post(url(cast, "lift_restriction"), {"reason": "So"}).status_code == code
    cast.child.refresh_from_db()
    assert cast.child.is_restricted


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": WHY}, "Select at least one other person"),
        ({"people": ["sam"]}, "Enter why the record is restricted"),
    ],
)
def test_another_person_and_a_reason_are_needed(cast, typed, said):
    typed = typed | ({"people": [cast.sam.pk]} if "people" in typed else {})
    response = signed_in(cast.manager).post(url(cast), typed)

    assert said in response.content.decode()
    cast.child.refresh_from_db()
    assert not cast.child.is_restricted


def test_only_who_works_with_the_child_can_be_named(cast):
    assert {cast.sam, cast.manager, cast.teacher, cast.head, cast.officer, cast.iro} <= set(
        may_be_named(cast.child, TODAY)
    )
    assert not {cast.stranger, cast.other_teacher, cast.finance, cast.nobody} & set(may_be_named(cast.child, TODAY))

    with pytest.raises(CannotProtect, match="work with the child"):
        restrict(child=cast.child, people=[cast.stranger], reason=WHY, by=cast.sam, on=TODAY)
    with pytest.raises(CannotProtect, match="at least one other"):
        restrict(child=cast.child, people=[cast.sam], reason=WHY, by=cast.sam, on=TODAY)
    with pytest.raises(ActNotAllowed):
        restrict(child=cast.child, people=[cast.sam], reason=WHY, by=cast.officer, on=TODAY)


def test_who_is_named_is_changed_and_who_is_left_out_sees_it_no_more(cast):
    restrict(child=cast.child, people=[cast.officer, cast.teacher], reason=WHY, by=cast.sam, on=dt.date(2026, 11, 30))
    signed_in(cast.sam).post(url(cast), {"people": [cast.officer.pk, cast.iro.pk], "reason": "The teacher has left"})

    assert [sees(each, cast) for each in (cast.sam, cast.officer, cast.iro, cast.teacher)] == [True, True, True, False]
    assert NamedPerson.objects.get(person=cast.teacher).until == TODAY


def test_it_ends_with_a_reason_and_everybody_sees_it_again(cast):
    restrict(child=cast.child, people=[cast.officer], reason=WHY, by=cast.sam, on=TODAY)
    client = signed_in(cast.sam)
    assert "Enter why the restriction can end" in client.post(url(cast, "lift_restriction"), {}).content.decode()
    client.post(url(cast, "lift_restriction"), {"reason": "The aunt has left"})

    assert sees(cast.teacher, cast)
    assert not NamedPerson.objects.filter(until=None).exists()
    assert ProtectionDecision.objects.filter(is_removal=True, reason="The aunt has left").count() == 1
    assert client.get(url(cast, "lift_restriction")).status_code == 404
    with pytest.raises(CannotProtect):
        lift(child=cast.child, reason="So", by=cast.sam, on=TODAY)


def test_the_help_of_these_pages_is_the_guide_about_the_record(cast):
    for name in ("protection", "restrict", "put_up_address", "put_up_collecting", "put_up_no_contact"):
        page = signed_in(cast.sam).get(url(cast, name)).content.decode()
        assert reverse("accounts:guide", args=["keeping-the-record"]) in page
        assert reverse("accounts:guide", args=["imports"]) not in page
