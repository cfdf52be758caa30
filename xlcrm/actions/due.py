"""今日跟进: who is to be contacted, why, how and when best; reminder cards; calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.paths import to_be_made
from xlcrm.actions.recalc import State, compute
from xlcrm.actions.session import refuse_unknown, refuse_unknown_owner
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book
from xlcrm.book.whole_file import write_whole
from xlcrm.rules.tasks import OVERDUE, TODAY
from xlcrm.tables import Contract, CustomerMaster, FollowupCard, FollowupPlan, FollowupRecord
from xlcrm.tables.customers import CUSTOMER_STATES

if TYPE_CHECKING:
    import pandas as pd

    from xlcrm.actions.sharing import Role
    from xlcrm.rules.reminders import Reminder
    from xlcrm.tables.rows import Value

HORIZON = 7
"""Days ahead that are listed unless somebody asks for more."""


@dataclass
class Due:
    """What is due: the reminders asked for, and the state of the workbook they come from."""

    state: State
    reminders: list[Reminder]


def due(
    book: Book,
    settings: Settings,
    *,
    days: int = HORIZON,
    owner: str | None = None,
    chosen: Mapping[str, str | None] | None = None,
) -> Due:
    """Reminders overdue, of today and of the coming days, of one owner or all; the most pressing first.

    ``chosen`` may name a ``status``, a ``priority`` (高价值 or 普通) and a ``tag`` of the customers wanted (R-159).

    Refused for an owner, status or tag that stands nowhere in the workbook: an empty list would look like nothing
    to do.
    """
    from xlcrm.rules.reminders import selected

    state = compute(book, settings)
    if owner is not None:
        named = {sheet.owner(at) for sheet in state.draft.values() for at in range(len(sheet.numbers))}
        refuse_unknown_owner(owner, named | {each.owner for each in state.reminders}, book.name)
    last = settings.today + timedelta(days=days)
    wanted = [
        reminder
        for reminder in state.reminders
        if (owner is None or reminder.owner == owner)
        and (reminder.due_at is None or _day(reminder.due_at) <= last)
    ]
    if chosen and any(chosen.values()):
        _refuse_unheard_of(chosen, state)
        wanted = selected(wanted, state.portfolio, **chosen)
    return Due(state, wanted)


def _refuse_unheard_of(chosen: Mapping[str, str | None], state: State) -> None:
    customers = state.portfolio.customers.values()
    if status := chosen.get("status"):
        listed = {*CUSTOMER_STATES.values, *(one.status for one in customers)}
        refuse_unknown(status, listed, "--status", f"没有“{status}”这种客户状态", "可以写")
    if tag := chosen.get("tag"):
        borne = {each for one in customers for each in one.tags}
        refuse_unknown(tag, borne, "--tag", f"没有客户带“{tag}”这个需求标签", "客户带的标签有")


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def as_json(reminder: Reminder) -> dict[str, object]:
    """Record of one reminder for JSON Lines."""
    return {
        "id": reminder.id,
        "urgency": reminder.urgency or None,
        "days_late": reminder.days_late,
        "due_at": _iso(reminder.due_at),
        "remind_at": _iso(reminder.remind_at),
        "customer_id": reminder.customer_id,
        "customer_name": reminder.customer_name,
        "matter": reminder.matter,
        "rule": reminder.rule_id,
        "owner": reminder.owner,
        "method": reminder.method,
        "best_at": _iso(reminder.best_at),
        "why": reminder.why,
    }


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def write_cards(
    book: Book,
    settings: Settings,
    out: Path | None = None,
    found: Due | None = None,
    role: Role | None = None,
) -> Path | None:
    """Reminder cards of those to be contacted today or overdue, several to a page; None when there is nobody.

    Names and numbers are masked unless the role, or without one ``mask.export``, says otherwise (R-134).
    """
    from xlcrm.actions.sharing import hidden
    from xlcrm.book.forms import cards

    found = found or due(book, settings, days=0)
    pressing = [r for r in found.reminders if r.urgency in (OVERDUE, TODAY) and r.customer_id]
    if not pressing:
        return None
    path = to_be_made(out) if out is not None else _beside(book, f"提醒卡-{settings.today:%Y%m%d}.xlsx")
    hide = hidden(found.state.session, FollowupCard.id, role)
    if not hide:
        cards_unprotected(found, role, str(path))  # refused before anything is written
    return write_whole(path, cards(card_rows(found.state, pressing, hide=hide)))


def cards_unprotected(found: Due, role: Role | None, where: str) -> str:
    """What is to be said of cards that are not masked (R-153); empty of those that are."""
    from xlcrm.actions.sharing import guard, hidden

    session = found.state.session
    if hidden(session, FollowupCard.id, role):
        return ""
    return guard(FollowupCard.columns.values(), session.policy, session.settings.language, where)


def _beside(book: Book, name: str) -> Path:
    folder = book.path.parent if book.path is not None else Path.home()
    stem = Path(name).stem
    taken = (folder / name, *(folder / f"{stem}-{n}.xlsx" for n in range(2, 1000)))
    return next(path for path in taken if not path.exists())


def card_rows(state: State, reminders: Iterable[Reminder], *, hide: bool | None = None) -> list[dict[str, Value]]:
    """A row of the card a customer and matter, from master, plan, newest record and contract."""
    data = state.data
    masters = _by_customer(data[CustomerMaster.id], CustomerMaster.customer_id)
    plans = _by_customer(data[FollowupPlan.id], FollowupPlan.customer_id)
    records = _by_customer(
        data[FollowupRecord.id].sort_values(FollowupRecord.contact_date), FollowupRecord.customer_id
    )
    contracts = _by_customer(data[Contract.id].sort_values(Contract.end_date), Contract.customer_id)
    hide = state.session.policy.flag("mask.export") if hide is None else hide
    rows = []
    for reminder in reminders:
        number = reminder.customer_id or ""
        row = _card(reminder, masters.get(number, {}), plans.get(number, {}), records.get(number, {}))
        row[FollowupCard.contract_end_date] = contracts.get(number, {}).get(Contract.end_date)
        rows.append(_masked(row) if hide else row)
    return rows


def _by_customer(frame: pd.DataFrame, key: str) -> Mapping[str, Mapping[str, Value]]:
    """Last row of each customer as plain values."""
    known = frame[frame[key].notna()].drop_duplicates(key, keep="last")
    return {
        str(row[key]): {str(name): _plain(value) for name, value in row.items()} for row in known.to_dict("records")
    }


def _plain(value: object) -> Value:
    import pandas as pd

    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        moment = value.to_pydatetime()
        return moment.date() if moment.time() == datetime.min.time() else moment
    return value  # type: ignore[return-value]


_REASONS = (
    ("续签", "合同续签提醒"),
    ("到期", "合同续签提醒"),
    ("投诉", "投诉与问题处理"),
    ("问题", "投诉与问题处理"),
    ("生日", "客户生日"),
    ("节", "节假日关怀"),
)


def _reason(reminder: Reminder, status: Value) -> str:
    """跟进事由 of the card: one of its list, with the matter behind it."""
    found = next((reason for word, reason in _REASONS if word in reminder.matter), None)
    return found or ("老客户维护" if status == "合作" else "潜在客户转化")


def _card(
    reminder: Reminder, master: Mapping[str, Value], plan: Mapping[str, Value], record: Mapping[str, Value]
) -> dict[str, Value]:
    M, R, C = CustomerMaster, FollowupRecord, FollowupCard
    day, clock = record.get(R.contact_date), record.get(R.contact_time)
    status = master.get(M.customer_status)
    return {
        C.customer_name: master.get(M.customer_name) or reminder.customer_name,
        C.contact_name: master.get(M.contact_name),
        C.contact_phone: master.get(M.contact_phone),
        C.industry: master.get(M.industry),
        C.customer_status: "成交" if status == "合作" else "流失" if status == "流失" else "潜在",
        C.followup_reason: f"{_reason(reminder, status)}({reminder.matter})",
        C.next_followup_date: _day(reminder.due_at) if reminder.due_at else None,
        C.method: plan.get(FollowupPlan.method) or reminder.method,
        C.owner: reminder.owner,
        C.contact_at: f"{day} {clock}" if day and clock else day,
        C.summary: record.get(R.summary),
        C.feedback: record.get(R.feedback),
        C.next_action: record.get(R.next_action),
        C.objection: record.get(R.objection),
        C.grade: master.get(M.grade),
        C.coop_history: master.get(M.coop_history),
        C.competitor_news: master.get(M.competitor_news),
    }


def _masked(row: dict[str, Value]) -> dict[str, Value]:
    from xlcrm.checks import masking

    C = FollowupCard
    hidden = {C.customer_name: masking.company, C.contact_name: masking.person, C.contact_phone: masking.phone}
    return {
        name: hidden[name](str(value)) if name in hidden and value is not None else value
        for name, value in row.items()
    }


def masked(reminders: Sequence[Reminder]) -> list[Reminder]:
    """Reminders with customers' names masked, for the calendar."""
    from dataclasses import replace

    from xlcrm.checks import masking

    return [replace(r, customer_name=masking.company(r.customer_name) if r.customer_name else None) for r in reminders]
