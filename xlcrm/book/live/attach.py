"""Finding the workbook whose button was pressed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from xlcrm.book.live.native import native
from xlcrm.book.live.patience import finite, patient
from xlcrm.book.port import BookRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings


@patient
def attach(name: str | None = None, window: int | None = None) -> xlwings.Book:
    """The workbook of a name in the Excel with a window; without a name the active one.

    Any name goes, also one with ``=`` in it; two Excels may hold workbooks of one name. Raises BookRefused.
    """
    finite()
    apps = list(_apps(window))
    for app in apps:
        for book in app.books:
            if name is not None and book.name.casefold() == name.casefold():
                return book
    for app in apps:
        if len(app.books) and app.books.active is not None:
            return app.books.active
    if any(_protected_views(app) for app in apps):
        raise BookRefused(
            "Excel",
            "工作簿在“受保护的视图”里，不能写入",
            "请先点窗口上方黄色提示条里的“启用编辑”，再点按钮。",
        )
    raise BookRefused("Excel", "没有打开的工作簿", "请先打开客户管理工作簿，再点按钮。")


def _apps(window: int | None) -> Iterator[xlwings.App]:
    """The Excel with the window before all others."""
    import xlwings

    if window is not None and sys.platform == "win32":
        from xlwings import _xlwindows

        yield xlwings.App(impl=_xlwindows.App(xl=window))
        return
    yield from xlwings.apps


def _protected_views(app: xlwings.App) -> int:
    """How many windows show files from mail or the web that may not be edited yet."""
    windows = native(app.api, "ProtectedViewWindows")
    return int(native(windows, "Count") or 0) if windows is not None else 0
