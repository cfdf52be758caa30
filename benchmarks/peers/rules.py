"""The rules that every program of the comparison checks, taken from the catalogue and written as plain data.

    python benchmarks/peers/rules.py > rules.json

They are the rules that `make_workbooks.py` plants mistakes against: required cells, single choices, patterns of
telephone numbers, addresses and complaint numbers, days that are days, days in order and not in the future,
identity numbers where they must not be, unique numbers, customers that exist. `xlcrm validate` checks these and
all its other rules in the same run.
"""

from __future__ import annotations

import json
from typing import Any

from xlcrm.tables import ComplaintLog, CustomerMaster, FollowupRecord
from xlcrm.tables.column import Choice, Date, DateTime, Time
from xlcrm.tables.table import Table

TODAY = "2026-06-30"
PHONE = r"(?:\+?86[- ]?)?1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}"
EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
IDENTITY = r"(?<!\d)\d{17}[\dXx](?!\d)"
NUMBER = r"\d{8}-\d{3}"

PATTERNS = {
    CustomerMaster: {CustomerMaster.contact_phone: PHONE, CustomerMaster.contact_email: EMAIL},
    FollowupRecord: {},
    ComplaintLog: {ComplaintLog.complaint_no: NUMBER, ComplaintLog.contact_phone: PHONE},
}
ORDER = {
    CustomerMaster: [(CustomerMaster.updated_date, CustomerMaster.created_date)],
    FollowupRecord: [(FollowupRecord.due_date, FollowupRecord.contact_date)],
    ComplaintLog: [(ComplaintLog.expected_date, ComplaintLog.complaint_date)],
}
PAST = {
    CustomerMaster: [CustomerMaster.created_date, CustomerMaster.updated_date],
    FollowupRecord: [],
    ComplaintLog: [],
}
FREE = {CustomerMaster: [CustomerMaster.need_desc], FollowupRecord: [], ComplaintLog: []}
CHOICES = {
    CustomerMaster: [CustomerMaster.grade, CustomerMaster.customer_kind, CustomerMaster.customer_status],
    FollowupRecord: [FollowupRecord.method],
    ComplaintLog: [ComplaintLog.level, ComplaintLog.channel],
}
UNIQUE = {
    CustomerMaster: CustomerMaster.customer_id,
    FollowupRecord: None,
    ComplaintLog: ComplaintLog.complaint_no,
}
VAGUE = {FollowupRecord.next_action: ["后续联系", "保持联系", "继续跟进", "再联系"]}


def rules_of(table: type[Table]) -> dict[str, Any]:
    """The rules of one table, by heading."""
    columns = table.columns
    headers = [column.header for column in columns.values()]
    return {
        "table": table.id,
        "sheet": table.sheet(),
        "headers": headers,
        "required": [c.header for c in columns.values() if c.required is True and c.computed_by is None],
        "dates": [c.header for c in columns.values() if isinstance(c, Date)],
        "clock": {c.header: c.type for c in columns.values() if isinstance(c, DateTime | Time)},
        "choices": {
            c.header: sorted({*c.options.values, *c.options.synonyms})
            for c in columns.values()
            if isinstance(c, Choice) and c.name in CHOICES[table]
        },
        "patterns": {columns[name].header: pattern for name, pattern in PATTERNS[table].items()},
        "order": [[columns[later].header, columns[earlier].header] for later, earlier in ORDER[table]],
        "past": [columns[name].header for name in PAST[table]],
        "free_of": {columns[name].header: IDENTITY for name in FREE[table]},
        "not_in": {columns[n].header: words for n, words in VAGUE.items() if table is FollowupRecord},
        "unique": columns[UNIQUE[table]].header if UNIQUE[table] else None,
        "known": None if table is CustomerMaster else columns["customer_id"].header,
    }


def main() -> None:
    """Print the rules."""
    tables = [rules_of(table) for table in (CustomerMaster, FollowupRecord, ComplaintLog)]
    print(json.dumps({"today": TODAY, "tables": tables}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
