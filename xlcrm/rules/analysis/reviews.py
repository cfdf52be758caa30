"""Looking back: what was planned and kept in a week or month, who was won and lost, what has no effect yet."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import ratio
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.analysis.periods import between, month_end, up_to
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import add_months
from xlcrm.rules.frames import Data

ACTION, REVISIT, CONTACT = "下一步行动", "回访", "跟进"
KEPT, LATE, MISSED, RUNNING = "按时", "超时完成", "未完成", "未到期"
_COLUMNS = ("kind", "customer_id", "owner", "matter", "due", "done", "finished")


def week_of(day: date) -> date:
    """Monday of a day's week.

    >>> week_of(date(2024, 6, 9))
    datetime.date(2024, 6, 3)
    """
    return day - timedelta(days=day.weekday())


def planned_items(data: Data, after: date, until: date, as_of: date) -> pd.DataFrame:
    """What was due in ``(after, until]``: next actions, revisits and planned contacts, with their state.

    Columns: kind, customer_id, owner, matter, due, done (blank: open on ``as_of``, or done on a day nobody
    noted), finished, state. A plan that was moved counts on its new day; a contact planned for the day of an
    open next action is the same thing. What is done without a date counts as kept.
    """
    parts = [_actions(data), _revisits(data), _contacts(data)]
    items = pd.concat([part[between(part["due"], after, until)] for part in parts], ignore_index=True)
    twice = items.duplicated(["customer_id", "due"]) & (items["kind"] == CONTACT)
    items = items[~twice]
    known = up_to(items["done"], as_of)
    done = items["done"].where(known)
    finished = items["finished"] & (known | items["done"].isna())
    late = done.dt.normalize() > items["due"].dt.normalize()
    states = [finished & late, finished, up_to(items["due"], as_of - timedelta(days=1))]
    state = np.select(states, [LATE, KEPT, MISSED], default=RUNNING)
    return items.assign(done=done, finished=finished, state=state).reset_index(drop=True)


def _actions(data: Data) -> pd.DataFrame:
    """Next actions of follow-up records; one without a state is done with the customer's next contact."""
    records = data["followup_record"].sort_values("contact_date", kind="stable")
    following = records.groupby("customer_id")["contact_date"].shift(-1)
    stated = records["action_status"].notna()
    done = records["action_done_date"].where(records["action_done_date"].notna() | stated, following)
    owner = records["next_owner"].where(records["next_owner"].notna(), records["actor"])
    return pd.DataFrame(
        {
            "kind": ACTION,
            "customer_id": records["customer_id"],
            "owner": owner,
            "matter": records["next_action"],
            "due": records["due_date"],
            "done": done,
            "finished": done.notna() | (records["action_status"] == "已完成"),
        }
    )[records["due_date"].notna()]


def _revisits(data: Data) -> pd.DataFrame:
    log, plan = data["revisit_log"], data["revisit_plan"]
    made = pd.DataFrame(
        {
            "kind": REVISIT,
            "customer_id": log["customer_id"],
            "owner": log["owner"],
            "matter": log["revisit_reason"],
            "due": log["planned_date"],
            "done": log["contact_at"],
            "finished": log["contact_at"].notna(),
        }
    )
    waiting = pd.DataFrame(
        {
            "kind": REVISIT,
            "customer_id": plan["customer_id"],
            "owner": plan["owner"],
            "matter": plan["revisit_focus"],
            "due": plan["planned_date"],
            "done": pd.Series(pd.NaT, index=plan.index, dtype="datetime64[us]"),
            "finished": False,
        }
    )
    both = pd.concat([made, waiting]).drop_duplicates(["customer_id", "due"])
    return both[both["due"].notna()]


def _contacts(data: Data) -> pd.DataFrame:
    """Planned contacts; a record of the customer on the day or later has carried one out."""
    plan = data["followup_plan"]
    newest = data["followup_record"].groupby("customer_id")["contact_date"].max()
    last = looked_up(plan["customer_id"], newest).astype("datetime64[us]")
    done = last.where(last >= plan["next_followup_date"])
    return pd.DataFrame(
        {
            "kind": CONTACT,
            "customer_id": plan["customer_id"],
            "owner": plan["owner"],
            "matter": plan["focus"],
            "due": plan["next_followup_date"],
            "done": done,
            "finished": done.notna(),
        }
    )[plan["next_followup_date"].notna()]


@implements("R-127")
def kept_share(items: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """R-127 跟进复盘: planned, done, on_time, late and the two rates, in all or by a column of ``items``.

    Source: 《跟进提醒卡》第五步; 《跟进策略》第八章. ``items`` as ``planned_items`` yields them. Rates are of
    what was planned; what is not due yet is planned but not late.

    >>> states = [KEPT] * 15 + [LATE] * 3 + [MISSED] * 2
    >>> items = pd.DataFrame({"state": states, "finished": [True] * 18 + [False] * 2})
    >>> kept_share(items)[["planned", "done", "on_time", "late", "done_rate", "on_time_rate"]].values.tolist()
    [[20.0, 18.0, 15.0, 5.0, 0.9, 0.75]]
    """
    marked = pd.DataFrame(
        {
            "planned": 1,
            "done": items["finished"].astype(int),
            "on_time": (items["state"] == KEPT).astype(int),
            "late": items["state"].isin([LATE, MISSED]).astype(int),
            "running": (items["state"] == RUNNING).astype(int),
        },
        index=items.index,
    )
    table = marked.groupby(items[by]).sum().reset_index() if by else marked.sum().to_frame().T
    table["done_rate"] = ratio(table["done"], table["planned"])
    table["on_time_rate"] = ratio(table["on_time"], table["planned"])
    return table


def won(data: Data, after: date, until: date) -> pd.DataFrame:
    """Customers whose cooperation began in ``(after, until]`` (R-046), with the day."""
    master = data["customer_master"].dropna(subset=["customer_id"]).drop_duplicates("customer_id")
    signed = data["contract"].groupby("customer_id")["signed_date"].min()
    bought = data["order"].groupby("customer_id")["order_date"].min()
    start = master["coop_start_date"]
    for other in (signed, bought):
        start = start.where(start.notna(), looked_up(master["customer_id"], other).astype("datetime64[us]"))
    found = master[["customer_id", "customer_name", "grade", "owner"]].assign(day=start)
    return found[between(start, after, until)].sort_values("day")


def lost(data: Data, after: date, until: date) -> pd.DataFrame:
    """Customers who became 流失 in ``(after, until]``, with the day."""
    master = data["customer_master"]
    gone = (master["customer_status"] == "流失") & between(master["status_date"], after, until)
    found = master.loc[gone, ["customer_id", "customer_name", "grade", "owner", "status_date"]]
    return found.rename(columns={"status_date": "day"}).sort_values("day")


@implements("R-128")
def without_effect(actions: pd.DataFrame, month: date) -> pd.DataFrame:
    """R-128 每月回顾: actions due by the month's end whose effect nobody has noted yet, the oldest first.

    Source: 《跟进策略》第九章; 《跟进提醒卡》; 《流程工具》(六).

    >>> actions = pd.DataFrame({"action": ["培训", "优化散热", "回访"], "effect": [None, "投诉减半", None],
    ...     "due_date": pd.to_datetime(["2024-05-20", "2024-05-10", "2024-06-10"])})
    >>> without_effect(actions, date(2024, 5, 1))["action"].tolist()
    ['培训']
    """
    due = actions[up_to(actions["due_date"], month_end(month)) & actions["effect"].isna()]
    return due.sort_values("due_date", kind="stable")


@implements("R-128")
def review_meeting(month: date, calendar: WorkCalendar) -> date:
    """R-128 回顾会议: the first working day after the month.

    >>> review_meeting(date(2024, 5, 1), WorkCalendar.seeded())
    datetime.date(2024, 6, 3)
    """
    return calendar.working_day(add_months(month.replace(day=1), 1))
