"""Cells remembered as they are, and brought back: exactly, and after other programs saved the workbook too."""

from __future__ import annotations

import datetime as dt
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill
from workbooks import SHEET, Made, member, saved

from xlcrm.ooxml import KEEP, Package, Refused

ROWS = ('<row r="1" spans="1:6"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1"><f>B1+1</f><v>45001</v></c><c r="E1" t="e"><v>#N/A</v></c><c r="F1" s="3"/>'
        '</row><row r="4"><c r="A4" t="inlineStr"><is><r><rPr><b/></rPr><t>粗</t></r></is></c></row>')
STRINGS = ('<si><r><rPr><b/></rPr><t xml:space="preserve">共 </t></r><r><t>享</t></r></si>', "<si><t>别的</t></si>")
CELLS = [(row, column) for row in (1, 2, 4) for column in range(1, 8)]


def made() -> Made:
    return Made(rows=ROWS, strings=STRINGS)


@settings(max_examples=80, deadline=None)
@given(values=st.dictionaries(st.sampled_from([cell for cell in CELLS if cell != (1, 4)]),
                              st.one_of(st.none(), st.just(KEEP), st.text(max_size=3), st.integers(0, 9), st.dates(dt.date(1900, 1, 1))),
                              max_size=10),
       fill=st.dictionaries(st.sampled_from(CELLS), st.sampled_from(["FFC7CE", None]), max_size=10))
def test_any_edit_is_undone_to_the_byte(values: dict[tuple[int, int], object], fill: dict[tuple[int, int], str | None]) -> None:
    content = made().bytes()
    with Package(content) as package:
        state = package.cell_state("客户", {*values, *fill})
        package.set_cells("客户", values, fill=fill)
        kept = json.dumps([[*cell, text] for cell, text in state.items()])
        package.restore("客户", {(row, column): text for row, column, text in json.loads(kept)})
        assert rows(package.to_bytes()) == rows(content)


def rows(content: bytes) -> bytes:
    """The rows; the hint how wide they are may go when a row was wider for a while."""
    return member(content, SHEET).replace(b' spans="1:6"', b"").split(b"<sheetData>")[1]


def test_undo_of_an_undo() -> None:
    with Package(made().bytes()) as package:
        cells = [(1, 1), (2, 2), (4, 1)]
        before = package.cell_state("客户", cells)
        package.set_cells("客户", dict.fromkeys(cells, "改"), fill=dict.fromkeys(cells, "FFC7CE"))
        edited, after = package.to_bytes(), package.cell_state("客户", cells)
        package.restore("客户", before)
        package.restore("客户", after)
        assert rows(package.to_bytes()) == rows(edited)


def test_states_of_cells_that_are_not_there_are_empty() -> None:
    with Package(made().bytes()) as package:
        assert package.cell_state("客户", [(3, 3), (1, 7)]) == {(3, 3): "", (1, 7): ""}


def test_a_formula_keeps_what_it_has_become() -> None:
    """Only its format was ever changed by us; its result may be newer than what was remembered."""
    with Package(made().bytes()) as package:
        before = package.cell_state("客户", [(1, 4)])
        package.set_cells("客户", {}, fill={(1, 4): "FFC7CE"})
        newer = package.to_bytes()
    newer = _replaced(newer, b"<v>45001</v>", b"<v>777</v>")
    with Package(newer) as package:
        package.restore("客户", before)
        assert package.fill_of("客户", [(1, 4)]) == {(1, 4): None}
        assert package.values("客户", [(1, 4)]) == {(1, 4): 777}


def _replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    import zipfile

    from workbooks import zipped
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name).replace(old, new) for name in archive.namelist()})


def test_a_formula_that_depends_on_others_is_not_made_up() -> None:
    shared = ('<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row><row r="2">'
              '<c r="A2"><f t="shared" si="0"/><v>1</v></c></row>')
    with Package(Made(rows=shared).bytes()) as package:
        state = package.cell_state("客户", [(2, 1)])
    with Package(Made(rows='<row r="2"><c r="A2"><v>5</v></c></row>').bytes()) as package, pytest.raises(Refused) as refusal:
        package.restore("客户", state)
    assert refusal.value.code == "no-undo"


def test_after_another_program_saved_the_workbook() -> None:
    """openpyxl numbers formats and strings anew, as every program does."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in range(1, 6):
        cell = sheet.cell(row, 1, f"值{row}")
        cell.fill = PatternFill("solid", fgColor=f"00{row}{row}0000")
        cell.font = Font(bold=row % 2 == 0, color="000000FF")
        cell.number_format = f'0.{"0" * row}'
    with Package(saved(book)) as package:
        cells = [(row, 1) for row in range(1, 6)]
        state = package.cell_state("客户", cells)
        package.set_cells("客户", dict.fromkeys(cells, 9), fill=dict.fromkeys(cells, "FFC7CE"))
        edited = package.to_bytes()
    again = openpyxl.load_workbook(io.BytesIO(edited))
    again["客户"].insert_cols(1)  # other cells take other formats first
    again["客户"]["A1"].font = Font(italic=True)
    again["客户"].delete_cols(1)
    with Package(saved(again)) as package:
        package.restore("客户", state)
        restored = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["客户"]
    for row in range(1, 6):
        old, new = sheet.cell(row, 1), restored.cell(row, 1)
        assert (new.value, new.fill.fgColor.rgb, new.font.b, new.font.color.rgb, new.number_format) == (
            old.value, old.fill.fgColor.rgb, old.font.b, old.font.color.rgb, old.number_format)


def test_a_shared_string_that_is_now_another_comes_back_in_the_cell() -> None:
    with Package(made().bytes()) as package:
        state = package.cell_state("客户", [(1, 1)])
    other = Made(rows='<row r="1"><c r="A1"><v>1</v></c></row>', strings=tuple(reversed(STRINGS)))
    with Package(other.bytes()) as package:
        package.restore("客户", state)
        assert package.values("客户", [(1, 1)]) == {(1, 1): "共 享"}
        assert b"<b/>" in member(package.to_bytes(), SHEET)


def test_content_alone_goes_back_where_people_changed_the_look() -> None:
    with Package(made().bytes()) as package:
        cells = [(1, 1), (1, 2), (2, 2), (4, 1)]
        before = package.cell_state("客户", cells)
        package.set_cells("客户", dict.fromkeys(cells, "改"))
        package.set_cells("客户", {}, fill=dict.fromkeys(cells, "FFC7CE"))
        package.restore("客户", before, looking=cells)
        assert list(package.values("客户", cells).values()) == ["共 享", dt.date(2023, 3, 15), None, "粗"]
        assert set(package.fill_of("客户", cells).values()) == {"FFC7CE"}


def test_looks_are_equal_when_cells_look_alike() -> None:
    with Package(made().bytes()) as package:
        cells = [(1, 1), (1, 2), (1, 3), (2, 2)]
        looks = package.look_of("客户", cells)
        assert looks[1, 3] == looks[2, 2] != looks[1, 1]
        assert looks[1, 2] == looks[1, 3]  # only the number format differs
        package.set_cells("客户", {}, fill={(1, 3): "FFC7CE"})
        assert package.look_of("客户", [(1, 3)])[1, 3] != looks[1, 3]
        package.set_cells("客户", {}, fill={(1, 3): None})
        assert package.look_of("客户", [(1, 3)])[1, 3] == looks[1, 3]
