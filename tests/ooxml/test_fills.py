"""Marks: a colour over whatever was there, and exactly what was there back again."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Color, GradientFill, PatternFill
from workbooks import SHEET, Made, member, saved

from xlcrm.ooxml import KEEP, Package, solid_colour

ROWS = '<row r="1">' + '<c r="A1"><v>1</v></c>' + "".join(
    f'<c r="{letter}1" s="{style}"><v>1</v></c>' for style, letter in enumerate("BCDEF", 1)) + "</row>"
CELLS = [(1, column) for column in range(1, 8)]
MARK = "FFC7CE"


@pytest.mark.parametrize(("cell", "expected"), [
    pytest.param((1, 1), None, id="none"),
    pytest.param((1, 3), "FFFF00", id="one colour"),
    pytest.param((1, 4), "<fill", id="a gradient"),
    pytest.param((1, 5), "<fill", id="a colour of the theme"),
    pytest.param((1, 7), None, id="no cell"),
    pytest.param((9, 1), None, id="no row"),
])
def test_fill_of(cell: tuple[int, int], expected: str | None) -> None:
    with Package(Made(rows=ROWS).bytes()) as package:
        found = package.fill_of("客户", [cell])[cell]
    assert found == expected or (found or "").startswith(expected or "?")
    assert solid_colour(found) == (expected if expected == "FFFF00" else None)


def test_marking_and_clearing_leaves_the_very_same_sheet() -> None:
    content = Made(rows=ROWS).bytes()
    with Package(content) as package:
        cells = CELLS[:6]
        before = package.fill_of("客户", cells)
        package.set_cells("客户", dict.fromkeys(cells, KEEP), fill=dict.fromkeys(cells, MARK))
        assert set(package.fill_of("客户", cells).values()) == {MARK}
        package.set_cells("客户", {}, fill=before)
        assert package.fill_of("客户", cells) == before
        assert member(package.to_bytes(), SHEET) == member(content, SHEET)


def test_the_rest_of_the_format_stays() -> None:
    with Package(Made(rows=ROWS).bytes()) as package:
        package.set_cells("客户", {}, fill=dict.fromkeys(CELLS[:6], MARK))
        sheet = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["客户"]
    assert {cell.fill.fgColor.rgb for cell in sheet[1][:6]} == {"FF" + MARK}
    assert (sheet["B1"].number_format, sheet["C1"].font.b, sheet["D1"].alignment.wrap_text) == ("yyyy/m/d", True, True)
    assert sheet["E1"].quotePrefix


def test_formats_are_made_once() -> None:
    with Package(Made(rows=ROWS).bytes()) as package:
        for _ in range(3):
            package.set_cells("客户", {}, fill=dict.fromkeys(CELLS, MARK))
        again = Package(package.to_bytes())
        again.set_cells("客户", {}, fill=dict.fromkeys(CELLS, MARK))
        assert not again.edited
        assert len(again._book.styles.group("cellXfs")) == 6 + 6
        assert len(again._book.styles.group("fills")) == 5 + 1


@pytest.mark.parametrize("fill", [
    pytest.param(PatternFill("solid", fgColor="00ABCDEF"), id="without opacity"),
    pytest.param(PatternFill("solid", fgColor=Color(theme=5, tint=-0.25)), id="theme and tint"),
    pytest.param(PatternFill("solid", fgColor=Color(indexed=43)), id="palette"),
    pytest.param(PatternFill("lightTrellis", fgColor="00FF0000", bgColor="0000FF00"), id="pattern"),
    pytest.param(GradientFill("path", left=0.2, right=0.8, top=0.2, bottom=0.8,
                              stop=[Color("00FF0000"), Color("0000FF00")]), id="gradient"),
    pytest.param(PatternFill(None), id="none"),
])
def test_fills_of_openpyxl_come_back(fill: PatternFill) -> None:
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for row in range(1, 4):
        book.active.cell(row, 1, row).fill = fill
    with Package(saved(book)) as package:
        before = package.fill_of("客户", [(2, 1)])
        package.set_cells("客户", {}, fill={(2, 1): MARK})
        again = Package(package.to_bytes())
        again.set_cells("客户", {}, fill=before)
        sheet = openpyxl.load_workbook(io.BytesIO(again.to_bytes()))["客户"]
    assert repr(sheet["A2"].fill) == repr(sheet["A1"].fill)
    assert sheet["A2"]._style == sheet["A1"]._style


def test_a_fill_of_another_workbook() -> None:
    """What was remembered stays good when the formats were numbered anew."""
    with Package(Made(rows=ROWS).bytes()) as package:
        fills = package.fill_of("客户", CELLS)
    with Package(Made(styles=None).bytes()) as other:
        other.set_cells("客户", {}, fill=fills)
        assert other.fill_of("客户", CELLS) == fills


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(["FFC7CE", "FFEB9C", None, "C6EFCE"])), max_size=12))
def test_any_sequence_of_marks_can_be_taken_back(marks: list[tuple[tuple[int, int], str | None]]) -> None:
    content = Made(rows=ROWS).bytes()
    with Package(content) as package:
        cells = CELLS[:6]
        before = package.fill_of("客户", cells)
        for cell, fill in marks:
            if cell in cells:
                package.set_cells("客户", {}, fill={cell: fill})
                assert package.fill_of("客户", [cell]) == {cell: fill}
        package.set_cells("客户", {}, fill=before)
        assert member(package.to_bytes(), SHEET) == member(content, SHEET)
