"""A page turned into a newer one cell by cell is the newer page.

What LibreOffice makes of a change stands in ``tests/live/test_change_calc.py``; here a sheet is a list of rows.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcrm.book.sheets.change import MOST, Change, change
from xlcrm.book.sheets.drawn import Drawn, text
from xlcrm.book.sheets.place import layout
from xlcrm.reports.report import Block, Cell, Head, Link, Report, Tile, Tone

Row = list[Cell | Link]
TONES: tuple[Tone, ...] = ("plain", "plain", "plain", "bad")


def listed(rows: list[Row], tones: list[Tone] | None = None, below: int = 2) -> Report:
    heads = [
        Head("key", "编号", width=12),
        Head("when", "时间", "datetime", 16),
        Head("state", "状态", width=10, typed=True),
        Head("cell", "单元格", "link", 10),
        Head("why", "依据", "longtext", 30),
    ]
    return Report(
        "listed", "清单", "清单",
        tiles=[Tile("全部", len(rows))],
        blocks=[
            Block("lines", "明细", heads, rows, key=("key",), tones=tones or [], register=True),
            Block("rest", "其余", [Head("a", "甲", width=12)], [[f"第{n}"] for n in range(below)]),
        ],
    )  # fmt: skip


def row(key: int, why: str = "因为") -> Row:
    when = datetime(2024, 1, 1 + key % 28, 9) if key % 2 else date(2024, 1, 1 + key % 28)
    return [f"{key}", when, None, Link(f"A{key}", "表", f"A{key}"), why]


def stands(report: Report) -> list[tuple[int, list[Any]]]:
    """Rows of the sheet as it was drawn, from column A on."""
    found: dict[int, dict[int, Any]] = {}
    for spot in layout(report).spots:
        found.setdefault(spot.row, {})[spot.column] = text(spot.value)
    return [
        (number, [cells.get(column) for column in range(1, max(cells) + 1)])
        for number, cells in sorted(found.items())
    ]


Seen = dict[int, tuple[float, dict[int, tuple[object, ...]]]]


def seen(report: Report) -> Seen:
    """By row its height, and by column value, link, look and band."""
    page = layout(report)
    out: Seen = {number: (points, {}) for number, points in page.heights.items()}
    for spot in page.spots:
        linked = isinstance(spot.value, Link)
        banded = spot.banded and spot.tone == "plain" and not spot.typed
        out[spot.row][1][spot.column] = (spot.value, spot.role, spot.format, spot.tone, linked, banded)
    return out


def applied(told: Change, old: Report) -> Seen:
    """The sheet of the old report after the change."""
    sheet = seen(old)
    bottom = max(sheet)
    rows: list[Any] = [None, *(sheet.get(number) for number in range(1, bottom + 1))]
    for number, count in told.rows:
        rows[number : number + max(0, -count)] = [(0.0, {})] * max(0, count)
    for number, model in told.like:
        rows[number] = rows[model][0], dict(rows[model][1])
    for number, column, value in told.cells:
        points, cells = rows[number]
        _, role, fmt, tone, linked, banded = cells[column]
        assert isinstance(value, Link) == linked
        rows[number] = points, {**cells, column: (value, role, fmt, tone, linked, banded)}
    for number, points in told.heights:
        rows[number] = points, rows[number][1]
    for area in told.bands:
        for number in range(area.top, area.bottom + 1):
            points, cells = rows[number]
            flipped = {
                c: (*rest, not band if rest[3] == "plain" and c != 4 else band)
                for c, (*rest, band) in cells.items()
            }
            rows[number] = points, flipped
    return {number: one for number, one in enumerate(rows) if one is not None}


keys = st.lists(st.integers(0, 30), min_size=3, max_size=25, unique=True)


@given(keys, keys, st.data())
@settings(max_examples=300, deadline=None)
def test_the_change_makes_the_new_page(before: list[int], after: list[int], data: st.DataObject) -> None:
    toned = data.draw(st.lists(st.sampled_from(TONES), min_size=25, max_size=25))
    why = data.draw(st.lists(st.sampled_from(["因为", "长" * 40]), min_size=31, max_size=31))
    old = listed([row(key) for key in before], toned[: len(before)])
    new = listed([row(key, why[key]) for key in after], [toned[-1 - at] for at in range(len(after))])
    told = change(Drawn(old), Drawn(new), stands(old))
    if told is not None:
        assert applied(told, old) == seen(new)


def test_most_changes_need_no_drawing() -> None:
    rows = [row(n) for n in range(200)]
    for after in (rows[:50] + rows[51:], rows[1:], [*rows, row(300)], [row(300), *rows], rows[::-1][:3] + rows[3:]):
        told = change(Drawn(listed(rows)), Drawn(listed(after)), stands(listed(rows)))
        assert told is not None
        assert len(told.cells) <= 15


def test_of_a_moved_row_alone_is_written() -> None:
    rows = [row(n) for n in range(200)]
    told = change(Drawn(listed(rows)), Drawn(listed([rows[0], *rows[2:150], rows[1], *rows[150:]])), stands(listed(rows)))
    assert told is not None
    assert {r for r, _, _ in told.cells} == {told.like[0][0]}
    assert sorted(count for _, count in told.rows) == [-1, 1]


OLD = [row(n) for n in range(20)]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(listed(OLD[:2]), id="too short to tell apart"),
        pytest.param(listed([]), id="nothing"),
        pytest.param(listed(OLD, below=3), id="another table grows"),
        pytest.param(listed(OLD, ["bad"] * 20), id="a look that no row has"),
        pytest.param(Report("listed", "清单", "清单", blocks=listed(OLD).blocks), id="built otherwise"),
        pytest.param(listed([row(n) for n in range(1000, 1000 + MOST)]), id="too much of it"),
    ],
)
def test_what_is_built_otherwise_is_drawn(after: Report) -> None:
    assert change(Drawn(listed(OLD)), Drawn(after), stands(listed(OLD))) is None


@pytest.mark.parametrize(("at", "column", "value"), [(8, 2, "改"), (8, 6, None), (30, 2, "备注"), (8, 9, 1), (1, 2, "我的")])
def test_a_sheet_that_stands_otherwise_is_drawn(at: int, column: int, value: Cell) -> None:
    there = dict(stands(listed(OLD)))
    cells = there.setdefault(at, [])
    cells += [None] * (column - len(cells))
    cells[column - 1] = value
    assert change(Drawn(listed(OLD)), Drawn(listed(OLD[:-1])), sorted(there.items())) is None


def test_typing_where_people_may_is_no_obstacle() -> None:
    there = dict(stands(listed(OLD)))
    page = Drawn(listed(OLD))
    assert page.placed is not None
    there[page.placed.first_row + 3][3] = "已完成"
    told = change(page, Drawn(listed(OLD)), sorted(there.items()))
    assert told is not None
    assert told.cells == [(page.placed.first_row + 3, 4, None)]
