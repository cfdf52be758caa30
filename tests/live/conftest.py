"""A workbook as shipped, an Excel in memory, and the way to both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import xlwings as xw

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "book")]

from excel_in_memory import App, plug_in  # noqa: E402

from xlcrm.actions.new import new  # noqa: E402
from xlcrm.book.templates.workbook import made  # noqa: E402
from xlcrm.tables import (  # noqa: E402
    ChoiceListTable,
    ComplaintLog,
    CustomerMaster,
    FollowupPlan,
    FollowupRecord,
    KeyDate,
)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """客户管理.xlsx with the manual's own rows."""
    return new(tmp_path_factory.mktemp("shipped") / "客户管理.xlsx", sample=True).read_bytes()


@pytest.fixture(scope="session")
def few() -> bytes:
    """A few tables of it with the same rows: LibreOffice opens them in a fraction of the time."""
    tables = [CustomerMaster, FollowupPlan, FollowupRecord, KeyDate, ComplaintLog, ChoiceListTable]
    return made(tables, "zh-CN", sample=True)


@pytest.fixture
def excel() -> App:
    """An Excel without workbooks."""
    return plug_in()


@pytest.fixture
def workbook(excel: App, shipped: bytes, tmp_path: Path) -> xw.Book:
    """The shipped workbook, open in it."""
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(shipped)
    return xw.Book(str(path))
