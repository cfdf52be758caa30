"""Golden texts (what a workbook looks like, reviewed as text in the diff) and a LibreOffice that prints.

``pytest --update-golden`` writes the texts anew; a workbook that differs is left in ``tests/actual/``.
"""

from __future__ import annotations

import difflib
import importlib.util
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest

HERE = Path(__file__).parent
GOLDEN, ACTUAL = HERE / "golden", HERE / "actual"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden texts anew")


@pytest.fixture(scope="session")
def workbook_text() -> Callable[..., str]:
    """A workbook's bytes as text."""
    spec = importlib.util.spec_from_file_location("workbook_text", HERE / "workbook_text.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.workbook_text


@pytest.fixture
def golden(
    request: pytest.FixtureRequest, workbook_text: Callable[..., str]
) -> Callable[[str, bytes | str], None]:
    """Compare a workbook (or a text) with the golden text of a name."""

    def compare(name: str, made: bytes | str) -> None:
        text = made if isinstance(made, str) else workbook_text(made)
        kept = GOLDEN / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
            return
        assert kept.is_file(), f"{kept} is missing: write it with pytest --update-golden and review it"
        wanted = kept.read_text(encoding="utf-8")
        if text != wanted:
            left = ACTUAL / (f"{name}.txt" if isinstance(made, str) else f"{name}.xlsx")
            left.parent.mkdir(parents=True, exist_ok=True)
            left.write_bytes(made.encode() if isinstance(made, str) else made)
            diff = difflib.unified_diff(
                wanted.splitlines(), text.splitlines(), str(kept), str(left), lineterm="", n=0
            )
            pytest.fail("\n".join([*list(diff)[:60], f"see {left}; if it is meant: pytest --update-golden"]))

    return compare


@pytest.fixture(scope="session")
def sample_workbook() -> bytes:
    """The core workbook with the manual's own rows."""
    from xlcrm.book.templates import new_workbook

    return new_workbook("core", sample=True)


def needed(program: str) -> str:
    """Path of a program; without it the test is skipped, and fails where everything is to be tested."""
    path = which(program)
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{program} is not installed")
    return path


@pytest.fixture
def converted(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """A workbook's bytes as LibreOffice saves them in another format."""

    def convert(content: bytes, to: str) -> Path:
        source = tmp_path / "book.xlsx"
        source.write_bytes(content)
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = [
            needed("soffice"),
            "--headless",
            profile,
            "--convert-to",
            to,
            "--outdir",
            str(tmp_path),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return tmp_path / f"book.{to.partition(':')[0]}"

    return convert


@pytest.fixture
def printed(converted: Callable[[bytes, str], Path]) -> Callable[[bytes], list[str]]:
    """The pages that LibreOffice prints, as text."""

    def pages(content: bytes) -> list[str]:
        command = [needed("pdftotext"), "-layout", str(converted(content, "pdf")), "-"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return text.split("\f")[:-1]

    return pages
