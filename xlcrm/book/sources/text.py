"""Tables kept as text: encoding and delimiter are found out, every cell is text.

Text has no types. Once a table is recognised, what is plainly a day, a clock time or a number is read as
one in the columns that hold such, as Excel does when it opens the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from xlcrm.book.guard import refuse
from xlcrm.problems import files
from xlcrm.tables.column import Column, Date, DateTime, Decimal, Int, Money, Percent, Time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from xlcrm.tables.rows import Value

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 16
_CHUNK = 1 << 20
_DELIMITERS = ",\t;|"
_CELL = 1 << 20  # characters; Excel keeps 32,767


class TextTable:
    """One table of a text file; each run through ``records`` reads the file anew."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        """Find encoding and delimiter, and see that the whole file can be read with them."""
        self.where, self._stream = where, stream
        self.encoding = _encoding(stream)
        stream.seek(0)
        try:
            sample = codecs.getincrementaldecoder(self.encoding)("strict").decode(stream.read(_SAMPLE))
        except UnicodeDecodeError as error:
            raise refuse(where, files.UNKNOWN_TEXT, error=error.reason) from None
        if _is_binary(sample):
            raise refuse(where, files.UNKNOWN_TEXT, error="0x00")
        self.delimiter, self._skip = _delimiter(sample)
        self.left = self.bottom = self.right = 0
        for row, record in self._read():
            filled = [place for place, cell in enumerate(record, 1) if cell]
            if filled:
                self.bottom, self.right = row, max(self.right, filled[-1])
                self.left = min(self.left or filled[0], filled[0])

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Rows by number; a quoted line break does not start a new one."""
        return self._read()

    def _read(self) -> Iterator[tuple[int, list[str]]]:
        self._stream.seek(0)
        csv.field_size_limit(_CELL)
        lines = io.TextIOWrapper(self._stream, self.encoding, newline="")
        try:
            for _ in range(self._skip):
                lines.readline()
            yield from enumerate(csv.reader(lines, delimiter=self.delimiter), 1)
        except (csv.Error, UnicodeError) as error:
            raise refuse(self.where, files.UNKNOWN_TEXT, error=error) from None
        finally:
            lines.detach()


def _encoding(stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    wide = _unmarked(head)
    if wide:
        return wide
    if _decodes(stream, "utf-8"):
        return "utf-8"
    fitting = [
        (_familiar(head, encoding), encoding)
        for encoding in ("gb18030", "big5")
        if _decodes(stream, encoding)
    ]
    share, encoding = max(fitting, default=(0.0, ""), key=lambda item: item[0])
    if share > 0.5:
        return encoding
    return "cp1252" if _decodes(stream, "cp1252") else "latin-1"


def _unmarked(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes of ASCII characters stand."""
    if b"\0" not in head[:4096]:
        return None
    quarters = [head[place:4096:4].count(0) for place in range(4)]
    most = len(head[:4096:4]) * 0.7
    if quarters[2] > most and quarters[3] > most:
        return "utf-32-le"
    if quarters[0] > most and quarters[1] > most:
        return "utf-32-be"
    return "utf-16-le" if quarters[1] + quarters[3] > quarters[0] + quarters[2] else "utf-16-be"


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _familiar(head: bytes, encoding: str) -> float:
    """Share of everyday characters among those that are not ASCII.

    The first plane of GB 2312 and the first of Big5 hold the characters one meets; text in another
    encoding that happens to decode falls outside.
    """
    common = everything = 0
    text = codecs.getincrementaldecoder(encoding)("strict").decode(head)
    for character in text:
        if character < "\x80":
            continue
        code = character.encode(encoding)
        everything += 1
        if encoding == "big5":
            common += 0xA1 <= code[0] <= 0xC6
        else:
            common += len(code) == 2 and (code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7) and code[1] >= 0xA1
    return common / everything if everything else 0.0


def _is_binary(sample: str) -> bool:
    strange = sum(character < " " and character not in "\t\r\n\f\x1a" for character in sample)
    return strange > len(sample) // 100


def _delimiter(sample: str) -> tuple[str, int]:
    """Delimiter, and how many lines to leave out (Excel hides a first line ``sep=;``)."""
    first = sample.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        score = _evenness(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best, 0


def _evenness(sample: str, delimiter: str) -> float:
    """How evenly a delimiter cuts the lines: share of lines with the usual number of cells, weighed by it."""
    csv.field_size_limit(_CELL)
    try:
        widths = [
            len(record)
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            if record
        ]
    except csv.Error:
        return 0.0
    if len(widths) > 1:
        widths.pop()  # the sample may end in the middle of a line
    counts = {width: widths.count(width) for width in set(widths) if width > 1}
    if not counts:
        return 0.0
    width = max(counts, key=lambda known: (counts[known], known))
    return counts[width] / len(widths) + min(width, 50) / 1000


_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?")


def typing(column: Column) -> Callable[[str], Value] | None:
    """How text in this column is read; None where it stays text."""
    if isinstance(column, Date | DateTime | Time):
        return moment
    return amount if isinstance(column, Int | Decimal | Percent | Money) else None


@lru_cache(maxsize=4096)
def moment(text: str) -> Value:
    """A day, a day with a clock time, or a clock time; anything else stays text.

    >>> moment("2023/8/5"), moment("2023-08-05 09:30"), moment("9:30"), moment("2023-02-30")
    (datetime.date(2023, 8, 5), datetime.datetime(2023, 8, 5, 9, 30), datetime.time(9, 30), '2023-02-30')
    """
    day, clock = _DAY.fullmatch(text.strip()), _TIME.fullmatch(text.strip())
    try:
        if day:
            year, month, number, hour, minute, second = (int(part or 0) for part in day.groups())
            on = date(year, month, number)
            return datetime.combine(on, time(hour, minute, second)) if day[4] else on
        if clock:
            hour, minute, second = (int(part or 0) for part in clock.groups())
            return time(hour, minute, second)
    except ValueError:
        return text
    return text


def amount(text: str) -> Value:
    """A number, also with thousands separators or as a share in percent; anything else stays text.

    >>> amount("12"), amount("1,234.50"), amount("20%"), amount("约50万")
    (12, 1234.5, 0.2, '约50万')
    """
    bare = text.strip()
    share = bare.endswith("%")
    bare = bare.removesuffix("%")
    if not _NUMBER.fullmatch(bare):
        return text
    number = float(bare.replace(",", "")) / (100 if share else 1)
    return int(number) if number.is_integer() else number
