"""Rows that a run added to the end of a table: taken away again, and put back when that is undone.

A table is an Excel Table or a plain list under headings. Of rows that people have since written into, sorted or
added to, none is taken away; so nobody's words are left without their record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.run import BLANK, SIZE, Appended, Removed, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlcrm.book.edited import EditedBook
    from xlcrm.book.editor import EarlierBook
    from xlcrm.book.run import Cell
    from xlcrm.ooxml.tables import Table as Item
    from xlcrm.tables.rows import Value

Line: TypeAlias = "list[Value]"


@dataclass(frozen=True)
class Field:
    """Where a table lies: its columns, its last row, and which columns are calculated by formulas."""

    sheet: str
    item: Item | None
    left: int
    width: int
    last_row: int
    calculated: frozenset[int]

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.left, self.left + self.width)

    def cells(self, rows: Iterable[int]) -> list[Cell]:
        """The cells of some rows."""
        return [(row, column) for row in rows for column in self.columns]


def field_of(book: EditedBook | EarlierBook, rows: Appended | Removed) -> Field | None:
    """Where the table lies in a workbook; None when it is gone."""
    found = book.found().tables.get(rows.table)
    sheet = found.sheet if found else rows.sheet
    if sheet not in book.package.sheets:
        return None
    if rows.item:
        items = [item for item in book.package.tables(sheet) if item.name.casefold() == rows.item.casefold()]
        return _of_item(sheet, items[0]) if items else None
    if found is None:
        return None
    last = max((number for number, _ in book.read(rows.table).rows), default=found.top)
    calculated = frozenset(found.left + at for at, name in enumerate(found.names) if name in found.formulas)
    return Field(sheet, None, found.left, len(found.names), last, calculated)


def _of_item(sheet: str, item: Item) -> Field:
    calculated = frozenset(item.area.left + at for at, name in enumerate(item.columns) if name in item.formulas)
    return Field(sheet, item, item.area.left, len(item.columns), item.last_row, calculated)


def removable(book: EditedBook, field: Field, added: Appended) -> int:
    """How many of the added rows, from the last one up, end the table and hold what was put there."""
    last = added.first + len(added.rows) - 1
    stands = book.package.values(field.sheet, field.cells(range(added.first, field.last_row + 1)))
    formulas = book.package.formula_cells(field.sheet, set(field.columns))

    def untouched(row: int, written: bytes) -> bool:
        for column in field.columns:
            at = SIZE * (column - added.left)
            put = written[at : at + SIZE] if at >= 0 else b""
            if (row, column) in formulas:
                if column not in field.calculated:
                    return False
            elif digest(stands[row, column]) != (put or BLANK):
                return False
        return True

    if last > field.last_row or not all(untouched(row, b"") for row in range(last + 1, field.last_row + 1)):
        return 0
    count = 0
    for row, written in zip(range(last, 0, -1), reversed(added.rows), strict=False):
        if not untouched(row, written):
            break
        count += 1
    return count


def remove(now: EditedBook, was: EarlierBook, field: Field, added: Appended, count: int) -> Removed:
    """Take the last so many of the added rows away."""
    last = added.first + len(added.rows) - 1
    first = last - count + 1
    if field.item is not None:
        before = added.before if count == len(added.rows) else ""
        now.package.truncate_rows(field.sheet, field.item.name, first, before)
    else:
        cells = [(row, c) for row, c in field.cells(range(first, last + 1)) if c not in field.calculated]
        put_as_before(now, was, field.sheet, (added.sheet, {cell: cell for cell in cells}))
    return Removed(field.sheet, added.table, added.item, first, count)


def put_as_before(
    now: EditedBook, was: EarlierBook, sheet: str, before: tuple[str, Mapping[Cell, Cell]]
) -> None:
    """Put cells of a sheet as they were: the sheet then, and where each cell was."""
    old_sheet, cells = before
    if was.package.values_only:
        values = was.package.values(old_sheet, cells.values())
        now.package.set_cells(sheet, {cell: values[then] for cell, then in cells.items()})
    else:
        states = was.package.cell_state(old_sheet, cells.values())
        now.package.restore(sheet, {cell: states[then] for cell, then in cells.items()})


def standing(book: EarlierBook, gone: Removed) -> tuple[int, list[Line]]:
    """Rows that an undo took away, as they stand in the workbook from before it, and their first column."""
    field = field_of(book, gone)
    if field is None:
        return 0, []
    rows = range(gone.first, gone.first + gone.count)
    found = book.package.values(field.sheet, field.cells(rows))
    return field.left, [[found[row, column] for column in field.columns] for row in rows]


def put_back(now: EditedBook, was: EarlierBook, field: Field, gone: Removed) -> Appended:
    """Put rows that an undo took away at the end of the table again, looking as they did."""
    _, lines = standing(was, gone)
    given: list[Sequence[Value]] = [
        [None if column in field.calculated else value for column, value in zip(field.columns, line, strict=False)]
        for line in lines
    ]
    first, before = field.last_row + 1, ""
    if field.item is not None:
        done = now.package.append_rows(field.sheet, field.item.name, given)
        first, before = done.first_row, done.before
    cells = {
        (first + down, column): (gone.first + down, column)
        for down in range(len(given))
        for column in field.columns
        if column not in field.calculated
    }
    put_as_before(now, was, field.sheet, (gone.sheet, cells))
    where = Appended(field.sheet, gone.table, gone.item, field.left, first, before)
    now.run.touched.append(where, given)
    return where
