"""What a press on a button of LibreOffice takes, from the click to the message box: first, again, after an edit.

    python benchmarks/press.py DIR/core-2000-10000-1000-7.xlsx

A real LibreOffice on a display of its own, with the extension as it is built. Between the two stands this file: it
is the Python that the extension starts, and notes what goes over the wire. Wall seconds, because somebody waits.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from libreoffice import Server
    from screen import Screen

TESTS = Path(__file__).parents[1] / "tests" / "live"
BUTTONS = {"校验": ("2026-06-01", "2026-06-02"), "重算": ("2026-06-03", "2026-06-04")}
"""With the day of a contact that is typed before the third press, and that of one in a new row before the fourth."""

START, LOG, DAY, PROFILE = "PRESS_START", "PRESS_LOG", "PRESS_DAY", "PRESS_PROFILE"
EDIT = 5
"""The row in which the first one is typed, in 客户跟进记录表."""

COPIED = ("customer_id", "customer_name", "method", "actor", "summary", "next_action", "due_date")
"""What the new row has of it."""

SETTLED = 1.5
"""Seconds that nobody presses anything."""


def between() -> None:
    """As ``python -m xlcrm.buttons --calc``, noting when what happened."""
    from xlcrm import buttons
    from xlcrm.book.calc.wire import Wire

    log: list[dict[str, Any]] = []
    asked: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    began = {"at": float(os.environ[START])}
    ask, done = Wire.ask, buttons.done

    def timed_ask(self: Wire, verb: str, **about: object) -> Any:
        if verb == "tell":
            note()
        start = time.time()
        try:
            return ask(self, verb, **about)
        finally:
            asked[verb] += time.time() - start
            counted[verb] += 1

    def note() -> None:
        log.append({"done": time.time(), **began, "asked": dict(asked), "counted": dict(counted)})
        Path(os.environ[LOG]).write_text(json.dumps(log), "utf-8")

    def timed_done(action: str, opened: Any) -> tuple[str, bool]:
        asked.clear()
        counted.clear()
        began.update({"started": 0.0 if log else began["at"], "begun": time.time()})
        with profiled(action, len(log)):
            return done(action, opened)

    day = datetime.fromisoformat(os.environ[DAY])
    with (
        mock.patch.object(Wire, "ask", timed_ask),
        mock.patch.object(buttons, "done", timed_done),
        mock.patch.object(buttons, "date", mock.Mock(today=lambda: day.date())),
    ):
        buttons.main(["--calc"])


@contextmanager
def profiled(action: str, number: int) -> Iterator[None]:
    """Under a profiler where one was asked for."""
    if not os.environ.get(PROFILE):
        yield
        return
    from cProfile import Profile

    with Profile() as profile:
        yield
    profile.dump_stats(Path(os.environ[PROFILE]) / f"press-{number}-{action}.prof")


def press(screen: Screen, log: Path, button: str) -> dict[str, Any]:
    """One click, up to the message box, which is closed."""
    known = len(json.loads(log.read_text())) if log.exists() else 0
    screen.point(button)
    time.sleep(SETTLED)
    clicked = time.time()
    screen.press()
    said = screen.said()
    seen = time.time()
    screen.message()
    told = json.loads(log.read_text())[known]
    start = told["started"] or clicked
    return {
        "wall": seen - clicked,
        "start-up": told["begun"] - start if told["started"] else 0.0,
        "LibreOffice": sum(told["asked"].values()),
        "xlcrm": told["done"] - told["begun"] - sum(told["asked"].values()),
        "asked": told["asked"],
        "counted": told["counted"],
        "said": said.replace("\n", " "),
    }


def measured(workbook: Path, day: str, profiles: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Button and what its presses took: the workbook as it was, as the first press left it, edited, longer."""
    sys.path.insert(0, str(TESTS))
    from libreoffice import Office
    from screen import Screen, virtual_display

    from xlcrm.book.addin.calc_extension import FILE_NAME, build_calc
    from xlcrm.tables import FollowupRecord

    with TemporaryDirectory(prefix="press-") as name, virtual_display() as display:
        folder = Path(name)
        log, python = folder / "log.json", folder / "python"
        python.write_text(
            f'#!/bin/sh\n{START}=$(date +%s.%N) {LOG}="{log}" {DAY}={day} {PROFILE}="{profiles}" '
            f'exec "{sys.executable}" -P -X utf8 "{Path(__file__).resolve()}" --between\n'
        )
        python.chmod(0o755)
        extension = build_calc(folder / FILE_NAME, interpreter=python)
        copy = shutil.copy(workbook, folder / "客户管理.xlsx")
        with Office(folder / "profile") as server:
            server.wire.ask("install", path=str(extension))
        with Office(folder / "profile", Path(copy), display=display) as server:
            server.wire.ask("attach", path=str(copy))
            screen = Screen(display, server)
            for button, (typed, added) in BUTTONS.items():
                for what in ("first", "again", "edited", "added"):
                    if what == "edited":
                        server.wire.ask("type", sheet=FollowupRecord.title, address=f"A{EDIT}", text=typed)
                    elif what == "added":
                        add_a_contact(server, added)
                    yield f"{button} {what}", press(screen, log, button)


def add_a_contact(server: Server, day: str) -> None:
    """At the end of the table, of the customer of the row that was edited."""
    from xlcrm.book.calc import CalcBook
    from xlcrm.tables import FollowupRecord

    book = CalcBook(server.wire, "新的一行")
    rows = book.read(FollowupRecord.id)
    values = next(values for number, values in rows.rows if number == EDIT)
    row = {name: value for name, value in zip(rows.names, values, strict=False) if name in COPIED}
    book.append(FollowupRecord.id, [{**row, FollowupRecord.contact_date: date.fromisoformat(day)}])
    book.save()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workbook", type=Path, nargs="?")
    parser.add_argument("--today", default="2026-06-30")
    parser.add_argument("--profiles", default="", help="a folder for cProfile's files")
    parser.add_argument("--between", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.between:
        between()
        return
    if given.workbook is None:
        parser.error("a workbook is needed; make_workbooks.py makes one")
    print(f"{'':10}{'wall':>8}{'start-up':>10}{'xlcrm':>8}{'LibreOffice':>13}   s")
    for button, told in measured(given.workbook, given.today, given.profiles):
        wall, start, own, office = (told[name] for name in ("wall", "start-up", "xlcrm", "LibreOffice"))
        print(f"{button:10}{wall:6.2f}{start:10.2f}{own:8.2f}{office:13.2f}   {told['said'][:60]}")
        slow = sorted(told["asked"].items(), key=lambda item: -item[1])[:6]
        print(
            "      " + ", ".join(f"{verb} ×{told['counted'][verb]} {took:.2f}" for verb, took in slow),
            flush=True,
        )


if __name__ == "__main__":
    main()
