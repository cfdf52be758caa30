"""Taking a run back cell by cell: what is as the run left it goes back, what was changed since stays.

``was`` is the workbook from before the run, ``now`` the one that stands there. A cell, a row or a sheet that holds
anything but what the run put there belongs to whoever put it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.memory import SHEET as MEMORY_SHEET
from xlcrm.book.recollect import recollected
from xlcrm.book.run import BLANK, SIZE, Appended, Removed, Sheet, content_digest, digest
from xlcrm.book.whereabouts import Spot, Whereabouts
from xlcrm.tables.rows import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.book.edited import EditedBook
    from xlcrm.book.editor import EarlierBook, Reading
    from xlcrm.book.run import Cell, Column, Touched
    from xlcrm.ooxml.tables import Table as Item
    from xlcrm.tables.rows import Rows, Value

AT_ONCE = 50_000
"""Cells whose old formats and texts are held in memory at a time."""

_Wanted: TypeAlias = "dict[Cell, tuple[Cell, bytes, Column]]"


@dataclass
class Restored:
    """How many cells and rows came back, which sheets, and what stays because people edited it since."""

    exact: bool = False
    cells: int = 0
    rows: int = 0
    sheets: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """False when all of it stays as it is."""
        return self.exact or bool(self.cells or self.rows or self.sheets)


@dataclass
class Changes:
    """What was put back, by its place now: values by table, fills by sheet, rows by table, sheets by name."""

    values: dict[str, dict[Cell, Value]] = field(default_factory=dict)
    fills: dict[str, set[Cell]] = field(default_factory=dict)
    rows: dict[str, set[int]] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)


class TakeBack:
    """One taking back. Nothing reaches the file before ``now`` is saved."""

    def __init__(self, now: EditedBook, was: EarlierBook, touched: Touched, *, force: bool = False) -> None:
        self._now, self._was, self._touched, self._force = now, was, touched, force
        self._where = Whereabouts(now, touched.keys)
        self._noted = now.run.touched
        self._done, self._changes = Restored(), Changes()

    def all(self) -> Restored:
        """Put back everything that is still as the run left it."""
        for sheets, wanted in self._lying(self._touched.values.values()):
            self._values(*sheets, wanted)
        for sheets, wanted in self._lying(self._touched.fills.values()):
            self._fills(*sheets, wanted)
        for gone in self._touched.removed:
            self._add_rows(gone)
        for added in reversed(self._touched.appended):
            self._remove_rows(added)
        for name, sheet in self._touched.sheets.items():
            if name != MEMORY_SHEET:
                self._sheet(name, sheet)
        self._now.memory = recollected(self._now, self._was, self._changes)
        return self._done

    # cells

    def _lying(self, columns: Iterable[Column]) -> Iterator[tuple[tuple[str, str], _Wanted]]:
        """Written cells where they lie now, by sheet now and sheet then, some thousands at a time."""
        found: dict[tuple[str, str], _Wanted] = {}
        for column in columns:
            for row, written in column.digests.items():
                spot = self._where.cell(column, row)
                if spot is None:
                    self._keep(Spot(column.sheet, row, column.number), "（这条记录或这一列已不在）")
                else:
                    wanted = found.setdefault((spot.sheet, column.sheet), {})
                    wanted[spot.row, spot.column] = ((row, column.number), written, column)
        for sheets, wanted in found.items():
            items = iter(sorted(wanted.items()))
            while some := dict(islice(items, AT_ONCE)):
                yield sheets, some

    def _values(self, sheet: str, old_sheet: str, wanted: _Wanted) -> None:
        now, was = self._now.package, self._was.package
        stands = now.values(sheet, wanted)
        typed = now.formula_cells(sheet, {column for _, column in wanted})
        before = was.values(old_sheet, [then for then, _, _ in wanted.values()])
        back: dict[Cell, Cell] = {}
        for cell, (then, written, column) in wanted.items():
            found = digest(stands[cell])
            if found == written and cell not in typed:
                back[cell] = then
                values = self._changes.values.setdefault(column.table, {})
                values[cell] = before[then]
            elif cell in typed or found != digest(before[then]):
                self._keep(Spot(sheet, *cell))
        states = was.cell_state(old_sheet, back.values())
        looks, old_looks = now.look_of(sheet, back), was.look_of(old_sheet, back.values())
        looking = [cell for cell, then in back.items() if looks[cell] != old_looks[then]]
        state = {cell: states[then] for cell, then in back.items()}
        now.restore(sheet, state, looking=looking, force=self._force)
        self._note(back, wanted)

    def _note(self, back: Iterable[Cell], wanted: _Wanted) -> None:
        self._done.cells += len(list(back))
        for table in {wanted[cell][2].table for cell in back}:
            values = self._changes.values[table]
            self._noted.put(self._rows(table), {c: values[c] for c in back if wanted[c][2].table == table})

    def _rows(self, table: str) -> Rows:
        return self._now.found().tables[table]

    def _fills(self, sheet: str, old_sheet: str, wanted: _Wanted) -> None:
        now, was = self._now.package, self._was.package
        stands = now.fill_of(sheet, wanted)
        before = was.fill_of(old_sheet, [then for then, _, _ in wanted.values()])
        back: dict[Cell, str | None] = {}
        for cell, (then, written, _) in wanted.items():
            if digest(stands[cell]) == written:
                back[cell] = before[then]
            elif stands[cell] != before[then]:
                self._keep(Spot(sheet, *cell), "（颜色）")
        if back:
            now.set_cells(sheet, {}, fill=back, force=self._force)
            here = [rows for rows in self._now.found().tables.values() if rows.sheet == sheet]
            self._noted.fill(sheet, back, here)
            self._changes.fills.setdefault(sheet, set()).update(back)
            self._done.cells += len(back)

    def _keep(self, spot: Spot, why: str = "") -> None:
        self._done.kept.append(f"{spot.sheet}!{letters(spot.column)}{spot.row}{why}")

    # rows

    def _remove_rows(self, added: Appended) -> None:
        """Take added rows away from the end of the table, as far up as nobody touched them."""
        last = added.first + len(added.rows) - 1
        item = _item(self._now.package, self._sheet_of(added), added.item)
        count = 0 if item is None else self._removable(item, added)
        if item is not None and count:
            first = last - count + 1
            before = added.before if count == len(added.rows) else ""
            self._now.package.truncate_rows(item.sheet, item.name, first, before, force=self._force)
            self._noted.removed.append(Removed(item.sheet, added.table, item.name, first, count))
            self._changes.rows.setdefault(added.table, set()).update(range(first, last + 1))
            self._done.rows += count
        if count < len(added.rows):
            self._done.kept.append(f"{added.sheet} 第 {added.first}–{last - count} 行")

    def _sheet_of(self, rows: Appended | Removed) -> str:
        found = self._now.found().tables.get(rows.table)
        return found.sheet if found else rows.sheet

    def _removable(self, item: Item, added: Appended) -> int:
        """How many of the added rows, from the last one up, end the table and hold what we put there."""
        last = added.first + len(added.rows) - 1
        area = item.area
        rows = range(added.first, item.last_row + 1)
        cells = [(row, column) for row in rows for column in range(area.left, area.right + 1)]
        stands = self._now.package.values(item.sheet, cells)
        formulas = self._now.package.formula_cells(item.sheet, set(range(area.left, area.right + 1)))
        calculated = {area.left + at for at, name in enumerate(item.columns) if name in item.formulas}

        def untouched(row: int, written: bytes) -> bool:
            for column in range(area.left, area.right + 1):
                at = SIZE * (column - added.left)
                put = written[at : at + SIZE] if at >= 0 else b""
                if (row, column) in formulas:
                    if column not in calculated:
                        return False
                elif digest(stands[row, column]) != (put or BLANK):
                    return False
            return True

        if last > item.last_row or not all(untouched(row, b"") for row in range(last + 1, item.last_row + 1)):
            return 0
        count = 0
        for row, written in zip(range(last, 0, -1), reversed(added.rows), strict=False):
            if not untouched(row, written):
                break
            count += 1
        return count

    def _add_rows(self, gone: Removed) -> None:
        """Put rows that an undo took away at the end of the table again."""
        _, lines = standing(self._was.package, gone)
        item = _item(self._now.package, self._sheet_of(gone), gone.item)
        if item is None or not lines:
            self._done.kept.append(f"{gone.sheet} 第 {gone.first}–{gone.first + gone.count - 1} 行（表格已不在）")
            return
        given = [
            [None if name in item.formulas else value for name, value in zip(item.columns, line, strict=False)]
            for line in lines
        ]
        done = self._now.package.append_rows(item.sheet, item.name, given, force=self._force)
        self._look_alike(gone, item, done.first_row)
        where = Appended(item.sheet, gone.table, item.name, item.area.left, done.first_row, done.before)
        self._noted.append(where, given)
        self._done.rows += len(given)

    def _look_alike(self, gone: Removed, item: Item, first: int) -> None:
        """Give rows that were put back their look and their rich text."""
        columns = range(item.area.left, item.area.left + len(item.columns))
        cells = {
            (first + down, column): (gone.first + down, column)
            for down in range(gone.count)
            for column, name in zip(columns, item.columns, strict=True)
            if name not in item.formulas
        }
        states = self._was.package.cell_state(gone.sheet, cells.values())
        self._now.package.restore(
            item.sheet, {cell: states[then] for cell, then in cells.items()}, force=self._force
        )

    # sheets

    def _sheet(self, name: str, sheet: Sheet) -> None:
        from xlcrm.ooxml import Refused

        try:
            if self._sheet_back(name, sheet):
                self._done.sheets.append(name)
                self._changes.sheets.add(name)
        except Refused as error:
            self._done.kept.append(f"工作表“{name}”（{error.why}）")

    def _sheet_back(self, name: str, sheet: Sheet) -> bool:
        """True when the sheet went back; one that holds anything else than the run put there stays."""
        from xlcrm.ooxml.package import MARK

        now, was = self._now.package, self._was.package
        mark = sheet.mark or MARK
        there = name in now.sheets
        if sheet.verb == "removed" and not there:
            now.put_sheet(name, was.sheet_bytes(name), after=self._neighbour(name), mark=mark)
            self._noted.sheets[name] = Sheet("added", content_digest(self._was.sheet_rows(name)), sheet.mark)
            return True
        if not there:
            return False  # somebody removed it, and so be it
        ours = now.is_ours(name, mark=mark) and content_digest(self._now.sheet_rows(name)) == sheet.content
        if sheet.verb == "removed" or not ours:
            self._done.kept.append(f"工作表“{name}”")
            return False
        if sheet.verb == "added":
            now.remove_sheet(name, mark=mark)
            self._noted.sheets[name] = Sheet("removed", "", sheet.mark)
        else:
            now.put_sheet(name, was.sheet_bytes(name), mark=mark)
            self._noted.sheets[name] = Sheet("replaced", content_digest(self._was.sheet_rows(name)), sheet.mark)
        return True

    def _neighbour(self, name: str) -> str | None:
        """The sheet behind which a sheet stood, as far as it is still there."""
        before = self._was.package.sheets
        there = set(self._now.package.sheets)
        return next((other for other in reversed(before[: before.index(name)]) if other in there), None)


def standing(package: Reading, gone: Removed) -> tuple[int, list[list[Value]]]:
    """Rows that an undo took away, as they stand in the workbook from before it, and their first column."""
    item = _item(package, gone.sheet, gone.item)
    if item is None:
        return 0, []
    columns = range(item.area.left, item.area.right + 1)
    rows = range(gone.first, gone.first + gone.count)
    found = package.values(gone.sheet, [(row, column) for row in rows for column in columns])
    return item.area.left, [[found[row, column] for column in columns] for row in rows]


def _item(package: Reading, sheet: str, name: str) -> Item | None:
    """The Excel Table of a name, where it still is."""
    if sheet not in package.sheets:
        return None
    tables: Sequence[Item] = package.tables(sheet)
    return next((table for table in tables if table.name.casefold() == name.casefold()), None)
