"""What can be wrong: kinds of problems with their sentences, and problems as records."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from xlcrm.language import Language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
SEVERITY_WORDS: Mapping[Severity, str] = MappingProxyType(
    {"error": "错误", "warning": "警告", "info": "提示"}
)

KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be wrong: what it is and how to cure it, 中文 and English side by side.

    The sentences may hold placeholders; ``{header}`` and ``{value}`` are always known, the others come
    with the problem. ``example`` is a wrong cell content, or a short description, for the manual.
    """

    code: str
    rule: str | None
    severity: Severity
    zh: str
    en: str
    cure: str
    cure_en: str
    example: str = ""

    def __post_init__(self) -> None:
        if self.code in KINDS:
            raise TypeError(f"two kinds of problem are called {self.code!r}: rename one")
        KINDS[self.code] = self


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at its place.

    ``row`` is the sheet's row number, ``column`` its letters, ``header`` the heading as it stands in the
    sheet, ``table`` the id of the table; each is None where it does not apply. ``value`` is what the cell
    shows, already masked where it must not be repeated. ``fixed`` is the certain correction, if there is
    one, of what was ``typed``.
    """

    kind: Kind
    file: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    header: str | None = None
    table: str | None = None
    value: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    severity_here: Severity | None = None
    rule_here: str | None = None
    owner: str | None = None
    fixed: object = None
    typed: object = None

    @property
    def severity(self) -> Severity:
        """Severity here, which may differ from that of the kind."""
        return self.severity_here or self.kind.severity

    @property
    def rule(self) -> str | None:
        """Number of the rule that is broken."""
        return self.rule_here or self.kind.rule

    @property
    def cell(self) -> str | None:
        """Address as Excel shows it.

        >>> Problem(Kind("at-a-cell", None, "info", "", "", "", ""), row=7, column="B").cell
        'B7'
        """
        return f"{self.column}{self.row}" if self.column and self.row else None

    def message(self, language: Language = "zh-CN") -> str:
        """What is wrong, one sentence."""
        return self._fill(say(self.kind.zh, self.kind.en, language))

    def hint(self, language: Language = "zh-CN") -> str:
        """How to cure it, one sentence."""
        return self._fill(say(self.kind.cure, self.kind.cure_en, language))

    def as_json(self, language: Language = "zh-CN") -> dict[str, str | int | None]:
        """Record of one line of JSON Lines."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
            "column": self.column,
            "header": self.header,
            "table": self.table,
            "rule": self.rule,
            "severity": self.severity,
            "value": self.value,
            "message": self.message(language),
            "hint": self.hint(language),
        }

    def _fill(self, sentence: str) -> str:
        known = {
            "header": self.header or "",
            "value": self.value or "",
            "sheet": self.sheet or "",
            "file": self.file,
        }
        return sentence.format_map({**known, **self.fields})
