"""Contacts of a whole workbook: the last interaction, signals and promises of every customer.

Everything here runs over columns, so that a million rows take seconds. ``followups`` prepares the follow-up
records once; the other functions take what it yields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from xlcrm.policy import Interval, Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_days, add_interval, day_of, days_between
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.signals import NONE, Heard, in_force, signal
from xlcrm.rules.words import Words
from xlcrm.tables import ComplaintLog, FollowupRecord, Order, RevisitLog, SatisfactionResponse

if TYPE_CHECKING:
    import pandas as pd

    from xlcrm.rules.frames import Data

SOFT_TOPICS = frozenset({"资料推送", "唤醒", "感谢信", "礼品", "节日祝福", "生日祝福", "满意度调研"})
"""Touches of our own that say nothing of the customer until they are answered."""

MAILINGS = frozenset({"资料推送", "唤醒"})
"""Touches that keep nobody awake (R-040)."""

DONE = "已完成"
_DAILY = Interval(1, "d")


def followups(data: Data, words: Words) -> pd.DataFrame:
    """Follow-up records as rules want them, in the order of the sheet.

    Columns: ``customer``, ``at`` (day and time), ``missed`` (nobody answered), ``mailing`` and ``soft``
    (unanswered touches of our own), ``text`` (what the customer said), ``topic``, ``method``.
    """
    import pandas as pd

    source = data[FollowupRecord.id]
    feedback, summary = source[FollowupRecord.feedback], source[FollowupRecord.summary]
    unanswered = source[FollowupRecord.replied_at].isna()
    topic = source[FollowupRecord.topic]
    silent = words.lists.words("signal.no_answer")
    return pd.DataFrame(
        {
            "customer": source[FollowupRecord.customer_id],
            "at": _at(source[FollowupRecord.contact_date], source[FollowupRecord.contact_time]),
            "missed": _mentions(feedback, silent) | _mentions(summary, silent),
            "mailing": topic.isin(MAILINGS) & unanswered,
            "soft": topic.isin(SOFT_TOPICS) & unanswered,
            "text": feedback.where(feedback.notna(), summary),
            "topic": topic,
            "method": source[FollowupRecord.method],
        },
        index=source.index,
    )


def _at(days: pd.Series, clocks: pd.Series) -> pd.Series:
    """Days with their clock times; a day whose time is missing or unreadable stays at midnight."""
    import pandas as pd

    if clocks.isna().all():
        return days
    codes, texts = pd.factorize(clocks)
    lengths = pd.to_timedelta([f"{text}:00" for text in texts] + ["00:00:00"], errors="coerce").fillna(
        pd.Timedelta(0)
    )
    return days + pd.Series(lengths.take(codes), index=days.index)


def _mentions(column: pd.Series, words: Sequence[str]) -> pd.Series:
    """True where a text holds one of the words; each different text is looked at once."""
    import numpy as np
    import pandas as pd

    if not words or column.isna().all():
        return pd.Series(False, index=column.index)
    search = re.compile("|".join(map(re.escape, words))).search
    codes, texts = pd.factorize(column)
    hits = np.array([search(text) is not None for text in texts] + [False])
    return pd.Series(hits[codes], index=column.index)


@implements("R-041")
def last_interactions(
    data: Data, records: pd.DataFrame, policy: Policy, today: date, *, awake_only: bool = False
) -> dict[str, Moment]:
    """R-041 最近互动日期: newest moment of each customer over all tables of interaction.

    Source: 《跟进策略》第四章; 《工具包》表1. Follow-up records in which somebody was reached,
    revisits, complaints received, orders and surveys; with ``interaction.sources`` followup the records
    alone. Dates after ``today`` are left out. ``awake_only`` also leaves out unanswered mailings
    (R-040). A customer without any is not in the answer.

    >>> import pandas as pd
    >>> from xlcrm.rules.frames import Data
    >>> days = pd.to_datetime(["2023-08-16", "2023-08-20", "2023-08-25", "2023-09-30"])
    >>> table = pd.DataFrame({"customer_id": ["2023001"] * 4, "contact_date": days}).reindex(
    ...     columns=list(FollowupRecord.columns))
    >>> data = Data({"followup_record": table})
    >>> last_interactions(data, followups(data, Words()), Policy.default(), date(2023, 9, 1))
    {'2023001': datetime.date(2023, 8, 25)}
    """
    import pandas as pd

    reached = (
        records[~(records["missed"] | records["mailing"])] if awake_only else records[~records["missed"]]
    )
    parts = [reached[["customer", "at"]]]
    if policy.word("interaction.sources") == "all":
        parts += [part for part in _elsewhere(data) if len(part)]
    moments = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    past = moments[moments["at"] < pd.Timestamp(today) + timedelta(days=1)]
    newest = past.groupby("customer", sort=False)["at"].max()
    return {str(key): plain_moment(at) for key, at in zip(newest.index, newest.to_list(), strict=True)}


def _elsewhere(data: Data) -> Iterable[pd.DataFrame]:
    """Interactions of the other tables as (customer, at)."""
    complaints = data[ComplaintLog.id]
    received = complaints[ComplaintLog.received_at].fillna(complaints[ComplaintLog.complaint_date])
    yield complaints.assign(at=received)[[ComplaintLog.customer_id, "at"]].set_axis(
        ["customer", "at"], axis=1
    )
    for table, column in (
        (RevisitLog, RevisitLog.contact_at),
        (Order, Order.order_date),
        (SatisfactionResponse, SatisfactionResponse.survey_date),
    ):
        yield data[table.id][[table.customer_id, column]].set_axis(["customer", "at"], axis=1)


def plain_moment(at: pd.Timestamp) -> Moment:
    """A timestamp as a date, with its time where it has one."""
    moment: datetime = at.to_pydatetime()
    return moment if moment.hour or moment.minute else moment.date()


@implements("R-041")
def previous_contact(days: Sequence[date], day: date) -> date | None:
    """R-041 上次沟通时间: the newest contact strictly before a day.

    >>> previous_contact([date(2023, 8, 16), date(2023, 8, 20), date(2023, 8, 25)], date(2023, 8, 25))
    datetime.date(2023, 8, 20)
    """
    return max((other for other in days if other < day), default=None)


@implements("R-043")
def signals(records: pd.DataFrame, policy: Policy, words: Words) -> list[Reasoned[str] | None]:
    """R-043 积极与消极信号 of every follow-up record, in the order of the sheet; None without a customer.

    Attempts that nobody answered are counted in a row over each customer's records by time.
    """
    import numpy as np
    import pandas as pd

    codes, texts = pd.factorize(records["text"])
    told = [signal(text, 0, policy, words) for text in texts] + [signal("", 0, policy, words)]
    found: list[Reasoned[str] | None] = [told[code] for code in codes]
    missed = records["missed"].to_numpy()
    if missed.any():
        ordered = records.sort_values("at", kind="stable")
        answered = (~ordered["missed"]).groupby(ordered["customer"], dropna=False).cumsum()
        runs = ordered["missed"].groupby([ordered["customer"], answered], dropna=False).cumsum()
        in_a_row = runs.reindex(records.index).to_numpy()
        for at in np.flatnonzero(missed & (in_a_row >= policy.count("negative.no_answer"))):
            found[at] = signal("", int(in_a_row[at]), policy, words)
    for at in np.flatnonzero(records["customer"].isna().to_numpy()):
        found[at] = None
    return found


def vain_attempts(records: pd.DataFrame, today: date) -> dict[str, tuple[int, date]]:
    """Attempts in a row up to today that nobody answered, with the day of the last, by customer (R-004).

    Touches of our own that wait for an answer are no attempts and end no row.
    """
    import pandas as pd

    missed = records["missed"]
    counted = (records["at"] < pd.Timestamp(today) + timedelta(days=1)) & records["customer"].notna()
    counted &= missed | ~records["soft"]
    suspects = records["customer"][counted & missed].unique()
    if not len(suspects):
        return {}
    known = records[counted & records["customer"].isin(suspects)].sort_values("at", kind="stable")
    answered = known[~known["missed"]].groupby("customer", sort=False)["at"].max()
    since = answered.reindex(known["customer"]).to_numpy()
    last = known[known["missed"].to_numpy() & ~(known["at"].to_numpy() <= since)]
    counts = last.groupby("customer", sort=False)["at"].agg(["size", "max"])
    return {
        str(key): (int(times), at.date())
        for key, times, at in zip(counts.index, counts["size"], counts["max"], strict=True)
    }


def heard_by_customer(
    records: pd.DataFrame, told: Sequence[Reasoned[str] | None], policy: Policy, today: date
) -> dict[str, Heard]:
    """The signal in force of each customer (R-044); unanswered attempts and our own touches say nothing."""
    import pandas as pd

    kinds = pd.Series([one.value if one else NONE for one in told], index=records.index, dtype=object)
    past = (records["at"] < pd.Timestamp(today) + timedelta(days=1)) & records["customer"].notna()
    spoken = records[past & ((kinds != NONE) | ~(records["missed"] | records["soft"]))]
    signalled = spoken["customer"][kinds.loc[spoken.index] != NONE].unique()
    spoken = spoken[spoken["customer"].isin(signalled)].sort_values("at", kind="stable")
    by_customer: dict[str, list[tuple[date, str]]] = {}
    days = spoken["at"].to_numpy(dtype="datetime64[D]").tolist()
    for customer, day, kind in zip(spoken["customer"], days, kinds.loc[spoken.index], strict=True):
        by_customer.setdefault(customer, []).append((day, kind))
    found = {customer: in_force(contacts, policy) for customer, contacts in by_customer.items()}
    return {customer: heard for customer, heard in found.items() if heard is not None}


def open_actions(data: Data, records: pd.DataFrame) -> pd.Series:
    """True for records whose next action is still to be done (R-031, R-090).

    Without a 完成状态 an action is open until the next record of the customer, which takes up its thread.
    """
    source = data[FollowupRecord.id]
    status = source[FollowupRecord.action_status]
    done = (status == DONE) | source[FollowupRecord.action_done_date].notna()
    ordered = records.sort_values("at", kind="stable")
    newest = ~ordered["customer"].duplicated(keep="last")
    said = source[FollowupRecord.next_action].notna() | source[FollowupRecord.due_date].notna()
    return said & ~done & (status.notna() | newest.reindex(source.index))


def promised_dates(data: Data, records: pd.DataFrame, open_rows: pd.Series) -> Mapping[str, date]:
    """Due date of the newest open next action of each customer (R-031).

    A promise counts only where 完成状态 says that it is open: without one nobody has said so, and the
    rhythm of the policy holds.
    """
    source = data[FollowupRecord.id]
    due, marked = source[FollowupRecord.due_date], source[FollowupRecord.action_status].notna()
    rows = records[open_rows & marked & due.notna()].sort_values("at", kind="stable")
    newest = rows[~rows["customer"].duplicated(keep="last") & rows["customer"].notna()]
    days = due.loc[newest.index].to_numpy(dtype="datetime64[D]").tolist()
    return dict(zip(newest["customer"], days, strict=True))


@implements("R-036", "R-039")
def too_often(
    contacts: Sequence[tuple[date, str | None]], every: Interval | None, policy: Policy
) -> list[Reasoned[date]]:
    """R-039 避免频繁打扰, R-036 每日跟进: days on which a customer was contacted too often.

    Source: 《手册》第二章 §2. ``contacts`` are days with their methods. More than
    ``contact.max_calls_per_day`` calls of ours on one day, or more than ``contact.factor`` times the
    planned contact within one interval; calls of the customer (呼入) do not count. Where the rhythm is
    daily, more than ``contact.max_per_day`` contacts of any kind on one day are too many (C-013).

    >>> policy, day = Policy.default(), date(2023, 8, 25)
    >>> [found.text for found in too_often([(day, "电话"), (day, "电话")], None, policy)]
    ['R-039 manual: 2023-08-25 致电 2 次，每日最多 1 次']
    >>> too_often([(day, "电话"), (day, "邮件")], None, policy)
    []
    >>> thrice = [(date(2023, 8, n), "邮件") for n in (12, 18, 25)]
    >>> [found.words for found in too_often(thrice, Interval(14, "d"), policy)]
    ['14天内联系 3 次，计划每两周1次']
    >>> both = [(day, "电话"), (day, "邮件")]
    >>> [found.text for found in too_often(both, Interval(1, "d"), policy)]
    ['R-036/R-039 manual: 2023-08-25 联系 2 次，每日跟进的客户每天最多 1 次']
    """
    ours = sorted((day, method or "") for day, method in contacts if "呼入" not in (method or ""))
    most = policy.count("contact.max_calls_per_day")
    factor = policy.number("contact.factor")
    daily = policy.count("contact.max_per_day") if every == _DAILY else None
    found = []
    for day in sorted({day for day, _ in ours}):
        calls = sum(1 for other, method in ours if other == day and "电话" in method)
        if calls > most:
            words = f"{day} 致电 {calls} 次，每日最多 {most} 次"
            found.append(Reasoned(day, ("R-039",), policy.profile, words))
            continue
        touched = sum(1 for other, _ in ours if other == day)
        if daily is not None and touched > daily:
            words = f"{day} 联系 {touched} 次，每日跟进的客户每天最多 {daily} 次"
            found.append(Reasoned(day, ("R-036", "R-039"), policy.profile, words))
        elif every is not None:
            within = sum(1 for other, _ in ours if other <= day < day_of(add_interval(other, every)))
            if within > factor:
                words = f"{every}内联系 {within} 次，计划{every.frequency}"
                found.append(Reasoned(day, ("R-039",), policy.profile, words))
    return found


@implements("R-099")
def silence_reminder(last: Moment | None, policy: Policy, today: date) -> Reasoned[date] | None:
    """R-099 7天未联系: day from which the silence is to be noticed; None while it is not reached.

    Source: 《跟进策略》第四章. Unit: calendar days after the last contact, that day counted as 0. Whom
    it is asked for stands in ``silent.scope``; not dormant or softened customers.

    >>> last = date(2024, 5, 3)
    >>> silence_reminder(last, Policy.default(), date(2024, 5, 10)).text
    'R-099 manual: 已 7 天未联系; 2024-05-03 + 7 天 = 2024-05-10'
    >>> silence_reminder(last, Policy.default(), date(2024, 5, 9))
    """
    if last is None:
        return None
    days = policy.count("silent.days")
    due = add_days(day_of(last), days)
    if due > today:
        return None
    words = f"已 {days_between(last, today)} 天未联系; {day_of(last)} + {days} 天 = {due}"
    return Reasoned(due, ("R-099",), policy.profile, words)
