"""Rows appended to Excel tables, and taken away again."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from workbooks import DECLARATION, KIND, MAIN, SHEET, Made, member, saved

from xlcrm.ooxml import KEEP, Package, Refused
from xlcrm.ooxml.styles import canonical

TABLE = "xl/tables/table1.xml"
X14 = ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
HEADINGS = '<row r="1"><c r="A1"/><c r="B1"/><c r="C1"/></row>'
FILLED = ('<row r="2"><c r="A2" s="2"><v>1</v></c><c r="B2" s="1"><v>45000</v></c><c r="C2" s="5"><f>A2*2</f><v>2</v></c></row>'
          '<row r="3"><c r="A3" s="2"><v>2</v></c><c r="B3" s="1"><v>45001</v></c><c r="C3" s="5"><f>A3*2</f><v>4</v></c></row>')
BLANK = '<row r="2"><c r="A2" s="2"/><c r="B2" s="1"/><c r="C2" s="5"/></row>'
RANGES = ('<conditionalFormatting sqref="A2:B3 E9"><cfRule type="expression" priority="1"><formula>A2=1</formula></cfRule>'
          '</conditionalFormatting><dataValidations count="3"><dataValidation type="list" sqref="A2:A3"><formula1>"x"</formula1>'
          '</dataValidation><dataValidation type="list" sqref="B2:B99"/><dataValidation type="list" sqref="E2:E3"/>'
          '</dataValidations><ignoredErrors><ignoredError sqref="A3" numberStoredAsText="1"/></ignoredErrors>'
          '<tableParts count="1"><tablePart r:id="rId1"/></tableParts><extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
          '<x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1>'
          '<xm:sqref>B2:B3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>')


def with_table(rows: str = FILLED, ref: str = "A1:C3", third: str = "", more: str = "", tail: str = RANGES,
               behind: str = "") -> bytes:
    table = (f'{DECLARATION}<table xmlns="{MAIN}" id="7" name="followup" displayName="followup" ref="{ref}"{more}>'
             f'<autoFilter ref="{ref}"/><tableColumns count="3"><tableColumn id="1" name="编号"/>'
             f'<tableColumn id="2" name="日期"/><tableColumn id="3" name="加倍">{third}</tableColumn></tableColumns></table>')
    return Made(rows=HEADINGS + rows + behind, namespaces=X14, tail=tail, parts={TABLE: table.encode()},
                types={f"/{TABLE}": f"{KIND}.table+xml"}, sheet_relations=[("../tables/table1.xml", "table")]).bytes()


STRUCTURED = "<calculatedColumnFormula>followup[[#This Row],[编号]]*2</calculatedColumnFormula>"
RELATIVE = "<calculatedColumnFormula>A2*2</calculatedColumnFormula>"


def sqrefs(content: bytes) -> list[str]:
    return re.findall(r'sqref(?:="|>)([^"<]+)', member(content, SHEET).decode())


def row(content: bytes, number: int) -> str:
    found = re.search(rf'<row r="{number}".*?</row>', member(content, SHEET).decode())
    return found[0] if found else ""


def test_below_the_last_row() -> None:
    with Package(with_table()) as package:
        done = package.append_rows("客户", "followup", [["A", dt.date(2024, 1, 2), 3], ["B"]])
        new = package.to_bytes()
    assert (done.first_row, done.last_row) == (4, 5)
    assert row(new, 4) == ('<row r="4"><c r="A4" s="2" t="inlineStr"><is><t>A</t></is></c><c r="B4" s="1"><v>45293</v></c>'
                           '<c r="C4" s="5"><v>3</v></c></row>')
    assert row(new, 5) == '<row r="5"><c r="A5" s="2" t="inlineStr"><is><t>B</t></is></c><c r="B5" s="1"/><c r="C5" s="5"/></row>'
    assert sqrefs(new) == ["A2:B5 E9", "A2:A5", "B2:B99", "E2:E3", "A3:A5", "B2:B5"]
    assert b'ref="A1:C5"><autoFilter ref="A1:C5"/>' in member(new, TABLE)
    with Package(new) as again:
        table = again.tables("客户")[0]
    assert (table.name, table.ref, table.header_row, table.columns, table.totals, table.last_row) == (
        "followup", "A1:C5", 1, ("编号", "日期", "加倍"), False, 5)


def test_blank_rows_of_an_empty_table_are_filled_first() -> None:
    with Package(with_table(rows=BLANK, ref="A1:C2")) as package:
        done = package.append_rows("客户", "FollowUp", [["A"], ["B"]])
        new = package.to_bytes()
        assert package.tables("客户")[0].ref == "A1:C3"
    assert (done.first_row, done.last_row) == (2, 3)
    assert row(new, 3) == '<row r="3"><c r="A3" s="2" t="inlineStr"><is><t>B</t></is></c><c r="B3" s="1"/><c r="C3" s="5"/></row>'


def test_blank_rows_at_the_end_are_filled_first() -> None:
    rows = FILLED + '<row r="4"><c r="A4" s="3"/></row>'
    with Package(with_table(rows=rows, ref="A1:C6")) as package:
        done = package.append_rows("客户", "followup", [["A"]])
        assert (done.first_row, package.tables("客户")[0].ref) == (4, "A1:C6")
        new = package.to_bytes()
    assert row(new, 4).startswith('<row r="4"><c r="A4" s="3" t="inlineStr">')
    assert sqrefs(new) == sqrefs(with_table())


def test_one_row_into_the_blank_row_does_not_extend() -> None:
    content = with_table(rows=BLANK, ref="A1:C2")
    with Package(content) as package:
        package.append_rows("客户", "followup", [["A"]])
        assert member(package.to_bytes(), TABLE) == member(content, TABLE)


@pytest.mark.parametrize(("third", "formula"), [
    pytest.param(STRUCTURED, "followup[[#This Row],[编号]]*2", id="by column name"),
    pytest.param(RELATIVE, "A{row}*2", id="by address, moved from the row above"),
])
def test_calculated_columns_are_copied(third: str, formula: str) -> None:
    content = with_table(third=third)
    with Package(content) as package:
        package.append_rows("客户", "followup", [["A", None], ["B", KEEP, KEEP]])
        new = package.to_bytes()
    for number in (4, 5):
        assert f'<c r="C{number}" s="5"><f>{formula.format(row=number)}</f></c>' in row(new, number)
    assert b'fullCalcOnLoad="1"' in member(new, "xl/workbook.xml")


def test_order_of_calculation_is_left_to_excel() -> None:
    made = Made(rows=HEADINGS + FILLED, parts={
        TABLE: member(with_table(third=STRUCTURED), TABLE),
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="C2" i="1"/></calcChain>'.encode()},
        types={f"/{TABLE}": f"{KIND}.table+xml", "/xl/calcChain.xml": f"{KIND}.calcChain+xml"},
        sheet_relations=[("../tables/table1.xml", "table")], book_relations=[("calcChain.xml", "calcChain")])
    with Package(made.bytes()) as package:
        package.append_rows("客户", "followup", [["A"]])
        new = package.to_bytes()
    with pytest.raises(KeyError):
        member(new, "xl/calcChain.xml")
    assert b"calcChain" not in member(new, "[Content_Types].xml") + member(new, "xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize(("content", "rows", "code", "where"), [
    pytest.param(with_table(more=' totalsRowCount="1"'), [["A"]], "totals-row", "followup", id="a totals row"),
    pytest.param(with_table(more=' tableType="queryTable"'), [["A"]], "query-table", "followup", id="an external query"),
    pytest.param(with_table(behind='<row r="5"><c r="B5"><v>1</v></c></row>'), [["A"], ["B"]], "occupied", "客户!B5",
                 id="a cell below"),
    pytest.param(with_table(behind='<row r="4"><c r="C4"><f>1</f></c></row>'), [["A"]], "occupied", "客户!C4",
                 id="a formula below"),
    pytest.param(with_table(tail=RANGES.replace("<conditional", '<mergeCells><mergeCell ref="C4:D4"/></mergeCells><conditional')),
                 [["A"]], "occupied", "客户!C4:D4", id="a merge below"),
    pytest.param(with_table(), [["A", None, 1, 2]], "row-width", "followup 4", id="too many values"),
    pytest.param(with_table(third=STRUCTURED), [["A", None, 5]], "calculated", "followup[加倍]", id="a value for a formula"),
    pytest.param(with_table(rows=BLANK, ref="A1:C2", third=RELATIVE), [["A"]], "formula-copy", "followup[加倍]",
                 id="no row to copy the formula from"),
    pytest.param(with_table(ref="A1:C1048576"), [["A"]] * 1_048_574, "full", "followup", id="no rows left"),
    pytest.param(with_table(tail='<sheetProtection sheet="1"/>'), [["A"]], "protected", "客户", id="a protected sheet"),
])
def test_refused(content: bytes, rows: list[list[object]], code: str, where: str) -> None:
    with Package(content) as package:
        with pytest.raises(Refused) as refusal:
            package.append_rows("客户", "followup", rows)
        assert (refusal.value.code, refusal.value.where) == (code, where)
        assert not package.edited


@pytest.mark.parametrize("behind", [
    pytest.param('<row r="4"><c r="D4"><v>1</v></c></row>', id="a cell beside"),
    pytest.param('<row r="4"><c r="A4" s="3"/><c r="B4" t="inlineStr"><is><t></t></is></c></row>', id="blank cells below"),
    pytest.param('<row r="6"><c r="A6"><v>1</v></c></row>', id="a cell further below"),
])
def test_room_enough(behind: str) -> None:
    with Package(with_table(behind=behind)) as package:
        assert package.append_rows("客户", "followup", [["A"], ["B"]]).first_row == 4


def test_nothing_to_append() -> None:
    with Package(with_table()) as package:
        assert package.append_rows("客户", "followup", []) == (4, 3, "")
        assert not package.edited


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(st.one_of(st.none(), st.integers(0, 9), st.text(max_size=3)), max_size=3), min_size=1, max_size=4),
       variant=st.sampled_from([{}, {"rows": BLANK, "ref": "A1:C2"}, {"ref": "A1:C9"},
                                {"rows": FILLED + '<row r="5"><c r="B5" s="3"/></row>', "ref": "A1:C6"}]))
def test_appending_and_taking_back_leaves_the_very_same_parts(rows: list[list[object]], variant: dict[str, str]) -> None:
    content = with_table(**variant)
    with Package(content) as package:
        done = package.append_rows("客户", "followup", rows)
        package.truncate_rows("客户", "followup", done.first_row, done.before)
        new = package.to_bytes()
    assert member(new, SHEET) == member(content, SHEET)
    assert canonical(etree.fromstring(member(new, TABLE))) == canonical(etree.fromstring(member(content, TABLE)))


def test_taking_back_without_being_told() -> None:
    with Package(with_table(third=STRUCTURED)) as package:
        package.append_rows("客户", "followup", [["A"], ["B"], ["C"]])
        package.truncate_rows("客户", "followup", 5)
        new = package.to_bytes()
        assert package.tables("客户")[0].ref == "A1:C4"
    assert row(new, 4)
    assert row(new, 5) == ""
    assert sqrefs(new) == ["A2:B4 E9", "A2:A4", "B2:B99", "E2:E3", "A3:A4", "B2:B4"]


def test_ranges_that_look_alike_are_told_apart() -> None:
    """One list ended with the table, the other was longer before and stays so."""
    tail = RANGES.replace('sqref="E2:E3"', 'sqref="A2:A5"')
    content = with_table(tail=tail)
    with Package(content) as package:
        done = package.append_rows("客户", "followup", [["A"], ["B"]])
        assert sqrefs(package.to_bytes()).count("A2:A5") == 2
        package.truncate_rows("客户", "followup", done.first_row, done.before)
        assert sqrefs(package.to_bytes()) == sqrefs(content)


def test_rows_of_others_are_not_taken_away() -> None:
    with Package(with_table()) as package:
        done = package.append_rows("客户", "followup", [["A"]])
        package.append_rows("客户", "followup", [["别人"]])
        with pytest.raises(Refused) as refusal:
            package.truncate_rows("客户", "followup", done.first_row, done.before)
        assert refusal.value.code == "rows-behind"


def test_a_table_keeps_one_row() -> None:
    with Package(with_table()) as package:
        package.truncate_rows("客户", "followup", 2)
        assert package.tables("客户")[0].ref == "A1:C2"


def test_what_stands_beside_the_rows_stays() -> None:
    with Package(with_table(behind='<row r="4" ht="30"><c r="F4"><v>9</v></c></row>')) as package:
        done = package.append_rows("客户", "followup", [["A"]])
        package.truncate_rows("客户", "followup", done.first_row, done.before)
        assert row(package.to_bytes(), 4) == '<row r="4" ht="30"><c r="F4"><v>9</v></c></row>'


def test_tables_made_by_openpyxl() -> None:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table, TableStyleInfo
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet.append(["编号", "名称", "日期"])
    sheet.append([None, None, None])
    sheet["C2"].number_format = "yyyy-mm-dd"
    sheet.add_table(Table(displayName="customer_master", ref="A1:C2", tableStyleInfo=TableStyleInfo("TableStyleMedium2")))
    choice = DataValidation("list", '"甲,乙"')
    choice.add("B2:B2")
    sheet.add_data_validation(choice)
    with Package(saved(book)) as package:
        package.append_rows("客户", "customer_master", [[f"C{n}", "甲", dt.date(2024, 1, n)] for n in range(1, 6)])
        again = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["客户"]
    assert again.tables["customer_master"].ref == "A1:C6"
    assert str(again.data_validations.dataValidation[0].sqref) == "B2:B6"
    assert [cell.value for cell in again["C"][1:]] == [dt.datetime(2024, 1, n) for n in range(1, 6)]
    assert {cell.number_format for cell in again["C"][1:]} == {"yyyy-mm-dd"}
