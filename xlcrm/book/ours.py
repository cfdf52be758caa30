"""Telling what we wrote on a report's sheet from what people typed there since.

Of each sheet we made, a stamp of its report and the digests of its rows are remembered. The same stamp: nothing
to do. A row that is none of them holds something of
a person's own; unless it stands in a column meant for typing, the sheet must not be replaced. Sorting and
filtering change no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

from xlcrm import __version__
from xlcrm.book.memory import plain
from xlcrm.book.sheets.place import layout
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from xlcrm.book.sheets.place import Layout
    from xlcrm.reports.report import Block, Cell, Report
    from xlcrm.tables.rows import Value

Area: TypeAlias = tuple[int, int, int, int]
"""First row and column, last row and column; 1-based."""


def stamp(report: Report) -> str:
    """A digest of a report but for what people type in it: what has the same stamp is drawn the same."""
    blocks = [replace(block, rows=_without_typing(block)) for block in report.blocks]
    fields = [replace(entry, value=None) if entry.typed else entry for entry in report.fields]
    told = repr((__version__, replace(report, blocks=blocks, fields=fields)))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _without_typing(block: Block) -> Sequence[Sequence[Cell | Link]]:
    typed = [at for at, head in enumerate(block.heads) if head.typed]
    if not typed:
        return block.rows
    return [[None if at in typed else value for at, value in enumerate(row)] for row in block.rows]


def account(report: Report, page: Layout | None = None) -> str:
    """What is remembered of a sheet: its stamp, where people may type, digests of its rows without that.

    ``page`` is the layout of the report where it is known already.
    """
    page = page or layout(report)
    areas = list(_areas(page, report))
    rows: dict[int, dict[int, Value]] = {}
    for spot in page.spots:
        value = spot.value.text if isinstance(spot.value, Link) else spot.value
        if value not in (None, "") and not _inside(areas, spot.row, spot.column):
            rows.setdefault(spot.row, {})[spot.column] = value
    digests = " ".join(_digest(cells) for _, cells in sorted(rows.items()))
    return f"{stamp(report)}|{';'.join(','.join(map(str, area)) for area in areas)}|{digests}"


def stands(remembered: str | None, report: Report) -> bool:
    """True when the sheet that is remembered so was drawn from the same report."""
    return remembered is not None and remembered.partition("|")[0] == stamp(report)


def content(page: Layout) -> list[tuple[int, list[Value]]]:
    """All that stands on a report's sheet, typed or not: rows of values from column A on."""
    rows: dict[int, list[Value]] = {}
    for spot in page.spots:
        values = rows.setdefault(spot.row, [])
        values += [None] * (spot.column - len(values))
        values[spot.column - 1] = spot.value.text if isinstance(spot.value, Link) else spot.value
    return sorted(rows.items())


def strange_rows(remembered: str, rows: Iterable[tuple[int, Sequence[Value]]]) -> list[int]:
    """Numbers of rows that hold what neither we wrote nor a typing column may hold; values from column A on."""
    _, areas_text, digests = remembered.split("|")
    areas = [_area(text) for text in areas_text.split(";") if text]
    known = Counter(digests.split())
    strange = []
    for number, values in rows:
        cells = {
            column: value
            for column, value in enumerate(values, 1)
            if value not in (None, "") and not _inside(areas, number, column)
        }
        if cells:
            digest = _digest(cells)
            if known[digest]:
                known[digest] -= 1
            else:
                strange.append(number)
    return strange


def _areas(page: Layout, report: Report) -> Iterable[Area]:
    for block in report.blocks:
        placed = page.blocks[block.name]
        for head in block.heads:
            if head.typed:
                first, last = placed.columns[head.name]
                yield placed.first_row, first, placed.last_row, last
    for entry in report.fields:
        if entry.typed:
            row, column = page.fields[entry.name]
            yield row, column, row, column


def _area(text: str) -> Area:
    top, left, bottom, right = (int(part) for part in text.split(","))
    return top, left, bottom, right


def _inside(areas: Iterable[Area], row: int, column: int) -> bool:
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas)


def _digest(cells: Mapping[int, Value]) -> str:
    text = "\x1f".join(f"{column}={plain(value)}" for column, value in sorted(cells.items()))
    return blake2b(text.encode(), digest_size=5).hexdigest()
