"""The forms: laid out like the paper, filled from a row and read back, one A4 page each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from xlcrm.book.forms import FORMS, cards, filled_form, form_cells, new_form, read_form
from xlcrm.book.forms.examples import examples
from xlcrm.book.forms.place import LAST, LEFT, place
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Value

ALL = [pytest.param(name, id=form.table.title) for name, form in FORMS.items()]


def _sheet(content: bytes) -> Worksheet:
    return load_workbook(BytesIO(content)).worksheets[0]


def _cells(content: bytes) -> dict[str, Value]:
    """Values by address, as a reader gives them: dates without a time of day, sums not worked out."""
    return {
        cell.coordinate: _day(cell.value)
        for row in _sheet(content).iter_rows()
        for cell in row
        if cell.value is not None
    }


def _day(value: Value) -> Value:
    return value.date() if isinstance(value, datetime) and (value.hour, value.minute) == (0, 0) else value


def _plain(row: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: value.replace(tzinfo=None) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def test_every_form_of_the_catalogue_has_its_paper() -> None:
    assert set(FORMS) == {table.id for table in TABLES.values() if table.kind == "form"}


@pytest.mark.parametrize("name", ALL)
def test_looks_as_reviewed(name: str, golden: Callable[[str, bytes], None]) -> None:
    golden(f"forms/{name}", new_form(name, sample=True))


@pytest.mark.parametrize("name", ALL)
def test_every_column_has_its_cell_in_the_order_of_the_paper(name: str) -> None:
    cells = form_cells(name)
    assert list(cells) == list(FORMS[name].table.columns)
    if name not in ("followup_card", "delivery_tracking"):  # read column by column, stage by stage
        places = [range_boundaries(address)[1::-1] for address in cells.values()]
        assert places == sorted(places)


@pytest.mark.parametrize("name", ALL)
def test_a_filled_form_is_read_back(name: str) -> None:
    rows = [_plain(row) for row in examples(name)]
    assert read_form(name, _cells(filled_form(name, rows))) == rows


@pytest.mark.parametrize("name", ALL)
def test_an_example_keeps_to_the_catalogue(name: str) -> None:
    for row in examples(name):
        assert set(row) <= set(FORMS[name].table.columns)


@pytest.mark.parametrize("name", ALL)
def test_an_empty_form_holds_no_record(name: str) -> None:
    assert read_form(name, _cells(new_form(name))) == []


@pytest.mark.parametrize("name", ALL)
def test_nothing_overlaps_and_the_paper_is_covered(name: str) -> None:
    sheet = place(FORMS[name])
    taken: set[tuple[int, int]] = set()
    for cell in sheet.cells:
        here = {
            (row, at) for row in range(cell.top, cell.bottom + 1) for at in range(cell.left, cell.right + 1)
        }
        assert not here & taken
        taken |= here
    assert taken == {(row, at) for row in range(1, sheet.row) for at in range(LEFT, LAST + 1)}


@pytest.mark.parametrize("name", ALL)
def test_messages_and_lists_are_short_enough_for_excel(name: str) -> None:
    for rule in _sheet(new_form(name)).data_validations.dataValidation:
        assert len(rule.promptTitle or "") <= 32
        assert len(rule.prompt or "") <= 255
        assert len(rule.error or "") <= 225
        assert len(rule.formula1 or "") <= 255


@pytest.mark.parametrize("name", ALL)
def test_choices_come_from_a_drop_down(name: str) -> None:
    sheet = _sheet(new_form(name))
    for column, slot in place(FORMS[name]).slots.items():
        for address, offered in slot.drop_downs.items():
            (rule,) = [r for r in sheet.data_validations.dataValidation if address in r.sqref]
            assert rule.type == "list", column
            assert offered[0] in rule.formula1 or "$" in rule.formula1


@pytest.mark.parametrize(
    ("name", "column", "typed", "value"),
    [
        pytest.param(
            "revisit_record", "method", "□电话  ☑邮件  □上门", "邮件", id="ticked from the drop-down"
        ),
        pytest.param("revisit_record", "method", "□电话 √邮件 □上门", "邮件", id="ticked by hand"),
        pytest.param("revisit_record", "method", "上门", "上门", id="the word alone"),
        pytest.param(
            "revisit_record", "satisfaction_score", "☑5分非常满意  □4分满意", 5, id="a mark by its words"
        ),
        pytest.param("revisit_record", "satisfaction_score", 4, 4, id="a mark as a number"),
        pytest.param(
            "satisfaction_assessment", "score_overall", "□1  □2  ☑3  □4  □5", 3, id="a box with a number"
        ),
        pytest.param("followup_card", "grade", "B(潜力)", "B类", id="the card's words for a grade"),
        pytest.param(
            "followup_card", "customer_status", "成交客户", "成交", id="the card's words for a status"
        ),
    ],
)
def test_cells_are_read_as_people_fill_them(name: str, column: str, typed: Value, value: Value) -> None:
    assert read_form(name, {form_cells(name)[column]: typed}) == [{column: value}]


@pytest.mark.parametrize(
    ("ticked", "value"),
    [
        pytest.param("☑☑□□", "复购;转介绍", id="two"),
        pytest.param("□□□☑", "无需求", id="the last"),
        pytest.param("□□□□", None, id="none"),
    ],
)
def test_several_boxes_have_a_cell_each(ticked: str, value: str | None) -> None:
    first, _, last = form_cells("revisit_record")["potential_need"].partition(":")
    content = filled_form("revisit_record", [{"potential_need": value}])
    sheet = _sheet(content)
    boxes = [cell for cell in sheet[f"{first}:{last}"][0] if cell.value]
    assert "".join(cell.value[0] for cell in boxes) == ticked
    assert read_form("revisit_record", _cells(content)) == ([{"potential_need": value}] if value else [])


def test_a_project_gives_one_row_a_stage_with_its_own_problems() -> None:
    rows = [_plain(row) for row in examples("delivery_tracking")]
    found = read_form("delivery_tracking", _cells(filled_form("delivery_tracking", rows)))
    assert [row["delivery_stage"] for row in found] == ["需求调研", "开发实施"]
    assert "problem_log" not in found[0]
    assert "机房电源插座不足" in str(found[1]["problem_log"])
    assert {row["contract_no"] for row in found} == {"HT2024-001"}


def test_the_spreadsheet_adds_up_the_quotation() -> None:
    cells = _cells(new_form("solution_proposal"))
    assert [value for value in cells.values() if str(value).startswith("=SUM(")] == ["=SUM(U14:U18)"]


def test_a_sum_that_was_worked_out_is_part_of_the_text() -> None:
    rows = [_plain(row) for row in examples("solution_proposal")]
    cells = _cells(filled_form("solution_proposal", rows))
    total = next(address for address, value in cells.items() if str(value).startswith("=SUM("))
    (found,) = read_form("solution_proposal", {**cells, total: 500000})
    assert "总价：500000" in str(found["quotation"])


@pytest.mark.parametrize(
    ("count", "breaks"),
    [
        pytest.param(1, 0, id="one card"),
        pytest.param(2, 0, id="two fill a page"),
        pytest.param(3, 1, id="the third begins a page"),
        pytest.param(5, 2, id="five take three pages"),
    ],
)
def test_two_cards_a_page(count: int, breaks: int) -> None:
    rows = [{**examples("followup_card")[0], "customer_name": f"示例{n}有限公司"} for n in range(count)]
    sheet = _sheet(cards(rows))
    assert len(sheet.row_breaks.brk) == breaks
    names = [
        cell.value for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith("示例")
    ]
    assert names == [row["customer_name"] for row in rows]


def test_no_cards_make_an_empty_sheet() -> None:
    assert _sheet(cards([])).max_row == 1


def test_the_card_says_by_when() -> None:
    cells = form_cells("followup_card")
    sheet = _sheet(filled_form("followup_card", [{"next_followup_date": date(2024, 5, 20)}]))
    assert sheet[cells["next_followup_date"]].number_format == 'yyyy-mm-dd"前"'


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ALL)
def test_prints_on_one_page(name: str, printed: Callable[[bytes], list[str]]) -> None:
    (page,) = printed(new_form(name, sample=True))
    assert "###" not in page
    assert FORMS[name].table.title in page


@pytest.mark.libreoffice
def test_five_cards_print_on_three_pages(printed: Callable[[bytes], list[str]]) -> None:
    pages = printed(cards(examples("followup_card") * 5))
    assert [page.count("客户关系跟进提醒卡") for page in pages] == [3, 3, 2]  # two cards and the foot line
