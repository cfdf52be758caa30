"""A report's sheet that is turned into a newer one in LibreOffice is the very sheet that would have been drawn.

Both are saved by LibreOffice and compared cell by cell: values, links, formats, merged cells, heights, drop-downs,
tables, what is printed. ``drawn`` counts the sheets that were drawn whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from libreoffice import Office, Server, long, settled, until
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlcrm.book.calc import CalcBook
from xlcrm.book.live.standing import Standing
from xlcrm.book.port import BookRefused
from xlcrm.book.sheets import scratch
from xlcrm.reports.report import Block, Cell, Chart, Head, Link, Report, Tile, Tone

pytestmark = pytest.mark.libreoffice

SHEET, PLAN = "清单", "客户跟进计划表"
DAY = date(2024, 2, 5)
Row = list[Cell | Link]
STATES = ("待办", "已完成")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Office(tmp_path_factory.mktemp("profile")) as server:
        yield server


@pytest.fixture
def calc(office: Server, few: bytes, tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(few)
    office.wire.ask("open", path=str(path))
    yield office
    office.wire.ask("close")


def row(at: int, why: str = "每 14 天") -> Row:
    day = DAY + timedelta(days=at)
    when = datetime(day.year, day.month, day.day, 9, 30) if at % 3 else day
    return [f"00{at}", Link(f"B{at + 2}", PLAN, f"B{at + 2}"), when, at * 1.5, None, why]


def listed(
    rows: Sequence[Row], tones: dict[int, Tone] | None = None, count: int = 2, sheet: str = SHEET, **more: Any
) -> Report:
    """A report with a tile, a long table with links, moments and a typing column, and a short table below."""
    heads = [
        Head("key", "编号", width=12),
        Head("cell", "单元格", "link", 12),
        Head("when", "时间", "datetime", 18),
        Head("sum", "金额", "money", 14),
        Head("state", "处理状态", width=12, typed=True, choices=STATES),
        Head("why", "依据", "longtext", 30),
    ]
    told = [(tones or {}).get(at, "plain") for at in range(len(rows))]
    return Report(
        "listed",
        sheet,
        "清单",
        subtitle=f"共 {len(rows)} 行",
        tiles=[Tile("全部", len(rows)), Tile("其中", count, tone="warn" if count > 2 else "plain")],
        blocks=[
            Block("lines", "要做的事", heads, rows, key=("key",), tones=told, register=True, empty="没有。"),
            Block("rest", "其余", [Head("a", "甲", width=12), Head("b", "乙", width=40)], [["丙", count], ["丁", 1]]),
        ],
        **more,
    )


LONG = "客户要求每周二上午联系，并在联系之后把结果写进跟进记录；" * 3
START = [row(at, LONG if at % 7 == 0 else "每 14 天") for at in range(40)]


def put(calc: Server, report: Report, standing: Standing, command: str = "测试") -> bool:
    """Put a report as a press does; True when its sheet was drawn whole."""
    book = CalcBook(calc.wire, command, standing)
    assert book.put_report(report)
    drawn = report.sheet in book.package._new.sheets
    book.save()
    return drawn


def saved(calc: Server, folder: Path) -> dict[str, Worksheet]:
    path = folder / "保存.xlsx"
    calc.wire.ask("store", path=str(path))
    book = load_workbook(path)
    return {sheet.title: sheet for sheet in book.worksheets}


def told(sheet: Worksheet) -> dict[Any, object]:
    """All of a sheet that can be seen or printed, but its title."""
    found: dict[Any, object] = {
        cell.coordinate: (
            cell.value,
            cell.hyperlink and (cell.hyperlink.location, cell.hyperlink.target),
            cell.number_format,
            *(repr(getattr(cell, part)) for part in ("font", "fill", "border", "alignment", "protection")),
        )
        for line in sheet.iter_rows(min_row=1, max_row=sheet.max_row, max_col=12)
        for cell in line
    }
    found |= {number: sheet.row_dimensions[number].height for number in range(1, sheet.max_row + 1)}
    found["widths"] = {name: one.width for name, one in sheet.column_dimensions.items()}
    found["merged"] = sorted(str(area) for area in sheet.merged_cells.ranges)
    found["drop-downs"] = sorted(
        (cell, one.formula1)
        for one in sheet.data_validations.dataValidation
        for area in one.sqref.ranges
        for cell in area.cells
    )
    found["tables"] = sorted(table.ref for table in sheet.tables.values())
    found["printed"] = str(sheet.print_area).partition("!")[2]
    found["titles"] = str(sheet.print_title_rows).partition("!")[2]
    found["frozen"] = sheet.freeze_panes
    found["breaks"] = [one.id for one in sheet.row_breaks.brk]
    found["scale"] = (sheet.page_setup.scale, sheet.page_setup.orientation)
    found["charts"] = len(sheet._charts)
    found["formats"] = len(sheet.conditional_formatting)
    return found


def shown(sheet: Worksheet) -> dict[Any, object]:
    """As ``told``, without typefaces and colours."""
    return {at: one[:3] if isinstance(one, tuple) else one for at, one in told(sheet).items()}


def differing(one: dict[Any, object], other: dict[Any, object]) -> dict[Any, tuple[object, object]]:
    return {at: (one.get(at), other.get(at)) for at in {**one, **other} if one.get(at) != other.get(at)}


BEFORE = listed(START)
CHANGES = {
    "one cell": listed([*START[:7], [*START[7][:5], "改了"], *START[8:]]),
    "a longer text makes its row higher": listed([*START[:9], [*START[9][:5], LONG], *START[10:]]),
    "rows of any height": listed([*START[:9], *(row(200 + n, LONG[: 8 * n]) for n in range(1, 12)), *START[9:]]),
    "a row in the middle": listed([*START[:11], row(100), *START[11:]]),
    "rows in the middle, of each look": listed([*START[:11], row(100), row(101, LONG), row(102), *START[11:]]),
    "a row gone": listed([*START[:5], *START[6:]]),
    "a row moved up": listed([START[0], START[30], *START[1:30], *START[31:]]),
    "a row moved down": listed([START[0], *START[2:30], START[1], *START[30:]]),
    "a row in front": listed([row(100), *START]),
    "a row at the end": listed([*START, row(100)]),
    "the last row gone": listed(START[:-1]),
    "many come, many go": listed([*START[2:20], row(100), row(101), *START[25:38], row(102), row(103)]),
    "what is counted": listed(START, count=1),
    "tiles": listed([*START[:3], *START[4:]], count=2),
    "a moment for a day": listed([*START[:6], [*START[6][:2], datetime(2024, 5, 5, 8, 15), *START[6][3:]], *START[7:]]),
    "a text like a formula": listed([*START[:4], ["=1+1", *START[4][1:5], "0012"], *START[5:]]),
}


@pytest.mark.parametrize("after", [pytest.param(one, id=name) for name, one in CHANGES.items() if one != BEFORE])
def test_the_changed_sheet_is_the_drawn_one(calc: Server, tmp_path: Path, after: Report) -> None:
    standing = Standing()
    assert put(calc, BEFORE, standing)
    assert not put(calc, after, standing)
    changed = told(saved(calc, tmp_path)[SHEET])
    assert put(calc, listed(START[:2]), Standing())
    assert put(calc, after, Standing())
    assert differing(changed, told(saved(calc, tmp_path)[SHEET])) == {}


@pytest.mark.parametrize(("before", "after", "why"), [(36, 37, "每 14 天"), (12, 13, LONG), (13, 12, LONG)])
def test_pages_are_printed_as_of_a_drawn_sheet_and_undone(
    calc: Server, tmp_path: Path, before: int, after: int, why: str
) -> None:
    standing = Standing()
    first, second = (listed([row(at, why) for at in range(count)]) for count in (before, after))
    put(calc, first, standing)
    stood = told(saved(calc, tmp_path)[SHEET])
    assert not put(calc, second, standing)
    changed = told(saved(calc, tmp_path)[SHEET])
    assert (stood["scale"], stood["breaks"]) != (changed["scale"], changed["breaks"])
    calc.wire.ask("undo")
    assert settled(calc, SHEET, "B2", f"共 {before} 行") == f"共 {before} 行"
    assert differing(told(saved(calc, tmp_path)[SHEET]), stood) == {}
    put(calc, listed(START[:5]), Standing())
    put(calc, second, Standing())
    assert differing(changed, told(saved(calc, tmp_path)[SHEET])) == {}


ROW_IN = listed([*START[:11], row(100), *START[11:20], *START[21:]])
"""A row came, another one went."""


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(ROW_IN, id="a row came, another went"),
        pytest.param(CHANGES["one cell"], id="one cell"),
        *(
            pytest.param(CHANGES[name], id=name, marks=long)
            for name in ("rows of any height", "many come, many go", "a text like a formula")
        ),
    ],
)
def test_undo_and_redo_take_a_changed_sheet_back_and_forth(
    calc: Server, tmp_path: Path, changed: Report
) -> None:
    ask = calc.wire.ask
    standing = Standing()
    ask("show", sheet=PLAN)
    put(calc, BEFORE, standing, "一")
    before = told(saved(calc, tmp_path)[SHEET])
    assert not put(calc, changed, standing, "二")
    after = told(saved(calc, tmp_path)[SHEET])
    assert ask("steps")[0] == "客户管理 二"
    for verb, expected in (("undo", before), ("redo", after), ("undo", before), ("redo", after)):
        ask(verb)
        assert until(lambda: differing(told(saved(calc, tmp_path)[SHEET]), expected), {}) == {}  # noqa: B023
        assert ask("steps")[0] == f"客户管理 {'一' if verb == 'undo' else '二'}"
        assert until(lambda: ask("shown"), PLAN) == PLAN


def test_after_an_undo_the_next_press_finds_what_stands_there(calc: Server, tmp_path: Path) -> None:
    standing = Standing()
    put(calc, BEFORE, standing)
    put(calc, ROW_IN, standing)
    calc.wire.ask("undo")
    settled(calc, SHEET, "B2", "共 40 行")
    after = listed([*START[:5], *START[6:]])
    put(calc, after, standing)
    changed = told(saved(calc, tmp_path)[SHEET])
    put(calc, listed(START[:2]), Standing())
    put(calc, after, Standing())
    assert differing(changed, told(saved(calc, tmp_path)[SHEET])) == {}


def test_the_button_undo_takes_a_changed_sheet_back(calc: Server, tmp_path: Path) -> None:
    standing = Standing()
    put(calc, BEFORE, standing)
    before = shown(saved(calc, tmp_path)[SHEET])
    assert not put(calc, ROW_IN, standing)
    book = CalcBook(calc.wire, "撤销", standing)
    assert book.take_back(book.runs()[-1]).sheets == [SHEET]
    assert shown(saved(calc, tmp_path)[SHEET]) == before


def test_what_people_typed_stays_and_what_is_taken_from_them_goes(calc: Server) -> None:
    standing = Standing()
    put(calc, BEFORE, standing)
    for cell, text in (("F10", "待办"), ("F11", "已完成")):
        calc.wire.ask("type", sheet=SHEET, address=cell, text=text)
    kept = [[*one[:4], "待办" if at == 1 else None, one[5]] for at, one in enumerate(START)]
    assert not put(calc, listed([*kept[:6], row(100), *kept[6:]]), standing)
    assert [calc.wire.ask("look", sheet=SHEET, address=f"F{n}") for n in (9, 10, 11, 12)] == ["", "待办", "", ""]
    assert calc.wire.ask("look", sheet=SHEET, address="B15") == "00100"


def test_what_people_typed_beside_stops_the_change(calc: Server) -> None:
    standing = Standing()
    put(calc, BEFORE, standing)
    calc.wire.ask("type", sheet=SHEET, address="G10", text="我的备注")
    with pytest.raises(BookRefused, match="手工"):
        put(calc, ROW_IN, standing)


@pytest.mark.parametrize(
    ("verb", "about"),
    [
        pytest.param("hide_row", {"row": 12}, id="filtered"),
        pytest.param("merge", {"address": "E9:E10"}, id="merged"),
    ],
)
def test_a_sheet_that_cannot_be_changed_safely_is_drawn(calc: Server, verb: str, about: dict[str, Any]) -> None:
    standing = Standing()
    put(calc, listed([[*one[:3], None, *one[4:]] for one in START]), standing)
    calc.wire.ask(verb, sheet=SHEET, **about)
    assert put(calc, ROW_IN, standing)


def test_formulas_point_at_the_same_cells_as_when_the_sheet_is_replaced(calc: Server) -> None:
    ask = calc.wire.ask
    standing = Standing()
    put(calc, BEFORE, standing)
    ask("type", sheet=PLAN, address="Z9", text=f"=${SHEET}.B25")
    ask("type", sheet=PLAN, address="Z10", text=f"=SUM(${SHEET}.E9:E30)")
    was = ask("formula", sheet=PLAN, address="Z9"), ask("formula", sheet=PLAN, address="Z10")
    assert ask("look", sheet=PLAN, address="Z9") == "0016"
    assert not put(calc, listed([*START[:11], row(100), *START[11:]]), standing)
    assert (ask("formula", sheet=PLAN, address="Z9"), ask("formula", sheet=PLAN, address="Z10")) == was
    assert ask("look", sheet=PLAN, address="Z9") == "0015"
    ask("undo")
    assert settled(calc, PLAN, "Z9", "0016") == "0016"
    assert ask("formula", sheet=PLAN, address="Z9") == was[0]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_table_that_shrinks_to_nothing_and_grows_again(calc: Server, tmp_path: Path, count: int) -> None:
    standing = Standing()
    put(calc, BEFORE, standing)
    for report in (listed(START[:count]), ROW_IN, BEFORE):
        put(calc, report, standing)
        changed = told(saved(calc, tmp_path)[SHEET])
        put(calc, listed(START[:5]), Standing())
        put(calc, report, Standing())
        assert differing(changed, told(saved(calc, tmp_path)[SHEET])) == {}


def test_a_chart_stays_and_shows_the_new_figures(calc: Server, tmp_path: Path) -> None:
    def charted(figure: int) -> Report:
        heads = [Head("what", "事由", width=12), Head("count", "数量", "int", 12)]
        return Report(
            "charted", SHEET, "图",
            blocks=[Block("figures", "数字", heads, [["甲", figure], ["乙", 2], ["丙", 3]])],
            charts=[Chart("column", "图", "figures", "what", ("count",))],
        )  # fmt: skip

    standing = Standing()
    put(calc, charted(5), standing)
    assert not put(calc, charted(50), standing)
    changed = told(saved(calc, tmp_path)[SHEET])
    assert changed["charts"] == 1
    put(calc, charted(7), Standing())
    put(calc, charted(50), Standing())
    assert differing(changed, told(saved(calc, tmp_path)[SHEET])) == {}


@pytest.mark.parametrize("report", [pytest.param(BEFORE, id="scaled"), pytest.param(replace(BEFORE, blocks=BEFORE.blocks[:1]), id="fitted")])
def test_a_drawn_sheet_is_printed_as_from_a_file(calc: Server, tmp_path: Path, report: Report) -> None:
    put(calc, report, Standing())
    sheet, file = saved(calc, tmp_path)[SHEET], load_workbook(BytesIO(scratch(report)))[SHEET]
    for one in ("orientation", "paperSize"):
        assert getattr(sheet.page_setup, one) == getattr(file.page_setup, one)
    fitted = file.sheet_properties.pageSetUpPr is not None and file.sheet_properties.pageSetUpPr.fitToPage
    assert bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage) == bool(fitted)
    if fitted:
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    else:
        assert sheet.page_setup.scale == file.page_setup.scale
    assert sheet.print_title_rows == file.print_title_rows
    assert str(sheet.print_area).replace("'", "") == str(file.print_area).replace("'", "")
    assert "第 &P 页 / 共 &N 页" in str(sheet.oddFooter.right.text)
    assert str(sheet.oddFooter.left.text).strip() == file.oddFooter.left.text
    assert sheet.print_options.horizontalCentered
