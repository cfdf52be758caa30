"""Generated sheets put into a workbook, replaced in their place, known again and removed."""

from __future__ import annotations

import gc
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from lossless import changed
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from schema import out_of_order, rows_out_of_order
from workbooks import DECLARATION, KIND, MAIN, SHEET, Made, member, report, saved

from xlcrm.ooxml import Package, Refused

THREE = Made(more_sheets={"选项": "", "其他": '<row r="1"><c r="A1"><f>月报!A1</f><v>1</v></c></row>'},
             before_sheets='<bookViews><workbookView activeTab="2" firstSheet="1"/></bookViews>',
             workbook='<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">选项!$A$1</definedName>'
                      '<definedName name="全局">月报!$A$1+客户!$A$1</definedName></definedNames>')


def png() -> io.BytesIO:
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b""))


def rich(title: str = "看板") -> bytes:
    """A generated sheet with everything that has to come along."""
    book = openpyxl.load_workbook(io.BytesIO(report(title)))
    sheet = book.active
    sheet["F1"] = "标题"
    sheet["F1"].font = Font(name="微软雅黑", bold=True, color="00FF0000")
    sheet["F1"].fill = PatternFill("solid", fgColor="00DDEBF7")
    sheet["F2"] = 0.5
    sheet["F2"].number_format = '0.0"%"'
    sheet["F3"] = f"='{title}'!B2*2"
    sheet.merge_cells("G1:H2")
    sheet.column_dimensions["F"].width = 33
    sheet.row_dimensions[1].height = 40
    sheet.freeze_panes = "B2"
    sheet.print_area = "A1:H20"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.tabColor = "00AA00"
    sheet.conditional_formatting.add("B2:B5", CellIsRule(operator="greaterThan", formula=["2"], fill=PatternFill(bgColor="00FFC7CE")))
    choice = DataValidation("list", '"甲,乙"', promptTitle="提示", prompt="请选")
    choice.add("E2:E9")
    sheet.add_data_validation(choice)
    sheet.add_table(Table(displayName="kpi", ref="A1:B5"))
    sheet["A4"].comment = Comment("批注", "甲")
    return saved(book)


def put(content: bytes, name: str = "看板", scratch: bytes | None = None, **where: object) -> bytes:
    with Package(content) as package:
        package.put_sheet(name, scratch or rich(name), **where)
        return package.to_bytes()


def test_everything_comes_along() -> None:
    new = put(Made().bytes())
    sheet = openpyxl.load_workbook(io.BytesIO(new))["看板"]
    assert [cell.value for cell in sheet["A"][:3]] == ["名称", "第1项", "第2项"]
    assert (sheet["F1"].font.name, sheet["F1"].font.b, sheet["F1"].fill.fgColor.rgb) == ("微软雅黑", True, "00DDEBF7")
    assert sheet["F2"].number_format == '0.0"%"'
    assert sheet["F3"].value == "='看板'!B2*2"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["G1:H2"]
    assert (sheet.column_dimensions["F"].width, sheet.row_dimensions[1].height) == (33, 40)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_area) == ("B2", "$1:$1", "'看板'!$A$1:$H$20")
    assert sheet.page_setup.orientation == "landscape"
    rule = next(iter(sheet.conditional_formatting)).rules[0]
    assert rule.dxf.fill.bgColor.rgb == "00FFC7CE"
    assert sheet.data_validations.dataValidation[0].prompt == "请选"
    assert sheet.tables["kpi"].ref == "A1:B5"
    assert sheet["A4"].comment.text == "批注"
    assert len(sheet._charts) == 1
    assert sheet["A2"].hyperlink.location == "'看板'!B2"
    assert sheet["A3"].hyperlink.target == "https://example.com/"


def test_references_follow_the_new_name() -> None:
    new = put(Made().bytes(), "月 报", rich("Sheet"))
    sheet = openpyxl.load_workbook(io.BytesIO(new))["月 报"]
    assert sheet["F3"].value == "='月 报'!B2*2"
    assert sheet["A2"].hyperlink.location == "'月 报'!B2"
    assert sheet.print_area == "'月 报'!$A$1:$H$20"
    assert "'月 报'!$B$2:$B$5" in member(new, "xl/charts/chart1.xml").decode()


def test_other_parts_stay_as_they_are() -> None:
    content = THREE.bytes()
    edited, added, gone = changed(content, put(content))
    assert edited == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert gone == set()
    assert "xl/worksheets/sheet4.xml" in added


@pytest.mark.parametrize(("where", "expected"), [
    pytest.param({}, ["客户", "选项", "其他", "看板"], id="at the end"),
    pytest.param({"before": "客户"}, ["看板", "客户", "选项", "其他"], id="in front"),
    pytest.param({"after": "客户"}, ["客户", "看板", "选项", "其他"], id="behind one"),
])
def test_place(where: dict[str, str], expected: list[str]) -> None:
    new = put(THREE.bytes(), **where)
    book = openpyxl.load_workbook(io.BytesIO(new))
    assert book.sheetnames == expected
    assert book["选项"].print_area == "'选项'!$A$1"
    assert book["看板"].print_title_rows == "$1:$1"
    assert book.active.title == "其他"
    with Package(new) as package:
        assert [name for name in package.sheets if package.is_ours(name)] == ["看板"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden(state: str) -> None:
    new = put(Made().bytes(), hidden=state)
    assert openpyxl.load_workbook(io.BytesIO(new))["看板"].sheet_state == state
    again = put(new)
    assert openpyxl.load_workbook(io.BytesIO(again))["看板"].sheet_state == state
    shown = put(again, hidden="visible")
    assert openpyxl.load_workbook(io.BytesIO(shown))["看板"].sheet_state == "visible"


def test_replaced_in_its_place() -> None:
    first = put(THREE.bytes(), before="选项")
    second = put(first)
    assert openpyxl.load_workbook(io.BytesIO(second)).sheetnames == ["客户", "看板", "选项", "其他"]
    for content in (first, second):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            assert sorted(names) == sorted(set(names))
            assert sum("chart" in name for name in names) == 1
            assert sum(name.startswith("xl/tables/table") for name in names) == 1
    sheets = [member(content, "xl/workbook.xml").split(b"<sheets>")[1].split(b"</sheets>")[0] for content in (first, second)]
    assert sheets[0] == sheets[1]


def test_the_same_sheet_again_is_the_same_workbook() -> None:
    second = put(put(Made().bytes()))
    third = put(second)
    assert third == second


def test_a_sheet_of_the_user_is_never_replaced() -> None:
    for name in ("客户", "选项"):
        with Package(THREE.bytes()) as package:
            assert not package.is_ours(name)
            for call in (lambda: package.put_sheet(name, report()), lambda: package.remove_sheet(name)):  # noqa: B023
                with pytest.raises(Refused) as refusal:
                    call()
                assert refusal.value.code == "not-ours"
            assert not package.edited


def test_a_renamed_sheet_is_the_users() -> None:
    book = openpyxl.load_workbook(io.BytesIO(put(Made().bytes(), scratch=report("看板"))))
    book["看板"].title = "我的看板"
    with Package(saved(book)) as package:
        assert not package.is_ours("我的看板")
        package.put_sheet("看板", report("看板"))
        assert package.sheets == ["客户", "我的看板", "看板"]


def test_the_mark_outlives_another_program() -> None:
    book = openpyxl.load_workbook(io.BytesIO(put(Made().bytes(), scratch=report("看板"))))
    book.move_sheet("看板", -1)
    with Package(saved(book)) as package:
        assert package.is_ours("看板")
        package.put_sheet("看板", report("看板"))
        assert package.sheets == ["看板", "客户"]


@pytest.mark.parametrize("kind", ["chart", "note"])
def test_what_a_person_put_on_our_sheet_is_not_lost(kind: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(put(Made().bytes(), scratch=report("看板"))))
    if kind == "note":
        book["看板"]["A1"].comment = Comment("我的备注", "甲")
    else:
        chart = openpyxl.chart.PieChart()
        chart.add_data(openpyxl.chart.Reference(book["看板"], min_col=2, min_row=1, max_row=5))
        book["看板"].add_chart(chart, "A20")
    with Package(saved(book)) as package:
        for call in (lambda: package.put_sheet("看板", report("看板")), lambda: package.remove_sheet("看板")):
            with pytest.raises(Refused) as refusal:
                call()
            assert refusal.value.code == "extra-objects"


def test_pivot_tables_are_not_carried_about() -> None:
    made = Made(parts={"xl/pivotTables/pivotTable1.xml": b"<x/>"}, types={"/xl/pivotTables/pivotTable1.xml": f"{KIND}.pivotTable+xml"},
                sheet_relations=[("../pivotTables/pivotTable1.xml", "pivotTable")])
    with Package(Made().bytes()) as package, pytest.raises(Refused) as refusal:
        package.put_sheet("看板", made.bytes())
    assert refusal.value.code == "extra-objects"


def test_names_of_tables_stay_unique() -> None:
    table = (f'<table xmlns="{MAIN}" id="9" name="kpi" displayName="KPI" ref="A1:A2"><tableColumns count="1">'
             '<tableColumn id="1" name="a"/></tableColumns></table>')
    made = Made(parts={"xl/tables/table1.xml": (DECLARATION + table).encode()}, types={"/xl/tables/table1.xml": f"{KIND}.table+xml"},
                sheet_relations=[("../tables/table1.xml", "table")], tail='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')
    new = put(made.bytes())
    with Package(new) as package:
        assert [table.name for table in package.tables("客户") + package.tables("看板")] == ["KPI", "kpi_2"]
    ids = {etree.fromstring(member(new, f"xl/tables/table{n}.xml")).get("id") for n in (1, 2)}
    assert ids == {"9", "10"}


def test_dates_in_a_workbook_that_counts_from_1904() -> None:
    import datetime as dt
    book = openpyxl.Workbook()
    book.active.append([dt.date(2024, 5, 6), 45418])
    new = put(Made(before_sheets='<workbookPr date1904="1"/>').bytes(), scratch=saved(book))
    sheet = openpyxl.load_workbook(io.BytesIO(new))["看板"]
    assert (sheet["A1"].value, sheet["B1"].value) == (dt.datetime(2024, 5, 6), 45418)


def test_removed() -> None:
    content = THREE.bytes()
    with Package(put(content, before="选项")) as package:
        package.remove_sheet("看板")
        new = package.to_bytes()
    with zipfile.ZipFile(io.BytesIO(new)) as archive, zipfile.ZipFile(io.BytesIO(content)) as old:
        assert archive.namelist() == old.namelist()
    book = openpyxl.load_workbook(io.BytesIO(new))
    assert book.sheetnames == ["客户", "选项", "其他"]
    assert book["选项"].print_area == "'选项'!$A$1"
    assert book.active.title == "其他"
    assert etree.fromstring(member(new, "[Content_Types].xml")).xpath("count(*)") == etree.fromstring(
        member(content, "[Content_Types].xml")).xpath("count(*)")


def test_names_that_pointed_at_a_removed_sheet() -> None:
    with Package(put(THREE.bytes(), "月报", report("月报"))) as package:
        package.remove_sheet("月报")
        assert "#REF!$A$1+客户!$A$1".encode() in member(package.to_bytes(), "xl/workbook.xml")


def test_the_last_visible_sheet_stays() -> None:
    content = put(Made().bytes())
    hidden = _with(content, b'<sheet name="\xe5\xae\xa2\xe6\x88\xb7"', b'<sheet state="hidden" name="\xe5\xae\xa2\xe6\x88\xb7"')
    with Package(hidden) as package, pytest.raises(Refused) as refusal:
        package.remove_sheet("看板")
    assert refusal.value.code == "last-sheet"


def test_a_workbook_opens_on_a_sheet_that_is_there() -> None:
    content = put(Made(before_sheets='<bookViews><workbookView activeTab="1"/></bookViews>').bytes())
    with Package(content) as package:
        package.remove_sheet("看板")
        assert b'activeTab="0"' in member(package.to_bytes(), "xl/workbook.xml")


def _with(content: bytes, old: bytes, new: bytes) -> bytes:
    from workbooks import zipped
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name).replace(old, new) for name in archive.namelist()})


def test_structure_protection() -> None:
    made = Made(before_sheets='<workbookProtection lockStructure="1"/>')
    with Package(made.bytes()) as package:
        with pytest.raises(Refused) as refusal:
            package.put_sheet("看板", report())
        assert refusal.value.code == "structure"
        package.set_cells("客户", {(1, 1): 1})
    with Package(made.bytes(), force=True) as package:
        package.put_sheet("看板", report())
        content = package.to_bytes()
    with Package(content) as package:
        package.put_sheet("看板", report())  # replacing adds none


def with_picture() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("看板")
        sheet.write("A1", "标题")
        sheet.insert_image("C3", "logo.png", {"image_data": png()})
        sheet.set_background(png())
        sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": png()})
        sheet.write_comment("A1", "批注")
        sheet.insert_textbox("C9", "文本框")
    return out.getvalue()


def test_pictures_come_along() -> None:
    new = put(Made().bytes(), scratch=with_picture())
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        names = archive.namelist()
        pictures = [name for name in names if name.startswith("xl/media/")]
        assert len(pictures) == 3
        assert {archive.read(name) for name in pictures} == {png().getvalue()}
        assert sum(name.endswith(".vml") for name in names) == 2
        assert archive.testzip() is None
    again = put(new, scratch=with_picture())
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert sorted(archive.namelist()) == sorted(names)


def test_a_picture_that_another_sheet_shows_too_stays() -> None:
    """Excel stores a picture once; it goes only with the last sheet that shows it."""
    drawing = "xl/drawings/_rels/drawing7.xml.rels"
    with Package(put(Made(parts={"xl/drawings/drawing7.xml": b"<x/>", drawing: _relation("../media/image1.png")},
                          sheet_relations=[("../drawings/drawing7.xml", "drawing")]).bytes(),
                     scratch=with_picture())) as package:
        package.remove_sheet("看板")
        with zipfile.ZipFile(io.BytesIO(package.to_bytes())) as archive:
            assert "xl/media/image1.png" in archive.namelist()
            assert "xl/drawings/drawing1.xml" not in archive.namelist()


def _relation(target: str) -> bytes:
    from workbooks import relations
    return relations([(target, "image")])


@pytest.mark.parametrize("name", ["看板", "客户"])
def test_a_sheet_kept_as_bytes_comes_back(name: str) -> None:
    content = put(Made(rows='<row r="1"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="4"><v>1</v></c></row>',
                       strings=("<si><t>共享</t></si>",)).bytes())
    with Package(content) as package:
        kept = package.sheet_bytes(name)
    again = openpyxl.load_workbook(io.BytesIO(kept))
    assert again.sheetnames == [name]
    new = put(content, "取回", kept)
    old, back = (openpyxl.load_workbook(io.BytesIO(new))[title] for title in (name, "取回"))
    assert [[cell.value for cell in row] for row in old.iter_rows()][:2] == [
        [str(cell.value).replace("取回", name) if isinstance(cell.value, str) else cell.value for cell in row]
        for row in back.iter_rows()][:2]
    assert [[cell._style for cell in row] for row in old.iter_rows()] == [[cell._style for cell in row] for row in back.iter_rows()]
    assert len(back._charts) == len(old._charts)


def test_undoing_a_replacement() -> None:
    first = put(put(Made().bytes()))
    with Package(first) as package:
        kept = package.sheet_bytes("看板")
        package.put_sheet("看板", report("看板", 9))
        package.put_sheet("看板", kept)
        new = package.to_bytes()
    assert member(new, "xl/worksheets/sheet2.xml") == member(first, "xl/worksheets/sheet2.xml")
    with zipfile.ZipFile(io.BytesIO(new)) as now, zipfile.ZipFile(io.BytesIO(first)) as old:
        assert sorted(now.namelist()) == sorted(old.namelist())


def test_edits_and_sheets_in_one_run() -> None:
    with Package(THREE.bytes()) as package:
        package.set_cells("客户", {(1, 1): "x"}, fill={(2, 2): "FFC7CE"})
        package.put_sheet("看板", rich())
        package.set_cells("看板", {(30, 1): "补写"})
        package.put_sheet("_记录", report("_记录"), hidden="veryHidden")
        package.set_cells("客户", {(5, 1): "y"})
        content = package.to_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert (book["客户"]["A1"].value, book["客户"]["A5"].value, book["看板"]["A30"].value) == ("x", "y", "补写")
    assert book["客户"]["B2"].fill.fgColor.rgb == "FFFFC7CE"


def test_order_of_elements() -> None:
    content = put(THREE.bytes())
    with Package(content) as package:
        package.set_cells("客户", {(3, 3): 1, (1, 1): 2, (2, 9): "x"}, fill={(4, 4): "FFC7CE"}, number_format={(3, 3): "0.00"})
        package.append_rows("看板", "kpi", [["a", 1]])
        content = package.to_bytes()
    for name in ("xl/workbook.xml", "xl/styles.xml", SHEET, "xl/worksheets/sheet4.xml", "xl/tables/table1.xml"):
        root = etree.fromstring(member(content, name))
        assert out_of_order(root) == []
        assert rows_out_of_order(root) == []


@pytest.mark.parametrize(("before", "after"), [
    pytest.param("", "", id="nothing there"),
    pytest.param("<workbookPr/>", "<extLst/>", id="only the last"),
    pytest.param("<fileVersion/><workbookPr/><bookViews><workbookView/></bookViews>",
                 "<functionGroups/><externalReferences/><oleSize/><customWorkbookViews/><pivotCaches/>", id="much there"),
])
def test_order_in_the_workbook_part(before: str, after: str) -> None:
    new = put(Made(before_sheets=before, workbook=after).bytes())
    root = etree.fromstring(member(new, "xl/workbook.xml"))
    assert out_of_order(root) == []
    assert root.find(f"{{{MAIN}}}calcPr").get("fullCalcOnLoad") == "1"


def test_each_of_many_sheets_keeps_its_own_formats(tmp_path):
    """Whatever memory the workbooks that are gone have left to those that come."""
    codes = [f'0"号{number}"' for number in range(40)]
    path = tmp_path / "many.xlsx"
    path.write_bytes(Made().bytes())
    with Package(path) as package:
        for number, code in enumerate(codes):
            book = openpyxl.Workbook()
            book.active.title = f"表{number}"
            book.active["A1"] = 1
            book.active["A1"].number_format = code
            out = io.BytesIO()
            book.save(out)
            package.put_sheet(f"表{number}", out.getvalue())
            gc.collect()
        package.save()
    made = openpyxl.load_workbook(path)
    assert [made[f"表{number}"]["A1"].number_format for number in range(40)] == codes
