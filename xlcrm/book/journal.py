"""What each run did to a workbook, so that it can be taken back.

Beside the workbook lies the hidden folder ``.xlcrm/`` with a folder a workbook and in it a folder a run:
``before.xlsx``, the workbook as it was (an encrypted one stays encrypted), or ``before.images``, of what the run
changed in an open workbook that was copied whole before (see ``live.images``); ``run.json``, what the run was, and
``touched.zip``, which cells it wrote, with digests of what was put there, never a value; for an encrypted
workbook it is encrypted by the same password. Old runs go when there are too many or they grow too large; the
newest is always kept, and so is the newest copy of a whole workbook.

A run is noted before anything is saved and once more afterwards. One that was killed in between is told by the
file itself: while it is still what lies in ``before``, nothing has happened.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZipFile

from xlcrm.book.port import BookRefused
from xlcrm.book.run import Touched, Verb
from xlcrm.problems.system import refusal

FOLDER = ".xlcrm"
IMAGES = "before.images"
OPEN = "open"
"""In place of a digest: the run wrote into a workbook that a program held open."""
MOST_RUNS = 20
MOST_BYTES = 400 * 2**20
_NOTE = "这里是客户管理软件的备份与运行记录，用 xlcrm undo 撤销；整个文件夹可以删除，删除后不能再撤销以前的运行。\n"
_RUN, _TOUCHED = "run.json", "touched.zip"
_CELLS = "touched.json"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_HIDDEN = 2  # FILE_ATTRIBUTE_HIDDEN of Windows
_MINE = 0o600


@dataclass
class Run:
    """One run that wrote. ``saved`` is a digest of the file it left; "" while that is not certain.

    ``undoes`` is the run that this one took back; with ``whole`` it put the very file from before in its place.
    ``sheets`` tells what became of sheets.
    """

    id: str
    number: int
    time: str
    command: str
    file: str
    undoes: str = ""
    whole: bool = False
    saved: str = ""
    cells: int = 0
    rows: int = 0
    columns: int = 0
    sheets: Mapping[str, Verb] = field(default_factory=dict)
    touched: Touched = field(default_factory=Touched)
    place: Path | None = None
    """Where it is kept, once it is."""


def file_digest(path: Path) -> str:
    """A digest of a file's bytes."""
    found = blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def homes(path: Path) -> list[Path]:
    """Where runs of a workbook may lie: beside it, or in the user's data folder where nothing can be put there."""
    real = path.resolve()
    known = blake2b(str(real).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    return [real.parent / FOLDER / real.name, _data_folder() / FOLDER / f"{real.name}-{known}"]


def _data_folder() -> Path:
    for name in ("LOCALAPPDATA", "XDG_DATA_HOME"):
        if folder := os.environ.get(name):
            return Path(folder)
    return Path.home() / ".local" / "share"


def start(path: Path, command: str, *, undoes: str = "", whole: bool = False) -> Run:
    """A run of this moment; it is given its number when it is kept."""
    now = datetime.now(UTC).astimezone()
    return Run(f"{now:%Y%m%d-%H%M%S}", 0, now.isoformat(" ", "seconds"), command, path.name, undoes, whole)


@contextmanager
def recorded(path: Path, run: Run, password: str | None = None) -> Iterator[Path]:
    """Keep the workbook as it is, let it be written, note the end; gives the copy from before."""
    copy = keep(path, run, password)
    try:
        yield copy
    except BaseException:
        _drop(path, run)
        raise
    finish(path, run)


@contextmanager
def recorded_open(
    path: Path, run: Run, copy: Callable[[Path], None], images: bytes | None = None
) -> Iterator[Path]:
    """As ``recorded``, of a workbook that a program holds open: ``copy`` has it saved as it stands to a path.

    With ``images`` these are kept instead of a copy. What is written lies in the program until its user saves, so
    the run stays noted whatever happens.
    """
    if images is not None:
        kept = keep(path, run, copy=lambda _, target: target.write_bytes(images), name=IMAGES)
    else:
        kept = keep(path, run, copy=lambda _, target: copy(target))
    run.saved = OPEN
    _write(run)
    yield kept
    _prune(path)


def elsewhere(address: str) -> Path:
    """By which path a workbook is known whose runs cannot lie beside it, such as one at a web address."""
    name = address.replace("\\", "/").rsplit("/", 1)[-1]
    known = blake2b(address.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    return _data_folder() / "xlcrm" / known / unquote(name)


def keep(
    path: Path,
    run: Run,
    password: str | None = None,
    *,
    copy: Callable[[Path, Path], object] | None = None,
    name: str = "",
) -> Path:
    """Copy the workbook as it is and note the run; returns the copy. To be called before anything is saved."""
    run.number = max((known.number for known in _all(path)), default=0) + 1
    if not run.whole:
        touched = run.touched
        run.cells, run.rows, run.columns = touched.cell_count, touched.row_count, touched.column_count
        run.sheets = {name: sheet.verb for name, sheet in touched.sheets.items() if sheet.verb != "memory"}
    faults = []
    for home in homes(path):
        try:
            return _keep(path, home / (name or f"before{path.suffix}"), run, password, copy or _copy)
        except OSError as error:
            faults.append(f"{home}（{refusal(error)[0]}）")
    raise BookRefused(
        path.name, f"写入前的备份无处可存：{'；'.join(faults)}", "没有写入。请腾出空间或检查文件夹的权限后重试。"
    )


def _keep(
    path: Path, target: Path, run: Run, password: str | None, copied: Callable[[Path, Path], object]
) -> Path:
    """``target`` tells the folder of the workbook's runs and the name of the copy."""
    home = target.parent
    _make(home)
    mode = path.stat().st_mode if path.is_file() else _MINE
    run.id, run.place = _own_folder(home, run.id, mode & 0o777)
    copy = run.place / target.name
    try:
        copied(path, copy)
        (run.place / _TOUCHED).write_bytes(_packed(run.touched, password if _encrypted(copy) else None))
        _write(run)
    except BaseException:
        shutil.rmtree(run.place, ignore_errors=True)
        raise
    return copy


def _make(home: Path) -> None:
    fresh = not home.parent.is_dir()
    home.mkdir(parents=True, exist_ok=True)
    if fresh:
        _hide(home.parent)
        (home.parent / "说明.txt").write_text(_NOTE, "utf-8")


def _hide(folder: Path) -> None:
    """A leading dot hides a folder from everybody but Windows."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetFileAttributesW(str(folder), _HIDDEN)


def _own_folder(home: Path, stem: str, mode: int) -> tuple[str, Path]:
    """A new folder, open to whoever may read the workbook; who comes in the same second takes the next name."""
    for turn in range(1, 1000):
        name = stem if turn == 1 else f"{stem}-{turn}"
        with suppress(FileExistsError):
            (home / name).mkdir(0o700 | mode | (mode & 0o444) >> 2)
            return name, home / name
    raise FileExistsError(str(home / stem))


def _copy(path: Path, copy: Path) -> None:
    """A copy that is on the disk before anything else happens."""
    with path.open("rb") as source, copy.open("xb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())
    shutil.copystat(path, copy)


def _encrypted(path: Path) -> bool:
    from xlcrm.ooxml.encryption import OLE

    with path.open("rb") as stream:
        return stream.read(len(OLE)) == OLE


def _packed(touched: Touched, password: str | None) -> bytes:
    """As a package, because that is what can be encrypted."""
    from xlcrm.ooxml.encryption import locked

    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(_CELLS, touched.text())
    return locked(out.getvalue(), password) if password is not None else out.getvalue()


def finish(path: Path, run: Run) -> None:
    """Note that the run's result stands in the file, and let go of old runs."""
    run.saved = file_digest(path)
    with suppress(OSError):  # the file is written; a run without its end noted can still be taken back cell by cell
        _write(run)
    _prune(path)


def _drop(path: Path, run: Run) -> None:
    """Forget a run that saved nothing; one that was interrupted after it had saved stays."""
    if run.place is not None and _unchanged(path, run):
        _remove(run.place)


def _unchanged(path: Path, run: Run) -> bool:
    """True when the file is still what it was before the run."""
    copy = _before(run)
    if copy is None or not path.is_file() or copy.stat().st_size != path.stat().st_size:
        return False
    return file_digest(copy) == file_digest(path)


def runs(path: Path) -> list[Run]:
    """Runs that changed a workbook, the oldest first."""
    return [run for run in _all(path) if run.saved or not _unchanged(path, run)]


def undone(known: Iterable[Run]) -> dict[str, str]:
    """Runs that are taken back, with the run that did it (and was not taken back itself)."""
    by: dict[str, str] = {}
    for run in sorted(known, key=_order, reverse=True):
        if run.undoes and run.id not in by:
            by[run.undoes] = run.id
    return by


def images(run: Run) -> bytes | None:
    """What a run changed, as it was; None for one before which the whole workbook was copied."""
    copy = before(run)
    return copy.read_bytes() if copy.name == IMAGES else None


def encrypted(path: Path) -> bool:
    """True for a workbook on disk that nobody reads without its password."""
    return path.is_file() and _encrypted(path)


def before(run: Run) -> Path:
    """The copy of the workbook from before a run, or its images."""
    copy = _before(run)
    if copy is None:
        raise BookRefused(f"运行 {run.id}", "备份已不在", "请撤销别的运行，或从自己的备份取回文件。")
    return copy


def _before(run: Run) -> Path | None:
    return next(run.place.glob("before.*"), None) if run.place else None


def load(run: Run, password: str | None = None) -> Touched:
    """What a run touched; an encrypted workbook's needs the password of that time."""
    from xlcrm.ooxml.encryption import OLE, unlocked

    assert run.place is not None
    try:
        content = (run.place / _TOUCHED).read_bytes()
    except OSError as error:
        raise BookRefused(f"运行 {run.id}", "记录已不在", "请撤销别的运行。") from error
    if content.startswith(OLE):
        content = unlocked(content, password, f"运行 {run.id} 的记录")
    with ZipFile(BytesIO(content)) as archive:
        return Touched.of(archive.read(_CELLS).decode())


def _all(path: Path) -> list[Run]:
    """All runs that noted themselves, the oldest first."""
    return sorted((run for home in homes(path) for run in _kept(home)), key=_order)


def _order(run: Run) -> tuple[int, str]:
    return run.number, run.id


def _kept(home: Path) -> Iterator[Run]:
    if not home.is_dir():
        return
    for place in sorted(home.iterdir()):
        told = _told(place)
        if told is not None:
            yield Run(**told, place=place)


def _told(place: Path) -> dict[str, Any] | None:
    """What a run noted; None for one that was killed before, which left the workbook as it was."""
    try:
        told: dict[str, Any] = json.loads((place / _RUN).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and told.keys() == _FIELDS else None


def _write(run: Run) -> None:
    assert run.place is not None
    told = asdict(replace(run, touched=Touched(), place=None))
    temporary = run.place / f"{_RUN}.tmp"
    temporary.write_text(json.dumps({name: told[name] for name in _FIELDS}, ensure_ascii=False), "utf-8")
    temporary.replace(run.place / _RUN)


_FIELDS = {name for name in Run.__dataclass_fields__ if name not in ("touched", "place")}


def _prune(path: Path) -> None:
    """Let go of the oldest runs, and of folders of runs that were killed before they noted themselves."""
    known = _all(path)
    sizes = {run.id: _size(run.place) for run in known if run.place}
    whole = next((run for run in reversed(known) if (copy := _before(run)) and copy.name != IMAGES), None)
    oldest = iter([run for run in known[:-1] if run is not whole])
    while (len(known) > MOST_RUNS or sum(sizes[run.id] for run in known) > MOST_BYTES) and (
        gone := next(oldest, None)
    ):
        known.remove(gone)
        assert gone.place is not None
        _remove(gone.place)
    for home in homes(path):
        for place in home.iterdir() if home.is_dir() else ():
            if _told(place) is None and place.name < min((run.id for run in known), default=""):
                _remove(place)


def _size(place: Path) -> int:
    return sum(file.stat().st_size for file in place.iterdir())


def _remove(place: Path) -> None:
    """Remove a run: first the note, so that a half-removed one is none."""
    with suppress(OSError):  # another process may be at it; what is left goes with the next run
        (place / _RUN).unlink(missing_ok=True)
        shutil.rmtree(place, ignore_errors=True)
