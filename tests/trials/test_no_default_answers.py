"""No form has a default answer to a statement: what nobody chose is not chosen."""

import importlib
import pkgutil
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.models import ModelChoiceField
from django.urls import reverse

from children.editing.kinds import KINDS
from children.models import CareReview
from peps.enums import OwnPageFor, PlanAtReview
from peps.models import OwnAnswer, OwnDrawing, ReviewCheck, Target
from peps.questions.own_questions import own_questions
from peps.voice.submission import private_words
from tests.architecture.test_access_matrix import OF_A_CHILD, WITHOUT_A_CHILD, of_child, plain
from tests.architecture.test_views import APPS
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import drawing, link, opened, page_of, say, send, text_in_plan
from tests.signed_in import signed_in

CHOOSES = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput, forms.Select)
NOTHING = (None, "", [], (), False)
NO_STATEMENTS = {
    ("UploadForm", "is_dry_run"): "how a file is taken, not what is true; a trial changes nothing",
    ("UploadForm", "is_strict"): "how a file is taken, not what is true",
    ("ChildrenFilter", "care"): "a filter of a list",
    ("ChangesFilter", "since"): "a filter of a list",
}
"""Form and field with a default that is no answer to a question about a child, a plan or a person, and why."""
SHOWN_AS_THEY_ARE = {
    "peps:switch_sections": "which sections are asked today: a setting as it is",
    "peps:local_part": "who is asked today: a setting as it is",
    "peps:change_owner": "who is asked today: it is what may be changed",
    "children:change_term": "a term as it was entered",
    "peps:bank": "a search, which begins with the age of the child",
    "peps:board": "filters and order of a list",
    "workspace:children": "filters and order of a list",
    "workspace:register": "filters and order of a list",
    "workspace:changes": "filters of a list",
    "quality:queue": "filters of a list",
    "funding:accounts": "filters of a list",
    "reports:dashboard": "filters of a page of figures",
    "accounts:people": "filters of a list",
    "accounts:letters": "filters of a list",
    "accounts:audit": "filters of a list",
    "imports:imports": "filters of a list",
    "children:enter_attendance": "which week is shown",
    "children:collection_people": "which round is shown",
    "imports:upload": "how a file is taken: see UploadForm",
}
"""Pages on which something is chosen when they are opened, and why it is no answer."""


def form_classes():
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" not in module.name and ".management" not in module.name:
                importlib.import_module(module.name)
    waiting, found = [forms.BaseForm], set()
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.split(".")[0] in APPS:
                found.add(each)
    return sorted(found, key=lambda each: (each.__module__, each.__qualname__))


def states_something(field) -> bool:
    if not isinstance(field.widget, CHOOSES):
        return False
    if field.initial is False and not isinstance(field.widget, forms.CheckboxInput):
        return True
    if field.initial not in NOTHING and not callable(field.initial):
        return True
    if not isinstance(field.widget, forms.Select) or isinstance(
        field.widget, (forms.RadioSelect, forms.SelectMultiple)
    ):
        return False
    if isinstance(field, ModelChoiceField):
        return field.empty_label is None
    choices = list(field.choices)
    return bool(choices) and choices[0][0] not in NOTHING


def test_no_form_declares_a_default_answer():
    classes = form_classes()
    assert len(classes) > 40
    stated = {
        (each.__name__, name)
        for each in classes
        for name, field in getattr(each, "base_fields", {}).items()
        if states_something(field)
    }
    assert stated == set(NO_STATEMENTS)


class Chosen(HTMLParser):
    """Names of what is chosen on a page: radios and ticks that are set, lists that stand on something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._list: str | None = None
        self._options: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("type") in ("radio", "checkbox") and "checked" in given:
            self.found.add(given.get("name") or "")
        if tag == "select":
            self._list, self._options = given.get("name") or "", []
        if tag == "option" and self._list is not None:
            self._options.append((given.get("value") or "", "selected" in given))

    def handle_endtag(self, tag):
        if tag == "select" and self._list is not None:
            standing = [value for value, is_chosen in self._options if is_chosen] or [v for v, _ in self._options[:1]]
            if any(standing):
                self.found.add(self._list)
            self._list = None


def test_the_parser_sees_what_is_chosen():
    page = """<input type=radio name=a value=1 checked><input type=radio name=b value=1>
    <select name=c><option value="">-</option><option value=1>1</option></select>
    <select name=d><option value=1>1</option></select><select name=e><option value="">-</option><option value=1 selected>1</option></select>"""
    assert Chosen(page).found == {"a", "d", "e"}


ORDER = ("officer", "head", "sam", "teacher", "admin", "data_officer", "finance", "governance", "service_manager")


def addresses_of_the_matrix(cast, pep):
    """(name, who, address) of every page that a role may open."""
    for name, (allowed, _) in OF_A_CHILD.items():
        yield name, first_of(allowed), of_child(name, pep)
    for name, allowed in WITHOUT_A_CHILD.items():
        yield name, first_of(allowed), plain(name, cast)


def addresses_of_rows(cast, pep):
    review = CareReview.objects.create(child=cast.child, review_date=TODAY, state="BOOKED")
    target = Target.objects.create(pep=pep, area="MATHEMATICS", outcome="Adds fractions.")
    for kind in (each for each in KINDS.values() if each.asked):
        yield f"add {kind.slug}", "officer", reverse("children:add_row", args=[cast.child.reference, kind.slug])
    for section in pep.sections.all():
        yield f"section {section.key}", "officer", reverse("peps:section", args=[pep.reference, section.key])
    yield "peps:check_at_review", "iro", reverse("peps:check_at_review", args=[review.pk])
    yield "peps:add_cost", "officer", reverse("peps:add_cost", args=[pep.reference, target.reference])
    yield "peps:add_invitee", "officer", reverse("peps:add_invitee", args=[pep.reference])
    yield "peps:hand_over", "sam", reverse("peps:hand_over", args=[pep.reference, "child"])


def first_of(allowed):
    return next(who for who in (*ORDER, *sorted(allowed)) if who in allowed)


@pytest.mark.django_db
def test_no_page_is_opened_with_an_answer_on_it(cast):
    pep = open_plan(cast.child)
    from_record = {
        key for section in pep.sections.all() for key, answer in section.answers.items() if answer.get("source")
    }
    clients, found = {}, {}
    for name, who, url in (*addresses_of_the_matrix(cast, pep), *addresses_of_rows(cast, pep)):
        client = clients.setdefault(who, signed_in(getattr(cast, who)))
        response = client.get(url, follow=True)
        if response["Content-Type"].startswith("text/html"):
            found[name] = Chosen(response.content.decode()).found - from_record

    assert {name: names for name, names in found.items() if names and name not in SHOWN_AS_THEY_ARE} == {}


@pytest.mark.django_db
class TestTheReviewingOfficersPage:
    @pytest.fixture
    def review(self, cast):
        return CareReview.objects.create(child=cast.child, review_date=TODAY, state="BOOKED")

    def page(self, cast, review):
        return signed_in(cast.iro).get(reverse("peps:check_at_review", args=[review.pk])).content.decode()

    def test_names_child_and_review_links_the_plan_and_has_a_way_back(self, cast, review):
        pep = open_plan(cast.child)
        page = self.page(cast, review)

        assert "Robin Hazelwood · review on 1 December 2026" in page
        assert reverse("peps:task_list", args=[pep.reference]) in page
        assert f'href="{reverse("workspace:my_work")}">Back to My work' in page

    def test_says_when_there_is_no_plan(self, cast, review):
        assert "There is no plan for Robin in the portal" in self.page(cast, review)

    @pytest.mark.parametrize("there", [True, False])
    def test_nothing_is_chosen_and_nothing_is_saved_without_a_choice(self, cast, review, there):
        if there:
            pep = open_plan(cast.child, at=moment(TODAY))
            pep.parts.update(first_submitted_at=moment(TODAY), submitted_at=moment(TODAY))
        url = reverse("peps:check_at_review", args=[review.pk])

        assert Chosen(self.page(cast, review)).found == set()
        assert signed_in(cast.iro).post(url, {"note": "All well"}).status_code == 422
        assert not ReviewCheck.objects.exists()
        assert signed_in(cast.iro).post(url, {"found": PlanAtReview.OLD}).status_code == 302


@pytest.mark.django_db
class TestAChildChoosesWhoMaySee:
    @pytest.fixture
    def pep(self, cast):
        return open_plan(cast.child)

    def question(self, pep, key):
        number = [each.key for each in own_questions(pep, OwnPageFor.CHILD)].index(key) + 1
        return reverse("peps:own_question", args=[page_of(pep).reference, number])

    def test_nothing_is_chosen_in_their_place(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        for address in (self.question(pep, "hard"), reverse("peps:own_drawing", args=[page_of(pep).reference])):
            assert Chosen(phone.get(address).content.decode()).found == set()

    @pytest.mark.parametrize(
        "posted", [{}, {"shared_with": ""}, {"shared_with": "EVERYBODY"}, {"shared_with": "everyone"}]
    )
    def test_without_a_choice_the_words_are_kept_and_the_page_asks(self, cast, pep, posted):
        phone = opened(link(pep, cast.sam))
        asked = phone.post(self.question(pep, "hard"), {"text": "Fractions"} | posted)

        assert asked.status_code == 422
        assert "Choose who can see this." in asked.content.decode()
        assert "Fractions" in asked.content.decode()
        assert OwnAnswer.objects.get().text == "Fractions"

    def test_what_is_still_to_choose_is_said_at_the_top_and_leads_there(self, cast, pep):
        """On a phone the choice is below what can be seen: a page that looks the same again says nothing."""
        phone = opened(link(pep, cast.sam))
        for address, data, place in (
            (self.question(pep, "hard"), {"text": "Fractions"}, "share-everyone"),
            (self.question(pep, "hard"), {"text": "z" * 30_000, "shared_with": "EVERYONE"}, "text"),
            (reverse("peps:own_drawing", args=[page_of(pep).reference]), {"file": drawing()}, "file"),
        ):
            page = phone.post(address, data).content.decode()

            assert page.index(f'href="#{place}"') < page.index("<h1"), place
            assert f'id="{place}"' in page, place

    def test_typing_saves_by_itself_before_they_have_chosen(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        saved = phone.post(self.question(pep, "hard"), {"text": "Fractions"}, headers={"accept": "application/json"})

        assert saved.json() == {"saved": True}
        assert (OwnAnswer.objects.get().text, OwnAnswer.objects.get().shared_with) == ("Fractions", "")

    def test_it_is_not_sent_before_they_have_chosen(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        phone.post(self.question(pep, "hard"), {"text": "Fractions"})
        asked = send(phone, pep)

        assert asked.status_code == 422
        assert "Choose who can see what you wrote" in asked.content.decode()
        assert text_in_plan(pep, "hard") == ""
        say(phone, pep, "hard", "Fractions", shared_with="NOT_HOME")
        assert send(phone, pep).status_code == 302
        assert text_in_plan(pep, "hard") == "Fractions"

    def test_a_choice_made_once_holds_when_they_type_on(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "Fractions", shared_with="WORKER")
        phone.post(self.question(pep, "hard"), {"text": "Fractions and him"}, headers={"accept": "application/json"})

        assert OwnAnswer.objects.get().shared_with == "WORKER"

    def test_what_another_phone_left_open_is_for_the_social_worker_alone(self, cast, pep):
        address = link(pep, cast.sam)
        left = opened(address)
        left.post(self.question(pep, "hard"), {"text": "He hits me"})
        phone = opened(address)
        say(phone, pep, "going_well", "Art")
        assert send(phone, pep).status_code == 302

        assert text_in_plan(pep, "hard") == ""
        assert [text for _, text, _ in private_words(pep)] == ["He hits me"]

    def test_an_empty_answer_needs_no_choice(self, cast, pep):
        phone = opened(link(pep, cast.sam))

        assert phone.post(self.question(pep, "hard"), {"text": "  "}).status_code == 302

    def test_a_picture_without_a_choice_is_asked_for_again(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])

        assert phone.post(address, {"file": drawing()}).status_code == 422
        assert not OwnDrawing.objects.exists()

    def test_carer_and_parents_are_asked_for_none(self, cast, pep):
        carer = opened(link(pep, cast.sam, OwnPageFor.CARER))
        say(carer, pep, "home_worries", "Mornings", shared_with="", made_for=OwnPageFor.CARER)
        assert send(carer, pep, OwnPageFor.CARER).status_code == 302
        assert text_in_plan(pep, "home_worries") == "Mornings"


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", ["may_have_contact", "has_parental_responsibility"])
def test_what_nobody_said_of_a_contact_is_not_known_and_never_yes(cast, left_out):
    url = reverse("children:add_row", args=[cast.child.reference, "contact"])
    day = {"from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}
    given = {"name": "Ash Hazelwood", "relationship": "Father", "may_have_contact": "no"} | day
    given |= {"has_parental_responsibility": "yes"}
    del given[left_out]

    assert signed_in(cast.officer).post(url, given).status_code == 302

    assert getattr(cast.child.contacts.get(name="Ash Hazelwood"), left_out) is None
