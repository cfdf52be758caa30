"""A real Excel opens the add-in and runs its functions; only on Windows, with ``pytest -m excel``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from xlcrm import __version__
from xlcrm.book.addin.build import build
from xlcrm.book.addin.project import read_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.excel,
    pytest.mark.skipif(sys.platform != "win32", reason="Excel's macros run on Windows only"),
]
LOW_SECURITY = 1  # msoAutomationSecurityLow: macros run in files that a program opens


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An Excel of its own with the add-in open, from a folder with Chinese and a space in its name."""
    client = pytest.importorskip("win32com.client", reason="pywin32 is not installed")
    application = client.DispatchEx("Excel.Application")
    try:
        application.DisplayAlerts = False
        application.AutomationSecurity = LOW_SECURITY
        folder: Path = tmp_path_factory.mktemp("张 三")
        application.Workbooks.Open(str(build(folder)))
        yield application
    finally:
        application.Quit()


def test_excel_is_excel(excel: Any) -> None:
    assert excel.Name == "Microsoft Excel"


def test_the_add_in_is_open_with_its_macros(excel: Any) -> None:
    book = excel.Workbooks("xlcrm.xlam")
    assert book.IsAddin
    assert book.HasVBProject


def test_the_module_compiles_and_answers(excel: Any, macros: Path) -> None:
    assert excel.Run("xlcrm.xlam!XlcrmText", "version") == __version__
    for key, sentence in read_project(macros).sentences.items():
        assert excel.Run("xlcrm.xlam!XlcrmText", key) == sentence


def test_the_command_line_keeps_chinese_spaces_and_signs(excel: Any) -> None:
    python, book = r"C:\Users\张 三\python.exe", "A&B^公司 100%.xlsx"
    assert excel.Run("xlcrm.xlam!XlcrmCommandLine", python, "due", book, "42") == (
        f'"{python}" -P -m xlcrm.buttons due "--wb={book}" --from_xl=1 --hwnd=42'
    )
