"""The texts of an xlsx workbook, to which its sheets refer by number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.book.sources.xml_text import NotUsual, decoded, one_line_end, resolved, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = 1 << 22  # bytes that are taken apart in one go
_END = b"</si>"
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve">|>(?![ \t\n]))([^<]*)(?<![ \t\n])</t></si>')
_ONE = re.compile(r"[^<]*<si(?:\s[^<>]*)?>(.*)", re.DOTALL)
_SAID = re.compile(r"<t(?:\s([^<>]*))?>([^<]*)</t>")
_READING = re.compile(r"<rPh[\s>].*?</rPh>", re.DOTALL)  # how Japanese names are pronounced


def shared_strings(chunks: Iterable[bytes]) -> list[str | None]:
    """All texts in their order; an empty one is a blank. Raises NotUsual."""
    found: list[str | None] = []
    for piece in _pieces(chunks):
        found += _texts(one_line_end(decoded(piece)))
    return found


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The part, cut where a text ends."""
    rest: list[bytes] = []
    size = 0
    for chunk in chunks:
        rest.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            piece = b"".join(rest)
            cut = piece.rfind(_END)
            if cut < 0:
                raise NotUsual
            cut += len(_END)
            yield piece[:cut]
            rest, size = [piece[cut:]], len(piece) - cut
    yield b"".join(rest)


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
    *items, rest = piece.replace("<si/>", "<si></si>").replace("<t/>", "<t></t>").split("</si>")
    if "<si" in rest:
        raise NotUsual
    for item in items:
        one = _ONE.fullmatch(item[item.find("<si") :])
        if one is None or "<si" in one[1]:
            raise NotUsual
        body = _READING.sub("", one[1])
        texts = _SAID.findall(body)
        if len(texts) != body.count("</t>"):
            raise NotUsual
        yield "".join(said(raw, kept='xml:space="preserve"' in how) for how, raw in texts) or None
