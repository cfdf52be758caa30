"""What each run did to a workbook, so that it can be taken back.

Beside the workbook lies the hidden folder ``.xlcrm/`` with a folder a workbook and in it a folder a run:
``before.xlsx``, the workbook as it was (an encrypted one stays encrypted), and ``run.json``, which names the
cells that were written and a digest of what was put there, never a value. Old runs go when there are too many
or they grow too large; the newest is always kept.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from xlcrm.book.memory import plain
from xlcrm.tables.rows import Value

FOLDER = ".xlcrm"
MOST_RUNS = 20
MOST_BYTES = 400 * 2**20
_NOTE = "这里是客户管理软件的备份与运行记录，用 xlcrm undo 撤销；整个文件夹可以删除，删除后不能再撤销以前的运行。\n"


@dataclass(frozen=True)
class Appended:
    """Rows that a run added to an Excel table; ``before`` is what the package editor needs to take them away."""

    sheet: str
    table: str
    left: int
    first: int
    before: str
    rows: tuple[tuple[str, ...], ...] = ()
    """Digests of what was put there, row by row."""


@dataclass
class Run:
    """One run that wrote. ``cells`` is sheet -> address -> digest of what was put there."""

    id: str
    time: str
    command: str
    file: str
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    fills: dict[str, dict[str, str | None]] = field(default_factory=dict)
    appended: list[Appended] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    saved: str = ""
    undone: str = ""

    @property
    def wrote(self) -> bool:
        """True when there is something to take back."""
        return bool(self.cells or self.fills or self.appended or self.sheets)

    def append(self, where: Appended, lines: Sequence[Sequence[Value]]) -> None:
        """Note added rows."""
        rows = tuple(tuple(digest(value) for value in line) for line in lines)
        self.appended.append(replace(where, rows=rows))

    def put(self, sheet: str, address: str, value: Value) -> None:
        """Note a written cell."""
        self.cells.setdefault(sheet, {})[address] = digest(value)


def digest(value: Value) -> str:
    """A digest by which a cell's value is known again."""
    return blake2b(plain(value).encode(), digest_size=6).hexdigest()


def file_digest(path: Path) -> str:
    """A digest of a file's bytes."""
    found = blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def home(path: Path) -> Path:
    """Folder of a workbook's runs; in the user's data folder where the workbook's own takes none."""
    beside = path.parent / FOLDER
    if beside.is_dir() or os.access(path.parent, os.W_OK):
        return beside / path.name
    return _data_folder() / FOLDER / f"{path.name}-{blake2b(str(path.resolve()).encode(), digest_size=4).hexdigest()}"


def _data_folder() -> Path:
    for name in ("LOCALAPPDATA", "XDG_DATA_HOME"):
        if folder := os.environ.get(name):
            return Path(folder)
    return Path.home() / ".local" / "share"


def start(path: Path, command: str) -> Run:
    """A new run of today, with a number that no run of this workbook has."""
    now = datetime.now(UTC).astimezone()
    stem = f"{now:%Y%m%d-%H%M%S}"
    taken = {run.name for run in home(path).glob(f"{stem}*")} if home(path).is_dir() else set()
    number = next(f"{stem}{suffix}" for suffix in ["", *(f"-{n}" for n in range(2, 1000))] if f"{stem}{suffix}" not in taken)
    return Run(number, now.isoformat(" ", "seconds"), command, path.name)


def keep(path: Path, run: Run) -> Path:
    """Copy the workbook as it is and note the run; returns the copy. To be called before anything is saved."""
    folder = home(path) / run.id
    folder.mkdir(parents=True, exist_ok=True)
    _hide(folder.parent.parent)
    note = folder.parent.parent / "说明.txt"
    if not note.exists():
        note.write_text(_NOTE, "utf-8")
    copy = folder / f"before{path.suffix}"
    shutil.copy2(path, copy)
    _write(folder, run)
    return copy


def finish(path: Path, run: Run) -> None:
    """Note that the run's result stands in the file, and let go of old runs."""
    run.saved = file_digest(path)
    _write(home(path) / run.id, run)
    _prune(home(path))


def drop(path: Path, run: Run) -> None:
    """Forget a run that saved nothing."""
    shutil.rmtree(home(path) / run.id, ignore_errors=True)


def mark_undone(path: Path, run: Run, by: str) -> None:
    """Note that a run was taken back by another."""
    run.undone = by
    _write(home(path) / run.id, run)


def runs(path: Path) -> list[Run]:
    """Runs of a workbook, the oldest first."""
    return [run for _, run in _kept(home(path))]


def before(path: Path, run: Run) -> Path:
    """The copy of the workbook from before a run."""
    return next((home(path) / run.id).glob("before.*"))


def _kept(folder: Path) -> Iterator[tuple[Path, Run]]:
    if not folder.is_dir():
        return
    for place in sorted(folder.iterdir()):
        try:
            told = json.loads((place / "run.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue  # a run that was killed before it noted itself left the workbook as it was
        told["appended"] = [
            Appended(**{**one, "rows": tuple(tuple(row) for row in one["rows"])}) for one in told["appended"]
        ]
        yield place, Run(**told)


def _write(folder: Path, run: Run) -> None:
    temporary = folder / "run.json.tmp"
    temporary.write_text(json.dumps(asdict(run), ensure_ascii=False), "utf-8")
    temporary.replace(folder / "run.json")


def _prune(folder: Path) -> None:
    places = [place for place, _ in _kept(folder)]
    sizes = {place: sum(f.stat().st_size for f in place.iterdir()) for place in places}
    while len(places) > 1 and (len(places) > MOST_RUNS or sum(sizes[p] for p in places) > MOST_BYTES):
        shutil.rmtree(places.pop(0), ignore_errors=True)


def _hide(folder: Path) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetFileAttributesW(str(folder), 2)  # FILE_ATTRIBUTE_HIDDEN
