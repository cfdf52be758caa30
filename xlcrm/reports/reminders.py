"""提醒清单: who is to be contacted, when, how and why (table reminder_queue).

Beside each line people write what they did: the state, a tick, a few words. The next recalculation turns a
ticked line into a row of 客户跟进记录表.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from xlcrm.reports.report import Block, Cell, Head, Link, Report, Tile, Tone
from xlcrm.rules.tasks import OVERDUE, SOON, TODAY
from xlcrm.tables import CustomerMaster
from xlcrm.tables import ReminderQueue as Table
from xlcrm.tables.choices import METHODS, STATES

if TYPE_CHECKING:
    from xlcrm.rules.reminders import Reminder, Waiting

NAME = "reminders"
BLOCK = Table.id
TICK = "done"
WORDS = "words"
CONTACTED = "√"
MOST = 3000
MOST_WAITING = 50

_LEFT_OUT = frozenset({Table.remind_at, Table.rule_id})
"""Columns that the short list on the first page can do without."""

_TONES: dict[str, Tone] = {OVERDUE: "bad", TODAY: "warn", SOON: "good"}


def reminders_report(reminders: Sequence[Reminder], waiting: Sequence[Waiting], today: date) -> Report:
    """The list, most pressing first, and below it the customers for whom nothing is planned."""
    counts = Counter(reminder.urgency for reminder in reminders)
    listed = reminders[:MOST]
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"{today:%Y-%m-%d} 的工作清单：联系之后，在“已联系”选 √ 并写几个字，下次重算会记入客户跟进记录表",
        tiles=[
            Tile(OVERDUE, counts[OVERDUE], tone="bad" if counts[OVERDUE] else "good"),
            Tile(TODAY, counts[TODAY], tone="warn" if counts[TODAY] else "plain"),
            Tile(SOON, counts[SOON]),
            Tile("全部", len(reminders)),
        ],
        blocks=[reminder_block(BLOCK, "要做的事", listed), _waiting(waiting)],
        notes=[f"共 {len(reminders)} 条，这里列出前 {MOST} 条。"] if len(reminders) > MOST else [],
    )


def reminder_block(name: str, title: str, reminders: Sequence[Reminder], *, typed: bool = True) -> Block:
    """Reminders as a block; with ``typed`` it has the columns that people fill in."""
    return Block(
        name,
        title,
        _heads() if typed else [head for head in _heads() if not head.typed and head.name not in _LEFT_OUT],
        [_row(reminder, typed=typed) for reminder in reminders],
        key=(Table.customer_id, Table.rule_id, Table.matter, Table.due_at) if typed else (),
        tones=[_TONES.get(reminder.urgency, "plain") for reminder in reminders],
        empty="没有要联系的客户。",
        register=typed,
    )


def _waiting(waiting: Sequence[Waiting]) -> Block:
    master = CustomerMaster.header
    return Block(
        "waiting",
        "没有安排下一步的客户",
        [
            Head("customer_id", master(CustomerMaster.customer_id), width=11),
            Head("customer_name", master(CustomerMaster.customer_name), width=26),
            Head("grade", master(CustomerMaster.grade), width=9),
            Head("owner", master(CustomerMaster.owner), width=10),
            Head("revenue", "近12个月营收(元)", "money", 16),
            Head("last", master(CustomerMaster.last_contact_date), "date", 13),
            Head("silent_days", "沉默天数", "int", 10),
        ],
        [[w.customer_id, w.customer_name, w.grade, w.owner, w.revenue, w.last, w.silent_days] for w in waiting[:MOST_WAITING]],
        note="没有待办的下一步行动，也没有手工定下日期；按营收和沉默天数排列",
        empty="每位客户都安排了下一步。",
    )


def _heads() -> list[Head]:
    head = Table.header
    return [
        Head(Table.urgency, head(Table.urgency), width=10),
        Head(Table.due_at, head(Table.due_at), "datetime", 16),
        Head(Table.customer_id, head(Table.customer_id), width=11),
        Head(Table.customer_name, head(Table.customer_name), width=24),
        Head(Table.matter, head(Table.matter), width=22),
        Head(Table.owner, head(Table.owner), width=9),
        Head(Table.method, head(Table.method), width=10),
        Head(Table.remind_at, head(Table.remind_at), "datetime", 16),
        Head(Table.status, head(Table.status), width=9, typed=True, choices=STATES.values),
        Head(TICK, "已联系", width=8, typed=True, choices=(CONTACTED, *METHODS.values)),
        Head(WORDS, "联系结果", "longtext", 22, typed=True),
        Head(Table.rule_id, head(Table.rule_id), width=9),
        Head("why", "依据", "longtext", 44),
    ]


def _row(reminder: Reminder, *, typed: bool) -> list[Cell | Link]:
    return [
        reminder.urgency,
        reminder.due_at,
        reminder.customer_id,
        reminder.customer_name,
        reminder.matter,
        reminder.owner,
        reminder.method,
        *([reminder.remind_at, reminder.status, None, None, reminder.rule_id] if typed else []),
        reminder.why,
    ]
