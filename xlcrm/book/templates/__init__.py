"""New workbooks from the catalogue: the packs, and the forms of the manuals one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.tables import CATALOGUE

if TYPE_CHECKING:
    from xlcrm.language import Language
    from xlcrm.tables.table import Pack, Table

__all__ = ["new_workbook", "tables_of"]

_KINDS = ("register", "form", "config")


def tables_of(pack: Pack) -> list[type[Table]]:
    """Tables that a workbook of this pack holds as sheets, in the order of the sheets.

    >>> [table.id for table in tables_of("core")][:2]
    ['customer_master', 'source_register']
    """
    from xlcrm.reports.contents import in_groups

    packs = {"core": ("core",), "full": ("core", "sales", "service", "full")}.get(pack, ("core", pack))
    return in_groups(table for table in CATALOGUE if table.kind in _KINDS and table.pack in packs)


def new_workbook(pack: Pack, *, language: Language = "zh-CN", sample: bool = False) -> bytes:
    """A new workbook as a file's bytes; ``sample`` fills it with the manuals' own rows."""
    from xlcrm.book.templates.workbook import build  # openpyxl: only for those who make one

    return build(tables_of(pack), language, sample)
