"""投诉分析月度报告: 表9 to the letter, other months, what people typed, and R-087."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from xlcrm.book.sheets import scratch, typed
from xlcrm.policy import Policy
from xlcrm.reports import REPORTS
from xlcrm.reports.as_text import as_text
from xlcrm.reports.carry import carried
from xlcrm.reports.report import Block, Report
from xlcrm.rules.frames import Data
from xlcrm.tables.rows import Value

DEFAULT = Policy.default()
AUGUST = date(2023, 8, 1)
Make = Callable[[Mapping[str, Sequence[Mapping[str, Value]]]], Data]


def report_of(
    data: Data, today: date = date(2023, 9, 2), month: date = AUGUST, policy: Policy = DEFAULT
) -> Report:
    return REPORTS["complaints"].make(data, policy, today, month)


def fields(report: Report) -> dict[str, object]:
    return {field.label: field.value for field in report.fields}


def block(report: Report, name: str) -> Block:
    return next(each for each in report.blocks if each.name == name)


def test_the_form_of_the_manual(samples: Data) -> None:
    assert fields(report_of(samples)) == {
        "报告周期": "2023年8月",
        "编制人": "*主管",
        "投诉总量": "12起",
        "投诉类型分布": "产品问题:5起(41.7%);服务问题:4起(33.3%);沟通问题:3起(25%)",
        "高频问题TOP3": "1.服务器噪音大(2起);2.技术响应超时(2起);3.合同条款解释不清(2起)",
        "责任部门分布": "产品部:5起;客服部:4起;销售部:3起",
        "改进措施": "1.产品部9月底前优化服务器散热设计;2.客服部增加技术支持人员2名;3.销售部组织合同条款培训",
    }


def test_a_terminal_shows_the_figures(samples: Data) -> None:
    text = as_text(report_of(samples))
    for figure in ("12", "41.7%", "33.3%", "25%"):
        assert figure in text


def test_two_measures_lack_a_time(samples: Data) -> None:
    report = report_of(samples)
    assert [note for note in report.notes if note.startswith("R-087")] == [
        "R-087 技术响应超时：措施没有写完成时间。",
        "R-087 合同条款解释不清：措施没有写完成时间。",
    ]
    top = block(report, "top")
    assert [row[-1] for row in top.rows] == ["已有措施", "措施没有写完成时间", "措施没有写完成时间"]
    assert list(top.tones) == ["good", "warn", "warn"]


def test_a_month_without_complaints(samples: Data) -> None:
    report = report_of(samples, month=date(2023, 9, 1))
    told = fields(report)
    assert (told["报告周期"], told["投诉总量"], told["编制人"]) == ("2023年9月", "0起", None)
    assert not block(report, "types").rows
    assert report.charts, "the trend is still drawn"


def test_any_day_names_its_month(samples: Data) -> None:
    assert fields(report_of(samples, month=date(2023, 8, 17)))["投诉总量"] == "12起"


COMPLAINT: dict[str, Value] = {
    "complaint_no": "20230830-001",
    "complaint_date": date(2023, 8, 30),
    "level": "一般",
    "complaint_type": "产品问题",
    "problem_key": "噪音大",
    "department": "产品部",
}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        pytest.param(date(2023, 8, 30), [0, 0, 1, 0], id="due on the last day of the month: open"),
        pytest.param(date(2023, 8, 29), [0, 0, 0, 1], id="due the day before: open and late"),
    ],
)
def test_what_was_solved_after_the_month_was_open_in_it(
    make_data: Make, day: date, counts: list[int]
) -> None:
    data = make_data({"complaint_log": [{**COMPLAINT, "complaint_date": day, "solved_at": date(2023, 9, 1)}]})
    assert list(block(report_of(data), "levels").rows[0])[2:6] == counts


def test_synonyms_of_the_workbook_make_one_problem(make_data: Make) -> None:
    data = make_data(
        {
            "complaint_log": [COMPLAINT, {**COMPLAINT, "problem_key": "服务器噪音大"}],
            "choice_list": [
                {"list_name": "问题关键词", "value": "服务器噪音大", "synonyms": "噪音大", "enabled": "是"}
            ],
        }
    )
    assert fields(report_of(data))["高频问题TOP3"] == "1.服务器噪音大(2起)"


def test_blanks_are_told(make_data: Make) -> None:
    blank: dict[str, Value] = {"complaint_date": date(2023, 8, 30)}
    notes = " ".join(report_of(make_data({"complaint_log": [blank, COMPLAINT]})).notes)
    assert "有 1 起投诉没有填问题关键词" in notes
    assert "50%的投诉没有填投诉类型" in notes


def test_plans_of_the_workbook_are_proposed_as_measures(make_data: Make) -> None:
    plan: dict[str, Value] = {
        "basis": "噪音大",
        "action": "产品部优化散热",
        "owner": "罗毅",
        "due_date": date(2023, 9, 30),
    }
    report = report_of(make_data({"complaint_log": [COMPLAINT], "action_plan": [plan]}))
    assert fields(report)["改进措施"] == "1.产品部9月30日前优化散热(噪音大，罗毅)"
    assert block(report, "top").rows[0][-1] == "已有措施"


def test_three_months_running_with_customers_to_be_asked(make_data: Make) -> None:
    log = [
        {**COMPLAINT, "complaint_date": date(2023, month, 9), "customer_id": "1", "product": "服务器"}
        for month in (6, 7, 8)
    ]
    orders = [
        {"customer_id": who, "product": "服务器", "order_date": date(2023, 1, 5), "amount": 100}
        for who in ("1", "2")
    ]
    names = [{"customer_id": "2", "customer_name": "示例网络有限公司"}]
    report = report_of(make_data({"complaint_log": log, "order": orders, "customer_master": names}))
    assert list(block(report, "repeated").rows[0])[:3] == ["噪音大", "6月1起、7月1起、8月1起", 3.0]
    assert [list(row) for row in block(report, "preventive").rows] == [["噪音大", "服务器", 1.0, "示例网络"]]
    assert "连续多月的问题" in [tile.label for tile in report.tiles]


def edited(report: Report, put: Mapping[str, str]) -> Report:
    """The report made anew after people wrote in its sheet beside the labels of ``put``."""
    sheet = load_workbook(io.BytesIO(scratch(report))).worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in put:
                beside = next(
                    c for c in row if c.column > cell.column and (c.fill.fgColor.rgb or "").endswith("FFF8DC")
                )
                beside.value = put[str(cell.value)]
    rows = [(number, [cell.value for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
    made = carried(report, typed(report, rows))
    return REPORTS["complaints"].settled(made, DEFAULT)


def test_what_people_type_is_kept_and_judged(samples: Data) -> None:
    measures = "1.产品部9月底前优化散热;2.客服部9月15日前增加2名技术支持;3.销售部9月20日前培训"
    report = edited(report_of(samples), {"编制人": "周主管", "改进措施": measures})
    assert (fields(report)["编制人"], fields(report)["改进措施"]) == ("周主管", measures)
    assert not [note for note in report.notes if note.startswith("R-087")]
    assert {row[-1] for row in block(report, "top").rows} == {"已有措施"}


def test_a_plan_made_later_counts_though_the_measures_were_kept(make_data: Make) -> None:
    plan: dict[str, Value] = {"basis": "噪音大", "action": "产品部优化散热", "due_date": date(2023, 9, 30)}
    report = report_of(make_data({"complaint_log": [COMPLAINT], "action_plan": [plan]}))
    kept = replace(
        report, fields=[replace(f, value="其他事项") if f.name == "measures" else f for f in report.fields]
    )
    settled = REPORTS["complaints"].settled(kept, DEFAULT)
    assert block(settled, "top").rows[0][-1] == "已有措施"


@pytest.mark.parametrize(
    ("decimals", "strip", "share"),
    [
        pytest.param(1, True, "25%", id="as the manual prints it"),
        pytest.param(1, False, "25.0%", id="one decimal in any case"),
        pytest.param(2, True, "41.67%", id="two decimals"),
    ],
)
def test_percentages_as_the_policy_wants_them(samples: Data, decimals: int, strip: bool, share: str) -> None:
    policy = DEFAULT.with_values({"percent.decimals": decimals, "percent.strip_zero": strip})
    assert share in str(fields(report_of(samples, policy=policy))["投诉类型分布"])


def read_back(before: Report, after: Report) -> Report:
    """``after`` with what people typed on the sheet of ``before``."""
    sheet = load_workbook(io.BytesIO(scratch(before))).worksheets[0]
    rows = [(number, [cell.value for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
    return REPORTS["complaints"].settled(carried(after, typed(after, rows)), DEFAULT)


def test_another_month_begins_anew_and_the_old_lines_stay(samples: Data) -> None:
    august = report_of(samples)
    september = read_back(august, report_of(samples, month=date(2023, 9, 1)))
    assert (fields(september)["编制人"], fields(september)["改进措施"]) == (None, None)
    assert [row[0] for row in block(september, "earlier").rows] == ["2023年8月"]
    october = read_back(september, report_of(samples, month=date(2023, 10, 1)))
    assert [list(row) for row in block(october, "earlier").rows] == [
        ["2023年8月", "*主管", fields(august)["改进措施"]],
    ], "a month for which nothing was written leaves no line"
    anew = read_back(october, report_of(samples, month=AUGUST))
    assert fields(anew) == fields(august)
    assert not block(anew, "earlier").rows


def test_months_stand_newest_first(samples: Data) -> None:
    told = report_of(samples, month=date(2024, 1, 1))
    report = carried(
        told,
        {"earlier": {(f"2023年{month}月",): {"prepared_by": "周主管"} for month in (9, 12, 10)}},
    )
    assert [row[0] for row in block(report, "earlier").rows] == ["2023年12月", "2023年10月", "2023年9月"]
