"""The guides: which there are, which goes with a role and which with a page. Their texts stand in templates/help/."""

from collections.abc import Iterable

from accounts.enums import Role

PAGES: dict[str, str] = {
    "my-work": "My work",
    "children": "The list of children",
    "child": "A child's page",
    "changes": "What changed, and what follows",
    "moving-school": "Reporting and planning a move",
    "leaving": "The closing form",
    "our-school": "What schools send: attendance, attainment, who is who",
    "collecting": "Collecting figures from schools",
    "summary": "Education summaries",
    "merging": "Two records of one child",
    "keeping-the-record": "Adding to the record, and putting it right",
    "plans": "The list of plans",
    "plan": "One plan, and what is left to do",
    "section": "Filling in a section",
    "reading": "Reading a plan",
    "submitting": "Submitting your part",
    "meeting": "The meeting",
    "late": "When a plan is late",
    "closing": "Closing a plan",
    "delegation": "Opening and handing out a term's plans",
    "quality": "Checking a plan's quality",
    "points": "Answering development points",
    "figures": "Figures",
    "funding": "Pupil premium",
    "terms": "Terms and their dates",
    "form": "The form of your plans",
    "imports": "What was imported",
    "people": "People and their posts",
    "caseloads": "Handing work on",
    "letters": "Letters that the portal sends",
    "who-looked": "Who looked at what",
    "signing-in": "Signing in, and staying signed in",
}

ROLES: dict[str, str] = {
    Role.SOCIAL_WORKER: "social-worker",
    Role.TEAM_ADMINISTRATOR: "team-administrator",
    Role.TEAM_MANAGER: "team-manager",
    Role.DESIGNATED_TEACHER: "designated-teacher",
    Role.SCHOOL_COLLEAGUE: "school-colleague",
    Role.HEADTEACHER: "headteacher",
    Role.VS_OFFICER: "virtual-school-officer",
    Role.VIRTUAL_SCHOOL_HEAD: "virtual-school-head",
    Role.DATA_OFFICER: "data-officer",
    Role.IRO: "reviewing-officer",
    Role.ADVISER: "personal-adviser",
    Role.SERVICE_MANAGER: "service-manager",
    Role.FINANCE_OFFICER: "finance-officer",
    Role.INFORMATION_GOVERNANCE: "information-governance",
    Role.SYSTEM_ADMINISTRATOR: "system-administrator",
}

TITLES: dict[str, str] = PAGES | {slug: f"Guide: {Role(role).label.lower()}" for role, slug in ROLES.items()}
TITLES["reviewing-officer"] = "Guide: independent reviewing officer (IRO)"

FOR_PAGE: dict[str, str] = {
    "workspace:my_work": "my-work",
    "workspace:children": "children",
    "workspace:child": "child",
    "workspace:child_tab": "child",
    "children:add_row": "keeping-the-record",
    "children:end_row": "keeping-the-record",
    "children:row_in_error": "keeping-the-record",
    "workspace:school": "our-school",
    "workspace:register": "keeping-the-record",
    "children:enter_attendance": "our-school",
    "children:enter_attainment": "our-school",
    "children:confirm_people": "our-school",
    "children:collect": "collecting",
    "children:collection": "collecting",
    "children:collection_people": "collecting",
    "children:ask_schools": "collecting",
    "workspace:summaries": "summary",
    "workspace:summary": "summary",
    "records:merge": "merging",
    "records:merge_two": "merging",
    "workspace:changes": "changes",
    "workspace:moves": "moving-school",
    "children:closing": "leaving",
    "children:report_change": "moving-school",
    "children:report_school": "moving-school",
    "children:report_left": "moving-school",
    "children:report_placement": "moving-school",
    "children:report_worker": "moving-school",
    "children:plan_move": "moving-school",
    "children:move": "moving-school",
    "children:move_consulted": "moving-school",
    "children:move_approved": "moving-school",
    "children:move_agreed": "moving-school",
    "children:move_withdrawn": "moving-school",
    "peps:board": "plans",
    "peps:task_list": "plan",
    "peps:what_changed": "reading",
    "peps:section": "section",
    "peps:history": "section",
    "peps:read_section": "reading",
    "peps:document": "reading",
    "peps:submit_part_1": "submitting",
    "peps:meeting": "meeting",
    "peps:say_why_late": "late",
    "peps:close": "closing",
    "peps:open": "delegation",
    "peps:delegation": "delegation",
    "peps:bring_in": "plans",
    "peps:earlier_plan": "reading",
    "peps:attach": "section",
    "peps:attachment": "section",
    "peps:remove_attachment": "section",
    "peps:hand_on": "section",
    "peps:change_owner": "plan",
    "peps:respond": "submitting",
    "peps:decide_request": "section",
    "peps:form": "form",
    "peps:switch_sections": "form",
    "peps:word_voice": "form",
    "peps:preview_form": "form",
    "peps:add_local_question": "form",
    "peps:change_local_question": "form",
    "peps:remove_local_question": "form",
    "peps:local_part": "form",
    "peps:caseloads": "caseloads",
    "peps:caseload": "caseloads",
    "peps:end_post": "people",
    "accounts:letters": "letters",
    "accounts:my_letters": "letters",
    "accounts:letter": "letters",
    "accounts:send_again": "letters",
    "accounts:audit": "who-looked",
    "accounts:people": "people",
    "accounts:person": "people",
    "accounts:invite": "people",
    "accounts:invite_again": "people",
    "accounts:change_details": "people",
    "accounts:begin_post": "people",
    "accounts:guides": "",
    "accounts:guide": "",
    "accounts:who_does_what": "",
    "account_change_password": "signing-in",
    "account_reauthenticate": "signing-in",
}
"""By name of the address; where it does not stand, the app's own guide does."""

FOR_APP: dict[str, str] = {
    "peps": "plan",
    "quality": "quality",
    "reports": "figures",
    "funding": "funding",
    "accounts": "people",
}


def guide_for(view_name: str) -> str:
    """The slug of the page's guide, or nothing."""
    if view_name.startswith("children:") and view_name not in FOR_PAGE:
        return "terms" if "term" in view_name else "imports"
    if view_name.startswith("quality:") and "point" in view_name:
        return "points"
    return FOR_PAGE.get(view_name, FOR_APP.get(view_name.split(":", maxsplit=1)[0], ""))


def guides_of(roles: Iterable[str]) -> list[str]:
    """Slugs, in the order of the roles; each once."""
    return list(dict.fromkeys(ROLES[role] for role in roles if role in ROLES))
