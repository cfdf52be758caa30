"""Small workbooks made part by part, so that a test says exactly what is in them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

import openpyxl
from openpyxl.chart import BarChart, Reference

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XLSX = f"{KIND}.sheet.main+xml"
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/m/d"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>
<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill>
<fill><gradientFill degree="90"><stop position="0"><color theme="0"/></stop><stop position="1"><color rgb="FF00FF00"/></stop></gradientFill></fill>
<fill><patternFill patternType="solid"><fgColor theme="4" tint="0.6"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="0" fillId="3" borderId="0" xfId="0" applyFill="1"><alignment wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="4" borderId="0" xfId="0" applyFill="1" quotePrefix="1"/>
<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


@dataclass
class Made:
    """A workbook of one sheet `客户` (more with `sheets`), with further parts and relations where a test wants them."""

    rows: str = ""
    head: str = ""
    tail: str = ""
    sheet: str | bytes | None = None
    name: str = "客户"
    kind: str = XLSX
    workbook: str = ""
    before_sheets: str = ""
    styles: str | None = STYLES
    strings: tuple[str, ...] = ()
    namespaces: str = ""
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    sheet_relations: list[tuple[str, str]] = field(default_factory=list)
    book_relations: list[tuple[str, str]] = field(default_factory=list)
    root_relations: list[tuple[str, str]] = field(default_factory=list)
    more_sheets: dict[str, str] = field(default_factory=dict)

    def sheet_xml(self) -> bytes:
        if isinstance(self.sheet, bytes):
            return self.sheet
        return (DECLARATION + (self.sheet or (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"{self.namespaces}>{self.head}<sheetData>{self.rows}</sheetData>'
            f'{self.tail}</worksheet>'))).encode()

    def members(self) -> dict[str, bytes]:
        titles = [self.name, *self.more_sheets]
        sheets = "".join(f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(titles, 1))
        book = [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, len(titles) + 1)]
        found = {
            "_rels/.rels": relations([("xl/workbook.xml", "officeDocument"), *self.root_relations]),
            "xl/workbook.xml": (f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{self.before_sheets}'
                                f'<sheets>{sheets}</sheets>{self.workbook}</workbook>').encode(),
            "xl/worksheets/sheet1.xml": self.sheet_xml(),
        }
        types = {"/xl/workbook.xml": self.kind, "/xl/worksheets/sheet1.xml": f"{KIND}.worksheet+xml"}
        for number, rows in enumerate(self.more_sheets.values(), 2):
            found[f"xl/worksheets/sheet{number}.xml"] = (
                f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>').encode()
            types[f"/xl/worksheets/sheet{number}.xml"] = f"{KIND}.worksheet+xml"
        if self.styles is not None:
            found["xl/styles.xml"] = (DECLARATION + self.styles).encode()
            book.append(("styles.xml", "styles"))
            types["/xl/styles.xml"] = f"{KIND}.styles+xml"
        if self.strings:
            items = "".join(self.strings)
            found["xl/sharedStrings.xml"] = f'{DECLARATION}<sst xmlns="{MAIN}">{items}</sst>'.encode()
            book.append(("sharedStrings.xml", "sharedStrings"))
            types["/xl/sharedStrings.xml"] = f"{KIND}.sharedStrings+xml"
        found["xl/_rels/workbook.xml.rels"] = relations([*book, *self.book_relations])
        if self.sheet_relations:
            found["xl/worksheets/_rels/sheet1.xml.rels"] = relations(self.sheet_relations)
        found |= self.parts
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml",
                    **self.defaults}
        listed = "".join(f'<Default Extension="{extension}" ContentType="{kind}"/>' for extension, kind in defaults.items())
        listed += "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in (types | self.types).items())
        return {"[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">{listed}</Types>'.encode(),
                **found}

    def bytes(self) -> bytes:
        return zipped(self.members())


def relations(listed: list[tuple[str, str]]) -> bytes:
    """A relations part of (target, kind); a kind with a colon is the whole type, a target with one is external."""
    lines = ""
    for number, (target, kind) in enumerate(listed, 1):
        whole = kind if ":" in kind else f"{OFFICE}/{kind}"
        external = ' TargetMode="External"' if ":" in target else ""
        lines += f'<Relationship Id="rId{number}" Type="{whole}" Target="{target}"{external}/>'
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()


def zipped(members: dict[str, bytes], level: int = 6) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def report(title: str = "月报", rows: int = 5) -> bytes:
    """A generated sheet with a chart, print titles, a link inside and one outside."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(["名称", "数"])
    for number in range(1, rows):
        sheet.append([f"第{number}项", number])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=rows), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    sheet.print_title_rows = "1:1"
    sheet["A2"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink("A2", location=f"'{title}'!B2")
    sheet["A3"].hyperlink = "https://example.com/"
    return saved(book)
