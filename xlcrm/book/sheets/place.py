"""Where everything in a report lies on its page: reckoned once, used for drawing and for reading back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from xlcrm.book import look
from xlcrm.book.sheets.grid import FILTER_BUTTON, INDENT, Grid, half_sized, least, needs, page, spread
from xlcrm.book.sheets.measure import height, lines, shown
from xlcrm.book.sheets.spots import Layout, Placed, PlacedChart, Spot
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlcrm.reports.report import Block, Cell, Chart, Field, Format, Head, Report, Tile, Tone

__all__ = [
    "Layout", "Placed", "PlacedChart", "Spot", "day_or_moment", "layout", "listed_aside", "matrix", "row_spots", "unit_end",
]  # fmt: skip

_IN_RULE = 255
"""Characters of a list that a drop-down holds itself."""
_KEPT = 12
"""So many rows of a table stay on the page of its heading."""
_BEGUN = 4
"""So many rows of a longer one, which runs on over the pages."""


def layout(report: Report, grid: Grid | None = None) -> Layout:
    """Reckon the page of a report, on the columns of ``grid`` where they are known.

    Raises ValueError when a chart names a block or column that the report lacks.
    """
    _check_charts(report)
    out = Layout(grid or page(report))
    row = _heading(out, report)
    row = _fields(out, report.fields, row)
    row = _tiles(out, report.tiles, row)
    row = _blocks(out, report, row)
    for note in report.notes:
        out.put(Spot(row, 2, out.grid.last, note, "note"), look.SMALL)
        row += 1
    _lists(out, report)
    return out


def matrix(report: Report) -> dict[tuple[int, int], Cell]:
    """Values of the page by (row, column), links as their text."""
    return {(s.row, s.column): _plain(s.value) for s in layout(report).spots if s.value not in (None, "")}


def _lists(out: Layout, report: Report) -> None:
    """Lists that a drop-down cannot hold itself."""
    column = out.grid.last + 2
    for block in report.blocks:
        for head in block.heads:
            if listed_aside(head):
                out.lists[block.name, head.name] = column
                rows = enumerate(head.choices, start=1)
                out.spots.extend(Spot(row, column, column, choice, "list") for row, choice in rows)
                column += 1


def listed_aside(head: Head) -> bool:
    """True for a typing column whose drop-down needs its list on the sheet."""
    long = len(",".join(head.choices)) + 2 > _IN_RULE or any("," in each for each in head.choices)
    return head.typed and long


def _plain(value: Cell | Link) -> Cell:
    return value.text if isinstance(value, Link) else value


def _check_charts(report: Report) -> None:
    heads = {block.name: [head.name for head in block.heads] for block in report.blocks}
    for chart in report.charts:
        if chart.block not in heads:
            raise ValueError(f"{report.name}: chart {chart.title!r} needs the block {chart.block!r}: add it")
        for name in (chart.category, *chart.values):
            if name not in heads[chart.block]:
                known = ", ".join(heads[chart.block])
                raise ValueError(f"{report.name}: chart {chart.title!r} needs {name!r}; there are {known}")


def _heading(out: Layout, report: Report) -> int:
    out.put(Spot(1, 2, out.grid.last, report.title, "title"), look.TITLE)
    out.raise_row(1, 36)
    if not report.subtitle:
        return 3
    out.put(Spot(2, 2, out.grid.last, report.subtitle, "subtitle"))
    return 4


def _fields(out: Layout, fields: Sequence[Field], row: int) -> int:
    """Labelled lines, two beside each other when both are short."""
    if not fields:
        return row
    halves = out.grid.split(2)
    beside = [f for f in fields if len(shown(f.value, "text")) <= 24]
    left = True
    for entry in fields:
        if entry in beside:
            _field(out, entry, row, halves[0 if left else 1])
            row, left = (row, False) if left else (row + 1, True)
        else:
            row, left = (row, True) if left else (row + 1, True)
            _field(out, entry, row, (2, out.grid.last))
            row += 1
    return row + (1 if left else 2)


def _field(out: Layout, entry: Field, row: int, span: tuple[int, int]) -> None:
    first, last = span
    mid = min(out.grid.take(first, max(11.0, 2.2 * len(entry.label) + 2)), last - 1)
    out.put(Spot(row, first, mid, entry.label, "label"))
    out.put(Spot(row, mid + 1, last, entry.value, "field", typed=entry.typed))
    out.raise_row(row, 22)
    out.fields[entry.name] = (row, mid + 1)


def _tiles(out: Layout, tiles: Sequence[Tile], row: int) -> int:
    if not tiles:
        return row
    across = _across(len(tiles), len(out.grid.widths))
    spans = out.grid.split(across)
    noted = any(tile.note for tile in tiles)
    for position, tile in enumerate(tiles):
        top = row + position // across * (4 if noted else 3)
        first, last = spans[position % len(spans)]
        out.put(Spot(top, first, last, tile.label, "tile-label", tone=tile.tone), look.SMALL)
        figure = "–" if tile.value is None else tile.value
        out.put(Spot(top + 1, first, last, figure, "tile", tile.format, tile.tone))
        out.raise_row(top + 1, 34)
        if noted:
            out.put(Spot(top + 2, first, last, tile.note, "tile-note", tone=tile.tone), look.SMALL)
        gap = top + (3 if noted else 2)
        out.heights[gap] = 8
    return row + ((len(tiles) - 1) // across + 1) * (4 if noted else 3)


def _across(count: int, columns: int) -> int:
    """Tiles in a row: as many as fit, and the last row as full as can be."""
    most = max(1, min(6, columns))
    return count if count <= most else min(range(most, max(2, most - 3), -1), key=lambda n: -count % n)


def _blocks(out: Layout, report: Report, row: int) -> int:
    pending: Block | None = None
    for block in report.blocks:
        if out.grid.half is None or not half_sized(report, block):
            if pending is not None:
                row = _lone(out, report, pending, row)
                pending = None
            row = _wide(out, report, block, row)
        elif pending is None:
            pending = block
        else:
            assert out.grid.half is not None
            left = _card(out, report, pending, row, (2, out.grid.half - 2))
            right = _card(out, report, block, row, (out.grid.half, out.grid.last))
            out.units.append((row, max(left, right) - 1))
            row, pending = max(left, right) + 1, None
    return row if pending is None else _lone(out, report, pending, row)


def _charts_of(report: Report, block: Block) -> list[Chart]:
    return [chart for chart in report.charts if chart.block == block.name and block.rows]


def _card(out: Layout, report: Report, block: Block, row: int, span: tuple[int, int]) -> int:
    """Half a page: title, charts, and the figures under them. Returns the row after."""
    row = _title(out, block, row, span)
    for chart in _charts_of(report, block):
        out.charts.append(PlacedChart(chart, row, span[0], row + look.CHART_ROWS - 1, span[1]))
        out.last_row = max(out.last_row, row + look.CHART_ROWS)
        row += look.CHART_ROWS + 1
    return _table(out, block, row, span)


def _lone(out: Layout, report: Report, block: Block, row: int) -> int:
    """A narrow block alone: its first charts stand beside it."""
    assert out.grid.half is not None
    charts, top = _charts_of(report, block), row
    start = _title(out, block, row, (2, out.grid.last))
    row = _table(out, block, start, (2, out.grid.half - 2))
    for chart in charts:
        bottom = start + look.CHART_ROWS - 1
        out.charts.append(PlacedChart(chart, start, out.grid.half, bottom, out.grid.last))
        start = bottom + 2
    after = max(row, start - 1 if charts else row)
    out.last_row = max(out.last_row, after - 1)
    out.units.append((top, after - 1))
    return after + 1


def _wide(out: Layout, report: Report, block: Block, row: int) -> int:
    """A block over the whole page; charts stand over it, two beside each other, so that it may grow."""
    span, start = (2, out.grid.last), row
    row = _title(out, block, row, span)
    charts = _charts_of(report, block)
    pieces = out.grid.split(2) if len(charts) > 1 else [span]
    for position, chart in enumerate(charts):
        top = row + position // 2 * (look.CHART_ROWS + 1)
        first, last = pieces[position % 2]
        out.charts.append(PlacedChart(chart, top, first, top + look.CHART_ROWS - 1, last))
    row += (len(charts) + 1) // 2 * (look.CHART_ROWS + 1)
    after = _table(out, block, row, span)
    if charts:
        out.units.append((start, row - 1))
        start = row
    out.units.append((start, unit_end(row, after - 1)))
    return after + 1


def unit_end(head_row: int, last_row: int) -> int:
    """Last row of what stays on one page of a table with its heading."""
    return last_row if last_row <= head_row + _KEPT else head_row + _BEGUN


def _title(out: Layout, block: Block, row: int, span: tuple[int, int]) -> int:
    if block.title:
        out.put(Spot(row, *span, block.title, "block"), look.HEADING)
        out.raise_row(row, 26)
        row += 1
    if block.note:
        out.put(Spot(row, *span, block.note, "note"), look.SMALL)
        row += 1
    return row


def _table(out: Layout, block: Block, row: int, span: tuple[int, int]) -> int:
    """Headings and rows of a block; returns the row after the last."""
    columns = dict(zip((head.name for head in block.heads), _columns(out.grid, block, span), strict=True))
    for head in block.heads:
        first, last = columns[head.name]
        out.put(Spot(row, first, last, head.header, "head", head.format, typed=head.typed))
        room = out.grid.room(first, last) - INDENT - (FILTER_BUTTON if block.register else 0)
        taken = lines(head.header, room, look.BODY * 1.06)
        out.raise_row(row, height(taken) + 4)
    for spot in _cells(block, columns, row + 1):
        out.put(spot)
    last_row = row + max(len(block.rows), 1)
    if not block.rows:
        first, last = next(iter(columns.values()))[0], list(columns.values())[-1][1]
        if block.register:
            out.put(Spot(row + 2, first, last, block.empty, "note"))
        else:
            out.put(Spot(row + 1, first, last, block.empty, "note"))
    out.last_row = max(out.last_row, last_row)
    out.blocks[block.name] = Placed(row, row + 1, last_row, columns)
    return last_row + (2 if block.register and not block.rows else 1)


def _cells(block: Block, columns: Mapping[str, tuple[int, int]], top: int) -> Iterator[Spot]:
    for index, values in enumerate(block.rows):
        yield from row_spots(block, columns, top + index, index, values)


def row_spots(
    block: Block, columns: Mapping[str, tuple[int, int]], row: int, index: int, values: Sequence[Cell | Link]
) -> Iterator[Spot]:
    """The cells of one row of a block, which stands on the sheet in ``row``."""
    tone: Tone = block.tones[index] if index < len(block.tones) else "plain"
    for head, value in zip(block.heads, values, strict=True):
        first, last = columns[head.name]
        fmt = day_or_moment(head.format, value)
        yield Spot(row, first, last, value, "cell", fmt, tone, head.typed, index % 2 == 1)


def day_or_moment(fmt: Format, value: Cell | Link) -> Format:
    """A day without a clock time is shown as a day, also in a column of moments."""
    if fmt != "datetime" or not isinstance(value, date):
        return fmt
    return "datetime" if isinstance(value, datetime) and value.time() != time() else "date"


def _columns(grid: Grid, block: Block, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Sheet columns of each head: as wide as needed, long texts share what is left."""
    first, limit = span
    if block.register:
        return [(first + n, first + n) for n in range(len(block.heads))]
    wanted, lowest = needs(block), least(block)
    while (spans := spread(grid, wanted, first, limit)) is None:
        widest = max(range(len(wanted)), key=lambda n: wanted[n] - lowest[n])
        if wanted[widest] <= lowest[widest]:
            raise ValueError(f"{block.name}: its columns do not fit on the page")
        wanted[widest] = max(wanted[widest] - 2, lowest[widest])
    return _stretched(grid, block.heads, wanted, spans, limit)


def _stretched(
    grid: Grid, heads: Sequence[Head], wanted: Sequence[float], spans: list[tuple[int, int]], limit: int
) -> list[tuple[int, int]]:
    """Give the columns left over on the right to the long texts, one each in turn.

    The parts behind are reckoned anew each time, as sheet columns differ in width.
    """
    soft = [n for n, head in enumerate(heads) if head.format == "longtext"]
    more = [0] * len(heads)
    while soft and spans[-1][1] < limit:
        for n in tuple(soft):
            more[n] += 1
            longer = spread(grid, wanted, spans[0][0], limit, more)
            if longer is None:
                more[n] -= 1
                soft.remove(n)
            else:
                spans = longer
    return spans
