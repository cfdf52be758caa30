"""Workbooks with a password to open: unlocked in memory, locked again on saving, never in clear on a disk."""

from __future__ import annotations

import io
from typing import Final

from xlcrm.ooxml.refused import Refused

SMALL: Final = 4096  # bytes
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def unlocked(content: bytes, password: str | None, where: str) -> bytes:
    """The package inside of an encrypted workbook."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
    from msoffcrypto.format.ooxml import OOXMLFile

    try:
        document = msoffcrypto.OfficeFile(io.BytesIO(content))
    except (FileFormatError, ParseError, OSError, ValueError, KeyError) as error:
        raise Refused.because("damaged", where) from error
    if not isinstance(document, OOXMLFile):
        raise Refused.because("old-format", where)
    if password is None:
        raise Refused.because("password-needed", where)
    out = io.BytesIO()
    try:
        document.load_key(password=password)
        document.decrypt(out)
    except (InvalidKeyError, DecryptionError) as error:
        raise Refused.because("password-wrong", where) from error
    except (FileFormatError, ParseError, OSError, ValueError, KeyError) as error:
        raise Refused.because("encryption", where) from error
    return out.getvalue()


def locked(package: bytes, password: str) -> bytes:
    """A package as an encrypted workbook (agile encryption, AES-256)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(_long_enough(package))).encrypt(password, out)
    return out.getvalue()


def _long_enough(package: bytes) -> bytes:
    """The package with blanks in its comment, so that it is not stored among the small streams of the container.

    msoffcrypto-tool writes those where no reader looks for them.
    """
    end = package.rindex(b"PK\5\6")
    comment = package[end + 22:].ljust(max(SMALL - end, 0))
    return package[:end + 20] + len(comment).to_bytes(2, "little") + comment
