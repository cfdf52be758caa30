"""Grades by revenue, RFM classes, potential, lifetime value, combinations (R-060, R-061, R-063, R-066, R-126, R-143)."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import abc_grades, rfm
from xlcrm.rules.analysis.combinations import bundles
from xlcrm.rules.analysis.lifetime import covered_days, lifetime_values
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.potential import CRITERIA, potentials
from xlcrm.rules.frames import Data
from xlcrm.rules.words import Words

DEFAULT = Policy.default()
TODAY = date(2024, 5, 10)
Make = Callable[..., Data]


def graded(sums: list[float], current: str | None = None, **values: object) -> str:
    customers = pd.DataFrame({"customer_id": range(len(sums)), "revenue": sums, "current_grade": current})
    policy = DEFAULT.with_values({name.replace("__", "."): value for name, value in values.items()})
    found = abc_grades.value_grades(customers.astype({"revenue": "float64"}), policy)
    return "".join(
        str(grade)[0] if grade else "-" for grade in found.sort_values("customer_id")["value_grade"]
    )


@pytest.mark.parametrize(
    ("sums", "grades"),
    [
        pytest.param([70, 20, 10], "ABC", id="exactly 70 % is A, exactly 90 % is B"),
        pytest.param([70.1, 19.9, 10], "ABC", id="the largest is A whatever its share"),
        pytest.param([35, 35.1, 29.9], "BAC", id="70.1 % is B, 100 % is C"),
        pytest.param([50, 25, 25], "ABB", id="equal revenues share the better grade"),
        pytest.param([40, 40, 20], "AAC", id="both largest are A"),
        pytest.param([100, 0], "AC", id="no revenue is C"),
        pytest.param([0, 0], "--", id="nothing sold, no grades"),
        pytest.param([], "", id="no customers"),
    ],
)
def test_value_grades_by_cumulative_share(sums: list[float], grades: str) -> None:
    assert graded(sums) == grades


def test_grades_by_place_or_by_other_cuts() -> None:
    sums = [100 - n for n in range(20)]
    assert graded(sums, abc__method="count") == "AAA" + "B" * 6 + "C" * 11
    assert graded([60, 20, 20], abc__cut_a="60%", abc__cut_b="80%") == "ABB"


@pytest.mark.parametrize(
    ("current", "changes"),
    [
        pytest.param("B类", ["升", "平", "降"], id="up, level, down"),
        pytest.param(None, [None, None, None], id="no grade yet, no change"),
    ],
)
def test_change_against_the_grade_in_force(current: str | None, changes: list[str | None]) -> None:
    customers = pd.DataFrame(
        {"customer_id": range(3), "revenue": [70.0, 20.0, 10.0], "current_grade": current}
    )
    found = abc_grades.value_grades(customers.astype({"current_grade": object}), DEFAULT)["change"]
    assert [None if pd.isna(each) else each for each in found] == changes


def test_structure_names_what_is_out_of_its_band() -> None:
    customers = pd.DataFrame(
        {"customer_id": range(4), "revenue": [70.0, 20.0, 6.0, 4.0], "current_grade": None}
    )
    check = abc_grades.structure(abc_grades.value_grades(customers, DEFAULT), DEFAULT)
    assert check["message"].tolist() == ["客户占比 25.0% 不在 10–15%", "", "客户占比 50.0% 不在 >50%"]


@pytest.mark.parametrize(
    ("amount", "day", "counts"),
    [
        pytest.param(-100, "2024-05-03", False, id="negative"),
        pytest.param(0, "2024-05-03", False, id="nothing"),
        pytest.param(0.01, "2024-05-01", True, id="a cent"),
        pytest.param(9_999_999.99, "2024-05-01", True, id="just under the bound"),
        pytest.param(10_000_000, "2024-05-01", True, id="confirmed by a later review"),
        pytest.param(10_000_000, "2024-05-03", False, id="reviewed before the order"),
    ],
)
def test_anomalous_amounts_are_held_back(make_data: Make, amount: float, day: str, counts: bool) -> None:
    data = make_data(
        {
            "order": [{"customer_id": "1", "order_date": day, "amount": amount}],
            "info_review": [{"customer_id": "1", "review_date": "2024-05-02", "verdict": "通过"}],
        }
    )
    assert bool(len(countable(data, DEFAULT))) is counts


def test_the_bounds_of_amounts_are_the_user_s(make_data: Make) -> None:
    data = make_data({"order": [{"customer_id": "1", "order_date": "2024-05-01", "amount": 20_000_000}]})
    assert countable(data, DEFAULT).empty
    assert len(countable(data, DEFAULT.with_values({"anomaly.max": 50_000_000}))) == 1


def test_rfm_counts_order_numbers_in_the_half_open_year(make_data: Make) -> None:
    rows = [
        {"customer_id": "1", "order_no": "a", "order_date": "2024-05-10", "amount": 1},
        {"customer_id": "1", "order_no": "a", "order_date": "2024-05-10", "amount": 2},
        {"customer_id": "1", "order_no": "b", "order_date": "2023-05-11", "amount": 4},
        {"customer_id": "1", "order_no": "c", "order_date": "2023-05-10", "amount": 8},
        {"customer_id": "1", "order_no": "d", "order_date": "2024-05-11", "amount": 16},
        {"customer_id": "2", "order_date": "2024-05-01", "amount": 1},
        {"customer_id": "2", "order_date": "2024-05-01", "amount": 1},
    ]
    table = rfm.measured(make_data({"order": rows})["order"], TODAY, DEFAULT)
    assert table.to_numpy().tolist() == [["1", 0.0, 2.0, 7.0], ["2", 9.0, 2.0, 2.0]]


@pytest.mark.parametrize(
    ("rule", "bounds"),
    [
        pytest.param("mean", (20.0, 3.0, 400.0), id="mean"),
        pytest.param("median", (10.0, 2.0, 100.0), id="median"),
        pytest.param("fixed", (90.0, 3.0, 50000.0), id="fixed figures of the policy"),
    ],
)
def test_thresholds(rule: str, bounds: tuple[float, ...]) -> None:
    table = pd.DataFrame(
        {"r_days": [10.0, 10.0, 40.0], "f_count": [2.0, 1.0, 6.0], "m_amount": [100.0, 100.0, 1000.0]}
    )
    found = rfm.thresholds(table, DEFAULT.with_values({"rfm.threshold": rule}))
    assert (found.r_days, found.f_count, found.m_amount) == bounds


@pytest.mark.parametrize(
    ("row", "name"),
    [
        pytest.param((90, 3, 50000), "重要价值", id="on every threshold is good"),
        pytest.param((91, 3, 50000), "重要保持", id="a day too long ago"),
        pytest.param((90, 2, 50000), "重要发展", id="an order too few"),
        pytest.param((90, 3, 49999.99), "一般价值", id="a cent too little"),
        pytest.param((91, 2, 49999), "一般挽留", id="all below"),
    ],
)
def test_classes_at_their_thresholds(row: tuple[float, ...], name: str) -> None:
    table = pd.DataFrame([row], columns=["r_days", "f_count", "m_amount"])
    assert rfm.eight_classes(table, rfm.Thresholds(90, 3, 50000, "固定值"))["rfm_class"].tolist() == [name]


def test_the_segments_name_every_pair_of_scores_once() -> None:
    pairs = [pair for pairs in rfm.SEGMENTS for pair in rfm._crossed(pairs)]
    assert sorted(pairs) == sorted({(str(r), str(f)) for r in range(1, 6) for f in range(1, 6)})


def test_ties_of_orders_are_broken_by_customer_id() -> None:
    table = pd.DataFrame({"customer_id": list("edcba"), "r_days": 1.0, "f_count": 1.0, "m_amount": 1.0})
    scored = rfm.quintiles(table).set_index("customer_id")["f_score"]
    assert scored.to_dict() == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}


def test_what_fits_no_range_is_other() -> None:
    days = pd.DataFrame({"r_days": [5, 4, 3, 2, 1], "f_count": [1, 2, 3, 4, 5], "m_amount": [5, 4, 3, 2, 1]})
    assert rfm.ranged(days)["segment"].tolist()[0] == "其他"


def test_customers_without_orders_are_listed_as_such() -> None:
    table = pd.DataFrame({"customer_id": ["1"]})
    found = rfm.without_orders(pd.Series(["1", "2", "2"]), table)
    assert found[["customer_id", "rfm_class"]].to_numpy().tolist() == [["2", "无订单"]]


def test_a_strategy_of_one_s_own_goes_first() -> None:
    own = Words.of([{"list_name": "rfm.strategy", "value": "每周拜访", "synonyms": "重要价值"}])
    assert rfm.strategy("重要价值", DEFAULT, own) == "每周拜访"
    assert rfm.strategy("重要挽留", DEFAULT, own) == "提供优惠，尽快恢复合作"
    assert "每 30 天" in rfm.strategy("重要价值", DEFAULT.with_values({"rfm.visit_days": 30}))


@pytest.mark.parametrize(
    ("yes", "verdict"),
    [
        pytest.param(4, "高潜力", id="four"),
        pytest.param(3, "高潜力", id="three"),
        pytest.param(2, "观察", id="two"),
        pytest.param(1, "否", id="one"),
    ],
)
def test_high_potential(yes: int, verdict: str) -> None:
    answers = pd.DataFrame([["是"] * yes + ["否"] * (4 - yes)], columns=list(CRITERIA))
    assert potentials(answers, DEFAULT)["verdict"].tolist() == [verdict]


def test_lifetime_value_is_scaled_where_the_orders_cover_less_than_a_year(make_data: Make) -> None:
    rows = [{"customer_id": "1", "order_no": "a", "order_date": "2024-02-10", "amount": 1000}]
    orders = make_data({"order": rows})["order"]
    assert covered_days(orders, TODAY) == 91
    found = lifetime_values(orders, DEFAULT, TODAY)
    assert found[["average", "per_year"]].to_numpy().tolist() == [[1000.0, 4.02]]
    assert found["ltv"].tolist() == [round(1000 * 366 / 91 * 3, 2)]


@pytest.mark.parametrize(
    ("customers", "pairs"), [pytest.param(4, 0, id="four customers"), pytest.param(5, 1, id="five customers")]
)
def test_bundles_from_enough_customers(customers: int, pairs: int) -> None:
    rows = [(n, product, 1.0, 100.0) for n in range(customers) for product in ("甲", "乙", "甲")]
    orders = pd.DataFrame(rows, columns=["customer_id", "product", "quantity", "amount"])
    assert len(bundles(orders, DEFAULT)) == pairs
