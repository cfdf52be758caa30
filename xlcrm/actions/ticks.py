"""Contacts logged where one works: a tick and a few words on 提醒清单 become a row of 客户跟进记录表, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlcrm.reports.reminders import BLOCK, CONTACTED, TICK, WORDS, reminders_report
from xlcrm.tables import FollowupRecord
from xlcrm.tables.rows import Value

if TYPE_CHECKING:
    from xlcrm.book.port import Book
    from xlcrm.rules.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Tick:
    """One ticked line: whose, about what, how the customer was reached, what was said."""

    customer_id: str
    matter: str
    method: str | None
    words: str


def ticks(book: Book, today: date) -> list[Tick]:
    """Ticked lines of the list as it lies in the workbook."""
    typed = book.typed(reminders_report([], [], today)).get(BLOCK, {})
    return [
        Tick(key[0], key[2], None if tick == CONTACTED else tick, str(cells.get(WORDS) or "").strip() or key[2])
        for key, cells in typed.items()
        if key[0] and (tick := str(cells.get(TICK) or "").strip())
    ]


def new_records(found: list[Tick], portfolio: Portfolio) -> Iterator[Mapping[str, Value]]:
    """Rows of the follow-up record for ticks that are not in it yet.

    The same customer, day and words are the same contact, so that a list which could not be made anew
    (because somebody wrote beside its columns) is not taken in twice.
    """
    R = FollowupRecord
    known = portfolio.data[R.id]
    taken = {
        (str(number), str(day)[:10], str(words))
        for number, day, words in zip(known[R.customer_id], known[R.contact_date], known[R.summary], strict=True)
    }
    for tick in found:
        place = (tick.customer_id, portfolio.today.isoformat(), tick.words)
        if place in taken or tick.customer_id not in portfolio.customers:
            continue
        taken.add(place)
        customer = portfolio.customer(tick.customer_id)
        method = tick.method or customer.preferred or "电话"
        yield {
            R.contact_date: portfolio.today,
            R.customer_id: customer.id,
            R.customer_name: customer.name,
            R.method: "拜访" if method == "上门拜访" else method,
            R.actor: customer.owner,
            R.summary: tick.words,
            R.feedback: tick.words,
            R.topic: tick.matter,
            R.next_owner: customer.owner,
        }


def next_step(due: date, method: str) -> Mapping[str, Value]:
    """Next action of a record, and by when."""
    R = FollowupRecord
    return {R.next_action: f"{due.month}月{due.day}日{method}跟进", R.due_date: due}
