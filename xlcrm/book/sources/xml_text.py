"""Text as it stands in the XML of workbooks, turned into what it says."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"&([^;&]*;?)")
_ESCAPE = re.compile(r"_x00([0-9A-Fa-f]{2})_")  # how workbooks write characters that XML forbids
_NAMED = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}


class NotUsual(Exception):
    """Written or meant in a way that is left to the workbook reader."""


def without_prefix(chunk: bytes, prefix: bytes) -> bytes:
    """XML whose elements bear a prefix (``<x:c>``), without it; texts cannot hold what looks like a tag."""
    return chunk.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else chunk


def decoded(raw: bytes) -> str:
    """The characters; raises NotUsual where they are no UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise NotUsual from None


def one_line_end(text: str) -> str:
    r"""The text with ``\n`` alone between its lines, as XML has it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def resolved(text: str) -> str:
    """The text with the characters that its entities stand for; raises NotUsual for unknown ones.

    >>> resolved("A&amp;B &#x4E2D;")
    'A&B 中'
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def said(raw: str, *, kept: bool) -> str:
    """What the content of an element ``<t>`` says; blanks at its ends count only if they are ``kept``."""
    text = resolved(raw)
    if not kept:
        text = text.strip(" \t\r\n")
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if "_x00" in text else text


def _character(reference: re.Match[str]) -> str:
    name = reference[1]
    try:
        if name[:1] != "#" or not name.endswith(";"):
            return _NAMED[name]
        return chr(int(name[2:-1], 16) if name[1] in "x" else int(name[1:-1]))
    except (KeyError, ValueError, OverflowError):
        raise NotUsual from None
