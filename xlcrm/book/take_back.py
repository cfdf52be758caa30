"""Taking a run back cell by cell: what is as the run left it goes back, what was changed since stays.

``was`` is the workbook from before the run, ``now`` the one that stands there. A cell, a row or a sheet that holds
anything but what the run put there belongs to whoever put it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.added_rows import field_of, put_back, removable, remove
from xlcrm.book.memory import SHEET as MEMORY_SHEET
from xlcrm.book.recollect import recollected
from xlcrm.book.run import Sheet, content_digest, digest
from xlcrm.book.whereabouts import Spot, Whereabouts
from xlcrm.tables.rows import letters

if TYPE_CHECKING:
    from xlcrm.book.edited import EditedBook
    from xlcrm.book.editor import EarlierBook
    from xlcrm.book.run import Appended, Cell, Column, Removed, Renamed, Ruled, Touched, Widened
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
    columns: int = 0
    sheets: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """False when all of it stays as it is."""
        return self.exact or bool(self.cells or self.rows or self.columns or self.sheets)


@dataclass
class Changes:
    """What was put back, by its place now: values by table, fills by sheet, rows by table, sheets by name."""

    values: dict[str, dict[Cell, Value]] = field(default_factory=dict)
    fills: dict[str, set[Cell]] = field(default_factory=dict)
    rows: dict[str, set[int]] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)


class TakeBack:
    """One taking back. Nothing reaches the file before ``now`` is saved."""

    def __init__(self, now: EditedBook, was: EarlierBook, touched: Touched) -> None:
        self._now, self._was, self._touched = now, was, touched
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
        for ruled in self._touched.ruled:
            self._drop_downs(ruled)
        for renamed in self._touched.renamed:
            self._heading(renamed)
        for widened in self._touched.widened:
            self._columns(widened)
        for narrowed in self._touched.narrowed:
            headings = "、".join(narrowed.headings)
            self._done.kept.append(f"{narrowed.sheet} 的列“{headings}”（请再运行一次 xlcrm new --upgrade）")
        for name, sheet in self._touched.sheets.items():
            if name != MEMORY_SHEET:
                self._sheet(name, sheet)
        self._names(self._touched.named)
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
            found, old = digest(stands[cell]), digest(before[then])
            if found == written and cell not in typed:
                if written != old:  # else the run itself had put it right again
                    back[cell] = then
                    self._changes.values.setdefault(column.table, {})[cell] = before[then]
            elif cell in typed or found != old:
                self._keep(Spot(sheet, *cell))
        if was.values_only:
            now.set_cells(sheet, {cell: before[then] for cell, then in back.items()})
        else:
            states = was.cell_state(old_sheet, back.values())
            looks, old_looks = now.look_of(sheet, back), was.look_of(old_sheet, back.values())
            looking = [cell for cell, then in back.items() if looks[cell] != old_looks[then]]
            now.restore(sheet, {cell: states[then] for cell, then in back.items()}, looking=looking)
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
            if stands[cell] == before[then]:
                continue
            if digest(stands[cell]) == written:
                back[cell] = before[then]
            else:
                self._keep(Spot(sheet, *cell), "（颜色）")
        if back:
            now.set_cells(sheet, {}, fill=back)
            here = [rows for rows in self._now.found().tables.values() if rows.sheet == sheet]
            self._noted.fill(sheet, back, here)
            self._changes.fills.setdefault(sheet, set()).update(back)
            self._done.cells += len(back)

    def _keep(self, spot: Spot, why: str = "") -> None:
        self._done.kept.append(f"{spot.sheet}!{letters(spot.column)}{spot.row}{why}")

    # rows

    def _remove_rows(self, added: Appended) -> None:
        """Take added rows away from the end of the table, as far up as nobody touched them."""
        field = field_of(self._now, added)
        count = removable(self._now, field, added) if field else 0
        if field and count:
            gone = remove(self._now, self._was, field, added, count)
            self._noted.removed.append(gone)
            self._changes.rows.setdefault(added.table, set()).update(range(gone.first, gone.first + count))
            self._done.rows += count
        if count < len(added.rows):
            last = added.first + len(added.rows) - 1 - count
            self._done.kept.append(f"{added.sheet} 第 {added.first}–{last} 行")

    def _add_rows(self, gone: Removed) -> None:
        """Put rows that an undo took away at the end of the table again."""
        field = field_of(self._now, gone)
        if field is None:
            last = gone.first + gone.count - 1
            self._done.kept.append(f"{gone.sheet} 第 {gone.first}–{last} 行（表格已不在）")
        else:
            put_back(self._now, self._was, field, gone)
            self._done.rows += gone.count

    # columns

    def _drop_downs(self, ruled: Ruled) -> None:
        """Take drop-downs away that are still as they were given."""
        from xlcrm.ooxml import Package
        from xlcrm.ooxml.drop_downs import drop_rules

        package = self._now.package
        if isinstance(package, Package) and ruled.sheet in package.sheets:
            drop_rules(package.workbook, ruled.sheet, ruled.rules, force=package.force)

    def _columns(self, widened: Widened) -> None:
        """Take added columns away again, unless something was written into them."""
        from xlcrm.ooxml import Package, Refused
        from xlcrm.ooxml.columns import drop_columns

        package, headings = self._now.package, widened.headings
        try:
            if not isinstance(package, Package):  # an open workbook has no verb for it
                raise Refused(widened.sheet, "工作簿正打开着", "请关闭后再撤销")
            drop_columns(
                package.workbook, widened.sheet, widened.item, headings, widened.rules, force=package.force
            )
            self._noted.narrowed.append(widened)
            self._done.columns += len(headings)
        except Refused as error:
            self._done.kept.append(f"{widened.sheet} 的列“{'、'.join(headings)}”（{error.why}）")

    def _names(self, names: list[str]) -> None:
        """Take names away whose sheet has gone."""
        from xlcrm.ooxml import Package
        from xlcrm.ooxml.drop_downs import drop_broken_names

        if names and isinstance(package := self._now.package, Package):
            drop_broken_names(package.workbook, names)

    def _heading(self, renamed: Renamed) -> None:
        """Give a heading its old text again, unless it bears another one by now."""
        from xlcrm.ooxml import Package, Refused
        from xlcrm.ooxml.headings import rename_headings

        package, cell = self._now.package, (renamed.row, renamed.column)
        try:
            if not isinstance(package, Package):  # an open workbook has no verb for it
                raise Refused(renamed.sheet, "工作簿正打开着", "请关闭后再撤销")
            if renamed.sheet not in package.sheets or package.values(renamed.sheet, [cell])[cell] != renamed.new:
                raise Refused(renamed.sheet, "表头后来又改过", "请核对表头")
            rename_headings(package.workbook, renamed.sheet, {cell: renamed.old}, force=package.force)
            self._noted.renamed.append(replace(renamed, old=renamed.new, new=renamed.old))
            self._done.cells += 1
        except Refused as error:
            self._keep(Spot(renamed.sheet, *cell), f"（{error.why}）")

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
