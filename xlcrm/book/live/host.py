"""What a program that holds a workbook open must be able to do: Excel and WPS, LibreOffice.

Rows and columns count from 1. Everything moves in blocks, because each call crosses into another program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from xlcrm.book.port import BookRefused
from xlcrm.ooxml import MARK
from xlcrm.ooxml.address import Area, Cell, a1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from xlcrm.book.sheets.change import Change
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.tables.rows import Value

OURS = MARK
"""The name by which a sheet of ours is known, in a file as in a program."""

State = Literal["open", "never saved", "read-only", "shared", "final", "structure"]
Obstacle = Literal["protected", "hidden", "merged"]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet as it stands: ``used`` holds all its values, None when there are none."""

    name: str
    hidden: bool
    used: Area | None
    objects: tuple[ListObject, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Values for the cells of one column from ``top`` down; ``formula`` rows are none of them.

    ``number_format`` is what the cells need to be read as what they are, None for any.
    """

    sheet: str
    column: int
    top: int
    values: Sequence[Value]
    number_format: str | None = None

    @property
    def area(self) -> Area:
        """The cells."""
        return Area(self.top, self.column, self.top + len(self.values) - 1, self.column)


@dataclass(frozen=True, slots=True)
class Growth:
    """An Excel Table ``item`` that is to end with another row; ``model`` is a row that new rows look like."""

    sheet: str
    item: str
    area: Area
    bottom: int
    model: int


class Host(Protocol):
    """One workbook in the program that holds it open."""

    name: str
    path: Path | None
    """Where it lies on disk; None when it lies nowhere or at a web address."""
    address: str
    """What tells it from every other workbook: path or web address; its name when it was never saved."""
    uid: str
    """What tells it from every workbook that its program ever had open, one of its own path too; "" where it has none."""
    changed: bool
    """True when it holds what its file does not."""
    most_marks: int
    """So many cells are coloured in one go; the rest stand on the list of problems only."""

    def state(self, *, sheets: bool) -> State:
        """What keeps the workbook from being changed (``sheets``: also by sheets that come or go)."""
        ...

    def sheets(self) -> Sequence[SheetFacts]:
        """All worksheets in the order of their tabs."""
        ...

    def read(self, sheet: str, area: Area) -> list[list[Value]]:
        """Values of a rectangle, one bulk read."""
        ...

    def formulas(self, sheet: str, area: Area) -> Mapping[int, tuple[int, int]]:
        """Columns with formulas: number -> first and last row with one."""
        ...

    def obstacle(self, sheet: str, area: Area) -> Obstacle | None:
        """What keeps a rectangle from being written as one block."""
        ...

    def signature(self, sheet: str) -> str | None:
        """The text that the name ``OURS``, local to the sheet, holds."""
        ...

    def objects(self, sheet: str) -> int:
        """How many charts, pictures, shapes and notes lie on a sheet."""
        ...

    def fills(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells: ``RRGGBB`` or None; those that ``fill`` could not give back are left out."""
        ...

    def gives(self, fill: str | None) -> bool:
        """True for a fill that ``fill`` can give; a file may have remembered hatched and shaded ones."""
        ...

    def writing(self, title: str) -> AbstractContextManager[None]:
        """Around all that one press writes: a still screen, one step to undo where the program has one."""
        ...

    def put(self, block: Block) -> None:
        """Write one column of values."""
        ...

    def fill(self, sheet: str, fills: Mapping[Cell, str | None]) -> None:
        """Colour cells; None takes the colour away."""
        ...

    def grow(self, growth: Growth) -> None:
        """Let an Excel Table end with another row, further down or further up."""
        ...

    def put_sheets(self, source: Path, titles: Sequence[str]) -> None:
        """Take sheets over from a workbook on disk, each in the place of the one of its title, else at the end."""
        ...

    @property
    def change_sheet(self) -> Callable[[str, Change], None] | None:
        """Turns a sheet of ours into a newer one; None where sheets are drawn whole each time."""
        ...

    def drop_sheet(self, title: str) -> None:
        """Delete a sheet of ours."""
        ...

    def keep_text(self, title: str, texts: Sequence[str]) -> None:
        """Let a sheet of ours hold these texts in column A and nothing else."""
        ...

    def hide(self, title: str) -> None:
        """Hide a sheet so well that nobody shows it by accident."""
        ...

    def copy_to(self, copy: Path) -> None:
        """Copy the workbook as it stands, unsaved edits and all."""
        ...

    def tell(self, text: str, *, serious: bool = False) -> None:
        """Show a message box."""
        ...

    def progress(self, text: str | None) -> None:
        """Say in the status bar what is being done; None when it is done."""
        ...


_STATES: Mapping[State, tuple[str, str]] = {
    "never saved": ("还没有保存过", "请先把它保存成 .xlsx 文件，再点按钮。"),
    "read-only": ("是以只读方式打开的，没有写入", "请关闭后以可编辑方式重新打开，或另存一份再点按钮。"),
    "shared": ("是旧式的共享工作簿，没有写入", "请在“审阅”里取消共享工作簿，再点按钮。"),
    "final": ("已标记为最终版本，没有写入", "请在“文件－信息”里取消标记，再点按钮。"),
    "structure": (
        "的结构受保护，不能增加或替换工作表，没有写入",
        "请在“审阅”里取消“保护工作簿”，再点按钮。",
    ),
}
_OBSTACLES: Mapping[Obstacle, tuple[str, str]] = {
    "protected": ("受保护，不能写入", "请在“审阅”里撤消工作表保护，再点按钮。"),
    "hidden": (
        "有被筛选或隐藏的行，这时写入会写错行，所以没有写入",
        "请清除筛选、取消隐藏行，再点按钮。",
    ),
    "merged": ("有合并的单元格，不能整列写入", "请取消合并，再点按钮。"),
}


def refused(name: str, state: State) -> BookRefused:
    """The sentence about a workbook as a whole."""
    return BookRefused(f"工作簿“{name}”", *_STATES[state])


def stopped(sheet: str, area: Area, obstacle: Obstacle) -> BookRefused:
    """The sentence about a rectangle of a sheet."""
    return BookRefused(f"工作表“{sheet}”（{area}）", *_OBSTACLES[obstacle])


def pattern(sheet: str, cell: Cell) -> BookRefused:
    """The sentence about a cell that was hatched or shaded before it was marked."""
    return BookRefused(
        f"{sheet}!{a1(*cell)}",
        "原来的花纹或渐变底色不能在打开的工作簿里恢复",
        "请关闭工作簿，用 xlcrm validate --clear 清除标记。",
    )
