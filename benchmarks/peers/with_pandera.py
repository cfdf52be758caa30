"""pandera as its documentation advises: one schema a table, all failures at once (`lazy=True`).

    python with_pandera.py rules.json WORKBOOK [calamine|openpyxl]

Frames are read by pandas, with python-calamine, its fastest reader, or with openpyxl, its usual one. pandera names
a column and the index of a row; the cell is put together here. It knows one frame at a time: numbers of known
customers are handed in. Error cells are blanks to pandas, so that pandera cannot find them in optional columns.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
import pandera.pandas as pa


def schema(rules: dict, known: set[str] | None, today: pd.Timestamp) -> pa.DataFrameSchema:
    """The schema of one sheet."""
    columns = {}
    for header in rules["headers"]:
        checks = []
        if header in rules["choices"]:
            checks.append(pa.Check.isin(rules["choices"][header]))
        if header in rules["patterns"]:
            pattern = rules["patterns"][header]  # Check.str_matches breaks off at a cell that is a number
            checks.append(pa.Check(lambda s, p=pattern: s.astype(str).str.fullmatch(p), name="pattern"))
        if header in rules["free_of"]:
            pattern = rules["free_of"][header]
            checks.append(
                pa.Check(lambda s, p=pattern: ~s.astype(str).str.contains(p), name="identity number")
            )
        if header in rules["not_in"]:
            checks.append(pa.Check.notin(rules["not_in"][header]))
        if header in rules["dates"]:
            checks.append(pa.Check(lambda s: s.map(lambda v: isinstance(v, datetime)), name="a day"))
        if header in rules["past"]:
            checks.append(
                pa.Check(lambda s: ~(pd.to_datetime(s, errors="coerce") > today), name="not in the future")
            )
        if header == rules["known"]:
            checks.append(pa.Check.isin(known))
        columns[header] = pa.Column(
            object,
            checks,
            nullable=header not in rules["required"],
            unique=header == rules["unique"],
            report_duplicates="exclude_first",
            coerce=True,
        )
    order = [
        pa.Check(
            lambda df, a=later, b=earlier: (
                ~(pd.to_datetime(df[a], errors="coerce") < pd.to_datetime(df[b], errors="coerce"))
            ),
            name=f"order:{later}",
        )
        for later, earlier in rules["order"]
    ]
    return pa.DataFrameSchema(columns, checks=order)


def letters(column: int) -> str:
    """Letters of a column counted from 0."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def main() -> None:
    """Check all sheets."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    engine = sys.argv[3] if len(sys.argv) > 3 else "calamine"
    sheets = [rules["sheet"] for rules in told["tables"]]
    text = {h: str for rules in told["tables"] for h in (rules["unique"], rules["known"]) if h}
    frames = pd.read_excel(sys.argv[2], sheet_name=sheets, engine=engine, dtype=text)
    known: set[str] | None = None
    found = set()
    for rules in told["tables"]:
        frame = frames[rules["sheet"]]
        at = {header: letters(place) for place, header in enumerate(rules["headers"])}
        try:
            schema(rules, known, pd.Timestamp(told["today"])).validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            for case in error.failure_cases.itertuples():
                check = str(case.check)
                header = check.removeprefix("order:") if check.startswith("order:") else case.column
                found.add((rules["sheet"], f"{at[header]}{int(case.index) + 2}"))
        if known is None:
            known = set(frame[rules["unique"]])
    json.dump(sorted(found), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
