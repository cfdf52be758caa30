"""frictionless as its documentation advises: a package of resources with schemas, constraints and a foreign key;
what constraints cannot say is a check of one's own (`Check`).

    python with_frictionless.py rules.json WORKBOOK

It names row and field by number, which is nearly the cell. It reads with openpyxl; error cells are text.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from frictionless import Check, Checklist, Detector, Package, Resource, Schema, errors
from frictionless.formats import ExcelControl


class Rules(Check):
    """Days in order and not in the future, words and numbers that must not be there."""

    Errors = (errors.CellError,)

    def __init__(self, rules: dict, today: date) -> None:
        super().__init__()
        self.rules, self.today = rules, today
        self.free = {header: re.compile(pattern) for header, pattern in rules["free_of"].items()}

    def validate_row(self, row) -> Iterator[errors.CellError]:
        """Cells of a row that break a rule."""

        def wrong(header: str, note: str) -> errors.CellError:
            return errors.CellError.from_row(row, note=note, field_name=header)

        for later, earlier in self.rules["order"]:
            a, b = row[later], row[earlier]
            if a and b and a < b:
                yield wrong(later, "before the other")
        for header in self.rules["past"]:
            if row[header] and row[header] > self.today:
                yield wrong(header, "in the future")
        for header, pattern in self.free.items():
            if row[header] and pattern.search(row[header]):
                yield wrong(header, "identity number")
        for header, words in self.rules["not_in"].items():
            if row[header] in words:
                yield wrong(header, "vague")
        for header, value in row.items():
            if value == "#N/A":
                yield wrong(header, "error cell")


def resource(path: str, rules: dict, master: str) -> Resource:
    """One sheet with its schema."""
    fields = []
    for header in rules["headers"]:
        constraints = {}
        if header in rules["required"]:
            constraints["required"] = True
        if header in rules["choices"]:
            constraints["enum"] = rules["choices"][header]
        if header in rules["patterns"]:
            constraints["pattern"] = rules["patterns"][header]
        if header == rules["unique"]:
            constraints["unique"] = True
        kind = "date" if header in rules["dates"] else rules["clock"].get(header, "string")
        given = {"name": header, "type": kind, "constraints": constraints}
        fields.append(given if kind == "string" else {**given, "format": "any"})
    described = {"fields": fields}
    if rules["known"]:
        described["foreignKeys"] = [
            {"fields": [rules["known"]], "reference": {"resource": "customer-master", "fields": [master]}}
        ]
    return Resource(
        name=rules["table"].replace("_", "-"),
        path=path,
        control=ExcelControl(sheet=rules["sheet"], stringified=False),
        schema=Schema.from_descriptor(described),
        detector=Detector(schema_sync=False),
    )


def main() -> None:
    """Check all sheets."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    today = date.fromisoformat(told["today"])
    path = Path(sys.argv[2])
    master = told["tables"][0]["unique"]
    package = Package(
        resources=[resource(path.name, rules, master) for rules in told["tables"]], basepath=str(path.parent)
    )
    found = set()
    for item, rules in zip(package.resources, told["tables"], strict=True):
        checklist = Checklist(checks=[Rules(rules, today)])
        report = item.validate(checklist, limit_errors=10**6)
        for number, field in report.flatten(["rowNumber", "fieldNumber"]):
            if number:
                place = field if field else rules["headers"].index(rules["known"]) + 1
                found.add((rules["sheet"], f"{letters(place)}{number}"))
    json.dump(sorted(found), sys.stdout, ensure_ascii=False)


def letters(column: int) -> str:
    """Letters of a column counted from 1."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


if __name__ == "__main__":
    main()
