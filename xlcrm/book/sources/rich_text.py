"""Shared texts of an xlsx workbook among which are some of several parts, each with a format of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.book.sources.xml_text import NotUsual, said

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITH = r"""(?: [\w:]+=(?:"[^"<]*"|'[^'<]*'))*"""
_SAID = r'<t(?: xml:space="preserve")?>[^<]*</t>'
_ITEM = re.compile(
    rf"<si>((?:{_SAID}|<r>(?:<rPr>(?:<\w+{_WITH} ?/>)*</rPr>|<rPr ?/>)?{_SAID}</r>|<rPh{_WITH}>{_SAID}</rPh>"
    rf"|<phoneticPr{_WITH} ?/>)*)"
)
_TEXT = re.compile(r"<t( [^<>]*)?>([^<]*)</t>|<rPh[ >].*?</rPh>", re.DOTALL)  # rPh: how Japanese is pronounced
_EMPTY = re.compile(r"<(si|t) ?/>")


def texts(piece: str) -> Iterator[str | None]:
    """Every text of a piece of the part; an empty one is a blank. Raises NotUsual."""
    *items, rest = _EMPTY.sub(r"<\1></\1>", piece).split("</si>")
    if rest.strip():
        raise NotUsual
    for item in items:
        one = _ITEM.fullmatch(item.strip("\n"))
        if one is None:
            raise NotUsual
        parts = (
            said(found[2], kept="preserve" in (found[1] or ""))
            for found in _TEXT.finditer(one[1])
            if found[2] is not None
        )
        yield "".join(parts) or None
