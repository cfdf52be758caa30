"""Saving: the old file is whole or the new one is, and nobody's work is overwritten."""

from __future__ import annotations

import errno
import io
import os
import resource
import signal
import stat
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from workbooks import Made

from xlcrm.ooxml import Busy, Changed, Package, Refused, save

ROWS = "".join(f'<row r="{row}"><c r="A{row}"><v>{row * 7919 % 10007}</v></c></row>' for row in range(1, 1000))
OLD = Made(rows=ROWS, parts={"xl/media/big.bin": bytes(range(256)) * 30}, defaults={"bin": "application/x"}).bytes()
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "客户管理.xlsx"
    made.write_bytes(OLD)
    return made


def edit(path: Path, value: object = "新", **more: object) -> bool:
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): value, (999, 2): value})
        return package.save(**more)


def holds(path: Path) -> object:
    """What the cell holds that `edit` writes; the file is whole when it can be told."""
    with Package(path) as package:
        return package.values("客户", [(999, 2)])[999, 2]


def left(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir() if other != path)


def test_saved_in_place(path: Path) -> None:
    assert edit(path)
    assert holds(path) == "新"
    assert left(path) == []
    assert openpyxl.load_workbook(path)["客户"]["A1"].value == "新"


def test_nothing_edited_writes_nothing(path: Path) -> None:
    before = path.stat()
    with Package(path) as package:
        package.set_cells("客户", {})
        package.restore("客户", package.cell_state("客户", [(1, 1)]))
        assert not package.save()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_saved_twice(path: Path) -> None:
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): 1})
        assert package.save()
        assert not package.save()
        package.set_cells("客户", {(999, 2): "再"})
        assert package.save()
    assert holds(path) == "再"


def test_saved_elsewhere(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "另存.xlsx"
    with Package(path) as package:
        package.set_cells("客户", {(999, 2): "副本"})
        assert package.save(copy)
        assert path.read_bytes() == OLD
        assert package.edited
        assert package.save()
    assert holds(copy) == holds(path) == "副本"


def test_an_unedited_copy(path: Path, tmp_path: Path) -> None:
    with Package(path) as package:
        assert package.save(tmp_path / "b.xlsx")
    assert holds(tmp_path / "b.xlsx") is None


def test_bytes_need_a_path(tmp_path: Path) -> None:
    with Package(OLD) as package:
        with pytest.raises(ValueError, match="path"):
            package.save()
        assert package.save(tmp_path / "a.xlsx")


@posix
def test_permissions_stay(path: Path) -> None:
    path.chmod(0o640)
    edit(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_new_files_get_ordinary_permissions(path: Path, tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        with Package(path) as package:
            package.save(tmp_path / "b.xlsx")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "b.xlsx").stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.xlsx"
    link.symlink_to(path)
    edit(link)
    assert link.is_symlink()
    assert holds(path) == "新"
    assert list((tmp_path / "sub").iterdir()) == [link]


def test_a_read_only_file(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(Refused) as refusal:
        edit(path)
    assert refusal.value.code == "read-only"
    path.chmod(0o644)
    assert path.read_bytes() == OLD
    assert left(path) == []


@pytest.mark.parametrize(("number", "code"), [(errno.EACCES, "folder"), (errno.EROFS, "folder"), (errno.ENOSPC, "disk-full"),
                                              (errno.EIO, "disk")])
def test_a_folder_that_takes_no_files(path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr(save.tempfile, "mkstemp", fails)
    with pytest.raises(Refused) as refusal:
        edit(path)
    assert refusal.value.code == code
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("step", ["fsync", "fchmod"])
def test_a_disk_that_is_full_at_last(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")
    monkeypatch.setattr(save.os, "fsync", fails)
    with pytest.raises(Refused) as refusal:
        edit(path)
    assert refusal.value.code == "disk-full"
    assert path.read_bytes() == OLD
    assert left(path) == []


@posix
@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork")
def test_a_disk_that_is_full_at_every_byte(path: Path) -> None:
    """The kernel says EFBIG where a limit is passed and the signal is ignored: the same as a full disk."""
    for limit in range(0, len(OLD), 700):
        def child(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            with pytest.raises(Refused) as refusal:
                edit(path)
            assert refusal.value.code == "disk-full"
        assert in_child(child) == 0
        assert path.read_bytes() == OLD
        assert left(path) == []


# others at work

def test_changed_by_someone_else(path: Path) -> None:
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): 1})
        other = Made(rows="").bytes()
        path.write_bytes(other)
        with pytest.raises(Changed) as error:
            package.save()
        assert "客户管理.xlsx" in str(error.value)
    assert path.read_bytes() == other
    assert left(path) == []


def test_changed_without_a_trace(path: Path) -> None:
    """Same size, same time: the content tells."""
    before = path.stat()
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): 1})
        path.write_bytes(OLD[:-30] + b"x" + OLD[-29:])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(Changed):
            package.save()


def test_touched_but_not_changed(path: Path) -> None:
    with Package(path) as package:
        package.set_cells("客户", {(999, 2): "新"})
        os.utime(path, (1, 1))
        package.save()
    assert holds(path) == "新"


def test_big_files_are_compared_by_size_and_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "HASHED_UP_TO", 100)
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): 1})
        os.utime(path, (1, 1))
        with pytest.raises(Changed):
            package.save()


def test_gone_meanwhile(path: Path) -> None:
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): 1})
        path.unlink()
        with pytest.raises(Changed):
            package.save()


def excel_owner_file(name: str) -> bytes:
    raw = name.encode("gb18030")
    return (bytes([len(raw)]) + raw.ljust(54) + len(name).to_bytes(2, "little") + name.ljust(54).encode("utf-16-le"))[:165]


@pytest.mark.parametrize(("name", "content", "owner"), [
    pytest.param("~$客户管理.xlsx", excel_owner_file("王小明"), "王小明", id="Excel"),
    pytest.param("~$客户管理.xlsx", b"\x04" + "王五".encode("gb18030").ljust(54), "王五", id="WPS, short form"),
    pytest.param("~$客户管理.xlsx", b"", "", id="an empty owner file"),
    pytest.param(".~客户管理.xlsx", excel_owner_file("李四"), "李四", id="WPS on Linux"),
    pytest.param(".~lock.客户管理.xlsx#", ",赵六,host,2024-01-01 10:00,file:///x;".encode(), "赵六", id="LibreOffice"),
])
def test_owners_are_named(path: Path, name: str, content: bytes, owner: str) -> None:
    path.with_name(name).write_bytes(content)
    with pytest.raises(Busy) as busy:
        edit(path)
    assert busy.value.owner == owner
    assert owner in str(busy.value)
    assert path.read_bytes() == OLD
    assert edit(path, force=True)
    assert holds(path) == "新"


def test_what_killed_runs_left_is_swept(path: Path) -> None:
    old, fresh, other = (path.with_name(name) for name in ("~xlcrm-old.tmp", "~xlcrm-new.tmp", "mine.tmp"))
    for file in (old, fresh, other):
        file.write_bytes(b"x")
        os.utime(file, (time.time() - (10 if file is fresh else 9999),) * 2)
    edit(path)
    assert left(path) == ["mine.tmp", "~xlcrm-new.tmp"]


# Windows, through the same code

class SharingViolation(PermissionError):
    winerror = 32


@pytest.mark.parametrize("failures", [1, 3])
def test_windows_lets_go_after_a_while(path: Path, monkeypatch: pytest.MonkeyPatch, failures: int) -> None:
    pauses: list[float] = []
    replace = Path.replace
    count = iter(range(10))

    def held(self: Path, target: Path) -> Path:
        if next(count) < failures:
            raise SharingViolation
        return replace(self, target)
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(save.time, "sleep", pauses.append)
    edit(path)
    assert holds(path) == "新"
    assert pauses == list(save.PAUSES[:failures])
    assert sum(save.PAUSES) == pytest.approx(2)


def test_windows_does_not_let_go(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target == path:
            raise SharingViolation
        return replace(self, target)
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(save.time, "sleep", lambda _: None)
    with pytest.raises(Busy) as busy:
        edit(path)
    assert busy.value.kept == "客户管理.xlcrm-new.xlsx"
    assert "客户管理.xlcrm-new.xlsx" in str(busy.value)
    assert path.read_bytes() == OLD
    assert holds(path.with_name(busy.value.kept)) == "新"
    assert left(path) == ["客户管理.xlcrm-new.xlsx"]


def test_denied_for_another_reason(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "denied")
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(Refused) as refusal:
        edit(path)
    assert refusal.value.code == "folder"
    assert left(path) == []


def test_the_file_can_be_let_go_and_taken_up(path: Path) -> None:
    """As on Windows, where an open file is not replaced."""
    with Package(path) as package:
        package.set_cells("客户", {(1, 1): 1})
        package._file.close()
        package.save()
    assert openpyxl.load_workbook(path)["客户"]["A1"].value == 1


def test_what_was_written_is_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of our own, or of the disk, does not reach the file."""
    write = Package._write

    def faulty(self: Package, out: io.BytesIO) -> None:
        whole = io.BytesIO()
        write(self, whole)
        content = bytearray(whole.getvalue())
        content[content.index(b"sheet1.xml") + 60] ^= 0xFF
        out.write(content)
    monkeypatch.setattr(Package, "_write", faulty)
    with pytest.raises(Refused):
        edit(path)
    assert path.read_bytes() == OLD
    assert left(path) == []


# killed

def in_child(work: object) -> int:
    """Runs work in a forked child; its exit status, negative when a signal ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def whole(path: Path) -> str:
    """Which file is there; anything else is damage."""
    if path.read_bytes() == OLD:
        return "old"
    assert holds(path) == "新"
    assert openpyxl.load_workbook(path, read_only=True).sheetnames == ["客户"]
    return "new"


def restored(path: Path) -> None:
    path.write_bytes(OLD)
    for name in left(path):
        path.with_name(name).unlink()


@posix
@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork")
def test_killed_at_every_byte(path: Path) -> None:
    """SIGXFSZ kills the process when it writes byte N of any file."""
    import faulthandler
    faulthandler.disable()
    outcomes = []
    for limit in [*range(0, len(OLD), 45), len(OLD) + 5000]:
        def child(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            edit(path)
        status = in_child(child)
        outcomes.append(status)
        assert whole(path) == ("old" if status else "new")
        restored(path)
    assert outcomes.count(-signal.SIGXFSZ) >= 200
    assert outcomes[-1] == 0


EVENTS = {"open", "os.rename", "os.remove", "os.chmod", "os.chown", "os.truncate", "tempfile.mkstemp", "os.listdir",
          "os.scandir", "os.utime", "os.link", "shutil.copymode", "os.setxattr", "os.listxattr", "os.getxattr"}


@posix
@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork")
def test_killed_at_every_file_event(path: Path) -> None:
    """SIGKILL at the K-th time the process opens, renames, removes or alters a file."""
    outcomes: list[int] = []
    seen: list[str] = []
    for number in range(1, 200):
        def child(number: int = number) -> None:
            left_to_go = number

            def hook(event: str, _args: object) -> None:
                nonlocal left_to_go
                if event in EVENTS:
                    left_to_go -= 1
                    if left_to_go == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
            sys.addaudithook(hook)
            edit(path)
        status = in_child(child)
        outcomes.append(status)
        found = whole(path)
        assert found == "new" or status
        assert found == "old" or "new" not in seen or seen[-1] == "new"
        seen.append(found)
        restored(path)
        if status == 0:
            break
    assert outcomes[-1] == 0
    assert outcomes.count(-signal.SIGKILL) >= 5


def test_stopped_at_every_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception out of every call into the operating system leaves the old file, and no rubbish."""
    for name in ("fsync", "fdopen", "chown", "listxattr"):
        if hasattr(save.os, name):
            with monkeypatch.context() as patch:
                patch.setattr(save.os, name, _interrupted)
                if name == "chown":
                    continue
                with pytest.raises(KeyboardInterrupt):
                    edit(path)
                assert path.read_bytes() == OLD
            for other in left(path):
                path.with_name(other).unlink()


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
