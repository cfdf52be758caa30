"""Telling what we wrote on a report's sheet from what people typed there since.

Of each sheet we made, a stamp of its report and the digests of its rows are remembered. The same stamp: nothing
to do. A row that is none of them holds something of a person's own; unless it stands in a column meant for
typing, the sheet must not be replaced. Sorting and filtering change no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.memory import plain
from xlcrm.book.run import line_digest, lines_digest

if TYPE_CHECKING:
    from xlcrm.book.sheets.drawn import Drawn
    from xlcrm.tables.rows import Value

Area: TypeAlias = tuple[int, int, int, int]
"""First row and column, last row and column; 1-based."""


def account(page: Drawn) -> str:
    """What is remembered of a sheet: its stamp, where people may type, digests of its rows without that."""
    areas = list(_areas(page))

    def told(row: int, cells: Mapping[int, Value]) -> str:
        typed = _typed(areas, row)
        kept = {column: v for column, v in cells.items() if v not in (None, "") and column not in typed}
        return _digest(kept) if kept else ""

    told_areas = ";".join(",".join(map(str, area)) for area in areas)
    return f"{page.stamp}|{told_areas}|{' '.join(filter(None, page.each('account', told)))}"


def stamp_of(remembered: str) -> str:
    """The stamp of the report from which the sheet that is remembered so was drawn."""
    return remembered.partition("|")[0]


def content(page: Drawn) -> str:
    """The ``run.content_digest`` of all that stands on a report's sheet, typed or not."""

    def told(_row: int, cells: Mapping[int, Value]) -> bytes | None:
        values: list[Value] = [None] * max(cells)
        for column, value in cells.items():
            values[column - 1] = value
        return line_digest(values)

    return lines_digest(page.each("content", told))


def strange_rows(remembered: str, rows: Iterable[tuple[int, Sequence[Value]]]) -> list[int]:
    """Numbers of rows that hold what neither we wrote nor a typing column may hold; values from column A on."""
    _, areas_text, digests = remembered.split("|")
    areas = [_area(text) for text in areas_text.split(";") if text]
    known = Counter(digests.split())
    strange = []
    for number, values in rows:
        typed = _typed(areas, number)
        cells = {
            column: value
            for column, value in enumerate(values, 1)
            if value not in (None, "") and column not in typed
        }
        if cells:
            digest = _digest(cells)
            if known[digest]:
                known[digest] -= 1
            else:
                strange.append(number)
    return strange


def _areas(page: Drawn) -> Iterable[Area]:
    for block in page.report.blocks:
        placed = page.where(block)
        for head in block.heads:
            if head.typed:
                first, last = placed.columns[head.name]
                yield placed.first_row, first, placed.last_row, last
    for entry in page.report.fields:
        if entry.typed:
            row, column = page.frame.fields[entry.name]
            yield row, column, row, column


def _area(text: str) -> Area:
    top, left, bottom, right = (int(part) for part in text.split(","))
    return top, left, bottom, right


def _typed(areas: Iterable[Area], row: int) -> set[int]:
    """Columns in which people may type in a row."""
    return {
        column
        for top, left, bottom, right in areas
        if top <= row <= bottom
        for column in range(left, right + 1)
    }


def _digest(cells: Mapping[int, Value]) -> str:
    text = "\x1f".join(f"{column}={plain(value)}" for column, value in sorted(cells.items()))
    return blake2b(text.encode(), digest_size=5).hexdigest()
