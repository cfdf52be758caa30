"""How a report's sheet that stands becomes the one of a newer report, without being drawn anew.

Somebody typed one contact: of eighteen thousand reasons five change. Only what differs is told: rows that come or
go in the long table, cells, heights of rows, and where the bands of every second row change places. The result is
the very sheet that would have been drawn; where that cannot be had so, None is told and the sheet is drawn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book import look
from xlcrm.book.memory import plain
from xlcrm.book.sheets.drawn import Drawn, text
from xlcrm.ooxml.address import Area
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlcrm.book.sheets.drawn import Look
    from xlcrm.book.sheets.drawn import Value as Put
    from xlcrm.book.sheets.spots import Spot
    from xlcrm.tables.rows import Value

MOST = 3_000
"""Cells to be written beyond which a sheet is sooner drawn anew."""

Pair: TypeAlias = "tuple[int | None, int | None]"
"""Place of a row before and after; None where it was not or will not be there."""
_Shape: TypeAlias = "tuple[object, ...]"


@dataclass
class Change:
    """What is to be done to the sheet, in this order. Rows and columns count from 1.

    ``rows``: from the bottom up, (row, how many) to be put in before it, less than 0 to be taken out from it on.
    ``like``: (row, one that it is to look like). ``cells``: (row, column, value). ``heights``: (row, points).
    ``bands``: areas in which banded and plain cells change places. ``breaks``: (row, whether a printed page begins
    with it). ``scale``: of the printed page in percent, None as it is.
    """

    rows: list[tuple[int, int]] = field(default_factory=list)
    like: list[tuple[int, int]] = field(default_factory=list)
    cells: list[tuple[int, int, Put]] = field(default_factory=list)
    heights: list[tuple[int, float]] = field(default_factory=list)
    bands: list[Area] = field(default_factory=list)
    breaks: list[tuple[int, bool]] = field(default_factory=list)
    scale: int | None = None
    body: Area | None = None
    """The cells of the long table as they stood."""


def change(old: Drawn, new: Drawn, stands: Sequence[tuple[int, Sequence[Value]]]) -> Change | None:
    """What turns the sheet of one report into that of another; ``stands`` are its rows from column A on.

    None when it does not stand as it was drawn, or when the new page is built otherwise.
    """
    if _shape(old) != _shape(new):
        return None
    new.learn(old)
    typed = _as_typed(old, dict(stands))
    if typed is None:
        return None
    others, rows = typed
    told = Change(body=_body(old))
    pairs = _paired(rows, new.rows) if old.register else []
    if not _register(told, old, new, rows, pairs):
        return None
    _others(told, old, new, others)
    _printed(told, old, new)
    return told if len(told.cells) <= MOST else None


def _shape(page: Drawn) -> _Shape:
    """All of a page but what its cells hold and how many rows its long table has."""
    report, frame = page.report, page.frame
    blocks = [(b.name, b.title, b.heads, b.note, b.register, bool(b.rows)) for b in report.blocks]
    inside = page.placed.first_row if page.placed else 0
    spots = [_spot_shape(spot) for spot in frame.spots if not inside or spot.row != inside]
    count = len(report.blocks) if page.register else None
    moving = frame.charts if page.register is None else [*frame.charts, len(page.rows)] if frame.charts else ()
    return (
        report.name, report.sheet, report.landscape, report.charts, len(report.notes), blocks, count,
        frame.grid, frame.lists, frame.fields, frame.blocks, frame.last_row, moving, spots, page.register is None,
    )  # fmt: skip


def _spot_shape(spot: Spot) -> _Shape:
    linked = isinstance(spot.value, Link)
    return (
        spot.row, spot.column, spot.last, spot.role, spot.format, spot.tone, spot.typed, spot.banded, linked,
    )  # fmt: skip


def _body(page: Drawn) -> Area | None:
    placed = page.placed
    return Area(placed.first_row, placed.reach[0], placed.last_row, placed.reach[1]) if placed else None


# what stands


def _as_typed(
    page: Drawn, stands: dict[int, Sequence[Value]]
) -> tuple[dict[int, list[Put]], list[tuple[Put, ...]]] | None:
    """Values of the page with what people typed into it since; None when they changed anything else.

    By row of the sheet, in the order of its spots, and the rows of the long table.
    """
    others: dict[int, list[Put]] = {}
    for row, spots in page.others.items():
        columns, drawn = [spot.column for spot in spots], [spot.value for spot in spots]
        found = _row_as_typed(stands.pop(row, ()), columns, drawn, [spot.typed for spot in spots])
        if found is None:
            return None
        others[row] = found
    rows: list[tuple[Put, ...]] = []
    if page.register and page.placed:
        typed = [head.typed for head in page.register.heads]
        left = page.columns[0] - 1
        blank: list[Value] = [None] * left
        for row, (values, texts) in enumerate(zip(page.rows, page.texts, strict=True), page.placed.first_row):
            there = stands.pop(row, ())
            if there[:left] == blank and there[left:] == texts:
                rows.append(values)
                continue
            found = _row_as_typed(there, page.columns, values[:-1], typed)
            if found is None:
                return None
            rows.append((*found, values[-1]))
    return None if any(value not in (None, "") for values in stands.values() for value in values) else (others, rows)


def _row_as_typed(
    stands: Sequence[Value], columns: Sequence[int], drawn: Sequence[Put], typed: Sequence[bool]
) -> list[Put] | None:
    found: list[Put] = []
    width, filled = len(stands), 0
    for column, value, free in zip(columns, drawn, typed, strict=True):
        there = stands[column - 1] if column <= width else None
        there = None if there == "" else there
        filled += there is not None
        if free:
            found.append(there)  # type: ignore[arg-type]  # a cell of a report holds no errors and no clock times
        elif _same(there, text(value)):
            found.append(value)
        else:
            return None
    return found if filled == sum(value not in (None, "") for value in stands) else None


def _same(there: Value, drawn: Value) -> bool:
    if there is None:
        return drawn in (None, "")
    return (there.__class__ is drawn.__class__ and there == drawn) or plain(there) == plain(drawn)


# the long table


def _paired(old: Sequence[tuple[Put, ...]], new: Sequence[tuple[Put, ...]]) -> list[Pair]:
    """Rows before and after beside each other, both in their order.

    The first ones and the last ones are pairs whatever they hold: the table, its filter and its drop-downs reach
    from one to the other, and grow with what is put in between.
    """
    start, end = 1, 1
    least = min(len(old), len(new))
    while start < least - 1 and old[start] == new[start]:
        start += 1
    while end < least - start and old[-1 - end] == new[-1 - end]:
        end += 1
    pairs: list[Pair] = [(at, at) for at in range(start)]
    before = (start, start)
    for anchor in [*_anchors(old, new, start, end), (len(old) - end, len(new) - end)]:
        pairs += _between(before, anchor)
        pairs.append(anchor)
        before = (anchor[0] + 1, anchor[1] + 1)
    shift = len(new) - len(old)
    return pairs + [(at, at + shift) for at in range(before[0], len(old))]


def _anchors(
    old: Sequence[tuple[Put, ...]], new: Sequence[tuple[Put, ...]], start: int, end: int
) -> list[tuple[int, int]]:
    """The longest run of equal rows that stand in the same order; only those that there are once."""
    once_old = Counter(old[start : len(old) - end])
    middle = new[start : len(new) - end]
    once_new = Counter(middle)
    places = {row: at for at, row in enumerate(middle, start) if once_new[row] == 1}
    matches = [
        (at, places[row])
        for at, row in enumerate(old[start : len(old) - end], start)
        if row in places and once_old[row] == 1
    ]
    ends: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for number, (_, there) in enumerate(matches):
        at = bisect_left(ends, there)
        back.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(there)
            last.append(number)
        else:
            ends[at], last[at] = there, number
    run: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(matches[number])
        number = back[number]
    return run[::-1]


def _between(before: tuple[int, int], anchor: tuple[int, int]) -> Iterator[Pair]:
    """Rows between two anchors: pairs as far as they go, what is left comes or goes."""
    mine, theirs = anchor[0] - before[0], anchor[1] - before[1]
    for at in range(max(mine, theirs)):
        yield (before[0] + at if at < mine else None, before[1] + at if at < theirs else None)


def _register(told: Change, old: Drawn, new: Drawn, rows: Sequence[tuple[Put, ...]], pairs: list[Pair]) -> bool:
    """Tell what becomes of the long table; False when a row would look like none that is there."""
    if old.placed is None or new.placed is None:
        return True
    top, columns = new.placed.first_row, new.columns
    told.rows = _moves(pairs, old.placed.first_row)
    models: dict[Look, int] = {}
    wanted: list[tuple[int, Look]] = []
    bands: dict[int, int] = {}
    for was, now in pairs:
        if now is None:
            continue
        if was is not None:
            bands[now] = was % 2
            if rows[was] == new.rows[now]:
                continue
        look_now = new.look(now)
        if was is not None and old.look(was) == look_now:
            _cells(told, top + now, columns, rows[was][:-1], new.rows[now][:-1])
            if old.height(was) != (points := new.height(now)):
                told.heights.append((top + now, points))
        else:
            wanted.append((now, look_now))
            told.cells += [(top + now, c, v) for c, v in zip(columns, new.rows[now], strict=False)]
            told.heights.append((top + now, new.height(now)))
        if len(told.cells) > MOST:
            return False
    if wanted:
        models = _models(new, pairs, {seen for _, seen in wanted}, {now for now, _ in wanted})
    for now, seen in wanted:
        if seen not in models:
            return False
        told.like.append((top + now, top + models[seen]))
        bands[now] = bands[models[seen]]
    told.bands = _bands(bands, len(new.rows), top, new)
    return True


def _moves(pairs: Sequence[Pair], top: int) -> list[tuple[int, int]]:
    """Rows to be put in and taken out, from the bottom up."""
    moves: list[list[int]] = []
    at = 0
    for was, now in pairs:
        if was is None:
            if moves and moves[-1][0] == at and moves[-1][1] > 0:
                moves[-1][1] += 1
            else:
                moves.append([at, 1])
        elif now is None:
            if moves and moves[-1][1] < 0 and moves[-1][0] - moves[-1][1] == was:
                moves[-1][1] -= 1
            else:
                moves.append([was, -1])
        at = at if was is None else was + 1
    return [(top + row, count) for row, count in reversed(moves)]


def _models(new: Drawn, pairs: Sequence[Pair], wanted: set[Look], fresh: set[int]) -> dict[Look, int]:
    """For each look a row that has it and stays, near the top."""
    models: dict[Look, int] = {}
    for was, now in pairs:
        if was is not None and now is not None and now not in fresh:
            seen = new.look(now)
            if seen in wanted and seen not in models:
                models[seen] = now
                if len(models) == len(wanted):
                    break
    return models


def _bands(bands: dict[int, int], count: int, top: int, page: Drawn) -> list[Area]:
    """Runs of rows that have the band of their neighbour."""
    assert page.placed is not None
    left, right = page.placed.reach
    runs: list[Area] = []
    for at in range(count):
        if bands[at] != at % 2:
            if runs and runs[-1].bottom == top + at - 1:
                runs[-1] = runs[-1]._replace(bottom=top + at)
            else:
                runs.append(Area(top + at, left, top + at, right))
    return runs


# the rest of the page


def _others(told: Change, old: Drawn, new: Drawn, stands: dict[int, list[Put]]) -> None:
    """Tell what becomes of the cells outside of the long table, which all stay where they are in the frame."""
    for (was, _), (row, spots) in zip(sorted(old.others.items()), sorted(new.others.items()), strict=True):
        _cells(told, row, [spot.column for spot in spots], stands[was], [spot.value for spot in spots])
    inside = new.placed.first_row if new.placed else 0
    for row in old.frame.heights.keys() | new.frame.heights.keys():
        points = new.frame.heights.get(row, look.ROW)
        if row != inside and old.frame.heights.get(row, look.ROW) != points:
            told.heights.append((new.below(row), points))


def _cells(told: Change, row: int, columns: Sequence[int], old: Sequence[Put], new: Sequence[Put]) -> None:
    for column, was, now in zip(columns, old, new, strict=True):
        if was != now or was.__class__ is not now.__class__:
            told.cells.append((row, column, now))


def _printed(told: Change, old: Drawn, new: Drawn) -> None:
    """Tell how pages are printed; none begins within the long table, which runs on over them."""
    (old_scale, old_rows), (scale, rows) = old.breaks, new.breaks
    first = old.placed.first_row if old.placed else 0
    shift = len(new.rows) - len(old.rows)
    stood = {row + shift if first and row > first else row for row in old_rows}
    told.scale = scale if scale != old_scale else None
    told.breaks = [(row, False) for row in sorted(stood - {*rows})] + [(row, True) for row in rows if row not in stood]
