"""Shared strings, looked up without holding them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from lxml import etree

from xlcrm.ooxml.cells import text_of
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.styles import Q

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xlcrm.ooxml.parts import Parts

T = TypeVar("T")
Element = etree._Element  # noqa: SLF001  (the only name there is for it)


class SharedStrings:
    """The string table of a workbook; empty when it has none."""

    def __init__(self, parts: Parts, workbook: str) -> None:
        found = parts.follow(workbook, "sharedStrings")
        self._text = parts.text(found[0]) if found else None

    def texts(self, indices: Iterable[int]) -> dict[int, str]:
        """The texts of some entries; an entry that does not exist is empty."""
        return self._looked_up(indices, text_of, "")

    def items(self, indices: Iterable[int]) -> dict[int, Element]:
        """The entries themselves, with their runs."""
        return self._looked_up(indices, _kept, etree.Element(Q + "si"))

    def _looked_up(self, indices: Iterable[int], take: Callable[[Element], T],
                   missing: T) -> dict[int, T]:
        wanted = set(indices)
        found = dict.fromkeys(wanted, missing)
        if not wanted or self._text is None:
            return found
        parser = etree.XMLPullParser(("end",), tag=Q + "si", resolve_entities=False, no_network=True, huge_tree=True)
        number, last = 0, max(wanted)
        try:
            for chunk in self._text.chunks():
                parser.feed(chunk)
                for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    if number in wanted:
                        found[number] = take(element)
                    number += 1
                    _let_go(element)
                if number > last:
                    break
        except etree.XMLSyntaxError as error:
            raise Refused.because("broken-xml", self._text.name) from error
        return found


def _kept(element: Element) -> Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _let_go(element: Element) -> None:
    parent = element.getparent()
    element.clear()
    while parent is not None and len(parent) > 1:
        del parent[0]
