"""Build the shipped templates anew: ``python -m xlcrm.book.templates``."""

from __future__ import annotations

from xlcrm.book.templates import build
from xlcrm.shipped import shipped

for path in build(shipped("templates")):
    print(path)  # noqa: T201 - says what was written
