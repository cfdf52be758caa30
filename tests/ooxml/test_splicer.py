"""Cells spliced into a sheet: every way a sheet may be written, against an independent reading of the result."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lossless import cells_and_rest
from lxml import etree
from workbooks import MAIN, SHEET, Made, member

from xlcrm.ooxml import KEEP, Package, Refused, a1
from xlcrm.ooxml.sheet import SheetPass


def edited(made: Made, values: dict[tuple[int, int], object], **more: object) -> bytes:
    with Package(made.bytes()) as package:
        package.set_cells("客户", values, **more)
        return member(package.to_bytes(), SHEET)


def rows_of(sheet: bytes) -> str:
    found = re.search(rb"<(?:\w+:)?sheetData>(.*)</(?:\w+:)?sheetData>", sheet, re.DOTALL)
    return found[1].decode() if found else ""


@pytest.mark.parametrize(("rows", "values", "expected"), [
    pytest.param("", {(2, 2): 5}, '<row r="2"><c r="B2"><v>5</v></c></row>', id="into an empty sheet"),
    pytest.param('<row r="1"><c r="A1"><v>1</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>', {(3, 1): 3},
                 '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
                 '<row r="5"><c r="A5"><v>5</v></c></row>', id="a row between two"),
    pytest.param('<row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>4</v></c></row>', {(1, 2): 2, (1, 5): 5},
                 '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="D1"><v>4</v></c><c r="E1"><v>5</v></c></row>',
                 id="cells between and behind"),
    pytest.param('<row r="1" ht="20"/><row r="2"/>', {(1, 1): 1},
                 '<row r="1" ht="20"><c r="A1"><v>1</v></c></row><row r="2"/>', id="a row closed in itself"),
    pytest.param("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", {(1, 2): 9, (2, 2): 8},
                 '<row><c><v>1</v></c><c r="B1"><v>9</v></c></row><row><c><v>3</v></c><c r="B2"><v>8</v></c></row>',
                 id="rows and cells without addresses"),
    pytest.param('<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row>', {(2, 1): 7, (2, 3): 9},
                 '<row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>1</v></c><c r="C2"><v>9</v></c></row>',
                 id="a cell without address behind one with"),
    pytest.param('<row r="1"><c r="I1"><v>1</v></c><c><v>2</v></c></row>', {(1, 10): 9},
                 '<row r="1"><c r="I1"><v>1</v></c><c r="J1"><v>9</v></c></row>', id="the last cell without address"),
    pytest.param("<row r='1' ><c s='2' r='A1'  t='s'><v>0</v></c></row >", {(1, 1): "x"},
                 "<row r='1' ><c r=\"A1\" s=\"2\" t=\"inlineStr\"><is><t>x</t></is></c></row >",
                 id="single quotes and blanks in tags"),
    pytest.param('<row r="1"><c r="A1" s="2" t="s" ph="1"><v>0</v></c></row>', {(1, 1): None},
                 '<row r="1"><c r="A1" s="2"/></row>', id="emptied, the format stays"),
    pytest.param('<row r="3"><c r="A3"><v>1</v></c></row>', {(3, 7): None, (9, 9): None},
                 '<row r="3"><c r="A3"><v>1</v></c></row>', id="nothing into nothing makes nothing"),
    pytest.param('<row r="1" spans="1:2"><c r="A1"><v>1</v></c></row>', {(1, 5): 1},
                 '<row r="1"><c r="A1"><v>1</v></c><c r="E1"><v>1</v></c></row>', id="spans that no longer hold go"),
    pytest.param('<row r="1" spans="1:5"><c r="A1"><v>1</v></c></row>', {(1, 5): 1},
                 '<row r="1" spans="1:5"><c r="A1"><v>1</v></c><c r="E1"><v>1</v></c></row>', id="spans that hold stay"),
    pytest.param('<row r="1" s="2" customFormat="1"/>', {(1, 3): 1},
                 '<row r="1" s="2" customFormat="1"><c r="C1" s="2"><v>1</v></c></row>', id="format of the row"),
    pytest.param('<row r="1"><!-- <row r="9"> <c r="B1"> --><c r="A1"><v>1</v></c><?pi <c r="C1"> ?></row>', {(1, 2): 2},
                 '<row r="1"><!-- <row r="9"> <c r="B1"> --><c r="A1"><v>1</v></c><?pi <c r="C1"> ?>'
                 '<c r="B1"><v>2</v></c></row>', id="comments and instructions with tags in them"),
    pytest.param('<!-- r="3" --><row r="2"><c r="A2" t="inlineStr"><is><t> r="B2" </t></is></c></row>', {(2, 2): 2},
                 '<!-- r="3" --><row r="2"><c r="A2" t="inlineStr"><is><t> r="B2" </t></is></c>'
                 '<c r="B2"><v>2</v></c></row>', id="text that looks like an address"),
    pytest.param('<row r="1"><c r="A1" t="inlineStr"><is><t> r="A2" r="B1" </t></is></c><c r="B1"><v>1</v></c></row>',
                 {(1, 2): 2}, '<row r="1"><c r="A1" t="inlineStr"><is><t> r="A2" r="B1" </t></is></c>'
                 '<c r="B1"><v>2</v></c></row>', id="text that looks like the very address"),
    pytest.param('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t> r="C1" </t></is></c><c r="F1"/></row>',
                 {(1, 4): 4}, '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t> r="C1" </t></is></c>'
                 '<c r="D1"><v>4</v></c><c r="F1"/></row>', id="between, text before it that looks like a neighbour"),
    pytest.param('<row r="1"><c r="A1"><v>1</v></c> <c r="F1"/></row>', {(1, 3): 3},
                 '<row r="1"><c r="A1"><v>1</v></c> <c r="C1"><v>3</v></c><c r="F1"/></row>', id="between, with a blank"),
    pytest.param('<row r="1"><c r="B1"><v>1</v></c><c><v>2</v></c><c r="F1"/></row>', {(1, 3): 3, (1, 4): 4},
                 '<row r="1"><c r="B1"><v>1</v></c><c r="C1"><v>3</v></c><c r="D1"><v>4</v></c><c r="F1"/></row>',
                 id="between, behind one without address"),
    pytest.param('<row r="1"><c r="A1"><v>1</v></c><c r="Z1"/></row>', {(1, 20): 9},
                 '<row r="1"><c r="A1"><v>1</v></c><c r="T1"><v>9</v></c><c r="Z1"/></row>', id="between, far from both"),
    pytest.param('<row r="1"><c r="A1" vm="1" t="e"><v>#VALUE!</v></c></row>', {(1, 1): 1},
                 '<row r="1"><c r="A1"><v>1</v></c></row>', id="a picture in a cell is replaced whole"),
])
def test_what_is_written(rows: str, values: dict[tuple[int, int], object], expected: str) -> None:
    made = Made(rows=rows, strings=("<si><t>alt</t></si>",))
    assert rows_of(edited(made, values)) == expected


def test_a_sheet_closed_in_itself() -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData /><pageMargins left="1"/></worksheet>'
    new = edited(Made(sheet=sheet), {(1, 1): 1})
    assert b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><pageMargins' in new


def test_prefixed_sheet() -> None:
    sheet = (f'<x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1"/><x:cols><x:col min="3" max="3" style="2"/></x:cols>'
             '<x:sheetData><x:row r="1"><x:c r="A1" s="1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>')
    new = edited(Made(sheet=sheet), {(1, 2): "a<b", (2, 3): 1}, fill={(1, 1): "FF0000"})
    assert rows_of(new) == (
        '<x:row r="1"><x:c r="A1" s="6"><x:v>1</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>a&lt;b</x:t></x:is></x:c>'
        '</x:row><x:row r="2"><x:c r="C2" s="2"><x:v>1</x:v></x:c></x:row>')
    assert b'<x:dimension ref="A1:C2"/>' in new
    etree.fromstring(new)


def test_format_of_the_column_is_taken_over() -> None:
    made = Made(head='<cols><col min="2" max="16384" width="9" style="2"/></cols>', rows='<row r="1"/>')
    assert rows_of(edited(made, {(1, 3): 1, (4, 1): 1})) == (
        '<row r="1"><c r="C1" s="2"><v>1</v></c></row><row r="4"><c r="A4"><v>1</v></c></row>')


@pytest.mark.parametrize(("head", "cell", "expected"), [
    pytest.param('<dimension ref="B2:C3"/>', (9, 1), b'<dimension ref="A2:C9"/>', id="widened"),
    pytest.param('<dimension ref="A1:Z99"/>', (9, 1), b'<dimension ref="A1:Z99"/>', id="wide enough"),
    pytest.param("<dimension ref='A1'/>", (1, 1), b"<dimension ref='A1'/>", id="one cell"),
    pytest.param("", (1, 1), b"<sheetData>", id="none is not made"),
])
def test_extent(head: str, cell: tuple[int, int], expected: bytes) -> None:
    new = edited(Made(head=head), {cell: 1})
    assert expected in new
    assert (b"dimension" in new) == bool(head)


def test_a_mark_does_not_touch_the_content() -> None:
    cell = '<c r="A1" s="1" t="str" cm="1"><f t="array" ref="A1">B1&amp;"x"</f><v>y</v><!-- kept --></c>'
    new = edited(Made(rows=f'<row r="1">{cell}</row>'), {(1, 1): KEEP}, fill={(1, 1): "FF0000"})
    assert rows_of(new) == '<row r="1">' + cell.replace(' s="1"', ' s="6"') + "</row>"


@pytest.mark.parametrize("sheet", [
    pytest.param("\ufeff" + f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', id="byte order mark"),
    pytest.param(f'<worksheet xmlns="{MAIN}"><sheetData/><rowBreaks count="1"><brk id="3"/></rowBreaks></worksheet>',
                 id="row breaks begin like rows"),
    pytest.param(f'<worksheet xmlns="{MAIN}"><!-- <sheetData> --><sheetData></sheetData></worksheet>', id="comment in front"),
])
def test_odd_sheets(sheet: str) -> None:
    new = edited(Made(sheet=sheet.encode()), {(1, 1): 1})
    assert new.decode().replace('<row r="1"><c r="A1"><v>1</v></c></row>', "").replace("<sheetData></sheetData>", "") == (
        sheet.replace("<sheetData/>", "").replace("<sheetData></sheetData>", ""))


@pytest.mark.parametrize(("sheet", "code"), [
    pytest.param(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v><![CDATA[<row]]></v></c></row>'
                 '</sheetData></worksheet>', "cdata", id="CDATA"),
    pytest.param(f'<!DOCTYPE w [<!ENTITY e "x">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "doctype", id="DTD"),
    pytest.param(f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
                 .encode("utf-16"), "encoding", id="UTF-16"),
    pytest.param(f'<?xml version="1.0" encoding="gb18030"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
                 .encode("gb18030"), "encoding", id="GB 18030"),
    pytest.param(f'<worksheet xmlns="{MAIN}"><sheetData><row r="5"/><row r="3"/></sheetData></worksheet>', "row-order",
                 id="rows out of order"),
    pytest.param(f'junk<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "broken-xml", id="junk in front"),
    pytest.param(f'<worksheet xmlns="{MAIN}"></worksheet>', "broken-xml", id="no rows at all"),
])
def test_refused_sheets(sheet: str | bytes, code: str) -> None:
    content = sheet if isinstance(sheet, bytes) else sheet.encode()
    with Package(Made(sheet=content).bytes()) as package:
        with pytest.raises(Refused) as refusal:
            package.set_cells("客户", {(9, 1): 1})
        assert refusal.value.code == code
        assert not package.edited


def test_a_sheet_that_arrives_in_pieces_of_any_size() -> None:
    """Windows end where rows begin, wherever the pieces end: in a tag, in a comment, in the name of a tag."""
    rows = ('<row r="1"><c r="A1"><v>1</v></c></row><!-- <row r="9"> --><row r="2"/>'
            '<row r="4"><?x <row ?><c r="A4" t="inlineStr"><is><t>row</t></is></c></row>')
    tail = '<rowBreaks count="1"><brk id="1"/></rowBreaks><extLst/>'
    sheet = Made(rows=rows, tail=tail).sheet_xml()
    cells = [(2, 1), (3, 1), (4, 1), (5, 1)]
    whole = None
    for size in range(1, 120):
        editor = SheetPass(cells, lambda row, column, _old, _style: f'<c r="{a1(row, column)}"/>'.encode(), "part")
        out, buffer = [], b""
        for start in range(0, len(sheet), size):
            buffer += sheet[start:start + size]
            if cut := editor.cut(buffer, False):
                out.append(editor.feed(buffer[:cut], False))
                buffer = buffer[cut:]
        out.append(editor.feed(buffer, True))
        whole = whole or b"".join(out)
        assert b"".join(out) == whole, size
    assert whole is not None
    assert whole.count(b"<c r=") == 5


# any sheet, any edits

CELL = st.tuples(st.integers(1, 12), st.integers(1, 30))
FORMS = st.fixed_dictionaries({
    "prefix": st.sampled_from(["", "x:"]),
    "bare_rows": st.booleans(),
    "bare_cells": st.booleans(),
    "asides": st.booleans(),
    "quote": st.sampled_from(['"', "'"]),
    "style_first": st.booleans(),
    "closed_row": st.integers(0, 12),
    "breaks": st.booleans(),
})


def written(cells: dict[tuple[int, int], int], form: dict[str, object]) -> str:
    """The sheet as some program might write it; addresses are left out only where they follow from the place."""
    p, q, line = form["prefix"], form["quote"], "\n" if form["breaks"] else ""
    style = f" s={q}2{q}" if form["style_first"] else ""
    aside = '<!-- <row r="7"><c r="B7"/> --><?x <c r="A1"/> ?>' if form["asides"] else ""
    out, before = [], 0
    closed = form["closed_row"]
    for row in sorted({row for row, _ in cells} | ({closed} if closed else set())):
        number = "" if form["bare_rows"] and row == before + 1 else f" r={q}{row}{q}"
        before, last = row, 0
        if row == closed and not any(at == row for at, _ in cells):
            out.append(f"<{p}row{number}/>{line}")
            continue
        out.append(f"<{p}row{number}>{aside}{line}")
        for column in sorted(column for at, column in cells if at == row):
            address = "" if form["bare_cells"] and column == last + 1 else f" r={q}{a1(row, column)}{q}"
            last = column
            out.append(f"<{p}c{style}{address}><{p}v>{cells[row, column]}</{p}v></{p}c>{line}")
        out.append(f"</{p}row>{aside}{line}")
    name = f' xmlns:x="{MAIN}"' if p else f' xmlns="{MAIN}"'
    return f"<{p}worksheet{name}><{p}sheetData>{''.join(out)}</{p}sheetData></{p}worksheet>"


@settings(max_examples=300, deadline=None)
@given(cells=st.dictionaries(CELL, st.integers(0, 99), max_size=40), form=FORMS,
       edits=st.dictionaries(CELL, st.one_of(st.none(), st.integers(100, 199)), max_size=20))
def test_any_edit_of_any_sheet(cells: dict[tuple[int, int], int], form: dict[str, object],
                               edits: dict[tuple[int, int], int | None]) -> None:
    made = Made(sheet=written(cells, form))
    with Package(made.bytes()) as package:
        before = package.cell_state("客户", edits)
        package.set_cells("客户", edits)
        found, _ = cells_and_rest(etree.fromstring(package._parts.read(SHEET)))
        values = {address: etree.fromstring(cell).findtext(f"{{{MAIN}}}v") for address, cell in found.items()}
        expected = {a1(*cell): str(value) for cell, value in (cells | edits).items() if value is not None}
        assert {address: value for address, value in values.items() if value is not None} == expected
        assert package.values("客户", edits) == edits
        assert list(found) == sorted(found, key=lambda address: (_split(address)[1], _split(address)[0]))
        package.restore("客户", before)
        again, _ = cells_and_rest(etree.fromstring(package._parts.read(SHEET)))
        old, _ = cells_and_rest(etree.fromstring(made.sheet_xml()))
        assert {address: etree.fromstring(cell).findtext(f"{{{MAIN}}}v") for address, cell in again.items()
                if etree.fromstring(cell).findtext(f"{{{MAIN}}}v")} == {
                    address: etree.fromstring(cell).findtext(f"{{{MAIN}}}v") for address, cell in old.items()}


def _split(address: str) -> tuple[tuple[int, str], int]:
    letters = address.rstrip("0123456789")
    return (len(letters), letters), int(address[len(letters):])
