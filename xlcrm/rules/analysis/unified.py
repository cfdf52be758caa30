"""Complaints and feedback issues side by side, or as one register (C-060)."""

from __future__ import annotations

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.frames import Data
from xlcrm.tables.choices import DEPARTMENTS

TYPES = {"产品": "产品问题", "服务": "服务问题", "价格": "沟通问题", "其他": "沟通问题"}
"""Type of a complaint that an issue's class comes to."""


def unlinked_issues(data: Data) -> pd.DataFrame:
    """Rows of 客户反馈问题跟踪表 that no complaint stands for, in the columns of 客户投诉登记表.

    >>> issues = pd.DataFrame({"issue_no": ["202405001", "202405002"], "customer_name": ["甲", "乙"],
    ...     "reported_at": pd.to_datetime(["2024-05-10"] * 2), "issue_class": ["产品", "价格"], "progress": "已完成",
    ...     "done_date": pd.to_datetime(["2024-05-12"] * 2), "responsible": ["技术部李某", None],
    ...     "problem_key": ["同步延迟", None], "complaint_no": [None, "20240510-001"]})
    >>> found = unlinked_issues(Data({"feedback_issue_tracker": issues}))
    >>> found[["complaint_no", "complaint_type", "department", "problem_key"]].values.tolist()
    [['202405001', '产品问题', '技术部', '同步延迟']]
    """
    issues, log = data["feedback_issue_tracker"], data["complaint_log"]
    linked = issues["complaint_no"].notna() | issues["issue_no"].isin(log["issue_no"].dropna())
    own = issues[~linked]
    master = data["customer_master"].dropna(subset=["customer_name"]).drop_duplicates("customer_name")
    ids = master.set_index("customer_name")["customer_id"]
    departments = own["responsible"].astype("string").str.extract(f"({'|'.join(DEPARTMENTS.values)})")[0]
    found = pd.DataFrame(
        {
            "complaint_no": own["issue_no"],
            "complaint_date": own["reported_at"],
            "customer_id": looked_up(own["customer_name"], ids),
            "complaint_type": own["issue_class"].map(TYPES),
            "problem_key": own["problem_key"],
            "department": departments.astype(object).where(departments.notna(), None),
            "solved_at": own["done_date"],
            "status": own["progress"],
        },
        index=own.index,
    )
    return found.reindex(columns=log.columns).astype(log.dtypes.to_dict())


def register(data: Data, policy: Policy) -> pd.DataFrame:
    """客户投诉登记表, with the issues behind it where ``issues.unified`` makes them one."""
    log = data["complaint_log"]
    if not policy.flag("issues.unified"):
        return log
    issues = unlinked_issues(data)
    return pd.concat([log, issues], ignore_index=True) if len(issues) else log
