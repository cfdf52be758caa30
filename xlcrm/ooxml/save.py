"""Saving: the old file is whole until the new one is, and nobody's work is overwritten.

A temporary file in the same folder is written, synced, checked and put in the place of the old one in a single step.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from xlcrm.ooxml.refused import Busy, Changed, Refused

PREFIX: Final = "~xlcrm-"
STALE_SECONDS: Final = 3600
HASHED_UP_TO: Final = 1 << 24  # bytes; a bigger file is compared by size and time only
SHARING: Final = frozenset({5, 32, 33})  # Windows: access denied, sharing violation, lock violation
PAUSES: Final = (0.3, 0.7, 1.0)
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT")
                         else {errno.ENOSPC, errno.EFBIG})
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR})


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was like when it was opened; the digest is "" for big files."""

    size: int
    modified: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> Fingerprint:
        """The file as it is now."""
        state = path.stat()
        digest = ""
        if state.st_size <= HASHED_UP_TO:
            digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
        return cls(state.st_size, state.st_mtime_ns, digest)

    def same(self, other: Fingerprint) -> bool:
        """Whether the content is the same, as far as can be told."""
        if self.digest or other.digest:
            return self.size == other.size and self.digest == other.digest
        return (self.size, self.modified) == (other.size, other.modified)


def owner_of(path: Path) -> str | None:
    """Who has a workbook open, by the owner files Excel, WPS and LibreOffice leave beside it; None when nobody."""
    for name, reads in ((f"~${path.name}", _excel_owner), (f".~{path.name}", _excel_owner),
                        (f".~lock.{path.name}#", _libreoffice_owner)):
        lock = path.with_name(name)
        if lock.is_file():
            try:
                return reads(lock.read_bytes())
            except OSError:  # Excel may hold its owner file closed to others
                return ""
    return None


def _excel_owner(content: bytes) -> str:
    """The name stands twice, each after its length: from byte 1 in the local code page, from byte 57 in UTF-16."""
    length = int.from_bytes(content[55:57], "little")
    if 0 < length <= 54 and len(content) >= 57 + 2 * length:
        return content[57:57 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    short = content[1:1 + content[0]] if content else b""
    return short.decode("gb18030", "replace").strip("\0 ")


def _libreoffice_owner(content: bytes) -> str:
    fields = content.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def sweep(folder: Path) -> None:
    """Removes what a killed run left behind."""
    limit = time.time() - STALE_SECONDS
    for left in folder.glob(f"{PREFIX}*.tmp"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < limit:
                left.unlink()


def replace_file(target: Path, opened: Fingerprint | None, write: Callable[[BinaryIO], None],
                 check: Callable[[Path], None], release: Callable[[], None] | None = None, *,
                 force: bool = False) -> None:
    """Puts what `write` writes in the place of the target, all or nothing.

    `opened` is the target as it was read (None when it is another file); `check` raises when the finished temporary
    file is not as it should be; `release` lets go of the target, which Windows does not replace while it is open.
    """
    target = Path(os.path.realpath(target))
    _may_write(target, force=force)
    if opened is not None:
        _unchanged(target, opened)
    sweep(target.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=".tmp", dir=target.parent)
    except OSError as error:
        raise _refusal(error, target.parent) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        check(temporary)
        _take_over(target, temporary)
        _may_write(target, force=force)
        if opened is not None:
            _unchanged(target, opened)
            if release is not None:
                release()
        _swap(temporary, target)
    except OSError as error:
        raise _refusal(error, target) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    _sync_folder(target.parent)


def _may_write(target: Path, *, force: bool) -> None:
    if not force:
        owner = owner_of(target)
        if owner is not None:
            raise Busy(target.name, owner)
    if target.exists() and not target.stat().st_mode & 0o222:
        raise Refused.because("read-only", target.name)


def _unchanged(target: Path, opened: Fingerprint) -> None:
    try:
        now = Fingerprint.of(target)
    except FileNotFoundError:
        raise Changed(target.name) from None
    if not now.same(opened):
        raise Changed(target.name)


def _take_over(target: Path, temporary: Path) -> None:
    """Permissions (and, where allowed, owner and access lists) of the old file."""
    if not target.exists():
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return
    state = target.stat()
    if hasattr(os, "chown") and (state.st_uid, state.st_gid) != (temporary.stat().st_uid, temporary.stat().st_gid):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, state.st_uid, state.st_gid)
    with contextlib.suppress(PermissionError):  # some file systems know no permissions
        shutil.copymode(target, temporary)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(target):
                os.setxattr(temporary, attribute, os.getxattr(target, attribute))


def _swap(temporary: Path, target: Path) -> None:
    for pause in (*PAUSES, None):
        try:
            temporary.replace(target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in SHARING:
                raise
            if pause is None:
                kept = target.with_name(f"{target.stem}.xlcrm-new{target.suffix}")
                temporary.replace(kept)
                raise Busy(target.name, owner_of(target) or "", kept.name) from error
            time.sleep(pause)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some file systems cannot; the file is in its place already
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(error: OSError, where: Path) -> Refused:
    if error.errno in _FULL:
        return Refused.because("disk-full", str(where))
    return Refused.because("folder" if error.errno in _DENIED else "disk", str(where))
