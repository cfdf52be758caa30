"""What is particular to a workbook that is open in LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from contract import report
from libreoffice import Office, Server, settled, until

from xlcrm.actions.press import press
from xlcrm.actions.settings import Settings
from xlcrm.book.calc import CalcBook
from xlcrm.book.file import FileBook
from xlcrm.book.memory import plain
from xlcrm.book.port import BookRefused, Mark
from xlcrm.reports.report import Block, Chart, Head, Report
from xlcrm.tables import CustomerMaster
from xlcrm.tables.rows import letters

pytestmark = pytest.mark.libreoffice

MASTER, PLAN = "客户信息总表", "客户跟进计划表"
DAY = date(2023, 9, 8)
SETTINGS = Settings(DAY)
LAST_CONTACT = letters(list(CustomerMaster.columns).index("last_contact_date") + 1)


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


def dates(book: CalcBook) -> None:
    book.update("customer_master", {"last_contact_date": [DAY] * 6})


def charted(figure: int) -> Report:
    heads = [Head("what", "事由"), Head("count", "数量", "int")]
    block = Block("figures", "数字", heads, [["甲", figure], ["乙", 2]], register=True)
    return Report(
        "charted",
        "图表页",
        "图表页",
        blocks=[block],
        charts=[Chart("column", "图", "figures", "what", ("count",))],
    )


def test_values_are_those_of_the_file_reader(calc: Server, path: Path) -> None:
    live = CalcBook(calc.wire).found().tables
    for name, rows in FileBook(path).found().tables.items():
        on_disk = [(n, [plain(v) for v in values]) for n, values in rows.rows]
        in_calc = [(n, [plain(v) for v in values]) for n, values in live[name].rows]
        assert in_calc == on_disk, name


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(
            {"do": "hide_row", "sheet": MASTER, "row": 7}, "筛选或隐藏", id="the last row is hidden"
        ),
        pytest.param(
            {"do": "merge", "sheet": MASTER, "address": f"{LAST_CONTACT}3:{LAST_CONTACT}4"},
            "合并",
            id="merged",
        ),
        pytest.param({"do": "protect", "sheet": MASTER}, "受保护", id="a protected sheet"),
    ],
)
def test_what_libreoffice_would_do_without_a_word_is_refused(
    calc: Server, change: dict[str, str], sentence: str
) -> None:
    about = {**change}
    calc.wire.ask(about.pop("do"), **about)
    steps = calc.wire.ask("steps")
    book = CalcBook(calc.wire, "测试")
    dates(book)
    with pytest.raises(BookRefused, match=sentence):
        book.save()
    assert calc.wire.ask("steps") == steps
    assert calc.wire.ask("look", sheet=MASTER, address=f"{LAST_CONTACT}2") == ""


def test_the_sheet_on_the_screen_stays_and_the_press_is_one_step(calc: Server) -> None:
    calc.wire.ask("show", sheet=PLAN)
    book = CalcBook(calc.wire, "测试")
    dates(book)
    book.put_report(charted(1))
    book.mark([Mark(MASTER, 2, 8, "error")])
    book.save()
    assert calc.wire.ask("shown") == PLAN
    assert calc.wire.ask("steps") == ["客户管理 测试"]


def test_a_replaced_sheet_keeps_its_chart_its_filter_and_the_formulas_that_point_at_it(calc: Server) -> None:
    ask = calc.wire.ask
    ask("show", sheet=PLAN)
    shown = ask("shown")
    tables = {item.name for one in CalcBook(calc.wire).sheets.values() for item in one.objects}
    book = CalcBook(calc.wire, "一")
    book.put_report(charted(5))
    book.save()
    ask("type", sheet=PLAN, address="Z9", text="=SUM($图表页.B1:AZ99)")
    was = ask("look", sheet=PLAN, address="Z9")
    book = CalcBook(calc.wire, "二")
    book.put_report(charted(50))
    book.save()
    assert ask("look", sheet=PLAN, address="Z9") == was + 45
    assert ask("charts", sheet="图表页") == 1
    assert [item.name for item in CalcBook(calc.wire).sheets["图表页"].objects] == ["figures"]
    for verb, expected in (("undo", was), ("redo", was + 45), ("undo", was)):
        ask(verb)
        assert settled(calc, PLAN, "Z9", expected) == expected
        assert ask("charts", sheet="图表页") == 1
    ask("undo")
    ask("undo")
    assert "图表页" not in ask("titles")
    assert until(lambda: ask("shown"), shown) == shown
    assert {item.name for one in CalcBook(calc.wire).sheets.values() for item in one.objects} == tables


def test_undo_blanks_what_was_blank_and_redo_writes_it_again(calc: Server) -> None:
    book = CalcBook(calc.wire, "测试")
    dates(book)
    book.append("customer_master", [{"customer_id": "2023099", "customer_name": "新添示例有限公司"}])
    book.save()
    day = calc.wire.ask("look", sheet=MASTER, address=f"{LAST_CONTACT}2")
    for verb, value, name in (("undo", "", ""), ("redo", day, "新添示例有限公司"), ("undo", "", "")):
        calc.wire.ask(verb)
        assert settled(calc, MASTER, f"{LAST_CONTACT}2", value) == value
        assert settled(calc, MASTER, "B8", name) == name
    assert len(list(CalcBook(calc.wire).read("customer_master").rows)) == 6


def test_what_fails_half_way_is_undone_at_once(calc: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    book = CalcBook(calc.wire, "测试")
    dates(book)
    book.mark([Mark(MASTER, 2, 8, "error")])
    monkeypatch.setattr(book.host, "fill", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        book.save()
    assert settled(calc, MASTER, f"{LAST_CONTACT}2", "") == ""
    assert calc.wire.ask("steps") == []


def test_the_button_undo_takes_a_recalculation_back(calc: Server) -> None:
    titles = calc.wire.ask("titles")
    before = {
        name: [list(values) for _, values in rows.rows]
        for name, rows in CalcBook(calc.wire).found().tables.items()
    }
    press("recalc", CalcBook(calc.wire, "重算"), SETTINGS)
    assert "已撤销“重算”" in press("undo", CalcBook(calc.wire, "撤销"), SETTINGS)
    after = {
        name: [list(values) for _, values in rows.rows]
        for name, rows in CalcBook(calc.wire).found().tables.items()
    }
    assert after == before
    assert set(calc.wire.ask("titles")) - {"_xlcrm"} == set(titles)


def test_what_libreoffice_saves_is_ours_for_the_command_line(calc: Server, tmp_path: Path) -> None:
    press("recalc", CalcBook(calc.wire, "重算"), SETTINGS)
    out = tmp_path / "另存.xlsx"
    calc.wire.ask("store", path=str(out))
    said = press("recalc", FileBook(out, command="recalc"), SETTINGS)
    assert "没有变化" in said


def test_a_copy_holds_what_was_not_saved_yet(calc: Server) -> None:
    calc.wire.ask("type", sheet=MASTER, address="B2", text="刚刚改的名字")
    book = CalcBook(calc.wire, "测试")
    book.put_report(report())
    copy = book.save()
    assert copy is not None
    assert FileBook(copy).sheet_rows(MASTER)[1][1][1] == "刚刚改的名字"
