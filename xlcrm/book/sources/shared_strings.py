"""The texts of an xlsx workbook, to which its sheets refer by number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.book.sources.xml_text import NotUsual, decoded, one_line_end, resolved, said, without_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = 1 << 22  # bytes that are taken apart in one go
_ROOT = re.compile(rb"<(\w+:)?sst[\s/>]")
_EMPTY = re.compile(r"<(si|t) ?/>")
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve">|>(?![ \t\n]))([^<]*)(?<![ \t\n])</t></si>')
_ONE = re.compile(r"[^<]*<si(?:\s[^<>]*)?>(.*)", re.DOTALL)
_SAID = re.compile(r"<t(?:\s([^<>]*))?>([^<]*)</t>")


def shared_strings(chunks: Iterable[bytes]) -> list[str | None]:
    """All texts in their order; an empty one is a blank. Raises NotUsual."""
    found: list[str | None] = []
    for piece in _pieces(chunks):
        found += _texts(one_line_end(decoded(piece)))
    return found


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The part, cut where a text ends, without prefixes."""
    held: list[bytes] = []
    size = 0
    prefix: bytes | None = None
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size < _PIECE:
            continue
        piece = b"".join(held)
        if prefix is None:
            prefix = _prefix(piece)
        end = b"</%bsi>" % prefix
        cut = piece.rfind(end) + len(end)
        if cut < len(end):
            raise NotUsual
        yield without_prefix(piece[:cut], prefix)
        held, size = [piece[cut:]], len(piece) - cut
    piece = b"".join(held)
    yield without_prefix(piece, _prefix(piece) if prefix is None else prefix)


def _prefix(piece: bytes) -> bytes:
    root = _ROOT.search(piece)
    if root is None:
        raise NotUsual
    return root[1] or b""


def _texts(piece: str) -> list[str | None]:
    plain: list[str] = _PLAIN.findall(piece)
    if len(plain) != piece.count("<si") or "&#" in piece or "_x00" in piece:
        return list(_one_by_one(piece))
    if "&" in piece:
        plain = [resolved(text) if "&" in text else text for text in plain]
    return [text or None for text in plain] if "" in plain else list(plain)


def _one_by_one(piece: str) -> Iterator[str | None]:
    """Texts of several parts, each with a format of its own, among them."""
    if "<!" in piece:
        raise NotUsual
    *items, rest = _EMPTY.sub(r"<\1></\1>", piece).split("</si>")
    if "<si" in rest:
        raise NotUsual
    for item in items:
        one = _ONE.fullmatch(item[item.find("<si") :])
        if one is None or "<si" in one[1]:
            raise NotUsual
        body = _without_readings(one[1])
        texts = _SAID.findall(body)
        if len(texts) != body.count("</t>"):
            raise NotUsual
        yield "".join(said(raw, kept='xml:space="preserve"' in how) for how, raw in texts) or None


def _without_readings(body: str) -> str:
    """The content of a text without what tells how Japanese names are pronounced."""
    kept, *readings = body.split("<rPh")
    for reading in readings:
        _, end, rest = reading.partition("</rPh>")
        if not end:
            raise NotUsual
        kept += rest
    return kept
