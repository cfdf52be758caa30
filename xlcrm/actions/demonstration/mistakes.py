"""Mistakes as they happen in every office, planted so that the demonstration has something to find."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from xlcrm.tables import ComplaintLog, CustomerMaster, FollowupRecord, Order
from xlcrm.tables.rows import Value

_Tables = Mapping[str, list[dict[str, Value]]]


def plant(tables: _Tables) -> list[tuple[str, int, str]]:
    """Spoil some cells in place; returns (table id, position of the row, column) of each."""
    master, records = tables[CustomerMaster.id], tables[FollowupRecord.id]
    orders, log = tables[Order.id], tables[ComplaintLog.id]
    created = master[70][CustomerMaster.created_date]
    assert isinstance(created, date)
    wrong: list[tuple[list[dict[str, Value]], str, int, str, Value]] = [
        (master, CustomerMaster.id, 11, CustomerMaster.contact_phone, "139–5678"),
        (master, CustomerMaster.id, 23, CustomerMaster.contact_email, "wangxxtech"),
        (master, CustomerMaster.id, 34, CustomerMaster.grade, "D类"),
        (master, CustomerMaster.id, 45, CustomerMaster.owner, None),
        (master, CustomerMaster.id, 52, CustomerMaster.customer_name, "科技"),
        (master, CustomerMaster.id, 61, CustomerMaster.consent_note, "身份证11010519491231002X"),
        (master, CustomerMaster.id, 70, CustomerMaster.updated_date, created - timedelta(days=3)),
        (records, FollowupRecord.id, 40, FollowupRecord.next_action, "后续联系"),
        (records, FollowupRecord.id, 90, FollowupRecord.customer_id, "2019999"),
        (records, FollowupRecord.id, 120, FollowupRecord.summary, "承诺全网最低价，一定没问题"),
        (orders, Order.id, 15, Order.amount, -100),
        (log, ComplaintLog.id, 8, ComplaintLog.level, "一般般"),
    ]
    for rows, _, at, column, value in wrong:
        rows[at][column] = value
    return [(table, at, column) for _, table, at, column, _ in wrong]
