"""New workbooks: what the catalogue says stands in them, and the shipped files are what the program makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlcrm.book import look
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
from xlcrm.book.templates import build, new_workbook, tables_of
from xlcrm.book.templates.due import DUES, Due, formulas
from xlcrm.book.templates.register import REACH
from xlcrm.book.templates.seeds import FIRST_YEAR, seeds
from xlcrm.language import LANGUAGES, Language
from xlcrm.ooxml import Package
from xlcrm.policy import Policy, SheetRow
from xlcrm.reports.contents import GROUPS, PURPOSES, SHEET
from xlcrm.shipped import shipped
from xlcrm.tables import CATALOGUE, TABLES, CustomerMaster, FollowupRecord
from xlcrm.tables.column import Choice, Ref
from xlcrm.tables.lists import choice_lists
from xlcrm.tables.samples import SAMPLES
from xlcrm.tables.table import Pack

CORE = {
    *("customer_master", "source_register", "followup_plan", "followup_record", "key_date"),
    *("revisit_plan", "revisit_log", "satisfaction_response"),
    *("complaint_log", "complaint_tracking", "compensation_approval"),
    *("order", "contract", "consent_record", "info_review", "overdue_approval", "action_plan"),
    *("choice_list", "policy_profile", "holiday_calendar"),
}


@pytest.fixture(scope="module")
def core() -> bytes:
    return new_workbook("core")


@pytest.fixture(scope="module")
def full() -> Workbook:
    return load_workbook(BytesIO(new_workbook("full")))


def _rule(sheet: Worksheet, cell: str):
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def test_the_shipped_templates_are_what_the_program_makes(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path) for path in build(tmp_path)}  # the second build of the same bytes
    there = {path.relative_to(shipped("templates")) for path in shipped("templates").rglob("*.xlsx")}
    assert made == there
    drifted = [
        path for path in made if (tmp_path / path).read_bytes() != (shipped("templates") / path).read_bytes()
    ]
    assert not drifted, f"build them anew: python -m xlcrm.book.templates ({', '.join(map(str, drifted))})"


def test_the_core_workbook_looks_as_reviewed(core: bytes, golden: Callable[[str, bytes], None]) -> None:
    golden("templates/core", core)


def test_packs_hold_what_they_promise() -> None:
    core, sales, service, full = (
        {table.id for table in tables_of(pack)} for pack in ("core", "sales", "service", "full")
    )
    assert core == CORE
    assert core < sales < full
    assert core < service < full
    assert sales & service == core
    assert full == {table.id for table in CATALOGUE if table.pack and table.kind != "report"}


def test_every_table_has_a_purpose_and_a_group() -> None:
    assert set(PURPOSES) == set(TABLES)
    assert {table.__module__.rpartition(".")[2] for table in CATALOGUE} == set(GROUPS)


def test_a_table_lies_on_its_sheet_as_the_catalogue_has_it(full: Workbook) -> None:
    for table in tables_of("full"):
        sheet = full[table.sheet()]
        headings = [cell.value for cell in sheet[1]]
        own = [heading for heading in headings if not heading.startswith("_")]
        assert own == [column.header for column in table.columns.values()]
        frame = sheet.tables[table.id]
        assert [column.name for column in frame.tableColumns] == headings
        rows = max(len(seeds(table.id)), 1)
        assert frame.ref == f"A1:{sheet.cell(1, len(headings)).column_letter}{rows + 1}"
        assert sheet.freeze_panes.endswith("2")
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_formats_reach_the_blank_rows(full: Workbook) -> None:
    sheet = full[CustomerMaster.sheet()]
    for place, column in enumerate(CustomerMaster.columns.values(), start=1):
        first = sheet.cell(2, place)
        wanted = "@" if column.number_format == "General" else column.number_format
        assert first.number_format == wanted
        assert sheet.column_dimensions[first.column_letter].number_format == wanted


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        pytest.param("customer_name", look.REQUIRED, id="required"),
        pytest.param("contact_email", look.REQUIRED, id="required under a condition"),
        pytest.param("contact_title", look.HEAD, id="as one likes"),
        pytest.param("last_contact_date", look.COMPUTED, id="computed"),
    ],
)
def test_headings_are_coloured_by_what_is_expected(full: Workbook, name: str, colour: str) -> None:
    place = list(CustomerMaster.columns).index(name) + 1
    assert full[CustomerMaster.sheet()].cell(1, place).fill.fgColor.rgb == f"00{colour}"


def test_extension_columns_are_grouped_behind_the_paper_form(full: Workbook) -> None:
    sheet = full[CustomerMaster.sheet()]
    levels = [sheet.column_dimensions[cell.column_letter].outlineLevel for cell in sheet[1]]
    assert levels == [int(column.extension) for column in CustomerMaster.columns.values()]
    assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_short_enough_for_excel(language: Language) -> None:
    book = load_workbook(BytesIO(new_workbook("full", language=language)))
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225
            assert len(rule.formula1 or "") <= 255


def test_every_heading_says_what_is_expected(full: Workbook) -> None:
    for table in tables_of("full"):
        sheet = full[table.sheet()]
        for cell in sheet[1][: len(table.columns)]:
            column = next(c for c in table.columns.values() if c.header == cell.value)
            said = _rule(sheet, cell.coordinate).prompt if column.required or column.computed_by else ""
            if column.computed_by:
                assert column.computed_by in said
            elif column.required:
                assert "必填" in said


@pytest.mark.parametrize(
    ("name", "kind", "style", "stops"),
    [
        pytest.param("grade", "list", "stop", True, id="a closed list refuses other words"),
        pytest.param("industry", "list", "warning", True, id="an open list warns"),
        pytest.param("tags", "list", "warning", False, id="several values: the list only helps"),
        pytest.param("created_date", "date", "stop", True, id="a date is a date"),
        pytest.param("budget_range", None, None, False, id="an amount in words is text"),
        pytest.param("contact_phone", None, None, False, id="a telephone number is text"),
    ],
)
def test_entries(full: Workbook, name: str, kind: str | None, style: str | None, stops: bool) -> None:
    sheet = full[CustomerMaster.sheet()]
    letter = sheet.cell(1, list(CustomerMaster.columns).index(name) + 1).column_letter
    rule = _rule(sheet, f"{letter}2")
    assert (rule.type, bool(rule.showErrorMessage)) == (kind, stops)
    assert str(rule.sqref) == f"{letter}2:{letter}{REACH}"
    if style:
        assert rule.errorStyle == style


def test_drop_downs_take_their_values_from_the_lists(full: Workbook) -> None:
    rows = seeds("choice_list")
    listed = {
        name: [row["value"] for row in rows if row["list_name"] == name]
        for name in {r["list_name"] for r in rows}
    }
    for table in tables_of("full"):
        sheet = full[table.sheet()]
        for place, column in enumerate(table.columns.values(), start=1):
            if isinstance(column, Choice) and column.options.values:
                rule = _rule(sheet, f"{sheet.cell(1, place).column_letter}2")
                formula = full.defined_names[rule.formula1].attr_text
                (name,) = set(re.findall(r'"([^"]+)"', formula))
                assert listed[name] == list(column.options.values)


def test_values_of_a_list_stand_together() -> None:
    names = [row["list_name"] for row in seeds("choice_list")]
    runs = [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]
    assert len(runs) == len(set(runs)) == sum(bool(words.values) for words in choice_lists())


def test_references_offer_the_numbers_there_are(full: Workbook) -> None:
    sheet = full[FollowupRecord.sheet()]
    column = FollowupRecord.columns["customer_id"]
    assert isinstance(column, Ref)
    rule = _rule(sheet, "B2")
    assert not rule.showErrorMessage
    assert "'客户信息总表'!$A$2" in full.defined_names[rule.formula1].attr_text


def test_parameters_as_seeded_change_nothing() -> None:
    rows = [
        SheetRow(str(row["profile"]), str(row["parameter"]), row["value"], row.get("unit"))
        for row in seeds("policy_profile")
    ]
    policy, faults = Policy.load(sheet_rows=rows)
    default = Policy.default()
    assert not faults
    assert {view.name: view.value for view in policy.all()} == {
        view.name: view.value for view in default.all()
    }
    assert all(row["note"] for row in seeds("policy_profile"))


def test_a_parameter_as_seeded_leaves_the_companys_file_in_force(tmp_path: Path) -> None:
    company = tmp_path / "公司.toml"
    company.write_text('"complaint.hours.一般" = 36\n', encoding="utf-8")
    row = next(row for row in seeds("policy_profile") if row["parameter"] == "complaint.hours.一般")
    seeded = SheetRow("manual", "complaint.hours.一般", row["value"], row["unit"])
    changed = seeded._replace(value="30")
    for sheet_row, hours in ((seeded, "36"), (changed, "30")):
        policy, _ = Policy.load(sheet_rows=[sheet_row], env={"XLCRM_POLICY": str(company)})
        assert policy.text("complaint.hours.一般") == hours


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        pytest.param(date(2023, 10, 1), "法定节假日", id="a public holiday"),
        pytest.param(date(2023, 10, 7), "调休上班", id="a Saturday worked in exchange"),
        pytest.param(date(2023, 9, 28), None, id="an ordinary Thursday"),
    ],
)
def test_holidays_are_the_published_ones(day: date, kind: str | None) -> None:
    kinds = {row["date"]: row["kind"] for row in seeds("holiday_calendar")}
    assert kinds.get(day) == kind
    assert min(kinds).year == FIRST_YEAR


def test_the_first_sheet_leads_to_every_other(core: bytes) -> None:
    book = load_workbook(BytesIO(core))
    home = book.worksheets[0]
    assert home.title == SHEET
    targets = {cell.hyperlink.location for row in home.iter_rows() for cell in row if cell.hyperlink}
    assert targets == {f"'{title}'!A1" for title in book.sheetnames[1:]}


def test_the_first_sheet_may_be_replaced_by_us_and_the_others_may_not(core: bytes, tmp_path: Path) -> None:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(core)
    with Package(path) as package:
        assert package.is_ours(SHEET)
        assert not package.is_ours(CustomerMaster.sheet())


def test_the_workbook_says_who_made_it(core: bytes) -> None:
    (maker,) = load_workbook(BytesIO(core)).custom_doc_props.props
    assert maker.name == "xlcrm"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", maker.value)


@pytest.mark.parametrize(
    ("pack", "language"),
    [
        ("core", "zh-CN"),
        ("sales", "zh-CN"),
        ("service", "zh-CN"),
        *(("full", language) for language in LANGUAGES),
    ],
)
def test_the_reader_recognises_every_table(pack: Pack, language: Language, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(new_workbook(pack, language=language, sample=True))
    with open_source(path) as source:
        found = find_tables(source)
        rows = {name: len(list(table.rows)) for name, table in found.tables.items()}
    assert set(rows) == {table.id for table in tables_of(pack)}
    assert not found.problems
    assert all(count == len(seeds(name) or SAMPLES.get(name, [])) for name, count in rows.items())


def test_due_dates_name_columns_of_their_table() -> None:
    for due in DUES:
        names = {due.column, *due.filled, *(due.states or {})}
        assert names <= set(due.table.columns)
        for name, words in (due.states or {}).items():
            column = due.table.columns[name]
            assert isinstance(column, Choice)
            assert set(words) <= set(column.options.values)


def test_due_dates_turn_colour(full: Workbook) -> None:
    for due in DUES:
        sheet = full[due.table.sheet()]
        letter = sheet.cell(1, list(due.table.columns).index(due.column) + 1).column_letter
        (area,) = [area for area in sheet.conditional_formatting if f"{letter}2" in area.sqref]
        assert str(area.sqref) == f"{letter}2:{letter}{REACH}"
        assert [rule.dxf.fill.bgColor.rgb[2:] for rule in area.rules] == [look.OVERDUE, look.DUE_TODAY]


@pytest.mark.libreoffice
def test_names_and_colours_work_in_a_spreadsheet(converted: Callable[[bytes, str], Path]) -> None:
    """Named ranges give the lists, and the rules for due dates tell yesterday from today and from done."""
    book = load_workbook(BytesIO(new_workbook("core", sample=True)))
    sheet = book.create_sheet("test", 0)
    book.active = 0
    lists = [
        words
        for words in choice_lists()
        if re.sub(r"[^\w.]+", "_", f"选项_{words.name}") in book.defined_names
    ]
    for row, words in enumerate(lists, start=1):
        name = re.sub(r"[^\w.]+", "_", f"选项_{words.name}")
        sheet.cell(row, 1, f"=ROWS({name})")
        sheet.cell(row, 2, f"=INDEX({name},1)")
        sheet.cell(row, 3, f"=INDEX({name},ROWS({name}))")
    due = next(due for due in DUES if due.table is FollowupRecord)
    cases = [
        ("=TODAY()-1", None, "10"),
        ("=TODAY()", None, "01"),
        ("=TODAY()+1", None, "00"),
        ("=TODAY()-1", "已完成", "00"),
    ]
    for at, (day, state, _) in enumerate(cases, start=100):
        sheet.cell(at, 1, day)
        sheet.cell(at, 2, state)
        cells = {due.column: f"$A{at}", "action_status": f"$B{at}", "action_done_date": f"$C{at}"}
        for column, formula in enumerate(formulas(due, cells), start=4):
            sheet.cell(at, column, f"=N({formula})")
    made = BytesIO()
    book.save(made)
    table = converted(made.getvalue(), "csv:Text - txt - csv (StarCalc):9,34,76")
    lines = table.read_text("utf-8").splitlines()
    for words, line in zip(lists, lines, strict=False):
        assert line.split("\t")[:3] == [str(len(words.values)), words.values[0], words.values[-1]]
    for (_, _, wanted), line in zip(cases, lines[99:], strict=False):
        assert "".join(line.split("\t")[3:5]) == wanted


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_without_a_cut_number(language: Language, printed: Callable[[bytes], list[str]]) -> None:
    pages = printed(new_workbook("core", language=language, sample=True))
    assert "客户管理" in pages[0]
    assert not any("###" in page for page in pages)


def test_a_due_date_without_a_way_to_be_done_is_only_a_date() -> None:
    due = Due(CustomerMaster, CustomerMaster.next_followup_date)
    assert formulas(due, {"next_followup_date": "$A2"}) == (
        "AND(ISNUMBER($A2),INT($A2)<TODAY())",
        "AND(ISNUMBER($A2),INT($A2)=TODAY())",
    )
