"""Tick boxes as text: □电话  ☑邮件, chosen from a drop-down, printed as the paper has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.tables.column import Choice, Score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.tables.column import Column
    from xlcrm.tables.rows import Value

EMPTY, TICKED = "□", "☑"
_MARKS = frozenset("☑√✓✔■☒")
_BETWEEN = "  "


def boxes(column: Column, falling: bool = False) -> tuple[str, ...]:
    """Words behind the boxes of a column, none where the paper has no boxes.

    >>> from xlcrm.tables import RevisitRecord
    >>> boxes(RevisitRecord.columns["method"])
    ('电话', '邮件', '上门')
    """
    words: tuple[str, ...] = ()
    if isinstance(column, Score):
        words = column.boxes
    elif isinstance(column, Choice) and column.ticks:
        words = column.options.values
    return words[::-1] if falling else words


def written(words: Sequence[str], chosen: int | None) -> str:
    """All boxes of one cell, one of them ticked.

    >>> written(("是", "否"), 1)
    '□是  ☑否'
    """
    return _BETWEEN.join(f"{TICKED if at == chosen else EMPTY}{word}" for at, word in enumerate(words))


def drop_down(words: Sequence[str]) -> tuple[str, ...]:
    """What the cell may say: each box ticked, or none."""
    return (*(written(words, at) for at in range(len(words))), written(words, None))


def ticked(text: object, words: Sequence[str]) -> list[str]:
    """Words whose box is ticked; a cell that just names a word counts as well.

    >>> words = ("电话", "邮件")
    >>> ticked("☑电话  □邮件", words), ticked("√邮件", words), ticked("邮件", words), ticked("□电话  □邮件", words)
    (['电话'], ['邮件'], ['邮件'], [])
    """
    said = str(text or "").strip()
    if said in words:
        return [said]
    chosen = {piece[1:].strip() for piece in _pieces(said) if piece[0] in _MARKS}
    return [word for word in words if word in chosen]


def _pieces(text: str) -> list[str]:
    """The text cut before each box."""
    out: list[str] = []
    for character in text:
        if character == EMPTY or character in _MARKS:
            out.append(character)
        elif out:
            out[-1] += character
    return out


def mark_of(column: Score, word: str) -> int:
    """Mark that a box stands for."""
    least = column.least if isinstance(column.least, int) else 1
    return least + column.boxes.index(word)


def box_of(column: Column, words: Sequence[str], value: Value) -> int | None:
    """Position of the box to be ticked for a value, None when none is."""
    if isinstance(column, Score):
        marks = {mark_of(column, word): at for at, word in enumerate(words)}
        return marks.get(int(value)) if isinstance(value, int | float) else None
    if isinstance(column, Choice):
        value = column.options.meaning.get(str(value), str(value))
    return words.index(value) if value in words else None
