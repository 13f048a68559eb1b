"""One section as somebody reads it: its answers and the rows of its table, as far as they are for this reader."""

from typing import Any

from govuk_forms.fields import in_pounds
from peps.audiences.audiences import Reader, audiences_of, is_for, with_lines
from peps.audiences.withheld_names import as_told
from peps.documents.signed_copy import Body, body_of
from peps.models import PersonalEducationPlan

Rows = list[dict[str, str]]


def rows_read(*, pep: PersonalEducationPlan, section_key: str, person: Any) -> Rows:
    """[{key, value}] for a summary list; what is not for this reader is left out."""
    reader = audiences_of(person, pep)
    return rows_of(as_told(body_of(pep, section_keys={section_key}), reader)["sections"][0], reader)


def rows_of(section: Body, reader: Reader) -> Rows:
    """The same of a section of the plan's body, as it is told to this reader (peps/audiences/withheld_names.py)."""
    rows = [
        {"key": answer["label"], "value": with_lines(answer, reader)}
        for answer in section["answers"]
        if is_for(answer["audiences"], reader)
    ]
    table = section["table"]
    if table and is_for(table["audiences"], reader):
        rows += _rows_of_table(table, reader)
    return rows


def _rows_of_table(table: Body, reader: Reader) -> Rows:
    rows = [{"key": each["label"], "value": each["text"]} for each in table.get("details", []) + table.get("notes", [])]
    rows += [{"key": each["scale"], "value": f"{each['score']} ({each['band']})"} for each in table.get("scores", [])]
    rows += [
        {"key": f"Action {number}", "value": "\n".join(filter(None, each.values()))}
        for number, each in enumerate(table.get("actions", []), start=1)
    ]
    if table.get("total"):
        rows.append({"key": "Total difficulties", "value": f"{table['total']['score']} ({table['total']['band']})"})
    rows += [
        {"key": each["target"], "value": "\n".join(filter(None, [each["result"], each["evidence"]]))}
        for each in table.get("reviews", [])
    ]
    rows += [{"key": each["subject"], "value": _result(each)} for each in table.get("results", [])]
    rows += [{"key": each["what"], "value": _provision(each, reader)} for each in table.get("provisions", [])]
    for target in table.get("targets", []):
        rows.append({"key": f"Target {target['number']}: {target['area']}", "value": _target(target, reader)})
    return rows


def _result(row: Body) -> str:
    said = (("Last time", row["last"]), ("Now", row["now"]), ("Aim", row["aim"]), ("Expected", row["expected"]))
    return "\n".join(f"{label}: {text}" for label, text in said if text)


def _provision(row: Body, reader: Reader) -> str:
    lines = [f"{each['label']}: {each['text']}" for each in row["details"]]
    if row["cost_pence"] and is_for(row["cost_audiences"], reader):
        lines.append(f"Cost: {in_pounds(row['cost_pence'])}")
    return "\n".join(lines)


def _target(target: Body, reader: Reader) -> str:
    lines = [target["outcome"], *(f"{each['label']}: {each['text']}" for each in target["details"] if each["text"])]
    if is_for(target["cost_audiences"], reader):
        lines += [f"{cost['what']}: {in_pounds(cost['asked_pence'])}, {cost['source']}" for cost in target["costs"]]
    return "\n".join(lines)
