"""Which sheet holds which table, from which row to which, and what is said when that is not clear."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcrm.book.port import Found
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
from xlcrm.problems import files
from xlcrm.tables import TABLES, ComplaintTracking, CustomerMaster, SourceRegister
from xlcrm.tables.rows import Columnar

sys.path.insert(0, str(Path(__file__).parent))
from packages import Packed, sheet, table_part, table_relation, text

PAPER = [c.header for c in CustomerMaster.columns.values() if not c.extension]
TRACKING = [c.header for c in ComplaintTracking.columns.values()]
SOURCE = [c.header for c in SourceRegister.columns.values()]
CUSTOMER = ["2023001", "示例云图科技有限公司", "王经理", "采购总监", "13800000001"]


def book(path: Path, **sheets: dict[str, Sequence[Any]]) -> Path:
    """A workbook; each sheet maps the address of a row's first cell to the row."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for address, values in rows.items():
            first = page[address]
            for offset, value in enumerate(values):
                page.cell(first.row, first.column + offset, value)
    made.save(path)
    return path


def found(path: Path) -> tuple[Found, dict[str, list[int]]]:
    """What is recognised, and the row numbers of each table."""
    with open_source(path) as source:
        result = find_tables(source)
        for rows in result.tables.values():
            assert isinstance(rows.rows, Columnar)
            wanted = [(number, list(values)) for number, values in rows.rows]
            assert wanted == [
                (number, list(values))
                for numbers, columns in rows.rows.columns(3)
                for number, values in zip(numbers, zip(*columns, strict=True), strict=True)
            ]
        return result, {name: [number for number, _ in rows.rows] for name, rows in result.tables.items()}


def codes(result: Found) -> list[str]:
    return [problem.kind.code for problem in result.problems]


WHERE = [
    pytest.param("客户信息总表", "A1", id="title and headings in row 1"),
    pytest.param("客戶信息總表", "A1", id="traditional title"),
    pytest.param("客户信息总表 (2)", "A1", id="a copied sheet"),
    pytest.param("我的客户", "A1", id="by headings"),
    pytest.param("我的客户", "C4", id="by headings with blank rows and columns before"),
    pytest.param("客户信息总表", "B9", id="by title with headings in row 9"),
    pytest.param("Sheet1", "A20", id="headings in the last row that is looked at"),
]


@pytest.mark.parametrize(("title", "start"), WHERE)
def test_one_table(tmp_path: Path, title: str, start: str) -> None:
    page = openpyxl.Workbook().active
    top, left = page[start].row, page[start].column
    down = page.cell(top + 2, left).coordinate
    rows = {start: PAPER, down: CUSTOMER}
    if top == 20:
        rows |= {f"A{n}": [f"说明 {n}", "请勿修改"] for n in range(1, 20)}
    result, numbers = found(book(tmp_path / "a.xlsx", **{title: rows}))
    assert codes(result) == []
    assert numbers == {"customer_master": [top + 2]}
    table = result.tables["customer_master"]
    assert (table.sheet, table.top) == (title, top)
    assert table.letter("customer_id") == page[start].column_letter
    with open_source(tmp_path / "a.xlsx") as source:
        ((_, values),) = find_tables(source).tables["customer_master"].rows
        assert values[table.position("contact_phone") or 0] == "13800000001"


HEADINGS = [
    pytest.param([h.replace("(", "（").replace(")", "）") for h in PAPER], id="full-width brackets"),
    pytest.param([f" {h}＊" for h in PAPER], id="starred with blanks"),
    pytest.param([f"{h[:2]}\n{h[2:]}" for h in PAPER], id="line breaks"),
    pytest.param([c.hant for c in CustomerMaster.columns.values() if not c.extension], id="traditional"),
    pytest.param([c.label for c in CustomerMaster.columns.values() if not c.extension], id="English"),
    pytest.param(list(reversed(PAPER)), id="other order"),
    pytest.param([*PAPER[:6], "我的备注", *PAPER[6:], "序"], id="columns of the user's own"),
]


@pytest.mark.parametrize("headings", HEADINGS)
def test_spellings_of_headings(tmp_path: Path, headings: list[str]) -> None:
    result, numbers = found(book(tmp_path / "a.xlsx", 名单={"A1": headings, "A2": ["x"] * len(headings)}))
    assert codes(result) == []
    assert set(filter(None, result.tables["customer_master"].names)) == {
        c.name for c in CustomerMaster.columns.values() if not c.extension
    }
    assert numbers == {"customer_master": [2]}


def test_title_rows_and_merged_titles_above(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        名单={
            "B2": ["示例公司客户一览"],
            "B3": ["制表", dt.date(2023, 8, 1), "负责人"],
            "B5": PAPER,
            "B6": CUSTOMER,
        },
    )
    made = openpyxl.load_workbook(path)
    made["名单"].merge_cells("B2:N2")
    made["名单"].row_dimensions[6].hidden = True
    made.save(path)
    result, numbers = found(path)
    assert (result.tables["customer_master"].top, numbers) == (5, {"customer_master": [6]})


def test_blank_rows_are_left_out_and_numbers_stay_true(tmp_path: Path) -> None:
    own = [None] * len(PAPER) + ["只有自己的列"]
    rows = {"A1": [*PAPER, "备用"], "A2": CUSTOMER, "A5": CUSTOMER, "A6": own, "A9": CUSTOMER}
    _, numbers = found(book(tmp_path / "a.xlsx", 客户信息总表=rows))
    assert numbers == {"customer_master": [2, 5, 9]}


def test_formulas_copied_down_in_advance_fill_no_row(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{r}">{text(f"A{r}", "2023001") if r == 2 else ""}<c r="B{r}" t="e"><f>X{r}</f><v>#N/A</v></c></row>'
        for r in range(2, 9)
    )
    head = "".join(text(f"{letter}1", title) for letter, title in zip("ABCDEFGHIJKLM", PAPER, strict=True))
    path = Packed({"客户信息总表": sheet(f'<row r="1">{head}</row>{rows}')}).write(tmp_path / "a.xlsx")
    result, numbers = found(path)
    assert result.tables["customer_master"].formulas == {"customer_name"}
    assert numbers == {"customer_master": [2]}


def listed(path: Path, name: str, ref: str, *, totals: int = 0, title: str = "数据") -> Path:
    """Two customers under the headings in row 3 from column B on, a line below, and an Excel Table over them."""
    columns = "BCDEFGHIJKLMN"
    rows = {3: PAPER, 4: CUSTOMER, 5: CUSTOMER, 6: ["合计", "2"], 8: ["一段说明"]}
    xml = "".join(
        f'<row r="{r}">'
        + "".join(text(f"{c}{r}", v) for c, v in zip(columns, values, strict=False))
        + "</row>"
        for r, values in rows.items()
    )
    return Packed(
        {title: sheet(xml)},
        relations=table_relation(1),
        more=[("xl/tables/table1.xml", table_part(name, ref, PAPER, totals=totals))],
    ).write(path)


@pytest.mark.parametrize(
    ("name", "ref", "totals", "rows", "said"),
    [
        pytest.param(
            "customer_master", "B3:N5", 0, [4, 5], ["rows-below-table"], id="rows pasted below the table"
        ),
        pytest.param("customer_master", "B3:N6", 1, [4, 5], [], id="a totals row"),
        pytest.param("customer_master", "B3:N8", 0, [4, 5, 6, 8], [], id="the table takes it all in"),
        pytest.param("Customer_Master", "B3:N6", 1, [4, 5], [], id="a name in other letters"),
        pytest.param("表1", "B3:N6", 1, [4, 5], [], id="a table of the user's own name"),
    ],
)
def test_an_excel_table_says_where_it_ends(
    tmp_path: Path, name: str, ref: str, totals: int, rows: list[int], said: list[str]
) -> None:
    result, numbers = found(listed(tmp_path / "a.xlsx", name, ref, totals=totals))
    assert numbers == {"customer_master": rows}
    assert codes(result) == said
    for problem in result.problems:
        assert "第 5 行" in problem.message()
        assert "第 6 行" in problem.message()


def test_an_excel_table_under_the_title_of_a_sheet(tmp_path: Path) -> None:
    result, numbers = found(listed(tmp_path / "a.xlsx", "表1", "B3:N6", totals=1, title="客户信息总表"))
    assert numbers == {"customer_master": [4, 5]}
    assert codes(result) == []


def test_the_name_of_an_excel_table_goes_before_titles(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    first = made.active
    first.title = "客户信息总表"
    first.append(PAPER)
    first.append(CUSTOMER)
    second = made.create_sheet("其他")
    second.append(PAPER)
    second.append(CUSTOMER)
    second.append(CUSTOMER)
    second.add_table(openpyxl.worksheet.table.Table(displayName="customer_master", ref="A1:M3"))
    made.save(tmp_path / "a.xlsx")
    result, numbers = found(tmp_path / "a.xlsx")
    assert result.tables["customer_master"].sheet == "其他"
    assert numbers == {"customer_master": [2, 3]}
    (problem,) = result.problems
    assert problem.kind is files.TABLE_TWICE
    assert "“客户信息总表”和“其他”" in problem.message()


def test_two_tables_beside_each_other(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    for place, value in enumerate([*PAPER, None, *TRACKING], 1):
        page.cell(2, place, value)
    page.cell(3, 1, "2023001")
    page.cell(4, 15, "20230816-001")
    last = page.cell(2, 14 + len(TRACKING)).column_letter
    page.add_table(openpyxl.worksheet.table.Table(displayName="甲", ref="A2:M4"))
    page.add_table(openpyxl.worksheet.table.Table(displayName="乙", ref=f"O2:{last}4"))
    made.save(tmp_path / "a.xlsx")
    result, numbers = found(tmp_path / "a.xlsx")
    assert numbers == {"customer_master": [3], "complaint_tracking": [4]}
    assert result.tables["complaint_tracking"].letter("complaint_no") == "O"
    assert codes(result) == []


def test_two_sheets_for_one_table(tmp_path: Path) -> None:
    rows = {"A1": PAPER, "A2": CUSTOMER}
    result, numbers = found(book(tmp_path / "a.xlsx", 张三的客户=rows, 李四的客户=rows))
    assert numbers == {"customer_master": [2]}
    (problem,) = result.problems
    assert (problem.kind, problem.sheet, problem.table) == (
        files.TABLE_TWICE,
        "李四的客户",
        "customer_master",
    )
    assert "张三的客户" in problem.message()
    assert "李四的客户" in problem.message()
    assert "客户信息总表" in problem.message()


def test_a_required_heading_is_missing(tmp_path: Path) -> None:
    headings = [h for h in PAPER if h not in ("客户等级", "职位")]  # 职位 is not required
    result, _ = found(book(tmp_path / "a.xlsx", 客户信息总表={"B4": headings, "B5": CUSTOMER}))
    (problem,) = result.problems
    assert (problem.kind, problem.table, problem.rule) == (files.HEADING_MISSING, "customer_master", "R-023")
    assert problem.message() == "“客户信息总表”缺少必填列“客户等级”。"
    assert "第 4 行" in problem.hint()


def test_two_headings_for_one_column(tmp_path: Path) -> None:
    result, _ = found(book(tmp_path / "a.xlsx", 客户信息总表={"B3": [*PAPER, "联系方式"], "B4": CUSTOMER}))
    (problem,) = result.problems
    assert (problem.kind, problem.cell, problem.rule) == (files.HEADING_TWICE, "O3", "R-023")
    assert "F3" in problem.message()
    assert "联系电话" in problem.message()
    assert "联系方式" in problem.message()
    assert result.tables["customer_master"].names[-1] is None


def test_a_title_without_headings(tmp_path: Path) -> None:
    result, numbers = found(book(tmp_path / "a.xlsx", 客户信息总表={"A1": ["随便", "写写"], "A2": [1, 2]}))
    assert numbers == {}
    assert codes(result) == ["no-headings", "no-table"]
    assert "客户信息总表" in result.problems[0].message()


NOT_OURS = [
    pytest.param({"笔记": {"A1": ["今天", "天气", "很好"]}}, id="notes"),
    pytest.param(
        {"通讯录": {"A1": ["姓名", "电话", "备注"], "A2": ["甲", "1", "2"]}}, id="a list of another kind"
    ),
    pytest.param({"空": {}}, id="an empty sheet"),
    pytest.param({"客户信息总表": {}}, id="an empty sheet of a known title"),
    pytest.param({"_xlcrm": {"A1": PAPER, "A2": CUSTOMER}}, id="our own memory"),
    pytest.param({"首页": {"A1": PAPER, "A2": CUSTOMER}}, id="our own first page"),
    pytest.param(
        {TABLES["data_quality_report"].sheet(): {"A1": PAPER, "A2": CUSTOMER}}, id="a report sheet of ours"
    ),
]


@pytest.mark.parametrize("sheets", NOT_OURS)
def test_what_is_no_table_of_ours(tmp_path: Path, sheets: dict[str, Any]) -> None:
    result, numbers = found(book(tmp_path / "a.xlsx", **sheets))
    assert numbers == {}
    assert codes(result) == ["no-table"]


def test_several_tables_in_the_order_of_the_catalogue(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        丙={"A1": TRACKING},
        乙={"A1": SOURCE},
        甲={"A1": PAPER},
        备忘={"A1": ["x", "y", "z"]},
    )
    result, _ = found(path)
    assert list(result.tables) == ["customer_master", "source_register", "complaint_tracking"]


def test_a_table_without_rows(tmp_path: Path) -> None:
    _, numbers = found(book(tmp_path / "a.xlsx", 客户信息总表={"A1": PAPER}))
    assert numbers == {"customer_master": []}


def test_rows_can_be_run_through_again(tmp_path: Path) -> None:
    with open_source(book(tmp_path / "a.xlsx", 客户信息总表={"A1": PAPER, "A2": CUSTOMER})) as source:
        rows = find_tables(source).tables["customer_master"].rows
        assert list(rows) == list(rows)
        assert len(list(rows)) == 1


def test_text_is_read_as_what_its_column_holds(tmp_path: Path) -> None:
    lines = [
        "客户编号,客户名称,联系电话,客户等级,来源渠道,建档日期,负责人,最后更新日期,联系人,邮箱,所属行业,需求标签",
        "2023001,示例甲,013800000001,A类,行业展会,2023/8/15,李某,2023-08-16 09:30,王经理,,,",
        "2023002,示例乙,1,A类,行业展会,2023–,李某,约8月,,,,",
    ]
    (tmp_path / "a.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    with open_source(tmp_path / "a.csv") as source:
        table = find_tables(source).tables["customer_master"]
        first, second = (dict(zip(table.names, values, strict=True)) for _, values in table.rows)
    assert first["contact_phone"] == "013800000001"
    assert first["customer_id"] == "2023001"
    assert first["created_date"] == dt.date(2023, 8, 15)
    assert first["updated_date"] == dt.datetime(2023, 8, 16, 9, 30)
    assert first["contact_email"] is None
    assert (second["created_date"], second["updated_date"]) == ("2023–", "约8月")
