"""How a paper form is described: its lines from top to bottom, on a sheet that is 24 columns wide.

Headings, choices and what is required come from the catalogue; a description only says what stands where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from xlcrm.tables.table import Table

ACROSS = 24


@dataclass(frozen=True)
class Entry:
    """A label and the cell beside it, ``span`` columns together, of which ``label`` for the label.

    ``caption`` stands instead of the heading of the catalogue. ``falling`` prints the boxes of a mark with
    the best one first; ``shown`` tells which words stand on paper for a stored value.
    """

    name: str
    span: int = ACROSS
    label: int = 5
    caption: str = ""
    falling: bool = False
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """Entries beside each other; room to write for ``lines`` lines of text."""

    entries: tuple[Entry, ...]
    lines: int = 1


@dataclass(frozen=True)
class Box:
    """A caption over the whole width and room to write below it."""

    name: str
    lines: int = 4


@dataclass(frozen=True)
class Aside:
    """Lines with a common caption on their left."""

    caption: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Marks:
    """A grid of questions: dimension, what may be answered (``answers``, as printed), the mark."""

    names: tuple[str, ...]
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stages:
    """Rows of several columns, one for each choice of the first one; ``spans`` are their widths."""

    names: tuple[str, ...]
    spans: tuple[int, ...]
    lines: int = 2


@dataclass(frozen=True)
class Parts:
    """A table inside the form that is kept as the text of one column.

    ``heads`` are captions with their widths. ``total`` names the caption whose figures are added up,
    ``then`` a caption with a line of its own below. ``by`` names the column whose choice stands first in a
    row, where the form holds several records.
    """

    name: str
    heads: tuple[tuple[str, int], ...]
    count: int = 4
    total: str = ""
    then: str = ""
    by: str = ""


@dataclass(frozen=True)
class Card:
    """Groups of entries beside each other, as many lines as the longest has entries."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]


Part: TypeAlias = "Line | Box | Aside | Marks | Stages | Parts | Card"


@dataclass(frozen=True)
class Form:
    """A paper form: the table it writes to, its parts, the line at its foot."""

    table: type[Table]
    parts: tuple[Part, ...]
    foot: str = ""
    landscape: bool = False


def line(*entries: Entry | str, lines: int = 1) -> Line:
    """A line of entries; bare names share its width evenly.

    >>> [entry.span for entry in line("customer_name", "contact_name").entries]
    [12, 12]
    """
    share = ACROSS // len(entries)
    return Line(tuple(Entry(each, share) if isinstance(each, str) else each for each in entries), lines)
