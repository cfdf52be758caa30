"""Rows made from the catalogue, for tests of what holds of any of them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
