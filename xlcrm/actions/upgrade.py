"""升级: give a workbook of an older version what today's templates have, without moving anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.paths import quoted
from xlcrm.actions.session import Session
from xlcrm.book.port import BookRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcrm.actions.settings import Settings
    from xlcrm.book.upgrade import Added


def upgrade(path: Path, settings: Settings) -> list[str]:
    """Add the columns, drop-downs, sheets and settings that a workbook lacks; returns what to tell, line by line.

    What is there stays where it is and as it is; headings that are known under another name keep it. The run
    can be undone.
    """
    from xlcrm.book.edited import refusing
    from xlcrm.book.file import FileBook
    from xlcrm.book.upgrade import Upgrade

    if not path.is_file():
        raise BookRefused(str(path), "没有这个文件", "请检查文件名；新建工作簿不用 --upgrade。")
    with FileBook(path, password=settings.password, command="new --upgrade", force=settings.force) as book:
        Session(book, settings).refuse_without_tables()
        with refusing():
            added = Upgrade(book).all()
        backup = book.save()
    lines = [*_sentences(added), *added.left]
    if backup is None:
        return lines or [f"{path}：已是最新，没有需要补的内容。"]
    return [*lines, f"原来的内容没有移动。备份在：{backup}；撤销：xlcrm undo {quoted(path)}"]


def _sentences(added: Added) -> Iterator[str]:
    for sheet, headings in added.columns.items():
        yield f"{sheet}：在表格右端补上 {len(headings)} 列：{'、'.join(headings)}。"
    for sheet, headings in added.drop_downs.items():
        yield f"{sheet}：给 {len(headings)} 列补上下拉：{'、'.join(headings)}。"
    for sheet, count in added.rows.items():
        yield f"{sheet}：在末尾补上 {count} 行。"
    if added.sheets:
        yield f"新增 {len(added.sheets)} 张工作表：{'、'.join(added.sheets)}。"
