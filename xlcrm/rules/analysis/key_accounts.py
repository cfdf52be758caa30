"""Key accounts: who they are, their twelve indicators, and what raises an alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.answers import newest, surveys
from xlcrm.rules.analysis.churn import risk_scores
from xlcrm.rules.analysis.churn import signs as churn_signs
from xlcrm.rules.analysis.figures import change, ratio
from xlcrm.rules.analysis.joins import by_customer
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import between, in_months, up_to, whole_days
from xlcrm.rules.analysis.reviews import kept_share, planned_items
from xlcrm.rules.customers import core_name
from xlcrm.rules.dates import add_months
from xlcrm.rules.frames import Data
from xlcrm.rules.management import top_customers
from xlcrm.rules.words import Words

YEAR, QUARTER = 12, 3
HIGH_IS_GOOD, LOW_IS_GOOD = "高为好", "低为好"
FINE, ALERT, UNKNOWN = "正常", "预警", "无数据"
UNITS: Mapping[str, str] = {
    "账户健康度": "分",
    "业务收益": "%",
    "年采购额": "元",
    "采购增速": "%",
    "订单数": "单",
    "回款及时率": "%",
    "满意度": "分",
    "推荐值": "分",
    "投诉数": "起",
    "平均解决时长": "小时",
    "跟进按时率": "%",
    "合同剩余天数": "天",
}
"""The twelve indicators in order, with their units."""

ROADMAP = "年度合作路线图"


@implements("R-132")
def key_accounts(data: Data, policy: Policy, as_of: date) -> list[str]:
    """R-132 大客户: grade A类 and among the top ``top.percent`` by revenue, in the order of the master.

    Source: 《跟进策略》第十二章. ``vip.by`` top_percent takes the revenue alone, manual the mark VIP客户.

    >>> master = pd.DataFrame({"customer_id": ["1", "2"], "grade": ["A类", "B类"], "customer_mark": [None, "VIP客户"]})
    >>> orders = pd.DataFrame({"customer_id": ["1", "2"], "amount": [500.0, 500.0],
    ...                        "order_date": pd.to_datetime(["2024-05-01"] * 2)})
    >>> data = Data({"customer_master": master, "order": orders})
    >>> for by in ("grade", "top_percent", "manual"):
    ...     print(by, key_accounts(data, Policy.default().with_values({"vip.by": by}), date(2024, 5, 10)))
    grade ['1']
    top_percent ['1', '2']
    manual ['2']
    """
    master = data["customer_master"].dropna(subset=["customer_id"]).drop_duplicates("customer_id")
    by = policy.word("vip.by")
    if by == "manual":
        marked = master["customer_mark"].str.contains("VIP客户").fillna(False).astype(bool)
        return list(master.loc[marked, "customer_id"])
    top = master["customer_id"].isin(top_customers(data, policy, as_of))
    return list(master.loc[top & ((master["grade"] == "A类") | (by != "grade")), "customer_id"])


def indicator_values(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """The twelve figures of every customer, one row each, blank where nothing is known.

    Shares are percentage points. ``last_amount`` and ``last_orders`` are those of the year before, the
    thresholds of 年采购额 and 订单数.
    """
    customers = data["customer_master"]["customer_id"].dropna().drop_duplicates()
    table = pd.DataFrame(index=pd.Index(customers, name="customer_id"))
    risk = risk_scores(churn_signs(data, policy, as_of), policy).set_index("customer_id")["risk_score"]
    answers = surveys(data["satisfaction_response"], policy)
    answers = answers[up_to(answers["survey_date"], as_of)]
    items = planned_items(data, add_months(as_of, -YEAR), as_of, as_of)
    kept = kept_share(items, "customer_id").set_index("customer_id")["on_time_rate"]
    table["账户健康度"] = 100 - risk.reindex(table.index)
    table = table.join(_purchases(data, policy, as_of))
    table["满意度"] = newest(answers, "score_100")["score_100"]
    table["推荐值"] = newest(answers, "recommend_score")["recommend_score"]
    table = table.join(_complaints(data, table.index, as_of))
    table["跟进按时率"] = kept * 100
    table["合同剩余天数"] = _days_left(data, as_of)
    return table


def _purchases(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    orders = countable(data, policy)
    days, who = orders["order_date"], orders["customer_id"]
    year, quarter = in_months(days, as_of, YEAR), in_months(days, as_of, QUARTER)
    last_year = between(days, add_months(as_of, -2 * YEAR), add_months(as_of, -YEAR))
    before = between(days, add_months(as_of, -2 * QUARTER), add_months(as_of, -QUARTER))
    paid_on, paid = orders["paid_date"], orders["paid_amount"]
    got = paid.where(in_months(paid_on, as_of, YEAR), 0).groupby(who).sum()
    got_before = (
        paid.where(between(paid_on, add_months(as_of, -2 * YEAR), add_months(as_of, -YEAR)), 0)
        .groupby(who)
        .sum()
    )
    amount = orders["amount"]
    due = in_months(orders["payment_due"], as_of, YEAR)
    in_time = due & (paid_on <= orders["payment_due"]) & up_to(paid_on, as_of)
    number = orders["order_no"].where(orders["order_no"].notna(), orders.index.to_series().map(repr))
    return pd.DataFrame(
        {
            "业务收益": change(got, got_before) * 100,
            "年采购额": amount.where(year, 0).groupby(who).sum(),
            "last_amount": amount.where(last_year, 0).groupby(who).sum(),
            "采购增速": change(
                amount.where(quarter, 0).groupby(who).sum(), amount.where(before, 0).groupby(who).sum()
            )
            * 100,
            "订单数": number.where(year).groupby(who).nunique(),
            "last_orders": number.where(last_year).groupby(who).nunique(),
            "回款及时率": ratio(in_time.groupby(who).sum(), due.groupby(who).sum()) * 100,
        }
    )


def _complaints(data: Data, customers: pd.Index, as_of: date) -> pd.DataFrame:
    log = data["complaint_log"]
    log = log[up_to(log["complaint_date"], as_of)]
    solved = log["solved_at"].where(up_to(log["solved_at"], as_of))
    received = log["received_at"].where(log["received_at"].notna(), log["complaint_date"])
    hours = (solved - received).dt.total_seconds() / 3600
    year = in_months(log["complaint_date"], as_of, YEAR)
    still_open = solved.isna() & ~log["status"].isin(["已完成", "投诉已关闭"])
    counts = still_open.groupby(log["customer_id"]).sum()
    known = (
        counts.reindex(customers, fill_value=0) if len(data["complaint_log"]) else counts.reindex(customers)
    )
    means = hours[year].groupby(log["customer_id"]).mean()
    return pd.DataFrame(
        {"投诉数": known.astype("float64"), "平均解决时长": means.reindex(customers)}, index=customers
    )


def _days_left(data: Data, as_of: date) -> pd.Series:
    contracts = data["contract"]
    running = contracts[~contracts["renewal_status"].isin(["不续签"])]
    last = running.groupby("customer_id")["end_date"].max()
    return -whole_days(last, as_of)


def default_thresholds(values: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Threshold of each indicator and customer while nobody typed another one."""
    fixed = {
        "账户健康度": policy.number("key.health"),
        "业务收益": policy.number("key.growth") * 100,
        "采购增速": policy.number("key.growth") * 100,
        "回款及时率": policy.number("key.paid_on_time") * 100,
        "满意度": policy.number("satisfaction.min"),
        "推荐值": policy.number("nps.exec_below"),
        "投诉数": policy.number("key.open_complaints"),
        "平均解决时长": policy.number("key.solved_hours"),
        "跟进按时率": policy.number("key.followed_on_time") * 100,
        "合同剩余天数": policy.number("contract.lead_days"),
    }
    table = pd.DataFrame({name: float(figure) for name, figure in fixed.items()}, index=values.index)
    table["年采购额"], table["订单数"] = values["last_amount"], values["last_orders"]
    return table[list(UNITS)]


def direction(indicator: str) -> str:
    """Whether a high or a low figure is good."""
    return LOW_IS_GOOD if indicator in {"投诉数", "平均解决时长"} else HIGH_IS_GOOD


@implements("R-133")
def alert(indicator: str, value: float | None, threshold: float | None) -> str:
    """R-133 大客户十二项指标: 正常, 预警, or 无数据 without a figure.

    Source: 《跟进策略》第十二章. On the threshold is fine, except for the days left of the contract.

    >>> [alert("满意度", value, 80) for value in (76.0, 80.0, None)]
    ['预警', '正常', '无数据']
    >>> [alert("合同剩余天数", value, 30) for value in (30, 31)], [alert("投诉数", n, 0) for n in (0, 1)]
    (['预警', '正常'], ['正常', '预警'])
    """
    if value is None or threshold is None or np.isnan(value) or np.isnan(threshold):
        return UNKNOWN
    value, threshold = round(value, 6), round(threshold, 6)
    if indicator == "合同剩余天数":
        return ALERT if value <= threshold else FINE
    wrong = value > threshold if direction(indicator) == LOW_IS_GOOD else value < threshold
    return ALERT if wrong else FINE


@implements("R-132")
def service_gaps(accounts: list[str], data: Data, words: Words, as_of: date) -> list[str]:
    """R-132 大客户服务缺口: no director in the service team, no 年度合作路线图 for the year.

    A roadmap is a line of 策略行动计划表 due in the year whose basis or action names 年度合作路线图 and the
    customer by number or name.

    >>> service_gaps(["1"], Data({}), Words(), date(2024, 5, 10))
    ['没有客户总监：请在选项表 staff.客户总监 写上负责人', '没有 2024 年的年度合作路线图：1']
    """
    found = []
    if accounts and not words.staff("客户总监"):
        found.append("没有客户总监：请在选项表 staff.客户总监 写上负责人")
    plans = data["action_plan"]
    told = (plans["basis"].fillna("") + " " + plans["action"].fillna("")).astype(object)
    lines = told[(plans["due_date"].dt.year == as_of.year) & told.str.contains(ROADMAP).astype(bool)].tolist()
    names = by_customer(data["customer_master"], "customer_name")
    lacking = []
    for customer in accounts:
        name = names.get(customer)
        known = {customer, name if isinstance(name, str) else customer}
        if not any(word in line for line in lines for word in known):
            lacking.append(core_name(name) if isinstance(name, str) else customer)
    if lacking:
        found.append(f"没有 {as_of.year} 年的{ROADMAP}：{'、'.join(lacking)}")
    return found
