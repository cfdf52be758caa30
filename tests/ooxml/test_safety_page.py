"""The page for users lists every refusal in the words the program uses; `pytest --update-golden` writes the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xlcrm.ooxml import save
from xlcrm.ooxml.refused import REASONS

PAGE = Path(__file__).parents[2] / "docs" / "safety.md"
GROUPS = {
    "文件": "not-a-workbook damaged old-format other-kind strict signed password-needed password-wrong encryption duplicate "
            "doctype cdata encoding compression broken-xml row-order too-big",
    "单元格": "formula array merge header totals protected structure too-long not-finite inexact date-range outside colour "
              "styles-full",
    "表格和工作表": "no-sheet no-table totals-row occupied query-table full rows-behind row-width calculated formula-copy not-ours "
                    "sheet-name last-sheet extra-objects no-undo "
                    "occupied-right same-heading no-headings",
    "磁盘": "read-only folder disk-full disk check",
}


def listed() -> str:
    lines = ["| | 情况 | 怎样解决 |", "|---|---|---|"]
    for group, codes in GROUPS.items():
        for number, code in enumerate(codes.split()):
            reason = REASONS[code]
            lines.append(f"| {group if number == 0 else ''} | {reason.why} | {reason.cure} |")
    return "\n".join(lines).replace(" : \\ / ? * [ ]", " `: \\ / ? * [ ]`")


def test_every_reason_is_in_a_group() -> None:
    assert sorted(code for codes in GROUPS.values() for code in codes.split()) == sorted(REASONS)


def test_the_page_lists_every_refusal(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text("utf-8")
    whole = re.sub(r"(?<=<!-- refused -->\n).*?(?=<!-- /refused -->)", lambda _: listed() + "\n", page, flags=re.DOTALL)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(whole, "utf-8")
    assert PAGE.read_text("utf-8") == whole, "write it with pytest --update-golden and review it"


def test_figures_on_the_page() -> None:
    from xlcrm.book import journal
    page = PAGE.read_text("utf-8")
    assert f"最近 {journal.MOST_RUNS} 次运行" in page
    assert f"不超过 {journal.MOST_BYTES >> 20} MB" in page
    assert f"`{save.PREFIX}….tmp`" in page
    assert sum(save.PAUSES) == pytest.approx(2)
