"""撤销: take a run back, keeping what people have edited since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlcrm.actions.settings import Settings
from xlcrm.book import journal
from xlcrm.book.journal import Run
from xlcrm.book.port import BookRefused
from xlcrm.book.restore import Restored, restore


@dataclass
class Undone:
    """What was taken back: the run, what came back, and what people had edited since and stays."""

    run: Run
    restored: Restored = field(default_factory=Restored)


def history(path: Path) -> Sequence[Run]:
    """Runs of a workbook that can be taken back, the newest first."""
    return list(reversed(journal.runs(path)))


def undo(path: Path, settings: Settings, run_id: str | None = None) -> Undone:
    """Take back a run, by default the last one (an undo is a run too: taken back, it is done again)."""
    known = journal.runs(path)
    if not known:
        raise BookRefused(str(path), "没有可以撤销的运行", "撤销只能退回由本软件写入的改动。")
    run = known[-1] if run_id is None else next((run for run in known if run.id == run_id), None)
    if run is None:
        raise BookRefused(str(path), f"没有编号为 {run_id} 的运行", "请用 xlcrm undo --list 查看编号。")
    if run.undone:
        raise BookRefused(str(path), f"运行 {run.id} 已经撤销过", f"要恢复它，请撤销运行 {run.undone}。")
    return Undone(run, restore(path, run, password=settings.password, force=settings.force))
