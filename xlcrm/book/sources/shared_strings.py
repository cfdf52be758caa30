"""The texts of an xlsx workbook, to which its sheets refer by number."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from xlcrm.book.sources.xml_text import NotUsual, decoded, one_line_end, resolved, without_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = 1 << 22  # bytes that are taken apart in one go
_ROOT = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^<>]*\?>\s*)?<(\w+:)?sst(?:\s[^<>]*[^<>/])?>""")
_NONE = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^<>]*\?>\s*)?<(?:\w+:)?sst(?:\s[^<>]*)?/>\s*""")
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve">|>(?![ \t\n]))([^<]*)(?<![ \t\n])</t></si>')
_TAGS = 4  # of a plain text


def shared_strings(chunks: Iterable[bytes]) -> list[str | None]:
    """All texts in their order; an empty one is a blank. Raises NotUsual."""
    found: list[str | None] = []
    for piece in _pieces(chunks):
        found += _texts(one_line_end(decoded(piece)))
    return found


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The texts of the part, cut where one ends, without prefixes."""
    piece, prefix = b"", None
    for chunk in chain(chunks, (b"",)):
        piece += chunk
        if chunk and len(piece) < _PIECE:
            continue
        if prefix is None:
            root = _ROOT.match(piece)
            if root is None:
                if chunk or not _NONE.fullmatch(piece):
                    raise NotUsual
                return
            prefix, piece = root[1] or b"", piece[root.end() :]
        end = b"</%bsi>" % prefix
        if not chunk:
            piece, last, rest = piece.rpartition(b"</%bsst>" % prefix)
            if not last or rest.strip():
                raise NotUsual
            yield without_prefix(piece, prefix)
            return
        cut = piece.rfind(end) + len(end)
        if cut < len(end):
            raise NotUsual
        yield without_prefix(piece[:cut], prefix)
        piece = piece[cut:]


def _texts(piece: str) -> list[str | None]:
    plain: list[str] = _PLAIN.findall(piece)
    if piece.count("<") != _TAGS * len(plain) or "&#" in piece or "_x00" in piece:
        from xlcrm.book.sources.rich_text import texts

        return list(texts(piece))
    if "&" in piece:
        plain = [resolved(text) if "&" in text else text for text in plain]
    return [text or None for text in plain] if "" in plain else list(plain)
