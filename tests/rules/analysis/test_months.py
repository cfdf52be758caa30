"""Figures of a month, reviews, suggestions, results of owners (R-122 to R-124, R-127, R-128, R-156)."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import owners, reviews
from xlcrm.rules.analysis.answers import newest_scores, recommendation, satisfied, surveys
from xlcrm.rules.analysis.kpi import month_figures, quarter_start, trend
from xlcrm.rules.analysis.proposals import proposals
from xlcrm.rules.analysis.suggestions import suggestions
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.frames import Data

DEFAULT = Policy.default()
JUNE, TODAY = date(2024, 6, 1), date(2024, 6, 30)
Make = Callable[..., Data]


def figure(data: Data, name: str, policy: Policy = DEFAULT) -> float | None:
    return month_figures(data, policy, JUNE, TODAY)[name]


@pytest.mark.parametrize(
    ("customer", "total", "new", "lost"),
    [
        pytest.param({"created_date": "2024-06-30"}, 1, 1, 0, id="entered on the last day"),
        pytest.param({"created_date": "2024-07-01"}, 0, 0, 0, id="entered the day after"),
        pytest.param({"created_date": "2024-05-31"}, 1, 0, 0, id="entered the month before"),
        pytest.param(
            {"created_date": "2024-01-01", "customer_status": "流失", "status_date": "2024-06-01"},
            0,
            0,
            1,
            id="lost on the first",
        ),
        pytest.param(
            {"created_date": "2024-01-01", "customer_status": "流失", "status_date": "2024-05-31"},
            0,
            0,
            0,
            id="lost before",
        ),
        pytest.param(
            {"created_date": "2024-01-01", "customer_status": "流失", "status_date": "2024-07-01"},
            1,
            0,
            0,
            id="lost since",
        ),
        pytest.param(
            {"created_date": "2024-01-01", "customer_status": "沉睡"}, 1, 0, 0, id="dormant is not lost"
        ),
    ],
)
def test_customers_of_a_month(
    make_data: Make, customer: dict[str, object], total: int, new: int, lost: int
) -> None:
    found = month_figures(
        make_data({"customer_master": [{"customer_id": "1", **customer}]}), DEFAULT, JUNE, TODAY
    )
    assert (found["total_customers"], found["new_customers"], found["lost_customers"]) == (total, new, lost)


def test_nobody_bought_no_average(make_data: Make) -> None:
    assert figure(make_data({}), "avg_spend") is None
    assert figure(make_data({}), "complaint_rate") is None


def answer(customer: str, day: str, *scores: int, recommend: int | None = None) -> list[dict[str, object]]:
    head = {"survey_no": f"{customer}{day}", "customer_id": customer, "survey_date": day, "template": "001-6"}
    rows = [{**head, "dimension_group": "服务", "score": score} for score in scores]
    return [*rows, {**head, "dimension_group": "推荐", "score": recommend}]


def test_satisfaction_and_nps_are_those_of_the_quarter(make_data: Make) -> None:
    rows = [
        *answer("1", "2024-03-31", 1, 1, 1, recommend=0),
        *answer("1", "2024-04-01", 4, 5, 4, recommend=5),
        *answer("1", "2024-06-30", 5, 5, 5, recommend=10),
        *answer("2", "2024-07-01", 1, 1, 1, recommend=0),
    ]
    data = make_data({"satisfaction_response": rows})
    assert figure(data, "satisfaction") == 93.4, "mean of 86.7 and 100.0, half up"
    assert figure(data, "nps") == 100.0, "the newest answer of each customer"
    assert quarter_start(date(2024, 12, 1)) == date(2024, 10, 1)


@pytest.mark.parametrize(
    ("scores", "points"),
    [
        pytest.param((4, 5, 4), 86.7, id="all answered"),
        pytest.param((4, 5), 90.0, id="two of three"),
        pytest.param((4,), None, id="one of three: no score"),
        pytest.param((4, 9, 4), 80.0, id="off the scale is left out"),
    ],
)
def test_surveys_score_when_half_is_answered(
    make_data: Make, scores: tuple[int, ...], points: float | None
) -> None:
    rows = answer("1", "2024-06-01", *scores, recommend=8)
    found = surveys(make_data({"satisfaction_response": rows})["satisfaction_response"], DEFAULT)
    assert [None if pd.isna(each) else each for each in found["score_100"]] == [points]


def test_surveys_on_the_linear_scale_and_nps_from_one_to_five(make_data: Make) -> None:
    rows = answer("1", "2024-06-01", 4, 5, 4, recommend=5)
    responses = make_data({"satisfaction_response": rows})["satisfaction_response"]
    linear = DEFAULT.with_values({"score.to100": "linear"})
    assert surveys(responses, linear)["score_100"].tolist() == [83.3]
    told = pd.Series([5.0, 4.0, 3.0])
    ten, five = recommendation(told, DEFAULT), recommendation(told, DEFAULT.with_values({"nps.scale": "1-5"}))
    assert ten is not None
    assert five is not None
    assert ((ten.promoters, ten.detractors), (five.promoters, five.detractors)) == ((0, 3), (1, 1))


def test_few_answers_are_said_to_be_few() -> None:
    few, enough = (
        recommendation(pd.Series([10.0] * 9), DEFAULT),
        recommendation(pd.Series([10.0] * 10), DEFAULT),
    )
    assert few is not None
    assert enough is not None
    assert "样本偏少" in few.words(DEFAULT)
    assert "样本偏少" not in enough.words(DEFAULT)
    assert recommendation(pd.Series([], dtype="float64"), DEFAULT) is None
    assert satisfied(pd.Series([], dtype="float64"), DEFAULT) is None


def test_the_newest_score_counts(make_data: Make) -> None:
    rows = [*answer("1", "2024-06-01", 5, 5, 5), *answer("1", "2024-05-01", 1, 1, 1)]
    found = newest_scores(make_data({"satisfaction_response": rows}), DEFAULT, TODAY)
    assert found["score_100"].to_dict() == {"1": 100.0}


def test_six_months_with_blanks_before_the_first_record(make_data: Make) -> None:
    orders = [
        {"customer_id": "1", "order_date": "2024-04-30", "amount": 100},
        {"customer_id": "1", "order_date": "2024-06-01", "amount": 300},
    ]
    found = trend(make_data({"order": orders}), DEFAULT, JUNE, TODAY)
    assert found["month"].tolist()[0] == date(2024, 1, 1)
    assert found["sales"].astype(object).where(found["sales"].notna(), None).tolist() == [None] * 3 + [
        100,
        0,
        300,
    ]


@pytest.mark.parametrize(
    ("dormant", "customers", "growth", "rules"),
    [
        pytest.param(30, 150, 0.0, 1, id="20 % dormant"),
        pytest.param(29, 150, 0.0, 0, id="19.3 % dormant"),
        pytest.param(0, 150, 0.3, 1, id="30 % growth"),
        pytest.param(0, 150, 0.29, 0, id="29 % growth"),
        pytest.param(2, 10, 0.3, 2, id="ten customers"),
        pytest.param(9, 9, 0.3, 0, id="nine customers"),
    ],
)
def test_suggestions(dormant: int, customers: int, growth: float, rules: int) -> None:
    table = pd.DataFrame({"industry": ["医疗"], "growth": [growth]})
    assert len(suggestions(dormant, customers, table, DEFAULT, TODAY)) == rules


def test_every_proposal_says_who_what_and_when(make_data: Make) -> None:
    complaint = {
        "complaint_no": "20240610-001",
        "level": "重大",
        "complaint_date": "2024-06-10",
        "problem_key": "泄露",
    }
    data = make_data(
        {
            "complaint_log": [complaint, *({**complaint, "complaint_date": f"2024-0{m}-10"} for m in (4, 5))],
            "satisfaction_response": answer("1", "2024-06-01", 1, 1, 1, recommend=3),
            "customer_master": [{"customer_id": "1", "customer_kind": "公司"}],
            "action_plan": [{"basis": "资源冲突：展会人手", "action": "协调", "status": "处理中"}],
        }
    )
    found = proposals(data, DEFAULT, JUNE, TODAY)
    assert [each.rule for each in found] == ["R-131", "R-131", "R-085", "R-054", "R-058"]
    assert all(each.action and each.post and each.due and each.basis for each in found)


RECORD = {
    "customer_id": "1",
    "contact_date": "2024-06-01",
    "due_date": "2024-06-05",
    "next_action": "发报价",
    "actor": "李某",
}


@pytest.mark.parametrize(
    ("record", "state"),
    [
        pytest.param(
            {"action_status": "已完成", "action_done_date": "2024-06-05"}, "按时", id="done on the day"
        ),
        pytest.param(
            {"action_status": "已完成", "action_done_date": "2024-06-06"}, "超时完成", id="done a day late"
        ),
        pytest.param({"action_status": "已完成"}, "按时", id="done, nobody noted when"),
        pytest.param({"action_status": "待处理"}, "未完成", id="open and due"),
        pytest.param({"action_status": "待处理", "due_date": "2024-06-30"}, "未到期", id="due today"),
        pytest.param({}, "未完成", id="no state, no later contact"),
        pytest.param(
            {"action_status": "已完成", "action_done_date": "2024-07-02"}, "未完成", id="done after today"
        ),
    ],
)
def test_state_of_a_planned_item(make_data: Make, record: dict[str, object], state: str) -> None:
    data = make_data({"followup_record": [{**RECORD, **record}]})
    items = reviews.planned_items(data, date(2024, 5, 31), TODAY, TODAY)
    assert items["state"].tolist() == [state]


def test_an_action_without_a_state_is_done_with_the_next_contact(make_data: Make) -> None:
    following = {"customer_id": "1", "contact_date": "2024-06-04"}
    items = reviews.planned_items(
        make_data({"followup_record": [RECORD, following]}), date(2024, 5, 31), TODAY, TODAY
    )
    assert items["state"].tolist() == ["按时"]


def test_plans_and_revisits_are_planned_items_too(make_data: Make) -> None:
    data = make_data(
        {
            "followup_record": [RECORD],
            "followup_plan": [
                {"customer_id": "1", "next_followup_date": "2024-06-05"},
                {"customer_id": "2", "next_followup_date": "2024-06-07"},
            ],
            "revisit_log": [
                {"customer_id": "3", "planned_date": "2024-06-08", "contact_at": "2024-06-08 10:00"}
            ],
            "revisit_plan": [
                {"customer_id": "3", "planned_date": "2024-06-08"},
                {"customer_id": "4", "planned_date": "2024-06-09"},
            ],
        }
    )
    items = reviews.planned_items(data, date(2024, 5, 31), TODAY, TODAY)
    assert items[["kind", "customer_id", "state"]].to_numpy().tolist() == [
        ["下一步行动", "1", "未完成"],
        ["回访", "3", "按时"],
        ["回访", "4", "未完成"],
        ["跟进", "2", "未完成"],
    ], "what is planned for the day of the action is the same thing"


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        pytest.param("2024-06-02", False, id="Sunday before"),
        pytest.param("2024-06-03", True, id="Monday"),
        pytest.param("2024-06-09", True, id="Sunday"),
        pytest.param("2024-06-10", False, id="Monday after"),
    ],
)
def test_weeks_run_from_monday_to_sunday(day: str, inside: bool) -> None:
    assert (reviews.week_of(date.fromisoformat(day)) == date(2024, 6, 3)) is inside


def test_won_and_lost(make_data: Make) -> None:
    data = make_data(
        {
            "customer_master": [
                {"customer_id": "1", "coop_start_date": "2024-06-05"},
                {"customer_id": "2"},
                {"customer_id": "3"},
                {"customer_id": "4", "customer_status": "流失", "status_date": "2024-06-05"},
                {"customer_id": "5", "coop_start_date": "2023-06-05"},
            ],
            "contract": [{"customer_id": "2", "signed_date": "2024-06-04"}],
            "order": [{"customer_id": n, "order_date": "2024-06-06", "amount": 1} for n in ("3", "5")],
        }
    )
    after, until = date(2024, 6, 2), date(2024, 6, 9)
    assert reviews.won(data, after, until)["customer_id"].tolist() == ["2", "1", "3"]
    assert reviews.lost(data, after, until)["customer_id"].tolist() == ["4"]


@pytest.mark.parametrize(
    ("due", "effect", "listed"),
    [
        pytest.param("2024-05-31", None, True, id="due on the last day"),
        pytest.param("2024-06-01", None, False, id="due next month"),
        pytest.param("2024-05-10", "投诉减半", False, id="effect noted"),
        pytest.param("2023-12-01", None, True, id="long overdue"),
    ],
)
def test_actions_without_effect(make_data: Make, due: str, effect: str | None, listed: bool) -> None:
    actions = make_data({"action_plan": [{"action": "培训", "due_date": due, "effect": effect}]})[
        "action_plan"
    ]
    assert bool(len(reviews.without_effect(actions, date(2024, 5, 1)))) is listed


def test_the_review_meeting_keeps_off_holidays() -> None:
    calendar = WorkCalendar.seeded()
    assert reviews.review_meeting(date(2024, 9, 1), calendar) == date(2024, 10, 8), (
        "after the National Day week"
    )
    assert reviews.review_meeting(date(2024, 6, 1), calendar) == date(2024, 7, 1)


def test_results_of_owners(make_data: Make) -> None:
    data = make_data(
        {
            "customer_master": [
                {"customer_id": "1", "owner": "李某", "created_date": "2024-01-01"},
                {"customer_id": "2", "owner": "李某", "created_date": "2024-01-01"},
                {"customer_id": "3", "created_date": "2024-01-01"},
            ],
            "order": [{"customer_id": "1", "order_date": "2024-02-01", "amount": 500}],
            "complaint_log": [{"customer_id": "2", "complaint_date": "2024-02-01"}],
            "satisfaction_response": [
                *answer("1", "2024-06-01", 4, 5, 4, recommend=9),
                *answer("2", "2024-06-01", 4, 4, 3, recommend=6),
            ],
        }
    )
    found = owners.by_owner(data, DEFAULT, TODAY).set_index("owner")
    mine = found.loc["李某"]
    assert mine[["customers", "sales", "complaints", "answers", "nps"]].tolist() == [2, 500, 1, 2, 0]
    assert mine["satisfaction"] == 80.0
    assert mine["note"] == "样本偏少"
    assert found.loc["未填负责人", "note"] == "没有回答"
