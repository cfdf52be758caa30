"""R-053 … R-058: scores, the 100-point scale, recommendation; R-055 when to ask."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.dates import shown
from xlcrm.rules.satisfaction import (
    low_recommendation,
    mean_100,
    needs_improvement,
    nps,
    nps_class,
    score_100,
    score_of_word,
)
from xlcrm.rules.surveys import Surveying, survey_dates

DAY = date.fromisoformat
MANUAL = Policy.default()


@pytest.mark.parametrize(
    ("scores", "asked", "points"),
    [
        pytest.param([4, 5, 4], 3, "86.7", id="the example of 表6"),
        pytest.param([4, 4, 4, 4, 4], 5, "80.0", id="all satisfied"),
        pytest.param([4, 4, 4, 4, 3], 5, "76.0", id="one neither nor"),
        pytest.param([1, 1], 2, "20.0", id="the least"),
        pytest.param([5, None], 2, "100.0", id="half of two answered"),
        pytest.param([5, 4, None, None, None], 5, None, id="two of five are fewer than half"),
        pytest.param([5, 4, 3], 5, "80.0", id="three of five are enough"),
        pytest.param([5, 6, 0], 3, None, id="scores off the scale do not count as answers"),
        pytest.param([], 3, None, id="no answer"),
    ],
)
def test_score_100(scores: list[float | None], asked: int, points: str | None) -> None:
    found = score_100(scores, MANUAL, asked)
    assert (str(found.value) if found else None) == points


def test_80_points_are_fine_and_the_unrounded_score_decides() -> None:
    assert not needs_improvement(Decimal("80"), MANUAL)
    assert needs_improvement(Decimal("79.99"), MANUAL)
    assert not needs_improvement(mean_100([4] * 5, MANUAL), MANUAL)
    assert not needs_improvement(None, MANUAL)


def test_words_of_the_questionnaire() -> None:
    words = ("非常满意", "满意", "一般", "不满意", "非常不满意")
    assert [score_of_word(word) for word in words] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(10, "推荐者", id="ten"),
        pytest.param(9, "推荐者", id="nine recommends"),
        pytest.param(8, "中立者", id="eight is passive, the example of 表6"),
        pytest.param(7, "中立者", id="seven is passive"),
        pytest.param(6, "贬损者", id="six detracts"),
        pytest.param(0, "贬损者", id="nought"),
        pytest.param(-1, None, id="below the scale"),
        pytest.param(11, None, id="above the scale"),
        pytest.param("可能(7-8分)", "中立者", id="a word with its range"),
        pytest.param("不愿意", "贬损者", id="unwilling"),
        pytest.param("不确定", "贬损者", id="uncertain is a detractor too"),
        pytest.param(None, None, id="no answer"),
    ],
)
def test_nps_class(answer: float | str | None, found: str | None) -> None:
    assert nps_class(answer, MANUAL) == found


def test_nps() -> None:
    found = nps([10, 9, 9, 8, 7, 7, 6, 5, 10, 3], MANUAL)
    assert found is not None
    assert (str(found.value), "样本" in found.words) == ("10.0", False)
    assert nps([], MANUAL) is None, "no answers give a blank, not 0"
    small = nps([0, 0, 9], MANUAL)
    assert small is not None
    assert (str(small.value), "样本少于 10" in small.words) == ("-33.3", True)


@pytest.mark.parametrize(
    ("answer", "kind", "post"),
    [
        pytest.param(6, "公司", "管理层", id="a company below seven: the management"),
        pytest.param(7, "公司", None, id="seven itself is fine"),
        pytest.param(6, "个人", "销售主管", id="a person: the sales supervisor"),
        pytest.param(6, None, "管理层", id="unknown counts as a company"),
        pytest.param(None, "公司", None, id="no answer"),
    ],
)
def test_low_recommendation(answer: float | None, kind: str | None, post: str | None) -> None:
    found = low_recommendation(answer, kind, MANUAL)
    assert (found.value if found else None) == post


@pytest.mark.parametrize(
    ("course", "dates"),
    [
        pytest.param(
            Surveying(DAY("2023-11-30")),
            ["2024-02-29", "2024-05-30", "2024-11-30"],
            id="a quarter, half a year, a year after the start",
        ),
        pytest.param(
            Surveying(DAY("2024-03-15"), DAY("2024-06-15")),
            ["2024-09-15", "2025-03-15"],
            id="the half-year within 14 days of the quarter is one survey",
        ),
        pytest.param(
            Surveying(DAY("2023-11-30"), DAY("2024-05-16")),
            ["2024-08-16", "2024-11-30"],
            id="a survey 14 days before the half-year answers it",
        ),
        pytest.param(
            Surveying(DAY("2023-11-30"), DAY("2024-05-15")),
            ["2024-05-30", "2024-08-15", "2024-11-30"],
            id="one 15 days before does not",
        ),
        pytest.param(Surveying(None), [], id="nobody to ask before the cooperation"),
    ],
)
def test_survey_dates(course: Surveying, dates: list[str]) -> None:
    assert [shown(due.value) for due in survey_dates(course, MANUAL)] == dates


def test_the_deck_asks_c_customers_twice_a_year_and_after_events() -> None:
    deck = Policy.of("deck")
    asked = survey_dates(Surveying(DAY("2020-01-01"), DAY("2024-01-31"), "C类"), deck)
    assert [shown(due.value) for due in asked] == ["2024-07-31"]
    solved = ((datetime(2024, 5, 10, 16, 30), "投诉解决"),)
    after = survey_dates(Surveying(None, events=solved), deck)
    assert [shown(due.value) for due in after] == ["2024-05-11 16:30"]
    assert survey_dates(Surveying(None, events=solved), MANUAL) == []
