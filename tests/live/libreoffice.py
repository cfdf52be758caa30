"""A LibreOffice of the tests' own: found, started with a fresh profile, asked through its own Python, ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest

from xlcrm.book.calc.wire import Wire

SERVER = Path(__file__).with_name("calc_server.py")
SECONDS = 60


def lacking(what: str) -> NoReturn:
    """Skip by name; CI must have everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is not installed")


def program(name: str, what: str) -> str:
    return shutil.which(name) or lacking(what)


def uno_python(soffice: str) -> str:
    """A Python that can import uno: LibreOffice's own, the system's, or this one."""
    beside = Path(soffice).resolve().with_name("python")
    for python in (str(beside), "/usr/bin/python3", sys.executable):
        if (
            Path(python).exists()
            and not subprocess.run([python, "-c", "import uno"], capture_output=True).returncode
        ):
            return python
    lacking("a Python with uno (python3-uno)")


def surroundings(python: str) -> dict[str, str]:
    """Ours with LibreOffice's own Python first: the one inside it takes the library of the first on the path."""
    folders = [str(Path(python).parent), *os.environ.get("PATH", "").split(os.pathsep)]
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    return {**kept, "PATH": os.pathsep.join(folders)}


class Office:
    """soffice with a profile of its own, without a window unless it is given a display."""

    def __init__(self, profile: Path, *documents: Path, display: str | None = None) -> None:
        soffice = program("soffice", "LibreOffice (soffice)")
        self.python, self.profile = uno_python(soffice), profile
        self.pipe = f"xlcrm{uuid4().hex}"
        self.process = subprocess.Popen(
            [
                soffice,
                *(() if display else ("--headless",)),
                *("--norestore", "--nodefault", "--nolockcheck", "--nologo"),
                f"-env:UserInstallation={profile.as_uri()}",
                f"--accept=pipe,name={self.pipe};urp;",
                *map(str, documents),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**surroundings(self.python), **({"DISPLAY": display} if display else {})},
        )

    def __enter__(self) -> Server:
        self.server = Server(self.python, self.pipe)
        return self.server

    def __exit__(self, *_: object) -> None:
        self.server.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        until = time.monotonic() + 20
        while (
            self.profile / ".lock"
        ).exists() and time.monotonic() < until:  # another start would join this one
            time.sleep(0.1)


class Server:
    """``calc_server.py``: requests of the workbook's own, and a few that stand for the person."""

    def __init__(self, python: str, pipe: str) -> None:
        self.process = subprocess.Popen(
            [python, str(SERVER), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.wire = Wire(self.process.stdout, self.process.stdin)  # type: ignore[arg-type]

    def close(self) -> None:
        """End LibreOffice, and the process between."""
        with suppress(OSError):
            self.wire.send({"do": "quit"})
        with suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr]
        try:
            self.process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()  # type: ignore[union-attr]


def settled(server: Server, sheet: str, address: str, expected: object) -> object:
    """What stands in a cell after an undo."""
    return until(lambda: server.wire.ask("look", sheet=sheet, address=address), expected)


def until(seen: Callable[[], object], expected: object) -> object:
    """What is seen once LibreOffice has come to rest."""
    for _ in range(100):
        if (found := seen()) == expected:
            break
        time.sleep(0.1)
    return found


long = pytest.mark.skipif("XLCRM_LONG" not in os.environ, reason="XLCRM_LONG is not set: further cases of the same")
"""Tests that take LibreOffice many seconds and look at more cases of what others look at."""
