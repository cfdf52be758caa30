"""A workbook on disk that is edited and loses nothing."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Self

from xlcrm.ooxml import append, graft, save, sheets, states
from xlcrm.ooxml.address import MAX_COLUMN, MAX_ROW, Area, Cell, a1
from xlcrm.ooxml.cells import Reading, Setting, Stored, as_moment, has_formula, sorted_cells
from xlcrm.ooxml.deflate import read
from xlcrm.ooxml.encryption import OLE, locked, unlocked
from xlcrm.ooxml.parts import Parts
from xlcrm.ooxml.refused import Changed, Refused
from xlcrm.ooxml.sheet import AreaPass, Facts, SheetPass, cells_in
from xlcrm.ooxml.splice import rewritten
from xlcrm.ooxml.tables import Table, table_named, tables_of
from xlcrm.ooxml.workbook import SheetEntry, Workbook
from xlcrm.ooxml.zipped import Archive, Source, ZipWriter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from types import TracebackType

    from xlcrm.ooxml.deflate import Readable
    from xlcrm.ooxml.values import Value

Take = Callable[[int, int, bytes | None, int], None]

MARK: Final = "_xlcrm.ours"
"""The hidden name, local to a sheet and holding the sheet's own title, by which a sheet of ours is known."""


class Package:
    """An .xlsx or .xlsm workbook, opened to be edited in place.

    Edits are checked and made as they are called, in memory and still packed; nothing reaches the disk before
    `save`. A refused edit leaves the package as it was. Rows and columns count from 1. `force` edits protected
    sheets. `path` may be a file or the bytes of one; bytes can only be saved to a path.
    """

    def __init__(self, path: str | os.PathLike[str] | bytes, *, password: str | None = None,
                 force: bool = False) -> None:
        self.force = force
        self._password = password
        self._open(path)

    def _open(self, path: str | os.PathLike[str] | bytes) -> None:
        self.path: Path | None = None
        self._fingerprint: save.Fingerprint | None = None
        self._encrypted = False
        if isinstance(path, bytes):
            file: Readable = io.BytesIO(path)
            where = "workbook"
        else:
            self.path = Path(path)
            where = self.path.name
            self._fingerprint = save.Fingerprint.of(self.path)
            file = Source(self.path)
        self._file: Readable = file
        try:
            if file.read(len(OLE)) == OLE:
                file.seek(0)
                content = unlocked(file.read(), self._password, where)
                file.close()
                self._encrypted = True
                self._file = io.BytesIO(content)
            self._parts = Parts(Archive(self._file, where))
            self._book = Workbook(self._parts, where)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Lets the file go; edits that were not saved are lost."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    # what there is

    @property
    def sheets(self) -> list[str]:
        """Names of the worksheets, in order of their tabs."""
        return [entry.name for entry in self._book.sheets() if entry.part]

    @property
    def workbook(self) -> Workbook:
        """The main part, for edits that have a module of their own (`columns`, `drop_downs`)."""
        return self._book

    @property
    def edited(self) -> bool:
        """Whether `save` would write anything."""
        return self._parts.edited

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        return self._book.date1904

    def tables(self, sheet: str) -> list[Table]:
        """The Excel tables of a sheet."""
        entry = self._book.sheet(sheet)
        return tables_of(self._parts, entry.name, entry.part)

    def values(self, sheet: str, cells: Iterable[Cell], *,
               dates: bool = True) -> dict[Cell, Stored | dt.date | dt.time]:
        """What the cells hold: str, int, float, bool, `CellError`, None; of a formula, its last result.

        Numbers in cells that show dates come as date, datetime or time, with `dates=False` as serial numbers.
        """
        entry = self._book.sheet(sheet)
        found, formats = states.values_of(self._book, entry.part, sorted_cells(cells))
        if not dates:
            return dict(found)
        return {cell: as_moment(value, formats[cell], self._book.styles, self.date1904)
                for cell, value in found.items()}

    def fill_of(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """The fill of each cell, in the form that `set_cells` takes.

        "RRGGBB" when it is one plain colour, None when there is none, else (pattern, gradient, theme colour) the
        fill's XML; all three may be kept as text and given back. A cell that is not there has the fill of its row or
        column. See `solid_colour`.
        """
        found: dict[Cell, str | None] = {}

        def take(row: int, column: int, _cell: bytes | None, style: int) -> None:
            found[row, column] = self._book.styles.fill_of(style)
        self._read(sheet, cells, take)
        return found

    def formula_cells(self, sheet: str, columns: Iterable[int] | None = None) -> set[Cell]:
        """The cells that hold formulas, array formulas with all their cells; of some columns or of all."""
        entry = self._book.sheet(sheet)
        wanted = None if columns is None else set(columns)
        if wanted is not None and not wanted:
            return set()
        area = Area(1, min(wanted) if wanted else 1, MAX_ROW, max(wanted) if wanted else MAX_COLUMN)
        found: set[Cell] = set()

        def take(row: int, column: int, cell: bytes, _style: int) -> None:
            if has_formula(cell) and (wanted is None or column in wanted):
                found.add((row, column))
        scan = AreaPass(area, take, entry.part, needle=b"f")
        read(self._parts.text(entry.part), scan)
        for array in scan.facts.arrays:
            found.update((row, column) for column in range(array.left, array.right + 1)
                         if wanted is None or column in wanted for row in range(array.top, array.bottom + 1))
        return found

    def _read(self, sheet: str, cells: Iterable[Cell], take: Take) -> None:
        entry = self._book.sheet(sheet)
        scan = SheetPass(sorted_cells(cells), Reading(take), entry.part)
        scan.grows = False
        read(self._parts.text(entry.part), scan)

    # cells

    def set_cells(self, sheet: str, values: Mapping[Cell, Value], fill: Mapping[Cell, str | None] | None = None,
                  number_format: Mapping[Cell, str] | None = None, *, force: bool = False) -> None:
        """Writes values, fills and number formats into cells.

        KEEP leaves the content of a cell; a fill is "RRGGBB", None for none, or what `fill_of` gave; a number format
        is a code such as "yyyy-mm-dd". The old format stays but for what is named; a date in a cell that shows no
        dates gets a date format; text is stored as text. Refused: formulas, insides of merges and arrays, headings
        and totals of tables (their format may be changed), protected sheets.
        """
        entry = self._book.sheet(sheet)
        setting = Setting(self._book, entry.name, values, fill or {}, number_format or {})
        cells = setting.cells()
        if not cells:
            return
        with self._book.editing():
            written = setting.written()
            for table in tables_of(self._parts, entry.name, entry.part) if written else ():
                _outside_of_headings(table, written)
            scan = SheetPass(cells, setting, entry.part)
            text = self._parts.text(entry.part)
            new = rewritten(text, scan)
            self._permit(scan.facts, entry, written, force=force)
            if new is not text:
                self._parts.write(entry.part, new)
                if written:
                    self._book.recalculate()

    def _permit(self, facts: Facts, entry: SheetEntry, written: Sequence[Cell], *, force: bool) -> None:
        """Refuses what only the whole sheet tells."""
        if facts.protected and not (force or self.force):
            raise Refused.because("protected", entry.name)
        for merge in facts.merges:
            for cell in cells_in(merge, written):
                if cell != (merge.top, merge.left):
                    raise Refused.because("merge", f"{entry.name}!{a1(*cell)}")
        for array in facts.arrays:
            for cell in cells_in(array, written):
                raise Refused.because("array", f"{entry.name}!{a1(*cell)}")

    values_only: Final = False
    """``cell_state`` knows formats too."""

    def cell_state(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """Everything about each cell (content and format) as opaque text for `restore`; "" where there is no cell.

        The text stands for itself: it holds the format and the string, not numbers that point at them, so that it
        is still good after another program saved the workbook.
        """
        entry = self._book.sheet(sheet)
        return states.states_of(self._book, entry.part, sorted_cells(cells))

    def look_of(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """How each cell looks but for its number format, as opaque text that is equal for the same look."""
        return states.looks_of(self._book, self._book.sheet(sheet).part, sorted_cells(cells))

    def restore(self, sheet: str, state: Mapping[Cell, str], *, looking: Collection[Cell] = (),
                force: bool = False) -> None:
        """Puts cells back to a state remembered by `cell_state`, byte for byte where nothing else changed.

        Those in `looking` stay as they look; only their content goes back.
        """
        if not state:
            return
        entry = self._book.sheet(sheet)
        with self._book.editing():
            scan = SheetPass(sorted_cells(state), states.Restoring(state, self._book, looking), entry.part)
            scan.grows = any(state.values())
            text = self._parts.text(entry.part)
            new = rewritten(text, scan)
            self._permit(scan.facts, entry, (), force=force)
            if new is not text:
                self._parts.write(entry.part, new)
                if any("<f" in one for one in state.values()):
                    self._book.drop_calculation_chain()
                self._book.recalculate()

    # tables

    def append_rows(self, sheet: str, table_name: str, rows: Sequence[Sequence[Value]], *,
                    force: bool = False) -> append.Appended:
        """Writes rows under the last filled row of an Excel table, values in order of its columns.

        Blank rows at its end are filled first, then table, filter, drop-downs and conditional formats are extended;
        calculated columns are copied (give KEEP or None for them); formats follow the row above. Refused below a
        totals row and where cells are occupied.
        """
        entry = self._book.sheet(sheet)
        table = table_named(self.tables(sheet), table_name, sheet)
        with self._book.editing():
            return append.append_rows(self._book, entry, table, rows,
                                      lambda facts, cells: self._permit(facts, entry, cells, force=force))

    def truncate_rows(self, sheet: str, table_name: str, first_row: int, before: str = "", *,
                      force: bool = False) -> None:
        """Takes the rows from `first_row` on out of a table, and shortens what `append_rows` extended.

        `before` is what `append_rows` returned as such: with it, blank rows that were there, and ranges that did not
        end with the table, come back exactly.
        """
        entry = self._book.sheet(sheet)
        table = table_named(self.tables(sheet), table_name, sheet)
        with self._book.editing():
            append.truncate_rows(self._book, entry, table, first_row, before,
                                 lambda facts, cells: self._permit(facts, entry, cells, force=force))

    # sheets

    def put_sheet(self, name: str, scratch: str | os.PathLike[str] | bytes, *, mark: str = MARK,
                  before: str | None = None, after: str | None = None,
                  hidden: Literal["visible", "hidden", "veryHidden"] | None = None) -> None:
        """Puts in the first sheet of a generated workbook, or replaces the sheet of ours of that name in its place.

        Charts, pictures, tables, conditional formats, drop-downs, links, notes and print settings come along.
        A sheet is ours when the hidden name `mark`, local to it, holds its own title: names outlive saving in Excel,
        WPS and LibreOffice; a copy or a renamed sheet is no longer ours. A user's sheet of that name is refused.
        `before`/`after` name the neighbour of a new sheet (default: at the end); `hidden` None keeps what was.
        """
        content = scratch if isinstance(scratch, bytes) else Path(scratch).read_bytes()
        with self._book.editing():
            sheets.put_sheet(self._book, name, content, sheets.Place(mark, before, after, hidden),
                             force=self.force)

    def remove_sheet(self, name: str, *, mark: str = MARK) -> None:
        """Removes a sheet of ours."""
        with self._book.editing():
            sheets.remove_sheet(self._book, name, mark, force=self.force)

    def is_ours(self, name: str, *, mark: str = MARK) -> bool:
        """Whether there is a sheet of that name which `put_sheet` made."""
        entry = self._book.found(name)
        return entry is not None and sheets.is_ours(self._book, entry, mark)

    def sheet_bytes(self, name: str) -> bytes:
        """A sheet as a small workbook that `put_sheet` takes."""
        return graft.snapshot(self._book, self._book.sheet(name))

    # saving

    def save(self, path: str | os.PathLike[str] | None = None, *, force: bool = False) -> bool:
        """Writes the workbook, all or nothing; whether anything was written.

        In place, nothing is written when nothing was edited; raises `Changed` when the file on disk is no longer the
        one opened, `Busy` when another program has it open (`force` overrules owner files). Afterwards the package
        stands for the saved file.
        """
        target = self.path if path is None else Path(path)
        if target is None:
            raise ValueError("a workbook made of bytes needs a path to be saved to")
        in_place = self.path is not None and target.exists() and target.samefile(self.path)
        if self.path is not None and path is None and not target.exists():
            raise Changed(target.name)
        if in_place and not self.edited:
            return False
        opened = self._fingerprint if in_place else None
        release = self._file.close if in_place and os.name == "nt" else None
        save.replace_file(target, opened, self._write, self._check, release, force=force)
        if in_place:
            self.close()
            self._open(target)
        return True

    def to_bytes(self) -> bytes:
        """The workbook as it would be saved."""
        out = io.BytesIO()
        self._write(out)
        return out.getvalue()

    def _write(self, out: BinaryIO) -> None:
        if self._encrypted:
            clear = io.BytesIO()
            self._parts.write_to(ZipWriter(clear, self._book.where))
            out.write(locked(clear.getvalue(), self._password or ""))
        else:
            self._parts.write_to(ZipWriter(out, self._book.where))

    def _check(self, written: Path) -> None:
        content = unlocked(written.read_bytes(), self._password, written.name) if self._encrypted else None
        with io.BytesIO(content) if content is not None else written.open("rb") as file:
            self._parts.check(Archive(file, written.name))


def _outside_of_headings(table: Table, written: Sequence[Cell]) -> None:
    parts = []
    if table.header_row is not None:
        parts.append(("header", table.area._replace(bottom=table.header_row)))
    if table.totals:
        parts.append(("totals", table.area._replace(top=table.area.bottom)))
    for code, area in parts:
        for cell in cells_in(area, written):
            raise Refused.because(code, f"{table.sheet}!{a1(*cell)}")
