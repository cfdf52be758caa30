"""参数: every parameter with its value and where the value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.session import Session, faults_of
from xlcrm.actions.settings import Settings
from xlcrm.policy import Policy

if TYPE_CHECKING:
    from xlcrm.policy import ParameterView
    from xlcrm.problems import Problem


def parameters(
    settings: Settings, workbook: Path | None = None
) -> tuple[Sequence[ParameterView], Sequence[Problem]]:
    """Parameters as they hold for a workbook, or without one, and the values that were not taken."""
    if workbook is not None:
        from xlcrm.book.file import FileBook

        session = Session(FileBook(workbook, password=settings.password), settings)
        return session.policy.all(), session.policy_problems
    policy, faults = Policy.load(profile=settings.profile, env=settings.env, file=settings.policy_file)
    return policy.all(), faults_of(faults)
