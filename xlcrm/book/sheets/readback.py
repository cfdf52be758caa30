"""What people typed on a report's sheet, found again by the headings and the key of its rows."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.reports.carry import FIELDS, Typed, key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlcrm.reports.report import Block, Cell, Report
    from xlcrm.tables.rows import Value


def typed(report: Report, rows: Iterable[tuple[int, Sequence[Value]]]) -> Typed:
    """Typed values of a sheet that an earlier run of the report drew.

    ``rows`` are ``(row number, values from column A on)`` as they stand there now: sorted, moved or with rows
    of another month, it does not matter. Returns block name -> key of the row as text -> column -> value;
    labelled lines stand under the block name ``""`` with the key ``()``, the first of them also when nobody
    types there: it tells what the others are about. Blanks are left out.
    """
    if not report.fields and not any(head.typed for block in report.blocks for head in block.heads):
        return {}
    grid = {
        row: {column: value for column, value in enumerate(values, start=1) if value not in (None, "")}
        for row, values in rows
    }
    found: dict[str, Mapping[tuple[str, ...], Mapping[str, Value]]] = {}
    for block in report.blocks:
        if any(head.typed for head in block.heads):
            found[block.name] = _block(grid, block)
    lines = _fields(grid, report)
    if lines:
        found[FIELDS] = {(): lines}
    return found


_TITLE_ABOVE = 40
"""So many rows at most lie between a block's title and its headings; its charts stand there."""
_Grid: TypeAlias = "Mapping[int, Mapping[int, Value]]"


def _block(grid: _Grid, block: Block) -> dict[tuple[str, ...], dict[str, Value]]:
    place = _headings(grid, block)
    if place is None:
        return {}
    top, columns = place
    out: dict[tuple[str, ...], dict[str, Value]] = {}
    for row in sorted(number for number in grid if number > top):
        key = tuple(key_text(_cell(grid[row].get(columns[name]))) for name in block.key)
        if not any(key):
            break
        cells = {head.name: grid[row].get(columns[head.name]) for head in block.heads if head.typed}
        kept = {name: value for name, value in cells.items() if value is not None}
        if kept:
            out.setdefault(key, {}).update(kept)
    return out


def _cell(value: Value) -> Cell:
    return str(value) if isinstance(value, time) else value


def _headings(grid: _Grid, block: Block) -> tuple[int, dict[str, int]] | None:
    """Row of a block's headings and the column of each; its title tells it from a block with the same."""
    places = [(row, columns) for row in sorted(grid) for columns in _runs(grid[row], block)]

    def titled(place: tuple[int, dict[str, int]]) -> bool:
        row, columns = place
        left = min(columns.values())
        return any(grid.get(row - up, {}).get(left) == block.title for up in range(1, _TITLE_ABOVE))

    return next((place for place in places if titled(place)), next(iter(places), None))


def _runs(cells: Mapping[int, Value], block: Block) -> Iterator[dict[str, int]]:
    """Columns in which all headings of the block stand in their order, others perhaps between."""
    for start in sorted(column for column, value in cells.items() if value == block.heads[0].header):
        columns: dict[str, int] = {}
        right = (column for column in sorted(cells) if column >= start)
        for head in block.heads:
            found = next((column for column in right if cells[column] == head.header), None)
            if found is None:
                break
            columns[head.name] = found
        else:
            yield columns


def _fields(grid: _Grid, report: Report) -> dict[str, Value]:
    labels = {entry.label for entry in report.fields}
    out: dict[str, Value] = {}
    for place, entry in enumerate(report.fields):
        if place and not entry.typed:
            continue
        for row in sorted(grid):
            at = next((column for column, value in grid[row].items() if value == entry.label), None)
            if at is None:
                continue
            after = next((column for column in sorted(grid[row]) if column > at), None)
            if after is not None and grid[row][after] not in labels:
                out[entry.name] = grid[row][after]
            break
    return out
