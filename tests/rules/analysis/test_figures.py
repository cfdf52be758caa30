"""Rounding, bounds, intervals of shares, A/B tests, attribution, sentiment (R-117, R-119 to R-121)."""

from collections.abc import Callable, Sequence
from datetime import date
from math import isclose

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis.attribution import attribution, of_paths, steps
from xlcrm.rules.analysis.experiments import compare, comparisons, reasoned
from xlcrm.rules.analysis.figures import exceeds, half_up, reaches
from xlcrm.rules.analysis.sentiment import falling, moods, sentiment
from xlcrm.rules.analysis.shares import newcombe, nps_interval, wilson
from xlcrm.rules.frames import Data
from xlcrm.rules.words import Words

DEFAULT = Policy.default()
Make = Callable[..., Data]
Path = tuple[Sequence[str], bool]


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        pytest.param(0.5, 0, 1.0, id="a half goes up"),
        pytest.param(-0.5, 0, -1.0, id="away from zero"),
        pytest.param(81.35, 1, 81.4, id="though the binary fraction lies below"),
        pytest.param(1.005, 2, 1.01, id="two places"),
        pytest.param(2.4999, 0, 2.0, id="just under a half"),
    ],
)
def test_half_up(value: float, places: int, rounded: float) -> None:
    assert half_up(pd.Series([value]), places).tolist() == [rounded]


def test_bounds_do_not_hang_on_the_last_binary_digit() -> None:
    assert reaches(pd.Series([0.1 * 3]), 0.3).tolist() == [True]
    assert exceeds(pd.Series([0.1 * 3]), 0.3).tolist() == [False]


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="Newcombe 1998, table I"),
        pytest.param(15, 148, 0.0624, 0.1605, id="the second of it"),
        pytest.param(0, 20, 0.0, 0.1611, id="none"),
        pytest.param(1, 29, 0.0061, 0.1718, id="one"),
        pytest.param(20, 20, 0.8389, 1.0, id="all"),
    ],
)
def test_wilson_gives_the_published_intervals(count: int, total: int, low: float, high: float) -> None:
    found = wilson(count, total)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        pytest.param((56, 70), (48, 80), 0.0524, 0.3339, id="56/70 and 48/80"),
        pytest.param((9, 10), (3, 10), 0.1705, 0.8090, id="9/10 and 3/10"),
        pytest.param((10, 10), (0, 10), 0.6075, 1.0, id="all and none"),
        pytest.param((5, 56), (0, 29), -0.0381, 0.1926, id="5/56 and none"),
    ],
)
def test_newcombe_gives_the_published_intervals(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(first, second)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_an_interval_of_few_answers_is_wide_but_within_bounds() -> None:
    assert nps_interval(0, 0, 0) is None
    low, high = nps_interval(1, 0, 1) or (0, 0)
    assert -100 <= low < 0 < high <= 100


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        pytest.param((30, 200), (46, 200), "B 更好", id="p = 0.041"),
        pytest.param((46, 200), (30, 200), "A 更好", id="the other way round"),
        pytest.param((30, 200), (45, 200), "无差异", id="p = 0.055"),
        pytest.param((30, 200), (30, 200), "无差异", id="equal"),
        pytest.param((0, 200), (0, 200), "无差异", id="nobody answered"),
        pytest.param((0, 29), (29, 29), "样本不足", id="29 sent"),
        pytest.param((0, 30), (30, 30), "B 更好", id="30 sent"),
    ],
)
def test_a_b(a: tuple[int, int], b: tuple[int, int], verdict: str) -> None:
    found = compare(a, b, DEFAULT)
    assert found is not None
    assert found.verdict == verdict


def test_alpha_and_least_sample_are_the_user_s() -> None:
    strict = compare((30, 200), (46, 200), DEFAULT.with_values({"ab.alpha": 0.01}))
    many = compare((30, 200), (46, 200), DEFAULT.with_values({"ab.min_n": 500}))
    assert strict is not None
    assert many is not None
    assert (strict.verdict, many.verdict) == ("无差异", "样本不足")


def test_a_test_with_one_variant_has_no_verdict(make_data: Make) -> None:
    rows = [
        {"test_no": "1", "variant": "A", "sent_count": 200, "reply_count": 30},
        {"test_no": "1", "variant": "B", "sent_count": 100, "reply_count": 20},
        {"test_no": "1", "variant": "B", "sent_count": 100, "reply_count": 26},
        {"test_no": "2", "variant": "A", "sent_count": 200, "reply_count": 30},
    ]
    tests = make_data({"ab_test": rows})["ab_test"]
    assert set(comparisons(tests, DEFAULT)) == {"1"}
    told = reasoned(tests, DEFAULT)
    assert [each.value if each else None for each in told] == ["B 更好"] * 3 + [None]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        pytest.param("不满意", "消极", "不满意 −1", id="a keyword of its own, once"),
        pytest.param("不是满意", "消极", "不是满意 −1", id="one character between"),
        pytest.param("没有不满", "消极", "不满 −1", id="two characters between turn nothing"),
        pytest.param("不太慢", "积极", "不太慢 +1", id="a bad word turned"),
        pytest.param("认可方案，感谢支持", "积极", "认可 +1、感谢 +1", id="two good words"),
        pytest.param("", "中性", "", id="nothing said"),
        pytest.param(None, "中性", "", id="a blank"),
    ],
)
def test_sentiment(text: str | None, value: str, words: str) -> None:
    found = sentiment(text, Words())
    assert (found.value, found.words) == (value, words)


def test_keywords_are_the_user_s() -> None:
    own = Words.of([{"list_name": "mood.negative", "value": "掉线"}])
    assert sentiment("经常掉线", own).value == "消极"
    assert sentiment("经常掉线", Words()).value == "中性"


@pytest.mark.parametrize(
    ("curve", "falls"),
    [
        pytest.param([2, 1, -1], True, id="two falls"),
        pytest.param([2, 1, 1], False, id="one fall, then level"),
        pytest.param([2, 1], False, id="two months only"),
        pytest.param([2, 1, 0.5, 2], False, id="risen again since"),
        pytest.param([1, 2, 1, -1], True, id="the newest months count"),
    ],
)
def test_a_fall_two_months_in_a_row(curve: list[float], falls: bool) -> None:
    months = pd.date_range("2024-01-01", periods=len(curve), freq="2MS")
    table = pd.DataFrame({"customer_id": "1", "month": months, "value": [float(each) for each in curve]})
    assert bool(len(falling(table, DEFAULT))) is falls


def test_a_ticked_mood_goes_before_the_words(make_data: Make) -> None:
    visit = {"customer_id": "1", "contact_at": "2024-05-10"}
    rows = [
        {**visit, "feedback": "很满意", "mood": "愤怒"},
        {**visit, "feedback": "响应太慢"},
        {**visit, "feedback": "下周开会"},
        {**visit},
    ]
    found = moods(make_data({"revisit_log": rows}), date(2024, 5, 31))
    assert found["value"].tolist() == [-2.0, -1.0, 1.0]


def shares(paths: list[Path]) -> dict[str, float]:
    found = attribution(of_paths(paths))
    assert found is not None
    return dict(zip(found["channel"], found["share"].round(6), strict=True))


def test_attribution_of_the_three_paths_of_the_literature() -> None:
    paths: list[Path] = [(("C1", "C2", "C3"), True), (("C1",), False), (("C2", "C3"), False)]
    assert shares(paths) == {"C1": 0.2, "C2": 0.4, "C3": 0.4}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([(("甲",), True)], {"甲": 1.0}, id="one channel has it all"),
        pytest.param(
            [(("甲",), True), (("乙",), False)], {"甲": 1.0, "乙": 0.0}, id="a channel without effect"
        ),
        pytest.param(
            [(("甲", "甲", "乙"), True), (("乙",), False)],
            {"乙": 0.666667, "甲": 0.333333},
            id="a self-loop stays",
        ),
        pytest.param([((), True)], {"未知": 1.0}, id="no touch at all"),
    ],
)
def test_attribution(paths: list[Path], expected: dict[str, float]) -> None:
    assert shares(paths) == expected


def test_nothing_won_nothing_shared() -> None:
    assert attribution(of_paths([(("甲",), False)])) is None


def test_every_way_of_counting_gives_all_deals() -> None:
    paths: list[Path] = [
        (("甲", "乙", "甲"), True),
        (("乙",), True),
        (("丙", "甲"), False),
        (("丙", "乙"), True),
    ]
    found = attribution(of_paths(paths))
    assert found is not None
    for name in ("deals", "first", "last", "linear"):
        assert isclose(found[name].sum(), 3), name


def test_touches_become_paths_that_end_with_a_deal(make_data: Make) -> None:
    touches = [
        {"customer_id": "1", "touched_at": "2024-05-03", "channel": "电话", "converted": "是"},
        {"customer_id": "1", "touched_at": "2024-05-01", "channel": "展会"},
        {"customer_id": "1", "touched_at": "2024-05-05", "channel": "邮件", "converted": "否"},
        {"customer_id": "2", "touched_at": "2024-07-05", "channel": "邮件", "converted": "是"},
    ]
    orders = [{"customer_id": n, "order_date": "2024-05-06", "amount": 100} for n in ("1", "3")]
    data = make_data({"touchpoint": touches, "order": orders})
    found = steps(data, DEFAULT, date(2024, 6, 30))
    told = [(str(path), str(channel), bool(won)) for path, channel, won in found.itertuples(index=False)]
    assert told == [("1/0", "展会", True), ("1/0", "电话", True), ("1/1", "邮件", False), ("3", "未知", True)]
