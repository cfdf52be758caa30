"""Workbooks with a password to open: unlocked in memory, locked again on saving, never in clear on a disk."""

from __future__ import annotations

import io
from typing import Final

from xlcrm.ooxml.refused import Refused

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
        raise Refused.because("damaged", where) from error
    return out.getvalue()


def locked(package: bytes, password: str) -> bytes:
    """A package as an encrypted workbook (agile encryption, AES-256)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, out)
    return out.getvalue()
