"""A child's words may be a disclosure: somebody reads them the same day, and the child is told whom to ring now."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from accounts import letters
from accounts.clock import pretend
from accounts.models import AuditRecord, Letter, Notice, Post
from accounts.notices import ONE_DAY
from children.models import Allocation, NamedPerson
from peps.enums import OwnPageFor
from peps.models import OwnPage, OwnPageReading, WordsForChildren
from peps.voice import disclosure
from tests.cast import TODAY
from tests.factories import PostFactory, UserFactory, open_plan
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import drawing, link, opened, page_of, say, send
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
WORDS = "A boy at home hits me"
TUESDAY, WEDNESDAY, THURSDAY = TODAY, TODAY + ONE_DAY, TODAY + 2 * ONE_DAY
FRIDAY, SATURDAY, MONDAY = dt.date(2026, 12, 4), dt.date(2026, 12, 5), dt.date(2026, 12, 7)
NOTICE = "Read what the young person sent: Robin Hazelwood"


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def child_sends(cast, pep, *, on=TODAY, shared_with="EVERYONE", text=WORDS, made_for=OwnPageFor.CHILD, key="hard"):
    phone = opened(link(pep, cast.sam, made_for))
    with pretend(on):
        say(phone, pep, key, text, shared_with=shared_with, made_for=made_for)
        send(phone, pep, made_for)
    return page_of(pep, made_for)


def told(day=None):
    rows = Notice.objects.filter(kind__startswith="own_page")
    return {row.person.name for row in (rows.filter(created_at__date=day) if day else rows)}


def round_of(day):
    with pretend(day):
        return disclosure.queue_for(day, at=moment(day, 7))


def open_it(person, page, on=TODAY):
    with pretend(on):
        return signed_in(person).get(reverse("peps:own_page_sent", args=[page.pep.reference, page.reference]))


def my_work(person, on=TODAY):
    with pretend(on):
        return signed_in(person).get(reverse("workspace:my_work")).content.decode()


class TestToldTheSameDay:
    @pytest.mark.alike
    @pytest.mark.parametrize("on", [TUESDAY, FRIDAY, SATURDAY, dt.date(2026, 12, 6)])
    @pytest.mark.parametrize("shared_with", ["EVERYONE", "NOT_HOME", "WORKER"])
    def test_the_social_worker_by_a_letter_that_goes_the_same_day(self, cast, pep, on, shared_with):
        child_sends(cast, pep, on=on, shared_with=shared_with)

        assert told() == {"Sam Person"}
        letter = Letter.objects.get(kind__startswith="own_page")
        assert letter.day == on
        letters.send_waiting(is_working_day=False)
        assert [each.to for each in mail.outbox] == [[cast.sam.email]]

    def test_neither_a_word_nor_a_name_stands_in_notice_and_mail(self, cast, pep):
        child_sends(cast, pep, shared_with="WORKER")

        notice, letter = (
            Notice.objects.get(kind__startswith="own_page"),
            Letter.objects.get(kind__startswith="own_page"),
        )
        for text in (notice.text, notice.path, notice.key, letter.subject, letter.body):
            for leak in (WORDS, "hits", "Robin", "Hazelwood", cast.school.name):
                assert leak not in text
        assert pep.child.reference in letter.body

    def test_it_waits_for_no_digest_and_stands_in_none(self, cast, pep):
        child_sends(cast, pep)

        letters.gather(TODAY, at=moment(TODAY))
        assert not any("own page" in letter.body for letter in Letter.objects.filter(kind=letters.DIGEST))

    def test_a_drawing_alone_is_told_too(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])
        phone.post(address, {"file": drawing(), "shared_with": "WORKER"})
        send(phone, pep)

        assert told() == {"Sam Person"}

    def test_whoever_covers_for_them(self, cast, pep):
        cover = UserFactory(name="Casey Cover")
        PostFactory(user=cover, role="SW", team=cast.team, stands_in_for=cast.sam)
        page = child_sends(cast, pep)

        assert told() == {"Sam Person", "Casey Cover"}
        assert NOTICE in my_work(cover)
        open_it(cover, page)
        assert NOTICE not in my_work(cast.sam)

    def test_when_the_worker_has_left_whoever_covers_or_else_the_team_manager(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        Post.objects.filter(user=cast.sam).update(until=TODAY)
        say(phone, pep, "hard", WORDS)
        send(phone, pep)

        assert told() == {"Manager Person"}
        assert NOTICE in my_work(cast.manager)

    def test_when_a_worker_is_on_a_long_leave_whose_account_does_not_work(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        cover = UserFactory(name="Casey Cover")
        PostFactory(user=cover, role="SW", team=cast.team, stands_in_for=cast.sam)
        type(cast.sam).objects.filter(pk=cast.sam.pk).update(is_active=False)
        say(phone, pep, "hard", WORDS)
        send(phone, pep)

        assert told() == {"Casey Cover"}

    def test_when_there_is_nobody_in_the_team_service_manager_and_head(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        Allocation.objects.filter(child=cast.child).delete()
        say(phone, pep, "hard", WORDS)
        send(phone, pep)

        assert told() == {"Service_Manager Person", "Head Person"}

    def test_of_a_restricted_child_those_alone_who_are_named_on_it(self, cast, pep):
        address = link(pep, cast.officer)
        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)
        NamedPerson.objects.create(child=cast.child, person=cast.officer, from_date=TODAY)
        phone = opened(address)
        say(phone, pep, "hard", WORDS)
        send(phone, pep)
        round_of(WEDNESDAY)
        round_of(THURSDAY)

        assert told() == {"Officer Person"}

    @pytest.mark.parametrize(
        ("made_for", "key", "what"),
        [(OwnPageFor.CARER, "home_worries", "Read what the carer sent"), (OwnPageFor.PARENT, "parents_say", "Read what the parent sent")],
    )  # fmt: skip
    def test_what_carer_and_parents_send_is_told_and_does_not_climb(self, cast, pep, made_for, key, what):
        page = child_sends(cast, pep, made_for=made_for, key=key, text="The bus is late.")
        for day in (WEDNESDAY, THURSDAY, FRIDAY):
            round_of(day)

        assert told() == {"Sam Person"}
        assert "The bus" not in Letter.objects.get(kind__startswith="own_page").body
        assert what in my_work(cast.sam)
        open_it(cast.sam, page)
        assert what not in my_work(cast.sam)

    def test_nobody_is_told_of_what_was_not_sent(self, cast, pep):
        say(opened(link(pep, cast.sam)), pep, "hard", WORDS)
        round_of(WEDNESDAY)

        assert told() == set()
        assert "young person sent" not in my_work(cast.sam)


class TestUntilItIsRead:
    def test_it_stays_in_my_work_until_it_is_opened_and_who_read_it_is_on_the_plans_page(self, cast, pep):
        page = child_sends(cast, pep)
        assert NOTICE in my_work(cast.sam, FRIDAY)
        for who in ("teacher", "officer", "stranger", "manager"):
            assert NOTICE not in my_work(getattr(cast, who))

        shown = open_it(cast.sam, page).content.decode()

        assert WORDS in shown
        assert NOTICE not in my_work(cast.sam, FRIDAY)
        reading = OwnPageReading.objects.get()
        assert (reading.by, reading.at.date()) == (cast.sam, TODAY)
        for who in ("sam", "teacher", "officer"):
            plan = signed_in(getattr(cast, who)).get(reverse("peps:task_list", args=[pep.reference])).content.decode()
            assert "Read by Sam Person, 1 December 2026" in plan
        assert AuditRecord.objects.filter(act="own_page.read").count() == 1

    def test_the_first_look_of_each_person_counts(self, cast, pep):
        page = child_sends(cast, pep)
        for on in (TUESDAY, WEDNESDAY):
            open_it(cast.sam, page, on)
            open_it(cast.manager, page, on)

        assert [(row.by, row.at.date()) for row in OwnPageReading.objects.all()] == [
            (cast.sam, TUESDAY),
            (cast.manager, TUESDAY),
        ]

    @pytest.mark.parametrize(("sent", "climbs", "again"), [(TUESDAY, WEDNESDAY, THURSDAY), (FRIDAY, MONDAY, dt.date(2026, 12, 8)), (SATURDAY, MONDAY, dt.date(2026, 12, 8)), (dt.date(2026, 12, 24), dt.date(2026, 12, 29), dt.date(2026, 12, 30))])  # fmt: skip
    def test_unread_it_climbs_on_the_next_working_day_and_again_on_the_one_after(self, cast, pep, sent, climbs, again):
        page = child_sends_late(cast, pep, sent)
        day = sent
        while day < climbs:
            assert told() == {"Sam Person"}
            day += ONE_DAY
            round_of(day)
        assert told() == {"Sam Person", "Manager Person"}
        assert NOTICE in my_work(cast.manager, climbs)
        assert NOTICE not in my_work(cast.head, climbs)

        round_of(again)

        assert told() == {"Sam Person", "Manager Person", "Service_Manager Person", "Head Person"}
        assert NOTICE in my_work(cast.head, again)
        open_it(cast.manager, page, again)
        assert NOTICE not in my_work(cast.head, again)

    def test_each_is_told_once_however_often_the_round_runs(self, cast, pep):
        child_sends(cast, pep)
        assert [round_of(WEDNESDAY), round_of(WEDNESDAY), round_of(THURSDAY), round_of(FRIDAY)] == [1, 0, 2, 0]
        assert Letter.objects.filter(kind__startswith="own_page").count() == 4

    @pytest.mark.parametrize(("who", "ends"), [("sam", True), ("manager", True), ("head", True), ("officer", False)])
    def test_only_the_reading_of_those_who_answer_for_the_child_ends_it(self, cast, pep, who, ends):
        page = child_sends(cast, pep)
        assert open_it(getattr(cast, who), page).status_code == 200

        assert (round_of(WEDNESDAY) == 0) is ends

    def test_a_new_social_worker_is_told_the_next_morning(self, cast, pep):
        child_sends(cast, pep)
        newcomer = UserFactory(name="New Worker")
        PostFactory(user=newcomer, role="SW", team=cast.team)
        Allocation.objects.filter(child=cast.child, kind="SW").update(person=newcomer)

        round_of(WEDNESDAY)

        assert told() == {"Sam Person", "New Worker", "Manager Person"}
        assert NOTICE in my_work(newcomer, WEDNESDAY)

    @pytest.mark.parametrize(
        ("who", "code"),
        [("sam", 200), ("manager", 200), ("head", 200), ("officer", 200), ("administrator", 403), ("teacher", 403), ("iro", 403), ("stranger", 404), ("other_teacher", 404), ("service_manager", 404), ("adviser", 404)],
    )  # fmt: skip
    def test_what_was_sent_opens_to_those_alone_who_may_read_all_of_it(self, cast, pep, who, code):
        page = child_sends(cast, pep, shared_with="WORKER")

        response = open_it(getattr(cast, who), page)

        assert response.status_code == code
        assert (WORDS in response.content.decode()) is (code == 200)
        assert OwnPageReading.objects.exists() is (code == 200)

    def test_a_page_that_was_not_sent_is_read_by_nobody(self, cast, pep):
        say(opened(link(pep, cast.sam)), pep, "hard", WORDS)

        assert open_it(cast.sam, page_of(pep)).status_code == 404


def child_sends_late(cast, pep, on):
    """The link works for some weeks."""
    link(pep, cast.sam)
    OwnPage.objects.update(until=dt.date(2027, 2, 1))
    phone = opened(link(pep, cast.sam))
    OwnPage.objects.update(until=dt.date(2027, 2, 1))
    with pretend(on):
        say(phone, pep, "hard", WORDS)
        send(phone, pep)
    return page_of(pep)


class TestWhomToRingNow:
    def pages(self, cast, pep):
        address = link(pep, cast.sam)
        phone = opened(address)
        say(phone, pep, "hard", WORDS)
        reference = page_of(pep).reference
        yield phone.get(address)
        yield phone.get(reverse("peps:own_question", args=[reference, 1]))
        yield phone.get(reverse("peps:own_drawing", args=[reference]))
        yield phone.get(reverse("peps:own_check", args=[reference]))
        send(phone, pep)
        yield phone.get(reverse("peps:own_sent", args=[reference]))
        yield phone.get(address)  # closed by now

    def test_every_page_of_the_childs_says_it(self, cast, pep):
        for page in self.pages(cast, pep):
            shown = page.content.decode()
            assert "Do you need help now?" in shown
            assert 'href="tel:999"' in shown
            assert 'href="tel:08001111"' in shown

    def test_with_the_authoritys_own_numbers_and_words_from_the_page_of_the_head(self, cast, pep):
        given = {
            "entitlements": "A laptop", "whom_to_tell": "Ring Alex.", "help_now": "Ring us. We want to know.",
            "social_worker_phone": "01632 960710", "out_of_hours_phone": "01632 960799",
        }  # fmt: skip
        assert signed_in(cast.head).post(reverse("peps:words_for_children"), given).status_code == 302

        for page in self.pages(cast, pep):
            shown = page.content.decode()
            assert "Ring us. We want to know." in shown
            assert 'href="tel:01632960710"' in shown
            assert 'href="tel:01632960799"' in shown
            assert 'href="tel:999"' in shown

    def test_and_from_the_profile_which_leaves_the_rest_as_it_was(self, cast):
        WordsForChildren.objects.create(entitlements="A laptop", whom_to_tell="Ring Alex.", help_now="Ring us.")

        call_command("load_profile", "fernshire")

        words = WordsForChildren.objects.get()
        assert (words.entitlements, words.help_now) == ("A laptop", "Ring us.")
        assert (words.social_worker_phone, words.out_of_hours_phone) == ("01632 960710", "01632 960799")

    def test_a_carer_is_not_spoken_to_as_a_child(self, cast, pep):
        carer = opened(link(pep, cast.sam, OwnPageFor.CARER))
        page = carer.get(reverse("peps:own_question", args=[page_of(pep, OwnPageFor.CARER).reference, 1]))

        assert "Do you need help now?" not in page.content.decode()


@pytest.mark.parametrize("made_for", [OwnPageFor.CHILD, OwnPageFor.CARER])
def test_whoever_sends_is_told_that_the_social_worker_reads_it_and_not_who_made_the_link(cast, pep, made_for):
    phone = opened(link(pep, cast.teacher, made_for))
    say(
        phone,
        pep,
        {"CHILD": "hard", "CARER": "home_goes_well"}[made_for],
        WORDS,
        shared_with="WORKER",
        made_for=made_for,
    )

    text = phone.get(reverse("peps:own_check", args=[page_of(pep, made_for).reference])).content.decode()

    assert "Teacher Person" not in text, "a child who tells the social worker alone is not told that a teacher reads it"
    assert "ocial worker reads it" in text
