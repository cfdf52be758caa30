"""What every adapter of the port must do, whichever program holds the workbook.

An adapter joins by a fixture ``desk`` that gives a ``Desk``: how to open the workbook, and how a person at the
keyboard would look into a cell and type into it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from xlcrm.book.port import Book, BookError, Mark
from xlcrm.reports.report import Block, Head, Report, Tile


@dataclass
class Desk:
    """A workbook on somebody's desk: the manual's own rows in the core tables.

    ``open`` gives the book anew, ``look`` reads a cell as the person sees it, ``type`` types into one,
    ``fill`` tells its colour (RRGGBB or None).
    """

    open: Callable[[], Book]
    look: Callable[[str, str], Any]
    type: Callable[[str, str, Any], None]
    fill: Callable[[str, str], str | None]


def report(status: str | None = None, extra: str = "甲") -> Report:
    """A small report with a typing column."""
    return Report(
        "demo",
        "小报表",
        "小报表",
        tiles=[Tile("合计", 2)],
        blocks=[
            Block(
                "lines",
                "明细",
                [Head("key", "编号"), Head("what", "事由"), Head("status", "处理状态", typed=True)],
                [["1", extra, status], ["2", "乙", status]],
                key=("key",),
            )
        ],
    )


class Contract:
    """The tests; an adapter's test class inherits them and gives the fixture ``desk``."""

    def test_the_tables_are_found_with_their_places(self, desk: Desk) -> None:
        rows = desk.open().found().tables["customer_master"]
        assert (rows.sheet, rows.top, rows.left) == ("客户信息总表", 1, 1)
        assert rows.letter("grade") == "H"

    def test_one_read_gives_all_rows_at_their_numbers(self, desk: Desk) -> None:
        rows = desk.open().read("customer_master")
        held = list(rows.rows)
        assert [number for number, _ in held] == [2, 3, 4, 5, 6, 7]
        first = dict(zip(rows.names, held[0][1], strict=False))
        assert str(first["customer_id"]) == "2023001"
        assert first["created_date"] == date(2023, 8, 15)
        assert str(first["contact_phone"]) == "13800000001"

    def test_a_missing_table_is_a_key_error(self, desk: Desk) -> None:
        with pytest.raises(KeyError):
            desk.open().read("tech_ticket")

    def test_whole_columns_are_written_and_only_what_differs_counts(self, desk: Desk) -> None:
        book = desk.open()
        count = len(list(book.read("customer_master").rows))
        days = [date(2023, 9, 1)] * count
        assert book.update("customer_master", {"last_contact_date": days}) == count
        book.save()
        again = desk.open()
        rows = again.read("customer_master")
        at = rows.names.index("last_contact_date")
        assert {values[at] for _, values in rows.rows} == {date(2023, 9, 1)}
        assert again.update("customer_master", {"last_contact_date": days}) == 0

    def test_text_stays_text(self, desk: Desk) -> None:
        book = desk.open()
        texts = ["=1+1", "0012", "1-2", "TRUE", "+86", "@x"]
        book.read("customer_master")
        book.update("customer_master", {"coop_history": texts})
        book.save()
        rows = desk.open().read("customer_master")
        at = rows.names.index("coop_history")
        assert [values[at] for _, values in rows.rows] == texts

    def test_rows_are_added_below_the_last_one(self, desk: Desk) -> None:
        book = desk.open()
        book.append("customer_master", [{"customer_id": "2023099", "customer_name": "新添示例有限公司"}])
        book.save()
        number, values = list(desk.open().read("customer_master").rows)[-1]
        assert (number, str(values[0]), values[1]) == (8, "2023099", "新添示例有限公司")

    def test_rows_fill_the_blank_row_of_an_empty_table_first(self, desk: Desk) -> None:
        book = desk.open()
        book.append("key_date", [{"customer_id": "2023001", "kind": "客户生日", "event_date": date(2023, 6, 3)}])
        book.save()
        assert [number for number, _ in desk.open().read("key_date").rows] == [2]

    def test_a_report_is_made_once_and_not_again(self, desk: Desk) -> None:
        book = desk.open()
        assert book.put_report(report())
        book.save()
        assert desk.look("小报表", "B1") == "小报表"
        assert not desk.open().put_report(report())

    def test_a_changed_report_replaces_its_sheet(self, desk: Desk) -> None:
        book = desk.open()
        book.put_report(report())
        book.save()
        book = desk.open()
        assert book.put_report(report(extra="丙"))
        book.save()
        assert any(desk.look("小报表", f"{c}{r}") == "丙" for c in "BCDEFGH" for r in range(1, 15))

    def test_a_sheet_of_the_users_own_is_never_replaced(self, desk: Desk) -> None:
        with pytest.raises(BookError, match="自己的工作表"):
            desk.open().put_report(Report("own", "客户信息总表", "客户信息总表"))

    def test_what_people_typed_on_a_report_is_found_by_its_key(self, desk: Desk) -> None:
        book = desk.open()
        book.put_report(report(status="待处理"))
        book.save()
        typed = desk.open().typed(report())
        assert typed["lines"]["2",] == {"status": "待处理"}

    def test_typing_beside_the_typing_column_stops_the_replacement(self, desk: Desk) -> None:
        book = desk.open()
        book.put_report(report())
        book.save()
        desk.type("小报表", "B30", "我的备注")
        with pytest.raises(BookError, match="手工"):
            desk.open().put_report(report(extra="丁"))

    def test_marks_colour_and_clearing_gives_the_look_back(self, desk: Desk) -> None:
        before = desk.fill("客户信息总表", "H2")
        wrong = [Mark("客户信息总表", 2, 8, "error")]
        book = desk.open()
        assert book.mark(wrong) == 1
        book.save()
        assert desk.fill("客户信息总表", "H2") not in (None, before)
        assert desk.open().mark(wrong) == 0
        book = desk.open()
        assert book.clear_marks() == 1
        book.save()
        assert desk.fill("客户信息总表", "H2") == before

    def test_marks_that_no_longer_hold_are_cleared_by_the_next(self, desk: Desk) -> None:
        book = desk.open()
        book.mark([Mark("客户信息总表", 2, 8, "error")])
        book.save()
        book = desk.open()
        assert book.mark([Mark("客户信息总表", 3, 8, "warning")]) == 2
        book.save()
        assert desk.fill("客户信息总表", "H2") == desk.fill("客户信息总表", "H4")

    def test_what_was_remembered_is_known_again(self, desk: Desk) -> None:
        place = ("customer_master", "2023001", "last_contact_date")
        book = desk.open()
        book.remember({place: date(2023, 9, 1)})
        book.save()
        assert desk.open().remembered() == {place: date(2023, 9, 1)}
