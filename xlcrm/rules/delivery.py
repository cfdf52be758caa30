"""Delivery of a project: milestones, weekly reports, stages that run late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import add_days, days_between
from xlcrm.rules.reason import Reasoned

STAGES = ("需求调研", "开发实施", "测试验收", "上线运维")


@implements("R-100")
def milestone_reminder(
    planned: date | None, is_key: str | None, policy: Policy, calendar: WorkCalendar
) -> Reasoned[date] | None:
    """R-100 交付节点提前1天提醒: day on which the customer is asked to prepare the acceptance.

    Source: 《流程工具》§4(三). Unit: calendar days before 计划时间. A reminder may only move earlier: with
    ``next.weekend`` other than keep it goes to the working day before. None unless it is a key milestone.

    >>> calendar = WorkCalendar.seeded()
    >>> milestone_reminder(date(2024, 6, 20), "是", Policy.default(), calendar).text
    'R-100 manual: 关键节点前 1 天提醒; 2024-06-20 − 1 天 = 2024-06-19'
    >>> moving = Policy.default().with_values({"next.weekend": "previous_workday"})
    >>> milestone_reminder(date(2024, 5, 13), "是", moving, calendar).value  # Saturday 05-11 is worked
    datetime.date(2024, 5, 11)
    """
    if planned is None or is_key != "是":
        return None
    days = policy.count("delivery.lead_days")
    day = add_days(planned, -days)
    words = f"关键节点前 {days} 天提醒; {planned} − {days} 天 = {day}"
    if policy.word("next.weekend") != "keep":
        moved = calendar.shift(day, "previous_workday")
        if moved.words:
            return Reasoned(moved.moment, ("R-100", "R-138"), policy.profile, f"{words}; {moved.words}")
    return Reasoned(day, ("R-100",), policy.profile, words)


@implements("R-102")
def next_sync(syncs: Sequence[date], started: date | None, policy: Policy) -> Reasoned[date] | None:
    """R-102 每周向客户同步进度: day of the next report while the project runs.

    Source: 《流程工具》(四). Unit: calendar days after the newest report, else after 项目启动. None
    without either.

    >>> next_sync([date(2024, 5, 10), date(2024, 5, 20)], None, Policy.default()).text
    'R-102 manual: 每周同步进度; 2024-05-20 + 7 天 = 2024-05-27'
    """
    base = max(syncs, default=started)
    if base is None:
        return None
    days = policy.count("sync.days")
    due = add_days(base, days)
    return Reasoned(due, ("R-102",), policy.profile, f"每周同步进度; {base} + {days} 天 = {due}")


@implements("R-102")
def sync_gaps(syncs: Sequence[date], policy: Policy) -> list[tuple[date, int]]:
    """R-102 同步间隔: reports that came too late, with the days since the one before.

    >>> sync_gaps([date(2024, 5, 20), date(2024, 5, 10), date(2024, 5, 27)], Policy.default())
    [(datetime.date(2024, 5, 20), 10)]
    """
    ordered = sorted(syncs)
    return [(b, days) for a, b in pairwise(ordered) if (days := (b - a).days) > policy.count("sync.days")]


@implements("R-103")
def delay_days(planned: date | None, finished: date | None, today: date) -> int | None:
    """R-103 交付阶段延误: days by which a stage is late, negative when it was finished early.

    Source: 《流程工具》表3. Unit: calendar days between plan and finish, or today while it is open.
    None without a plan, and for an open stage that is not due yet.

    >>> delay_days(date(2024, 5, 10), date(2024, 5, 14), date(2024, 6, 1))
    4
    >>> [delay_days(date(2024, 5, 10), None, date(2024, 5, day)) for day in (10, 11)]
    [None, 1]
    """
    if planned is None:
        return None
    if finished is None:
        return days_between(planned, today) if today > planned else None
    return days_between(planned, finished)


@implements("R-103")
def stages_out_of_order(finished: Sequence[tuple[str, date | None]]) -> list[str]:
    """R-103 交付阶段顺序: stages finished although an earlier one is open or was finished later.

    >>> first, second = ("需求调研", date(2024, 5, 10)), ("开发实施", None)
    >>> stages_out_of_order([first, second, ("测试验收", date(2024, 6, 1))])
    ['测试验收']
    """
    days = dict(finished)
    wrong = []
    for at, stage in enumerate(STAGES):
        done = days.get(stage)
        before = [days[earlier] for earlier in STAGES[:at] if earlier in days]
        if done is not None and any(day is None or day > done for day in before):
            wrong.append(stage)
    return wrong
