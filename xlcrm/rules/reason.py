"""A value together with the reason for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Reasoned(Generic[T]):
    """``value``, the ``rules`` that gave it, the policy ``profile`` and the sum in words.

    >>> Reasoned(None, ("R-030", "R-031"), "manual", "潜在·B类 每14天; 2023-08-25 + 14 天 = 2023-09-08").text
    'R-030/R-031 manual: 潜在·B类 每14天; 2023-08-25 + 14 天 = 2023-09-08'
    """

    value: T
    rules: tuple[str, ...]
    profile: str
    words: str

    @property
    def text(self) -> str:
        """The reason as it stands in the 依据 column."""
        return f"{'/'.join(self.rules)} {self.profile}: {self.words}"
