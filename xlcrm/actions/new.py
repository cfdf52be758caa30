"""新建: a workbook or a form from the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.paths import to_be_made
from xlcrm.book.port import BookRefused
from xlcrm.tables import TABLES

if TYPE_CHECKING:
    from xlcrm.language import Language
    from xlcrm.tables.table import Pack

FORMS = tuple(table.id for table in TABLES.values() if table.kind == "form")


def new(
    path: Path, *, pack: Pack = "core", form: str | None = None, language: Language = "zh-CN", sample: bool = False
) -> Path:
    """Write a new workbook (or a form); never over a file that is there. Returns the path."""
    path = to_be_made(path)
    if form:
        from xlcrm.book.forms import new_form

        content = new_form(_form(form), sample=sample)
    else:
        from xlcrm.book.templates import new_workbook

        content = new_workbook(pack, language=language, sample=sample)
    with path.open("xb") as stream:
        stream.write(content)
    return path


def _form(name: str) -> str:
    found = next((t for t in TABLES.values() if name in (t.id, t.title, t.hant)), None)
    if found is not None and found.pack is not None:
        raise BookRefused(
            f"表单“{name}”",
            f"{found.title}是工作簿里的一张表，不是单独的表单",
            f"请新建含有它的工作簿：xlcrm new 客户管理.xlsx --pack {found.pack}",
        )
    if found is None or found.kind != "form":
        forms = "、".join(f"{TABLES[form].title}({form})" for form in FORMS)
        raise BookRefused(f"表单“{name}”", "没有这张表单", f"可以新建的表单：{forms}。")
    return found.id
