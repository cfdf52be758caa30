"""The examiner itself: it passes what is sound and names what is broken, one damage at a time."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress

from xlcrm.book.addin.compound import read_compound
from xlcrm.book.addin.inspection import PROJECT_PART, flaws, project_flaws, sources
from xlcrm.book.addin.ovba import decompress
from xlcrm.book.addin.vba import _orderly

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CODE_NAMES = ["ThisWorkbook", "Sheet1"]


def with_stream(project: bytes, path: str, content: bytes) -> bytes:
    container = CFB.from_bytes(project)
    if path.startswith("VBA/"):
        container.write_stream_in_storage("VBA", path.removeprefix("VBA/"), content)
    else:
        container.write_stream(path, content)
    return _orderly(container.to_bytes())


def damaged(project: bytes, path: str, old: bytes, new: bytes) -> bytes:
    """The project with one replacement in a stream; in what the stream holds, if it is compressed."""
    content = read_compound(project).streams[path]
    packed = path.startswith("VBA/") and path != "VBA/_VBA_PROJECT"
    plain = decompress(content) if packed else content
    assert old in plain
    plain = plain.replace(old, new, 1)
    return with_stream(project, path, compress(plain) if packed else plain)


def record(number: int, content: bytes) -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.fixture(scope="module")
def project(parts: dict[str, bytes]) -> bytes:
    return parts[PROJECT_PART]


def test_our_add_in_is_sound(addin: bytes) -> None:
    assert flaws(addin) == []


def test_the_examiner_reads_the_sources_that_were_written(project: bytes, source: str) -> None:
    read = sources(project)
    assert sorted(read) == ["Sheet1", "ThisWorkbook", "XlcrmRibbon"]
    assert read["XlcrmRibbon"] == source


def test_writing_a_stream_back_unchanged_makes_no_flaw(project: bytes) -> None:
    assert project_flaws(damaged(project, "PROJECT", b"ID", b"ID"), CODE_NAMES) == []


ORDER = "dir: records are not in the order of 2.3.4.2"
DECLARED = "PROJECT: names are not those of dir, in its order"
LINES = "PROJECT: lines, line ends or their order"
LONG = "XlcrmRibbon: a line too long or continued too often"

STREAMS = {
    "a performance cache left over": (
        *("VBA/_VBA_PROJECT", b"\xcc\x61\xff\xff\0\0\0", b"\xcc\x61\xb5\0\0" + bytes(90)),
        "_VBA_PROJECT: a writer leaves no cache and the version FFFF",
    ),
    "no reference to Office, so IRibbonControl is unknown": (
        *("VBA/dir", b"{2DF8D04C-5BFA", b"{2DF8D04D-5BFA"),
        "dir: reference Office",
    ),
    "a reference whose size is wrong": ("VBA/dir", b"\x5e\0\0\0*", b"\x5d\0\0\0*", "dir: reference stdole"),
    "a record shorter than it says": ("VBA/dir", b"Automation", b"Automatio", "dir: record 0x600 is cut off"),
    "source behind compiled code": (
        *("VBA/dir", record(0x31, bytes(4)), record(0x31, b"\x33\x03\0\0")),
        "ThisWorkbook: source does not start its stream",
    ),
    "a module's cookie": (
        *("VBA/dir", record(0x2C, b"\xff\xff"), record(0x2C, b"\1\2")),
        "dir: cookies are not FFFF",
    ),
    "the project's cookie": (
        *("VBA/dir", record(0x13, b"\xff\xff"), record(0x13, b"\x97\x44")),
        "dir: cookies are not FFFF",
    ),
    "a module too many announced": (
        *("VBA/dir", record(0x0F, b"\3\0"), record(0x0F, b"\4\0")),
        "dir: number of modules",
    ),
    "code page 936": (
        *("VBA/dir", record(0x03, b"\xe4\4"), record(0x03, b"\xa8\3")),
        "dir: system kind or code page",
    ),
    "bytes behind the terminator": (
        *("VBA/dir", record(0x10, b""), record(0x10, b"") + bytes(4)),
        "dir: bytes behind the last record",
    ),
    "a record left out": ("VBA/dir", record(0x3D, b""), b"", ORDER),
    "a record of the wrong size": (
        *("VBA/dir", record(0x1E, bytes(4)), record(0x1E, bytes(2))),
        "dir: size of record 0x1e",
    ),
    "a name spelt two ways": (
        *("VBA/dir", record(0x47, wide("Sheet1")), record(0x47, wide("Sheet2"))),
        "dir: records 0x19 and 0x47 differ",
    ),
    "a help context": (
        *("VBA/dir", record(0x07, bytes(4)), record(0x07, b"\1\0\0\0")),
        "dir: help context or flags",
    ),
    "project and sheet of one name": (
        *("VBA/dir", record(0x04, b"xlcrm"), record(0x04, b"Sheet1")),
        "project and modules need different names",
    ),
    "a name that starts with an underscore": (
        *("VBA/dir", record(0x04, b"xlcrm"), record(0x04, b"_xlcrm")),
        "a name Excel's editor refuses",
    ),
    "a module without a stream": (
        *("VBA/dir", record(0x1A, b"Sheet1") + record(0x32, wide("Sheet1"))),
        record(0x1A, b"Sheet9") + record(0x32, wide("Sheet9")),
        "streams in VBA are not the modules",
    ),
    "a module not declared": ("PROJECT", b"Module=XlcrmRibbon\r\n", b"", DECLARED),
    "a module declared as a class": ("PROJECT", b"Module=Xl", b"Class=Xl", "PROJECT: kinds of modules"),
    "a bare line feed in PROJECT": ("PROJECT", b"\r\n", b"\n", LINES),
    "an ID in small letters": ("PROJECT", b'ID="{BD', b'ID="{bd', LINES),
    "an ID the keys do not fit": ("PROJECT", b'ID="{BD', b'ID="{BE', "PROJECT: CMG: key is not the ID's"),
    "another project name": ("PROJECT", b'Name="xlcrm"', b'Name="crm"', DECLARED),
    "a window of no module": (
        *("PROJECT", b"\r\nSheet1=0", b"\r\nSheet2=0"),
        "PROJECT: windows are not the modules",
    ),
    "a name map that is wrong": (
        *("PROJECTwm", b"Sheet1\0", b"Sheet2\0"),
        "PROJECTwm: names are not the modules",
    ),
    "a name map cut short": ("PROJECTwm", b"\0\0\0\0", b"\0\0\0", "PROJECTwm: names are not the modules"),
    "a document without its base class": (
        *("VBA/Sheet1", b"Attribute VB_Base", b"'ttribute VB_Base"),
        "Sheet1: attributes of a document",
    ),
    "a sheet that says it is a workbook": ("VBA/Sheet1", b"{00020820", b"{00020819", "Sheet1: VB_Base"),
    "a module that calls itself otherwise": (
        *("VBA/XlcrmRibbon", b'"XlcrmRibbon"', b'"XlcrmRibbons"'),
        "XlcrmRibbon: VB_Name",
    ),
    "Chinese in the source": (
        *("VBA/XlcrmRibbon", b"Python", "数据".encode("gbk")),
        "XlcrmRibbon: not ASCII",
    ),
    "a bare line feed in the source": (
        *("VBA/XlcrmRibbon", b"Explicit\r\n", b"Explicit\n"),
        "XlcrmRibbon: line ends",
    ),
    "a line of 1024 characters": (
        "VBA/XlcrmRibbon",
        b"Option Ex",
        b"'" + b"x" * 1023 + b"\r\nOption Ex",
        LONG,
    ),
    "25 continued lines": ("VBA/XlcrmRibbon", b"Chr(34)\r\n", b"1 + _\r\n" * 25 + b"1\r\n", LONG),
    "code that starts by itself": (
        *("VBA/XlcrmRibbon", b"Sub Start(", b"Sub Auto_Open("),
        "XlcrmRibbon: starts by itself",
    ),
}


@pytest.mark.parametrize(("path", "old", "new", "flaw"), STREAMS.values(), ids=STREAMS)
def test_damage_in_a_stream_is_named(project: bytes, path: str, old: bytes, new: bytes, flaw: str) -> None:
    found = project_flaws(damaged(project, path, old, new), CODE_NAMES)
    assert any(each.startswith(flaw) for each in found), found


ALLOWED = {
    "a line of 1023 characters": (b"Option Ex", b"'" + b"x" * 1022 + b"\r\nOption Ex"),
    "24 continued lines": (b"Chr(34)\r\n", b"1 + _\r\n" * 24 + b"1\r\n"),
    "a name with Open in it": (b"Sub Start(", b"Sub OpenAuto("),
}


@pytest.mark.parametrize(("old", "new"), ALLOWED.values(), ids=ALLOWED)
def test_what_is_just_allowed_passes(project: bytes, old: bytes, new: bytes) -> None:
    assert project_flaws(damaged(project, "VBA/XlcrmRibbon", old, new), CODE_NAMES) == []


def test_a_module_in_sectors_of_its_own_passes(project: bytes) -> None:
    words = random.Random(7)
    long = "".join(f"' {words.getrandbits(200):x}\r\n" for _ in range(400)).encode()
    grown = damaged(project, "VBA/XlcrmRibbon", b"Option Explicit\r\n", b"Option Explicit\r\n" + long)
    assert len(read_compound(grown).streams["VBA/XlcrmRibbon"]) > 4096
    assert project_flaws(grown, CODE_NAMES) == []


@pytest.mark.parametrize("codes", [["ThisWorkbook"], ["ThisWorkbook", "Sheet2"], ["", "Sheet1"]])
def test_code_names_must_be_the_documents(project: bytes, codes: list[str]) -> None:
    wanted = "PROJECT: documents are not the code names"
    assert any(each.startswith(wanted) for each in project_flaws(project, codes))


def at(project: bytes, name: str, offset: int = 0) -> int:
    """Where the directory lists ``name``, or ``offset`` bytes on in its entry."""
    return project.rindex(wide(name) + b"\0\0") + offset


def put(project: bytes, place: int, new: bytes) -> bytes:
    return project[:place] + new + project[place + len(new) :]


COLOUR, TIMES, PLACE, SIZE = 67, 108, 116, 120
CONTAINERS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another minor version": (lambda p: put(p, 24, b"\x3f"), "header: version"),
    "another limit for small streams": (lambda p: put(p, 56, b"\0\x20"), "header: transaction"),
    "tables announced that are not there": (lambda p: put(p, 72, b"\1"), "header: more tables"),
    "a table too many listed": (lambda p: put(p, 80, bytes(4)), "header: list of tables"),
    "a byte too many": (lambda p: p + b"\0", "file does not end with a sector"),
    "the last sector lost": (lambda p: p[:-512], "compound file: sector"),
    "a sector marked that nobody uses": (
        lambda p: put(p, len(p) - 4, bytes(4)),
        "sectors are taken that belong to nothing",
    ),
    "a time of change": (
        lambda p: put(p, at(p, "dir", TIMES), b"\1"),
        "directory entry 'dir': class id, state or times",
    ),
    "a place for a storage": (
        lambda p: put(p, at(p, "VBA", PLACE), b"\xfe\xff\xff\xff"),
        "directory entry 'VBA': place and size",
    ),
    "a black entry too many": (
        lambda p: put(p, at(p, "dir", COLOUR), b"\1"),
        "directory entry 'VBA': paths through the tree",
    ),
    "red below red": (lambda p: put(p, at(p, "Sheet1", COLOUR), b"\0"), "directory entry 'VBA': two red"),
    "red on top": (
        lambda p: put(p, at(p, "XlcrmRibbon", COLOUR), b"\0"),
        "directory entry 'VBA': the topmost",
    ),
    "names out of order": (
        lambda p: put(p, at(p, "ThisWorkbook"), b"~"),
        "directory entry 'VBA': children are not in order",
    ),
    "a slash in a name": (lambda p: put(p, at(p, "dir"), b"/"), "directory entry '/ir': name or kind"),
    "a stream longer than its chain": (
        lambda p: put(p, at(p, "Sheet1", SIZE), b"\xff\1"),
        "VBA/Sheet1: chain and size differ",
    ),
    "two streams in one place": (
        lambda p: put(p, at(p, "Sheet1", PLACE), p[at(p, "dir", PLACE) :][:4]),
        "compound file: mini sector",
    ),
    "no compound file": (lambda p: b"PK" + p[2:], "compound file: wrong signature"),
    "nothing at all": (lambda _: b"", "compound file:"),
}


@pytest.mark.parametrize(("damage", "flaw"), CONTAINERS.values(), ids=CONTAINERS)
def test_damage_in_the_container_is_named(
    project: bytes, damage: Callable[[bytes], bytes], flaw: str
) -> None:
    found = project_flaws(damage(project), CODE_NAMES)
    assert any(each.startswith(flaw) for each in found), found


def repacked(parts: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, method)
    return out.getvalue()


TYPES, ROOTS, RIBBON = "[Content_Types].xml", "_rels/.rels", "customUI/customUI14.xml"
BOOK, SHEET, LINKS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
PACKAGES = {
    "the type of a workbook": (TYPES, "addin.macro", "sheet.macro", "content type of /xl/workbook.xml"),
    "another type for the project": (TYPES, "office.vbaProject", "office.vba", "content type of bin"),
    "no way to the project": (LINKS, "vbaProject", "vba", "does not lead to its project"),
    "the way to a ribbon of Excel 2007": (ROOTS, "2007/relat", "2006/relat", "nothing leads to the ribbon"),
    "the namespace of Excel 2007": (RIBBON, "2009/07", "2006/01", "namespace of the ribbon"),
    "a ribbon that ends too early": (RIBBON, "</customUI>", "", "package:"),
    "a workbook without code name": (BOOK, 'codeName="ThisWorkbook"', "", "not the code names"),
    "a sheet of another code name": (SHEET, 'codeName="Sheet1"', 'codeName="T"', "not the code names"),
}


@pytest.mark.parametrize(("part", "old", "new", "flaw"), PACKAGES.values(), ids=PACKAGES)
def test_damage_in_the_package_is_named(
    parts: dict[str, bytes], part: str, old: str, new: str, flaw: str
) -> None:
    text = parts[part].decode()
    assert old in text
    found = flaws(repacked({**parts, part: text.replace(old, new).encode()}))
    assert any(flaw in each for each in found), found


@pytest.mark.parametrize("part", [PROJECT_PART, RIBBON, ROOTS, TYPES, BOOK])
def test_a_missing_part_is_named(parts: dict[str, bytes], part: str) -> None:
    assert flaws(repacked({name: content for name, content in parts.items() if name != part}))


def test_compressed_members_are_named(parts: dict[str, bytes]) -> None:
    assert flaws(repacked(parts)) == []
    assert any("compressed" in each for each in flaws(repacked(parts, zipfile.ZIP_DEFLATED)))


def test_what_is_no_package_is_called_so() -> None:
    assert flaws(b"nothing") == ["package: File is not a zip file"]


def test_what_pyopenvba_writes_by_itself_does_not_pass(tmp_path: Path) -> None:
    """When this fails, the corrections in vba.py are no longer needed."""
    with ExcelFile.create_new(tmp_path / "plain.xlam") as empty:
        empty.vba_project().add_module("Extra", "Sub Nothing()\r\nEnd Sub\r\n")
        empty.save()
    with ExcelFile(tmp_path / "plain.xlam") as saved:
        assert project_flaws(saved.vba_project_bytes(), CODE_NAMES)
