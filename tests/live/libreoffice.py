"""A LibreOffice of the tests' own: found, started with a fresh profile, asked through its own Python, ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn, Self

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


class Office:
    """soffice with a profile of its own. ``visible`` needs a display."""

    def __init__(self, profile: Path, *documents: Path, visible: bool = False) -> None:
        soffice = program("soffice", "LibreOffice (soffice)")
        self.python = uno_python(soffice)
        self.pipe = f"xlcrm{os.getpid()}{profile.name}"
        self.process = subprocess.Popen(
            [
                soffice,
                *(() if visible else ("--headless",)),
                *("--norestore", "--nodefault", "--nolockcheck", "--nologo"),
                f"-env:UserInstallation={profile.as_uri()}",
                f"--accept=pipe,name={self.pipe};urp;",
                *map(str, documents),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def serve(self) -> Server:
        """Another process that does inside what it is told."""
        return Server(self.python, self.pipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


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
        """End LibreOffice."""
        self.wire.send({"do": "quit"})
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait(timeout=SECONDS)
        self.process.stdout.close()  # type: ignore[union-attr]
