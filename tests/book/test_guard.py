"""Files that would kill, fill or fool a reader end in one sentence that says why and how to cure it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from xlcrm.book import guard
from xlcrm.book.port import CannotRead
from xlcrm.book.reader import open_source
from xlcrm.book.sources.scan import SheetScan
from xlcrm.tables.rows import letters

sys.path.insert(0, str(Path(__file__).parent))
from packages import HEAD, MAIN, Packed, binary, filler, sheet, text

SECONDS = 10
BYTES = 1 << 30

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def far(rows: str, before: str = "") -> Packed:
    return Packed({"客户": sheet(rows, before)})


def duplicate(path: Path) -> None:
    Packed({"客户": sheet(filler(3))}).write(path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet(filler(9)))


def smaller_in_the_directory(path: Path) -> None:
    """The directory says 100 bytes; the part unpacks to two million."""
    Packed({"客户": sheet(filler(20_000))}).write(path)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"xl/worksheets/sheet1.xml")
    data[at - 46 + 24 : at - 46 + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)


def truncated(path: Path) -> None:
    Packed({"客户": sheet(filler(5000))}).write(path)
    path.write_bytes(path.read_bytes()[:-900])


def spoiled(path: Path) -> None:
    """The archive is whole, the packed bytes of a part are not."""
    Packed({"客户": sheet(filler(5000))}).write(path)
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml") + 200
    data[at : at + 50] = b"\xff" * 50
    path.write_bytes(data)


def many_members(path: Path) -> None:
    Packed({"客户": sheet(filler(3))}, more=[(f"x/{n}", b"") for n in range(guard.MEMBERS)]).write(path)


def endless_text(path: Path) -> None:
    """One cell of 18 MB that packs no better than ordinary text."""
    long = random.Random(5).randbytes(9 << 20).hex()
    Packed({"客户": sheet(f'<row r="1">{text("A1", long)}</row>')}).write(path)


def with_password(path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    # a package below 4,096 bytes would land in the small streams, which the library writes wrongly
    plain = path.with_suffix(".plain")
    Packed({"客户": sheet(filler(300))}).write(plain)
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("geheim-密码", target)


def spreadsheet(rows: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        names = ("office", "table", "text")
        spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", ODS_TYPE)
            archive.writestr(
                "content.xml",
                f"{HEAD}<office:document-content {spaces}><office:body><office:spreadsheet>"
                f'<table:table table:name="客户">{rows}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>",
            )

    return write


ODS_CELL = '<table:table-cell {} office:value-type="string"><text:p>x</text:p></table:table-cell>'


def far_in_binary(path: Path) -> None:
    number = bytes(8)
    path.write_bytes(binary({0: [(5, 0, number)], 1_048_575: [(5, 16_383, number)]}))


def packed(made: Packed) -> Callable[[Path], None]:
    return lambda path: made.write(path) and None


def content(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


def archive(members: dict[str, bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as made:
            for name, data in members.items():
                made.writestr(name, data)

    return write


MERGED = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
FAR_CELL = '<c r="XFD1048576"><v>1</v></c>'
SPARSE = '<row r="1"><c r="A1"><v>1</v></c></row>'
STRINGS = f'{HEAD}<sst xmlns="{MAIN}"><si><t>%s</t></si></sst>'


def motley(row: int) -> str:
    """A row of hundreds of cells, most of another kind and format than those above them."""
    contents = (
        f"><v>{row}</v>",
        ' t="b"><v>1</v>',
        f' t="str"><v>{row}</v>',
        f"><f>A{row}</f>",
        f' t="inlineStr"><is><t>{row}</t></is>',
    )
    cells = (
        f'<c r="{letters(at)}{row}" s="{(row * 7 + at) % 60_000}"{contents[(row + at) % 5]}</c>'
        for at in range(1, 400)
    )
    return f'<row r="{row}">{"".join(cells)}</row>'


HOSTILE = [
    pytest.param(
        "a.xlsx", packed(far(f'{SPARSE}<row r="1048576">{FAR_CELL}</row>')), "XFD1048576", id="one far cell"
    ),
    pytest.param(
        "a.xlsx",
        packed(far(f"{filler(9000)}<row r='1048576'>{FAR_CELL}</row>{filler(9000, first=9001)}")),
        "XFD1048576",
        id="a far cell amid many rows",
    ),
    pytest.param(
        "a.xlsx",
        packed(far(f"{filler(9000)}<row r='9001'>{FAR_CELL}</row>", '<dimension ref="A1:C9000"/>')),
        "XFD1048576",
        id="a dimension that lies",
    ),
    pytest.param(
        "a.xlsx",
        packed(far(f"{filler(9000)}<row r='9001'><c\n\tr='XFD1048576'><v>1</v></c></row>")),
        "XFD1048576",
        id="a far cell with line breaks and single quotes",
    ),
    pytest.param(
        "a.xlsx",
        packed(far(f'{filler(9000)}<row r="9001"><c t="n" r="XFD1048576"><v>1</v></c></row>')),
        "XFD1048576",
        id="a far cell whose address comes late",
    ),
    pytest.param(
        "a.xlsx",
        packed(
            Packed(
                {
                    "客户": sheet(
                        filler(9000).replace("<", "<x:").replace("<x:/", "</x:")
                        + f'<x:row r="9"><x:{FAR_CELL[1:]}</x:row>'
                    ).replace("<sheetData", "<x:sheetData")
                }
            )
        ),
        "XFD1048576",
        id="a far cell with a prefix",
    ),
    pytest.param(
        "a.xlsx",
        packed(
            Packed(
                {
                    f"表{n}": sheet(f'{SPARSE}<row r="1048576"><c r="Z1048576"><v>1</v></c></row>')
                    for n in (1, 2)
                }
            )
        ),
        "Z1048576",
        id="two sheets that are too much together",
    ),
    pytest.param("a.xlsb", far_in_binary, "XFD1048576", id="a far cell in xlsb"),
    pytest.param(
        "a.ods",
        spreadsheet(
            f'<table:table-row table:number-rows-repeated="1048576">'
            f"{ODS_CELL.format(chr(116) + 'able:number-columns-repeated=' + chr(34) + '16384' + chr(34))}"
            "</table:table-row>"
        ),
        "XFD1048576",
        id="a line of ods that stands for a whole sheet",
    ),
    pytest.param("a.xlsx", packed(far("<row>" + " " * (64 << 20) + "</row>")), "压缩炸弹", id="blanks"),
    pytest.param("a.xlsx", packed(far("<c><v>1</v></c>" * 4_000_000)), "压缩炸弹", id="millions of cells"),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet("")}, strings=STRINGS % ("长" * (16 << 20)))),
        "压缩炸弹",
        id="giant string",
    ),
    pytest.param(
        "a.xlsx",
        packed(
            Packed(
                {"客户": sheet("")},
                styles=f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 3_000_000}'
                "</cellXfs></styleSheet>",
            )
        ),
        "压缩炸弹",
        id="millions of styles",
    ),
    pytest.param("a.xlsx", endless_text, "长得不合理", id="one endless text"),
    pytest.param("a.xlsx", duplicate, "同名", id="two members of one name"),
    pytest.param("a.xlsx", smaller_in_the_directory, "实际大小", id="a directory that lies"),
    pytest.param("a.xlsx", truncated, "不完整", id="truncated"),
    pytest.param("a.xlsx", spoiled, "损坏", id="spoiled bytes"),
    pytest.param("a.xlsx", many_members, "10000", id="too many members"),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet("").replace("<worksheet", LAUGHS + "<worksheet")})),
        "DTD",
        id="entities in a sheet",
    ),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet("")}, strings=(STRINGS % "&c;").replace("<sst", LAUGHS + "<sst"))),
        "DTD",
        id="entities in the strings",
    ),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet("")}, workbook=f"{HEAD}{LAUGHS}<workbook>&c;</workbook>")),
        "DTD",
        id="entities in the workbook",
    ),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet(SPARSE).replace("UTF-8", "UTF-16").encode("utf-16")})),
        "UTF-8",
        id="a sheet in UTF-16",
    ),
    pytest.param("a.xlsx", packed(Packed({})), "没有工作表", id="no sheet"),
    pytest.param("a.xlsx", with_password, "--password", id="encrypted"),
    pytest.param("a.xlsx", content(b""), "空的", id="empty"),
    pytest.param("a.xlsx", content(b"PK\3\4"), "不完整", id="four bytes"),
    pytest.param("a.xls", content("<html><table><tr><td>客户".encode()), "网页", id="html named xls"),
    pytest.param(
        "a.xlsx", content("\ufeff <!DOCTYPE html><p>".encode("utf-16")), "网页", id="html in UTF-16"
    ),
    pytest.param(
        "a.xls",
        content(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
        "2003",
        id="xml of 2003 named xls",
    ),
    pytest.param("a.xlsx", content(b"%PDF-1.7\n"), "PDF", id="pdf named xlsx"),
    pytest.param("a.xlsx", content(b"\x89PNG\r\n\x1a\n"), "图片", id="picture named xlsx"),
    pytest.param("a.csv", content(bytes(range(256)) * 40), "文本", id="bytes without sense"),
    pytest.param(
        "a.xls", content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "损坏", id="empty compound file"
    ),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet("")}, more=[("xl/workbook.bin", b"")])),
        "xlsx + xlsb",
        id="two formats in one archive",
    ),
    pytest.param(
        "a.xlsx",
        packed(Packed({"客户": sheet("")}, more=[("yy/workbook.xml", b"")])),
        "workbook.xml",
        id="two workbooks in one archive",
    ),
    pytest.param("a.xlsx", archive({"word/document.xml": b"x"}), "Word", id="document named xlsx"),
    pytest.param("a.xlsx", archive({"a.txt": b"x"}), "普通压缩包", id="any archive named xlsx"),
    pytest.param(
        "a.ods",
        archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
        "OpenDocument",
        id="another OpenDocument file",
    ),
]

ODD = [
    pytest.param(
        packed(Packed({"客户": sheet(filler(3), behind=MERGED)})),
        3,
        id="a merge over everything",
    ),
    pytest.param(
        packed(far(f"{SPARSE}<row r='1048576'><c r='B1048576'><v>1</v></c></row>")),
        1_048_576,
        id="a stray cell in the last row",
    ),
    pytest.param(
        packed(far(f"{SPARSE}<row r='2'><c r='XFD2'><v>1</v></c></row>")),
        2,
        id="a stray cell in the last column",
    ),
    pytest.param(
        packed(far(filler(9000), '<dimension ref="A1:XFD1048576"/>')), 9000, id="a dimension far too large"
    ),
    pytest.param(packed(far(filler(9000), '<dimension ref="A1"/>')), 9000, id="a dimension far too small"),
    pytest.param(
        packed(
            Packed(
                {"客户": sheet(filler(3))},
                strings=STRINGS % ("甲</t><rPh>" + "<rPh " * 300_000 + "</rPh><t>"),
            )
        ),
        3,
        id="readings that begin and never end",
    ),
    pytest.param(
        packed(
            Packed(
                {"客户": sheet(filler(3))},
                styles=f'{HEAD}<styleSheet xmlns="{MAIN}">{"<cellXfs />" * 300_000}</styleSheet>',
            )
        ),
        3,
        id="cell formats that begin and never end",
    ),
    pytest.param(
        packed(far(f'<row r="1"><c r="A1" s="{"1" * 5000}"><v>{"1" * 5000}</v></c></row>')),
        1,
        id="numbers of thousands of digits",
    ),
    pytest.param(packed(far("".join(map(motley, range(1, 300))))), 299, id="a sheet of cells of all kinds"),
]

CHILD = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
from xlcrm.book.port import CannotRead
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
for path in sys.argv[2:]:
    started = time.process_time()
    try:
        with open_source(path) as source:
            find_tables(source)
            rows = sum(1 for sheet in source.sheets for _ in sheet.rows())
        said = [f"read {rows} rows", "", ""]
    except CannotRead as error:
        said = [str(error), error.why_en, error.cure_en]
    print(json.dumps([path, *said, time.process_time() - started]), flush=True)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, str, float]]:
    """What opening and reading each file says, in one process that has 1 GB of memory."""
    if sys.platform == "win32":
        pytest.skip("memory limits are set the POSIX way")
    paths = []
    for case in (*HOSTILE, *ODD):
        name = case.values[0] if len(case.values) == 3 else "a.xlsx"
        path = tmp_path_factory.mktemp("hostile") / str(name)
        case.values[-2](path)
        paths.append(path)
    ids = [case.id for case in (*HOSTILE, *ODD)]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(BYTES), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"after {ids[: len(lines)][-1:]}: {done.stderr[-2000:]}"
    return {name: (line[1], line[2], line[3], line[4]) for name, line in zip(ids, lines, strict=True)}


@pytest.mark.parametrize(("name", "make", "words"), HOSTILE)
def test_ends_in_a_sentence(
    said: dict[str, tuple[str, str, str, float]],
    request: pytest.FixtureRequest,
    name: str,
    make: object,
    words: str,
) -> None:
    why, why_en, cure_en, seconds = said[request.node.callspec.id]
    assert words in why
    assert why.startswith(f"{name}：")
    assert why.endswith("。")
    assert why_en
    assert cure_en.endswith(".")
    assert seconds < SECONDS


@pytest.mark.parametrize(("make", "rows"), ODD)
def test_odd_but_honest(
    said: dict[str, tuple[str, str, str, float]], request: pytest.FixtureRequest, make: object, rows: int
) -> None:
    told, _, _, seconds = said[request.node.callspec.id]
    assert told == f"read {rows} rows"
    assert seconds < SECONDS


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="找不到") as caught:
        open_source(tmp_path / "没有.xlsx")
    assert caught.value.fields["cure_en"] == "Check the name and the folder."


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="文件夹"):
        open_source(tmp_path)


def test_password(tmp_path: Path) -> None:
    with_password(tmp_path / "密.xlsx")
    with pytest.raises(CannotRead, match="密码不对"):
        open_source(tmp_path / "密.xlsx", "falsch")
    with open_source(tmp_path / "密.xlsx", "geheim-密码") as source:
        assert [row for row, _ in source.sheets[0].rows()] == [*range(1, 301)]


def scans(*areas: tuple[int, int]) -> dict[str, SheetScan]:
    return {f"表{n}": SheetScan(bottom=rows, right=columns) for n, (rows, columns) in enumerate(areas)}


@pytest.mark.parametrize(
    ("areas", "cells", "refused"),
    [
        pytest.param(scans((1_048_576, 26)), 2, False, id="as much as costs nothing"),
        pytest.param(scans((1_048_576, 27)), 7_000_000, True, id="a little more, a quarter not filled"),
        pytest.param(scans((1_048_576, 27)), 7_100_000, False, id="a little more, a quarter filled"),
        pytest.param(scans((1_048_576, 20), (1_048_576, 20)), 1000, True, id="two sheets, nearly empty"),
        pytest.param(scans((1_000_000, 50)), 50_000_000, False, id="fifty million cells"),
        pytest.param(scans((1_000_000, 51)), 51_000_000, True, id="more than fifty million cells"),
        pytest.param({}, 0, False, id="no sheet"),
    ],
)
def test_areas(areas: dict[str, SheetScan], cells: int, refused: bool) -> None:
    if refused:
        with pytest.raises(CannotRead, match="万格"):
            guard.check_areas("a.xlsx", areas, lambda: cells)
    else:
        guard.check_areas("a.xlsx", areas, lambda: cells)


MESSY = Path(os.environ.get("XLCRM_DATA", "")) / "messy"


@pytest.mark.data
@pytest.mark.skipif(
    not MESSY.is_dir() or "XLCRM_DATA" not in os.environ, reason="XLCRM_DATA names no folder with messy/"
)
def test_real_files_open_or_end_in_a_sentence() -> None:
    said: dict[str, str] = {}
    for path in sorted(MESSY.iterdir()):
        try:
            with open_source(path) as source:
                said[path.name] = f"{sum(1 for s in source.sheets for _ in s.rows())} rows"
        except CannotRead as error:
            said[path.name] = error.why
    assert len(said) >= 92
    unread = {name for name, what in said.items() if not what.endswith(" rows")}
    assert {name.split("_")[1] for name in unread} == {"xls", "encrypted", "broken"}
    assert len(unread) == 9
    assert "加了密码" in said["084_encrypted_extenxls_pwd123.xlsx"]
    assert "损坏" in said["077_xls_oleloop.xls"]
