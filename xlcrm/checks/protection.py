"""Is a workbook with customers' data protected before it is given away (R-153)?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlcrm.policy import Policy
from xlcrm.problems import sharing
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables.column import Column, Email, Phone


@implements("R-153")
def unprotected(columns: Iterable[Column], policy: Policy, *, encrypted: bool) -> Iterator[Problem]:
    """R-153 工作簿保护: a file with phones or e-mails has an open password.

    Source: 《手册》第一章 注意事项. ``columns``: what is unmasked in the file; ``encrypted``: it asks for a
    password before it opens. A warning, an error once ``protect.require_password`` is set.

    >>> from xlcrm.checks.example import line_of
    >>> from xlcrm.tables import CustomerMaster
    >>> two = [CustomerMaster.columns[name] for name in ("contact_name", "contact_phone", "contact_email")]
    >>> [line_of(problem) for problem in unprotected(two, Policy.default(), encrypted=False)]
    ['警告 工作簿没有打开密码，里面有 2 列电话或邮箱。']
    >>> [line_of(problem) for problem in unprotected(two, Policy.default(), encrypted=True)]
    []
    """
    if encrypted:
        return
    personal = [column for column in columns if isinstance(column, Phone | Email)]
    if personal:
        required = policy.flag("protect.require_password")
        yield Problem(
            sharing.UNPROTECTED,
            fields={"count": len(personal)},
            severity_here="error" if required else None,
        )
