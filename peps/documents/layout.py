"""What stands on the pages of a plan's paper: the body, with what its reader may not read left out."""

from collections.abc import Collection
from typing import Any

from django.utils.text import slugify

from children.protection.protective_facts import ProtectiveWarning
from peps.audiences.audiences import Reader, is_for, with_lines
from peps.audiences.withheld_names import as_told
from peps.enums import PartName

NOT_ANSWERED = "Not answered yet"
NO_SCHOOL = "No school place at the moment"
LONG = 700  # characters; about a quarter of a page
BEFORE_ANSWERS = ("MEETING", "TARGET_REVIEWS", "ATTAINMENT", "ATTENDANCE", "PROVISION")

Body = dict[str, Any]


def file_name(body: Body, *, is_draft: bool = False, ending: str = "pdf") -> str:
    """Says what the file is, and by the reference whose; never a name: 'PEP-autumn-2026-27-K7QFM3XP.pdf'."""
    title = slugify(body["title"].replace("/", "-")).replace("-term-", "-")
    return "-".join(filter(None, ["PEP", "draft" if is_draft else "", title, body["reference"]])) + f".{ending}"


def pages(body: Body, *, reader: Reader, is_draft: bool, warnings: Collection[ProtectiveWarning] = ()) -> Body:
    """What the template draws, in its order. Raises ValueError for a body of a schema that is not known here.

    `warnings` protect the child as of today, also on the paper of a plan that was signed before there were any.
    """
    if body["schema"] != 1:
        raise ValueError(f"A plan's body of schema {body['schema']} cannot be drawn.")
    body = as_told(body, reader)
    child, signed = body["child"], body["signed"]
    return {
        "authority": body["authority"],
        "document_title": f"Personal Education Plan of {child['called'] or body['reference']}: {body['title']}",
        "running_title": f"{body['title']} · {body['reference']}",
        "title": body["title"],
        "name": child["full_name"] or f"Child {body['reference']}",
        "unsigned": _unsigned(body) if is_draft else None,
        "warnings": [{"title": each.title, "text": each.text} for each in warnings],
        "facts": _facts(body, reader),
        "parts": [part for name in PartName if (part := _part(body, name, reader, is_draft))["sections"]],
        "signed": None if is_draft else signed,
    }


def _unsigned(body: Body) -> Body:
    if body["closed_on"]:
        return {
            "mark": "Not signed off",
            "text": f"this plan was closed on {body['closed_on']} before it was complete.",
        }
    return {
        "mark": "Draft",
        "text": "this plan is still being written and has not been signed off. Please do not pass it on.",
    }


def _facts(body: Body, reader: Reader) -> list[Body]:
    child = body["child"]
    facts = [
        ("Likes to be called", child["called"] if child["called"] not in child["full_name"].split() else ""),
        ("Date of birth", child["date_of_birth"]),
        ("Year group", f"{child['year_group']} ({body['phase']})"),
        ("School", (child["school"] or NO_SCHOOL) if is_for(child["school_audiences"], reader) else ""),
        ("Kind of plan", body["kind"]),
        ("Reference", body["reference"]),
    ]
    return _filled([{"label": label, "text": text} for label, text in facts] + body["dates"])


def _part(body: Body, name: PartName, reader: Reader, is_draft: bool) -> Body:
    heads = {
        PartName.PART_1: ("Part 1", "From the social worker"),
        PartName.SCHOOL: ("School part", "From the school, and from everybody at the meeting"),
    }
    title, who = heads[name]
    part = next((part for part in body["parts"] if part["name"] == name), {"in_on": "", "in_by": ""})
    wishes = _wishes(body.get("wishes", []), reader)
    sections = [
        _section(section, reader, is_draft, below=wishes if section["key"] == "views" else [])
        for section in body["sections"]
        if section["part"] == name
    ]
    by = f" by {part['in_by']}" if part["in_by"] else ""
    handed_in = f"Handed in{by} on {part['in_on']}." if part["in_on"] else "Not handed in yet."
    return {
        "title": title,
        "intro": f"{who}. {handed_in}",
        "sections": [
            section for section in sections if any(section[key] for key in ("rows", "table_first", "table_last"))
        ],
    }


def _section(section: Body, reader: Reader, is_draft: bool, *, below: list[Body]) -> Body:
    rows = [
        {**_row(answer["label"], with_lines(answer, reader) or NOT_ANSWERED), "is_open": not answer["text"]}
        for answer in section["answers"]
        if is_for(answer["audiences"], reader) and (answer["text"] or is_draft)
    ]
    table = section["table"]
    is_shown = table is not None and is_for(table["audiences"], reader)
    drawn = _TABLES[table["kind"]](table, reader) if is_shown else None
    stands_first = is_shown and table["kind"] in BEFORE_ANSWERS
    return {
        "title": section["title"],
        "note": f"Entered{_by(section)} on behalf of others." if section["is_on_behalf"] else "",
        "rows": rows + below,
        "table_first": drawn if stands_first else None,
        "table_last": None if stands_first else drawn,
    }


def _by(section: Body) -> str:
    return f" by {section['confirmed_by']}" if section["confirmed_by"] else ""


def _wishes(wishes: list[Body], reader: Reader) -> list[Body]:
    """You said, we did: only what was answered, for what was said stands with its question."""
    return [
        {**_row(f"You said: {with_lines(wish, reader)}", f"{wish['outcome']}. {wish['answer']}"), "is_open": False}
        for wish in wishes
        if wish["outcome"] and is_for(wish["audiences"], reader)
    ]


def _row(label: str, text: str) -> Body:
    return {"label": label, "text": text, "is_long": len(text) > LONG}


def _targets(table: Body, reader: Reader) -> Body | None:
    return {"targets": [_target(target, reader) for target in table["targets"]]} if table["targets"] else None


def _target(target: Body, reader: Reader) -> Body:
    costs = target["costs"] if is_for(target["cost_audiences"], reader) else []
    return {
        "title": f"Target {target['number']}: {target['area']}",
        "outcome": target["outcome"],
        "rows": _filled(target["details"]),
        "costs": [
            {
                "what": f"{line['what']}, {line['provider']}" if line["provider"] else line["what"],
                "source": line["source"],
                "asked": pounds(line["asked_pence"]),
            }
            for line in costs
        ],
        "total": pounds(sum(line["asked_pence"] for line in costs)) if len(costs) > 1 else "",
        "costs_title": f"What target {target['number']} costs",
    }


def _reviews(table: Body, reader: Reader) -> Body | None:
    rows = [
        {**row, "result": row["result"] or "Not reviewed yet", "evidence": _evidence(row, reader)}
        for row in table["reviews"]
    ]
    return {"reviews": rows} if rows else None


def _evidence(review: Body, reader: Reader) -> str:
    """Signed copies of before know neither impact nor money."""
    said = [review["evidence"]]
    if review.get("impact"):
        said.append(f"Difference that the help made: {review['impact'].lower()}.")
    if review.get("spent_pence") is not None and is_for(review["cost_audiences"], reader):
        said.append(f"Spent: {pounds(review['spent_pence'])}.")
    return "\n".join(filter(None, said))


def _scores(table: Body, reader: Reader) -> Body | None:
    if not table["scores"] and not table["notes"]:
        return None
    total = table["total"]
    return {
        "scores": [_banded(score) for score in table["scores"]],
        "total": _banded(total) if total else None,
        "rows": _filled(table["notes"]),
    }


def _provision(table: Body, reader: Reader) -> Body | None:
    rows = []
    for each in table["provisions"]:
        said = [f"{detail['label']}: {detail['text']}" for detail in each["details"]]
        if each["cost_pence"] and is_for(each["cost_audiences"], reader):
            said.append(f"Cost: {pounds(each['cost_pence'])}")
        rows.append({"label": each["what"], "text": "\n".join(said)})
    return {"rows": _filled(rows)} if rows else None


def _attainment(table: Body, reader: Reader) -> Body | None:
    rows = table["results"]
    return {"results": rows, "has_expected": any(row["expected"] for row in rows)} if rows else None


def _banded(score: Body) -> Body:
    return {**score, "band": score["band"].capitalize()}


def _details(table: Body, reader: Reader) -> Body | None:
    rows = _filled(table["details"]) + _actions(table.get("actions", []))
    return {"rows": rows} if rows else None


def _actions(actions: list[Body]) -> list[Body]:
    """Signed copies of before know none."""
    return [_row(f"Action {number}", action_told(each, sep="\n")) for number, each in enumerate(actions, start=1)]


def action_told(action: Body, *, sep: str) -> str:
    who = ", ".join(filter(None, [action["who"], f"by {action['by']}" if action["by"] else ""]))
    return sep.join(filter(None, [action["what"], who]))


_TABLES = {
    "TARGETS": _targets,
    "TARGET_REVIEWS": _reviews,
    "SDQ": _scores,
    "MEETING": _details,
    "PROVISION": _provision,
    "ATTAINMENT": _attainment,
    "ATTENDANCE": _details,
}


def pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"


def _filled(details: list[Body]) -> list[Body]:
    return [_row(detail["label"], detail["text"]) for detail in details if detail["text"]]
