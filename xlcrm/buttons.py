"""The door behind every button: the ribbon of Excel and WPS, the toolbar of LibreOffice.

``python -m xlcrm.buttons ACTION "--wb=NAME" --hwnd=N`` does one press in Excel and ends. ``--calc`` talks to a
LibreOffice over standard input and output, press after press. Whatever happens ends in a message box.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from xlcrm.book.live.book import OpenBook

TITLE = "客户管理"
IDLE = 2 * 60 * 60
"""Seconds without a press after which the process behind LibreOffice's buttons ends: it knows the report sheets that
it drew, and the next press takes a fifth of the time."""
_WITHOUT_TABLES = ("help", "undo")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when the person was told what happened."""
    given = list(sys.argv[1:] if argv is None else argv)
    options = dict(part[2:].partition("=")[::2] for part in given if part.startswith("--"))
    if "calc" in options:
        serve(sys.stdin.buffer, _own_output())
        return 0
    actions = [part for part in given if not part.startswith("--")]
    return _in_excel(actions[0] if actions else "help", options.get("wb"), options.get("hwnd"))


def press(action: str) -> int:
    """As ``main`` for one action: what xlwings' ``RunPython`` can call, which leaves its options in sys.argv."""
    return main([action, *sys.argv[1:]])


def done(action: str, opened: Callable[[str], OpenBook]) -> tuple[str, bool]:
    """Do an action on a workbook; what to tell, and whether it is bad news. ``opened`` is given the action's label."""
    from xlcrm.actions.press import action as known
    from xlcrm.actions.press import press as does
    from xlcrm.actions.session import Session
    from xlcrm.actions.settings import Settings
    from xlcrm.book.port import BookError

    try:
        book = opened(known(action).label)
        settings = Settings(date.today(), env=os.environ)  # noqa: DTZ011 - the clerk's day
        if action not in _WITHOUT_TABLES:
            Session(book, settings).refuse_without_tables()
        return does(action, book, settings), False
    except BookError as error:
        return str(error), True
    except Exception as error:
        return _unforeseen(error), True


def _unforeseen(error: Exception) -> str:
    log = Path(tempfile.gettempdir()) / "xlcrm.log"
    log.write_text("".join(traceback.format_exception(error)), "utf-8")
    return (
        f"这一次没有完成，程序出错了（{type(error).__name__}：{error}）。\n"
        f"如果工作簿里已经写了一部分，可以按“撤销”。请把这个文件交给管理员：\n{log}"
    )


# Excel and WPS


def _in_excel(action: str, name: str | None, window: str | None) -> int:
    from xlcrm.book.live import LiveBook
    from xlcrm.book.live.attach import attach

    books: list[OpenBook] = []

    def opened(label: str) -> OpenBook:
        books.append(LiveBook(attach(name, int(window) if window else None), label))
        return books[0]

    text, serious = done(action, opened)
    try:
        if books:
            books[0].host.tell(text, serious=serious)
        else:
            _tell(text)
    except Exception:
        _tell(text)
    return 0


def _tell(text: str) -> None:
    """A message box without Excel."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, 0x1030)  # an exclamation mark, before all windows
    elif sys.platform == "darwin":
        script = ["on run given", f'display alert "{TITLE}" message (item 1 of given)', "end run"]
        lines = [part for line in script for part in ("-e", line)]
        subprocess.run(["/usr/bin/osascript", *lines, text], check=False)  # noqa: S603 - no shell, a text
    else:
        sys.stderr.write(f"{text}\n")


# LibreOffice


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Do presses as they are ordered, until the other end is gone or nobody has pressed for long."""
    from xlcrm.book.calc import CalcBook
    from xlcrm.book.calc.wire import Wire
    from xlcrm.book.live.standing import Standing

    wire, standing = Wire(incoming, outgoing), Standing()
    gc.disable()  # rows are no cycles; what a press leaves is looked for when nobody waits
    while True:
        idle = threading.Timer(IDLE, os._exit, (0,))
        idle.daemon = True
        idle.start()
        order = wire.receive()
        idle.cancel()
        if order is None:
            return
        text, serious = done(order["press"], lambda label: CalcBook(wire, label, standing))
        wire.ask("tell", text=text, serious=serious)
        wire.send({"done": True})
        standing.rest()
        gc.collect()


def _own_output() -> BinaryIO:
    """Standard output for the wire alone: what anybody else prints goes to standard error."""
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return wire


if __name__ == "__main__":
    sys.exit(main())
