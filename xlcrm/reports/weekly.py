"""每周复盘: what was planned, done, on time and late, who was won and lost (R-127)."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, named
from xlcrm.reports.report import Block, Cell, Chart, Head, Report, Tile
from xlcrm.rules.analysis import reviews
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.periods import between
from xlcrm.rules.analysis.sentiment import POSITIVE, sentiments
from xlcrm.rules.dates import add_days
from xlcrm.rules.frames import Data
from xlcrm.tables import CustomerMaster

NAME = "weekly"
SHEET = "每周复盘"
WEEKS = 6
SHOWN = 30
"""Late items listed at most."""

PRAISED = 8
"""Good cases listed at most."""


def weekly_report(data: Data, policy: Policy, today: date) -> Report:  # noqa: ARG001 - made like the others
    """The last week that is over on ``today`` (Monday to Sunday), with the weeks before it."""
    monday = reviews.week_of(add_days(today, -6))
    sunday = add_days(monday, 6)
    before = add_days(monday, -1)
    items = reviews.planned_items(data, before, sunday, today)
    won, lost = reviews.won(data, before, sunday), reviews.lost(data, before, sunday)
    return Report(
        NAME,
        SHEET,
        SHEET,
        subtitle=f"{monday:%Y-%m-%d}（周一）至 {sunday:%Y-%m-%d}（周日）",
        tiles=_tiles(items, won, lost),
        blocks=[
            _weeks(data, monday, today),
            _owners(items),
            _late(items, data, today),
            _good(data, before, sunday),
            _moves(won, "won", "新增合作客户", "本周没有新增合作客户。"),
            _moves(lost, "lost", "流失客户", "本周没有流失客户。"),
        ],
        charts=[
            Chart("line", f"近 {WEEKS} 周完成率与按时率", "weeks", "week", ("done_rate", "on_time_rate")),
            Chart("column", "近几周计划与按时完成", "weeks", "week", ("planned", "on_time"), axis="项"),
        ],
        notes=[
            "计划 = 本周到期的下一步行动、回访和计划跟进；改期的事项计入新的日期所在周；"
            "完成率、按时率都除以计划数；没有填完成日期的已完成事项按按时计（R-127）。",
            "没有填完成状态的下一步行动，以该客户的下一次跟进为完成。",
        ],
    )


def _tiles(items: pd.DataFrame, won: pd.DataFrame, lost: pd.DataFrame) -> list[Tile]:
    row = reviews.kept_share(items).iloc[0]
    planned = int(row["planned"])
    return [
        Tile("计划", planned, note="本周到期的事项"),
        Tile("完成率", row["done_rate"] if planned else None, "percent", note=f"完成 {row['done']:.0f} 项"),
        Tile(
            "按时率",
            row["on_time_rate"] if planned else None,
            "percent",
            note=f"按时 {row['on_time']:.0f} 项",
        ),
        Tile("超时", int(row["late"]), note="超时完成或仍未完成", tone="bad" if row["late"] else "good"),
        Tile("新增合作", len(won), tone="good" if len(won) else "plain"),
        Tile("流失", len(lost), tone="bad" if len(lost) else "good"),
    ]


_RATES = (
    Head("planned", "计划", "int", 8),
    Head("done", "完成", "int", 8),
    Head("on_time", "按时", "int", 8),
    Head("late", "超时", "int", 8),
    Head("done_rate", "完成率", "percent", 10),
    Head("on_time_rate", "按时率", "percent", 10),
)


def _weeks(data: Data, monday: date, today: date) -> Block:
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    items = reviews.planned_items(data, add_days(starts[0], -1), add_days(monday, 6), today)
    table = reviews.kept_share(items.assign(week=_mondays(items["due"])), "week").set_index("week")
    rows: list[list[Cell]] = []
    for start in starts:
        known = table.loc[pd.Timestamp(start)] if pd.Timestamp(start) in table.index else None
        figures = [None if known is None or pd.isna(known[h.name]) else float(known[h.name]) for h in _RATES]
        rows.append([f"{start:%m-%d} 周", *(figures if known is not None else [0, 0, 0, 0, None, None])])
    return Block("weeks", f"近 {WEEKS} 周", [Head("week", "周一", width=12), *_RATES], rows)


def _mondays(days: pd.Series) -> pd.Series:
    starts: pd.Series = days.dt.normalize() - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return starts


def _owners(items: pd.DataFrame) -> Block:
    table = reviews.kept_share(items.assign(owner=items["owner"].fillna("未填负责人")), "owner")
    return block(
        "owners",
        "按负责人",
        [Head("owner", "负责人", width=12), *_RATES],
        table.sort_values(["on_time_rate", "planned"], ascending=[False, False]),
        key=("owner",),
        empty="本周没有到期的事项。",
    )


def _late(items: pd.DataFrame, data: Data, today: date) -> Block:
    late = items[items["state"].isin([reviews.LATE, reviews.MISSED])]
    end = late["done"].where(late["done"].notna(), pd.Timestamp(today))
    late = late.assign(days=(end.dt.normalize() - late["due"].dt.normalize()).dt.days)
    late = named(
        late.sort_values(["days", "due"], ascending=[False, True]).head(SHOWN), data, "customer_name"
    )
    return block(
        "late",
        "超时的事项（请找原因）",
        [
            Head("due", "到期", "date", 12),
            Head("customer_id", CustomerMaster.header(CustomerMaster.customer_id), width=12),
            Head("customer_name", "客户", width=26),
            Head("kind", "事项", width=12),
            Head("matter", "内容", "longtext", 30),
            Head("owner", "负责人", width=10),
            Head("state", "状态", width=10),
            Head("days", "超时天数", "int", 10),
        ],
        late,
        tones=["bad" if state == reviews.MISSED else "warn" for state in late["state"]],
        empty="没有超时的事项。",
    )


def _good(data: Data, after: date, until: date) -> Block:
    records = data["followup_record"]
    week = records[between(records["contact_date"], after, until)]
    read = sentiments(week["feedback"], lists_of(data))
    said = week.assign(words=[each.words for each in read], score=[each.score for each in read])
    kept = pd.Series([each.value == POSITIVE for each in read], index=week.index, dtype=bool)
    good = said[kept].sort_values(["score", "contact_date"], ascending=[False, True]).head(PRAISED)
    return block(
        "good",
        "客户反馈积极的跟进（可作案例）",
        [
            Head("contact_date", "日期", "date", 12),
            Head("customer_name", "客户", width=26),
            Head("actor", "跟进人", width=10),
            Head("summary", "沟通内容", "longtext", 32),
            Head("feedback", "客户反馈", "longtext", 30),
            Head("words", "依据的词", width=16),
        ],
        named(good, data, "customer_name"),
        tones=["good"] * len(good),
        empty="本周没有反馈积极的跟进。",
    )


def _moves(table: pd.DataFrame, name: str, title: str, empty: str) -> Block:
    return block(
        name,
        title,
        [
            Head("day", "日期", "date", 12),
            Head("customer_id", CustomerMaster.header(CustomerMaster.customer_id), width=12),
            Head("customer_name", "客户", width=26),
            Head("grade", CustomerMaster.header(CustomerMaster.grade), width=10),
            Head("owner", "负责人", width=10),
        ],
        table,
        empty=empty,
    )
