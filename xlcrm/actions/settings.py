"""What a person asked for besides the wish itself: day, language, policy, password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xlcrm.language import Language


@dataclass(frozen=True)
class Settings:
    """``today`` decides everything that depends on the date; ``env`` is the environment (XLCRM_POLICY)."""

    today: date
    language: Language = "zh-CN"
    profile: str | None = None
    policy_file: Path | None = None
    password: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
