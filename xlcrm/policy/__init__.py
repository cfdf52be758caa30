"""The policy: every figure of the manuals, as the user may have changed it.

``policy.toml`` declares each parameter with its value, unit, bounds and source; no other file holds a
business figure. ``Policy`` answers for one active profile (R-038).
"""

from xlcrm.policy.interval import Interval
from xlcrm.policy.layers import SHEET, PolicyFault, SheetRow
from xlcrm.policy.parameters import PROFILES
from xlcrm.policy.policy import ParameterView, Policy
from xlcrm.policy.values import Blocked, Both, Range, Span

__all__ = [
    "PROFILES",
    "SHEET",
    "Blocked",
    "Both",
    "Interval",
    "ParameterView",
    "Policy",
    "PolicyFault",
    "Range",
    "SheetRow",
    "Span",
]
