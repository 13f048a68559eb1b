"""Pages of their own: a child, a carer and a parent say what they think by a link, without an account."""

import datetime as dt
import io
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.access import ActNotAllowed
from accounts.clock import pretend
from accounts.models import AuditRecord
from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.section_read import rows_of
from peps.documents.signed_copy import body_of, freeze
from peps.enums import Audience, OwnPageFor, PepStatus
from peps.models import Attachment, OwnAnswer, OwnPage, PersonalEducationPlan, Revision
from peps.questions.blueprint.ask import FACES
from peps.questions.own_questions import PICTURES, own_questions
from peps.sections.completeness import missing
from peps.voice import guest_links, submission
from peps.voice.guest_links import CannotHandOver, hand_over
from tests.cast import TODAY
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
LAST_DAY = dt.date(2026, 12, 20)


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


def link(pep, by, made_for=OwnPageFor.CHILD) -> str:
    """The address, as it stands on the square code."""
    _, token = hand_over(pep=pep, made_for=made_for, last_day=LAST_DAY, by=by, at=AT)
    return reverse("peps:own_start", args=[token])


def opened(address) -> Client:
    """A phone in which the link was opened."""
    phone = Client()
    phone.get(address)
    phone.post(address)
    return phone


def page_of(pep, made_for=OwnPageFor.CHILD) -> OwnPage:
    return pep.own_pages.filter(made_for=made_for).latest("pk")


def number_of(pep, key, made_for=OwnPageFor.CHILD) -> int:
    return [each.key for each in own_questions(pep, made_for)].index(key) + 1


def say(phone, pep, key, text, *, shared_with="EVERYONE", made_for=OwnPageFor.CHILD):
    address = reverse("peps:own_question", args=[page_of(pep, made_for).reference, number_of(pep, key, made_for)])
    return phone.post(address, {"text": text, "shared_with": shared_with})


def send(phone, pep, made_for=OwnPageFor.CHILD):
    return phone.post(reverse("peps:own_check", args=[page_of(pep, made_for).reference]))


def text_in_plan(pep, key) -> str:
    return next((section.text(key) for section in pep.sections.all() if section.text(key)), "")


def drawing(name="drawing.png", *, grey=255) -> SimpleUploadedFile:
    """Of another grey it is another picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (grey, grey, grey)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


class TestTheLink:
    def test_a_social_worker_hands_over_a_link_that_is_shown_once(self, cast, pep):
        client = signed_in(cast.sam)
        response = client.post(reverse("peps:hand_over", args=[pep.reference, "child"]), {"last_day": "20/12/2026"})
        shown = client.get(response.url).content.decode()

        address = re.search(r'value="(http[^"]+/own/open/[^"]+)"', shown)[1]
        assert "data:image/svg+xml" in shown
        assert Client().get(address[address.index("/own/open/") :]).status_code == 200
        assert client.get(response.url).status_code == 302  # nobody sees it a second time
        assert address.rpartition("/own/open/")[2].strip("/") not in str(list(OwnPage.objects.values()))

    def test_before_it_is_opened_it_names_nobody_and_opens_nothing(self, cast, pep):
        address = link(pep, cast.sam)

        page = Client().get(address)

        assert "Robin" not in page.content.decode()
        assert "Hazelwood" not in page.content.decode()
        assert page_of(pep).opened_at is None
        assert page["Cache-Control"] == "no-store, private"

    def test_opened_it_shows_the_questions_and_the_name_the_child_is_called_by_and_no_more(self, cast, pep):
        phone = opened(link(pep, cast.sam))

        page = phone.get(reverse("peps:own_question", args=[page_of(pep).reference, 1])).content.decode()

        assert "Robin" in page
        for leak in ("Hazelwood", cast.school.name, "Sam Person", pep.reference):
            assert leak not in page

    def test_a_new_link_ends_the_former_and_keeps_what_was_typed(self, cast, pep):
        former = link(pep, cast.sam)
        phone = opened(former)
        say(phone, pep, "hard", "Fractions")
        newer = link(pep, cast.sam)

        assert Client().get(former).status_code == 410
        assert OwnPage.objects.filter(pep=pep).count() == 1
        assert "Fractions" in phone.get(reverse("peps:own_check", args=[page_of(pep).reference])).content.decode()
        assert Client().get(newer).status_code == 200

    def test_a_page_for_the_carer_leaves_the_childs_as_it_was(self, cast, pep):
        childs = link(pep, cast.sam)
        say(opened(childs), pep, "hard", "Fractions")
        carers = link(pep, cast.sam, OwnPageFor.CARER)

        assert OwnPage.objects.filter(pep=pep).count() == 2
        assert [Client().get(address).status_code for address in (childs, carers)] == [200, 200]
        assert not page_of(pep, OwnPageFor.CARER).browsers.exists()

    @pytest.mark.parametrize("ended", ["sent", "withdrawn"])
    def test_after_one_that_was_sent_or_withdrawn_there_is_a_page_of_its_own(self, cast, pep, ended):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "Fractions")
        first = page_of(pep)
        if ended == "sent":
            send(phone, pep)
        else:
            guest_links.withdraw(page=first, by=cast.sam, at=AT)

        assert Client().get(link(pep, cast.sam)).status_code == 200
        assert page_of(pep) != first

    def test_withdrawing_one_link_leaves_those_of_others_as_they_were(self, cast, pep):
        childs, carers = link(pep, cast.sam), link(pep, cast.sam, OwnPageFor.CARER)
        another_childs = link(open_plan(cast.other), cast.stranger)
        guest_links.withdraw(page=page_of(pep), by=cast.sam, at=AT)

        assert [Client().get(address).status_code for address in (childs, carers, another_childs)] == [410, 200, 200]

    @pytest.mark.parametrize("who", ["headteacher", "iro", "finance", "nobody"])
    def test_who_hands_no_page_over_withdraws_none(self, cast, pep, who):
        address = link(pep, cast.sam)
        with pytest.raises(ActNotAllowed):
            guest_links.withdraw(page=page_of(pep), by=getattr(cast, who), at=AT)

        assert Client().get(address).status_code == 200

    def test_what_was_sent_is_not_withdrawn_and_who_withdrew_a_link_first_stands(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "Fractions")
        send(phone, pep)
        guest_links.withdraw(page=page_of(pep), by=cast.sam, at=AT)
        assert page_of(pep).withdrawn_at is None

        link(pep, cast.sam)
        for person in (cast.sam, cast.manager):
            guest_links.withdraw(page=page_of(pep), by=person, at=AT)
        assert page_of(pep).withdrawn_by == cast.sam
        assert AuditRecord.objects.filter(act="own_page.withdrawn").count() == 1

    @pytest.mark.parametrize("ended", ["sent", "withdrawn", "past its day", "plan signed"])
    def test_it_works_until_it_is_sent_withdrawn_past_its_day_or_the_plan_is_finished(self, cast, pep, ended):
        address = link(pep, cast.sam)
        phone = opened(address)
        say(phone, pep, "hard", "Fractions")
        day = TODAY
        if ended == "sent":
            send(phone, pep)
        if ended == "withdrawn":
            signed_in(cast.sam).post(reverse("peps:withdraw_own_page", args=[pep.reference, page_of(pep).reference]))
        if ended == "past its day":
            day = LAST_DAY + dt.timedelta(days=1)
        if ended == "plan signed":
            PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)

        with pretend(day):
            assert Client().get(address).status_code == 410
            assert say(phone, pep, "hard", "Fractions and more").status_code == 410
        assert OwnAnswer.objects.get().text == "Fractions"

    @pytest.mark.parametrize(("days", "is_handed_over"), [(-1, False), (0, True), (90, True), (91, False)])
    def test_its_last_day_lies_from_today_on_within_ninety_days(self, cast, pep, days, is_handed_over):
        last = TODAY + dt.timedelta(days=days)
        if is_handed_over:
            hand_over(pep=pep, made_for=OwnPageFor.CHILD, last_day=last, by=cast.sam, at=AT)
        else:
            with pytest.raises(CannotHandOver, match="within the next 90 days"):
                hand_over(pep=pep, made_for=OwnPageFor.CHILD, last_day=last, by=cast.sam, at=AT)
        assert pep.own_pages.exists() is is_handed_over

    def test_on_its_last_day_it_works(self, cast, pep):
        address = link(pep, cast.sam)
        with pretend(LAST_DAY):
            assert Client().get(address).status_code == 200

    def test_a_link_that_never_was_says_no_more_than_one_that_ended(self, cast, pep):
        link(pep, cast.sam)
        made_up = Client().get(reverse("peps:own_start", args=["never-was"]))

        assert made_up.status_code == 410
        assert "does not work any more" in made_up.content.decode()

    def test_a_signed_plan_cannot_be_asked_about_and_a_stranger_hands_over_nothing(self, cast, pep):
        with pytest.raises(PersonalEducationPlan.DoesNotExist):
            hand_over(pep=pep, made_for=OwnPageFor.CHILD, last_day=LAST_DAY, by=cast.stranger, at=AT)
        with pytest.raises(CannotHandOver, match="within the next"):
            hand_over(pep=pep, made_for=OwnPageFor.CHILD, last_day=dt.date(2027, 12, 1), by=cast.sam, at=AT)
        with pytest.raises(CannotHandOver, match="once the plan is signed off"):
            hand_over(pep=pep, made_for=OwnPageFor.COPY, last_day=LAST_DAY, by=cast.sam, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)
        with pytest.raises(CannotHandOver, match="finished"):
            hand_over(pep=pep, made_for=OwnPageFor.CHILD, last_day=LAST_DAY, by=cast.sam, at=AT)

    def test_neither_the_log_nor_the_audit_holds_the_token(self, cast, pep, capfd):
        address = link(pep, cast.sam)
        opened(address)

        token = address.strip("/").rpartition("/")[2]
        out = capfd.readouterr()
        assert token not in out.out + out.err
        assert token not in str(list(AuditRecord.objects.values()))


class TestWhatIsTyped:
    def test_a_phone_that_was_dropped_finds_its_words_again_by_the_link(self, cast, pep):
        address = link(pep, cast.sam)
        phone = opened(address)
        say(phone, pep, "hard", "Fractions")

        assert phone.cookies[f"own-{page_of(pep).reference}"]["path"] == "/own/"  # sent to the link's page too
        phone.post(address)  # picked up, and the link pressed once more
        page = phone.get(reverse("peps:own_question", args=[page_of(pep).reference, number_of(pep, "hard")]))
        assert "Fractions" in page.content.decode()

    def test_opened_elsewhere_it_shows_nothing_of_what_was_typed(self, cast, pep):
        address = link(pep, cast.sam)
        say(opened(address), pep, "hard", "Fractions")

        elsewhere = opened(address)
        reference = page_of(pep).reference
        pages = [
            elsewhere.get(reverse("peps:own_question", args=[reference, number_of(pep, "hard")])),
            elsewhere.get(reverse("peps:own_check", args=[reference])),
        ]
        for page in pages:
            assert page.status_code == 200
            assert "Fractions" not in page.content.decode()
            assert "another phone or computer" in page.content.decode()

    def test_only_what_another_browser_wrote_on_the_same_page_is_said_to_be_there(self, cast, pep):
        theirs = open_plan(cast.other)
        say(opened(link(theirs, cast.stranger)), theirs, "hard", "Spelling")
        address = link(pep, cast.sam)
        first = opened(address)
        opened(address)
        say(first, pep, "hard", "Fractions")
        say(first, pep, "going_well", "")

        found = [guest_links.answered_elsewhere(browser) for browser in page_of(pep).browsers.order_by("pk")]
        assert found == [frozenset(), {"hard"}]

    def test_without_the_browsers_key_a_page_of_the_link_is_closed(self, cast, pep):
        opened(link(pep, cast.sam))

        assert Client().get(reverse("peps:own_question", args=[page_of(pep).reference, 1])).status_code == 410
        assert signed_in(cast.sam).get(reverse("peps:own_check", args=[page_of(pep).reference])).status_code == 410

    def test_nobody_reads_it_before_it_is_sent(self, cast, pep):
        say(opened(link(pep, cast.sam)), pep, "hard", "Fractions")

        assert text_in_plan(pep, "hard") == ""
        assert (
            "Fractions" not in signed_in(cast.sam).get(reverse("peps:own_pages", args=[pep.reference])).content.decode()
        )

    def test_sent_it_stands_in_the_plan_in_the_childs_words_and_says_how_it_was_found_out(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "Fractions")
        say(phone, pep, "wish_for_targets", "Reading faster")
        done = send(phone, pep)

        assert "It is sent" in phone.get(done.url).content.decode()
        assert text_in_plan(pep, "hard") == "Fractions"
        assert text_in_plan(pep, "wish_for_targets") == "Reading faster"
        views = pep.sections.get(key="views")
        assert (views.text("gave_views"), views.text("views_found")) == ("yes", "PAGE")
        assert views.text("views_asked_by") == "Sam Person"
        section = signed_in(cast.teacher).get(reverse("peps:section", args=[pep.reference, "views"])).content.decode()
        assert "In their own words, on a page of their own, 1 December 2026" in section

    def test_what_two_phones_wrote_is_sent_together_and_nothing_is_lost(self, cast, pep):
        address = link(pep, cast.sam)
        say(opened(address), pep, "hard", "Fractions")
        second = opened(address)
        say(second, pep, "hard", "Getting up")
        say(second, pep, "going_well", "Art")
        send(second, pep)

        assert text_in_plan(pep, "hard") == "Fractions\n\nGetting up"
        assert text_in_plan(pep, "going_well") == "Art"

    def test_a_word_that_stands_in_the_former_answer_drops_nothing_of_it(self, cast, pep):
        address = link(pep, cast.sam)
        say(opened(address), pep, "hard", "I like maths and I miss my brother")
        second = opened(address)
        say(second, pep, "hard", "maths")
        send(second, pep)

        assert text_in_plan(pep, "hard") == "I like maths and I miss my brother\n\nmaths"

    def test_the_same_words_on_two_phones_are_said_once(self, cast, pep):
        address = link(pep, cast.sam)
        say(opened(address), pep, "hard", "Fractions")
        second = opened(address)
        say(second, pep, "hard", "Fractions")
        send(second, pep)

        assert text_in_plan(pep, "hard") == "Fractions"

    def test_the_childs_words_stand_before_what_was_written_for_them_and_that_is_kept(self, cast, pep):
        section = pep.sections.get(key="views")
        section.answers["hard"] = {"text": "Robin finds maths hard.", "n": 3}
        section.save()
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "Fractions")
        send(phone, pep)

        assert text_in_plan(pep, "hard") == "Fractions"
        kept = Revision.objects.get(question_key="hard")
        assert (kept.old_text, kept.by) == ("Robin finds maths hard.", None)
        history = signed_in(cast.teacher).get(reverse("peps:history", args=[pep.reference, "views"])).content.decode()
        assert "Written on a page of their own" in history

    def test_a_child_is_not_late_when_the_part_is_in_already(self, cast, pep):
        address = link(pep, cast.sam)
        pep.parts.update(submitted_at=AT, first_submitted_at=AT)
        phone = opened(address)
        say(phone, pep, "hard", "Fractions")
        send(phone, pep)

        assert text_in_plan(pep, "hard") == "Fractions"
        assert pep.events.filter(name="own_page_sent").count() == 1

    def test_what_comes_after_the_part_is_in_stands_in_no_ones_way_at_sign_off(self, cast, pep):
        fill(pep, by=cast.officer)
        section = pep.sections.get(key="views")
        section.answers = {"gave_views": {"text": "no", "n": 1}, "views_not_given": {"text": "Away", "n": 1}}
        section.save()
        address = link(pep, cast.sam)
        pep.parts.update(submitted_at=AT, first_submitted_at=AT)
        assert missing(pep) == []
        phone = opened(address)
        say(phone, pep, "would_help", "A quiet place")  # one answer, and the others left out
        send(phone, pep)

        assert missing(PersonalEducationPlan.objects.get(pk=pep.pk)) == []
        assert {"key": "What would help me", "value": "A quiet place"} in rows_of(
            body_of(pep, section_keys={"views"})["sections"][0], READS_ALL
        )

    def test_before_that_its_owner_reads_the_section_through_again(self, cast, pep):
        fill(pep, by=cast.officer)
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "Fractions")
        send(phone, pep)

        assert [each.section_key for each in missing(PersonalEducationPlan.objects.get(pk=pep.pk))] == ["views"]

    def test_an_empty_page_is_not_sent(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        response = send(phone, pep)

        assert response.status_code == 422
        assert "There is nothing here yet" in response.content.decode()

    def test_a_face_is_an_answer_that_the_plan_reads(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "feels", "NOT_GOOD")
        send(phone, pep)

        rows = rows_of(body_of(pep, section_keys={"views"})["sections"][0], READS_ALL)
        assert {"key": "How I feel about school", "value": "Not good"} in rows


class TestWhoMayRead:
    def test_what_is_not_for_home_is_in_no_carers_copy_of_this_plan_or_the_next(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "know_about_me", "I miss my brother", shared_with="NOT_HOME")
        say(phone, pep, "hard", "Fractions")
        send(phone, pep)

        def carers(plan):
            sections = body_of(plan)["sections"]
            return str([rows_of(section, reader_of(Audience.CARER)) for section in sections])

        assert "Fractions" in carers(pep)
        assert "I miss my brother" not in carers(pep)
        assert "I miss my brother" in str(body_of(pep))
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)
        next_plan = open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2027, 1, 5)))
        assert text_in_plan(next_plan, "know_about_me") == "I miss my brother"
        assert "I miss my brother" not in carers(next_plan)

    def test_what_is_for_the_social_worker_alone_is_read_by_them_and_the_virtual_school_and_is_not_in_the_plan(
        self, cast, pep
    ):
        phone = opened(link(pep, cast.sam))
        say(phone, pep, "hard", "A boy hits me", shared_with="WORKER")
        say(phone, pep, "going_well", "Art")
        send(phone, pep)

        assert "A boy hits me" not in str(body_of(pep))
        url = reverse("peps:own_pages", args=[pep.reference])
        for person, reads in (
            (cast.sam, True),
            (cast.officer, True),
            (cast.teacher, False),
            (cast.administrator, False),
        ):
            page = signed_in(person).get(url)
            assert page.status_code == 200
            assert ("A boy hits me" in page.content.decode()) is reads
        assert AuditRecord.objects.filter(act="private_words.looked_at").count() == 2

    def test_of_two_choices_the_narrower_holds_and_every_word_is_read_there(self, cast, pep):
        address = link(pep, cast.sam)
        say(opened(address), pep, "hard", "Fractions")
        second = opened(address)
        say(second, pep, "hard", "A boy hits me", shared_with="WORKER")
        send(second, pep)

        assert text_in_plan(pep, "hard") == ""
        assert [text for _, text, _ in submission.private_words(pep)] == ["Fractions", "A boy hits me"]

    def test_a_private_drawing_is_given_to_those_alone_who_may_see_it(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        phone.post(
            reverse("peps:own_drawing", args=[page_of(pep).reference]), {"file": drawing(), "shared_with": "WORKER"}
        )
        send(phone, pep)
        kept = submission.private_drawings(pep).get()
        url = reverse("peps:private_drawing", args=[pep.reference, kept.pk])

        codes = {
            who: signed_in(getattr(cast, who)).get(url).status_code for who in ("sam", "head", "teacher", "stranger")
        }
        assert codes == {"sam": 200, "head": 200, "teacher": 403, "stranger": 404}
        assert not Attachment.objects.exists()


class TestDrawings:
    def test_a_drawing_joins_the_plan_when_it_is_sent_for_school_and_carer(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])
        phone.post(address, {"file": drawing(), "shared_with": "EVERYONE"})
        assert not Attachment.objects.exists()
        send(phone, pep)

        kept = Attachment.objects.get()
        assert (kept.kind, kept.section.key, kept.added_by) == ("DRAWING", "views", None)
        assert "CARER" in kept.audiences
        page = signed_in(cast.teacher).get(reverse("peps:section", args=[pep.reference, "views"])).content.decode()
        assert "from a page of their own" in page

    def test_a_picture_is_seen_in_the_browser_that_sent_it_and_nowhere_else(self, cast, pep):
        address = link(pep, cast.sam)
        phone, elsewhere = opened(address), opened(address)
        phone.post(
            reverse("peps:own_drawing", args=[page_of(pep).reference]), {"file": drawing(), "shared_with": "EVERYONE"}
        )
        pk = phone.get(reverse("peps:own_drawing", args=[page_of(pep).reference])).context["drawings"][0].pk
        picture = reverse("peps:own_picture", args=[page_of(pep).reference, pk])

        assert phone.get(picture)["Content-Type"] == "image/png"
        assert elsewhere.get(picture).status_code == 404

    def test_five_pictures_in_a_browser_are_enough(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])
        given = [{"file": drawing(grey=grey), "shared_with": "EVERYONE"} for grey in range(6)]
        codes = [phone.post(address, picture).status_code for picture in given]

        assert codes == [302] * 5 + [422]
        assert (
            "Take one away first"
            in phone.post(address, {"file": drawing(), "shared_with": "EVERYONE"}).content.decode()
        )

    def test_one_that_was_taken_away_does_not_join(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])
        phone.post(address, {"file": drawing(), "shared_with": "EVERYONE"})
        phone.post(address, {"take_away": str(phone.get(address).context["drawings"][0].pk)})
        say(phone, pep, "hard", "Fractions")
        send(phone, pep)

        assert not Attachment.objects.exists()

    def test_a_number_of_any_length_takes_no_drawing_away(self, cast, pep):
        phone = opened(link(pep, cast.sam))
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])
        phone.post(address, {"file": drawing(), "shared_with": "EVERYONE"})
        phone.post(address, {"take_away": "9" * 5000})

        assert len(phone.get(address).context["drawings"]) == 1

    def test_a_picture_that_unpacks_to_far_too_much_is_refused_in_words(self, cast, pep):
        small, phone = io.BytesIO(), opened(link(pep, cast.sam))
        Image.new("1", (14_000, 14_000)).save(small, "PNG")
        address = reverse("peps:own_drawing", args=[page_of(pep).reference])
        response = phone.post(
            address, {"file": SimpleUploadedFile("a.png", small.getvalue()), "shared_with": "EVERYONE"}
        )

        assert response.status_code == 422
        assert not page_of(pep).browsers.get().drawings.exists()

    @pytest.mark.parametrize("content", [b"", b"GIF89a not taken", b"<svg onload=alert(1)>"])
    def test_what_is_no_picture_is_refused_in_words(self, cast, pep, content):
        phone = opened(link(pep, cast.sam))
        response = phone.post(
            reverse("peps:own_drawing", args=[page_of(pep).reference]),
            {"file": SimpleUploadedFile("a.png", content), "shared_with": "EVERYONE"},
        )

        assert response.status_code in (302, 422)
        assert not page_of(pep).browsers.get().drawings.exists()


class TestCarerAndParent:
    def test_a_carer_writes_by_a_link_and_it_stands_in_their_section(self, cast, pep):
        carer = opened(link(pep, cast.sam, OwnPageFor.CARER))
        say(carer, pep, "home_goes_well", "We read together every night.", made_for=OwnPageFor.CARER)
        say(carer, pep, "carer_talk", "The way to school", made_for=OwnPageFor.CARER)
        send(carer, pep, OwnPageFor.CARER)

        assert text_in_plan(pep, "home_goes_well") == "We read together every night."
        assert text_in_plan(pep, "carer_talk") == "The way to school"
        assert text_in_plan(pep, "gave_views") == ""

    def test_a_parent_is_asked_one_question_and_carers_do_not_read_it(self, cast, pep):
        parent = opened(link(pep, cast.sam, OwnPageFor.PARENT))
        say(parent, pep, "parents_say", "Please tell me about sports day.", made_for=OwnPageFor.PARENT)
        send(parent, pep, OwnPageFor.PARENT)

        assert text_in_plan(pep, "parents_say") == "Please tell me about sports day."
        sections = body_of(pep)["sections"]
        assert "sports day" not in str([rows_of(section, reader_of(Audience.CARER)) for section in sections])

    def test_a_carer_has_no_page_to_draw_on_and_no_question_of_the_childs(self, cast, pep):
        carer = opened(link(pep, cast.sam, OwnPageFor.CARER))
        reference = page_of(pep, OwnPageFor.CARER).reference

        assert carer.get(reverse("peps:own_drawing", args=[reference])).status_code == 404
        assert carer.get(reverse("peps:own_question", args=[reference, 9])).status_code == 404
        assert carer.get(reverse("peps:own_copy", args=[reference])).status_code == 404


class TestTheCopy:
    @pytest.fixture
    @kept
    def signed(self, cast, pep):
        fill(pep, by=cast.officer)
        pep.signed_off_at = AT
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)
        pep.refresh_from_db()
        freeze(pep=pep, by=cast.head, at=AT)
        return pep

    def test_the_childs_own_copy_opens_by_a_link_and_ends_with_what_they_are_entitled_to(self, cast, signed):
        phone = opened(link(signed, cast.sam, OwnPageFor.COPY))
        page = phone.get(reverse("peps:own_copy", args=[page_of(signed, OwnPageFor.COPY).reference]))

        text = page.content.decode()
        assert "My targets now" in text
        assert text.index("My targets now") < text.index("What you are entitled to") < text.index("Who to tell")
        assert "An advocate" in text
        paper = phone.get(reverse("peps:own_copy_pdf", args=[page_of(signed, OwnPageFor.COPY).reference]))
        assert paper.content.startswith(b"%PDF")
        assert "Robin" not in paper["Content-Disposition"]

    def test_an_authority_writes_those_words_itself(self, cast, signed):
        client = signed_in(cast.head)
        client.post(
            reverse("peps:words_for_children"),
            {"entitlements": "A laptop\nA mentor", "whom_to_tell": "Ring Alex.", "help_now": "Ring someone now."},
        )
        phone = opened(link(signed, cast.sam, OwnPageFor.COPY))
        page = phone.get(reverse("peps:own_copy", args=[page_of(signed, OwnPageFor.COPY).reference])).content.decode()

        assert "<li>A laptop</li>" in page
        assert "Ring Alex." in page
        assert "An advocate" not in page


def test_a_browser_that_asks_for_json_is_told_that_it_is_saved_or_closed(cast, pep):
    phone = opened(link(pep, cast.sam))
    address = reverse("peps:own_question", args=[page_of(pep).reference, 1])
    saved = phone.post(address, {"text": "Hello"}, headers={"accept": "application/json"})
    guest_links.withdraw(page=page_of(pep), by=cast.sam, at=AT)
    closed = phone.post(address, {"text": "Hello again"}, headers={"accept": "application/json"})

    assert saved.json() == {"saved": True}
    assert (closed.status_code, "does not work" in closed.json()["closed"]) == (410, True)


def test_every_picture_beside_a_question_is_there():
    drawn = set(PICTURES.values()) - {"faces"} | {f"face-{code.lower().replace('_', '-')}" for code, _ in FACES}
    not_there = {name for name in drawn if finders.find(f"images/own/{name}.svg") is None}
    assert not_there == set()
