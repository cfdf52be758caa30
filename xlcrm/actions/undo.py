"""撤销: take a run back, keeping what people have edited since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlcrm.actions.settings import Settings
from xlcrm.book import journal
from xlcrm.book.journal import Run
from xlcrm.book.port import Book, BookRefused
from xlcrm.book.restore import restore
from xlcrm.book.take_back import Restored


@dataclass
class Undone:
    """What was taken back: the run, what came back, and what people had edited since and stays."""

    run: Run
    restored: Restored = field(default_factory=Restored)


@dataclass(frozen=True)
class Entry:
    """A run as the list shows it; ``undone`` is the run that took it back, "" when none did."""

    run: Run
    undone: str = ""

    @property
    def certain(self) -> bool:
        """False for a run that was interrupted before it could note its end."""
        return bool(self.run.saved)


def history(path: Path) -> Sequence[Entry]:
    """Runs of a workbook, the newest first."""
    _refuse_missing(path)
    known = journal.runs(path)
    taken_back = journal.undone(known)
    return [Entry(run, taken_back.get(run.id, "")) for run in reversed(known)]


def undo(path: Path, settings: Settings, run_id: str | None = None) -> Undone:
    """Take back a run, by default the last one (an undo is a run too: taken back, it is done again)."""
    _refuse_missing(path)
    known = journal.runs(path)
    run = _chosen(known, str(path), run_id)
    return Undone(run, restore(path, run, known, password=settings.password, force=settings.force))


def _refuse_missing(path: Path) -> None:
    if path.is_dir():
        raise BookRefused(str(path), "这是文件夹，不是文件", "请写出里面工作簿的名字。")
    if not path.is_file():
        raise BookRefused(str(path), "没有这个文件", "请检查文件名。")


def undo_in(book: Book) -> Undone:
    """Take back the last run in an opened workbook."""
    run = _chosen(book.runs(), book.name)
    return Undone(run, book.take_back(run))


def _chosen(known: Sequence[Run], where: str, run_id: str | None = None) -> Run:
    if not known:
        raise BookRefused(where, "没有可以撤销的运行", "撤销只能退回由本软件写入的改动。")
    run = known[-1] if run_id is None else next((run for run in known if run.id == run_id), None)
    if run is None:
        raise BookRefused(where, f"没有编号为 {run_id} 的运行", "请用 xlcrm undo --list 查看编号。")
    if by := journal.undone(known).get(run.id):
        raise BookRefused(where, f"运行 {run.id} 已经撤销过", f"要恢复它，请撤销运行 {by}。")
    return run
