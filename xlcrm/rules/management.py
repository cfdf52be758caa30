"""Key accounts: who belongs to them, when the management sees them, which marks customers carry."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_months
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import days_later
from xlcrm.tables import Order

if TYPE_CHECKING:
    import pandas as pd

    from xlcrm.rules.frames import Data


def revenue(data: Data, policy: Policy, today: date) -> pd.Series:
    """Order amounts of each customer in the period of ``abc.period_months``, anomalies left out (R-020)."""
    import pandas as pd

    orders = data[Order.id]
    since = add_months(today, -policy.count("abc.period_months"))
    days, amounts = orders[Order.order_date], orders[Order.amount]
    sound = (amounts > float(policy.number("anomaly.min"))) & (amounts < float(policy.number("anomaly.max")))
    counted = orders[sound & (days > pd.Timestamp(since)) & (days <= pd.Timestamp(today))]
    return counted.groupby(Order.customer_id, sort=False)[Order.amount].sum()


@implements("R-131")
def top_customers(data: Data, policy: Policy, today: date) -> frozenset[str]:
    """R-131 管理层介入: the customers with the most revenue, ``top.percent`` of those who bought, rounded up.

    Source: 《跟进策略》第十一章; 《手册》第三章. Who has as much as the last of them belongs to them too.

    >>> import pandas as pd
    >>> from xlcrm.rules.frames import Data
    >>> orders = pd.DataFrame({"customer_id": range(45), "amount": [1000.0 + n for n in range(45)]})
    >>> orders["order_date"] = pd.Timestamp("2024-05-01")
    >>> len(top_customers(Data({"order": orders}), Policy.default(), date(2024, 5, 10)))
    5
    """
    sums = revenue(data, policy, today)
    if sums.empty:
        return frozenset()
    place = ceil(len(sums) * policy.number("top.percent"))
    edge = sums.nlargest(place).iloc[-1] if place else float("inf")
    return frozenset(str(customer) for customer in sums.index[sums >= edge])


@implements("R-131")
def management_review(last: date | None, since: date, policy: Policy) -> Reasoned[date] | None:
    """R-131 管理层介入: day of the next quarterly review with a top customer.

    Unit: calendar months after the last one (else after ``since``), the month's end clamped.

    >>> management_review(date(2024, 2, 29), date(2024, 1, 1), Policy.default()).text
    'R-131 manual: 高层季度会晤; 2024-02-29 + 3 个月 = 2024-05-29'
    """
    every = policy.interval("top.meeting")
    if every is None:
        return None
    due, words = days_later(last or since, every)
    return Reasoned(due, ("R-131",), policy.profile, f"高层季度会晤; {words}")


@implements("R-132")
def key_account_dates(
    reported: date | None, met: date | None, since: date, policy: Policy
) -> dict[str, Reasoned[date]]:
    """R-132 大客户服务: next cross-department report and next top meeting of a key account.

    Source: 《跟进策略》第十二章. Unit: calendar months after the last of each kind (else after ``since``).

    >>> dates = key_account_dates(date(2024, 1, 31), date(2024, 2, 29), date(2024, 1, 1), Policy.default())
    >>> for due in dates.values():
    ...     print(due.text)
    R-132 manual: 跨部门月报; 2024-01-31 + 1 个月 = 2024-02-29
    R-132 manual: 高层会议; 2024-02-29 + 3 个月 = 2024-05-29
    """
    found = {}
    for matter, name, last in (("跨部门月报", "key.report", reported), ("高层会议", "key.meeting", met)):
        every = policy.interval(name)
        if every is not None:
            due, words = days_later(last or since, every)
            found[matter] = Reasoned(due, ("R-132",), policy.profile, f"{matter}; {words}")
    return found


@implements("R-070")
def customer_marks(
    *, vip: bool, coop_months: int | None, stage: str, risk: str | None, policy: Policy
) -> Reasoned[str]:
    """R-070 客户标记: VIP客户, 新客户, 流失风险客户, joined by semicolons; blank for none.

    Source: 《工具包》§2(一); 《跟进提醒卡》第一步. Unit: whole months of cooperation; a 潜在 customer
    is never new. At risk is who has the risk level 高 or is dormant.

    >>> customer_marks(vip=True, coop_months=2, stage="合作", risk="中", policy=Policy.default()).text
    'R-070 manual: A类(VIP)；合作 2 个月 ⇒ VIP客户;新客户'
    >>> customer_marks(vip=False, coop_months=4, stage="合作", risk=None, policy=Policy.default()).value
    ''
    """
    found, why = [], []
    if vip:
        found.append("VIP客户")
        why.append("A类(VIP)")
    if stage != "潜在" and coop_months is not None and coop_months <= policy.count("mark.new_months"):
        found.append("新客户")
        why.append(f"合作 {coop_months} 个月")
    if stage == "沉睡" or risk == "高":
        found.append("流失风险客户")
        why.append("沉睡" if stage == "沉睡" else "流失风险高")
    marks = ";".join(found)
    words = f"{'；'.join(why) or '无标记条件'} ⇒ {marks or '无标记'}"
    return Reasoned(marks, ("R-070",), policy.profile, words)
