from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from workspace.errands import errands_of
from workspace.oversight import oversight_for
from workspace.work import work_of

A_LIST = 25

# For those whose work is not a list of children: where their pages are. (act, page, its name, what is there)
PLACES = (
    (Action.READ_FIGURES, "reports:dashboard", "Figures", "How many plans are complete, in time and late"),
    (Action.RELEASE_INSTALMENTS, "funding:release", "Instalments to release", "What is due after sign-off"),
    (Action.READ_LEDGER, "funding:accounts", "Funding", "What each child's school was given, and when"),
    (Action.MANAGE_PEOPLE, "accounts:people", "People", "Invite people, and end their posts"),
    (Action.MANAGE_TERMS, "children:terms", "Terms", "Term dates, and the deadlines of plans"),
    (Action.READ_IMPORTS, "imports:imports", "Imports", "What came in, and what was refused"),
    (Action.BRING_FILES_IN, "imports:upload", "Bring files in", "Try them first, then take them"),
    (Action.COLLECT_FIGURES, "children:collect", "Collecting figures", "Which schools have not sent theirs"),
    (Action.MERGE_RECORDS, "records:merge", "Two records of one child", "Make them one"),
    (Action.READ_LETTERS, "accounts:letters", "Letters", "What the portal sent, and what did not arrive"),
    (Action.READ_AUDIT, "accounts:audit", "Who looked", "Who opened which child's page, and what was done"),
)


class MyWork(ActionView):
    """Everybody's first page: what is theirs to do, soonest first, and what waits for others."""

    action = Action.USE_PORTAL

    def get(self, request, *args, **kwargs):
        today = clock.today()
        person = request.user
        work = work_of(person, today)
        watches = access.may(person, Action.AUDIT_PEP)
        errands = errands_of(person, today)
        places = _places(person) if not access.may(person, Action.LIST_CHILDREN) else []
        context = {
            "page_title": "My work",
            "today": today,
            "posts": person.posts_held_today(),
            "oversight": oversight_for(person, today) if watches else None,
            "lists": [part for part in _lists(work) if part["rows"]],
            "errands": [
                {"errand": one, "days_left": (one.due_date - today).days if one.due_date else 0} for one in errands
            ],
            "places": places,
            "nothing_to_do": not (work.tasks or work.of_team or work.is_reader or watches or places or errands),
        }
        return TemplateResponse(request, "workspace/my_work.html", context)


def _lists(work) -> list[dict]:
    waiting = "Plans under way that you may read" if work.is_reader else "Waiting for others"
    board = reverse("peps:board")
    return [
        _list("To do", work.tasks, board),
        _list("Part 1 of your team's children", work.of_team, board),
        _list(waiting, work.waiting, board) | {"is_waiting": True},
    ]


def _list(title: str, rows: list, board: str) -> dict:
    return {"title": title, "rows": rows[:A_LIST], "number": len(rows), "more_href": board if rows[A_LIST:] else ""}


def _places(person) -> list[dict]:
    return [
        {"href": reverse(name), "text": text, "about": about}
        for action, name, text, about in PLACES
        if access.may(person, action)
    ]
