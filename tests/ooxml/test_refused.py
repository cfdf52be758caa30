"""What is refused, is refused before anything changes, with a sentence that names place and cure."""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from pathlib import Path

import pytest
from workbooks import DECLARATION, KIND, MAIN, Made, report, zipped

from xlcrm.ooxml import KEEP, Busy, Changed, Package, Refused
from xlcrm.ooxml.refused import REASONS

TABLE = (f'<table xmlns="{MAIN}" id="1" name="t" displayName="t" ref="A1:B3" {{more}}><autoFilter ref="A1:B3"/>'
         '<tableColumns count="2"><tableColumn id="1" name="甲"/><tableColumn id="2" name="乙"/></tableColumns></table>')
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def with_table(more: str = "") -> Made:
    return Made(parts={"xl/tables/table1.xml": (DECLARATION + TABLE.format(more=more)).encode()},
                types={"/xl/tables/table1.xml": f"{KIND}.table+xml"}, sheet_relations=[("../tables/table1.xml", "table")],
                tail='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')


FORMULA = '<row r="2"><c r="B2"><f>A2*2</f><v>4</v></c></row>'
SHARED = '<row r="2"><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
ARRAY = '<row r="2"><c r="B2"><f t="array" ref="B2:C4">A1:A3</f><v>1</v></c><c r="C2"><v>1</v></c></row>'
DATA_TABLE = '<row r="2"><c r="B2"><f t="dataTable" ref="B2:B9" dt2D="0" dtr="0" r1="A1"/><v>1</v></c></row>'


@pytest.mark.parametrize(("made", "cell", "code", "where"), [
    pytest.param(Made(rows=FORMULA), (2, 2), "formula", "客户!B2", id="a formula"),
    pytest.param(Made(rows=SHARED), (2, 2), "formula", "客户!B2", id="a cell of a shared formula"),
    pytest.param(Made(rows=ARRAY), (2, 3), "array", "客户!C2", id="a cell of an array formula"),
    pytest.param(Made(rows=ARRAY), (4, 3), "array", "客户!C4", id="a cell of an array formula that is not stored"),
    pytest.param(Made(rows=DATA_TABLE), (5, 2), "array", "客户!B5", id="a cell of a data table"),
    pytest.param(Made(tail='<mergeCells count="1"><mergeCell ref="B2:D5"/></mergeCells>'), (3, 3), "merge", "客户!C3",
                 id="inside of a merge"),
    pytest.param(with_table(), (1, 2), "header", "客户!B1", id="a heading"),
    pytest.param(with_table('totalsRowCount="1"'), (3, 1), "totals", "客户!A3", id="a totals row"),
    pytest.param(Made(tail='<sheetProtection sheet="1" objects="1"/>'), (1, 1), "protected", "客户", id="a protected sheet"),
    pytest.param(Made(), (0, 1), "outside", "客户 (0, 1)", id="row 0"),
    pytest.param(Made(), (1_048_577, 1), "outside", "客户 (1048577, 1)", id="a row too far"),
    pytest.param(Made(), (1, 16_385), "outside", "客户 (1, 16385)", id="a column too far"),
])
def test_values_that_are_refused(made: Made, cell: tuple[int, int], code: str, where: str) -> None:
    with Package(made.bytes()) as package:
        before = package.to_bytes()
        with pytest.raises(Refused) as refusal:
            package.set_cells("客户", {(9, 9): 1, cell: 1}, fill={(8, 8): "123456"})
        assert (refusal.value.code, refusal.value.where) == (code, where)
        assert not package.edited
        assert package.to_bytes() == before
        package.set_cells("客户", {(9, 9): 1}, force=True)
        assert package.edited


@pytest.mark.parametrize(("made", "cell"), [
    pytest.param(Made(rows=FORMULA), (2, 2), id="a formula"),
    pytest.param(Made(rows=ARRAY), (2, 3), id="a cell of an array formula"),
    pytest.param(Made(tail='<mergeCells count="1"><mergeCell ref="B2:D5"/></mergeCells>'), (3, 3), id="inside of a merge"),
    pytest.param(with_table(), (1, 2), id="a heading"),
])
def test_a_mark_may_go_anywhere(made: Made, cell: tuple[int, int]) -> None:
    with Package(made.bytes()) as package:
        package.set_cells("客户", {cell: KEEP}, fill={cell: "FFC7CE"})
        assert package.fill_of("客户", [cell]) == {cell: "FFC7CE"}


@pytest.mark.parametrize(("made", "cell"), [
    pytest.param(Made(tail='<mergeCells count="1"><mergeCell ref="B2:D5"/></mergeCells>'), (2, 2), id="corner of a merge"),
    pytest.param(Made(tail='<mergeCells count="1"><mergeCell ref="B2:D5"/></mergeCells>'), (6, 2), id="below a merge"),
    pytest.param(Made(rows='<row r="1"><c r="A1"><f t="array" ref="A1">1</f></c></row>'), (1, 2), id="beside an array"),
    pytest.param(with_table(), (2, 2), id="data of a table"),
    pytest.param(with_table('headerRowCount="0"'), (1, 2), id="first row of a table without headings"),
    pytest.param(Made(tail='<sheetProtection objects="1"/>'), (1, 1), id="protection that is switched off"),
])
def test_what_lies_beside_is_not_refused(made: Made, cell: tuple[int, int]) -> None:
    with Package(made.bytes()) as package:
        package.set_cells("客户", {cell: 1})
        assert package.values("客户", [cell]) == {cell: 1}


def test_protection_gives_way_to_force() -> None:
    made = Made(tail='<sheetProtection sheet="1"/>')
    with Package(made.bytes()) as package:
        with pytest.raises(Refused):
            package.set_cells("客户", {}, fill={(1, 1): "FFC7CE"})
        package.set_cells("客户", {(1, 1): 1}, force=True)
    with Package(made.bytes(), force=True) as package:
        package.set_cells("客户", {(1, 1): 1})


def renamed(old: str, new: str) -> bytes:
    return zipped({new if name == old else name: content for name, content in Made().members().items()})


def twice(second: str) -> bytes:
    out = io.BytesIO(Made().bytes())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate") if second in archive.namelist() else _nothing():
        archive.writestr(second, b"<x/>")
    return out.getvalue()


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize(("content", "code"), [
    pytest.param(b"", "not-a-workbook", id="empty file"),
    pytest.param("编号,名称\n1,甲\n".encode("gb18030"), "not-a-workbook", id="a csv by name of xlsx"),
    pytest.param(b"<html><table></table></html>", "not-a-workbook", id="html"),
    pytest.param(Made().bytes()[:800], "not-a-workbook", id="cut off"),
    pytest.param(zipped({"hello.txt": b"x"}), "not-a-workbook", id="some other zip file"),
    pytest.param(renamed("xl/workbook.xml", "xl/other.xml"), "not-a-workbook", id="no workbook part"),
    pytest.param(Made(kind=f"{KIND}.template.main+xml").bytes(), "other-kind", id="a template"),
    pytest.param(Made(kind="application/vnd.ms-excel.addin.macroEnabled.main+xml").bytes(), "other-kind", id="an add-in"),
    pytest.param(Made(kind="application/vnd.ms-excel.sheet.binary.macroEnabled.main").bytes(), "other-kind", id="binary"),
    pytest.param(Made(root_relations=[("_xmlsignatures/origin.sigs", "http://schemas.openxmlformats.org/package/2006/"
                                       "relationships/digital-signature/origin")]).bytes(), "signed", id="signed"),
    pytest.param(twice("xl/workbook.xml"), "duplicate", id="two members of one name"),
    pytest.param(twice("xl/WORKBOOK.xml"), "duplicate", id="two members that differ in case"),
    pytest.param(twice("xl\\workbook.xml"), "duplicate", id="two members that differ in slashes"),
    pytest.param(zipped({name: content.replace(MAIN.encode(), STRICT.encode())
                         for name, content in Made().members().items()}), "strict", id="Strict"),
    pytest.param(zipped(Made().members() | {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "doctype", id="DTD"),
    pytest.param(zipped(Made().members() | {"xl/workbook.xml": b"<workbook"}), "broken-xml", id="broken workbook part"),
])
def test_files_that_are_refused(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "客户.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        Package(path)
    assert refusal.value.code == code
    assert path.read_bytes() == content


def test_bombs_are_not_set_off() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><styleSheet xmlns="{MAIN}">&l11;</styleSheet>'
    with Package(Made(styles=bomb).bytes()) as package:
        with pytest.raises(Refused) as refusal:
            package.set_cells("客户", {}, fill={(1, 1): "FF0000"})
        assert refusal.value.code in {"doctype", "broken-xml"}
        package.set_cells("客户", {(1, 1): 1})


def test_a_member_with_a_wrong_checksum() -> None:
    content = Made(rows='<row r="1"><c r="A1"><v>12345</v></c></row>').bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        crc = archive.getinfo("xl/worksheets/sheet1.xml").CRC.to_bytes(4, "little")
    with Package(content.replace(crc, b"\1\2\3\4")) as package:
        with pytest.raises(Refused) as refusal:
            package.set_cells("客户", {(1, 1): 1})
        assert (refusal.value.code, refusal.value.where) == ("damaged", "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(("call", "code"), [
    pytest.param(lambda p: p.set_cells("没有", {(1, 1): 1}), "no-sheet", id="no such sheet"),
    pytest.param(lambda p: p.append_rows("客户", "没有", [[1]]), "no-table", id="no such table"),
    pytest.param(lambda p: p.put_sheet("客户", report()), "not-ours", id="a sheet of the user's"),
    pytest.param(lambda p: p.remove_sheet("客户"), "not-ours", id="removing a sheet of the user's"),
    pytest.param(lambda p: p.put_sheet("a/b", report()), "sheet-name", id="a slash in the name"),
    pytest.param(lambda p: p.put_sheet("长" * 32, report()), "sheet-name", id="a name too long"),
    pytest.param(lambda p: p.put_sheet("", report()), "sheet-name", id="no name"),
    pytest.param(lambda p: p.put_sheet("x", b"no workbook"), "not-a-workbook", id="no generated workbook"),
    pytest.param(lambda p: p.set_cells("客户", {}, fill={(1, 1): "red"}), "colour", id="a colour by name"),
    pytest.param(lambda p: p.set_cells("客户", {}, fill={(1, 1): "<x/>"}), "colour", id="XML that is no fill"),
    pytest.param(lambda p: p.restore("客户", {(1, 1): "{"}), "no-undo", id="undo that cannot be read"),
])
def test_calls_that_are_refused(call: object, code: str) -> None:
    with Package(Made().bytes()) as package:
        with pytest.raises(Refused) as refusal:
            call(package)
        assert refusal.value.code == code
        assert not package.edited


def test_every_sentence_is_whole() -> None:
    for code, reason in REASONS.items():
        refusal = Refused.because(code, "客户!B2")
        assert str(refusal) == f"客户!B2：{reason.why}。{reason.cure}。"
        assert refusal.english == f"客户!B2: {reason.why_en}; {reason.cure_en}."
        assert re.search(r"[一-鿿]", reason.why), code
        assert re.search(r"[一-鿿]", reason.cure), code
        assert not re.search(r"[一-鿿]", reason.why_en + reason.cure_en), code
        assert not re.search(r"[。.]$", reason.why + reason.cure), code


@pytest.mark.parametrize("error", [Refused.because("merge", "A1"), Changed("a.xlsx"), Busy("a.xlsx", "王五", "b.xlsx")])
def test_errors_travel_between_processes(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_every_reason_is_used() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(__file__).parents[2].joinpath("xlcrm/ooxml").glob("*.py")
                     if path.name != "refused.py")
    assert [code for code in REASONS if f'"{code}"' not in source] == []
