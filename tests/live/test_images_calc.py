"""Presses after the first one on an open workbook keep what they change, not a copy of the whole; all are undone.

The first one keeps a copy, and so does one after the workbook was saved, when a copy costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from libreoffice import Office, Server, long
from msoffcrypto.format.ooxml import OOXMLFile

from xlcrm.actions.press import press
from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import undo
from xlcrm.book import journal
from xlcrm.book.calc import CalcBook
from xlcrm.book.file import FileBook
from xlcrm.book.live.standing import Standing
from xlcrm.book.memory import plain
from xlcrm.book.port import BookRefused, Mark

pytestmark = pytest.mark.libreoffice

SETTINGS = Settings(date(2023, 9, 8))
MASTER, RECORDS, REMINDERS = "客户信息总表", "客户跟进记录表", "提醒清单"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Office(tmp_path_factory.mktemp("profile")) as server:
        yield server


@pytest.fixture
def path(few: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(few)
    return path


@pytest.fixture
def calc(office: Server, path: Path) -> Iterator[Server]:
    office.wire.ask("open", path=str(path))
    yield office
    office.wire.ask("close")


def recalc(calc: Server, standing: Standing) -> str:
    return press("recalc", CalcBook(calc.wire, "重算", standing), SETTINGS)


def contact(calc: Server, day: str) -> None:
    """Somebody types the day of a contact."""
    calc.wire.ask("type", sheet=RECORDS, address="A2", text=day)


def kept(path: Path) -> list[str]:
    """What the runs kept of the workbook, the oldest first."""
    return [journal.before(run).name for run in journal.runs(path)]


def stands(path: Path) -> dict[str, list[list[str]]]:
    """All cells of all sheets but ours in which we remember."""
    with FileBook(path) as book:
        return {
            sheet.name: [[plain(value) for value in values] for _, values in book.sheet_rows(sheet.name)]
            for sheet in book.source.sheets
            if sheet.name != "_xlcrm"
        }


def saved(calc: Server, folder: Path) -> dict[str, list[list[str]]]:
    calc.wire.ask("store", path=str(folder / "看.xlsx"))
    return stands(folder / "看.xlsx")


def remembered(calc: Server) -> dict[tuple[str, str, str], object]:
    """What is remembered of records whose key nobody edited."""
    found = CalcBook(calc.wire).remembered()
    return {place: value for place, value in found.items() if place[0] != "followup_record"}


def test_the_whole_workbook_is_copied_before_the_first_write_only(calc: Server, path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    contact(calc, "2023-09-06")
    recalc(calc, standing)
    contact(calc, "2023-09-05")
    recalc(calc, standing)
    assert kept(path) == ["before.xlsx", journal.IMAGES, journal.IMAGES]


@long
def test_and_before_a_write_into_a_workbook_that_was_saved_or_is_not_known(calc: Server, path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    calc.wire.ask("save")
    contact(calc, "2023-09-06")
    calc.wire.ask("save")
    recalc(calc, standing)
    contact(calc, "2023-09-05")
    recalc(calc, Standing())
    assert kept(path) == ["before.xlsx"] * 3


def test_the_button_undo_takes_such_a_press_back(calc: Server, path: Path, tmp_path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    contact(calc, "2023-09-06")
    before = saved(calc, tmp_path)
    known = remembered(calc)
    assert "重算完成" in recalc(calc, standing)
    after = saved(calc, tmp_path)
    assert after != before
    assert kept(path)[-1] == journal.IMAGES
    assert "已撤销“重算”" in press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
    assert saved(calc, tmp_path) == before
    assert remembered(calc) == known
    assert "重算完成" in recalc(calc, standing)
    assert saved(calc, tmp_path) == after


@long
def test_an_undo_of_the_undo_brings_it_again(calc: Server, tmp_path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    contact(calc, "2023-09-06")
    recalc(calc, standing)
    after = saved(calc, tmp_path)
    for _ in range(2):
        press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
    assert saved(calc, tmp_path) == after


@long
def test_what_was_typed_since_stays(calc: Server) -> None:
    standing = Standing()
    recalc(calc, standing)
    contact(calc, "2023-09-06")
    recalc(calc, standing)
    book = CalcBook(calc.wire)
    rows = book.read("customer_master")
    at = rows.letter("next_followup_date")
    calc.wire.ask("type", sheet=MASTER, address=f"{at}2", text="2030-01-01")
    said = press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
    assert f"{MASTER}!{at}2" in said or calc.wire.ask("look", sheet=MASTER, address=f"{at}2") == 47484


@long
def test_what_was_typed_on_a_report_comes_back_with_it(calc: Server) -> None:
    standing = Standing()
    recalc(calc, standing)
    with_state = CalcBook(calc.wire)
    rows = with_state.sheet_rows(REMINDERS)
    head, place = next((number, values.index("处理状态")) for number, values in rows if "处理状态" in values)
    cell = f"{chr(ord('A') + place)}{head + 1}"
    calc.wire.ask("type", sheet=REMINDERS, address=cell, text="已完成")
    contact(calc, "2023-09-06")
    recalc(calc, standing)
    press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
    assert calc.wire.ask("look", sheet=REMINDERS, address=cell) == "已完成"


@long
def test_marks_are_cleared_by_the_undo(calc: Server, path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    look = calc.wire.ask("colour", sheet=MASTER, address="H2")
    book = CalcBook(calc.wire, "校验", standing)
    book.mark([Mark(MASTER, 2, 8, "error")])
    book.save()
    assert kept(path)[-1] == journal.IMAGES
    assert calc.wire.ask("colour", sheet=MASTER, address="H2") != look
    press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
    assert calc.wire.ask("colour", sheet=MASTER, address="H2") == look
    assert not CalcBook(calc.wire).memory.marks


def test_rows_that_were_added_go_again(calc: Server, path: Path, tmp_path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    before = saved(calc, tmp_path)
    book = CalcBook(calc.wire, "添行", standing)
    book.append("customer_master", [{"customer_id": "2023099", "customer_name": "新添示例有限公司"}])
    book.save()
    assert kept(path)[-1] == journal.IMAGES
    assert "行 1 行" in press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
    assert saved(calc, tmp_path) == before


def test_the_command_line_undoes_it_when_the_workbook_is_saved_and_closed(
    calc: Server, path: Path, tmp_path: Path
) -> None:
    standing = Standing()
    recalc(calc, standing)
    contact(calc, "2023-09-06")
    before = saved(calc, tmp_path)
    recalc(calc, standing)
    assert kept(path)[-1] == journal.IMAGES
    calc.wire.ask("save")
    done = undo(path, Settings(SETTINGS.today, force=True))
    assert not done.restored.kept
    assert stands(path) == before


def test_the_copy_of_an_encrypted_workbook_is_encrypted_too(office: Server, few: bytes, tmp_path: Path) -> None:
    path = tmp_path / "客户管理.xlsx"
    with path.open("wb") as file:
        OOXMLFile(BytesIO(few)).encrypt("geheim", file)
    office.wire.ask("open", path=str(path), password="geheim")
    try:
        contact(office, "2023-09-06")
        recalc(office, Standing())
    finally:
        office.wire.ask("close")
    copy = journal.before(journal.runs(path)[-1])
    assert journal.encrypted(copy)
    with FileBook(copy, password="geheim") as book:
        assert date(2023, 9, 6) in dict(book.sheet_rows(RECORDS))[2]


@long
def test_a_copy_that_is_gone_is_made_again(calc: Server, path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    journal.before(journal.runs(path)[0]).unlink()
    contact(calc, "2023-09-06")
    recalc(calc, standing)
    assert journal.before(journal.runs(path)[-1]).name == "before.xlsx"


@long
def test_the_newest_copy_of_a_whole_workbook_outlives_many_presses(
    calc: Server, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_RUNS", 3)
    standing = Standing()
    for at in range(6):
        book = CalcBook(calc.wire, "记", standing)
        book.mark([Mark(MASTER, 2 + at % 2, 8, "error")])
        book.save()
    assert kept(path) == ["before.xlsx", journal.IMAGES, journal.IMAGES]


@long
def test_images_that_are_gone_are_named(calc: Server, path: Path) -> None:
    standing = Standing()
    recalc(calc, standing)
    contact(calc, "2023-09-06")
    recalc(calc, standing)
    journal.before(journal.runs(path)[-1]).unlink()
    with pytest.raises(BookRefused, match="备份已不在"):
        press("undo", CalcBook(calc.wire, "撤销", standing), SETTINGS)
