"""What we remember about a workbook, in a very hidden sheet of ours.

Values last written (so that a cell a person typed is told from a cell of ours), the look of marked cells
before they were marked, and a digest of each report sheet (so that a second run finds nothing to write).
The sheet is one column of text: a sentence for whoever finds it, then JSON, deflated and cut to cell size (the
dot before each piece keeps it text). In it the keys of a table stand once, sorted, and each column holds its
different values and for each key which of them: a million remembered cells take a few megabytes.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

from xlcrm.tables.rows import CellError, Value

if TYPE_CHECKING:
    from xlcrm.tables.table import Table

SHEET = "_xlcrm"
NOTE = "客户管理软件的记录，请勿修改或删除；删除后，手工填写的单元格与自动计算的单元格将无法区分。"
CELL_LIMIT = 8_000
"""Characters a cell takes whichever program writes it; Excel refuses longer ones in some bulk writes."""

VERSION = 2

Place: TypeAlias = tuple[str, str, str]
"""(table id, key of the row, column name)."""


class Remembered(Mapping[Place, Value]):
    """Values by place, held by table and column, so that a million of them share the keys of their rows.

    >>> known = Remembered({("customer_master", "grade"): {"2023001": "A类"}})
    >>> known["customer_master", "2023001", "grade"], len(known), known == Remembered.of(dict(known))
    ('A类', 1, True)
    """

    def __init__(self, columns: Mapping[tuple[str, str], Mapping[str, Value]] | None = None) -> None:
        self.columns = {place: values for place, values in (columns or {}).items() if values}

    @classmethod
    def of(cls, values: Mapping[Place, Value]) -> Remembered:
        """The same values, held by column."""
        if isinstance(values, cls):
            return values
        columns: dict[tuple[str, str], dict[str, Value]] = {}
        for (table, key, column), value in values.items():
            columns.setdefault((table, column), {})[key] = value
        return cls(columns)

    def column(self, table: str, name: str) -> Mapping[str, Value]:
        """Values of one column by the key of the row."""
        return self.columns.get((table, name), {})

    def __getitem__(self, place: Place) -> Value:
        table, key, name = place
        return self.columns[table, name][key]

    def __iter__(self) -> Iterator[Place]:
        for (table, name), values in self.columns.items():
            for key in values:
                yield table, key, name

    def __len__(self) -> int:
        return sum(map(len, self.columns.values()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self.columns == Remembered.of(other).columns

    __hash__ = None  # type: ignore[assignment]  # as of every mapping


@dataclass
class Memory:
    """``values`` by place, ``marks`` by sheet and place or address -> look before, ``reports`` by sheet."""

    values: Mapping[Place, Value] = field(default_factory=Remembered)
    marks: dict[str, dict[str, str | None]] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)

    def cells(self) -> list[str]:
        """Texts of the sheet's first column."""
        text = json.dumps(
            {
                "version": VERSION,
                "tables": _tables(Remembered.of(self.values)),
                "marks": self.marks,
                "reports": self.reports,
            },
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
            return cls(_READERS[known["version"]](known), known["marks"], known["reports"])
        except (ValueError, LookupError, TypeError, zlib.error):
            return cls()

    def copy(self) -> Memory:
        """The same, to be changed without changing this one."""
        marks = {sheet: dict(looks) for sheet, looks in self.marks.items()}
        return replace(self, marks=marks, reports=dict(self.reports))


def _tables(values: Remembered) -> dict[str, Any]:
    """Keys and columns of each table: ``at`` tells for each key which of ``values`` it has, 0 for none."""
    told: dict[str, Any] = {}
    for table in sorted({table for table, _ in values.columns}):
        columns = {name: values.column(of, name) for of, name in values.columns if of == table}
        keys = sorted({key for column in columns.values() for key in column})
        told[table] = {"keys": keys, "columns": {name: _column(keys, of) for name, of in columns.items()}}
    return told


def _column(keys: Sequence[str], values: Mapping[str, Value]) -> dict[str, Any]:
    different: dict[str, int] = {"": 0}
    texts = [written(values.get(key)) for key in keys]
    at = [different.setdefault(text, len(different)) for text in texts]
    return {"values": list(different)[1:], "at": at}


def _by_column(known: Mapping[str, Any]) -> Remembered:
    """Version 2."""
    columns = {}
    for table, told in known["tables"].items():
        for name, column in told["columns"].items():
            different = [None, *map(read_value, column["values"])]
            pairs = zip(told["keys"], column["at"], strict=True)
            columns[table, name] = {key: different[at] for key, at in pairs if at}
    return Remembered(columns)


def _by_row(known: Mapping[str, Any]) -> Remembered:
    """Version 1, which held every cell for itself."""
    columns: dict[tuple[str, str], dict[str, Value]] = {}
    for table, rows in known["values"].items():
        for key, row in rows.items():
            for name, text in row.items():
                columns.setdefault((table, name), {})[key] = read_value(text)
    return Remembered(columns)


_READERS = {1: _by_row, 2: _by_column}


def key_text(values: Sequence[Value]) -> str:
    r"""Key of a row as text; parts joined by a character nobody types.

    >>> key_text(["2023001", date(2023, 9, 8)])
    '2023001\x1f2023-09-08'
    """
    return "\x1f".join("" if v is None else plain(v) for v in values)


def same(one: Value, other: Value) -> bool:
    """True when two cells show the same: 12 and 12.0, a day and its midnight, blank and empty text."""
    if one is other or (one.__class__ is str and other.__class__ is str):
        return one == other
    return plain(one) == plain(other)


def key_names(table: type[Table]) -> tuple[str, ...]:
    """Columns that name a row and that no recalculation changes."""
    return tuple(name for name in table.key or table.columns if table.columns[name].computed_by is None)


def row_keys(table: type[Table], columns: Mapping[str, Sequence[Value]], count: int) -> list[str]:
    """Keys of all rows of a table; rows without one, or sharing one, are told apart by their order."""
    parts = [_texts(columns[name]) for name in key_names(table) if name in columns]
    blank = "\x1f" * (len(parts) - 1)
    joined = map("\x1f".join, zip(*parts, strict=True)) if parts else [blank] * count
    seen: dict[str, int] = {}
    keys = []
    for text in joined:
        key = "" if text == blank else text
        times = seen[key] = seen.get(key, 0) + 1
        keys.append(key if times == 1 and key else f"{key}\x1f#{times}")
    return keys


def _texts(values: Sequence[Value]) -> list[str]:
    return [value if value.__class__ is str else plain(value) for value in values]


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


def written(value: Value) -> str:
    """A value as text that keeps its type; "" for a blank one."""
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


def read_value(text: str) -> Value:
    """The reverse of ``written``."""
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
