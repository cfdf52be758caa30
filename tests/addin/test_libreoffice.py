"""LibreOffice's Basic compiles the module as built and runs its functions: a second compiler's opinion."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "live"))
from libreoffice import program, surroundings, uno_python

from xlcrm import __version__
from xlcrm.book.addin.project import read_project

pytestmark = pytest.mark.libreoffice

CALLER = Path(__file__).with_name("call_basic.py")
SECONDS = 120


@pytest.fixture(scope="module")
def soffice() -> str:
    return program("soffice", "LibreOffice (soffice)")


def call(tmp_path: Path, soffice: str, document: Path, calls: list[object]) -> dict[str, object]:
    pipe, python = f"xlcrm{os.getpid()}", uno_python(soffice)
    office = subprocess.Popen(
        [
            *(soffice, "--headless", "--norestore", "--nodefault", "--nolockcheck"),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=surroundings(python),
    )
    try:
        command = [python, str(CALLER), pipe, str(document), "xlcrm", "XlcrmRibbon", json.dumps(calls)]
        answer = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        assert answer.returncode == 0, answer.stderr.decode()
        office.wait(timeout=SECONDS)
        result: dict[str, object] = json.loads(answer.stdout)
        return result
    finally:
        if office.poll() is None:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()


def test_libreoffice_compiles_and_runs_the_macros(
    tmp_path: Path, soffice: str, addin: bytes, macros: Path
) -> None:
    document = tmp_path / "xlcrm.xlam"
    document.write_bytes(addin)
    sentences = read_project(macros).sentences
    python, book = r"C:\Users\张 三\python.exe", "客户 & 管理.xlsx"
    result = call(
        *(tmp_path, soffice, document),
        [
            ["XlcrmText", ["version"]],
            *(["XlcrmText", [key]] for key in sentences),
            ["XlcrmText", ["no such key"]],
            ["XlcrmCommandLine", [python, "validate", book, "132456"]],
        ],
    )
    assert result["answers"] == [
        __version__,
        *sentences.values(),
        "",
        f'"{python}" -P -m xlcrm.buttons validate "--wb={book}" --from_xl=1 --hwnd=132456',
    ]
    assert sorted(result["modules"]) == ["Sheet1", "ThisWorkbook", "XlcrmRibbon"]  # type: ignore[call-overload]
