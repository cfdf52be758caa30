"""What callers learn from a package: sheets, tables, formulas, extents of what they may write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import DECLARATION, KIND, MAIN, Made

from xlcrm.ooxml import Area, Package, Refused, a1
from xlcrm.ooxml.address import column_of, letters, moved_bottom
from xlcrm.ooxml.formulas import has_relative_rows, moved_down, renamed_sheet
from xlcrm.ooxml.styles import is_date_code

FORMULAS = ('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c><c r="D1"><f t="array" ref="D1:E2">A1</f></c></row>'
            '<row r="2"><c r="B2"><f t="shared" si="0"/></c><c r="C2" t="str"><f/><v>x</v></c><c r="D2"><v>1</v></c></row>')


def test_sheets_are_worksheets_in_order_of_their_tabs() -> None:
    made = Made(more_sheets={"乙": "", "丙": ""})
    parts = made.members()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", b'<sheet name="chart" sheetId="9" r:id="rId90"/><sheet name="lost" sheetId="10" r:id="rId91"/></sheets>')
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", b'<Relationship Id="rId90" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>')
    from workbooks import zipped
    with Package(zipped(parts)) as package:
        assert package.sheets == ["客户", "乙", "丙"]
        with pytest.raises(Refused):
            package.set_cells("chart", {(1, 1): 1})


@pytest.mark.parametrize(("columns", "expected"), [
    pytest.param(None, {"B1", "D1", "E1", "B2", "C2", "D2", "E2"}, id="everywhere"),
    pytest.param([2], {"B1", "B2"}, id="one column"),
    pytest.param([1], set(), id="a column without"),
    pytest.param([5], {"E1", "E2"}, id="the second column of an array"),
    pytest.param([], set(), id="no columns"),
])
def test_formula_cells(columns: list[int] | None, expected: set[str]) -> None:
    with Package(Made(rows=FORMULAS).bytes()) as package:
        assert {a1(*cell) for cell in package.formula_cells("客户", columns)} == expected


def test_formula_cells_of_a_long_sheet() -> None:
    """Far apart, so that they lie in different windows."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row * 7919 % 10007}</v></c>'
                   f'{f"<c r=%sC{row}%s><f>A{row}</f></c>" % (chr(34), chr(34)) if row % 30_000 == 0 else ""}</row>'
                   for row in range(1, 90_001))
    with Package(Made(rows=rows).bytes()) as package:
        assert package.formula_cells("客户", [3]) == {(30_000, 3), (60_000, 3), (90_000, 3)}
        assert package.values("客户", [(1, 1), (60_000, 1), (90_000, 1)]) == {
            (1, 1): 7919, (60_000, 1): 60_000 * 7919 % 10007, (90_000, 1): 90_000 * 7919 % 10007}


def test_tables() -> None:
    table = (f'<table xmlns="{MAIN}" id="1" name="x" displayName="follow_up" ref="B2:D9" totalsRowCount="1" headerRowCount="1">'
             '<tableColumns count="3"><tableColumn id="1" name="甲"/><tableColumn id="2" name="乙_x000a_换行">'
             "<calculatedColumnFormula>1+1</calculatedColumnFormula></tableColumn><tableColumn id=\"3\" name=\"a&amp;b\"/>"
             "</tableColumns></table>")
    made = Made(parts={"xl/tables/table1.xml": (DECLARATION + table).encode()}, types={"/xl/tables/table1.xml": f"{KIND}.table+xml"},
                sheet_relations=[("../tables/table1.xml", "table")])
    with Package(made.bytes()) as package:
        found = package.tables("客户")[0]
    assert (found.name, found.sheet, found.ref, found.columns) == ("follow_up", "客户", "B2:D9", ("甲", "乙\n换行", "a&b"))
    assert (found.header_row, found.first_row, found.last_row, found.totals) == (2, 3, 8, True)
    assert found.formulas == {"乙\n换行": "1+1"}


@given(st.integers(1, 16_384))
def test_letters_of_columns(column: int) -> None:
    assert column_of(letters(column)) == column


@pytest.mark.parametrize(("ref", "area"), [
    ("A1", Area(1, 1, 1, 1)), ("$B$2:D9", Area(2, 2, 9, 4)), ("D9:B2", Area(2, 2, 9, 4)), ("C:D", Area(1, 3, 1_048_576, 4)),
    ("2:5", Area(2, 1, 5, 16_384)),
])
def test_areas(ref: str, area: Area) -> None:
    assert Area.parse(ref) == area


@pytest.mark.parametrize("ref", ["", "A", "1", "A1:", "#REF!", "客户!A1"])
def test_what_is_no_area(ref: str) -> None:
    with pytest.raises(ValueError, match="range"):
        Area.parse(ref)


def test_lists_of_ranges_keep_what_they_do_not_understand() -> None:
    assert moved_bottom("A2:A5 #REF! B5 D2:D5", Area(1, 1, 5, 3), 5, 8) == "A2:A8 #REF! B5:B8 D2:D5"


@pytest.mark.parametrize(("formula", "moved"), [
    ("A2+$B$1", "A5+$B$1"), ('IF(A2="A2",B$2,$C2)', 'IF(A2="A2",B$2,$C5)'.replace("(A2", "(A5")),
    ("t[[#This Row],[A1]]", "t[[#This Row],[A1]]"), ("'A1 表'!A2", "'A1 表'!A5"), ("LOG10(A2)", "LOG10(A5)"),
    ("Sheet1!A2:B3", "Sheet1!A5:B6"), ("A1B", "A1B"), ("_A2", "_A2"), ("[1]Sheet!A2", "[1]Sheet!A5"),
])
def test_formulas_moved_down(formula: str, moved: str) -> None:
    assert moved_down(formula, 3) == moved
    assert has_relative_rows(formula) == (formula != moved)


@pytest.mark.parametrize(("formula", "renamed"), [
    ("Sheet!A1", "'新'!A1"), ("'Sheet'!A1", "'新'!A1"), ("MySheet!A1", "MySheet!A1"), ('"Sheet!"&Sheet!A1', "\"Sheet!\"&'新'!A1"),
    ("'My Sheet'!A1", "'My Sheet'!A1"), ("Sheet!A1:Sheet!B2", "'新'!A1:'新'!B2"), ("SUM(Sheet!A:A)", "SUM('新'!A:A)"),
])
def test_formulas_of_a_renamed_sheet(formula: str, renamed: str) -> None:
    assert renamed_sheet(formula, "Sheet", "新") == renamed


@pytest.mark.parametrize(("code", "expected"), [
    ("yyyy-mm-dd", True), ("[$-804]yyyy年m月d日", True), ('yyyy"年"', True), ("h:mm AM/PM", True), ("[h]:mm", True), ("mm:ss.0", True),
    ("General", False), ("0.00", False), ('0"日"', False), ('#,##0"day"', False), ("[Red]0.0", False), ("@", False),
    ("\\d0", False), ("_d0", False), ('[$¥-804]0.00', False), ("0;[Red]-0", False), ("上午/下午h时", True),
])
def test_which_number_formats_show_dates(code: str, expected: bool) -> None:
    assert is_date_code(code) == expected
