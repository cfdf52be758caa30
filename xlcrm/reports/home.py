"""首页: what is to be done today, what is wrong, and a link to every sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from xlcrm.problems import Problem
from xlcrm.reports.contents import NAME, SHEET, contents
from xlcrm.reports.problems import NAME as PROBLEMS
from xlcrm.reports.reminders import reminder_block
from xlcrm.reports.report import Block, Cell, Head, Link, Report, Tile
from xlcrm.rules.tasks import OVERDUE, TODAY
from xlcrm.tables import TABLES, CustomerMaster, DataQualityReport

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data
    from xlcrm.rules.reminders import Reminder

SHOWN = 15
_WEEKDAYS = "一二三四五六日"


def home_report(
    data: Data, reminders: Sequence[Reminder], problems: Sequence[Problem], today: date, sheets: Collection[str]
) -> Report:
    """The first page. ``sheets`` are the titles of the sheets there are, which it links to."""
    counts = Counter(reminder.urgency for reminder in reminders)
    severities = Counter(problem.severity for problem in problems)
    pressing = [r for r in reminders if r.urgency in (OVERDUE, TODAY)]
    week = [r for r in reminders if r.urgency not in (OVERDUE, TODAY) and _within(r, today, 7)]
    return Report(
        NAME,
        SHEET,
        "客户管理",
        f"{today:%Y年}{today.month}月{today.day}日 星期{_WEEKDAYS[today.weekday()]}",
        tiles=[
            Tile("今天要联系", counts[TODAY], tone="warn" if counts[TODAY] else "good", note="见下表"),
            Tile("已超时", counts[OVERDUE], tone="bad" if counts[OVERDUE] else "good", note="请先处理"),
            Tile("七天内", len(week), note="即将到期"),
            Tile("客户", int(data[CustomerMaster.id][CustomerMaster.customer_id].notna().sum())),
            Tile(
                "数据错误",
                severities["error"],
                tone="bad" if severities["error"] else "good",
                note=f"警告 {severities['warning']} 条",
            ),
        ],
        blocks=[
            reminder_block("today", "今天和已超时", pressing[:SHOWN], typed=False),
            reminder_block("week", "七天内", week[:SHOWN], typed=False),
            _wrong(problems),
            contents([t for t in TABLES.values() if t.sheet() in sheets]),
        ],
        notes=_notes(len(pressing), len(week)),
    )


def _within(reminder: Reminder, today: date, days: int) -> bool:
    due = reminder.due_at
    if due is None:
        return False
    day = due.date() if isinstance(due, datetime) else due
    return today < day <= today + timedelta(days=days)


def _wrong(problems: Sequence[Problem]) -> Block:
    """Errors and warnings by sheet."""
    by_sheet: dict[str, Counter[str]] = {}
    for problem in problems:
        if problem.severity != "info":
            by_sheet.setdefault(problem.sheet or "（整个文件）", Counter())[problem.severity] += 1
    rows: list[list[Cell | Link]] = [
        [sheet, n["error"], n["warning"], Link("查看", DataQualityReport.sheet())]
        for sheet, n in sorted(by_sheet.items(), key=lambda item: (-item[1]["error"], -item[1]["warning"]))
    ]
    heads = [
        Head("sheet", "工作表", width=22),
        Head("errors", "错误", "int", 8),
        Head("warnings", "警告", "int", 8),
        Head("where", "详情", "link", 8),
    ]
    return Block(PROBLEMS, "数据哪里有错", heads, rows, empty="没有发现错误。")


def _notes(pressing: int, week: int) -> list[str]:
    more = max(pressing - SHOWN, 0) + max(week - SHOWN, 0)
    return [f"还有 {more} 条没有列在这里，见“提醒清单”。"] if more else []
