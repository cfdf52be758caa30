"""Sheets read by the forms of their rows hold what python-calamine reads in them, or are left to it."""

from __future__ import annotations

import io
import os
import re
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlcrm.book.port import CannotRead
from xlcrm.book.reader import open_source
from xlcrm.book.sources import usual_rows, xlsx
from xlcrm.book.sources.scan import NO_RESULT
from xlcrm.book.sources.usual_sheet import UsualSheet
from xlcrm.tables.rows import letters

sys.path.insert(0, str(Path(__file__).parent))
from packages import HEAD, MAIN, Packed, sheet

DATA = os.environ.get("XLCRM_DATA")
TEMPLATES = Path(__file__).parents[2] / "templates"


Cells = dict[tuple[int, int], Any]


def read(path: Path) -> tuple[dict[str, Any], dict[str, Cells], list[bool]]:
    """What is told of each sheet, its filled cells, and whether it was read by us."""
    told, cells = {}, {}
    with open_source(path) as source:
        for one in source.sheets:
            cells[one.name] = {
                (row, column): (type(value), value)
                for row, values in one.rows()
                for column, value in enumerate(values, one.left)
                if value is not None
            }
            told[one.name] = dict(one.formulas), one.hidden, one.objects
        return told, cells, [isinstance(one, UsualSheet) for one in source.sheets]


def read_both_ways(path: Path) -> tuple[dict[str, Cells], list[bool]]:
    """Filled cells, once it has been seen that the reader tells the same of them.

    It overlooks formulas without a result that stand outside of all other cells.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx, "_usual", lambda *_: ())
        their_told, theirs, _ = read(path)
    told, ours, usual = read(path)
    assert told == their_told
    for name, cells in ours.items():
        seen = {at: cell for at, cell in cells.items() if cell[1] is not NO_RESULT or at in theirs[name]}
        assert seen == theirs[name]
    return ours, usual


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_templates(path: Path) -> None:
    _, usual = read_both_ways(path)
    assert all(usual)


@pytest.mark.data
@pytest.mark.skipif(not DATA, reason="XLCRM_DATA names no folder with messy/")
def test_real_workbooks() -> None:
    usual = []
    for path in sorted(Path(str(DATA), "messy").glob("*.xls[xm]")):
        try:
            usual += read_both_ways(path)[1]
        except CannotRead:
            continue
    assert usual.count(True) > 100 < 2 * usual.count(False) + 100


DAYS = st.dates(date(1900, 3, 1), date(9999, 12, 31))
MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)) | DAYS | st.times()
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**17), 10**17)
FORMULAS = st.sampled_from(
    [("=A1+1", 5), ('=A1&"x"', "甲 & 乙"), ("=1/0", "#DIV/0!"), ("=TRUE()", True), ("=B1", "")]
)
CELLS = st.none() | MOMENTS | WORDS | NUMBERS | st.booleans() | FORMULAS
KINDS = [MOMENTS, WORDS, NUMBERS, DAYS, CELLS]


@st.composite
def tables(draw: st.DrawFn) -> list[list[Any]]:
    """Rows whose columns are mostly of one kind."""
    columns = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    row = st.tuples(*(st.none() | column | column | column for column in columns))
    return [list(one) for one in draw(st.lists(row, max_size=40))]


@pytest.mark.parametrize("few", [1, 3, 1000])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables(), first=st.integers(0, 30), left=st.integers(0, 30))
def test_whatever_is_written(
    few: int, rows: list[list[Any]], first: int, left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual_rows, "_FEW", few)
    monkeypatch.setattr(usual_rows, "_PIECE", 700)
    path = tmp_path / "a.xlsx"
    path.write_bytes(written(rows, first, left))
    _, usual = read_both_ways(path)
    assert all(usual)


def written(rows: list[list[Any]], first: int, left: int) -> bytes:
    """A workbook with a sheet of these rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        one = book.add_worksheet("甲")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for at, row in enumerate(rows, first):
            for column, value in enumerate(row, left):
                if isinstance(value, tuple):
                    one.write_formula(at, column, value[0], None, value[1])
                elif isinstance(value, date | time):
                    one.write_datetime(at, column, value, moment)
                elif isinstance(value, bool):
                    one.write_boolean(at, column, value)
                elif isinstance(value, str):
                    one.write_string(at, column, value)
                elif value is not None:
                    one.write_number(at, column, value)
                else:
                    one.write_blank(at, column, None, moment)
    return out.getvalue()


STRINGS = (
    "<si><t>甲</t></si>",
    '<si><t xml:space="preserve"> 乙 </t></si>',
    "<si><t> 丙</t></si>",
    "<si><t>A&amp;B&#x4E2D;&#10;</t></si>",
    "<si><r><t>丁</t></r><r><rPr><b/></rPr><t> 戊 </t></r><rPh sb='0' eb='1'><t>di\nng</t></rPh></si>",
    "<si><t></t></si>",
    "<si/>",
    "<si><t>a_x000D_b\r\nc</t></si>",
    '<si><t/><phoneticPr fontId="1"/></si>',
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="177" formatCode="[h]:mm"/><numFmt formatCode="#,##0.00_d;[Red]-0" numFmtId="178"/></numFmts>'
    '<cellXfs count="9">'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 31, 46, 58, 176, 177, 178))
    + "</cellXfs></styleSheet>"
)
NUMERALS = (
    *("0", "7", "-1", "1.50", ".5", "1E3", "-2.5e-7", "123456789012345678e-9"),
    *("45170", "45170.75", "45170.9999999999", "0.375", "5", "5.5", "59.9", "60", "60.5", "2958466"),
)
CONTENTS = (
    "{}/>",
    "{}></c>",
    "{}><v></v></c>",
    "{}><v/></c>",
    *(f'{{}} t="s"><v>{number}</v></c>' for number in range(len(STRINGS))),
    *(f"{{}}><v>{number}</v></c>" for number in NUMERALS),
    '{} t="n"><v>3</v></c>',
    '{} t="b"><v>1</v></c>',
    '{} t="b"><v>0</v></c>',
    '{} t="e"><v>#N/A</v></c>',
    '{} t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '{} t="str"><f>A1&amp;"x"</f><v> a&amp;b </v></c>',
    '{} t="str"><f>A1</f><v></v></c>',
    '{} t="str"><f>A1</f><v xml:space="preserve"> a</v></c>',
    '{} t="str"><v>文字</v></c>',
    "{}><f>A1+1</f><v>4.25</v></c>",
    "{}><f>A1+1</f><v></v></c>",
    "{}><f>A1+1</f></c>",
    '{}><f t="shared" si="0"/><v>9</v></c>',
    '{} t="inlineStr"><is><t> 里面 </t></is></c>',
    '{} t="inlineStr"><is><t xml:space="preserve"> 里面 &lt;</t></is></c>',
    '{} t="inlineStr"><is><t></t></is></c>',
    '{} cm="1"><v>5</v></c>',
)
ODD = (
    '{} t="d"><v>2023-09-01</v></c>',
    '{} t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>',
    '{} t="e"><v>#SPILL!</v></c>',
    "{}><v>1</v><extLst/></c>",
    "{}><v>1<!-- eins --></v></c>",
    "{}> <v>1</v> </c>",
    '{} t="s"><v>99</v></c>',
    "{}><v>elf</v></c>",
)
ROW_HEADS = (
    '<row r="{}">',
    '<row r="{}" spans="1:9" ht="15" customHeight="1">',
    '<row r="{}" hidden="1" x14ac:dyDescent="0.2">',
)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """The rows of a sheet, written by hand."""
    contents = st.sampled_from(CONTENTS) if draw(st.booleans()) else st.sampled_from(CONTENTS + ODD)
    shapes = draw(
        st.lists(st.lists(st.tuples(contents, st.integers(0, 9)), max_size=5), min_size=1, max_size=3)
    )
    rows, number = [], 0
    for shape in draw(st.lists(st.sampled_from(shapes), max_size=30)):
        number += draw(st.sampled_from((1, 1, 1, 2, 9)))
        cells = ""
        for letter, (content, style) in zip("BCDEFG", shape, strict=False):
            styled = f' s="{style}"' if style else ""
            cells += content.format(f'<c r="{letter}{number}"{styled}')
        rows.append(draw(st.sampled_from(ROW_HEADS)).format(number) + cells + "</row>")
    return "".join(rows)


@pytest.mark.parametrize("few", [1, 3, 1000])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=sheets())
def test_however_it_is_written(few: int, rows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usual_rows, "_FEW", few)
    monkeypatch.setattr(usual_rows, "_PIECE", 500)
    path = Packed({"甲": sheet(rows)}, strings=strings(*STRINGS), styles=STYLES).write(tmp_path / "a.xlsx")
    try:
        read_both_ways(path)
    except CannotRead:
        with pytest.raises(CannotRead):
            read(path)


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixes_and_beginnings(tmp_path: Path, prefix: str, *, from_1904: bool) -> None:
    """Elements may bear a prefix, and days may be counted from 1904."""
    contents = [(content, style) for content in CONTENTS for style in range(9) if "<v>-" not in content]
    rows = ""
    for at, (content, style) in enumerate(contents, 1):
        cell = content.format(f'<c r="B{at}" s="{style}"')
        rows += f'<row r="{at}">{cell}<c r="C{at}"/></row>'
    packed = Packed(
        {"甲": prefixed(sheet(rows), prefix)}, strings=prefixed(strings(*STRINGS), prefix), styles=STYLES
    )
    packed.workbook = packed.listing().replace("<sheets>", f'<workbookPr date1904="{from_1904:d}"/><sheets>')
    cells, usual = read_both_ways(packed.write(tmp_path / "a.xlsx"))
    assert usual == [True]
    assert len(cells["甲"]) > 300


def prefixed(xml: str, prefix: str) -> str:
    """The XML with a prefix before the names of its elements."""
    xml = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", xml)
    return xml.replace("xmlns=", f"xmlns:{prefix[:-1]}=") if prefix else xml


def test_formats_that_chinese_programs_know_by_number(tmp_path: Path) -> None:
    """Format 31 is 2023年9月1日, 58 is 9月1日; the file does not say so."""
    row = '<row r="1"><c r="A1" s="3"><v>45170</v></c><c r="B1" s="5"><v>45170</v></c></row>'
    path = Packed({"甲": sheet(row)}, styles=STYLES).write(tmp_path / "a.xlsx")
    day = (date, date(2023, 9, 1))
    assert read_both_ways(path) == ({"甲": {(1, 1): day, (1, 2): day}}, [True])


def test_rows_that_are_not_alike_are_left_to_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual_rows, "_FEW", 2)
    monkeypatch.setattr(usual_rows, "_MANY", 5)
    rows = "".join(f'<row r="{n}"><c r="{letters(n)}{n}"><v>{n}</v></c></row>' for n in range(1, 99))
    path = Packed({"甲": sheet(rows)}).write(tmp_path / "a.xlsx")
    assert read_both_ways(path)[1] == [False]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        "<row><c><v>1</v></c></row>",
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1"><c t="n" s="0" r="A1"><v>1</v></c></row>',
        '<row r="1">\n<c r="A1"><v>1</v></c>\n</row>',
        '<!-- erste --><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    ],
)
def test_unusual_writing_is_left_to_the_reader(rows: str, tmp_path: Path) -> None:
    path = Packed({"甲": sheet(rows)}, strings=strings("<si><t>甲</t></si>")).write(tmp_path / "a.xlsx")
    cells, usual = read_both_ways(path)
    assert usual == [False]
    assert cells["甲"]


def test_numbers_too_large_for_any_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = '<row r="1"><c r="A1" s="1"><v>13800138000</v></c><c r="B1" s="4"><v>13800138000</v></c></row>'
    path = Packed({"甲": sheet(row)}, styles=STYLES).write(tmp_path / "a.xlsx")
    assert read(path)[1] == {"甲": {(1, 1): (int, 13800138000), (1, 2): (int, 13800138000)}}
    monkeypatch.setattr(xlsx, "_usual", lambda *_: ())
    with pytest.raises(CannotRead):
        read(path)


def strings(*items: str) -> str:
    return f'{HEAD}<sst xmlns="{MAIN}">{"".join(items)}</sst>'
