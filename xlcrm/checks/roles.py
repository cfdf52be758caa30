"""Who may see and change which sheet (R-135): the manuals' rights, as 角色权限表 changes them.

>>> permissions = Permissions()
>>> permissions.right("客服主管", "followup_record").view, permissions.right("客服", "complaint_log").view
('否', '全部')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, cast

from xlcrm.problems import sharing
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import TABLES
from xlcrm.tables.headings import fold
from xlcrm.tables.settings import ROLES

View = Literal["全部", "本人", "脱敏", "否"]

_COMPLAINTS = ("complaint_log", "complaint_tracking", "complaint_monthly_report", "compensation_approval")
_REVISITS = ("revisit_plan", "revisit_log", "revisit_record", "revisit_communication_record")
_ISSUES = ("feedback_issue_tracker", "issue_resolution")
_DELIVERY = ("delivery_plan", "delivery_tracking", "delivery_weekly_sync", "acceptance_report")
_SEES: Mapping[str, tuple[str, ...]] = {
    "客服": (*_COMPLAINTS, *_ISSUES, *_REVISITS),
    "产品": ("solution_proposal", *_DELIVERY, "tech_ticket"),
    "技术": ("tech_ticket", "knowledge_base", *_ISSUES),
    "法务": ("contract", "negotiation_record"),
}
_ALL = frozenset({"销售经理", "管理层", "数据管理员"})
_OWN = "销售专员"


class Right(NamedTuple):
    """What a role may do with a sheet: see all, its own rows, masked, nothing; and change it."""

    view: View
    edit: bool


class Permissions:
    """The rights of all roles."""

    def __init__(self, rows: Iterable[tuple[str, str, str, bool]] = ()) -> None:
        """Rows of 角色权限表: role, sheet (its title or id), what it sees, whether it may change it."""
        titles = {fold(t): table.id for table in TABLES.values() for t in (table.title, table.hant, table.id)}
        self._own = {
            (role_of(role), titles.get(fold(sheet), sheet)): Right(cast("View", view), edit)
            for role, sheet, view, edit in rows
        }

    @implements("R-135")
    def right(self, post: str, table: str) -> Right:
        """R-135 角色权限: the right of a role, or of the role of a post, on a table.

        >>> Permissions().right("客服", "followup_record"), Permissions().right("客服", "complaint_log")
        (Right(view='否', edit=False), Right(view='全部', edit=False))
        """
        role = role_of(post)
        for key in ((role, table), (role, "全部"), (role, "*")):
            if key in self._own:
                return self._own[key]
        if role in _ALL:
            return Right("全部", edit=role == "数据管理员")
        if role == _OWN:
            return Right("本人", edit=True)
        return Right("全部", edit=False) if table in _SEES.get(role, ()) else Right("否", edit=False)

    def refusals(self, post: str, tables: Iterable[str]) -> Iterator[Problem]:
        """The tables that a role asks for and may not see."""
        for table in tables:
            if self.right(post, table).view == "否":
                yield Problem(
                    sharing.ROLE_REFUSED,
                    sheet=TABLES[table].sheet(),
                    table=table,
                    fields={"role": post, "title": TABLES[table].title},
                )


def role_of(post: str) -> str:
    """The role whose rights a post has.

    >>> role_of("销售主管"), role_of("客服专员"), role_of("法务")
    ('销售经理', '客服', '法务')
    """
    return ROLES.meaning.get(post.strip(), post.strip())
