"""What we remember about a workbook, in a very hidden sheet of ours.

Values last written (so that a cell a person typed is told from a cell of ours), the look of marked cells
before they were marked, and a digest of each report sheet (so that a second run finds nothing to write).
The sheet is one column of text: a sentence for whoever finds it, then JSON, deflated and cut to cell size (the dot before each piece
keeps it text),
because a hundred thousand remembered cells must cost neither a second nor a megabyte.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.tables.rows import CellError, Value

if TYPE_CHECKING:
    from xlcrm.tables.table import Table

SHEET = "_xlcrm"
NOTE = "客户管理软件的记录，请勿修改或删除；删除后，手工填写的单元格与自动计算的单元格将无法区分。"
CELL_LIMIT = 8_000
"""Characters a cell takes whichever program writes it; Excel refuses longer ones in some bulk writes."""

Place: TypeAlias = tuple[str, str, str]
"""(table id, key of the row, column name)."""


@dataclass
class Memory:
    """``values`` by place, ``marks`` by sheet and place or address -> look before, ``reports`` by sheet."""

    values: dict[Place, Value] = field(default_factory=dict)
    marks: dict[str, dict[str, str | None]] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)

    def cells(self) -> list[str]:
        """Texts of the sheet's first column."""
        values: dict[str, dict[str, dict[str, str]]] = {}
        for (table, key, column), value in sorted(self.values.items()):
            values.setdefault(table, {}).setdefault(key, {})[column] = _write(value)
        text = json.dumps(
            {"version": 1, "values": values, "marks": self.marks, "reports": self.reports},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        packed = base64.b64encode(zlib.compress(text.encode(), 6)).decode()
        return [NOTE, *(f".{packed[i : i + CELL_LIMIT]}" for i in range(0, len(packed), CELL_LIMIT))]

    @classmethod
    def of(cls, cells: Sequence[Value]) -> Memory:
        """What was remembered; a sheet that no longer makes sense is as good as none."""
        packed = "".join(str(cell).lstrip(".") for cell in cells[1:] if cell is not None)
        if not packed:
            return cls()
        try:
            known = json.loads(zlib.decompress(base64.b64decode(packed)))
        except (ValueError, zlib.error):
            return cls()
        values = {
            (table, key, column): _read(text)
            for table, rows in known["values"].items()
            for key, row in rows.items()
            for column, text in row.items()
        }
        return cls(values, known["marks"], known["reports"])


def key_text(values: Sequence[Value]) -> str:
    r"""Key of a row as text; parts joined by a character nobody types.

    >>> key_text(["2023001", date(2023, 9, 8)])
    '2023001\x1f2023-09-08'
    """
    return "\x1f".join("" if v is None else plain(v) for v in values)


def same(one: Value, other: Value) -> bool:
    """True when two cells show the same: 12 and 12.0, a day and its midnight, blank and empty text."""
    return plain(one) == plain(other)


def key_names(table: type[Table]) -> tuple[str, ...]:
    """Columns that name a row and that no recalculation changes."""
    return tuple(name for name in table.key or table.columns if table.columns[name].computed_by is None)


def row_keys(table: type[Table], columns: Mapping[str, Sequence[Value]], count: int) -> list[str]:
    """Keys of all rows of a table; rows without one, or sharing one, are told apart by their order."""
    names = key_names(table)
    seen: dict[str, int] = {}
    keys = []
    for at in range(count):
        key = row_key(names, {name: columns[name][at] for name in names if name in columns})
        seen[key] = seen.get(key, 0) + 1
        keys.append(key if seen[key] == 1 and key else f"{key}\x1f#{seen[key]}")
    return keys


def row_key(table_key: Sequence[str], row: Mapping[str, Value]) -> str:
    """Key of a row by the columns of the table's key; empty when all of them are blank."""
    values = [row.get(name) for name in table_key]
    return key_text(values) if any(v not in (None, "") for v in values) else ""


def plain(value: Value) -> str:
    """A cell as text by which it is compared: 12 and 12.0, a day and its midnight are the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else value.isoformat(" ", "seconds")
    return str(value)


def _write(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"b{int(value)}"
    if isinstance(value, int | float):
        return f"n{value!r}"
    if isinstance(value, datetime):
        return f"t{value.isoformat()}"
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, time):
        return f"c{value.isoformat()}"
    return f"e{value}" if isinstance(value, CellError) else f"s{value}"


def _read(text: str) -> Value:
    if not text:
        return None
    kind, rest = text[0], text[1:]
    if kind == "b":
        return rest == "1"
    if kind == "n":
        return float(rest) if any(c in rest for c in ".en") else int(rest)
    if kind == "t":
        return datetime.fromisoformat(rest)
    if kind == "d":
        return date.fromisoformat(rest)
    if kind == "c":
        return time.fromisoformat(rest)
    return CellError(rest) if kind == "e" else rest
