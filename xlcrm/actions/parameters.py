"""参数: every parameter with its value and where the value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.session import Session, policy_of
from xlcrm.actions.settings import Settings

if TYPE_CHECKING:
    from xlcrm.policy import ParameterView
    from xlcrm.problems import Problem


def parameters(
    settings: Settings, workbook: Path | None = None
) -> tuple[Sequence[ParameterView], Sequence[Problem]]:
    """Parameters as they hold for a workbook, or without one, and the values of its sheet that were not taken."""
    if workbook is not None:
        from xlcrm.book.file import FileBook

        with FileBook(workbook, password=settings.password) as book:
            session = Session(book, settings)
            return session.policy.all(), session.policy_problems
    policy, _ = policy_of(settings)
    return policy.all(), ()
