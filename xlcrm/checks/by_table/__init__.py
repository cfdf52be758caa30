"""The checks of rows that the rules ask for, table by table."""

from xlcrm.checks.by_table import (
    approvals,
    bulk,
    complaints,
    contacts,
    customers,
    deals,
    duplicates,
    followups,
    issues,
    names,
    revisits,
    settings,
    touches,
    tracking,
    wording,
)

__all__ = [
    "approvals",
    "bulk",
    "complaints",
    "contacts",
    "customers",
    "deals",
    "duplicates",
    "followups",
    "issues",
    "names",
    "revisits",
    "settings",
    "touches",
    "tracking",
    "wording",
]
