"""Results of owners and departments, for assessment."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.answers import newest, surveys
from xlcrm.rules.analysis.figures import half_up, ratio
from xlcrm.rules.analysis.joins import by_customer, looked_up
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import in_months, up_to
from xlcrm.rules.analysis.presence import present
from xlcrm.rules.analysis.punctuality import LATE, ON_TIME, OPEN_LATE, solved_in_time
from xlcrm.rules.analysis.reviews import kept_share, planned_items
from xlcrm.rules.dates import add_months
from xlcrm.rules.frames import Data

NOBODY, UNASSIGNED = "未填负责人", "未定责"
MONTHS = 12


@implements("R-156")
def satisfaction_by(scores: pd.Series, owners: pd.Series, policy: Policy) -> pd.DataFrame:
    """R-156 按负责人统计满意度: mean of the customers' newest scores, answers, and whether they are few.

    Source: 《跟进策略》第九章; 《手册》第四章 §5. Points of 100, half up; few is under ``owner.min_answers``.

    >>> found = satisfaction_by(pd.Series([86.7, 76.0]), pd.Series(["李某", "李某"]), Policy.default())
    >>> found.reset_index().values.tolist()
    [['李某', 81.4, 2, '样本偏少']]
    """
    table = scores.groupby(owners).agg(["mean", "size"])
    table = table.rename(columns={"mean": "satisfaction", "size": "answers"}).rename_axis("owner")
    table["satisfaction"] = half_up(table["satisfaction"].round(6), 1)
    few = table["answers"] < policy.count("owner.min_answers")
    return table.assign(note=few.map({True: "样本偏少", False: ""}))


def by_owner(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """负责人业绩: customers, sales, satisfaction, NPS, on-time follow-up and complaints of each owner (R-156).

    Of the last 12 months; customers count for the owner they have now. Most sales first.
    """
    here = present(data, as_of)
    mine = by_customer(data["customer_master"], "owner").fillna(NOBODY)
    orders = countable(data, policy)
    orders = orders[in_months(orders["order_date"], as_of, MONTHS)]
    log = data["complaint_log"]
    log = log[in_months(log["complaint_date"], as_of, MONTHS)]
    answers = surveys(data["satisfaction_response"], policy)
    answers = answers[in_months(answers["survey_date"], as_of, MONTHS)]
    scores = newest(answers, "score_100")["score_100"]
    table = pd.DataFrame(
        {
            "customers": here["owner"].fillna(NOBODY).value_counts(),
            "sales": orders["amount"].groupby(looked_up(orders["customer_id"], mine)).sum(),
            "complaints": log.groupby(looked_up(log["customer_id"], mine)).size(),
        }
    ).rename_axis("owner")
    table[["customers", "sales", "complaints"]] = table[["customers", "sales", "complaints"]].fillna(0)
    table = table.join(satisfaction_by(scores, mine.reindex(scores.index), policy))
    table["nps"] = _nps(newest(answers, "recommend_score")["recommend_score"], mine, policy)
    items = planned_items(data, add_months(as_of, -MONTHS), as_of, as_of)
    table = table.join(kept_share(items, "owner").set_index("owner")[["planned", "on_time", "on_time_rate"]])
    table["note"] = table["note"].fillna("没有回答")
    return table.reset_index().sort_values(["sales", "owner"], ascending=[False, True]).reset_index(drop=True)


def _nps(scores: pd.Series, mine: pd.Series, policy: Policy) -> pd.Series:
    five = policy.word("nps.scale") == "1-5"
    points = (scores >= (5 if five else 9)).astype(int) - (scores < (4 if five else 7)).astype(int)
    return half_up(points.groupby(mine.reindex(scores.index)).mean() * 100, 1)


@implements("R-156")
def by_department(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """R-156 部门业绩: complaints of the last 12 months, solved in time, late, and the on-time share.

    >>> log = pd.DataFrame({"complaint_no": ["a", "b"], "level": "一般", "department": ["产品部", None],
    ...     "complaint_date": pd.to_datetime(["2024-05-01"] * 2), "received_at": pd.NaT,
    ...     "solved_at": pd.to_datetime(["2024-05-02", "2024-05-09"])})
    >>> found = by_department(Data({"complaint_log": log}), Policy.default(), date(2024, 5, 10))
    >>> found[["department", "complaints", "on_time", "late"]].values.tolist()
    [['产品部', 1, 1, 0], ['未定责', 1, 0, 1]]
    """
    log = data["complaint_log"]
    log = log[in_months(log["complaint_date"], as_of, MONTHS) & up_to(log["complaint_date"], as_of)]
    states = solved_in_time(log, data, policy, as_of)
    marked = pd.DataFrame(
        {
            "department": log["department"].fillna(UNASSIGNED),
            "complaints": 1,
            "on_time": (states == ON_TIME).astype(int),
            "late": states.isin([LATE, OPEN_LATE]).astype(int),
        }
    )
    table = marked.groupby("department").sum().reset_index()
    table["on_time_rate"] = ratio(table["on_time"], table["on_time"] + table["late"])
    return table.sort_values(["complaints", "department"], ascending=[False, True]).reset_index(drop=True)
