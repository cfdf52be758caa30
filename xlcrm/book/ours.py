"""Telling what we wrote on a report's sheet from what people typed there since.

Of each sheet we made, the digests of its rows are remembered. A row that is none of them holds something of
a person's own; unless it stands in a column meant for typing, the sheet must not be replaced. Sorting and
filtering change no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.memory import plain
from xlcrm.book.port import BookRefused
from xlcrm.book.sheets.place import layout
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from xlcrm.book.sheets.place import Layout
    from xlcrm.reports.report import Report
    from xlcrm.tables.rows import Value

Area: TypeAlias = tuple[int, int, int, int]
"""First row and column, last row and column; 1-based."""


def account(report: Report) -> str:
    """What is remembered of a sheet: digests of its rows without what people type, and where they may type."""
    page = layout(report)
    areas = list(_areas(page, report))
    rows: dict[int, dict[int, Value]] = {}
    for spot in page.spots:
        value = spot.value.text if isinstance(spot.value, Link) else spot.value
        if value not in (None, "") and not _inside(areas, spot.row, spot.column):
            rows.setdefault(spot.row, {})[spot.column] = value
    digests = " ".join(_digest(cells) for _, cells in sorted(rows.items()))
    return f"{_shape(page)}|{';'.join(','.join(map(str, area)) for area in areas)}|{digests}"


def content(report: Report) -> list[tuple[int, list[Value]]]:
    """All that stands on a report's sheet, typed or not: rows of values from column A on."""
    rows: dict[int, list[Value]] = {}
    for spot in layout(report).spots:
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


def _shape(page: Layout) -> str:
    """What else makes a page differ: charts, formats and tones, so that a new look is drawn anew."""
    parts = [f"{c.chart}@{c.top},{c.left}" for c in page.charts]
    parts += [f"{s.row},{s.column},{s.role},{s.format},{s.tone}" for s in page.spots]
    return blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()


def replacement(
    report: Report, known: str | None, *, ours: bool, rows: Iterable[tuple[int, Sequence[Value]]]
) -> str | None:
    """What to remember of a sheet that is to be made anew, None when it is already the same.

    ``known`` is what is remembered of the sheet that stands there, ``rows`` what stands on it now. Raises
    BookRefused when it is a user's own sheet or when people typed where it would be lost.
    """
    if not ours:
        raise BookRefused(f"工作表“{report.sheet}”", "是您自己的工作表，不能覆盖", "请把它改名后再运行。")
    if known and (strange := strange_rows(known, rows)):
        raise BookRefused(
            f"工作表“{report.sheet}”第 {strange[0]} 行",
            "有在可填写列以外手工输入或改动的内容，重新生成会丢失",
            "请把这些内容移到别的工作表，或把本表改名保留，再运行一次。",
        )
    now = account(report)
    return None if known == now else now
