"""What one run did to a workbook: the cells it wrote, known again by digests, never by their values."""

from __future__ import annotations

import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from xlcrm.book.memory import key_names, key_text, plain

if TYPE_CHECKING:
    from xlcrm.tables.rows import Rows, Value

SIZE = 6
"""Bytes of a digest: enough to tell a cell that was edited from one that was not."""

Cell: TypeAlias = tuple[int, int]
Verb = Literal["added", "replaced", "removed", "memory"]


def digest(value: Value) -> bytes:
    """A digest by which a cell's value is known again."""
    return blake2b(plain(value).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


BLANK = digest(None)


def content_digest(rows: Iterable[tuple[int, Sequence[Value]]]) -> str:
    """A digest of all that stands on a sheet; sorting and blank rows do not change it."""
    return lines_digest(line_digest(values) for _, values in rows)


def line_digest(values: Sequence[Value]) -> bytes | None:
    """A digest of what stands in a row from column A on; None for a blank one."""
    filled = [
        f"{at}={value if value.__class__ is str else plain(value)}"
        for at, value in enumerate(values)
        if value is not None and value != ""
    ]
    if not filled:
        return None
    return blake2b("\x1f".join(filled).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def lines_digest(lines: Iterable[bytes | None]) -> str:
    """A digest of all rows by theirs, in whatever order."""
    return blake2b(b"".join(sorted(filter(None, lines))), digest_size=16).hexdigest()


class Digests(Mapping[int, bytes]):
    """A digest by row number; ten bytes a row, because a run may write a million."""

    def __init__(self, rows: Iterable[int] = (), digests: bytes = b"") -> None:
        self._rows, self._digests = array("I", rows), bytearray(digests)
        self._at: dict[int, int] | None = None

    def put(self, row: int, found: bytes) -> None:
        """Note a row; what is noted last holds."""
        self._rows.append(row)
        self._digests += found
        self._at = None

    def _places(self) -> dict[int, int]:
        if self._at is None:
            self._at = {row: at for at, row in enumerate(self._rows)}
        return self._at

    def __getitem__(self, row: int) -> bytes:
        at = self._places()[row]
        return bytes(self._digests[SIZE * at : SIZE * at + SIZE])

    def __iter__(self) -> Iterator[int]:
        return iter(self._places())

    def __len__(self) -> int:
        return len(self._places())

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"rows": list(self._rows), "digests": b64encode(self._digests).decode()}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Digests:
        """The reverse of ``told``."""
        return cls(told["rows"], b64decode(told["digests"]))


@dataclass
class Column:
    """Cells of one sheet column; ``table`` and ``name`` are of the catalogue, empty outside of its tables."""

    sheet: str
    number: int
    table: str = ""
    name: str = ""
    digests: Digests = field(default_factory=Digests)


@dataclass(frozen=True)
class Appended:
    """Rows added to an Excel table ``item``; ``before`` is what the package editor needs to take them away.

    ``rows`` holds the digests of a row's cells, one behind the other.
    """

    sheet: str
    table: str
    item: str
    left: int
    first: int
    before: str
    rows: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Removed:
    """Rows that an undo took away from the end of an Excel table."""

    sheet: str
    table: str
    item: str
    first: int
    count: int


@dataclass(frozen=True)
class Widened:
    """Columns added at the right end of an Excel Table, with their drop-downs and messages as XML."""

    sheet: str
    table: str
    item: str
    headings: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Renamed:
    """A heading that was given another text."""

    sheet: str
    row: int
    column: int
    old: str
    new: str


@dataclass(frozen=True)
class Ruled:
    """Drop-downs given to columns that were there, as XML."""

    sheet: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What became of a sheet, and a digest of what stood on it then; ``mark`` is the name by which it is known."""

    verb: Verb
    content: str = ""
    mark: str = ""


@dataclass
class Touched:
    """Everything a run wrote. ``keys`` tells by table and row which record stood in the row afterwards."""

    values: dict[tuple[str, int, str], Column] = field(default_factory=dict)
    fills: dict[tuple[str, int, str], Column] = field(default_factory=dict)
    keys: dict[str, Digests] = field(default_factory=dict)
    appended: list[Appended] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    widened: list[Widened] = field(default_factory=list)
    narrowed: list[Widened] = field(default_factory=list)
    ruled: list[Ruled] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    """Names of the whole workbook that were given to formulas."""
    sheets: dict[str, Sheet] = field(default_factory=dict)
    _keys_written: dict[tuple[str, int], dict[str, Value]] = field(default_factory=dict)

    @property
    def cell_count(self) -> int:
        """How many cells were written or coloured."""
        written = sum(len(one.digests) for one in (*self.values.values(), *self.fills.values()))
        return written + len(self.renamed)

    @property
    def column_count(self) -> int:
        """How many columns came or went."""
        return sum(len(one.headings) for one in (*self.widened, *self.narrowed))

    @property
    def row_count(self) -> int:
        """How many rows came or went."""
        return sum(len(one.rows) for one in self.appended) + sum(one.count for one in self.removed)

    def put(self, rows: Rows, cells: Mapping[Cell, Value]) -> None:
        """Note written cells of a table."""
        keys = set(key_names(rows.table))
        for (number, column), value in cells.items():
            name = rows.names[column - rows.left] or ""
            place = (rows.sheet, column, rows.table.id)
            if place not in self.values:
                self.values[place] = Column(rows.sheet, column, rows.table.id, name)
            self.values[place].digests.put(number, digest(value))
            if name in keys:
                self._keys_written.setdefault((rows.table.id, number), {})[name] = value

    def fill(self, sheet: str, fills: Mapping[Cell, str | None], tables: Sequence[Rows]) -> None:
        """Note coloured cells; ``tables`` are those of the sheet."""
        for (number, column), look in fills.items():
            rows = next((rows for rows in tables if number > rows.top and _has(rows, column)), None)
            table = rows.table.id if rows else ""
            name = (rows.names[column - rows.left] or "") if rows else ""
            place = (sheet, column, table)
            if place not in self.fills:
                self.fills[place] = Column(sheet, column, table, name)
            self.fills[place].digests.put(number, digest(look))

    def append(self, where: Appended, lines: Iterable[Sequence[Value]]) -> None:
        """Note added rows."""
        rows = tuple(b"".join(digest(value) for value in line) for line in lines)
        self.appended.append(Appended(**{**vars(where), "rows": rows}))

    def name_rows(self, tables: Iterable[Rows]) -> None:
        """Note which records stand in the written rows, so that they are found again after sorting."""
        for rows in tables:
            wanted = {
                number
                for column in (*self.values.values(), *self.fills.values())
                if column.table == rows.table.id
                for number in column.digests
            }
            if wanted:
                self.keys[rows.table.id] = self._keys_of(rows, wanted)

    def _keys_of(self, rows: Rows, wanted: set[int]) -> Digests:
        names, table = key_names(rows.table), rows.table.id
        places = [rows.names.index(name) if name in rows.names else -1 for name in names]
        keys = Digests()
        for number, cells in rows.rows:
            if number in wanted:
                told = [cells[at] if 0 <= at < len(cells) else None for at in places]
                if (table, number) in self._keys_written:
                    told = list({**dict(zip(names, told, strict=True)), **self._keys_written[table, number]}.values())
                keys.put(number, digest(key_text(told) if any(v not in (None, "") for v in told) else ""))
        return keys

    def text(self) -> str:
        """As JSON."""
        return json.dumps(
            {
                "values": [_column_told(one) for one in self.values.values()],
                "fills": [_column_told(one) for one in self.fills.values()],
                "keys": {table: keys.told() for table, keys in self.keys.items()},
                "appended": [
                    {**vars(one), "rows": [b64encode(row).decode() for row in one.rows]} for one in self.appended
                ],
                "removed": [vars(one) for one in self.removed],
                "widened": [vars(one) for one in self.widened],
                "narrowed": [vars(one) for one in self.narrowed],
                "ruled": [vars(one) for one in self.ruled],
                "renamed": [vars(one) for one in self.renamed],
                "named": self.named,
                "sheets": {name: vars(one) for name, one in self.sheets.items()},
            },
            ensure_ascii=False,
        )

    @classmethod
    def of(cls, text: str) -> Touched:
        """The reverse of ``text``."""
        told = json.loads(text)
        return cls(
            dict(_column_of(one) for one in told["values"]),
            dict(_column_of(one) for one in told["fills"]),
            {table: Digests.of(keys) for table, keys in told["keys"].items()},
            [Appended(**{**one, "rows": tuple(map(b64decode, one["rows"]))}) for one in told["appended"]],
            [Removed(**one) for one in told["removed"]],
            [Widened(**_tuples(one, "headings", "rules")) for one in told["widened"]],
            [Widened(**_tuples(one, "headings", "rules")) for one in told["narrowed"]],
            [Ruled(**_tuples(one, "rules")) for one in told["ruled"]],
            [Renamed(**one) for one in told.get("renamed", ())],  # runs of before have none
            told.get("named", []),
            {name: Sheet(**one) for name, one in told["sheets"].items()},
        )


def key_records(rows: Rows) -> Iterator[tuple[int, dict[str, Value]]]:
    """Row numbers with the values of the key columns that the sheet has."""
    at = {name: rows.names.index(name) for name in key_names(rows.table) if name in rows.names}
    for number, values in rows.rows:
        yield number, {name: values[place] if place < len(values) else None for name, place in at.items()}


def _has(rows: Rows, column: int) -> bool:
    return 0 <= column - rows.left < len(rows.names)


def _column_told(column: Column) -> dict[str, Any]:
    return {**vars(column), "digests": column.digests.told()}


def _column_of(told: Mapping[str, Any]) -> tuple[tuple[str, int, str], Column]:
    column = Column(**{**told, "digests": Digests.of(told["digests"])})
    return (column.sheet, column.number, column.table), column


def _tuples(told: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """JSON's lists as what they were."""
    return {**told, **{name: tuple(told[name]) for name in names}}
