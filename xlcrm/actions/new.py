"""新建: a workbook or a form from the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    if path.suffix.lower() != ".xlsx":
        path = path.with_name(f"{path.name}.xlsx")
    if path.exists():
        raise BookRefused(str(path), "文件已经存在，没有覆盖", "请换一个文件名，或先把原文件移走。")
    if not path.parent.is_dir():
        raise BookRefused(str(path.parent), "没有这个文件夹", "请先建好文件夹，或换一个位置。")
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
    if found is None or found.kind != "form":
        forms = "、".join(f"{TABLES[form].title}({form})" for form in FORMS)
        raise BookRefused(f"表单“{name}”", "没有这张表单", f"可以新建的表单：{forms}。")
    return found.id
