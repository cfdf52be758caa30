"""What was promised, ticked or suggested in a talk and now has to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import Moment, add_days, day_of, days_between
from xlcrm.rules.reason import Reasoned


@implements("R-048")
def suggested_due(talked: Moment, policy: Policy, calendar: WorkCalendar) -> Reasoned[date]:
    """R-048 未解决事项须有责任人和时限: the date that is offered where somebody promised without one.

    Source: 《工具包》§2(二). Unit: working days, made-up days included; the day of the talk does not count.

    >>> suggested_due(date(2024, 5, 10), Policy.default(), WorkCalendar.seeded()).text  # 05-11 is worked
    'R-048 manual: 建议时限; 2024-05-10 + 2 个工作日 = 2024-05-13'
    >>> suggested_due(date(2024, 5, 10), Policy.default(), WorkCalendar([])).value  # weekends only
    datetime.date(2024, 5, 14)
    """
    days, day = policy.count("commit.default_workdays"), day_of(talked)
    due = calendar.add_working_days(day, days)
    words = f"建议时限; {day} + {days} 个工作日 = {due}"
    if years := calendar.unpublished(day, due):
        words += f"（{'、'.join(map(str, years))} 年节假日未公布，只跳过周末）"
    return Reasoned(due, ("R-048",), policy.profile, words)


FOLLOW, PASS_ON, REVISIT = "3日内跟进", "转相关部门处理", "定期回访"


@implements("R-049")
def ticked_follow_up(ticks: Sequence[str], talked: Moment | None, policy: Policy) -> Reasoned[date] | None:
    """R-049 勾选的下一步计划: day of the follow-up that was ticked; None where it was not.

    Source: 《工具包》表1. Unit: calendar days after the talk. 转相关部门处理 asks for an issue row on
    the day itself, 定期回访 for the next revisit of the profile.

    >>> ticked_follow_up(["3日内跟进", "定期回访"], date(2024, 5, 10), Policy.default()).text
    'R-049 manual: 勾选3日内跟进; 2024-05-10 + 3 天 = 2024-05-13'
    """
    if talked is None or FOLLOW not in ticks:
        return None
    day, days = day_of(talked), policy.count("next_plan.days")
    due = add_days(day, days)
    return Reasoned(due, ("R-049",), policy.profile, f"勾选{FOLLOW}; {day} + {days} 天 = {due}")


@implements("R-052")
def second_offer_due(needs: Sequence[str], talked: Moment | None, policy: Policy) -> Reasoned[date] | None:
    """R-052 潜在需求二次销售: day by which the sales owner prepares a second offer.

    Source: 《流程工具》(五). Unit: calendar days after the revisit. None for 无需求, or nothing ticked;
    无需求 beside another tick is a mistake that the checks report.

    >>> second_offer_due(["功能升级"], date(2024, 5, 10), Policy.default()).text
    'R-052 manual: 潜在需求 功能升级; 2024-05-10 + 3 天 = 2024-05-13'
    >>> second_offer_due(["无需求"], date(2024, 5, 10), Policy.default())
    """
    wanted = [need for need in needs if need != "无需求"]
    if talked is None or not wanted:
        return None
    day, days = day_of(talked), policy.count("need.task_days")
    due = add_days(day, days)
    return Reasoned(
        due, ("R-052",), policy.profile, f"潜在需求 {'、'.join(wanted)}; {day} + {days} 天 = {due}"
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment: when it was due, kept and told, and what made up for being late."""

    due: date | None
    kept: date | None = None
    told: date | None = None
    amends: str | None = None


@implements("R-112")
def promise_state(promise: Promise, today: date, policy: Policy) -> Iterator[Reasoned[date]]:
    """R-112 承诺兑现: what is still to be done about a promise, with the day by which.

    Source: 《跟进策略》第七章; 《工具包》; 《跟进提醒卡》. Unit: calendar days; the customer is told on
    the day of keeping or ``commit.tell_days`` later. A promise that is late, kept or not, needs an
    apology and amends.

    >>> for what in promise_state(Promise(date(2024, 5, 10), date(2024, 5, 13)), date(2024, 5, 14), Policy.default()):
    ...     print(what.text)
    R-112 manual: 迟 3 天兑现，须致歉并补偿
    R-112 manual: 告知客户已兑现; 2024-05-13 + 1 天 = 2024-05-14
    >>> [what.words for what in promise_state(Promise(date(2024, 5, 10)), date(2024, 5, 10), Policy.default())]
    ['承诺期限 2024-05-10']
    """

    def because(day: date, words: str) -> Reasoned[date]:
        return Reasoned(day, ("R-112",), policy.profile, words)

    if promise.kept is None:
        if promise.due is not None:
            late = days_between(promise.due, today)
            yield because(promise.due, f"承诺期限 {promise.due}" + (f"，已迟 {late} 天" if late > 0 else ""))
        return
    if promise.due is not None and promise.kept > promise.due and not promise.amends:
        late = days_between(promise.due, promise.kept)
        yield because(promise.kept, f"迟 {late} 天兑现，须致歉并补偿")
    if promise.told is None:
        days = policy.count("commit.tell_days")
        due = add_days(promise.kept, days)
        yield because(due, f"告知客户已兑现; {promise.kept} + {days} 天 = {due}")
