"""Waiting for Excel while somebody types in a cell, but not for ever."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from xlcrm.book.port import BookBusy, BookRefused

P = ParamSpec("P")
T = TypeVar("T")

TURNED_AWAY = frozenset({-2147418111, -2146777998})
"""RPC_E_CALL_REJECTED and 0x800AC472: Excel is in cell-edit mode or shows a dialog."""
PATIENCE, PAUSE = 10.0, 0.25
"""Seconds until it is given up, and between two tries."""
TRIES = 20
"""Tries that xlwings makes by itself, without a pause; left alone it would try for ever."""


def patient(call: Callable[P, T]) -> Callable[P, T]:
    """Try again while Excel turns calls away; what it cannot do at all becomes a sentence."""

    @functools.wraps(call)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return call(*args, **kwargs)
            except Exception as error:
                if not _of_excel(error):
                    raise
                if not _turned_away(error):
                    raise _refused(error) from error
                if time.monotonic() > until:
                    raise _busy() from error
            time.sleep(PAUSE)

    return tried


def finite() -> None:
    """Let xlwings give up on a busy Excel, which by default it never does."""
    if sys.platform == "win32":
        import xlwings

        xlwings._xlwindows.N_COM_ATTEMPTS = TRIES  # noqa: SLF001 - the only place where it can be set


def _of_excel(error: Exception) -> bool:
    """True for what COM, AppleScript and xlwings raise when Excel does not do something."""
    return hasattr(error, "hresult") or type(error).__name__ in ("ExcelBusyError", "CommandError")


def _turned_away(error: Exception) -> bool:
    return type(error).__name__ == "ExcelBusyError" or not TURNED_AWAY.isdisjoint(
        {getattr(error, "hresult", None), *_told(error)[5:]}
    )


def _busy() -> BookBusy:
    return BookBusy(
        "Excel", "正在编辑单元格或开着对话框", "请按 Enter 或 Esc 结束编辑、关闭对话框，再点按钮。"
    )


def _refused(error: Exception) -> BookRefused:
    text = next((str(words) for words in _told(error)[2:3] if words), str(error) or type(error).__name__)
    return BookRefused(
        "Excel", f"没有接受这次操作（{text}）", "请关闭对话框、结束编辑后重试；仍然不行请按“撤销”。"
    )


def _told(error: Exception) -> tuple[object, ...]:
    """What COM says of an error: code, source, words, help file, its topic, scode."""
    told: tuple[object, ...] = getattr(error, "excepinfo", None) or ()
    return told
