"""The journal never lies: killed at any moment, short of space, shared, encrypted, too old."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from xlcrm.actions.settings import Settings
from xlcrm.actions.undo import history, undo
from xlcrm.book import journal
from xlcrm.book.file import FileBook
from xlcrm.book.port import BookError, BookRefused
from xlcrm.ooxml.encryption import OLE, locked

SETTINGS = Settings(date(2024, 1, 10))
SHEET = "客户信息总表"
SECRET = "绝密合作事项"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small workbook; the user's data folder lies beside the workbook's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    path = tmp_path / "office" / "客户.xlsx"
    path.parent.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in (["客户编号", "客户名称", "历史合作"], ["2023001", "示例一有限公司"], ["2023002", "示例二有限公司"]):
        sheet.append(row)
    book.save(path)
    return path


def write(path: Path, text: str, password: str | None = None) -> None:
    with FileBook(path, command="recalc", password=password) as book:
        count = len(list(book.read("customer_master").rows))
        book.update("customer_master", {"coop_history": [text] * count})
        book.save()


def stands(path: Path) -> object:
    return openpyxl.load_workbook(path)[SHEET]["C2"].value


def places(path: Path) -> list[Path]:
    return sorted(place for home in journal.homes(path) if home.is_dir() for place in home.iterdir())


# killed


EVENTS = {"open", *(f"os.{name}" for name in ("mkdir", "rename", "remove", "chmod", "rmdir", "listdir", "scandir"))}


def killed_at(event: int, doing: Callable[[], None]) -> bool:
    """Do it in a child that is killed at so many file events; False when it ended before."""
    child = os.fork()
    if not child:
        seen = 0

        def hook(name: str, _args: object) -> None:
            nonlocal seen
            if name in EVENTS:
                seen += 1
                if seen == event:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        try:
            doing()
            os._exit(0)
        finally:
            os._exit(1)
    ended = os.waitpid(child, 0)[1]
    assert ended == 0 or os.WIFSIGNALED(ended)
    return os.WIFSIGNALED(ended)


def warmed_up(path: Path) -> None:
    """Everything once, so that no import counts among the events."""
    write(path, "热身")
    undo(path, SETTINGS)
    for place in places(path):
        journal._remove(place)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_killed_at_any_file_event_a_run_is_told_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    warmed_up(path)
    told = set()
    for event in range(1, 200):
        path.write_bytes(before)
        if not killed_at(event, lambda: write(path, "新")):
            break
        known = history(path)
        saved = path.read_bytes() != before
        assert len(known) == saved
        if saved:
            assert stands(path) == "新"
            undo(path, SETTINGS)
            assert stands(path) is None
            told.add(known[0].certain)
        for place in places(path):
            journal._remove(place)
    assert 15 < event < 199
    assert told == {True, False}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_undo_killed_at_any_file_event_leaves_one_of_both_states_and_says_which(path: Path) -> None:
    warmed_up(path)
    write(path, "旧")
    old = path.read_bytes()
    write(path, "新")
    new, run, kept = path.read_bytes(), history(path)[0].run.id, places(path)
    for event in range(1, 200):
        path.write_bytes(new)
        if not killed_at(event, lambda: undo(path, SETTINGS)):
            break
        undone = path.read_bytes() == old
        assert undone or path.read_bytes() == new
        entries = {entry.run.id: entry for entry in history(path)}
        assert bool(entries[run].undone) == undone
        for place in {*places(path)} - {*kept}:
            journal._remove(place)
    assert 10 < event < 199


def test_interrupted_before_it_saved_a_run_is_forgotten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xlcrm.ooxml.Package.save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(path, "新")
    assert places(path) == []


def test_interrupted_after_it_saved_a_run_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xlcrm.ooxml import Package

    saving = Package.save

    def interrupted(self: Package, *args: object, **named: object) -> None:
        saving(self, *args, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr("xlcrm.ooxml.Package.save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(path, "新")
    monkeypatch.undo()
    assert [entry.certain for entry in history(path)] == [False]
    undo(path, SETTINGS)
    assert stands(path) is None


def test_saved_by_somebody_while_it_was_computed_nothing_is_written(path: Path) -> None:
    with FileBook(path, command="recalc") as book:
        book.read("customer_master")
        other = openpyxl.load_workbook(path)
        other[SHEET]["C2"] = "同事写的"
        other.save(path)
        with pytest.raises(BookError, match="改过"):
            book.update("customer_master", {"coop_history": ["甲", "乙"]})
    assert stands(path) == "同事写的"
    assert places(path) == []


# where it lies, how much, for how long


def test_where_the_folder_takes_nothing_runs_lie_in_the_users_data_folder(path: Path, tmp_path: Path) -> None:
    (path.parent / journal.FOLDER).write_text("a file of that name")
    write(path, "新")
    assert [place.is_relative_to(tmp_path / "data") for place in places(path)] == [True]
    undo(path, SETTINGS)
    assert stands(path) is None


def test_runs_of_both_places_are_one_history(path: Path) -> None:
    write(path, "一")
    (path.parent / journal.FOLDER).rename(path.parent / "aside")
    (path.parent / journal.FOLDER).write_text("")
    write(path, "二")
    (path.parent / journal.FOLDER).unlink()
    (path.parent / "aside").rename(path.parent / journal.FOLDER)
    assert [entry.run.number for entry in history(path)] == [1, 1]
    write(path, "三")
    assert [entry.run.number for entry in history(path)] == [2, 1, 1]


def test_where_no_copy_can_be_kept_nothing_is_written(path: Path, tmp_path: Path) -> None:
    for folder in (path.parent, tmp_path / "data"):
        folder.mkdir(exist_ok=True)
        (folder / journal.FOLDER).write_text("")
    before = path.read_bytes()
    with pytest.raises(BookRefused, match="备份"):
        write(path, "新")
    assert path.read_bytes() == before


def test_runs_are_bounded_in_number(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_RUNS", 3)
    for number in range(5):
        write(path, f"第{number}次")
    assert [entry.run.number for entry in history(path)] == [5, 4, 3]
    assert len(places(path)) == 3


def test_runs_are_bounded_in_size_and_the_newest_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 1)
    for number in range(3):
        write(path, f"第{number}次")
    assert [entry.run.number for entry in history(path)] == [3]
    undo(path, SETTINGS)
    assert stands(path) == "第1次"


def test_what_killed_runs_left_goes_with_the_old_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_RUNS", 2)
    left = journal.homes(path)[0] / "20200101-000000"
    left.mkdir(parents=True)
    (left / "before.xlsx").write_bytes(b"half")
    write(path, "新")
    assert not left.exists()


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="half written"),
        pytest.param("[]", id="no object"),
        pytest.param('{"id": "x"}', id="of another version"),
    ],
)
def test_a_note_that_cannot_be_read_is_no_run(path: Path, note: str) -> None:
    place = journal.homes(path)[0] / "20200101-000000"
    place.mkdir(parents=True)
    (place / "run.json").write_text(note)
    assert history(path) == []


def test_runs_of_one_second_keep_their_order(path: Path) -> None:
    for number in range(12):
        write(path, f"第{number}次")
    assert [entry.run.number for entry in history(path)] == list(range(12, 0, -1))
    assert len({entry.run.id for entry in history(path)}) == 12


def test_a_missing_backup_is_said(path: Path) -> None:
    write(path, "新")
    journal.before(history(path)[0].run).unlink()
    with pytest.raises(BookRefused, match="备份已不在"):
        undo(path, SETTINGS)


# who may read it


def test_only_digests_are_noted(path: Path) -> None:
    write(path, SECRET)
    place = places(path)[0]
    with ZipFile(place / "touched.zip") as archive:
        told = archive.read("touched.json").decode() + (place / "run.json").read_text("utf-8")
    assert SECRET not in told
    assert '"coop_history"' in told


def test_of_an_encrypted_workbook_nothing_lies_about_in_clear(path: Path) -> None:
    write(path, SECRET)
    for place in places(path):
        journal._remove(place)
    path.write_bytes(locked(path.read_bytes(), "密码"))
    before = path.read_bytes()
    write(path, "另一件绝密事项", "密码")
    files = {file.name: file.read_bytes() for place in places(path) for file in place.iterdir()}
    assert files.pop("before.xlsx") == before
    assert files.pop("touched.zip").startswith(OLE)
    assert set(files) == {"run.json"}
    assert "绝密" not in files["run.json"].decode()
    assert undo(path, SETTINGS).restored.exact
    assert path.read_bytes() == before


def test_an_encrypted_workbook_edited_since_needs_its_password(path: Path) -> None:
    path.write_bytes(locked(path.read_bytes(), "密码"))
    write(path, "新", "密码")
    run = history(path)[0].run.id
    with FileBook(path, command="report", password="密码") as book:
        book.append("customer_master", [{"customer_id": "2023003", "customer_name": "示例三有限公司"}])
        book.save()
    with pytest.raises(BookError, match="密码"):
        undo(path, SETTINGS, run)
    done = undo(path, Settings(date(2024, 1, 10), password="密码"), run)
    assert (done.restored.cells, done.restored.kept) == (2, [])
    assert path.read_bytes().startswith(OLE)
    with FileBook(path, password="密码") as book:
        assert [values[2] for _, values in book.read("customer_master").rows] == [None, None, None]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize(
    ("mode", "folder"),
    [
        pytest.param(0o600, 0o700, id="the owner alone"),
        pytest.param(0o640, 0o750, id="owner and group"),
        pytest.param(0o644, 0o755, id="everybody may read"),
    ],
)
def test_a_backup_is_as_open_as_its_workbook(path: Path, mode: int, folder: int) -> None:
    path.chmod(mode)
    write(path, "新")
    place = places(path)[0]
    assert place.stat().st_mode & 0o777 == folder
    assert journal.before(history(path)[0].run).stat().st_mode & 0o777 == mode


def test_on_windows_the_folder_is_hidden_when_it_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, int]] = []

    class Kernel:
        @staticmethod
        def SetFileAttributesW(name: str, attributes: int) -> int:  # noqa: N802
            calls.append((name, attributes))
            return 1

    class Dll:
        kernel32 = Kernel

    monkeypatch.setattr(ctypes, "windll", Dll, raising=False)
    monkeypatch.setattr("xlcrm.book.journal.sys.platform", "win32")
    folder = path.parent / journal.FOLDER / path.name
    journal._make(folder)
    journal._make(folder)
    assert calls == [(str(folder.parent), 2)]
