"""A display of the tests' own, with eyes and hands before it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from libreoffice import Server, program

ACTUAL = Path(__file__).parents[1] / "actual"
LOOKS = 0.02
"""Seconds between two looks at the screen."""


@contextmanager
def virtual_display() -> Iterator[str]:
    """An Xvfb; gives what DISPLAY is to be."""
    xvfb = program("Xvfb", "Xvfb")
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [xvfb, "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


class Screen:
    """Eyes and hands before the display."""

    def __init__(self, display: str, server: Server) -> None:
        program("xdotool", "xdotool")
        program("import", "ImageMagick (import)")
        self._env = {**os.environ, "DISPLAY": display}
        self._ask = server.wire.ask

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._env, check=True, capture_output=True)

    def until(self, seen: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := seen():
                return found
            time.sleep(LOOKS)
        pytest.fail(f"{what} did not appear; see {self.picture('failed.png')}")

    def where(self, button: str) -> list[int] | None:
        """The middle of a button; None while there is none of that name."""
        found: list[int] | None = self._ask("where", name=button)
        return found

    def click(self, button: str) -> None:
        self.point(button)
        self.press()

    def point(self, button: str) -> None:
        x, y = self.until(lambda: self.where(button), f"button {button}")
        self._run("xdotool", "mousemove", str(x), str(y))

    def press(self) -> None:
        self._run("xdotool", "click", "1")

    def type(self, text: str) -> None:
        """Keys, wherever the cursor is."""
        self._run("xdotool", "type", "--delay", "20", text)
        self._ask("rest")

    def key(self, name: str) -> None:
        """One key by its name."""
        self._run("xdotool", "key", name)
        self._ask("rest")

    def into_a_cell(self) -> None:
        """A click where the cells are: without a window manager the first click after a message box may go nowhere."""
        self._ask("rest")
        self._run("xdotool", "mousemove", "640", "400")
        self.press()
        self._ask("rest")

    def said(self) -> str:
        """What the message box says once there is one."""
        return str(self.until(lambda: self._ask("said"), "message box"))

    def message(self) -> str:
        """What the message box says; it is closed."""
        said = self.said()
        self.picture("calc-message.png")
        self.click("OK")
        self.until(lambda: self._ask("said") is None, "end of the message box")
        self.into_a_cell()
        return said

    def picture(self, name: str) -> Path:
        ACTUAL.mkdir(exist_ok=True)
        self._run("import", "-window", "root", str(ACTUAL / name))
        return ACTUAL / name
