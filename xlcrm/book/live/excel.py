"""A workbook open in Excel or WPS, through xlwings."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcrm.book.live.fills import Fills, known
from xlcrm.book.live.host import OURS, SheetFacts
from xlcrm.book.live.native import areas, formulas, last_filled, native, set_native
from xlcrm.book.live.patience import finite, patient
from xlcrm.book.live.references import Referring
from xlcrm.book.live.text import as_text, reads
from xlcrm.book.port import BookRefused
from xlcrm.book.sources.ooxml_parts import ListObject
from xlcrm.ooxml.address import Area
from xlcrm.tables.rows import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import xlwings

    from xlcrm.book.live.host import Block, Growth, Obstacle, State
    from xlcrm.ooxml.address import Cell
    from xlcrm.tables.rows import Value

_VERY_HIDDEN = 2
_NOT_PUT = frozenset({"comment", "form_control"})
"""Shapes that come with notes, drop-downs and filters."""
_DAY_ZERO = 1899  # a clock time without a day lies on 1899-12-30
_SECONDS = 86_400
_LARGE = 2_000_000
"""Cells beyond which the used range is looked at twice: whole columns may only be formatted."""
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class ExcelHost:
    """As ``host.Host``: one workbook of a running Excel."""

    uid, changed, change_sheet = "", True, None
    most_marks = 200

    def __init__(self, book: xlwings.Book) -> None:
        finite()
        self._book = book
        self.name, self.address, self.path = self._identity()

    @patient
    def _identity(self) -> tuple[str, str, Path | None]:
        """Xlwings would look for the local folder behind a web address, and fail where there is none."""
        address = native(self._book.api, "FullName") or self._book.fullname
        folder = native(self._book.api, "Path")
        local = bool(folder) and "://" not in address
        return self._book.name, address, Path(address) if local else None

    @patient
    def state(self, *, sheets: bool) -> State:
        """What keeps the workbook from being changed."""
        api = self._book.api
        if not native(api, "Path"):
            return "never saved"
        if native(api, "ReadOnly"):
            return "read-only"
        if native(api, "MultiUserEditing"):
            return "shared"
        if native(api, "Final"):
            return "final"
        return "structure" if sheets and native(api, "ProtectStructure") else "open"

    # reading

    @patient
    def sheets(self) -> list[SheetFacts]:
        """All worksheets in the order of their tabs."""
        return [
            SheetFacts(
                sheet.name,
                sheet.visible != -1 and sheet.visible is not True,
                _used(sheet),
                tuple(_objects(sheet)),
            )
            for sheet in self._book.sheets
        ]

    def _range(self, sheet: str, area: Area) -> xlwings.Range:
        return self._book.sheets[sheet].range((area.top, area.left), (area.bottom, area.right))

    @patient
    def read(self, sheet: str, area: Area) -> list[list[Value]]:
        """Values of a rectangle, one bulk read."""
        rows = self._range(sheet, area).options(ndim=2, err_to_str=True).value
        return [[_value(value) for value in row] for row in rows]

    @patient
    def formulas(self, sheet: str, area: Area) -> dict[int, tuple[int, int]]:
        """Columns with formulas: number -> first and last row with one."""
        columns: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(formulas(self._range(sheet, area)), area.top):
            for column, text in enumerate(row, area.left):
                if isinstance(text, str) and text.startswith("="):
                    columns[column] = (columns.get(column, (number, number))[0], number)
        return columns

    @patient
    def obstacle(self, sheet: str, area: Area) -> Obstacle | None:
        """What keeps a rectangle from being written as one block.

        Over filtered rows Excel writes the first value into every row that shows.
        """
        if native(self._book.sheets[sheet].api, "ProtectContents"):
            return "protected"
        cells = self._range(sheet, area)
        if cells.merge_cells is not False:
            return "merged"
        rows = {row for part in areas(cells, "visible") for row in _rows(part)}
        return "hidden" if len(rows) < area.bottom - area.top + 1 else None

    @patient
    def signature(self, sheet: str) -> str | None:
        """The text that the name ``OURS``, local to the sheet, holds."""
        names = self._book.sheets[sheet].names
        return str(names[OURS].refers_to).removeprefix("=") if names.contains(OURS) else None

    @patient
    def objects(self, sheet: str) -> int:
        """How many charts, pictures, shapes and notes lie on a sheet; drop-down arrows are Excel's own."""
        page = self._book.sheets[sheet]
        return sum(shape.type not in _NOT_PUT for shape in page.shapes) + len(page.notes)

    @patient
    def fills(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells; hatched and shaded ones are left out."""
        return Fills(self._book.sheets[sheet]).of(cells)

    def gives(self, fill: str | None) -> bool:
        """True for a fill that ``fill`` can give."""
        return known(fill)

    # writing

    @contextmanager
    def writing(self, title: str) -> Iterator[None]:  # noqa: ARG002 - Excel forgets its own undo at the first write
        """A still screen and no events; sheet, selection and scrolling stay where they were."""
        app = self._book.app
        was = app.screen_updating, app.enable_events, app.display_alerts
        active = self._book.sheets.active.name
        app.screen_updating = app.enable_events = app.display_alerts = False
        try:
            yield
        finally:
            try:
                self._show(active)
            finally:
                app.screen_updating, app.enable_events, app.display_alerts = was

    def _show(self, title: str) -> None:
        """Go back to a sheet, which may be another one by now."""
        if self._book.sheets.active.name != title and title in [one.name for one in self._book.sheets]:
            self._book.sheets[title].activate()

    @patient
    def put(self, block: Block) -> None:
        """Write one column of values; text goes in as text."""
        cells = self._range(block.sheet, block.area)
        code = cells.number_format
        if block.number_format and not reads(code, block.number_format):
            cells.number_format = code = block.number_format
        cells.value = [[_raw(value, as_it_is=code == "@")] for value in block.values]

    @patient
    def fill(self, sheet: str, fills: Mapping[Cell, str | None]) -> None:
        """Colour cells; None takes the colour away."""
        Fills(self._book.sheets[sheet]).put(fills)

    @patient
    def grow(self, growth: Growth) -> None:
        """Let an Excel Table end with another row."""
        area = growth.area._replace(bottom=growth.bottom)
        self._book.sheets[growth.sheet].tables[growth.item].resize(self._range(growth.sheet, area))

    @patient
    def put_sheets(self, source: Path, titles: Sequence[str]) -> None:
        """Take sheets over from a workbook on disk, opened for a moment in the same Excel."""
        scratch = self._book.app.books.open(str(source), update_links=False, read_only=True, add_to_mru=False)
        try:
            set_native(scratch.api.Windows(1), "Visible", False)
            known = {one.name for one in self._book.sheets}
            with Referring(self._book, known.intersection(titles)):
                for title in titles:
                    self._take_over(scratch.sheets[title], title, replace=title in known)
        finally:
            scratch.close()
            self._book.activate()

    def _take_over(self, sheet: xlwings.Sheet, title: str, *, replace: bool) -> None:
        sheets = self._book.sheets
        if replace:
            made = sheet.copy(before=sheets[title])
            sheets[title].delete()
            made.name = title
        else:
            made = sheet.copy(after=sheets[-1])
        for mine, theirs in list(zip(made.tables, sheet.tables, strict=True)):
            if mine.name != theirs.name:
                mine.name = theirs.name

    @patient
    def drop_sheet(self, title: str) -> None:
        """Delete a sheet of ours."""
        self._book.sheets[title].delete()

    @patient
    def keep_text(self, title: str, texts: Sequence[str]) -> None:
        """Let a sheet of ours hold these texts in column A and nothing else."""
        sheet = self._book.sheets[title]
        used = sheet.used_range
        sheet.range((1, 1), (max(used.row + used.shape[0] - 1, len(texts)), 1)).clear_contents()
        sheet.range((1, 1), (len(texts), 1)).value = [[as_text(text)] for text in texts]

    @patient
    def hide(self, title: str) -> None:
        """Hide a sheet so well that Excel does not offer to show it."""
        set_native(self._book.sheets[title].api, "Visible", _VERY_HIDDEN)

    def copy_to(self, copy: Path) -> None:
        """Copy the workbook as it stands, unsaved edits and all."""
        if sys.platform == "darwin":  # Excel for Mac cannot save a copy
            if native(self._book.api, "Saved") is False or self.path is None:
                raise BookRefused(
                    f"工作簿“{self.name}”",
                    "有还没有保存的修改，没有写入",
                    "请先按 Command+S 保存，再点按钮。",
                )
            shutil.copyfile(self.path, copy)
        else:
            self._save_copy(str(copy))

    @patient
    def _save_copy(self, copy: str) -> None:
        self._book.api.SaveCopyAs(copy)

    def tell(self, text: str, *, serious: bool = False) -> None:
        """Show a message box."""
        self._book.app.alert(text, title="客户管理", mode="critical" if serious else "info")

    @patient
    def progress(self, text: str | None) -> None:
        """Say in the status bar what is being done."""
        self._book.app.status_bar = False if text is None else text


def _used(sheet: xlwings.Sheet) -> Area | None:
    cells = sheet.used_range
    area = Area(cells.row, cells.column, cells.row + cells.shape[0] - 1, cells.column + cells.shape[1] - 1)
    if cells.shape[0] * cells.shape[1] <= _LARGE:
        return area
    last, rightmost = last_filled(cells, "rows"), last_filled(cells, "columns")
    if last is None or rightmost is None:
        return None
    return area._replace(bottom=last.row, right=rightmost.column)


def _objects(sheet: xlwings.Sheet) -> Iterator[ListObject]:
    for table in sheet.tables:
        cells = table.range
        heads, totals = bool(table.show_headers), bool(table.show_totals)
        top, last = cells.row, cells.row + cells.shape[0] - 1
        right = cells.column + cells.shape[1] - 1
        yield ListObject(
            table.name, top if heads else None, top + heads, last - totals, cells.column, right, totals
        )


def _rows(cells: xlwings.Range) -> range:
    return range(cells.row, cells.row + cells.shape[0])


def _value(value: Any) -> Value:
    """A value as Excel hands it out, as the reader of files gives it."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return CellError(value) if value in _ERRORS else value
    if isinstance(value, datetime):
        if value.year <= _DAY_ZERO:
            return value.time()
        return value.date() if value.time() == time() else value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value  # type: ignore[no-any-return]


def _raw(value: Value, *, as_it_is: bool) -> Any:
    """A value as Excel takes it."""
    if isinstance(value, str):
        return value if as_it_is else as_text(value)
    if isinstance(value, time):
        return (
            timedelta(hours=value.hour, minutes=value.minute, seconds=value.second).total_seconds() / _SECONDS
        )
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    return value
