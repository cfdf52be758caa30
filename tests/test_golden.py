"""The golden texts themselves: a difference fails, names itself, and leaves the workbook behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xlcrm.book.sheets import scratch
from xlcrm.reports.report import Block, Head, Report

Golden = Callable[[str, "bytes | str"], None]


def _book(value: str) -> bytes:
    return scratch(Report("r", "表", "标题", blocks=[Block("b", "", [Head("a", "客户")], [[value]])]))


@pytest.fixture
def folders(golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Golden and actual texts below a folder of the test's own."""
    for name in ("GOLDEN", "ACTUAL"):
        monkeypatch.setitem(golden.__globals__, name, tmp_path / name.lower())
    (tmp_path / "golden").mkdir()
    return tmp_path


def test_a_workbook_that_differs_fails_with_the_difference_and_is_left_behind(
    golden: Golden, folders: Path, workbook_text: Callable[[bytes], str]
) -> None:
    (folders / "golden" / "one.txt").write_text(workbook_text(_book("甲")), encoding="utf-8")
    golden("one", _book("甲"))
    with pytest.raises(pytest.fail.Exception, match=r"-B4 甲[\s\S]*\+B4 乙[\s\S]*--update-golden"):
        golden("one", _book("乙"))
    assert (folders / "actual" / "one.xlsx").read_bytes() == _book("乙")


def test_a_golden_text_that_is_missing_says_how_to_write_it(golden: Golden, folders: Path) -> None:
    with pytest.raises(AssertionError, match="--update-golden"):
        golden("none", "text")
