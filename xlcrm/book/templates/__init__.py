"""New workbooks from the catalogue: the packs, and the forms of the manuals one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.tables import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlcrm.language import Language
    from xlcrm.tables.table import Pack, Table

__all__ = ["PACKS", "build", "new_workbook", "tables_of"]

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
    from xlcrm.book.templates.workbook import made  # openpyxl: only for those who make one

    return made(tables_of(pack), language, sample)


PACKS: Mapping[Pack, str] = {
    "core": "客户管理",
    "sales": "客户管理（销售）",
    "service": "客户管理（服务）",
    "full": "客户管理（全部）",
}
"""File names of the packs' templates."""


def build(folder: Path) -> list[Path]:
    """Write every template into a folder: the packs, and the forms below ``表单``; returns the files.

    The same program writes the same bytes, on any machine.
    """
    from xlcrm.book.forms import FORMS, new_form

    files = {f"{name}.xlsx": new_workbook(pack) for pack, name in PACKS.items()}
    files |= {f"表单/{form.table.sheet()}.xlsx": new_form(name) for name, form in FORMS.items()}
    (folder / "表单").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
