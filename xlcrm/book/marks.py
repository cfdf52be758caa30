"""Colouring wrong cells, and giving them their own look back.

A mark is a fill and nothing else. What was there before is remembered by the key of the record and the
column, so that it is found again after rows were sorted; where a row has no key, by the cell. The colours
are a shade beside those that people pick, so that a cell in one of them is known to be ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias

from xlcrm.book.memory import row_key
from xlcrm.problems import Severity

if TYPE_CHECKING:
    from xlcrm.book.memory import Memory
    from xlcrm.book.port import Found, Mark
    from xlcrm.tables.rows import Rows

COLOURS: Mapping[Severity, str] = {"error": "FFC7CF", "warning": "FFEB9D", "info": "DDEBF9"}

Cell: TypeAlias = tuple[int, int]
_SEPARATOR = "\x1e"


class Colourable(Protocol):
    """A book whose cells can be coloured; a fill is text that tells a look and gives it back."""

    @property
    def memory(self) -> Memory:
        """What is remembered, ``marks`` among it."""
        ...

    def found(self) -> Found:
        """Recognised tables."""
        ...

    def read(self, table: str) -> Rows:
        """One table with all rows held."""
        ...

    def fills_of(self, sheet: str, cells: Iterable[Cell]) -> Mapping[Cell, str | None]:
        """Fills of cells; a cell whose look could not be given back is left out, and is not marked."""
        ...

    def fill(self, sheet: str, fills: Mapping[Cell, str | None]) -> None:
        """Give cells a fill, None takes it away."""
        ...


def mark(book: Colourable, marks: Iterable[Mark]) -> int:
    """Colour exactly these cells: earlier marks that are not among them are cleared. Returns cells changed."""
    wanted: dict[str, dict[Cell, str]] = {}
    for one in marks:
        wanted.setdefault(one.sheet, {}).setdefault((one.row, one.column), COLOURS[one.severity])
    places = Places(book)
    changed = 0
    for sheet in {*wanted, *book.memory.marks}:
        here = wanted.get(sheet, {})
        known = places.resolve(sheet, book.memory.marks.get(sheet, {}))
        fresh = [cell for cell in here if cell not in known]
        before = {**known, **book.fills_of(sheet, fresh)} if fresh else dict(known)
        here = {cell: colour for cell, colour in here.items() if cell in before}
        now = book.fills_of(sheet, known)
        fills: dict[Cell, str | None] = {
            cell: before[cell] for cell in known if cell not in here and _ours(now.get(cell))
        }
        fills |= {cell: colour for cell, colour in here.items() if now.get(cell) != colour}
        book.fill(sheet, fills)
        changed += len(fills)
        _remember(book, sheet, {places.name(sheet, cell): before[cell] for cell in here})
    return changed


def clear(book: Colourable) -> int:
    """Clear all marks; a cell that a person coloured meanwhile keeps that colour. Returns cells changed."""
    places = Places(book)
    changed = 0
    for sheet, remembered in list(book.memory.marks.items()):
        known = places.resolve(sheet, remembered)
        lost = len(known) < len(remembered)
        now = book.fills_of(sheet, {*known, *(places.cells(sheet) if lost else ())})
        fills = {cell: known.get(cell) for cell, fill in now.items() if _ours(fill)}
        book.fill(sheet, fills)
        changed += len(fills)
        _remember(book, sheet, {})
    return changed


def _ours(fill: str | None) -> bool:
    return fill is not None and fill.upper()[-6:] in COLOURS.values()


def _remember(book: Colourable, sheet: str, marks: dict[str, str | None]) -> None:
    if marks:
        book.memory.marks[sheet] = marks
    else:
        book.memory.marks.pop(sheet, None)


class Places:
    """Cells of a workbook by names that outlive sorting."""

    def __init__(self, book: Colourable) -> None:
        self._book = book
        self._tables: dict[str, list[Rows]] = {}
        for rows in book.found().tables.values():
            self._tables.setdefault(rows.sheet, []).append(rows)
        self._keys: dict[str, dict[int, str]] = {}
        self._numbers: dict[str, dict[str, int]] = {}

    def _read(self, table: str) -> None:
        if table in self._keys:
            return
        rows = self._book.read(table)
        names = [n for n in rows.table.key if n in rows.names]
        at = {name: rows.names.index(name) for name in names}
        keys: dict[int, str] = {}
        numbers: dict[str, int] = {}
        for number, values in rows.rows:
            key = row_key(names, {n: values[i] if i < len(values) else None for n, i in at.items()})
            if key and key not in numbers:
                keys[number], numbers[key] = key, number
        self._keys[table], self._numbers[table] = keys, numbers

    def name(self, sheet: str, cell: Cell) -> str:
        """What a cell is remembered by."""
        for rows in self._tables.get(sheet, []):
            at = cell[1] - rows.left
            name = rows.names[at] if 0 <= at < len(rows.names) else None
            if name:
                self._read(rows.table.id)
                if key := self._keys[rows.table.id].get(cell[0]):
                    return _SEPARATOR.join((rows.table.id, key, name))
        return f"{cell[0]},{cell[1]}"

    def resolve(self, sheet: str, remembered: Mapping[str, str | None]) -> dict[Cell, str | None]:
        """Cells as they lie now -> the look before; what cannot be found any more is left out."""
        found: dict[Cell, str | None] = {}
        tables = {rows.table.id: rows for rows in self._tables.get(sheet, [])}
        for name, fill in remembered.items():
            if _SEPARATOR not in name:
                row, column = name.split(",")
                found[int(row), int(column)] = fill
                continue
            table, key, column = name.split(_SEPARATOR)
            if table in tables and column in tables[table].names:
                self._read(table)
                if number := self._numbers[table].get(key):
                    found[number, tables[table].left + tables[table].names.index(column)] = fill
        return found

    def cells(self, sheet: str) -> Iterable[Cell]:
        """All cells of the sheet's tables."""
        for rows in self._tables.get(sheet, []):
            for number, _ in self._book.read(rows.table.id).rows:
                yield from ((number, rows.left + at) for at in range(len(rows.names)))
