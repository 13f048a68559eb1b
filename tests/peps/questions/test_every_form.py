"""Whatever an authority leaves out, a plan of every age and kind opens, shows, is handed in and prints."""

import datetime as dt
from functools import partial
from itertools import chain, combinations, product

import pytest
from django.db import transaction
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse

from children.enums import Phase
from children.models import Enrolment
from govuk_forms.templatetags.govuk_forms import form_fields
from peps.audiences.audiences import READS_ALL
from peps.delegation.delegation import run_batch, start_batch
from peps.documents.child_copy import child_copy
from peps.documents.layout import pages
from peps.documents.signed_copy import body_of
from peps.enums import BatchState, PepKind
from peps.lists.task_list import parts_of
from peps.models import PersonalEducationPlan
from peps.questions import council_form
from peps.questions.plan_form import blueprint_of
from peps.questions.words_for_children import words_now
from peps.sections.completeness import missing
from peps.sections.forms.answers import AnswersForm
from peps.sections.forms.tables import FORMS
from tests.factories import ChildFactory, EnrolmentFactory, open_plan
from tests.factories.peps import moment
from tests.peps.filled_plan import BORN
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
SIGNED_AT = moment(dt.date(2026, 12, 9))
OPTIONAL = sorted(council_form.optional_keys())
EVERY_CHOICE = list(chain.from_iterable(combinations(OPTIONAL, number) for number in range(len(OPTIONAL) + 1)))


class Undone(Exception):
    pass


def problem_of(act) -> str:
    """Undoes what it did."""
    try:
        with transaction.atomic():
            act()
            raise Undone
    except Undone:
        return ""
    except Exception as problem:  # noqa: BLE001 - every combination is told, not the first one alone
        return repr(problem)


def go_the_whole_way(child, *, kind, off, person, drawn):
    """`drawn`: sections that were drawn before, just as they are now."""
    council_form.switch_sections(off=off, by=person)
    pep = open_plan(child, kind=kind)
    form = blueprint_of(pep)
    assert not [s for s in form.sections if s.is_optional and s.key in off]
    assert [section.key for section in form.sections] == list(pep.sections.values_list("key", flat=True))
    for section in pep.sections.all():
        spec = form.section(section.key)
        if spec in drawn:
            continue
        drawn.add(spec)
        form_fields(Context(), AnswersForm(spec=spec, section=section))
        if spec.table in FORMS:
            form_fields(Context(), FORMS[spec.table](pep))
    assert missing(pep)
    assert parts_of(pep, person, child.today)
    body = body_of(pep, signed_by="Head Person", signed_at=SIGNED_AT)
    render_to_string("documents/pep.html", pages(body, reader=READS_ALL, is_draft=False))
    render_to_string("documents/child.html", child_copy(body, maker=READS_ALL, words=words_now()))


def ways():
    """Every kind with every choice; of a child who is on a roll, or who is not, by turns, so that each meets both."""
    pairs = [(i + j) % 2 for i, j in product(range(len(PepKind)), range(len(EVERY_CHOICE)))]
    turns = list(zip(pairs, product(PepKind, EVERY_CHOICE), strict=True))
    for is_on_roll in (True, False):  # who has left is on no roll again
        yield from ((is_on_roll, kind, off) for turn, (kind, off) in turns if turn == is_on_roll)


@pytest.mark.alike
@pytest.mark.parametrize("phase", Phase)
def test_every_choice_of_sections_goes_the_whole_way_with_every_kind_of_plan(cast, phase):
    child = ChildFactory(date_of_birth=BORN[phase])
    child.today = cast.today
    EnrolmentFactory(child=child, school=cast.school)
    problems, drawn = {}, set()
    for is_on_roll, kind, off in ways():
        if not is_on_roll:
            Enrolment.objects.filter(child=child).delete()
        way = partial(go_the_whole_way, child, kind=kind, off=off, person=cast.head, drawn=drawn)
        if problem := problem_of(way):
            problems[is_on_roll, str(kind), off] = problem

    assert problems == {}


@pytest.mark.alike
@pytest.mark.parametrize("phase", Phase)
def test_without_the_optional_sections_every_page_of_a_plan_opens(cast, phase):
    cast.child.date_of_birth = BORN[phase]
    cast.child.save()
    council_form.switch_sections(off=OPTIONAL, by=cast.head)
    pep, client = open_plan(cast.child), signed_in(cast.officer)
    addresses = [
        reverse("peps:task_list", args=[pep.reference]),
        reverse("workspace:child", args=[cast.child.reference]),
    ]
    addresses += [
        reverse("peps:section", args=[pep.reference, key]) for key in pep.sections.values_list("key", flat=True)
    ]
    addresses.append(reverse("peps:preview_form", args=[phase.lower()]))

    client.force_login(cast.head)
    assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)


def test_a_term_is_delegated_to_every_age_when_the_premium_is_not_asked(cast):
    for born in BORN.values():
        EnrolmentFactory(child=ChildFactory(date_of_birth=born), school=cast.school)
    council_form.switch_sections(off=["premium"], by=cast.head)

    batch = start_batch(term=cast.term, by=cast.officer, at=moment(cast.today))
    run_batch(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.opened, batch.refused) == (BatchState.DONE, 6, [])
    asks = {
        Phase(pep.phase): pep.sections.filter(key="premium").exists() for pep in PersonalEducationPlan.objects.all()
    }
    assert asks == {
        Phase.EARLY_YEARS: False,
        Phase.PRIMARY: False,
        Phase.SECONDARY: False,
        Phase.POST_16: True,
    }


def test_the_page_says_where_a_section_is_asked_whatever_is_chosen(cast):
    client = signed_in(cast.head)
    assert (
        "Pupil premium (always asked in plans for Post-16)"
        in client.get(reverse("peps:switch_sections")).content.decode()
    )

    client.post(reverse("peps:switch_sections"), {"asked": ["people", "permissions"]})

    assert "Not asked (always asked in plans for Post-16)" in client.get(reverse("peps:form")).content.decode()
