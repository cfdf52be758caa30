"""The script an engineer writes first: openpyxl, row by row.

    python with_openpyxl.py rules.json WORKBOOK [read-only|whole]

`read-only` streams, as openpyxl's page on optimised modes advises for large files; `whole` is `load_workbook` as
its tutorial has it. Prints sheet and cell of each mistake, which the script has to count out itself. Error cells
come as text (`#N/A`).
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter


def check(sheet, rules: dict, known: set, today: date) -> list[list[str]]:  # noqa: C901 - as such scripts are
    """Cells of one sheet that break a rule."""
    rows = sheet.iter_rows(values_only=True)
    headers = list(next(rows))
    at = {header: place for place, header in enumerate(headers)}
    letters = [get_column_letter(place + 1) for place in range(len(headers))]
    patterns = {header: re.compile(pattern) for header, pattern in rules["patterns"].items()}
    free = {header: re.compile(pattern) for header, pattern in rules["free_of"].items()}
    choices = {header: set(values) for header, values in rules["choices"].items()}
    unique = rules["unique"]
    seen: set = set()
    found = []
    for number, short in enumerate(rows, 2):
        row = short + (None,) * (len(headers) - len(short))

        def wrong(header: str, number: int = number) -> None:
            found.append([rules["sheet"], f"{letters[at[header]]}{number}"])

        for place, value in enumerate(row):
            if isinstance(value, str) and value.startswith("#N/A"):
                wrong(headers[place])
        for header in rules["required"]:
            if row[at[header]] in (None, ""):
                wrong(header)
        for header, values in choices.items():
            value = row[at[header]]
            if value not in (None, "") and value not in values:
                wrong(header)
        for header, pattern in patterns.items():
            value = row[at[header]]
            if value not in (None, "") and not pattern.fullmatch(str(value)):
                wrong(header)
        for header, pattern in free.items():
            value = row[at[header]]
            if isinstance(value, str) and pattern.search(value):
                wrong(header)
        for header, words in rules["not_in"].items():
            if row[at[header]] in words:
                wrong(header)
        days = {}
        for header in rules["dates"]:
            value = row[at[header]]
            if isinstance(value, datetime):
                days[header] = value.date()
            elif value not in (None, ""):
                wrong(header)
        for later, earlier in rules["order"]:
            if later in days and earlier in days and days[later] < days[earlier]:
                wrong(later)
        for header in rules["past"]:
            if header in days and days[header] > today:
                wrong(header)
        if unique:
            value = row[at[unique]]
            if value in seen:
                wrong(unique)
            seen.add(value)
        if (
            rules["known"]
            and row[at[rules["known"]]] not in (None, "")
            and row[at[rules["known"]]] not in known
        ):
            wrong(rules["known"])
    if not rules["known"]:
        known |= seen
    return found


def main() -> None:
    """Check all sheets."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    streaming = sys.argv[3:] != ["whole"]
    book = load_workbook(sys.argv[2], read_only=streaming, data_only=True)
    known: set = set()
    found = []
    for rules in told["tables"]:
        sheet = book[rules["sheet"]]
        if streaming:
            sheet.reset_dimensions()
        found += check(sheet, rules, known, date.fromisoformat(told["today"]))
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
