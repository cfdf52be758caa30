"""Answers of customers in whole: surveys on the 100-point scale, NPS and satisfied share with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import half_up, reaches
from xlcrm.rules.analysis.periods import between, up_to
from xlcrm.rules.analysis.shares import Interval, nps_interval, wilson
from xlcrm.rules.frames import Data
from xlcrm.rules.satisfaction import QUESTIONS, UNSCORED_GROUPS

RECOMMEND = "推荐"


@implements("R-053")
def surveys(responses: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-053 满意度百分制 of every survey of 满意度评分明细: score_100 with one decimal, and recommend_score.

    One row a survey: survey_no, customer_id, survey_date, score_100 (blank when fewer than half of its
    questions are answered), recommend_score (0–10, blank when not asked).

    >>> responses = pd.DataFrame({"survey_no": ["a"] * 4, "customer_id": "1", "template": "001-6",
    ...     "survey_date": pd.Timestamp("2023-09-10"), "score": [4, 5, 4, 8],
    ...     "dimension_group": ["产品", "服务", "服务", "推荐"]})
    >>> surveys(responses, Policy.default())[["score_100", "recommend_score"]].values.tolist()
    [[86.7, 8.0]]
    """
    known = responses.dropna(subset=["survey_no", "customer_id", "survey_date"])
    scored = known[~known["dimension_group"].isin(UNSCORED_GROUPS)]
    valid = scored["score"].where(scored["score"].between(1, 5))
    groups = valid.groupby(scored["survey_no"], sort=False)
    counts = groups.agg(["mean", "count", "size"])
    heads = known.drop_duplicates("survey_no").set_index("survey_no")
    table = heads[["customer_id", "survey_date", "template"]].join(counts)
    asked = np.maximum(table["template"].map(QUESTIONS).fillna(0), table["size"].fillna(0))
    enough = (table["count"] > 0) & (2 * table["count"] >= asked)
    linear = policy.word("score.to100") == "linear"
    points = (table["mean"] - 1) / 4 * 100 if linear else table["mean"] * 20
    told = known[(known["dimension_group"] == RECOMMEND) & known["score"].between(0, 10)]
    table["score_100"] = half_up(points.where(enough), 1)
    table["recommend_score"] = told.drop_duplicates("survey_no", keep="last").set_index("survey_no")["score"]
    return table[["customer_id", "survey_date", "score_100", "recommend_score"]].reset_index()


def in_period(table: pd.DataFrame, after: date, until: date) -> pd.DataFrame:
    """Surveys of the days later than ``after`` and not later than ``until``."""
    return table[between(table["survey_date"], after, until)]


def newest(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The newest survey of each customer that answers ``column``, by customer."""
    answered = table.dropna(subset=[column]).sort_values("survey_date", kind="stable")
    return answered.drop_duplicates("customer_id", keep="last").set_index("customer_id")


def newest_scores(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """The newest survey of each customer up to ``as_of`` that gives a score, by customer."""
    table = surveys(data["satisfaction_response"], policy)
    return newest(table[up_to(table["survey_date"], as_of)], "score_100")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """NPS in points with its classes and interval."""

    value: float
    promoters: int
    passives: int
    detractors: int
    low: float
    high: float

    @property
    def answers(self) -> int:
        """Customers who answered."""
        return self.promoters + self.passives + self.detractors

    def words(self, policy: Policy) -> str:
        """Interval and number of answers, with a warning for few."""
        few = "，样本偏少" if self.answers < policy.count("nps.min_answers") else ""
        return f"95% 区间 {self.low:.0f} 至 {self.high:.0f}，{self.answers} 人{few}"


@implements("R-057")
def recommendation(scores: pd.Series, policy: Policy) -> Recommendation | None:
    """R-057 净推荐值 with its 95 % interval: of the newest answers, one a customer; None without any.

    >>> found = recommendation(pd.Series([10, 9, 9, 8, 7, 7, 6, 5, 10, 3]), Policy.default())
    >>> (found.value, found.promoters, found.passives, found.detractors, found.words(Policy.default()))
    (10.0, 4, 3, 3, '95% 区间 -36 至 51，10 人')
    """
    five = policy.word("nps.scale") == "1-5"
    valid = scores.dropna()
    valid = valid[valid.between(1, 5) if five else valid.between(0, 10)]
    promoters = int((valid >= (5 if five else 9)).sum())
    detractors = int((valid < (4 if five else 7)).sum())
    bounds = nps_interval(promoters, detractors, len(valid))
    if bounds is None:
        return None
    points = half_up(pd.Series([(promoters - detractors) / len(valid) * 100]), 1).iloc[0]
    return Recommendation(float(points), promoters, len(valid) - promoters - detractors, detractors, *bounds)


@dataclass(frozen=True, slots=True)
class Satisfied:
    """Share of the surveys that reach ``satisfaction.min``, and the mean of all."""

    count: int
    total: int
    mean: float
    interval: Interval

    @property
    def share(self) -> float:
        """Satisfied surveys ÷ surveys."""
        return self.count / self.total


def satisfied(scores: pd.Series, policy: Policy) -> Satisfied | None:
    """满意率 and mean score of surveys (R-053, R-054), with the interval after Wilson; None without a survey.

    The mean of 1–5 marks and the share of satisfied customers are two figures: neither is the other times 100.

    >>> found = satisfied(pd.Series([86.7, 76.0, 80.0, 92.0]), Policy.default())
    >>> (found.count, found.total, found.mean, found.interval.percent())
    (3, 4, 83.7, '30.1%–95.4%')
    """
    valid = scores.dropna()
    interval = wilson(int(reaches(valid, policy.number("satisfaction.min")).sum()), len(valid))
    if interval is None:
        return None
    mean = half_up(pd.Series([valid.mean()]), 1).iloc[0]
    return Satisfied(
        int(reaches(valid, policy.number("satisfaction.min")).sum()), len(valid), float(mean), interval
    )
