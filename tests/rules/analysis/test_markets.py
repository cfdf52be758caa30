"""Industries, sources, replies, funnel, opportunities (R-068, R-069, R-113 to R-116, R-118)."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import acquisition, funnel, industries, opportunities, replies
from xlcrm.rules.frames import Data

DEFAULT = Policy.default()
TODAY = date(2024, 6, 30)
Make = Callable[..., Data]


@pytest.mark.parametrize(
    ("customers", "customer_share", "sales_share", "growth", "verdict"),
    [
        pytest.param(40, 0.29, 0.30, 0.0, "优势行业", id="30 % of the sales"),
        pytest.param(40, 0.29, 0.2999, 0.0, "一般", id="a little less"),
        pytest.param(40, 0.30, 0.30, 0.0, "一般", id="not above its share of the customers"),
        pytest.param(40, 0.15, 0.10, 0.2, "潜力行业", id="15 % of the customers, 20 % growth"),
        pytest.param(40, 0.16, 0.10, 0.2, "一般", id="too many customers"),
        pytest.param(40, 0.15, 0.10, 0.19, "一般", id="growth too slow"),
        pytest.param(40, 0.15, 0.10, None, "一般", id="new, no growth"),
        pytest.param(40, 0.10, 0.35, 0.5, "优势行业", id="both: 优势"),
        pytest.param(5, 0.10, 0.35, 0.5, "优势行业", id="five customers"),
        pytest.param(4, 0.10, 0.35, 0.5, "一般", id="four customers"),
    ],
)
def test_verdicts(
    customers: int, customer_share: float, sales_share: float, growth: float | None, verdict: str
) -> None:
    row = {
        "industry": "医疗",
        "customers": customers,
        "customer_share": customer_share,
        "sales_share": sales_share,
        "growth": growth,
    }
    assert industries.verdicts(pd.DataFrame([row]), DEFAULT)["verdict"].tolist() == [verdict]


def test_lost_customers_are_not_counted_but_their_sales_are(make_data: Make) -> None:
    data = make_data(
        {
            "customer_master": [
                {
                    "customer_id": "1",
                    "industry": "教育",
                    "created_date": "2024-01-01",
                    "customer_status": "合作",
                },
                {
                    "customer_id": "2",
                    "industry": "教育",
                    "created_date": "2024-01-01",
                    "customer_status": "流失",
                    "status_date": "2024-06-30",
                },
                {"customer_id": "3", "industry": "教育", "created_date": "2024-07-01"},
            ],
            "order": [{"customer_id": "2", "order_date": "2024-02-01", "amount": 100}],
        }
    )
    found = industries.distribution(data, DEFAULT, TODAY)
    assert found[["customers", "sales"]].to_numpy().tolist() == [[1, 100]]


@pytest.mark.parametrize(
    ("day", "now", "before"),
    [
        pytest.param("2024-06-30", 100, 0, id="today"),
        pytest.param("2023-07-01", 100, 0, id="first day of the year"),
        pytest.param("2023-06-30", 0, 100, id="last day of the year before"),
        pytest.param("2022-07-01", 0, 100, id="first day of the year before"),
        pytest.param("2022-06-30", 0, 0, id="too long ago"),
    ],
)
def test_sales_of_two_years(make_data: Make, day: str, now: float, before: float) -> None:
    order = [{"customer_id": "1", "order_date": day, "amount": 100}]
    found = industries.distribution(
        make_data({"customer_master": [{"customer_id": "1"}], "order": order}), DEFAULT, TODAY
    )
    assert found[["industry", "sales", "sales_before"]].to_numpy().tolist() == [["未知", now, before]]


def source(
    channel: str | None, got: int | None, won: int | None, notes: str | None = None
) -> dict[str, object]:
    return {
        "source_channel": channel,
        "acquired_date": "2024-05-01",
        "customer_count": got,
        "converted_count": won,
        "notes": notes,
    }


def test_channels_are_added_up_and_ranked(make_data: Make) -> None:
    rows = [
        source("行业展会", 10, 1),
        source("行业展会", 10, 5, "成本:1万元"),
        source("线上广告", 10, 3, "成本:15元/次"),
        source("主动拜访", 20, 6),
        source("搜索引擎", 0, 0),
        source("其他", 5, 6),
        source("合作伙伴转介绍", None, 2),
    ]
    found = acquisition.by_channel(make_data({"source_register": rows}), TODAY)
    told = found[["source_channel", "conversion_rate", "cost"]].astype(object).where(found.notna(), None)
    assert told.to_numpy().tolist() == [
        ["主动拜访", 0.3, None],
        ["行业展会", 0.3, 10000.0],
        ["线上广告", 0.3, 150.0],
        ["搜索引擎", None, None],
    ], "equal rates by converted customers, then by name; wrong rows left out; nothing acquired is a blank"


@pytest.mark.parametrize(
    ("record", "answered"),
    [
        pytest.param(
            {"contact_time": "10:00", "replied_at": "2024-06-12 10:00"}, [True], id="on the 48th hour"
        ),
        pytest.param(
            {"contact_time": "10:00", "replied_at": "2024-06-12 10:01"}, [False], id="a minute later"
        ),
        pytest.param({"replied_at": "2024-06-12 23:59"}, [True], id="a date alone lasts to the day's end"),
        pytest.param({}, [False], id="no answer"),
        pytest.param({"contact_date": "2024-06-29", "contact_time": "10:00"}, [], id="too young to tell"),
        pytest.param(
            {"contact_date": "2024-06-29", "replied_at": "2024-06-30 09:00"}, [True], id="young but answered"
        ),
    ],
)
def test_answered_within_48_hours(make_data: Make, record: dict[str, object], answered: list[bool]) -> None:
    later = {"customer_id": "1", "contact_date": "2024-06-30"}
    data = make_data(
        {"followup_record": [later, {"customer_id": "1", "contact_date": "2024-06-10", **record}]}
    )
    assert replies.first_contacts(data, DEFAULT, TODAY)["answered"].tolist() == answered


@pytest.mark.parametrize(
    ("days", "span"),
    [
        pytest.param(0, None, id="the same day is no interval"),
        pytest.param(3, "1–3 天", id="three"),
        pytest.param(4, "4–7 天", id="four"),
        pytest.param(30, "15–30 天", id="thirty"),
        pytest.param(31, ">30 天", id="thirty-one"),
    ],
)
def test_interval_classes(days: int, span: str | None) -> None:
    table = pd.DataFrame({"industry": "教育", "days": [float(days)], "replied": True})
    assert replies.interval_rates(table, DEFAULT)["span"].tolist() == ([span] if span else [])


@pytest.mark.parametrize(
    ("first", "second", "best"),
    [
        pytest.param((10, 5), (10, 4), ["4–7 天"], id="the higher rate"),
        pytest.param((10, 5), (20, 10), ["8–14 天"], id="of equals the longer interval"),
        pytest.param((9, 9), (10, 1), ["8–14 天"], id="nine contacts are too few"),
        pytest.param((9, 9), (9, 9), [], id="too few in all: the policy's interval"),
    ],
)
def test_best_interval(first: tuple[int, int], second: tuple[int, int], best: list[str]) -> None:
    told = [(days, n < won) for days, (total, won) in ((5, first), (10, second)) for n in range(total)]
    table = pd.DataFrame({"industry": "教育", "days": [d for d, _ in told], "replied": [r for _, r in told]})
    found = replies.interval_rates(table, DEFAULT)
    assert found.loc[found["best"], "span"].tolist() == best


def test_interval_is_counted_from_the_contact_before(make_data: Make) -> None:
    rows = [
        {"customer_id": "1", "contact_date": "2024-06-01"},
        {"customer_id": "1", "contact_date": "2024-06-06", "replied_at": "2024-06-07"},
        {"customer_id": "2", "contact_date": "2024-06-07"},
    ]
    found = replies.intervals(make_data({"followup_record": rows}), TODAY)
    assert found[["days", "replied"]].to_numpy().tolist() == [[5.0, True]]


def stage(number: str, name: str, day: str) -> dict[str, object]:
    return {"opportunity_no": number, "stage": name, "entered_date": day}


def test_a_skipped_stage_counts_as_entered(make_data: Make) -> None:
    log = [
        stage("a", "需求确认", "2024-05-01"),
        stage("a", "赢单", "2024-05-20"),
        stage("b", "初次接触", "2024-05-02"),
    ]
    table = funnel.entries(make_data({"opportunity_stage_log": log}), TODAY)
    assert funnel.reached(table)["customers"].tolist() == [2, 1, 1, 1, 1, 1, 1]
    found = funnel.steps(table, DEFAULT, date(2024, 1, 1), TODAY)
    assert found.iloc[-1][["entered", "went_on"]].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("went", "alert"), [pytest.param(30, False, id="30 %"), pytest.param(29, True, id="29 %")]
)
def test_the_watched_pair_is_alerted_under_30_percent(make_data: Make, went: int, alert: bool) -> None:
    log = [stage(str(n), "需求确认", "2024-05-01") for n in range(100)]
    log += [stage(str(n), "方案接受", "2024-05-10") for n in range(went)]
    table = funnel.entries(make_data({"opportunity_stage_log": log}), TODAY)
    watched = funnel.steps(table, DEFAULT, date(2024, 1, 1), TODAY).iloc[-1]
    assert (watched["went_on"], bool(watched["alert"])) == (went, alert)


def test_the_period_is_that_of_the_first_stage(make_data: Make) -> None:
    log = [stage("a", "需求确认", "2023-12-31"), stage("a", "方案评估", "2024-02-01")]
    table = funnel.entries(make_data({"opportunity_stage_log": log}), TODAY)
    found = funnel.steps(table, DEFAULT, date(2023, 12, 31), TODAY).set_index("step")
    assert found.loc["需求确认 → 方案评估", "entered"] == 0


def healthy(**signs: float | None) -> dict[str, object]:
    usual = {
        "response_hours": None, "response_before": None, "rivals": 0,
        "stage_days": None, "stage_median": None, "silent_days": None,
    }  # fmt: skip
    found = opportunities.health(pd.DataFrame([{**usual, **signs}]), DEFAULT).iloc[0]
    return {"score": found["health_score"], "alert": bool(found["alert"])}


@pytest.mark.parametrize(
    ("signs", "score"),
    [
        pytest.param({}, 100, id="nothing known costs nothing"),
        pytest.param({"response_hours": 15, "response_before": 10}, 70, id="half as slow again"),
        pytest.param({"response_hours": 14.9, "response_before": 10}, 100, id="not quite"),
        pytest.param({"response_hours": 30, "response_before": 0}, 100, id="no history to compare with"),
        pytest.param({"rivals": 3}, 70, id="three contacts of rivals"),
        pytest.param({"rivals": 4}, 70, id="four are not more"),
        pytest.param(
            {"stage_days": 15, "stage_median": 10}, 100, id="exactly one and a half times the median"
        ),
        pytest.param({"stage_days": 16, "stage_median": 10}, 80, id="more than that"),
        pytest.param({"silent_days": 6}, 100, id="six days without contact"),
        pytest.param({"silent_days": 7}, 80, id="seven days"),
        pytest.param(
            {
                "response_hours": 99,
                "response_before": 1,
                "rivals": 9,
                "stage_days": 99,
                "stage_median": 1,
                "silent_days": 99,
            },
            0,
            id="everything at once",
        ),
    ],
)
def test_health(signs: dict[str, float], score: int) -> None:
    assert healthy(**signs)["score"] == score


def test_alert_under_60() -> None:
    assert healthy(rivals=2, silent_days=7) == {"score": 60, "alert": False}
    assert healthy(rivals=3, silent_days=7) == {"score": 50, "alert": True}


@pytest.mark.parametrize(
    ("closed", "share"), [pytest.param(10, 0.5, id="ten cases"), pytest.param(9, None, id="nine cases")]
)
def test_win_probability_from_enough_cases(make_data: Make, closed: int, share: float | None) -> None:
    ends = [("赢单" if n % 2 else "输单", str(n)) for n in range(closed)]
    log = [stage(n, "需求确认", "2024-04-01") for _, n in ends] + [
        stage(n, end, "2024-05-01") for end, n in ends
    ]
    data = make_data(
        {
            "opportunity_stage_log": log,
            "opportunity": [
                {"opportunity_no": "x", "customer_id": "1", "stage": "需求确认", "stage_date": "2024-06-20"},
                {"opportunity_no": "1", "customer_id": "2", "stage": "赢单", "stage_date": "2024-06-20"},
            ],
        }
    )
    told = opportunities.reasoned(data, DEFAULT, TODAY)["win_prob"]
    assert [each.value if each else None for each in told] == [share, None], "a closed case has none"


def test_the_newest_answer_is_compared_with_the_three_before(make_data: Make) -> None:
    hours = (10, 10, 10, 40)
    talks = [
        {
            "customer_id": "1",
            "contact_date": f"2024-06-{2 * n + 1:02d}",
            "contact_time": "00:00",
            "replied_at": f"2024-06-{2 * n + 1 + took // 24:02d} {took % 24:02d}:00",
        }
        for n, took in enumerate(hours)
    ]
    chance = {"opportunity_no": "x", "customer_id": "1", "stage": "需求确认", "stage_date": "2024-06-20"}
    data = make_data({"followup_record": talks, "opportunity": [chance]})
    found = opportunities.signs(data, TODAY).iloc[0]
    assert (found["response_hours"], found["response_before"]) == (40, 10)
    typed = make_data({"followup_record": talks[:3], "opportunity": [{**chance, "response_hours": 30}]})
    found = opportunities.signs(typed, TODAY).iloc[0]
    assert (found["response_hours"], found["response_before"]) == (30, 10)
