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
    of the day itself. ``switch`` is the parameter that a report made with every recalculation obeys.
    """

    name: str
    sheet: str
    needs: tuple[str, ...]
    home: str
    monthly: bool = False
    switch: str = ""

    def wanted(self, policy: Policy) -> bool:
        """True unless the policy switches it off (C-055); it may still be asked for by name."""
        return not self.switch or policy.flag(self.switch)

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


def _of_table(name: str, table: str, needs: tuple[str, ...], module: str, *, monthly: bool = False) -> Maker:
    """A report that stands on the sheet of a report table."""
    return Maker(name, TABLES[table].sheet(), needs, f"{module}:{module}_report", monthly)


_MAKERS = (
    _of_table("complaints", "complaint_monthly_report", ("complaint_log",), "complaints", monthly=True),
    _of_table("dashboard", "kpi_report", ("customer_master",), "dashboard", monthly=True),
    _of_table("rfm", "rfm_result", ("customer_master", "order"), "rfm"),
    _of_table("value", "value_grade_result", ("customer_master", "order"), "value"),
    _of_table("churn", "churn_risk_result", ("customer_master", "followup_record"), "churn"),
    _of_table("industries", "industry_report", ("customer_master", "order"), "industries"),
    _of_table("sources", "source_conversion_report", ("source_register",), "sources"),
    _of_table("key-accounts", "key_account_dashboard", ("customer_master", "order"), "key_accounts"),
    Maker("owners", "负责人业绩", ("customer_master",), "owners:owners_report"),
    Maker("weekly", "每周复盘", ("followup_record",), "weekly:weekly_report", switch="review.week"),
    Maker("monthly", "每月回顾", ("action_plan",), "monthly:monthly_report", True, "review.month"),
)

REPORTS: Mapping[str, Maker] = MappingProxyType({maker.name: maker for maker in _MAKERS})
"""In the order of their sheets."""
