"""Where everything in a report lies on its page: reckoned once, used for drawing and for reading back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from xlcrm.book import look
from xlcrm.book.sheets.grid import FILTER_BUTTON, INDENT, Grid, half_sized, needs, page
from xlcrm.book.sheets.measure import height, lines, shown
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlcrm.reports.report import Block, Cell, Chart, Field, Format, Head, Report, Tile, Tone

Role = Literal[
    "title", "subtitle", "label", "field", "tile-label", "tile", "tile-note", "block", "head", "cell", "note"
]  # fmt: skip


INDENTED = frozenset({"title", "subtitle", "label", "field", "tile-note", "head", "cell"})
_KEPT = 12
"""So many rows of a table stay on the page of its heading; a longer one runs on."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value on the page: its cell, the last column it covers, and what it is."""

    row: int
    column: int
    last: int
    value: Cell | Link
    role: Role
    format: Format = "text"
    tone: Tone = "plain"
    typed: bool = False
    banded: bool = False


@dataclass(frozen=True)
class Placed:
    """Where a block lies: row of its headings, rows of its values, and the columns of each head."""

    head_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, tuple[int, int]]

    @property
    def reach(self) -> tuple[int, int]:
        """First and last sheet column."""
        spans = list(self.columns.values())
        return spans[0][0], spans[-1][1]


@dataclass(frozen=True)
class PlacedChart:
    """A chart and the cells it covers."""

    chart: Chart
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Layout:
    """The page of a report.

    ``blocks`` and ``fields`` tell by name where values stand (1-based rows and columns); ``helpers`` are
    columns of figures that a chart needs and nobody reads, right of the page and hidden.
    """

    grid: Grid
    spots: list[Spot] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    blocks: dict[str, Placed] = field(default_factory=dict)
    fields: dict[str, tuple[int, int]] = field(default_factory=dict)
    charts: list[PlacedChart] = field(default_factory=list)
    units: list[tuple[int, int]] = field(default_factory=list)
    """First and last rows of what a printed page must not tear apart."""
    last_row: int = 0

    def put(self, spot: Spot, size: float = look.BODY) -> None:
        """Add a value and make its row high enough."""
        self.spots.append(spot)
        self.last_row = max(self.last_row, spot.row)
        text = shown(spot.value, spot.format)
        room = self.grid.room(spot.column, spot.last) - (INDENT if spot.role in INDENTED else 0)
        taken = lines(text, room, size) if text else 1
        self.raise_row(spot.row, height(taken, size))

    def raise_row(self, row: int, points: float) -> None:
        """Let a row be at least so high."""
        self.heights[row] = min(max(self.heights.get(row, look.ROW), points), 400.0)


def layout(report: Report) -> Layout:
    """Reckon the page of a report.

    Raises ValueError when a chart names a block or column that the report lacks.
    """
    _check_charts(report)
    out = Layout(page(report))
    row = _heading(out, report)
    row = _fields(out, report.fields, row)
    row = _tiles(out, report.tiles, row)
    row = _blocks(out, report, row)
    for note in report.notes:
        out.put(Spot(row, 2, out.grid.last, note, "note"), look.SMALL)
        row += 1
    return out


def matrix(report: Report) -> dict[tuple[int, int], Cell]:
    """Values of the page by (row, column), links as their text."""
    return {(s.row, s.column): _plain(s.value) for s in layout(report).spots if s.value not in (None, "")}


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
        out.put(Spot(top + 1, first, last, tile.value, "tile", tile.format, tile.tone))
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
    out.units.append((start, min(after - 1, row + _KEPT)))
    return after + 1


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
        tone: Tone = block.tones[index] if index < len(block.tones) else "plain"
        for head, value in zip(block.heads, values, strict=True):
            first, last = columns[head.name]
            yield Spot(top + index, first, last, value, "cell", head.format, tone, head.typed, index % 2 == 1)


def _columns(grid: Grid, block: Block, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Sheet columns of each head: as wide as needed, long texts share what is left."""
    first, limit = span
    if block.register:
        return [(first + n, first + n) for n in range(len(block.heads))]
    wanted = _squeezed(block.heads, needs(block), grid.room(first, limit))
    spans: list[tuple[int, int]] = []
    for position, need in enumerate(wanted):
        after = len(wanted) - position - 1
        last = min(grid.take(first, need), max(limit - after, first))
        spans.append((first, last))
        first = last + 1
    return _stretched(block.heads, spans, limit)


def _squeezed(heads: Sequence[Head], wanted: list[float], room: float) -> list[float]:
    """Take width from texts, the widest first, until all columns fit beside each other."""
    wanted = list(wanted)
    soft = [n for n, head in enumerate(heads) if head.format in ("longtext", "text", "link")]
    while soft and sum(wanted) > room - len(wanted) * look.LANE / 4:
        widest = max(soft, key=lambda n: wanted[n])
        if wanted[widest] <= look.LANE:
            break
        wanted[widest] -= 2
    return wanted


def _stretched(heads: Sequence[Head], spans: list[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Give the columns left over on the right to the long texts."""
    spare = limit - spans[-1][1]
    soft = [n for n, head in enumerate(heads) if head.format == "longtext"]
    if not soft or spare <= 0:
        return spans
    extra = [spare // len(soft) + (1 if k < spare % len(soft) else 0) for k in range(len(soft))]
    shift, out = 0, []
    for position, (first, last) in enumerate(spans):
        more = extra[soft.index(position)] if position in soft else 0
        out.append((first + shift, last + shift + more))
        shift += more
    return out
