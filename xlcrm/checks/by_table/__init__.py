"""The checks of rows that the rules ask for, table by table."""

from xlcrm.checks.by_table import (
    contacts,
    customers,
    duplicates,
    followups,
    names,
    settings,
    touches,
    wording,
)

__all__ = ["contacts", "customers", "duplicates", "followups", "names", "settings", "touches", "wording"]
