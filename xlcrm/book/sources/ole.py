"""Compound files (OLE): old workbooks of Excel and WPS, and encrypted new ones."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

from xlcrm.book.guard import refuse
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from olefile import OleFileIO

_END_OF_CHAIN = 0xFFFFFFFA  # this and above: free, end of chain, part of the allocation table


def content(stream: BinaryIO, where: str) -> Literal["xls", "encrypted"]:
    """What a compound file holds; chains of sectors must end, and inside the file."""
    import olefile

    stream.seek(0)
    try:
        ole = olefile.OleFileIO(stream)
        names = {"/".join(path).lower() for path in ole.listdir()}
        _check_chains(ole)
    except Exception as error:
        raise refuse(where, files.TRUNCATED, error=error) from None
    if "encryptedpackage" in names:
        return "encrypted"
    if names & {"workbook", "book"}:
        return "xls"
    if "worddocument" in names:
        raise refuse(where, files.NO_WORKBOOK, what=" Word 文档", what_en="a Word document")
    if "powerpoint document" in names:
        raise refuse(where, files.NO_WORKBOOK, what="演示文稿", what_en="a presentation")
    raise refuse(where, files.NO_WORKBOOK, what="别的程序的文件", what_en="a file of another program")


def _check_chains(ole: OleFileIO) -> None:
    _follow(ole.fat, ole.first_dir_sector)
    if ole.num_mini_fat_sectors:
        _follow(ole.fat, ole.first_mini_fat_sector)
    for entry in ole.direntries:
        if entry is None or entry.entry_type not in (2, 5) or not entry.size:
            continue
        small = entry.entry_type == 2 and entry.size < ole.mini_stream_cutoff_size
        if small:
            ole.loadminifat()
        _follow(ole.minifat if small else ole.fat, entry.isectStart)


def _follow(table: Sequence[int], sector: int) -> None:
    seen = 0
    while sector < _END_OF_CHAIN:
        if sector >= len(table):
            raise ValueError("a chain of sectors leaves the file")
        sector = table[sector]
        seen += 1
        if seen > len(table):
            raise ValueError("a chain of sectors runs in a circle")


def decrypt(stream: BinaryIO, where: str, password: str | None) -> BinaryIO:
    """The workbook inside an encrypted file, in memory; the password is asked for by a sentence."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    if password is None:
        raise refuse(where, files.ENCRYPTED)
    stream.seek(0)
    plain = io.BytesIO()
    try:
        office = OfficeFile(stream)
        office.load_key(password=password)
        office.decrypt(plain)
    except (InvalidKeyError, DecryptionError) as error:
        if isinstance(error, DecryptionError) and "Unsupported" in str(error):
            raise refuse(where, files.STRANGE_ENCRYPTION, error=error) from None
        raise refuse(where, files.WRONG_PASSWORD) from None
    except (FileFormatError, ValueError, KeyError, IndexError, OSError) as error:
        raise refuse(where, files.STRANGE_ENCRYPTION, error=error) from None
    plain.seek(0)
    return plain


def is_encrypted(stream: BinaryIO) -> bool:
    """True for an old workbook that asks for a password (a FilePass record near its start)."""
    import olefile

    stream.seek(0)
    with olefile.OleFileIO(stream) as ole:
        name = "Workbook" if ole.exists("Workbook") else "Book"
        head = ole.openstream(name).read(8192)
    at = 0
    while at + 4 <= len(head):
        kind, size = (
            int.from_bytes(head[at : at + 2], "little"),
            int.from_bytes(head[at + 2 : at + 4], "little"),
        )
        if kind == 0x2F:
            return True
        at += 4 + size
    return False
