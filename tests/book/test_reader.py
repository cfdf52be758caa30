"""What is read stands where the program shows it, and is what it shows."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import shutil
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from xlcrm.book.port import CannotRead
from xlcrm.book.reader import Sheet, open_source
from xlcrm.book.sources import sheet_xml, xlsx
from xlcrm.book.sources.calamine import WorkbookSheet
from xlcrm.book.sources.usual_sheet import UsualSheet
from xlcrm.tables.rows import CellError, letters

sys.path.insert(0, str(Path(__file__).parent))
from packages import HEAD, MAIN, OFFICE, Packed, binary, filler, sheet, text

DATA = os.environ.get("XLCRM_DATA")


@pytest.fixture(autouse=True, params=["read by us", "left to the reader"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets of xlsx packages are read the same, whether they count as written in the usual way or not."""
    if request.param != "read by us":
        monkeypatch.setattr(xlsx, "_usual", lambda *_: ())


def by_columns(one: Sheet) -> dict[tuple[int, int], Any]:
    """Every filled cell of a sheet, read a few rows at a time as columns."""
    assert isinstance(one, (WorkbookSheet, UsualSheet))
    return {
        (row, one.left + right): value
        for rows, columns in one.columns(0, None, 7)
        for right, column in enumerate(columns)
        for row, value in zip(rows, column, strict=True)
        if value is not None
    }


def by_rows(one: Sheet) -> dict[tuple[int, int], Any]:
    """The same, read row by row."""
    return {(r, c): v for r, values in one.rows() for c, v in enumerate(values, one.left) if v is not None}


def kinds(values: dict[tuple[int, int], Any]) -> dict[tuple[int, int], tuple[type, Any]]:
    """With their types: 1 and True are not the same."""
    return {place: (type(value), value) for place, value in values.items()}


def cells(path: Path, name: str | None = None, password: str | None = None) -> dict[str, Any]:
    """Every filled cell by address."""
    out = {}
    with open_source(path, password) as source:
        for one in source.sheets:
            if name in (None, one.name):
                for row, values in one.rows():
                    assert len(values) <= 16_384
                    out |= {f"{letters(c)}{row}": v for c, v in enumerate(values, one.left) if v is not None}
                if isinstance(one, (WorkbookSheet, UsualSheet)):
                    assert kinds(by_columns(one)) == kinds(by_rows(one))
    return out


def numbers(*addresses: str) -> str:
    """Rows of these cells, each holding its own row number."""
    rows: dict[int, list[str]] = {}
    for address in addresses:
        rows.setdefault(int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(address)
    return "".join(
        f'<row r="{row}">' + "".join(f'<c r="{a}"><v>{row}</v></c>' for a in here) + "</row>"
        for row, here in rows.items()
    )


MERGED = '<mergeCells count="1"><mergeCell ref="C2:F2"/></mergeCells>'
BLANK_TAIL = "".join(f'<row r="{r}"><c r="B{r}" s="0"/><c r="AZ{r}" s="0"/></row>' for r in range(6, 400))

PLACES = [
    pytest.param(sheet(numbers("A1", "B2")), {"A1": 1, "B2": 2}, id="from the first cell on"),
    pytest.param(sheet(numbers("C4", "E6")), {"C4": 4, "E6": 6}, id="blank leading rows and columns"),
    pytest.param(
        sheet(f'<row r="2">{text("C2", "客户一览")}</row>{numbers("C4", "D5")}', behind=MERGED),
        {"C2": "客户一览", "C4": 4, "D5": 5},
        id="a merged title",
    ),
    pytest.param(
        sheet(numbers("A1", "A2", "A3").replace('<row r="2"', '<row hidden="1" r="2"')),
        {"A1": 1, "A2": 2, "A3": 3},
        id="a hidden row",
    ),
    pytest.param(
        sheet(numbers("B2", "C3") + BLANK_TAIL), {"B2": 2, "C3": 3}, id="a formatted but empty tail"
    ),
    pytest.param(sheet(numbers("A1", "A9000")), {"A1": 1, "A9000": 9000}, id="a gap of many rows"),
    pytest.param(
        sheet("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>7</v></c></row>"),
        {"A1": 1, "C1": 3, "A3": 7},
        id="no addresses at all",
    ),
    pytest.param(
        sheet(numbers("B2"))
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x="),
        {"B2": 2},
        id="prefixed names",
    ),
    pytest.param(sheet(numbers("B2").replace('"', "'")), {"B2": 2}, id="single quotes"),
]


@pytest.mark.parametrize(("xml", "expected"), PLACES)
def test_places(tmp_path: Path, xml: str, expected: dict[str, Any]) -> None:
    assert cells(Packed({"客户": xml}).write(tmp_path / "a.xlsx")) == expected


NUMBERS = [
    pytest.param("13800138000", 13800138000, int, id="a phone is plain digits"),
    pytest.param("2023001.0", 2023001, int, id="a whole number"),
    pytest.param("1.23E+3", 1230, int, id="a whole number in scientific notation"),
    pytest.param("0", 0, int, id="zero is no blank"),
    pytest.param("-5", -5, int, id="negative"),
    pytest.param("0.25", 0.25, float, id="a fraction"),
    pytest.param("310101199001011234", 310101199001011234, int, id="eighteen digits"),
]


@pytest.mark.parametrize(("written", "value", "kind"), NUMBERS)
def test_numbers(tmp_path: Path, written: str, value: float, kind: type) -> None:
    xml = sheet(f'<row r="1"><c r="A1"><v>{written}</v></c></row>')
    read = cells(Packed({"客户": xml}).write(tmp_path / "a.xlsx"))["A1"]
    assert float(read) == float(value)
    assert type(read) is kind


ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!")
ODD_CELLS = [
    *(
        pytest.param(f'<c r="B5" t="e"><v>{error}</v></c>', CellError(error), id=f"{error} typed")
        for error in ERRORS
    ),
    pytest.param(
        '<c r="B5" s="3" t="e"><f>NA()</f><v>#N/A</v></c>', CellError("#N/A"), id="error of a formula"
    ),
    pytest.param('<c t="e" r="B5"><v>#N/A</v></c>', CellError("#N/A"), id="error whose address comes late"),
    pytest.param('<c r="B5"><f>A1*2</f></c>', CellError("公式没有结果"), id="formula never calculated"),
    pytest.param(
        '<c r="B5"><f>A1*2</f><v></v></c>', CellError("公式没有结果"), id="formula with an empty result"
    ),
    pytest.param('<c r="B5"><f>A1*2</f><v/></c>', CellError("公式没有结果"), id="formula with no result"),
    pytest.param(
        '<c r="B5"><f t="shared" si="0"/></c>',
        CellError("公式没有结果"),
        id="shared formula never calculated",
    ),
    pytest.param('<c r="B5" t="str"><f>""</f><v></v></c>', None, id="formula that yields an empty text"),
    pytest.param('<c r="B5" t="str"><f>""</f><v>是</v></c>', "是", id="formula that yields a text"),
    pytest.param(
        '<c r="B5"><f t="shared" ref="B5:B6" si="0">A1*2</f><v>4</v></c>', 4, id="calculated formula"
    ),
    pytest.param('<c r="B5" t="b"><v>1</v></c>', True, id="truth value"),
    pytest.param(
        text("B5", "  两端空白 ", ' s="0"').replace("<t>", '<t xml:space="preserve">'),
        "  两端空白 ",
        id="blanks around a text",
    ),
    pytest.param(text("B5", "#N/A"), "#N/A", id="a text that looks like an error"),
    pytest.param('<c r="B5" s="0"/>', None, id="formatted but empty"),
]


@pytest.mark.parametrize("rows", [pytest.param(5, id="small sheet"), pytest.param(4000, id="large sheet")])
@pytest.mark.parametrize(("cell", "expected"), ODD_CELLS)
def test_odd_cells(tmp_path: Path, cell: str, expected: Any, rows: int) -> None:
    xml = sheet(
        filler(4)
        + f'<row r="5"><c r="A5"><v>5</v></c>{cell}<c r="C5"><v>5</v></c></row>'
        + filler(rows, first=6)
    )
    read = cells(Packed({"客户": xml}).write(tmp_path / "a.xlsx"))
    assert read.get("B5") == expected
    assert type(read.get("B5")) is type(expected)
    assert (read["A5"], read["C5"], read["B6"]) == (5, 5, 6)


def test_formulas_by_column(tmp_path: Path) -> None:
    rows = (
        filler(2)
        + '<row r="3"><c r="B3"><f>A1</f><v>1</v></c></row><row r="7"><c r="B7"><f>A2</f><v>1</v></c></row>'
    )
    with open_source(Packed({"客户": sheet(rows)}).write(tmp_path / "a.xlsx")) as source:
        assert source.sheets[0].formulas == {2: (3, 7)}


def random_sheet(seed: int) -> bytes:
    """Some thousand rows with errors, formulas and stray cells at random places."""
    chance = random.Random(seed)
    rows = []
    row = 0
    for _ in range(2500):
        row += chance.choice((1, 1, 1, 1, 2, 40))
        here = []
        for column in sorted(chance.sample(range(1, chance.choice((5, 12, 30, 80))), 4)):
            address = f"{letters(column)}{row}"
            kind = chance.randrange(60)
            if kind == 0:
                here.append(f'<c r="{address}" t="e"><v>#N/A</v></c>')
            elif kind == 1:
                here.append(f'<c r="{address}" s="1"><f>A1</f><v>2</v></c>')
            elif kind == 2:
                here.append(f'<c r="{address}"><f>A1</f></c>')
            elif kind == 3:
                here.append(
                    f'<c r="{address}" t="inlineStr"><is><r><rPr><color rgb="FF0000"/></rPr><t>x</t></r></is></c>'
                )
            else:
                here.append(f'<c r="{address}"><v>{row}</v></c>')
        rows.append(f'<row r="{row}">{"".join(here)}</row>')
    return sheet("".join(rows)).encode()


@pytest.mark.parametrize("seed", range(6))
def test_the_quick_look_sees_what_the_thorough_one_sees(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    xml = random_sheet(seed)
    monkeypatch.setattr(sheet_xml, "PIECE", 30_000 + 1000 * seed)
    monkeypatch.setattr(sheet_xml, "SMALL", 0)
    chunks = [xml[at : at + 9_999] for at in range(0, len(xml), 9_999)]
    quick, thorough = sheet_xml.scan(lambda: chunks), sheet_xml.scan_exactly(lambda: chunks)
    assert not quick.exact
    assert quick.errors == thorough.errors
    assert quick.formulas == thorough.formulas
    assert thorough.bottom <= quick.bottom <= thorough.bottom * 2
    assert quick.right == thorough.right


def test_days_and_times(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("客户")
    for row, (value, code) in enumerate(
        (
            (45_153, "yyyy-mm-dd"),
            (45_153.4375, "yyyy-mm-dd hh:mm"),
            (0.4375, "hh:mm"),
            (45_153, 'yyyy"年"m"月"d"日"'),
            (45_153, "0"),
            (1.5, "[h]:mm:ss"),
            (0.5, "[h]:mm"),
        )
    ):
        page.write_number(row, 0, value, book.add_format({"num_format": code}))
    page.write_string(7, 0, "2023-08-15")
    book.close()
    assert cells(path) == {
        "A1": dt.date(2023, 8, 15),
        "A2": dt.datetime(2023, 8, 15, 10, 30),
        "A3": dt.time(10, 30),
        "A4": dt.date(2023, 8, 15),
        "A5": 45153,
        "A6": "36:00:00",
        "A7": dt.time(12),
        "A8": "2023-08-15",
    }


def test_days_counted_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    book.add_worksheet("客户").write_datetime(
        0, 0, dt.datetime(2023, 8, 15), book.add_format({"num_format": "yyyy-mm-dd"})
    )
    book.close()
    assert cells(path) == {"A1": dt.date(2023, 8, 15)}


def test_rows_can_be_run_through_again(tmp_path: Path) -> None:
    path = Packed({"客户": sheet(filler(50))}).write(tmp_path / "a.xlsx")
    with open_source(path) as source:
        first, again = (list(source.sheets[0].rows()) for _ in range(2))
    assert first == again
    assert len(first) == 50


def test_the_file_is_free_while_it_is_open_here(tmp_path: Path) -> None:
    path = Packed({"客户": sheet(filler(3))}).write(tmp_path / "a.xlsx")
    with open_source(path) as source:
        path.unlink()
        assert len(list(source.sheets[0].rows())) == 3


def test_a_workbook_part_of_another_name(tmp_path: Path) -> None:
    plain = Packed({"客户": sheet(numbers("B2"))}).write(tmp_path / "a.xlsx")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"xl/workbook.xml", b"xl/workbook22.xml")
            new.writestr(name.replace("workbook.xml", "workbook22.xml"), data)
    assert cells(tmp_path / "b.xlsx") == {"B2": 2}


def test_strict_packages(tmp_path: Path) -> None:
    plain = Packed({"客户": sheet(numbers("B2"))}).write(tmp_path / "a.xlsx")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            new.writestr(
                name,
                data.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
            )
    assert cells(tmp_path / "b.xlsx") == {"B2": 2}


def test_iso_dates(tmp_path: Path) -> None:
    xml = sheet(
        '<row r="1"><c r="A1" t="d"><v>2023-08-15</v></c><c r="B1" t="d"><v>2023-08-15T10:30:00</v></c></row>'
    )
    assert cells(Packed({"客户": xml}).write(tmp_path / "a.xlsx")) == {
        "A1": dt.date(2023, 8, 15),
        "B1": dt.datetime(2023, 8, 15, 10, 30),
    }


def test_sheets_in_order_with_hidden_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "乙"
    book.create_sheet("甲").sheet_state = "hidden"
    book.create_sheet("_内部").sheet_state = "veryHidden"
    book.create_chartsheet("图")
    book.save(path)
    with open_source(path) as source:
        assert [(one.name, one.hidden) for one in source.sheets] == [
            ("乙", False),
            ("甲", True),
            ("_内部", True),
        ]


LINES = '客户编号,客户名称\n0012,示例甲\n,\n13,"两\n行"\n'
TEXTS = [
    pytest.param("utf-8", "", id="utf-8"),
    pytest.param("utf-8-sig", "", id="utf-8 with a mark"),
    pytest.param("gb18030", "", id="gb18030"),
    pytest.param("utf-16", "", id="utf-16 with a mark"),
    pytest.param("utf-16-be", "\ufeff", id="utf-16 big-endian with a mark"),
    pytest.param("utf-16-le", "", id="utf-16 without a mark"),
    pytest.param("utf-32", "", id="utf-32 with a mark"),
    pytest.param("utf-32-be", "", id="utf-32 big-endian without a mark"),
]


@pytest.mark.parametrize(("encoding", "mark"), TEXTS)
def test_text_encodings(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = LINES if encoding != "utf-16-le" else LINES + "a,b\n" * 20
    (tmp_path / "a.csv").write_bytes((mark + lines).encode(encoding))
    read = cells(tmp_path / "a.csv")
    assert {k: read[k] for k in ("A1", "B1", "A2", "B2", "A4", "B4")} == {
        "A1": "客户编号",
        "B1": "客户名称",
        "A2": "0012",
        "B2": "示例甲",
        "A4": "13",
        "B4": "两\n行",
    }


def test_text_of_taiwan(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("客戶名稱,聯繫電話\n示例甲,886\n".encode("big5"))
    assert cells(tmp_path / "a.csv")["B1"] == "聯繫電話"


def test_text_of_western_europe(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("nom;société\ncafé;été\n".encode("cp1252"))
    assert cells(tmp_path / "a.csv") == {"A1": "nom", "B1": "société", "A2": "café", "B2": "été"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("a;b\n1,5;2\n", {"A1": "a", "B1": "b", "A2": "1,5", "B2": "2"}, id="semicolon"),
        pytest.param("a\tb\n1,2\t3\n", {"A1": "a", "B1": "b", "A2": "1,2", "B2": "3"}, id="tab"),
        pytest.param("a|b\n1|2\n", {"A1": "a", "B1": "b", "A2": "1", "B2": "2"}, id="bar"),
        pytest.param("sep=;\na;b\n", {"A1": "a", "B1": "b"}, id="first line names the delimiter"),
        pytest.param("一列\n二\n", {"A1": "一列", "A2": "二"}, id="one column"),
        pytest.param("\n\na,b\n", {"A3": "a", "B3": "b"}, id="blank lines count"),
        pytest.param(
            "a,b,c\n1\n1,2,3,4\n",
            {"A1": "a", "B1": "b", "C1": "c", "A2": "1", "A3": "1", "B3": "2", "C3": "3", "D3": "4"},
            id="ragged lines",
        ),
    ],
)
def test_text_delimiters(tmp_path: Path, lines: str, expected: dict[str, str]) -> None:
    (tmp_path / "a.csv").write_text(lines, "utf-8", newline="")
    assert cells(tmp_path / "a.csv") == expected


def test_text_named_as_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(LINES.encode("gb18030"))
    with open_source(tmp_path / "a.xlsx") as source:
        assert source.kind == "text"


def test_a_cell_of_text_that_never_ends(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n"' + "x" * 3_000_000, "utf-8")
    with pytest.raises(CannotRead, match="文本"):
        open_source(tmp_path / "a.csv")


MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def spreadsheet(path: Path, rows: str) -> Path:
    """An OpenDocument spreadsheet of these rows."""
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'{HEAD}<m:manifest xmlns:m="{MANIFEST}"/>')
        archive.writestr(
            "content.xml",
            f"{HEAD}<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="甲 &amp; 乙">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return path


def test_binary_workbook(tmp_path: Path) -> None:
    number = struct.pack("<d", 2.5)
    division = b"\x07" + bytes(10)
    path = tmp_path / "a.xlsb"
    path.write_bytes(binary({3: [(5, 1, number), (3, 2, b"\x2a")], 4: [(11, 2, division), (5, 4, number)]}))
    assert cells(path) == {"B4": 2.5, "C4": CellError("#N/A"), "C5": CellError("#DIV/0!"), "E5": 2.5}
    with open_source(path) as source:
        assert source.sheets[0].formulas == {3: (5, 5)}


def test_opendocument(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    path = spreadsheet(
        tmp_path / "a.ods",
        f'<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{cell}{error}{cell}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cell}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>',
    )
    assert cells(path) == {"C4": "x", "D4": CellError("#N/A"), "E4": "x", "A5": "x", "A6": "x"}
    with open_source(path) as source:
        assert source.sheets[0].name == "甲 & 乙"
        assert source.sheets[0].formulas == {4: (4, 4)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with errors at odd places, also as LibreOffice writes it in other formats."""
    if not shutil.which("soffice"):
        assert os.environ.get("CI") != "true", "soffice is missing"
        pytest.skip("soffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    book = openpyxl.Workbook()
    for name, first in (("客户", 3), ("投诉", 1)):
        page = book.create_sheet(name)
        for row in range(first, first + 5):
            page.cell(row, 2, f"{name}{row}")
            page.cell(row, 3, row * 1.5)
        page.cell(first + 2, 4, "=NA()")
        page.cell(first + 3, 4, "=1/0")
        page.cell(first + 4, 5, 13800138000)
        page.cell(first + 4, 6, dt.date(2023, 8, 15))
    del book["Sheet"]
    book.save(folder / "a.xlsx")
    for kind in ("xls", "ods"):
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                str(folder / "a.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    shutil.copy(folder / "a.xls", folder / "a.et")
    return folder


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods", "et"])
def test_other_formats(office: Path, kind: str) -> None:
    for name, first in (("客户", 3), ("投诉", 1)):
        read = cells(office / f"a.{kind}", name)
        assert read[f"B{first}"] == f"{name}{first}"
        assert read[f"C{first + 1}"] == (first + 1) * 1.5
        assert read[f"D{first + 2}"] == CellError("#N/A")
        assert read[f"D{first + 3}"] == CellError("#DIV/0!")
        assert read[f"E{first + 4}"] == 13800138000
        assert read[f"F{first + 4}"] == dt.date(2023, 8, 15)


def agree(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, CellError):
        return str(ours) == str(theirs) or str(ours) == "公式没有结果"
    if isinstance(ours, str) and isinstance(theirs, str):
        return (
            " ".join(ours.split())
            == " ".join(theirs.replace("_x000D_", "").replace("_x005f", "_x000D_").split())
            or "_x" in theirs
        )
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-9 * max(abs(ours), 1)
    if isinstance(theirs, dt.timedelta):
        return str(ours) == "33:45:22"
    if type(ours) is dt.date and isinstance(theirs, dt.datetime):
        return theirs == dt.datetime.combine(ours, dt.time())
    if isinstance(theirs, dt.datetime) and theirs.year < 1900:
        return isinstance(ours, dt.time)  # before the beginning of the calendar
    return bool(ours == theirs) or (ours is None and str(theirs).strip() == "")


@pytest.mark.data
@pytest.mark.skipif(not DATA, reason="XLCRM_DATA names no folder with messy/")
def test_real_workbooks_read_as_another_reader_reads_them() -> None:
    compared = 0
    wrong = []
    for path in sorted(Path(str(DATA), "messy").glob("*.xls[xm]")):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                other = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
            with open_source(path) as source:
                for one in source.sheets:
                    if (
                        one.name not in other.sheetnames or "issue.3720" in path.name
                    ):  # links without a result
                        continue
                    ours = by_rows(one)
                    assert kinds(by_columns(one)) == kinds(ours)
                    theirs = {
                        (c.row, c.column): c.value
                        for row in other[one.name].iter_rows()
                        for c in row
                        if c.value is not None
                    }
                    compared += len(ours)
                    wrong += [
                        (path.name, one.name, f"{letters(c)}{r}", ours.get((r, c)), theirs.get((r, c)))
                        for r, c in ours.keys() | theirs.keys()
                        if not agree(ours.get((r, c)), theirs.get((r, c)))
                    ]
        except (CannotRead, TypeError, ValueError, zipfile.BadZipFile):
            continue
    assert not wrong
    assert compared > 20_000
