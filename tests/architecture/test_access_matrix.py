"""Every address, for every role, for their own child and for another: one matrix that a non-programmer can read.

`own` is what the person gets for the child of their team or school, `other` for a child of another team and school,
whose record holds data that could leak. 200 the page, 403 theirs to see and not to do, 404 not theirs at all;
302 sends them on inside the portal.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.views.generic import RedirectView

from accounts.models import Letter
from peps.models import Section
from tests.cast import NAMES
from tests.factories import open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db

WHO = [*NAMES, "stranger", "other_teacher", "nobody"]
EVERYBODY = set(WHO)
VIRTUAL_SCHOOL = {"officer", "head"}
TEAM = {"sam", "administrator", "manager"}
SCHOOL = {"teacher"}
READERS = {"headteacher", "iro"}

# Pages about one child or plan: who gets 200 or is sent on for their own child; who gets 403; the rest get 404.
OF_A_CHILD = {
    "workspace:child": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS | {"adviser"}, set()),
    "workspace:child_tab": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS | {"adviser"}, set()),
    "workspace:summaries": (VIRTUAL_SCHOOL | {"sam", "manager", "teacher"}, {"administrator"} | READERS),
    "children:add_row": (VIRTUAL_SCHOOL | TEAM | SCHOOL | {"iro", "adviser"}, {"headteacher"}),
    "children:report_change": (VIRTUAL_SCHOOL | TEAM | SCHOOL, READERS | {"adviser"}),
    "children:report_school": (VIRTUAL_SCHOOL | TEAM, SCHOOL | READERS | {"adviser"}),
    "children:report_setting": (VIRTUAL_SCHOOL | TEAM, SCHOOL | READERS | {"adviser"}),
    "children:report_left": (VIRTUAL_SCHOOL | TEAM | SCHOOL, READERS | {"adviser"}),
    "children:report_placement": (VIRTUAL_SCHOOL | TEAM, SCHOOL | READERS | {"adviser"}),
    "children:report_worker": (VIRTUAL_SCHOOL | TEAM, SCHOOL | READERS | {"adviser"}),
    "children:protection": (VIRTUAL_SCHOOL | TEAM, set()),
    "children:put_up_address": (VIRTUAL_SCHOOL | TEAM, set()),
    "children:put_up_collecting": (VIRTUAL_SCHOOL | TEAM, set()),
    "children:put_up_no_contact": (VIRTUAL_SCHOOL | TEAM, set()),
    "children:restrict": ({"sam", "manager", "head"}, {"administrator", "officer"}),
    "children:plan_move": (VIRTUAL_SCHOOL | {"sam", "manager"}, {"administrator", "adviser"} | SCHOOL | READERS),
    "peps:task_list": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS, set()),
    "peps:what_changed": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS, set()),
    "peps:document": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS, set()),
    "peps:word": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS, set()),
    "peps:copies": (VIRTUAL_SCHOOL | TEAM, SCHOOL | {"iro"}),
    "peps:copy_sent": (VIRTUAL_SCHOOL | TEAM, SCHOOL | {"iro"}),
    "peps:meeting_pack": (VIRTUAL_SCHOOL | TEAM, SCHOOL | {"iro"}),
    "peps:bursary_letter": (VIRTUAL_SCHOOL | TEAM, SCHOOL | {"iro"}),
    "peps:filed": (VIRTUAL_SCHOOL | TEAM, SCHOOL | {"iro"}),
    "peps:child_copy": (VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS, set()),
    "peps:submit_part_1": (VIRTUAL_SCHOOL | {"sam", "manager"}, {"administrator", "teacher"} | READERS),
    "peps:close": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "peps:restore": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "peps:say_why_late": (
        VIRTUAL_SCHOOL | {"sam", "manager", "teacher", "service_manager"},
        {"administrator", "adviser"} | READERS,
    ),
    "peps:section": (VIRTUAL_SCHOOL | TEAM | SCHOOL, set()),
    "peps:read_section": (VIRTUAL_SCHOOL | TEAM | SCHOOL, set()),
    "peps:change_owner": (VIRTUAL_SCHOOL, TEAM | SCHOOL),
    "peps:respond": ({"sam", "manager"}, VIRTUAL_SCHOOL | {"administrator", "teacher"} | READERS),
    "peps:attach": (VIRTUAL_SCHOOL | TEAM, set()),
    "peps:history": (VIRTUAL_SCHOOL | TEAM, set()),
    "peps:hand_on": (VIRTUAL_SCHOOL | {"sam", "manager", "teacher"}, {"administrator"}),
    "peps:add_target": (VIRTUAL_SCHOOL | SCHOOL, set()),
    "peps:bank": (VIRTUAL_SCHOOL | SCHOOL, set()),
    "peps:add_provision": (VIRTUAL_SCHOOL | SCHOOL, set()),
    "peps:add_subject": (VIRTUAL_SCHOOL | SCHOOL, set()),
    "peps:sdq_items": (VIRTUAL_SCHOOL | SCHOOL, set()),
    "peps:sdq_chart": (VIRTUAL_SCHOOL | TEAM | SCHOOL, set()),
    "peps:progress": (VIRTUAL_SCHOOL | TEAM | SCHOOL, set()),
    "peps:note_progress": (VIRTUAL_SCHOOL | TEAM | SCHOOL, set()),
    "peps:extend": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "peps:own_pages": (VIRTUAL_SCHOOL | TEAM | SCHOOL, {"iro"}),
    "peps:wishes": (VIRTUAL_SCHOOL | TEAM | SCHOOL, {"iro"}),
    "peps:meeting": (VIRTUAL_SCHOOL | TEAM | SCHOOL, {"iro"}),
    "peps:plan_meeting": (VIRTUAL_SCHOOL | TEAM | SCHOOL, {"iro"}),
    "peps:cancel_meeting": (VIRTUAL_SCHOOL | TEAM | SCHOOL, {"iro"}),
    "peps:bring_in": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "peps:say_likely": (
        VIRTUAL_SCHOOL | SCHOOL | {"sam", "manager", "headteacher"},
        {"administrator", "iro", "adviser"},
    ),
    "peps:open": (VIRTUAL_SCHOOL | {"sam", "manager"}, {"administrator", "teacher"} | READERS),
    "quality:section": (VIRTUAL_SCHOOL | TEAM | SCHOOL, set()),
    "quality:check": (VIRTUAL_SCHOOL | SCHOOL, TEAM | READERS),
    "quality:audit": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "quality:sign_off": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "quality:return": (VIRTUAL_SCHOOL, TEAM | SCHOOL | READERS),
    "quality:points": (VIRTUAL_SCHOOL | {"sam", "manager", "teacher"}, {"administrator"} | READERS),
}

# Pages without a child: who gets in; the rest get 403.
WITHOUT_A_CHILD = {
    "workspace:my_work": EVERYBODY,
    "accounts:your_account": EVERYBODY,
    "accounts:change_email": EVERYBODY,
    "account_change_password": EVERYBODY,
    "accounts:who_does_what": EVERYBODY,
    "accounts:guides": EVERYBODY,
    "accounts:my_letters": EVERYBODY,
    "workspace:children": VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS | {"adviser", "stranger", "other_teacher"},
    "workspace:register": VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS | {"adviser", "stranger", "other_teacher"},
    "workspace:changes": VIRTUAL_SCHOOL | TEAM | {"iro", "stranger"},
    "workspace:undone_work": VIRTUAL_SCHOOL | {"admin", "data_officer"},
    "workspace:moves": VIRTUAL_SCHOOL | {"sam", "manager", "stranger"},
    "peps:board": VIRTUAL_SCHOOL | TEAM | SCHOOL | READERS | {"stranger", "other_teacher"},
    "peps:delegation": VIRTUAL_SCHOOL,
    "peps:closed_by_rule": VIRTUAL_SCHOOL,
    "quality:queue": VIRTUAL_SCHOOL,
    "funding:accounts": VIRTUAL_SCHOOL | {"finance"},
    "funding:release": VIRTUAL_SCHOOL | {"finance"},
    "peps:caseloads": VIRTUAL_SCHOOL | {"manager"},
    "reports:dashboard": VIRTUAL_SCHOOL | {"manager", "service_manager"},
    "children:protection_to_settle": {"sam", "manager", "head", "stranger"},
    "accounts:people": VIRTUAL_SCHOOL | {"admin"},
    "accounts:posts_to_approve": {"admin", "head"},
    "accounts:invite": VIRTUAL_SCHOOL | {"admin"},
    "accounts:invite_many": VIRTUAL_SCHOOL | {"admin"},
    "accounts:ask_to_invite": VIRTUAL_SCHOOL | TEAM | {"iro", "stranger"},
    "accounts:invitation_requests": VIRTUAL_SCHOOL | {"admin"},
    "accounts:letters": VIRTUAL_SCHOOL | {"admin"},
    "accounts:audit": {"head", "governance"},
    "children:terms": VIRTUAL_SCHOOL | {"admin"},
    "peps:form": {"head", "admin"},
    "peps:switch_sections": {"head", "admin"},
    "peps:add_local_question": {"head", "admin"},
    "peps:local_part": {"head", "admin"},
    "peps:target_settings": {"head", "admin"},
    "peps:own_bank": {"head", "admin"},
    "peps:attending": VIRTUAL_SCHOOL,
    "peps:clocks": {"head", "admin"},
    "peps:change_clocks": {"head", "admin"},
    "peps:words_for_children": {"head", "admin"},
    "peps:add_own_example": {"head", "admin"},
    "children:add_term": VIRTUAL_SCHOOL | {"admin"},
    "children:own_days": VIRTUAL_SCHOOL | {"admin"},
    "children:add_days_off": VIRTUAL_SCHOOL | {"admin"},
    "children:add_own_term": VIRTUAL_SCHOOL | {"admin"},
    "imports:term_dates_file": VIRTUAL_SCHOOL | {"admin"},
    "children:term": VIRTUAL_SCHOOL | {"admin"},
    "children:change_term": VIRTUAL_SCHOOL | {"admin"},
    "workspace:school": SCHOOL | {"headteacher", "other_teacher"},
    "children:collection_people": VIRTUAL_SCHOOL | {"data_officer"},
    "children:enter_attendance": VIRTUAL_SCHOOL | SCHOOL | {"other_teacher"},
    "children:enter_attainment": VIRTUAL_SCHOOL | SCHOOL | {"other_teacher"},
    "children:confirm_people": SCHOOL | {"headteacher", "other_teacher"},
    "records:merge": {"head", "data_officer"},
    "imports:upload": {"data_officer"},
    "imports:described": VIRTUAL_SCHOOL | {"admin", "data_officer"},
    "imports:missing_rows": VIRTUAL_SCHOOL | {"admin", "data_officer"},
    "imports:imports": VIRTUAL_SCHOOL | {"admin", "data_officer"},
}

WITH_ONE_MORE_WORD = {"workspace:child_tab": "school", "children:add_row": "note"}
OF_A_TERM = {"peps:delegation", "children:term", "children:change_term"}

# Pages that open without signing in. All of the sign-in library's that have an address stand here or above; who is
# signed in already is sent on by those of the way in.
PUBLIC = {
    "account_login": ("/accounts/login/", 200),
    "mfa_authenticate": ("/accounts/2fa/authenticate/", 302),
    "account_logout": ("/accounts/logout/", 302),
    "account_inactive": ("/accounts/inactive/", 200),
    "account_reset_password": ("/accounts/password/reset/", 200),
    "account_set_password": ("/accounts/password/reset/", 200),
    "account_reset_password_done": ("/accounts/password/reset/done/", 200),
    "account_reset_password_from_key": ("/accounts/password/reset/key/1-made-up/", 200),
    "account_reset_password_from_key_done": ("/accounts/password/reset/key/done/", 200),
    "accounts:confirm_email": ("/account/email/confirm/made-up/", 404),
    "council_css": ("/council.css", 200),
    "session": ("/session/", 200),
    "gallery": ("/components/", 200),
}

# Pages of a child, carer or parents, which open by a link that they were given: tests/peps/voice/test_own_pages.py tries them.
BY_LINK = {
    f"peps:own_{page}"
    for page in ("start", "page", "question", "check", "sent", "copy", "copy_pdf", "drawing", "picture")
}

# Addresses that the tables above do not try, each with where they are tried instead.
TRIED_ELSEWHERE = {
    "accounts:sign_out_elsewhere": "tests/accounts/test_who_signed_in.py",
    "accounts:withdraw_email_change": "tests/accounts/test_email_changes.py",
    "accounts:person": "tests/accounts/test_people_pages.py",
    "accounts:invite_again": "tests/accounts/test_people_pages.py",
    "accounts:change_details": "tests/accounts/test_people_pages.py",
    "accounts:decide_post": "tests/accounts/test_posts_to_approve.py",
    "accounts:invitation_request": "tests/accounts/test_invitation_requests.py",
    "accounts:begin_post": "tests/accounts/test_people_pages.py",
    "accounts:guide": "tests/accounts/test_people_pages.py",
    "accounts:letter": "tests/accounts/test_people_pages.py",
    "accounts:send_again": "tests/accounts/test_people_pages.py",
    "workspace:summary": "tests/workspace/test_summaries.py",
    "workspace:summary_paper": "tests/workspace/test_summaries.py",
    "children:school_year": "tests/children/calendar/test_school_year.py",
    "children:keep_protection": "tests/children/protection/test_protective_facts.py",
    "children:settle_protection": "tests/trials/test_unread_marks.py",
    "children:remove_protection": "tests/children/protection/test_protective_facts.py",
    "children:lift_restriction": "tests/children/protection/test_restricting.py",
    "children:end_row": "tests/children/editing/test_keeping_rows.py",
    "children:row_in_error": "tests/children/editing/test_keeping_rows.py",
    "children:correct_setting": "tests/children/editing/test_correcting_settings.py",
    "children:correct_row": "tests/children/identity/test_names.py",
    "children:collect": "tests/children/collection/test_collection.py",
    "children:collection": "tests/children/collection/test_collection.py",
    "children:ask_schools": "tests/children/collection/test_collection.py",
    "records:merge_two": "tests/records/test_merging.py",
    "imports:template": "tests/imports/arrivals/test_uploads.py",
    "imports:settle_missing_row": "tests/trials/test_leaving_a_file.py",
    "imports:stop_import": "tests/imports/arrivals/test_uploads.py",
    "imports:take_again": "tests/imports/arrivals/test_uploads.py",
    "imports:take_back": "tests/imports/running/test_taking_back.py",
    "imports:import_report": "tests/imports/arrivals/test_uploads.py",
    "children:move": "tests/children/moves/test_moves.py",
    "children:move_consulted": "tests/children/moves/test_moves.py",
    "children:move_approved": "tests/children/moves/test_moves.py",
    "children:move_agreed": "tests/children/moves/test_moves.py",
    "children:move_withdrawn": "tests/children/moves/test_moves.py",
    "children:closing": "tests/journeys/test_a_move_of_school.py",
    "imports:import": "tests/imports/alarms/test_import_pages.py",
    "funding:account": "tests/funding/test_pages.py",
    "funding:release_due": "tests/funding/test_pages.py",
    "peps:caseload_of_nobody": "tests/peps/caseloads/test_caseloads.py",
    "peps:caseload": "tests/peps/caseloads/test_caseloads.py",
    "peps:end_post": "tests/peps/caseloads/test_caseloads.py",
    "peps:word_voice": "tests/peps/questions/test_form_shape.py",
    "peps:preview_form": "tests/peps/questions/test_form_shape.py",
    "peps:change_local_question": "tests/peps/questions/test_form_shape.py",
    "peps:remove_local_question": "tests/peps/questions/test_form_shape.py",
    "peps:attachment": "tests/peps/attachments/test_attachments.py",
    "peps:remove_attachment": "tests/peps/attachments/test_attachments.py",
    "peps:earlier_plan": "tests/peps/legacy_plans/test_earlier_plans.py",
    "peps:decide_request": "tests/peps/section_owners/test_handing_on.py",
    "peps:save_draft": "tests/peps/sections/test_section_page.py",
    "peps:copy_file": "tests/peps/documents/test_copies.py",
    "peps:target": "tests/peps/targets/test_targets.py",
    "peps:target_draft": "tests/peps/targets/test_targets.py",
    "peps:target_advice": "tests/peps/targets/test_targets.py",
    "peps:take_out_target": "tests/peps/targets/test_targets.py",
    "peps:put_target_back": "tests/peps/targets/test_targets.py",
    "peps:add_cost": "tests/peps/targets/test_targets.py",
    "peps:change_cost": "tests/peps/targets/test_targets.py",
    "peps:remove_cost": "tests/peps/targets/test_targets.py",
    "peps:change_provision": "tests/peps/targets/test_targets.py",
    "peps:end_provision": "tests/peps/targets/test_targets.py",
    "peps:change_own_example": "tests/peps/targets/test_targets.py",
    "peps:remove_own_example": "tests/peps/targets/test_targets.py",
    "peps:close_unfinished": "tests/peps/life/test_closing.py",
    "peps:here": "tests/peps/sections/test_section_page.py",
    "peps:hand_over": "tests/peps/voice/test_own_pages.py",
    "peps:own_page_link": "tests/peps/voice/test_own_pages.py",
    "peps:withdraw_own_page": "tests/peps/voice/test_own_pages.py",
    "peps:private_drawing": "tests/peps/voice/test_own_pages.py",
    "peps:own_page_sent": "tests/trials/test_disclosure.py",
    "peps:note_beside": "tests/trials/test_own_words.py",
    "peps:correct_words": "tests/trials/test_own_words.py",
    "peps:answer_wish": "tests/peps/voice/test_wishes.py",
    "peps:likely_exclusion": "tests/trials/test_likely_exclusions.py",
    "peps:answer_likely": "tests/trials/test_likely_exclusions.py",
    "peps:close_likely": "tests/trials/test_likely_exclusions.py",
    "peps:check_at_review": "tests/peps/statutory_reviews/test_reviews.py",
    "peps:add_invitee": "tests/peps/meetings/test_meetings.py",
    "peps:change_invitee": "tests/peps/meetings/test_meetings.py",
    "peps:remove_invitee": "tests/peps/meetings/test_meetings.py",
    "peps:say_invited": "tests/peps/meetings/test_meetings.py",
    "reports:list": "tests/reports/test_pages.py",
}


@pytest.fixture
def plans(cast):
    return {"own": open_plan(cast.child), "other": open_plan(cast.other)}


@pytest.fixture
def clients(cast):
    """A browser for each person, signed in once; an error of a page is answered, as a visitor would have it."""
    found = {who: signed_in(getattr(cast, who)) for who in WHO}
    for client in found.values():
        client.raise_request_exception = False
    return found


def address(name, pep) -> str:
    for args in ([pep.reference], [pep.reference, pep.sections.first().key], [pep.child.reference]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise LookupError(name)


def of_child(name, pep) -> str:
    """Section pages are tried with a section that is the person's own part where they have one."""
    if name in WITH_ONE_MORE_WORD:
        return reverse(name, args=[pep.child.reference, WITH_ONE_MORE_WORD[name]])
    if name in {
        "workspace:child",
        "workspace:summaries",
        "peps:open",
        "peps:bring_in",
        "peps:say_likely",
    } or name.startswith("children:"):
        return reverse(name, args=[pep.child.reference])
    return address(name, pep)


def plain(name, cast) -> str:
    return reverse(name, args=[cast.term.key]) if name in OF_A_TERM else reverse(name)


def found_at(client, url) -> str:
    response = client.get(url)
    if response.status_code == 302:
        return "sign-in" if response.url.split("?")[0] == reverse("account_login") else "sent on"
    if response.status_code == 500:
        return repr(response.exc_info[1]) if response.exc_info else "error 500"
    return {200: "the page", 403: "refused", 404: "not found"}.get(response.status_code, str(response.status_code))


def wrong(clients, name, url, expected) -> list[str]:
    """One line for each person who gets something else than `expected` says of them."""
    return [
        f"{name} ({url}) for {who}: expected {' or '.join(right)}, found {found}"
        for who, right in expected.items()
        if (found := found_at(clients[who], url)) not in right
    ]


IN, PAGE, REFUSED, NOT_FOUND = ("the page", "sent on"), ("the page",), ("refused",), ("not found",)


@pytest.mark.usefixtures("nothing_is_drawn", "pages_are_drawn_once")
def test_a_page_of_a_child_opens_to_those_who_may_and_is_not_found_by_the_rest(plans, clients):
    found = []
    for name, (allowed, refused) in OF_A_CHILD.items():
        expected = {who: IN if who in allowed else REFUSED if who in refused else NOT_FOUND for who in WHO}
        found += wrong(clients, name, of_child(name, plans["own"]), expected)
    assert found == []


@pytest.mark.usefixtures("nothing_is_drawn", "pages_are_drawn_once")
def test_a_page_of_another_child_is_not_found(plans, clients):
    reach_both = VIRTUAL_SCHOOL | {"stranger", "other_teacher"}
    found = []
    for name in OF_A_CHILD:
        every_late_plan = {"service_manager"} if name == "peps:say_why_late" else set()  # by reference
        expected = {who: NOT_FOUND for who in WHO if who not in reach_both | every_late_plan}
        found += wrong(clients, name, of_child(name, plans["other"]), expected)
    assert found == []


@pytest.mark.usefixtures("pages_are_drawn_once")
def test_a_page_without_a_child_opens_to_these_roles(cast, clients):
    found = []
    for name, allowed in WITHOUT_A_CHILD.items():
        expected = {who: PAGE if who in allowed else REFUSED for who in WHO}
        found += wrong(clients, name, plain(name, cast), expected)
    assert found == []


def test_nobody_gets_in_without_signing_in(cast, plans):
    anonymous = {"nobody signed in": Client(raise_request_exception=False)}
    found = []
    for name in [*OF_A_CHILD, *WITHOUT_A_CHILD]:
        url = of_child(name, plans["own"]) if name in OF_A_CHILD else plain(name, cast)
        found += wrong(anonymous, name, url, {"nobody signed in": ("sign-in",)})
    assert found == []


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_that_opens_without_signing_in_is_one_of_these(db, name):
    url, code = PUBLIC[name]

    assert Client().get(url).status_code == code


def addresses(resolver=None, namespace="") -> dict[str, type]:
    """Every address of the portal by its name, with its view, wherever it comes from."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif getattr(pattern.callback, "view_class", None) is not RedirectView:
            found[f"{namespace}{pattern.name}"] = getattr(pattern.callback, "view_class", pattern.callback)
    return found


def test_every_address_is_tried_here_or_says_where():
    for path in set(TRIED_ELSEWHERE.values()):
        assert (settings.BASE_DIR / path).exists()
    tried = {*OF_A_CHILD, *WITHOUT_A_CHILD, *PUBLIC, *BY_LINK, *TRIED_ELSEWHERE}
    assert set(addresses()) - tried == set()


def test_no_other_address_opens_without_signing_in():
    public = {name for name, view in addresses().items() if getattr(view, "is_public", False)}

    assert public == {*PUBLIC, *BY_LINK}


def test_what_a_service_manager_sees_names_no_child(cast, plans):
    page = signed_in(cast.service_manager).get(reverse("reports:dashboard")).content.decode()

    assert "Hazelwood" not in page
    assert "Thistledown" not in page
    assert Section.objects.visible_to(cast.service_manager).count() == 0
    assert Letter.objects.count() == 0
