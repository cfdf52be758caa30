"""Who may see and change which sheet (R-135): the manuals' rights, as 角色权限表 changes them.

>>> permissions = Permissions()
>>> permissions.right("客服主管", "followup_record").view, permissions.right("客服", "complaint_log").view
('否', '全部')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias, cast

from xlcrm.checks.place import key_text
from xlcrm.problems import sharing
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import TABLES
from xlcrm.tables.headings import fold
from xlcrm.tables.rows import Value
from xlcrm.tables.settings import ROLES

Record: TypeAlias = Mapping[str, Value]
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
        """The tables (or other sheets, by their titles) that a role asks for and may not see."""
        for table in tables:
            if self.right(post, table).view == "否":
                known = TABLES.get(table)
                yield Problem(
                    sharing.ROLE_REFUSED,
                    sheet=known.sheet() if known else table,
                    table=table if known else None,
                    fields={"role": post, "title": known.title if known else table},
                )


_STAFF = ("owner", "actor", "responsible", "surveyor", "service_owner", "handler", "lead", "applicant")
_THROUGH = {"contract_no": "contract", "complaint_no": "complaint_log", "opportunity_no": "opportunity"}


def own_rows(table: str, held: Mapping[str, Sequence[Record]], person: str) -> list[Record]:
    """Rows about the customers of one person (R-135): 客户信息总表 says whose they are.

    A row names its customer by number, by name, or through a contract, a complaint or an opportunity; one that
    names none is somebody's own where the person stands in it.

    >>> held = {
    ...     "customer_master": [{"customer_id": "2024001", "owner": "李某"}, {"customer_id": "2024002", "owner": "张某"}],
    ...     "contract": [{"contract_no": "HT-1", "customer_id": "2024002"}],
    ...     "delivery_plan": [{"contract_no": "HT-1", "milestone": "上线"}],
    ...     "source_register": [{"source_detail": "展会", "owner": "李某"}],
    ... }
    >>> [len(own_rows(table, held, "张某")) for table in held], [len(own_rows(table, held, "李某")) for table in held]
    ([1, 1, 1, 0], [1, 0, 0, 1])
    """
    mine = [row for row in held.get("customer_master", ()) if _said(row, "owner") == person]
    numbers = {_said(row, "customer_id") for row in mine} - {""}
    names = {_said(row, "customer_name") for row in mine} - {""}

    def own(row: Record) -> bool:
        if table != "customer_master":
            for name, known in (("customer_id", numbers), ("customer_name", names)):
                if _said(row, name):
                    return _said(row, name) in known
            for name, target in _THROUGH.items():
                if target != table and _said(row, name):
                    others = [each for each in held.get(target, ()) if _said(each, name) == _said(row, name)]
                    return any(_said(each, "customer_id") in numbers for each in others)
        return any(_said(row, name) == person for name in _STAFF)

    return [row for row in held[table] if own(row)]


def _said(row: Record, name: str) -> str:
    return key_text(row.get(name))


def role_of(post: str) -> str:
    """The role whose rights a post has.

    >>> role_of("销售主管"), role_of("客服专员"), role_of("法务")
    ('销售经理', '客服', '法务')
    """
    return ROLES.meaning.get(post.strip(), post.strip())
