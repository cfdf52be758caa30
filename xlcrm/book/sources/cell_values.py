"""How the content of cells in the XML of an xlsx workbook becomes plain values, a column at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from xlcrm.book.sources.calamine import clock
from xlcrm.book.sources.cell_formats import moment, span
from xlcrm.book.sources.scan import NO_RESULT, error
from xlcrm.book.sources.xml_text import NotUsual, decoded, one_line_end, resolved, said

if TYPE_CHECKING:
    from xlcrm.book.sources.cell_formats import Formats, Shown
    from xlcrm.tables.rows import Value

Reading = Callable[[Sequence["bytes | None"]], list["Value"]]
"""Contents of cells to values; None is a blank."""

_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_EXACT = 16  # numbers of fewer digits are kept exactly by every program
_TO_1904 = 1462  # days between the two beginnings
_MOST = 1 << 17  # so many different contents are kept


class _Memo(dict["bytes | None", "Value"]):
    """Values by content; a content that comes again is not judged again."""

    def __init__(self, judge: Callable[[bytes], Value]) -> None:
        super().__init__({None: None})
        self._judge = judge

    def __missing__(self, content: bytes | None) -> Value:
        assert content is not None
        if len(self) > _MOST:
            self.clear()
            self[None] = None
        value = self[content] = self._judge(content)
        return value

    def read(self, contents: Sequence[bytes | None]) -> list[Value]:
        return list(map(self.__getitem__, contents))


class Readings:
    """The readings of one workbook, by type and format of a cell; cells of one kind have the same one.

    Numbers and days mean the same in every workbook, so all workbooks share what was judged of them.
    """

    def __init__(self, strings: list[str | None], formats: Formats, *, from_1904: bool = False) -> None:
        """``from_1904`` tells that days are counted from 1904, as on old Macs."""
        self._strings = strings
        self._shown = _SHOWN_FROM_1904 if from_1904 else _SHOWN
        self._formats = formats
        self._results = _Memo(_result).read
        self._whole_text, self._trimmed_text = _Memo(_whole_text).read, _Memo(_trimmed_text).read
        self.no_result = _NO_RESULT
        """Formulas whose cells hold nothing yet."""

    def of(self, kind: bytes, style: int) -> Reading:
        """How ``<v>`` is read in a cell with attributes t and s."""
        if kind in (b"", b"n"):
            return self._shown[self._formats[style] if style < len(self._formats) else "number"]
        if kind == b"s":
            return self._text
        if kind == b"str":
            return self._results
        if kind in _TYPED:
            return _TYPED[kind]
        raise NotUsual

    def inline(self, *, kept: bool) -> Reading:
        """How a text that stands in its cell is read; blanks at its ends count if they are kept."""
        return self._whole_text if kept else self._trimmed_text

    def _text(self, numbers: Sequence[bytes | None]) -> list[Value]:
        text = self._strings.__getitem__
        try:
            if None in numbers:
                return [None if number is None else text(int(number)) for number in numbers]
            return list(map(text, map(int, numbers)))  # type: ignore[arg-type]
        except (ValueError, IndexError):
            raise NotUsual from None


def _number(content: bytes) -> float:
    if not content.replace(b".", b"", 1).isdigit() and not _NUMBER.fullmatch(content):
        raise NotUsual
    return float(content)


def _plain_number(content: bytes) -> Value:
    """A whole number is an int; nothing is a formula without a result."""
    if content.isdigit() and len(content) < _EXACT:
        return int(content)
    return _plain(_number(content)) if content else NO_RESULT


def _moment(content: bytes) -> Value:
    if not content:
        return NO_RESULT
    value = moment(_number(content))
    return _plain(value) if isinstance(value, float) else value


def _moment_from_1904(content: bytes) -> Value:
    if not content:
        return NO_RESULT
    number = _number(content)
    value = moment(number + _TO_1904 if number >= 1 else number)
    return _plain(number) if isinstance(value, float) else value


def _span(content: bytes) -> Value:
    if not content:
        return NO_RESULT
    value = span(_number(content))
    return clock(value) if isinstance(value, timedelta) else _plain(value)


def _plain(number: float) -> Value:
    return int(number) if number.is_integer() else number


def _truth(content: bytes) -> Value:
    if content not in (b"0", b"1", b""):
        raise NotUsual
    return content == b"1" if content else NO_RESULT


def _result(content: bytes) -> Value:
    return resolved(one_line_end(decoded(content))) or None


def _whole_text(content: bytes) -> Value:
    return said(one_line_end(decoded(content)), kept=True) or None


def _trimmed_text(content: bytes) -> Value:
    return said(one_line_end(decoded(content)), kept=False) or None


_SHOWN: dict[Shown, Reading] = {
    "number": _Memo(_plain_number).read,
    "moment": _Memo(_moment).read,
    "span": _Memo(_span).read,
}
_SHOWN_FROM_1904: dict[Shown, Reading] = {**_SHOWN, "moment": _Memo(_moment_from_1904).read}
_TYPED: dict[bytes, Reading] = {b"b": _Memo(_truth).read, b"e": _Memo(error).read}
_NO_RESULT: Reading = _Memo(lambda _: NO_RESULT).read
