"""Where everything stands on a form: cells to be printed, and the cells in which people write."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatch
from typing import TYPE_CHECKING

from xlcrm.book import look
from xlcrm.book.forms.cells import Cell, Lines, OneTick, Plain, Role, Slot, Ticks
from xlcrm.book.forms.paper import ACROSS, Aside, Box, Card, Entry, Form, Line, Marks, Part, Parts, Stages
from xlcrm.book.forms.ticks import boxes
from xlcrm.book.sheets.measure import height, lines
from xlcrm.tables.column import Choice, MultiChoice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcrm.tables.column import Column

LEFT = 2
"""The form begins in column B; column A is the margin."""
LAST = LEFT + ACROSS - 1
WIDTHS: Mapping[bool, float] = {False: 3.95, True: 5.9}
"""Width of one of the 24 columns, on portrait and on landscape paper."""
PAGE: Mapping[bool, float] = {False: 730.0, True: 520.0}
"""Height of the page, in points."""
_ENTRY = 27.0
"""Height of a row with one line to write on."""
_CARD_LINE = 36.0
_MOST = 1.4
"""Rows with room for several lines grow with the page, by so much of their height at most."""


@dataclass
class Sheet:
    """A form laid out.

    ``stages`` are the columns that hold a row a stage, the stage itself first. ``roomy`` rows grow with the
    page; in those ``written`` several lines of text begin at the top.
    """

    form: Form
    cells: list[Cell] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    stages: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    roomy: set[int] = field(default_factory=set)
    written: set[int] = field(default_factory=set)
    row: int = 1

    def put(self, role: Role, left: int, span: int, text: str = "", name: str = "") -> Cell:
        """A rectangle in the row that is being filled; labels of what must be filled are marked."""
        column = self.form.table.columns.get(name)
        required = bool(column and column.required)
        cell = Cell(self.row, left, self.row, left + span - 1, role, text, name, required)
        self.cells.append(cell)
        return cell

    def tall(self, text_lines: int) -> None:
        """Let the row that is being filled hold so many lines, with air."""
        self.heights[self.row] = max(self.heights.get(self.row, 0.0), _ENTRY, height(text_lines) + 7)

    def grow(self, text_lines: int) -> None:
        """Let the row that is being filled grow with the page if several lines are to be written there."""
        if text_lines > 1:
            self.roomy.add(self.row)
        if text_lines > 2:
            self.written.add(self.row)

    def room(self, span: int) -> float:
        """Width of so many columns, without the indent."""
        return WIDTHS[self.form.landscape] * span - 1

    def column(self, name: str) -> Column:
        """Declaration of a column."""
        return self.form.table.columns[name]


def place(form: Form, top: int = 1) -> Sheet:
    """Lay a form out, from row ``top`` on."""
    sheet = Sheet(form, row=top)
    card = any(isinstance(part, Card) for part in form.parts)
    sheet.put("title", LEFT, ACROSS, form.table.title)
    sheet.heights[top] = 34
    sheet.row += 1
    if not card:
        sheet.put("source", LEFT, ACROSS, f"依据：{form.table.source}")
        sheet.row += 1
    for part in form.parts:
        _place(part, sheet)
    if not card:
        _stretch(sheet)
    if form.foot:
        sheet.put("foot", LEFT, ACROSS, f"橙黄为必填。{form.foot}")
        sheet.heights[sheet.row] = 24
        sheet.row += 1
    return sheet


def label(column: Column, caption: str = "", room: float = 200.0) -> str:
    """What is printed beside a cell: the heading without the mark of a masked name."""
    text = caption or column.header.replace("*", "")
    return text.replace("(", "\n(", 1) if lines(text, room, look.BODY * 1.06) > 1 else text


def _stretch(sheet: Sheet) -> None:
    """Let the form fill its page: rows that are written in get what height is left."""
    room = PAGE[sheet.form.landscape] - sum(sheet.heights.get(row, look.ROW) for row in range(1, sheet.row))
    tall = {row: sheet.heights[row] for row in sorted(sheet.roomy)}
    if room > 0 and tall:
        share = min(room / sum(tall.values()), _MOST)
        sheet.heights.update({row: points * (1 + share) for row, points in tall.items()})


@singledispatch
def _place(part: Part, sheet: Sheet) -> None:
    raise TypeError(f"{sheet.form.table.id}: no form has a part of this kind: {part!r}")


@_place.register
def _(part: Line, sheet: Sheet) -> None:
    _line(sheet, part, LEFT)


def _line(sheet: Sheet, part: Line, left: int) -> None:
    sheet.tall(part.lines)
    sheet.grow(part.lines)
    for entry in part.entries:
        _label(sheet, entry, left)
        _slot(sheet, entry, left + entry.label, entry.span - entry.label)
        left += entry.span
    sheet.row += 1


def _label(sheet: Sheet, entry: Entry, left: int) -> None:
    room = sheet.room(entry.label)
    text = label(sheet.column(entry.name), entry.caption, room)
    sheet.put("label", left, entry.label, text, entry.name)
    sheet.tall(lines(text, room, look.BODY * 1.06))


def _slot(sheet: Sheet, entry: Entry, left: int, span: int) -> None:
    """The cell of an entry; several boxes that may all be ticked get a cell each."""
    column = sheet.column(entry.name)
    words = boxes(column, entry.falling)
    if words and isinstance(column, MultiChoice):
        share = span // len(words)
        widths = [share] * (len(words) - 1) + [span - share * (len(words) - 1)]
        cells = [
            sheet.put("entry", left + at * share, wide, name=entry.name) for at, wide in enumerate(widths)
        ]
        sheet.slots[entry.name] = Ticks(column, tuple(zip(words, cells, strict=True)))
        return
    cell = sheet.put("entry", left, span, name=entry.name)
    sheet.slots[entry.name] = OneTick(column, cell, words) if words else Plain(column, cell, entry.shown)


@_place.register
def _(part: Box, sheet: Sheet) -> None:
    _band(sheet, part.name)
    sheet.tall(part.lines)
    sheet.grow(part.lines)
    _slot(sheet, Entry(part.name), LEFT, ACROSS)
    sheet.row += 1


def _band(sheet: Sheet, name: str) -> None:
    sheet.put("caption", LEFT, ACROSS, label(sheet.column(name)), name)
    sheet.tall(1)
    sheet.row += 1


@_place.register
def _(part: Aside, sheet: Sheet) -> None:
    top = sheet.row
    for one in part.lines:
        _line(sheet, one, LEFT + 2)
    sheet.cells.append(Cell(top, LEFT, sheet.row - 1, LEFT + 1, "aside", part.caption))


@_place.register
def _(part: Marks, sheet: Sheet) -> None:
    captions = [simplified for simplified, _ in sheet.form.table.captions]
    spans = (7, 13, 4) if len(captions) == 3 else (8, 16)
    _captions(sheet, list(zip(captions, spans, strict=True)))
    for name in part.names:
        _label(sheet, Entry(name, label=spans[0]), LEFT)
        if len(spans) == 3:
            sheet.put("printed", LEFT + spans[0], spans[1], part.answers[name])
            sheet.tall(lines(part.answers[name], sheet.room(spans[1])))
        _slot(sheet, Entry(name), LEFT + sum(spans[:-1]), spans[-1])
        sheet.heights[sheet.row] = max(sheet.heights[sheet.row], 30)
        sheet.row += 1


def _captions(sheet: Sheet, heads: Sequence[tuple[str, int]], names: Sequence[str] = ()) -> None:
    left = LEFT
    for at, (text, span) in enumerate(heads):
        sheet.put("caption", left, span, text, names[at] if names else "")
        sheet.tall(lines(text, sheet.room(span), look.BODY * 1.06))
        left += span
    sheet.row += 1


@_place.register
def _(part: Stages, sheet: Sheet) -> None:
    columns = [sheet.column(name) for name in part.names]
    heads = [(label(column), span) for column, span in zip(columns, part.spans, strict=True)]
    _captions(sheet, heads, part.names)
    first = columns[0]
    assert isinstance(first, Choice)
    rows: list[list[Cell]] = []
    for stage in first.options.values:
        sheet.tall(part.lines)
        sheet.roomy.add(sheet.row)
        left, row = LEFT, list[Cell]()
        for name, span in zip(part.names, part.spans, strict=True):
            row.append(sheet.put("entry" if row else "printed", left, span, "" if row else stage, name))
            left += span
        rows.append(row)
        sheet.row += 1
    for name, cells in zip(part.names, zip(*rows, strict=True), strict=True):
        sheet.stages[name] = cells


@_place.register
def _(part: Parts, sheet: Sheet) -> None:
    _band(sheet, part.name)
    _captions(sheet, part.heads)
    by = sheet.column(part.by) if part.by else None
    rows = [_row(sheet, part) for _ in range(part.count)]
    alone: list[tuple[str, Cell]] = []
    if part.total:
        alone.append(("总价", _total(sheet, part, rows)))
    if part.then:
        sheet.put("label", LEFT, 5, part.then)
        alone.append((part.then, sheet.put("entry", LEFT + 5, ACROSS - 5, name=part.name)))
        sheet.tall(2)
        sheet.row += 1
    heads = tuple(caption for caption, _ in part.heads)
    stages = by.options.values if isinstance(by, Choice) else ()
    sheet.slots[part.name] = Lines(sheet.column(part.name), heads, tuple(rows), tuple(alone), stages)


def _row(sheet: Sheet, part: Parts) -> tuple[Cell, ...]:
    left, cells = LEFT, list[Cell]()
    for _, span in part.heads:
        cells.append(sheet.put("entry", left, span, name=part.name))
        left += span
    sheet.tall(1)
    sheet.row += 1
    return tuple(cells)


def _total(sheet: Sheet, part: Parts, rows: Sequence[tuple[Cell, ...]]) -> Cell:
    """The line of the sum; the spreadsheet adds up itself."""
    at = [caption for caption, _ in part.heads].index(part.total)
    first, last = rows[0][at], rows[-1][at]
    sheet.put("label", LEFT, first.left - LEFT, "总价")
    sum_of = f"=SUM({first.address}:{last.address})"
    cell = sheet.put("total", first.left, first.right - first.left + 1, sum_of, part.name)
    sheet.tall(1)
    sheet.row += 1
    return cell


@_place.register
def _(part: Card, sheet: Sheet) -> None:
    share, top = ACROSS // len(part.groups), sheet.row
    deepest = max(len(entries) for _, entries in part.groups)
    for number, (caption, entries) in enumerate(part.groups):
        left, sheet.row = LEFT + number * share, top
        sheet.put("caption", left, share, caption)
        sheet.tall(1)
        for at in range(deepest):
            sheet.row += 1
            sheet.heights[sheet.row] = _CARD_LINE
            if at < len(entries):
                _label(sheet, entries[at], left)
                _slot(sheet, entries[at], left + entries[at].label, share - entries[at].label)
            else:
                sheet.put("printed", left, share)
    sheet.row += 1
