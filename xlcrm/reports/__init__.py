"""Reports made from the tables of a workbook alone, by the name that ``xlcrm report`` takes.

Their modules compute with pandas and are imported when a report is made, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from xlcrm.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlcrm.policy import Policy
    from xlcrm.reports.report import Report
    from xlcrm.rules.frames import Data


@dataclass(frozen=True, slots=True)
class Maker:
    """How a report is made.

    ``needs`` are the tables without which it is skipped; ``home`` names the function, ``module:function``
    below this package. One that is ``monthly`` tells of a month as known on the day it is made, the others
    of the day itself.
    """

    name: str
    sheet: str
    needs: tuple[str, ...]
    home: str
    monthly: bool = False

    def make(self, data: Data, policy: Policy, today: date, month: date) -> Report:
        """The report; ``month`` is any day of the month."""
        function = self._function(self.home)
        days = (today, month.replace(day=1)) if self.monthly else (today,)
        return cast("Report", function(data, policy, *days))

    def settled(self, report: Report, policy: Policy) -> Report:
        """The report with what follows from cells that people type, once those have been carried over."""
        settle = getattr(import_module(self._module(self.home)), "settled", None)
        return report if settle is None else cast("Report", settle(report, policy))

    @staticmethod
    def _module(home: str) -> str:
        return f"{__name__}.{home.partition(':')[0]}"

    def _function(self, home: str) -> Callable[..., object]:
        return cast(
            "Callable[..., object]", getattr(import_module(self._module(home)), home.partition(":")[2])
        )


_MAKERS = (
    Maker(
        "complaints",
        TABLES["complaint_monthly_report"].sheet(),
        ("complaint_log",),
        "complaints:complaints_report",
        monthly=True,
    ),
)

REPORTS: Mapping[str, Maker] = MappingProxyType({maker.name: maker for maker in _MAKERS})
