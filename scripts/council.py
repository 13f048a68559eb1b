"""Makes the made-up council and writes its rows, one a line, so that two of them can be compared.

    DATA_DIR=... python -m scripts.council [--from-nothing] FILE

What is random or comes from the machine's clock is replaced: keys by the place in their table, references by the row
they belong to, hashes and tokens by a dash, moments by their London day. What is left must be the same each time, on
either database, before and after a change that only moves code.
"""

import datetime as dt
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "pep_portal.settings"
os.environ.setdefault("PORTAL_TODAY", "2026-12-01")
django.setup()

from django.apps import apps
from django.core.management import call_command

from accounts import clock

RANDOM = re.compile(r"password|token|secret|sha256|session_key|session_data")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
HASH = re.compile(r"\b[0-9a-f]{32,64}\b")
LEFT_OUT = {"sessions.Session", "auth.Permission", "contenttypes.ContentType"}


def make(*, from_nothing: bool) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("demo", json=True, from_nothing=from_nothing, stdout=io.StringIO())


class Rows:
    def __init__(self) -> None:
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        self.models = sorted(
            (model for model in models if model._meta.label not in LEFT_OUT), key=lambda model: model._meta.label
        )
        self.places = {
            model: {pk: place for place, pk in enumerate(self._all(model).values_list("pk", flat=True))}
            for model in self.models
        }
        self.references = {
            reference: f"{model._meta.label}#{place}"
            for model in self.models
            if any(field.name == "reference" for field in model._meta.local_fields)
            for place, reference in enumerate(self._all(model).values_list("reference", flat=True))
            if reference
        }
        self.any_reference = re.compile("|".join(map(re.escape, self.references)) or "(?!)")

    def _all(self, model):
        return model._base_manager.order_by("pk")

    def lines(self):
        for model in self.models:
            for place, row in enumerate(self._all(model)):
                fields = {field.name: self.plain(field, row) for field in model._meta.local_concrete_fields}
                yield f"{model._meta.label}#{place} {json.dumps(fields, ensure_ascii=False, sort_keys=True)}"

    def plain(self, field, row) -> Any:
        value = getattr(row, field.attname)
        if field.primary_key or value is None:
            return None
        if field.is_relation:
            return f"{field.related_model._meta.label}#{self.places.get(field.related_model, {}).get(value)}"
        if RANDOM.search(field.name):
            return "-"
        if isinstance(value, dt.datetime):
            return str(clock.day_of(value))
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        text = MOMENT.sub(r"\1", text)
        return HASH.sub("-", self.any_reference.sub(lambda found: self.references[found[0]], text))


def main(arguments: list[str]) -> None:
    make(from_nothing="--from-nothing" in arguments)
    with Path(arguments[-1]).open("w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in Rows().lines())


if __name__ == "__main__":
    main(sys.argv[1:])
