"""A workbook as shipped, an Excel in memory, and the way to both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "book")]

from xlcrm.actions.new import new  # noqa: E402


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """客户管理.xlsx with the manual's own rows."""
    return new(tmp_path_factory.mktemp("shipped") / "客户管理.xlsx", sample=True).read_bytes()
