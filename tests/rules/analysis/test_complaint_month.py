"""The month's complaints as 表9 counts them, problems that last, and their measures (R-083 to R-087, R-125)."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import complaint_month as counted
from xlcrm.rules.analysis.measures import gaps, measures_in, planned
from xlcrm.rules.analysis.periods import in_month
from xlcrm.rules.analysis.punctuality import LATE, ON_TIME, OPEN, OPEN_LATE, solved_in_time
from xlcrm.rules.analysis.unified import register, unlinked_issues
from xlcrm.rules.frames import Data

DEFAULT = Policy.default()
AUGUST = date(2023, 8, 1)
Make = Callable[..., Data]


def log(make: Make, *rows: dict[str, object]) -> pd.DataFrame:
    return make({"complaint_log": rows})["complaint_log"]


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        pytest.param("2023-07-31", False, id="the last of the month before"),
        pytest.param("2023-08-01", True, id="the first"),
        pytest.param("2023-08-31", True, id="the last"),
        pytest.param("2023-09-01", False, id="the first of the month after"),
    ],
)
def test_a_complaint_counts_in_the_month_of_its_date(make_data: Make, day: str, inside: bool) -> None:
    rows = log(make_data, {"complaint_date": date.fromisoformat(day)})
    assert in_month(rows["complaint_date"], AUGUST).tolist() == [inside]


@pytest.mark.parametrize(
    ("types", "text"),
    [
        pytest.param([], "", id="no complaints, no division"),
        pytest.param(
            ["产品问题", None, None], "未分类:2起(66.7%);产品问题:1起(33.3%)", id="blank types are 未分类"
        ),
        pytest.param(
            ["服务问题", "产品问题"],
            "服务问题:1起(50%);产品问题:1起(50%)",
            id="equals in the order of their coming",
        ),
        pytest.param(["产品问题"] * 8, "产品问题:8起(100%)", id="one type"),
    ],
)
def test_distribution_by_type(make_data: Make, types: list[str | None], text: str) -> None:
    rows = log(make_data, *({"complaint_type": kind} for kind in types))
    assert counted.type_text(counted.type_shares(rows), DEFAULT) == text


def test_shares_round_half_up_and_keep_a_final_zero_when_asked(make_data: Make) -> None:
    rows = log(make_data, *({"complaint_type": kind} for kind in ["产品问题"] * 3 + ["服务问题"] * 5))
    shares = counted.type_shares(rows)
    assert counted.type_text(shares, DEFAULT) == "服务问题:5起(62.5%);产品问题:3起(37.5%)"
    whole = DEFAULT.with_values({"percent.decimals": 0})
    assert counted.type_text(shares, whole) == "服务问题:5起(63%);产品问题:3起(38%)"
    quarter = counted.type_shares(
        log(make_data, *({"complaint_type": k} for k in ["产品问题"] * 3 + ["服务问题"]))
    )
    kept = DEFAULT.with_values({"percent.strip_zero": False})
    assert counted.type_text(quarter, kept) == "产品问题:3起(75.0%);服务问题:1起(25.0%)"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        pytest.param([("02", "甲")], "1.甲(1起)", id="fewer problems, fewer lines"),
        pytest.param([("02", None), ("03", "甲")], "1.甲(1起)", id="a blank key is not ranked"),
        pytest.param(
            [("09", "甲"), ("02", "乙"), ("02", "丙"), ("05", "丁")],
            "1.丙(1起);2.乙(1起);3.丁(1起)",
            id="of equals the earlier, then by name; the fourth is out",
        ),
    ],
)
def test_top_three(make_data: Make, told: list[tuple[str, str | None]], text: str) -> None:
    rows = log(make_data, *({"complaint_date": date(2023, 8, int(d)), "problem_key": k} for d, k in told))
    assert counted.top_text(counted.top_problems(rows, DEFAULT)) == text


def test_words_for_one_problem_are_put_together() -> None:
    keys = pd.Series(["噪音大", "服务器噪音大", None], dtype=object)
    assert counted.merged_keys(keys, {"噪音大": "服务器噪音大"}).tolist()[:2] == ["服务器噪音大"] * 2


@pytest.mark.parametrize(
    ("months", "values", "found"),
    [
        pytest.param([6, 7, 8], {}, True, id="one in each of three months"),
        pytest.param([6, 8, 8], {}, False, id="none in the middle"),
        pytest.param([5, 6, 7], {}, False, id="over before the report month"),
        pytest.param([5, 6, 7, 8], {}, True, id="a fourth month, told again"),
        pytest.param([7, 8], {"repeat.months": 2}, True, id="two months when the policy says two"),
        pytest.param([6, 7, 8], {"repeat.min_per_month": 2}, False, id="one a month when two are asked"),
    ],
)
def test_three_months_running(
    make_data: Make, months: list[int], values: dict[str, object], found: bool
) -> None:
    rows = log(make_data, *({"complaint_date": date(2023, m, 9), "problem_key": "噪音大"} for m in months))
    table = counted.repeated_problems(rows, AUGUST, DEFAULT.with_values(values))
    assert bool(len(table)) is found


def test_a_problem_running_over_the_year_s_end(make_data: Make) -> None:
    days = (date(2023, 12, 30), date(2024, 1, 2), date(2024, 2, 3))
    rows = log(make_data, *({"complaint_date": day, "problem_key": "噪音大"} for day in days))
    table = counted.repeated_problems(rows, date(2024, 2, 1), DEFAULT)
    assert table["by_month"].tolist() == ["12月1起、1月1起、2月1起"]


def test_preventive_checks_name_each_customer_once(make_data: Make) -> None:
    repeated = pd.DataFrame({"problem_key": ["噪音大"], "products": [("服务器", "网关")]})
    orders = make_data(
        {
            "order": [
                {"customer_id": "1", "product": "服务器", "order_date": date(2023, 1, 5)},
                {"customer_id": "1", "product": "网关", "order_date": date(2023, 2, 5)},
                {"customer_id": "2", "product": "软件", "order_date": date(2023, 2, 5)},
            ]
        }
    )["order"]
    found = counted.preventive_checks(repeated, orders, log(make_data))
    assert found[["customer_id", "complained"]].to_numpy().tolist() == [["1", False]]
    none = pd.DataFrame({"problem_key": ["噪音大"], "products": [()]})
    assert counted.preventive_checks(none, orders, log(make_data)).empty


def test_grades_cross_problems_and_the_type_stands_for_a_blank_key(make_data: Make) -> None:
    rows = log(
        make_data,
        {"customer_id": "1", "problem_key": "响应速度", "complaint_type": "服务问题"},
        {"customer_id": "1", "complaint_type": "产品问题"},
        {"customer_id": "9"},
    )
    table = counted.by_grade(rows, pd.Series({"1": "A类"}))
    assert table[["grade", "problem", "share"]].to_numpy().tolist() == [
        ["A类", "产品问题", 0.5],
        ["A类", "响应速度", 0.5],
        ["未分级", "未分类", 1.0],
    ]


SOLVED = {"complaint_no": "a", "level": "一般", "complaint_date": date(2024, 5, 10)}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        pytest.param(
            {"received_at": "2024-05-10 16:30", "solved_at": "2024-05-11 16:30"}, ON_TIME, id="on the minute"
        ),
        pytest.param(
            {"received_at": "2024-05-10 16:30", "solved_at": "2024-05-11 16:31"}, LATE, id="a minute late"
        ),
        pytest.param({"solved_at": "2024-05-11 23:59"}, ON_TIME, id="a date alone lasts to the day's end"),
        pytest.param({"solved_at": "2024-05-12"}, LATE, id="the day after"),
        pytest.param({"received_at": "2024-05-12 16:30"}, OPEN, id="open and not due"),
        pytest.param({}, OPEN_LATE, id="open and due"),
        pytest.param({"solved_at": "2024-05-13"}, OPEN_LATE, id="solved after the day of the report"),
        pytest.param({"level": None}, OPEN, id="no level, no deadline to miss"),
    ],
)
def test_solved_in_time(make_data: Make, row: dict[str, object], state: str) -> None:
    data = make_data({"complaint_log": [{**SOLVED, **row}]})
    assert solved_in_time(data["complaint_log"], data, DEFAULT, date(2024, 5, 12)).tolist() == [state]


def test_pauses_and_business_hours_move_the_deadline(make_data: Make) -> None:
    row = {**SOLVED, "received_at": "2024-05-10 16:30", "solved_at": "2024-05-12 10:00"}
    pause = [
        {"complaint_no": "a", "step": "暂停", "handled_at": "2024-05-10 17:00"},
        {"complaint_no": "a", "step": "恢复", "handled_at": "2024-05-11 17:00"},
    ]
    data = make_data({"complaint_log": [row], "complaint_tracking": pause})
    day = date(2024, 5, 20)
    assert solved_in_time(data["complaint_log"], data, DEFAULT, day).tolist() == [ON_TIME]
    bare = make_data({"complaint_log": [row]})
    assert solved_in_time(bare["complaint_log"], bare, DEFAULT, day).tolist() == [LATE]
    service = DEFAULT.with_values({"sla.calendar": "business"})
    assert solved_in_time(bare["complaint_log"], bare, service, day).tolist() == [ON_TIME]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("1.产品部9月底前优化散热", [], id="department and rough time"),
        pytest.param("1.产品部优化散热", ["措施没有写完成时间"], id="no time"),
        pytest.param("1.9月30日前优化散热", ["措施没有写责任部门"], id="no department"),
        pytest.param("1.优化散热", ["措施没有写责任部门和完成时间"], id="neither"),
        pytest.param("产品部9月底前优化散热", [], id="no number, the first line is the first"),
        pytest.param(
            "2.客服部9月底前培训;产品部9月底前解决噪音大", [], id="the measure that names the problem"
        ),
        pytest.param(
            "1.客服部9月底前解决响应慢", [], id="a measure may name what is no problem of the month"
        ),
        pytest.param("", ["还没有改进措施"], id="nothing written"),
        pytest.param("2.产品部9月底前优化散热", ["还没有改进措施"], id="only a second measure"),
    ],
)
def test_every_top_problem_has_a_measure(text: str, missing: list[str]) -> None:
    assert [gap.missing for gap in gaps(["噪音大"], measures_in(text, AUGUST, DEFAULT))] == missing


def test_a_measure_that_names_another_problem_is_not_taken_by_its_number() -> None:
    measures = measures_in("1.客服部9月底前解决响应慢", AUGUST, DEFAULT)
    assert [gap.problem for gap in gaps(["噪音大", "响应慢"], measures)] == ["噪音大"]


def test_an_improvement_plan_goes_before_an_action(make_data: Make) -> None:
    data = make_data(
        {
            "action_plan": [
                {"basis": "噪音大", "action": "优化散热", "owner": "罗毅", "due_date": date(2023, 9, 30)},
                {"basis": "其他", "action": "培训", "owner": "何静"},
            ],
            "improvement_plan": [
                {
                    "measure": "更换风扇，解决噪音大",
                    "department": "产品部",
                    "lead": "罗毅",
                    "due_date": date(2023, 9, 20),
                }
            ],
        }
    )
    actions, plans = data["action_plan"], data["improvement_plan"]
    assert planned("噪音大", actions, plans) == "产品部9月20日前更换风扇，解决噪音大(罗毅)"
    assert planned("噪音大", actions, plans[:0]) == "9月30日前优化散热(噪音大，罗毅)"
    assert planned("划痕", actions, plans) is None


def test_feedback_issues_are_counted_apart_or_as_complaints(make_data: Make) -> None:
    issue = {
        "customer_name": "甲",
        "reported_at": date(2023, 8, 5),
        "issue_class": "产品",
        "progress": "待处理",
    }
    data = make_data(
        {
            "customer_master": [{"customer_id": "1", "customer_name": "甲"}],
            "complaint_log": [
                {"complaint_no": "20230805-001", "complaint_date": date(2023, 8, 5), "issue_no": "202308002"}
            ],
            "feedback_issue_tracker": [
                {**issue, "issue_no": "202308001"},
                {**issue, "issue_no": "202308002"},
                {**issue, "issue_no": "202308003", "complaint_no": "20230805-001"},
            ],
        }
    )
    assert unlinked_issues(data)[["complaint_no", "customer_id"]].to_numpy().tolist() == [["202308001", "1"]]
    assert len(register(data, DEFAULT)) == 1
    assert len(register(data, DEFAULT.with_values({"issues.unified": True}))) == 2
