"""Text stays text; numbers and dates read back as what they were, in other programs too."""

from __future__ import annotations

import datetime as dt
import io
import math

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from workbooks import SHEET, Made, member

from xlcrm.ooxml import CellError, Package, Refused
from xlcrm.ooxml.values import escaped, moment_of, serial, unescaped

D1904 = '<workbookPr date1904="1"/>'


def with_values(values: dict[tuple[int, int], object], **made: object) -> bytes:
    with Package(Made(**made).bytes()) as package:
        package.set_cells("客户", values)
        return package.to_bytes()


def read_openpyxl(content: bytes) -> list[object]:
    return [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(content))["客户"].iter_cols(max_col=1))]


def read_calamine(content: bytes) -> list[object]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("客户")
    return [row[0] for row in sheet.to_python(skip_empty_area=False)]


def read_ours(content: bytes, count: int) -> list[object]:
    with Package(content) as package:
        found = package.values("客户", [(row, 1) for row in range(1, count + 1)])
        return [found[row, 1] for row in range(1, count + 1)]


TEXTS = [
    "=cmd|' /C calc'!A0", "=1+1", "+8613800138000", "-5", "@x", "0012", "1-2", "TRUE", "1E5", "  两端空格  ", "\tx", "a\nb",
    "<b>&amp;</b>", "😀👨‍👩‍👧", "#N/A", "_x0041_", "_x000D_", "_x005F_", "_x0041_x0042_", "'quoted", '"', "]]>", "　全角",
    "\u200b零宽", "é", "e\u0301", "公司（集团）",
]


def test_text_stays_text() -> None:
    content = with_values({(row, 1): text for row, text in enumerate(TEXTS, 1)})
    assert read_ours(content, len(TEXTS)) == TEXTS
    assert read_calamine(content) == TEXTS
    assert [unescaped(value) for value in read_openpyxl(content)] == TEXTS
    sheet = openpyxl.load_workbook(io.BytesIO(content))["客户"]
    assert {cell.data_type for cell in sheet["A"]} <= {"s"}


@pytest.mark.parametrize("text", ["a\rb", "\x00\x01\x1f", "\x0b\x0c", "\ufffe\uffff", "\r\n"])
def test_characters_that_xml_cannot_hold(text: str) -> None:
    assert read_ours(with_values({(1, 1): text}), 1) == [text]
    assert unescaped(str(read_openpyxl(with_values({(1, 1): text}))[0])) == text


@settings(max_examples=300)
@given(st.text(alphabet=st.characters()))
def test_any_text_survives_escaping(text: str) -> None:
    plain = escaped(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert unescaped(plain) == text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1), min_size=1, max_size=20))
def test_any_text_is_read_by_others(texts: list[str]) -> None:
    content = with_values({(row, 1): text for row, text in enumerate(texts, 1)})
    assert read_ours(content, len(texts)) == texts
    assert [unescaped(str(value)) for value in read_openpyxl(content)] == texts


def test_the_longest_text() -> None:
    longest = "长" * 32_767
    content = with_values({(1, 1): longest, (2, 1): "😀" * 16_383 + "x"})
    assert read_ours(content, 2)[0] == longest
    for text in (longest + "x", "😀" * 16_384):
        with pytest.raises(Refused) as refusal:
            with_values({(1, 1): text})
        assert refusal.value.code == "too-long"
        assert refusal.value.where == "客户!A1"


NUMBERS = [0, -0.0, 1, -1, 0.1, 1 / 3, 1e300, 5e-324, 1.7976931348623157e308, 13800138000, 2**53, -(2**53), 10**15,
           123456789012345.6, 1e16, 10**17]


def test_numbers_come_back_exactly() -> None:
    content = with_values({(row, 1): number for row, number in enumerate(NUMBERS, 1)})
    assert read_ours(content, len(NUMBERS)) == NUMBERS
    assert read_calamine(content) == NUMBERS
    assert read_openpyxl(content) == NUMBERS


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53)), min_size=1,
                max_size=30))
def test_any_number_comes_back_exactly(numbers: list[float]) -> None:
    content = with_values({(row, 1): number for row, number in enumerate(numbers, 1)})
    assert read_ours(content, len(numbers)) == numbers
    assert read_calamine(content) == numbers


@pytest.mark.parametrize(("value", "code"), [
    (110101199001011234, "inexact"), (2**53 + 1, "inexact"), (math.nan, "not-finite"), (math.inf, "not-finite"),
    (dt.date(1899, 12, 31), "date-range"), (dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "date-range"),
])
def test_values_excel_cannot_hold(value: object, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        with_values({(1, 1): value})
    assert refusal.value.code == code


def test_values_of_pandas_and_numpy() -> None:
    import numpy as np
    import pandas as pd
    content = with_values({(1, 1): np.float64(1.5), (2, 1): np.int64(7), (3, 1): pd.Timestamp("2024-02-29"),
                           (4, 1): np.float32(0.5)})
    assert read_ours(content, 4) == [1.5, 7, dt.date(2024, 2, 29), 0.5]
    with pytest.raises(Refused):
        with_values({(1, 1): pd.NaT})
    with pytest.raises(TypeError):
        with_values({(1, 1): object()})


def test_truth_values_and_empty_ones() -> None:
    content = with_values({(1, 1): True, (2, 1): False, (3, 1): None, (4, 1): "", (5, 1): 1})
    assert read_ours(content, 5) == [True, False, None, None, 1]
    assert read_openpyxl(content) == [True, False, None, None, 1]
    assert read_calamine(content) == [True, False, "", "", 1.0]


MOMENTS = [dt.date(1900, 1, 1), dt.date(1900, 2, 28), dt.date(1900, 3, 1), dt.date(2023, 8, 25), dt.date(9999, 12, 31),
           dt.datetime(2024, 2, 29, 23, 59, 59), dt.datetime(2024, 1, 1, 8, 30), dt.time(8, 30), dt.time(23, 59, 59)]


@pytest.mark.parametrize("system", [pytest.param("", id="1900"), pytest.param(D1904, id="1904")])
def test_dates_come_back_exactly(system: str) -> None:
    moments = [moment for moment in MOMENTS if not system or isinstance(moment, dt.time) or moment.year > 1904]
    content = with_values({(row, 1): moment for row, moment in enumerate(moments, 1)}, before_sheets=system)
    assert read_ours(content, len(moments)) == moments
    seen = read_openpyxl(content)
    assert [value.date() if isinstance(value, dt.datetime) and not isinstance(moment, dt.datetime) else value
            for value, moment in zip(seen, moments, strict=True)] == moments
    assert [_as(value, moment) for value, moment in zip(read_calamine(content), moments, strict=True)] == moments


def _as(value: object, moment: object) -> object:
    return value.date() if isinstance(value, dt.datetime) and type(moment) is dt.date else value


@settings(max_examples=300)
@given(st.datetimes(dt.datetime(1904, 1, 2), dt.datetime(9999, 12, 31)), st.booleans())
def test_any_moment_comes_back_to_the_millisecond(moment: dt.datetime, date1904: bool) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    back = moment_of(float(serial(moment, date1904, "A1")), date1904)
    assert back == (moment if moment.time() != dt.time() else moment.date())


@pytest.mark.parametrize(("style", "code"), [
    pytest.param(0, "yyyy-mm-dd", id="a plain cell gets a date format"),
    pytest.param(1, "yyyy/m/d", id="a date format of the user stays"),
    pytest.param(5, "mm-dd-yy", id="a built-in date format stays"),
])
def test_format_of_a_date(style: int, code: str) -> None:
    content = with_values({(1, 1): dt.date(2024, 5, 6)}, rows=f'<row r="1"><c r="A1" s="{style}"/></row>')
    cell = openpyxl.load_workbook(io.BytesIO(content))["客户"]["A1"]
    assert cell.number_format == code
    assert cell.value == dt.datetime(2024, 5, 6)


def test_number_format_asked_for() -> None:
    with Package(Made(rows='<row r="1"><c r="A1" s="2"><v>0.5</v></c></row>').bytes()) as package:
        package.set_cells("客户", {(1, 2): 0.25}, number_format={(1, 1): "0.0%", (1, 2): "0.00", (1, 3): "General"})
        sheet = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))["客户"]
    assert (sheet["A1"].number_format, sheet["B1"].number_format) == ("0.0%", "0.00")
    assert (sheet["A1"].font.b, sheet["A1"].fill.fgColor.rgb) == (True, "FFFFFF00")


def test_what_cells_hold() -> None:
    rows = ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="b"><v>1</v></c>'
            '<c r="D1"><f>1+1</f><v>2</v></c><c r="E1" t="str"><f>"x"</f><v>文_x000D_</v></c>'
            '<c r="F1" t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r><rPh sb="0" eb="1"><t>fu</t></rPh></is></c>'
            '<c r="G1" s="1"><v>45000</v></c><c r="H1" t="d"><v>2024-05-06T00:00:00</v></c><c r="I1" t="n"><v>1.50</v></c>'
            '<c r="J1" s="1"/><c r="K1" t="s"><v>99</v></c></row>')
    made = Made(rows=rows, strings=("<si><r><rPr><b/></rPr><t>粗</t></r><r><t xml:space=\"preserve\"> 细</t></r></si>",))
    with Package(made.bytes()) as package:
        found = package.values("客户", [(1, column) for column in range(1, 13)])
        plain = package.values("客户", [(1, 7)], dates=False)
    assert list(found.values()) == ["粗 细", "#N/A", True, 2, "文\r", "富文本", dt.date(2023, 3, 15), dt.date(2024, 5, 6), 1.5,
                                    None, "", None]
    assert isinstance(found[1, 2], CellError)
    assert plain == {(1, 7): 45000}


def test_no_shared_strings_are_added() -> None:
    made = Made(rows="", strings=("<si><t>x</t></si>",))
    content = with_values({(1, 1): "x"}, rows="", strings=made.strings)
    assert member(content, "xl/sharedStrings.xml") == member(made.bytes(), "xl/sharedStrings.xml")
    assert b'<is><t>x</t></is>' in member(content, SHEET)
