"""Who is a customer on a day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.rules.analysis.periods import up_to
from xlcrm.rules.frames import Data

LOST, DORMANT = "流失", "沉睡"


def lost_by(master: pd.DataFrame, as_of: date) -> pd.Series:
    """True for customers lost by a day; without 状态变更日期 one is lost since ever."""
    changed = master["status_date"]
    return (master["customer_status"] == LOST) & (up_to(changed, as_of) | changed.isna())


def present(data: Data, as_of: date) -> pd.DataFrame:
    """Customers of the master on a day: entered by then and not lost by then (R-122).

    >>> master = pd.DataFrame({"customer_id": ["1", "2", "3"], "customer_status": ["合作", "流失", "流失"],
    ...     "created_date": pd.to_datetime(["2024-05-11", "2024-01-01", "2024-01-01"]),
    ...     "status_date": pd.to_datetime([None, "2024-05-11", "2024-05-10"])})
    >>> present(Data({"customer_master": master}), date(2024, 5, 10))["customer_id"].tolist()
    ['2']
    """
    master = data["customer_master"]
    entered = up_to(master["created_date"], as_of) | master["created_date"].isna()
    here = master["customer_id"].notna() & entered & ~lost_by(master, as_of)
    return master[here].drop_duplicates("customer_id")
