"""给别人的副本: what a role may see of a workbook, masked where it must be (R-134, R-135, R-153; C-040, C-067)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.paths import to_be_made
from xlcrm.actions.session import Session, refuse_unknown_owner
from xlcrm.actions.settings import Settings
from xlcrm.book.port import BookRefused
from xlcrm.book.whole_file import write_whole
from xlcrm.checks.masking import mask
from xlcrm.checks.protection import unprotected
from xlcrm.checks.roles import Permissions, Record, View, own_rows, role_of
from xlcrm.reports.report import Link
from xlcrm.tables import TABLES, ChoiceListTable, CustomerMaster, RolePermission
from xlcrm.tables.headings import fold
from xlcrm.tables.settings import ROLES
from xlcrm.tables.table import Table

if TYPE_CHECKING:
    from xlcrm.language import Language
    from xlcrm.policy import Policy
    from xlcrm.reports.report import Block, Cell, Report
    from xlcrm.tables.column import Column
    from xlcrm.tables.rows import Rows

_ALSO = ("法务",)


@dataclass(frozen=True)
class Role:
    """For whom a copy is made; ``owner`` is whose customers they are where a role sees its own only."""

    name: str
    owner: str | None = None


@dataclass
class Shared:
    """What a copy holds: rows by title of the sheet, sheets left out, and a warning."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    warning: str = ""


def permissions(session: Session) -> Permissions:
    """The rights that hold in a workbook."""
    from xlcrm.actions.session import records

    rows, P = session.found.tables.get(RolePermission.id), RolePermission
    told = records(rows) if rows else ()
    return Permissions(
        (_text(row, P.role), _text(row, P.sheet_), _text(row, P.can_view), _text(row, P.can_edit) == "是")
        for _, row in told
        if row.get(P.role) and row.get(P.sheet_)
    )


def _text(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name) or "").strip()


def hidden(session: Session, table: str, role: Role | None) -> bool:
    """True when an export of a table is to be masked; refused where the role may not see it, or needs a name.

    C-040: every export is masked unless the role allows it; without a role ``mask.export`` decides.
    """
    if role is None:
        return session.policy.flag("mask.export")
    return _view(permissions(session), table, role, session.settings.language) == "脱敏"


def _view(rights: Permissions, table: str, role: Role, language: Language) -> View:
    _known(role)
    for problem in rights.refusals(role.name, [table]):
        raise BookRefused(
            f"角色“{role.name}”", problem.message(language).rstrip("。"), problem.hint(language)
        )
    view = rights.right(role.name, table).view
    if view == "本人" and not role.owner:
        raise BookRefused(f"角色“{role.name}”", "只能看本人的客户，却不知道是谁", "请用 --owner 写明负责人。")
    return view


def _known(role: Role) -> None:
    if role_of(role.name) not in (*ROLES.values, *_ALSO):
        raise BookRefused(
            f"角色“{role.name}”", "没有这个角色", f"可以写：{'、'.join((*ROLES.values, *_ALSO))}。"
        )


def share(source: Path, out: Path, role: Role, settings: Settings, wanted: Sequence[str] = ()) -> Shared:
    """A new workbook with what a role may see of another one; nothing is written over.

    ``wanted`` names tables by title or id; without it the copy holds all that the role may see, and the
    settings with it.
    """
    from xlcrm.book.file import FileBook
    from xlcrm.book.templates import tables_of
    from xlcrm.book.templates.workbook import made

    done = Shared(to_be_made(out))
    with FileBook(source, password=settings.password) as book:
        session = Session(book, settings)
        session.refuse_without_tables()
        _known(role)
        rights, asked = permissions(session), [_table(name, session) for name in wanted]
        views: dict[str, View] = {}
        for table in asked or [t for t in tables_of("full") if t.id in session.found.tables]:
            if not asked and table.id in _SETTINGS:
                views[table.id] = "全部"
            elif not asked and rights.right(role.name, table.id).view == "否":
                done.left.append(TABLES[table.id].title)
            else:
                views[table.id] = _view(rights, table.id, role, settings.language)
        held = {t: _records(rows) for t, rows in session.found.tables.items() if t in views or t in _LINKED}
        rows = {t: _seen(t, held, view, role) for t, view in views.items()}
        if role.owner and not any(rows[t] for t, view in views.items() if view == "本人"):
            owners = (row.get(CustomerMaster.owner) for each in held.values() for row in each)
            refuse_unknown_owner(role.owner, (str(one) for one in owners if one), str(source))
        if not any(t not in _SETTINGS for t in rows):
            raise BookRefused(
                f"角色“{role.name}”", "这本工作簿里没有可以看的表", "请在“角色权限表”里放开，或换一个角色。"
            )
        shown = [columns_of(session.found.tables[t]) for t, view in views.items() if view != "脱敏"]
        done.warning = guard(chain.from_iterable(shown), session.policy, settings.language, str(out))
        tables = [t for t in tables_of("full") if t.id in rows or t is ChoiceListTable]
        content = made(tables, settings.language, sample=False, rows=rows)
    write_whole(done.path, content)
    done.rows = {TABLES[t].title: len(found) for t, found in rows.items()}
    return done


_SETTINGS = ("choice_list", "policy_profile", "holiday_calendar", "culture_note")
"""Settings that hold no customer's data and without which a copy would reckon otherwise."""
_LINKED = ("customer_master", "contract", "complaint_log", "opportunity")
"""Tables by which it is known whose customer a row of another table is about."""


def _table(name: str, session: Session) -> type[Table]:
    for table in TABLES.values():
        if name == table.id or fold(name) in (fold(table.title), fold(table.hant)):
            if table.id in session.found.tables:
                return table
            raise BookRefused(f"“{name}”", "这本工作簿里没有这张表", "请检查表名。")
    raise BookRefused(f"“{name}”", "没有这张表", "表名见 xlcrm tables。")


def _records(rows: Rows) -> list[Record]:
    return [
        {name: value for name, value in zip(rows.names, values, strict=False) if name}
        for _, values in rows.rows
    ]


def _seen(table: str, held: Mapping[str, Sequence[Record]], view: View, role: Role) -> list[Record]:
    found = list(held[table]) if view != "本人" else own_rows(table, held, role.owner or "")
    return [_masked(table, row) for row in found] if view == "脱敏" else found


def _masked(table: str, row: Record) -> Record:
    columns = TABLES[table].columns
    return {
        name: mask(columns[name], str(value)) if isinstance(value, str | int) and name in columns else value
        for name, value in row.items()
    }


def columns_of(rows: Rows) -> list[Column]:
    """The catalogue's columns that a sheet has."""
    return [rows.table.columns[name] for name in rows.names if name]


def guard(columns: Iterable[Column], policy: Policy, language: Language, where: str) -> str:
    """What is to be said of unmasked columns that leave without a password (R-153); refused where they must not."""
    for problem in unprotected(columns, policy, encrypted=False):
        if problem.severity == "error":
            raise BookRefused(where, problem.message(language).rstrip("。"), problem.hint(language))
        return problem.message(language) + problem.hint(language)
    return ""


def report_for(session: Session, report: Report, role: Role | None) -> Report:
    """A report as it may leave the house: masked unless the role allows it, refused where it may not see it."""
    table = next((t.id for t in TABLES.values() if t.sheet() == report.sheet), report.sheet)
    if role is not None and permissions(session).right(role.name, table).view == "本人":
        raise BookRefused(
            f"角色“{role.name}”",
            f"只能看本人的客户，“{report.sheet}”含全部客户",
            "请用 xlcrm due --owner 看本人的跟进，或用 xlcrm new --from 做本人的副本。",
        )
    return _masked_report(report) if hidden(session, table, role) else report


def _masked_report(report: Report) -> Report:
    """A report with customers masked, as its columns say (R-134); our own people keep their names."""
    return replace(report, blocks=[_masked_block(block) for block in report.blocks])


def _masked_block(block: Block) -> Block:
    at = {n: _CUSTOMERS[head.name] for n, head in enumerate(block.heads) if head.name in _CUSTOMERS}
    rows = [[_hidden(at[n], cell) if n in at else cell for n, cell in enumerate(row)] for row in block.rows]
    return replace(block, rows=rows) if at else block


_CUSTOMERS = {
    "customer_name": "customer_name",
    "short_name": "customer_name",
    "customer": "customer_name",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "contact_email": "contact_email",
}
"""Columns of reports that tell who a customer is, and the column by whose rule each is masked."""


def _hidden(name: str, cell: Cell | Link) -> Cell | Link:
    if isinstance(cell, Link):
        return replace(cell, text=mask(name, cell.text))
    return mask(name, str(cell)) if isinstance(cell, str | int) else cell
