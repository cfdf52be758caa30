"""The checks of rows that the rules ask for, table by table."""

from xlcrm.checks.by_table import (
    complaints,
    contacts,
    customers,
    duplicates,
    followups,
    names,
    settings,
    touches,
    tracking,
    wording,
)

__all__ = [
    "complaints",
    "contacts",
    "customers",
    "duplicates",
    "followups",
    "names",
    "settings",
    "touches",
    "tracking",
    "wording",
]
