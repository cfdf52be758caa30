"""The checks of rows that the rules ask for, table by table."""

from xlcrm.checks.by_table import customers, duplicates, names, settings

__all__ = ["customers", "duplicates", "names", "settings"]
