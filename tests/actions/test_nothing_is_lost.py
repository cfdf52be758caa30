"""Promise 1 at the doors: after a command every part it need not touch is as it was, byte for byte."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from xlcrm.actions.marks import clear, mark
from xlcrm.actions.recalc import recalc
from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import undo
from xlcrm.actions.validate import validate_file
from xlcrm.book.file import FileBook
from xlcrm.tables import CustomerMaster, FollowupPlan, FollowupRecord
from xlcrm.tables.samples import SAMPLES

SETTINGS = Settings(date(2023, 9, 1))
TOUCHED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docProps/app.xml"}
"""Parts that know of sheets or formats; those that hold our tables are named by each test."""


def packed(path: Path) -> dict[str, tuple[int, bytes]]:
    """Members with their compressed bytes as they lie in the file."""
    content = path.read_bytes()
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            name, extra = struct.unpack("<26xHH", content[info.header_offset : info.header_offset + 30])
            start = info.header_offset + 30 + name + extra
            found[info.filename] = (info.compress_type, content[start : start + info.compress_size])
    return found


def picture() -> bytes:
    """A red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """Our tables in a workbook of a person who uses everything that Excel offers."""
    path = tmp_path / "丰富.xlsm"
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    own = book.add_worksheet("我的分析")
    own.write_column("A1", [3, 1, 2])
    own.write_rich_string("B1", "重", book.add_format({"bold": True}), "点", "客户")
    own.write_comment("B2", "注意")
    own.write_formula("B3", "=SUM(A1:A3)", value=6)
    own.insert_image("D1", "p.png", {"image_data": io.BytesIO(picture())})
    own.insert_button("D8", {"caption": "汇总", "macro": "Demo"})
    own.insert_textbox("D12", "说明")
    own.add_sparkline("C1", {"range": "我的分析!A1:A3"})
    own.conditional_format("A1:A3", {"type": "data_bar", "data_bar_2010": True})
    own.data_validation("E1", {"validate": "list", "source": "=名单!$A$1:$A$3"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=我的分析!$A$1:$A$3"})
    own.insert_chart("F1", chart)
    book.add_worksheet("名单").write_column("A1", ["甲", "乙", "丙"])
    for table in (CustomerMaster, FollowupPlan, FollowupRecord):
        sheet = book.add_worksheet(table.sheet())
        sheet.write_row("A1", [column.header for column in table.columns.values()])
        sheet.freeze_panes(1, 0)
        for down, row in enumerate(SAMPLES[table.id], 1):
            for across, name in enumerate(table.columns):
                if row.get(name) is not None:
                    sheet.write(down, across, row[name])
    vba = tmp_path / "vbaProject.bin"
    vba.write_bytes(_vba())
    book.add_vba_project(str(vba))
    book.close()
    return path


def _vba() -> bytes:
    from xlcrm.book.addin.build import addin_bytes

    with zipfile.ZipFile(io.BytesIO(addin_bytes())) as addin:
        return addin.read("xl/vbaProject.bin")




def unchanged(before: dict[str, tuple[int, bytes]], path: Path, touched: set[str]) -> list[str]:
    """Parts that were to stay and did not."""
    after = packed(path)
    return [name for name in before if name not in touched and after.get(name) != before[name]]


def ours(path: Path) -> set[str]:
    return TOUCHED | {f"xl/worksheets/sheet{n}.xml" for n in (3, 4, 5)}


def test_a_recalculation_touches_only_our_tables(rich: Path) -> None:
    before = packed(rich)
    with FileBook(rich, command="recalc") as book:
        done = recalc(book, SETTINGS)
    assert done.cells
    assert done.sheets
    assert unchanged(before, rich, ours(rich)) == []
    assert len(before) >= 20


def test_marks_touch_only_formats(rich: Path) -> None:
    before = packed(rich)
    problems = validate_file(rich, SETTINGS)
    assert mark(rich, problems, SETTINGS)
    assert unchanged(before, rich, ours(rich)) == []
    clear(rich, SETTINGS)
    assert unchanged(before, rich, ours(rich)) == []


def test_undo_gives_the_file_back(rich: Path) -> None:
    before = rich.read_bytes()
    with FileBook(rich, command="recalc") as book:
        recalc(book, SETTINGS)
    assert rich.read_bytes() != before
    undo(rich, SETTINGS)
    assert rich.read_bytes() == before


_DATA = os.environ.get("XLCRM_DATA")
_REAL = sorted(Path(_DATA, "messy").glob("*.xls[xm]")) if _DATA else []


@pytest.mark.data
@pytest.mark.skipif(not _REAL, reason="XLCRM_DATA names no folder with real workbooks")
@pytest.mark.parametrize("original", _REAL, ids=lambda p: p.name)
def test_a_real_workbook_keeps_its_parts_when_a_report_is_put_in(original: Path, tmp_path: Path) -> None:
    from xlcrm.book.port import BookError
    from xlcrm.reports.problems import problems_report

    path = tmp_path / original.name
    path.write_bytes(original.read_bytes())
    before = path.read_bytes()
    try:
        with FileBook(path, command="report") as book:
            book.put_report(problems_report([], SETTINGS.today))
            book.save()
    except BookError:
        assert path.read_bytes() == before, "what is refused is refused before anything is written"
        return
    kept = packed(original)
    workbook = {n for n in kept if n.endswith((".rels", "styles.xml", "workbook.xml", "[Content_Types].xml"))}
    assert unchanged(kept, path, workbook | {"docProps/app.xml"}) == []
