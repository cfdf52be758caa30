"""Compound files (OLE): old workbooks of Excel and WPS, and encrypted new ones."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal, cast

from xlcrm.book.guard import refuse
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from olefile import OleFileIO

_NO_SECTOR = 0xFFFFFFFA  # from here on: free, end of chain, part of the allocation table
_STREAM, _ROOT = 2, 5
_BLOCK = 16  # bytes that AES works on at a time
_FILE_PASS = 0x2F
_UNASKED = "VelvetSweatshop"  # with which Excel encrypts what it opens without asking
_OTHERS = {
    "worddocument": (" Word 文档", "a Word document"),
    "powerpoint document": ("演示文稿", "a presentation"),
}


def content(stream: BinaryIO, where: str) -> Literal["xls", "encrypted"]:
    """What a compound file holds; chains of sectors must end, and inside the file."""
    import olefile

    stream.seek(0)
    try:
        ole = olefile.OleFileIO(stream)
        names = {"/".join(path).lower() for path in ole.listdir()}
        _check_chains(ole)
        if "encryptedpackage" in names:
            return "encrypted"
        if names & {"workbook", "book"}:
            return "encrypted" if _asks_for_password(_workbook(ole)[:8192]) else "xls"
    except Exception as error:
        raise refuse(where, files.TRUNCATED, error=error) from None
    what, what_en = next(
        (_OTHERS[name] for name in _OTHERS if name in names), ("别的程序的文件", "a file of another program")
    )
    raise refuse(where, files.NO_WORKBOOK, what=what, what_en=what_en)


def workbook_stream(stream: BinaryIO, where: str) -> bytes:
    """The records of an old workbook."""
    import olefile

    stream.seek(0)
    try:
        return _workbook(olefile.OleFileIO(stream))
    except Exception as error:
        raise refuse(where, files.TRUNCATED, error=error) from None


def _workbook(ole: OleFileIO) -> bytes:
    data: bytes = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    return data


def _asks_for_password(records: bytes) -> bool:
    at = 0
    while at + 4 <= len(records):
        kind = int.from_bytes(records[at : at + 2], "little")
        if kind == _FILE_PASS:
            return True
        at += 4 + int.from_bytes(records[at + 2 : at + 4], "little")
    return False


def _check_chains(ole: OleFileIO) -> None:
    _follow(ole.fat, ole.first_dir_sector)
    if ole.num_mini_fat_sectors:
        _follow(ole.fat, ole.first_mini_fat_sector)
    for entry in ole.direntries:
        if entry is None or entry.entry_type not in (_STREAM, _ROOT) or not entry.size:
            continue
        small = entry.entry_type == _STREAM and entry.size < ole.mini_stream_cutoff_size
        if small:
            ole.loadminifat()
        _follow(ole.minifat if small else ole.fat, entry.isectStart)


def _follow(table: Sequence[int], sector: int) -> None:
    for _ in range(len(table) + 1):
        if sector >= _NO_SECTOR:
            return
        if sector >= len(table):
            raise ValueError("a chain of sectors leaves the file")
        sector = table[sector]
    raise ValueError("a chain of sectors runs in a circle")


def decrypt(stream: BinaryIO, where: str, password: str | None) -> BinaryIO:
    """The workbook inside an encrypted file, in memory; a password that is needed is asked for by a sentence."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    stream.seek(0)
    plain = io.BytesIO()
    try:
        office = OfficeFile(stream)
        check = {}
        if office.format == "ooxml":
            check = {"verify_password": True}
            _without_padding(office.file)
        office.load_key(password=_UNASKED if password is None else password, **check)
        office.decrypt(plain)
    except (InvalidKeyError, DecryptionError) as error:
        if "nsupported" in str(error):
            raise refuse(where, files.STRANGE_ENCRYPTION, error=error) from None
        raise refuse(where, files.ENCRYPTED if password is None else files.WRONG_PASSWORD) from None
    except Exception as error:
        raise refuse(where, files.STRANGE_ENCRYPTION, error=error) from None
    plain.seek(0)
    return plain


def _without_padding(ole: OleFileIO) -> None:
    """Cut the package to whole cipher blocks: some programs fill the stream up to a sector's end."""
    read = ole.openstream

    def openstream(name: str) -> BinaryIO:
        stream = read(name)
        if name != "EncryptedPackage":
            return cast("BinaryIO", stream)
        data = stream.read()
        blocks = -(-int.from_bytes(data[:8], "little") // _BLOCK)
        return io.BytesIO(data[: 8 + blocks * _BLOCK])

    ole.openstream = openstream
