"""One small workbook per feature that other libraries lose: after edits every part of it is there, byte for byte."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from lossless import changed, examine, members
from workbooks import DECLARATION, KIND, MAIN, SHEET, XLSM, Made, member, relations, report

from xlcrm.ooxml import KEEP, Package

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
EXTENDED = f' xmlns:x14="{X14}" xmlns:xm="{XM}"'
MS = "http://schemas.microsoft.com/office"
ROWS = ('<row r="1" spans="1:3" ht="30" customHeight="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f><v>2</v></c></row>')
STRINGS = ('<si><r><rPr><b/><color rgb="FFFF0000"/></rPr><t>红</t></r><r><t>黑</t></r><rPh sb="0" eb="1"><t>hong</t></rPh>'
           '<phoneticPr fontId="1"/></si>',)


def extension(uri: str, content: str) -> str:
    return f'<extLst><ext uri="{{{uri}}}">{content}</ext></extLst>'


def part(name: str, content: bytes, kind: str, relation: str, *, of: str = "sheet") -> dict[str, object]:
    """A workbook in which the sheet, the workbook or the package refers to one more part."""
    target = {"sheet": f"../{name}", "book": name, "root": f"xl/{name}"}[of]
    where = {"sheet": "sheet_relations", "book": "book_relations", "root": "root_relations"}[of]
    return {"parts": {f"xl/{name}": content}, "types": {f"/xl/{name}": kind}, where: [(target, relation)]}


XML = (DECLARATION + '<root xmlns="urn:x"><kept a="1"/></root>').encode()
BINARY = bytes(range(256)) * 8

FEATURES = {
    "sparklines": {"namespaces": EXTENDED, "tail": extension(
        "05C60535-1F16-4fd2-B633-F4F36F0B64E0", '<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
        '<xm:f>客户!A1:B1</xm:f><xm:sqref>C1</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>'
        '</x14:sparklineGroups>')},
    "drop-downs from another sheet": {"namespaces": EXTENDED, "tail": extension(
        "CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF", '<x14:dataValidations count="1"><x14:dataValidation type="list">'
        '<x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>A2:A9</xm:sqref></x14:dataValidation>'
        '</x14:dataValidations>'), "more_sheets": {"选项": ""}},
    "data bars of 2010": {"namespaces": EXTENDED, "tail": extension(
        "78C0D931-6437-407d-A8EE-F0AAD7539E65", '<x14:conditionalFormattings><x14:conditionalFormatting>'
        '<x14:cfRule type="dataBar" id="{A}"><x14:dataBar><x14:cfvo type="min"/><x14:cfvo type="max"/></x14:dataBar>'
        '</x14:cfRule><xm:sqref>A1:A9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>')},
    "slicers": part("slicers/slicer1.xml", XML, "application/vnd.ms-excel.slicer+xml", f"{MS}/2007/relationships/slicer"),
    "timelines": part("timelines/timeline1.xml", XML, "application/vnd.ms-excel.timeline+xml",
                      f"{MS}/2011/relationships/timeline"),
    "slicer caches": part("slicerCaches/slicerCache1.xml", XML, "application/vnd.ms-excel.slicerCache+xml",
                          f"{MS}/2007/relationships/slicerCache", of="book"),
    "pivot tables": part("pivotTables/pivotTable1.xml", XML, f"{KIND}.pivotTable+xml", "pivotTable"),
    "pivot caches": part("pivotCache/pivotCacheDefinition1.xml", XML, f"{KIND}.pivotCacheDefinition+xml",
                         "pivotCacheDefinition", of="book"),
    "threaded comments": part("threadedComments/threadedComment1.xml", XML, "application/vnd.ms-excel.threadedcomments+xml",
                              f"{MS}/2017/10/relationships/threadedComment"),
    "persons": part("persons/person.xml", XML, "application/vnd.ms-excel.person+xml", f"{MS}/2017/10/relationships/person",
                    of="book"),
    "notes": part("comments1.xml", f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode(),
                  f"{KIND}.comments+xml", "comments"),
    "old drawings": part("drawings/vmlDrawing1.vml", b"<xml><v:shape/></xml>",
                         "application/vnd.openxmlformats-officedocument.vmlDrawing", "vmlDrawing"),
    "shapes and pictures": part("drawings/drawing1.xml", XML, "application/vnd.openxmlformats-officedocument.drawing+xml",
                                "drawing"),
    "form buttons": part("ctrlProps/ctrlProp1.xml", XML, "application/vnd.ms-excel.controlproperties+xml", "ctrlProp"),
    "ActiveX": part("activeX/activeX1.bin", BINARY, "application/vnd.ms-office.activeX", "control"),
    "embedded objects": part("embeddings/oleObject1.bin", BINARY,
                             "application/vnd.openxmlformats-officedocument.oleObject", "oleObject"),
    "printer settings": part("printerSettings/printerSettings1.bin", BINARY, f"{KIND}.printerSettings", "printerSettings"),
    "background picture": part("media/image1.png", BINARY, "image/png", "image"),
    "cell metadata": part("metadata.xml", XML, f"{KIND}.sheetMetadata+xml", "sheetMetadata", of="book")
    | {"rows": '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2">SORT(B1:B2)</f><v>1</v></c></row>'
               '<row r="2"><c r="A2"><v>2</v></c></row>'},
    "pictures in cells": part("richData/rdrichvalue.xml", XML, "application/vnd.ms-excel.rdrichvalue+xml",
                              f"{MS}/2017/06/relationships/rdRichValue", of="book")
    | {"rows": '<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c></row>'},
    "pictures in cells of WPS": part("cellimages.xml", XML, "application/vnd.wps-officedocument.cellimage+xml",
                                     "http://www.wps.cn/officeDocument/2020/cellImage", of="book")
    | {"rows": '<row r="1"><c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c></row>'},
    "connections": part("connections.xml", XML, f"{KIND}.connections+xml", "connections", of="book"),
    "query tables": part("queryTables/queryTable1.xml", XML, f"{KIND}.queryTable+xml", "queryTable"),
    "XML maps": part("xmlMaps.xml", XML, "application/xml", "xmlMaps", of="book"),
    "external links": part("externalLinks/externalLink1.xml", XML, f"{KIND}.externalLink+xml", "externalLink", of="book"),
    "VBA": part("vbaProject.bin", BINARY, "application/vnd.ms-office.vbaProject",
                f"{MS}/2006/relationships/vbaProject", of="book") | {"kind": XLSM},
    "signature of VBA": part("vbaProjectSignature.bin", BINARY, "application/vnd.ms-office.vbaProjectSignature",
                             f"{MS}/2006/relationships/vbaProjectSignature", of="book") | {"kind": XLSM},
    "ribbon": part("customUI14.xml", XML, "application/xml", f"{MS}/2007/relationships/ui/extensibility", of="root"),
    "sensitivity label": part("LabelInfo.xml", XML, "application/vnd.ms-office.classificationlabels+xml",
                              "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", of="root"),
    "custom XML and Power Query": part("item1.xml", XML, "application/xml", "customXml", of="book"),
    "data model": part("model/item.data", BINARY, "application/vnd.openxmlformats-officedocument.model+data",
                       "powerPivotData", of="book"),
    "web add-ins": part("webextensions/taskpanes.xml", XML, "application/vnd.ms-office.webextensiontaskpanes+xml",
                        f"{MS}/2011/relationships/webextensiontaskpanes", of="root"),
    "custom properties of a sheet": part("customProperty1.bin", BINARY, f"{KIND}.customProperty", "customProperty"),
    "calculation chain": part("calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="B2" i="1"/></calcChain>'.encode(),
                              f"{KIND}.calcChain+xml", "calcChain", of="book"),
    "a part nothing refers to": {"parts": {"docs/readme.txt": b"kept"}, "defaults": {"txt": "text/plain"}},
    "check boxes in cells": part("featurePropertyBag/featurePropertyBag.xml", XML,
                                 "application/vnd.ms-excel.featurepropertybag+xml",
                                 f"{MS}/2022/11/relationships/FeaturePropertyBag", of="book"),
    "custom views, filters, sorting, breaks": {"tail": (
        '<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="红黑"/></filters></filterColumn></autoFilter>'
        '<sortState ref="A2:B2"><sortCondition ref="A2"/></sortState><customSheetViews><customSheetView '
        'guid="{00000000-0000-0000-0000-000000000001}"/></customSheetViews><phoneticPr fontId="1"/>'
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>A1&gt;1</formula></cfRule>'
        '</conditionalFormatting><rowBreaks count="1"><brk id="1"/></rowBreaks><ignoredErrors><ignoredError sqref="A1" '
        'numberStoredAsText="1"/></ignoredErrors>')},
    "grouped, hidden and styled rows": {"rows": (
        '<row r="1" outlineLevel="1" hidden="1" s="2" customFormat="1" thickBot="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2" collapsed="1"/>')},
}


def workbook_of(feature: str) -> bytes:
    return Made(**{"rows": ROWS, "strings": STRINGS, **FEATURES[feature]}).bytes()


@pytest.mark.parametrize("feature", FEATURES)
def test_it_is_kept(feature: str) -> None:
    assert examine(workbook_of(feature), report()).kind == "edited"


@pytest.mark.parametrize("feature", FEATURES)
def test_only_the_sheet_and_what_it_needs_changes(feature: str) -> None:
    content = workbook_of(feature)
    with Package(content) as package:
        package.set_cells("客户", {(50, 1): "新"})
        edited, added, gone = changed(content, package.to_bytes())
        assert (edited, added, gone) == ({SHEET, "xl/workbook.xml"}, set(), set())
    with Package(content) as package:
        package.set_cells("客户", {}, fill={(1, 1): "ABCDEF"})
        edited, added, gone = changed(content, package.to_bytes())
        assert (edited, added, gone) == ({SHEET, "xl/styles.xml"}, set(), set())


def test_edited_bytes_are_exactly_these() -> None:
    content = workbook_of("sparklines")
    with Package(content) as package:
        package.set_cells("客户", {(2, 1): 5})
        new = package.to_bytes()
    assert member(new, SHEET) == member(content, SHEET).replace(b'<c r="A2"><v>1</v></c>', b'<c r="A2"><v>5</v></c>')
    assert member(new, "xl/workbook.xml").replace(b'<calcPr fullCalcOnLoad="1"/>', b"").split(b"?>")[1] == member(
        content, "xl/workbook.xml").split(b"?>")[1]


def test_excel_computes_anew_only_when_values_changed() -> None:
    content = Made(rows=ROWS, workbook='<calcPr calcId="191029" iterate="1"/>').bytes()
    with Package(content) as package:
        package.set_cells("客户", {(2, 1): KEEP}, fill={(2, 1): "FFC7CE"})
        assert b"fullCalcOnLoad" not in member(package.to_bytes(), "xl/workbook.xml")
        package.set_cells("客户", {(2, 1): 7})
        assert b'<calcPr calcId="191029" iterate="1" fullCalcOnLoad="1"/>' in member(package.to_bytes(), "xl/workbook.xml")


def test_members_keep_their_order_and_packing() -> None:
    content = workbook_of("VBA")
    with Package(content) as package:
        package.set_cells("客户", {(9, 9): 1})
        new = package.to_bytes()
    assert list(members(new)) == list(members(content))
    assert members(new)["xl/vbaProject.bin"] == members(content)["xl/vbaProject.bin"]


@pytest.mark.parametrize("target", [
    pytest.param("worksheets/sheet1.xml", id="relative"),
    pytest.param("/xl/worksheets/sheet1.xml", id="absolute"),
    pytest.param("../xl/worksheets/sheet1.xml", id="through the parent"),
    pytest.param("WorkSheets/SHEET1.xml", id="other case"),
    pytest.param("worksheets\\sheet1.xml", id="backslashes"),
    pytest.param("worksheets/%73heet1.xml", id="percent signs"),
])
def test_targets_of_relations(target: str) -> None:
    parts = Made().members()
    parts["xl/_rels/workbook.xml.rels"] = relations([(target, "worksheet"), ("styles.xml", "styles")])
    from workbooks import zipped
    with Package(zipped(parts)) as package:
        package.set_cells("客户", {(1, 1): 1})
        assert b"<v>1</v>" in member(package.to_bytes(), SHEET)


@pytest.mark.parametrize("made", [
    pytest.param(Made(styles=None), id="no styles"),
    pytest.param(Made(styles=f'<styleSheet xmlns="{MAIN}"/>'), id="empty styles"),
    pytest.param(Made(styles=f'<x:styleSheet xmlns:x="{MAIN}"><x:fonts><x:font/></x:fonts><x:cellXfs><x:xf/></x:cellXfs>'
                             '</x:styleSheet>'), id="styles with a prefix and few attributes"),
])
def test_poor_styles(made: Made) -> None:
    with Package(made.bytes()) as package:
        package.set_cells("客户", {(1, 1): 1.5}, fill={(1, 1): "00FF00"}, number_format={(1, 1): "0.00"})
        package.put_sheet("月报", report())
        again = Package(package.to_bytes())
    assert again.fill_of("客户", [(1, 1), (2, 2)]) == {(1, 1): "00FF00", (2, 2): None}
    with again:
        assert [len(again._book.styles.group(tag)) > 0 for tag in ("fonts", "borders", "cellStyleXfs")] == [True] * 3
        assert len(again._book.styles.group("fills")) >= 3
    assert again.is_ours("月报")


def test_a_workbook_of_xlsxwriter_with_much_in_it() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["a", "b", 3])
        sheet.write_rich_string(1, 0, book.add_format({"bold": True}), "粗", "细")
        sheet.add_sparkline(2, 0, {"range": "客户!A1:C1"})
        sheet.conditional_format("C1:C9", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_comment("A1", "批注")
        sheet.insert_textbox(5, 5, "文本框")
        sheet.insert_button(9, 1, {"macro": "go"})
        sheet.write_dynamic_array_formula("E1:E2", "=SORT(A1:A2)")
        sheet.add_table("G1:H4", {"name": "t"})
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=客户!$C$1:$C$1"})
        sheet.insert_chart("J1", chart)
        sheet.set_header("&L&G", {"image_left": _png()})
        book.add_worksheet("空")
        line = book.add_chart({"type": "line"})
        line.add_series({"values": "=客户!$A$1:$B$1"})
        book.add_chartsheet("图").set_chart(line)
        book.define_name("全局", "=客户!$A$1")
    content = out.getvalue()
    assert examine(content, report()).kind == "edited"


def _png() -> io.BytesIO:
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) +
                      chunk(b"IEND", b""))


