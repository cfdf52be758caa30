"""Reports drawn as worksheets: nothing overlaps, nothing is cut, what people typed is found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from xlcrm.book import look
from xlcrm.book.sheets import layout, matrix, scratch, typed
from xlcrm.book.sheets.drawn import Drawn, text
from xlcrm.book.sheets.measure import height, lines, shown, width
from xlcrm.book.sheets.paging import pages
from xlcrm.reports.report import Block, Cell, Chart, Field, Head, Link, Report, Tile

MONTHS = [f"2023-{month:02d}" for month in range(3, 9)]
STATES = ("待处理", "处理中", "已完成")


def dashboard() -> Report:
    trend = Block(
        "trend",
        "六个月走势",
        [Head("month", "月份"), Head("sales", "销售额(元)", "money"), Head("rate", "投诉率", "percent")],
        [[month, 1_000_000 + at * 83_210.5, 0.04 + at * 0.003] for at, month in enumerate(MONTHS)],
    )
    grades = Block(
        "grades",
        "客户等级构成",
        [Head("grade", "等级"), Head("count", "客户数", "int"), Head("share", "占比", "percent")],
        [["A类", 31, 0.15], ["B类", 72, 0.35], ["C类", 103, 0.5]],
    )
    industries = Block(
        "industries",
        "行业分布",
        [Head("industry", "所属行业"), Head("count", "客户数", "int"), Head("verdict", "判定")],
        [["信息技术", 60, "优势行业"], ["教育", 44, "潜力行业"], ["制造业", 40, "一般"]],
    )
    problems = Block(
        "problems",
        "高频问题",
        [Head("problem", "问题"), Head("count", "起数", "int"), Head("reached", "累计占比", "percent")],
        [["服务器噪音大", 5, 0.42], ["技术响应超时", 4, 0.75], ["合同条款解释不清", 3, 1.0]],
    )
    advice = Block(
        "advice",
        "策略建议",
        [
            Head("what", "建议", "longtext"),
            Head("who", "负责人"),
            Head("when", "完成时限", "date"),
            Head("state", "处理状态", typed=True, choices=STATES),
        ],
        [
            [
                "优化服务器散热设计，并向提出噪音问题的五家客户逐一告知进展。" * 3,
                "产品部",
                date(2023, 9, 30),
                None,
            ],
            ["增加技术支持人员2名", "客服部", date(2023, 10, 15), None],
        ],
        key=("what",),
        tones=["bad", "plain"],
    )
    return Report(
        "dashboard",
        "客户数据分析报告",
        "客户数据分析报告",
        "报告周期 2023年8月",
        fields=[Field("period", "报告周期", "2023年8月"), Field("by", "编制人", None, typed=True)],
        tiles=[
            Tile("客户总数", 206, note="较上月 +8"),
            Tile("平均客单价(元)", 128_456.5, "money"),
            Tile("投诉率", 0.0582, "percent", "目标 ≤ 5%", "bad"),
            Tile("满意度", None, "decimal"),
        ],
        blocks=[trend, grades, industries, problems, advice, Block("none", "续签", [Head("a", "客户")], [])],
        charts=[
            Chart("column", "月销售额", "trend", "month", ("sales",), "元"),
            Chart("line", "投诉率", "trend", "month", ("rate",)),
            Chart("doughnut", "客户等级构成", "grades", "grade", ("count",)),
            Chart("bar", "各行业客户数", "industries", "industry", ("count",)),
            Chart("pareto", "高频问题", "problems", "problem", ("count", "reached")),
        ],
        notes=["投诉率 = 当月投诉起数 / 月末客户总数。"],
    )


def reminders(rows: int = 5) -> Report:
    block = Block(
        "reminder_queue",
        "",
        [
            Head("due_at", "到期时间", "datetime"),
            Head("customer_id", "客户编号"),
            Head("customer_name", "客户名称", "link"),
            Head("matter", "事由", "longtext"),
            Head("status", "处理状态", typed=True, choices=STATES),
            Head("words", "说明", typed=True),
        ],
        [
            [
                datetime(2023, 9, 2, 10),
                f"2023{at:03d}",
                Link("示例云图科技有限公司", "客户信息总表", f"A{at + 2}"),
                "=潜在·B类 每14天",
                None,
                None,
            ]
            for at in range(rows)
        ],
        key=("customer_id", "due_at"),
        register=True,
    )
    return Report("reminders", "提醒清单", "提醒清单", tiles=[Tile("今日", rows)], blocks=[block])


def complaints() -> Report:
    lines = [
        ["投诉总量", "12起"],
        ["投诉类型分布", "产品问题:5起(41.7%);服务问题:4起(33.3%);沟通问题:3起(25%)"],
        ["改进措施", "1.优化散热设计;\n2.增加技术支持人员2名;\n3.组织合同条款培训"],
    ]
    types = [["产品问题", 5, 5 / 12], ["服务问题", 4, 4 / 12], ["沟通问题", 3, 0.25]]
    return Report(
        "complaints",
        "投诉分析月度报告",
        "投诉分析月度报告",
        fields=[Field("period", "报告周期", "2023年8月"), Field("by", "编制人", "*主管", typed=True)],
        blocks=[
            Block(
                "form",
                "",
                [Head("item", "项目"), Head("text", "内容", "longtext", typed=True)],
                lines,
                ("item",),
            ),
            Block(
                "types",
                "投诉类型",
                [Head("type", "类型"), Head("count", "起数", "int"), Head("share", "占比", "percent")],
                types,
            ),
        ],
        charts=[Chart("doughnut", "投诉类型分布", "types", "type", ("count",))],
        landscape=False,
    )


REPORTS = [
    pytest.param(dashboard, id="tiles, five charts, a typed column"),
    pytest.param(reminders, id="a register with links and typed columns"),
    pytest.param(lambda: reminders(0), id="a register without rows"),
    pytest.param(complaints, id="a form on portrait paper"),
]

cells = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.text("客户A b1;。\n", max_size=80),
)
formats = st.sampled_from(["text", "longtext", "int", "decimal", "money", "percent", "date", "link"])


@st.composite
def blocks(draw: Any, name: str = "block") -> Block:
    kinds = draw(st.lists(formats, min_size=1, max_size=14))
    heads = [
        Head(f"c{at}", draw(st.text("客户等级(A)", min_size=1, max_size=20)), kind, typed=draw(st.booleans()))
        for at, kind in enumerate(kinds)
    ]
    rows = draw(st.lists(st.lists(cells, min_size=len(heads), max_size=len(heads)), max_size=6))
    fitting = [[_fitting(value, head) for value, head in zip(row, heads, strict=True)] for row in rows]
    return Block(name, draw(st.sampled_from(["", "标题"])), heads, fitting, register=draw(st.booleans()))


def _fitting(value: Cell, head: Head) -> Cell:
    """A value that the format of its column may hold."""
    if head.format in ("int", "decimal", "money", "percent"):
        return value if isinstance(value, int | float) else None
    if head.format == "date":
        return value if isinstance(value, date) else None
    return value if isinstance(value, str) else None


@st.composite
def reports(draw: Any) -> Report:
    made = [draw(blocks(f"block{at}")) for at in range(draw(st.integers(0, 4)))]
    drawn = [block for block in made if block.rows and len(block.heads) > 1]
    charts = [Chart("column", "图", block.name, "c0", ("c1",)) for block in drawn if draw(st.booleans())]
    tiles = [Tile(f"指标{at}", at) for at in range(draw(st.integers(0, 9)))]
    fields = [
        Field(f"f{at}", "标签", draw(st.text("内容", max_size=60))) for at in range(draw(st.integers(0, 4)))
    ]
    return Report(
        "r",
        "表",
        "标题",
        fields=fields,
        tiles=tiles,
        blocks=made,
        charts=charts,
        landscape=draw(st.booleans()),
    )


@pytest.mark.parametrize("make", REPORTS)
def test_two_builds_are_the_same_bytes(make: Callable[[], Report]) -> None:
    assert scratch(make()) == scratch(make())


@pytest.mark.parametrize("make", REPORTS[:2] + REPORTS[3:])
def test_looks_as_reviewed(make: Callable[[], Report], golden: Callable[[str, bytes], None]) -> None:
    golden(f"sheets/{make().name}", scratch(make()))


@given(report=reports())
@settings(max_examples=60, deadline=None)
def test_nothing_overlaps(report: Report) -> None:
    page = layout(report)
    areas = [(spot.row, spot.column, spot.row, spot.last) for spot in page.spots if spot.role != "list"]
    areas += [(chart.top, chart.left, chart.bottom, chart.right) for chart in page.charts]
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in areas:
        here = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        assert not here & taken
        taken |= here
    assert all(right <= page.grid.last for *_, right in areas)


@given(report=reports())
@settings(max_examples=60, deadline=None)
def test_numbers_and_texts_have_room(report: Report) -> None:
    page = layout(report)
    for spot in page.spots:
        room, text = page.grid.room(spot.column, spot.last), shown(spot.value, spot.format)
        if spot.role == "cell" and isinstance(spot.value, int | float | date) and len(text) < 16:
            assert width(text) + 1 <= room, f"{text} would be shown as ###"
        elif spot.role in ("cell", "head", "note", "field"):
            need = height(lines(text, room))
            assert page.heights.get(spot.row, look.ROW) >= min(need, 400) - 17, f"{text!r} would be cut"


def test_text_that_looks_like_a_formula_stays_text() -> None:
    sheet = load_workbook(BytesIO(scratch(reminders())))["提醒清单"]
    found = [cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith("=潜在")]
    assert [cell.data_type for cell in found] == ["s"] * 5


@pytest.mark.parametrize(
    "rows", [pytest.param(0, id="a blank row stands in for none"), pytest.param(5, id="five rows")]
)
def test_a_register_is_an_excel_table_of_its_name(rows: int) -> None:
    report = reminders(rows)
    sheet = load_workbook(BytesIO(scratch(report)))["提醒清单"]
    left, top, right, bottom = range_boundaries(sheet.tables["reminder_queue"].ref)
    placed = layout(report).blocks["reminder_queue"]
    assert (top, bottom) == (placed.head_row, placed.head_row + max(rows, 1))
    assert [sheet.cell(top, column).value for column in range(left, right + 1)] == [
        head.header for head in report.blocks[0].heads
    ]
    assert sheet.print_title_rows == f"${top}:${top}"


def test_characters_that_no_cell_can_hold_are_left_out() -> None:
    block = Block("b", "", [Head("a", "客户")], [["甲\x0b乙\ud800"]])
    report = Report("r", "r", "r", blocks=[block])
    assert "甲乙" in matrix(report).values()
    assert load_workbook(BytesIO(scratch(report)))["r"]["B4"].value == "甲乙"


def test_links_lead_to_the_cell() -> None:
    report = reminders(1)
    sheet = load_workbook(BytesIO(scratch(report)))["提醒清单"]
    placed = layout(report).blocks["reminder_queue"]
    cell = sheet.cell(placed.first_row, placed.columns["customer_name"][0])
    assert (cell.value, cell.hyperlink.location) == ("示例云图科技有限公司", "'客户信息总表'!A2")


def test_charts_are_native_and_read_their_block() -> None:
    report = dashboard()
    sheet = load_workbook(BytesIO(scratch(report)))["客户数据分析报告"]
    page = layout(report)
    kinds = [type(chart).__name__ for chart in sheet._charts]
    assert kinds == ["BarChart", "LineChart", "DoughnutChart", "BarChart", "BarChart"]
    sales = page.blocks["trend"]
    left, top, _, bottom = range_boundaries(sheet._charts[0].series[0].val.numRef.f.split("!")[1])
    assert (left, top, bottom) == (sales.columns["sales"][0], sales.first_row, sales.last_row)


def test_no_chart_of_a_block_without_rows() -> None:
    block = Block("none", "空", [Head("a", "甲"), Head("b", "乙", "int")], [])
    page = layout(Report("r", "r", "r", blocks=[block], charts=[Chart("bar", "图", "none", "a", ("b",))]))
    assert page.charts == []


@pytest.mark.parametrize(
    ("chart", "sentence"),
    [
        pytest.param(
            Chart("bar", "图", "gone", "type", ("count",)), "needs the block 'gone'", id="unknown block"
        ),
        pytest.param(
            Chart("bar", "图", "types", "type", ("sum",)), "needs 'sum'; there are type", id="unknown column"
        ),
    ],
)
def test_a_chart_of_something_that_is_not_there_is_refused(chart: Chart, sentence: str) -> None:
    block = complaints().blocks[1]
    with pytest.raises(ValueError, match=sentence):
        layout(Report("r", "r", "r", blocks=[block], charts=[chart]))


def test_a_pareto_chart_needs_the_share_it_draws() -> None:
    chart = Chart("pareto", "图", "types", "type", ("count",))
    with pytest.raises(ValueError, match="its cumulative share"):
        scratch(Report("r", "r", "r", blocks=[complaints().blocks[1]], charts=[chart]))


@pytest.mark.parametrize(
    ("choices", "source"),
    [
        pytest.param(STATES, '"待处理,处理中,已完成"', id="a short list stands in the drop-down"),
        pytest.param(
            tuple(f"第{n}位负责人" for n in range(60)), "$P$1:$P$60", id="a long one in a hidden column"
        ),
        pytest.param(("甲,乙", "丙"), "$P$1:$P$2", id="so does one with commas"),
    ],
)
def test_drop_downs_of_typed_columns(choices: tuple[str, ...], source: str) -> None:
    heads = [Head("a", "客户"), Head("b", "负责人", typed=True, choices=choices, width=11)]
    report = Report("r", "r", "r", blocks=[Block("b", "", heads, [["甲", None], ["乙", None]], ("a",))])
    sheet = load_workbook(BytesIO(scratch(report)))["r"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == source
    placed = layout(report).blocks["b"]
    assert sheet.cell(placed.first_row, placed.columns["b"][0]).number_format == "@"
    assert str(rule.sqref).endswith(str(placed.last_row))


def test_the_matrix_holds_what_the_sheet_shows() -> None:
    report = dashboard()
    sheet = load_workbook(BytesIO(scratch(report)))["客户数据分析报告"]
    shown_there = {
        (cell.row, cell.column): cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    told = {
        place: datetime(value.year, value.month, value.day) if type(value) is date else value
        for place, value in matrix(report).items()
    }
    rounded = {
        place: round(value, 12) if isinstance(value, float) else value for place, value in told.items()
    }
    assert shown_there == rounded


def _rows(report: Report, changes: dict[tuple[int, int], Any]) -> list[tuple[int, list[Any]]]:
    """The sheet as it stands after people changed cells."""
    cells = {**matrix(report), **changes}
    last_row, last_column = max(row for row, _ in cells), max(column for _, column in cells)
    return [
        (row, [cells.get((row, column)) for column in range(1, last_column + 1)])
        for row in range(1, last_row + 1)
    ]


def test_what_people_typed_is_found_by_the_key_of_its_row() -> None:
    report = reminders(3)
    placed = layout(report).blocks["reminder_queue"]
    column = placed.columns["status"][0]
    rows = _rows(
        report, {(placed.first_row, column): "已完成", (placed.first_row + 2, column + 1): "已电话联系"}
    )
    assert typed(report, rows)["reminder_queue"] == {
        ("2023000", "2023-09-02 10:00"): {"status": "已完成"},
        ("2023002", "2023-09-02 10:00"): {"words": "已电话联系"},
    }


def test_typed_cells_are_found_after_sorting_and_beside_columns_of_the_users_own() -> None:
    report = reminders(3)
    placed = layout(report).blocks["reminder_queue"]
    rows = _rows(report, {(placed.first_row, placed.columns["status"][0]): "处理中"})
    head = placed.head_row - 1
    body = rows[head + 1 :]
    moved = rows[: head + 1] + [
        (number, values) for (number, _), (_, values) in zip(body, body[::-1], strict=True)
    ]
    widened = [
        (number, [*values[:3], "我的列" if number == placed.head_row else "我的", *values[3:]])
        for number, values in moved
    ]
    assert typed(report, widened)["reminder_queue"] == {("2023000", "2023-09-02 10:00"): {"status": "处理中"}}


def test_typed_cells_of_an_older_month_are_found_though_the_report_has_other_rows() -> None:
    old, new = reminders(5), reminders(1)
    placed = layout(old).blocks["reminder_queue"]
    rows = _rows(old, {(placed.first_row + 4, placed.columns["status"][0]): "处理中"})
    assert typed(new, rows)["reminder_queue"] == {("2023004", "2023-09-02 10:00"): {"status": "处理中"}}


def test_labelled_lines_are_found_by_their_label() -> None:
    report = complaints()
    row, column = layout(report).fields["by"]
    told = {"period": "2023年8月", "by": "王主管"}
    assert typed(report, _rows(report, {(row, column): "王主管"}))[""] == {(): told}
    assert typed(report, _rows(report, {(row, column): None}))[""] == {(): {"period": "2023年8月"}}


def test_two_blocks_with_the_same_headings_are_told_apart_by_their_titles() -> None:
    heads = [Head("who", "负责人"), Head("words", "说明", typed=True)]
    first, second = (
        Block(name, title, heads, [["王芳", None]], ("who",))
        for name, title in (("a", "本周"), ("b", "下周"))
    )
    report = Report("r", "r", "r", blocks=[first, second])
    placed = layout(report).blocks["b"]
    rows = _rows(report, {(placed.first_row, placed.columns["words"][0]): "下周再说"})
    found = typed(report, rows)
    assert found["b"] == {("王芳",): {"words": "下周再说"}}
    assert found["a"] == {}


def test_a_sheet_without_the_block_yields_nothing() -> None:
    assert typed(reminders(), [(1, ["别的内容", None])]) == {"reminder_queue": {}}


def test_no_page_break_tears_a_chart() -> None:
    page = layout(dashboard())
    percent, rows = pages(page, landscape=True)
    assert 60 <= percent <= 100
    assert rows
    for row in rows:
        assert not any(chart.top < row <= chart.bottom for chart in page.charts)


@pytest.mark.parametrize("rows", range(8, 30))
def test_no_block_title_stands_alone_at_the_foot_of_a_page(rows: int) -> None:
    first = Block("first", "前一块", [Head("a", "客户")], [[f"客户{n}"] for n in range(rows)])
    charted = Block("charted", "带图", [Head("a", "客户"), Head("b", "次数", "int")], [["王芳", 3]])
    last = Block("last", "客户清单", [Head("a", "客户")], [[f"客户{n}"] for n in range(60)], register=True)
    report = Report(
        "r", "r", "r", blocks=[first, charted, last], charts=[Chart("column", "图", "charted", "a", ("b",))]
    )
    sheet, page = load_workbook(BytesIO(scratch(report)))["r"], layout(report)
    room = (595 - 80) * 100 / sheet.page_setup.scale  # A4 lying, less its margins
    breaks = {each.id + 1 for each in sheet.row_breaks.brk}
    begins, used = set(), 0.0
    for row in range(1, page.last_row + 1):
        tall = page.heights.get(row, look.ROW)
        if row in breaks or used + tall > room:
            begins.add(row)
            used = sum(page.heights.get(top, look.ROW) for top in (1, 2))
        used += tall
    assert begins
    assert not begins & {placed.first_row for placed in page.blocks.values()}
    assert page.blocks["last"].head_row not in begins  # its title is right above


def test_long_texts_take_what_is_left_but_no_column_gets_too_narrow() -> None:
    words = Block(
        "words", "", [Head("a", "说明", "longtext"), Head("b", "金额", "money")], [["一句话", -100000.0]]
    )
    narrow = Block("narrow", "", [Head("a", "客户")], [["王芳"]])
    page = layout(Report("r", "r", "r", blocks=[words, narrow]))
    assert page.grid.half is not None
    first, last = page.blocks["words"].columns["b"]
    assert page.grid.room(first, last) > width("-100,000.00")
    assert last == page.grid.last


def test_every_pair_of_chart_colours_differs_in_lightness_or_hue() -> None:
    assert len(set(look.SERIES)) == len(look.SERIES)
    assert all(first != second for first, second in combinations(look.SERIES, 2))


@pytest.mark.libreoffice
@pytest.mark.parametrize("make", REPORTS)
def test_libreoffice_prints_it_without_a_cut_number(
    make: Callable[[], Report], printed: Callable[[bytes], list[str]]
) -> None:
    text = "\n".join(printed(scratch(make())))
    assert "###" not in text
    assert make().title in text


@pytest.mark.parametrize("report", [dashboard(), complaints(), *map(reminders, (0, 1, 3, 30, 400))])
def test_a_page_is_known_without_laying_out_its_long_table(report: Report) -> None:
    page, whole = Drawn(report), layout(report)
    lines = page.each("all", lambda number, cells: (number, cells))
    told = {(r, c): v for r, cells in lines for c, v in cells.items() if v not in (None, "")}
    assert told == {(s.row, s.column): text(s.value) for s in whole.spots if s.value not in (None, "")}
    assert [page.where(block) for block in report.blocks] == list(whole.blocks.values())
    printed = (0, []) if not whole.charts and len(whole.units) <= 1 else pages(whole, report.landscape)
    assert page.breaks == printed
    if page.placed:
        tops = range(page.placed.first_row, page.placed.last_row + 1)
        assert [page.height(at) for at in range(len(tops))] == [whole.heights[number] for number in tops]
