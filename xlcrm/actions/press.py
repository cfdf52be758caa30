"""What each button does with an opened workbook; every function returns what to tell the person."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable

from xlcrm.actions import ACTIONS, Action
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book
from xlcrm.problems import Problem


def action(name: str) -> Action:
    """The action of a name; LookupError names those there are."""
    found = next((one for one in ACTIONS if one.name == name), None)
    if found is None:
        raise LookupError(f"no action {name!r}; there are {', '.join(one.name for one in ACTIONS)}")
    return found


def press(name: str, book: Book, settings: Settings) -> str:
    """Do what a button asks for and return the sentence for the message box."""
    module, _, function = action(name).does.partition(":")
    does: Callable[[Book, Settings], str] = getattr(importlib.import_module(f"xlcrm.actions.{module}"), function)
    return does(book, settings)


def validate(book: Book, settings: Settings) -> str:
    """校验: list the problems on their sheet and colour the wrong cells."""
    from xlcrm.actions.marks import marks_of
    from xlcrm.actions.validate import validate as check
    from xlcrm.reports.carry import carried
    from xlcrm.reports.problems import problems_report

    problems = list(check(book, settings))
    report = problems_report(problems, settings.today, settings.language)
    book.put_report(carried(report, book.typed(report)))
    book.mark(marks_of(problems))
    book.save()
    if not problems:
        return "没有发现问题。"
    return f"{_counted(problems)}，已涂色；详见工作表“{report.sheet}”。"


def _counted(problems: Iterable[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    return f"发现错误 {counts['error']} 条、警告 {counts['warning']} 条、提示 {counts['info']} 条"


def clear(book: Book, settings: Settings) -> str:
    """清除标记: give marked cells their own look back."""
    changed = book.clear_marks()
    book.save()
    return f"清除了 {changed} 个单元格的涂色。" if changed else "没有涂色的单元格。"


def fix(book: Book, settings: Settings) -> str:
    """修正: put right what is certain."""
    from xlcrm.actions.fix import fix_book

    changes = [change for change in fix_book(book, settings) if not change.stays]
    book.save()
    if not changes:
        return "没有可以自动改正的写法。"
    shown = "\n".join(f"{c.sheet}!{c.cell}：{c.old} → {c.new}" for c in changes[:8])
    rest = f"\n…… 共 {len(changes)} 处。" if len(changes) > 8 else ""
    return f"改正了 {len(changes)} 处：\n{shown}{rest}\n不合适的可以按“撤销”。"


def recalc(book: Book, settings: Settings) -> str:
    """重算: numbers, dates, plans and every summary sheet."""
    from xlcrm.actions.recalc import recalc as again

    done = again(book, settings)
    if not done.wrote:
        return "没有变化，没有写入。"
    parts = [f"写入 {sum(done.cells.values())} 个单元格"] if done.cells else []
    parts += [f"新增 {sum(done.added.values())} 行"] if done.added else []
    parts += [f"重做 {len(done.sheets)} 张表"] if done.sheets else []
    kept = "".join(f"\n{problem.message()}{problem.hint()}" for problem in done.refused)
    return f"重算完成：{'，'.join(parts)}。请看“首页”。{kept}"


def due(book: Book, settings: Settings) -> str:
    """今日跟进: make the reminder list anew and say how many there are."""
    from xlcrm.actions.recalc import compute

    state = compute(book, settings)
    _put(book, settings, "reminders", state=state)
    counts = Counter(reminder.urgency for reminder in state.reminders)
    return (
        f"今天要联系 {counts['今日']} 位，已超时 {counts['已超时']} 位，明天到期 {counts['即将到期']} 位；"
        "详见工作表“提醒清单”。"
    )


def cards(book: Book, settings: Settings) -> str:
    """提醒卡: filled reminder cards in a workbook beside this one."""
    from xlcrm.actions.due import write_cards

    where = write_cards(book, settings)
    return f"提醒卡已做好：{where}" if where else "今天没有要联系的客户，没有生成提醒卡。"


def policy(book: Book, settings: Settings) -> str:
    """参数: the profile that holds, what was changed, what is wrong."""
    from xlcrm.actions.session import Session

    session = Session(book, settings)
    views = session.policy.all()
    changed = [view for view in views if view.value != view.default]
    lines = [f"当前方案：{session.policy.profile}。共 {len(views)} 个参数，{len(changed)} 个与默认不同。"]
    lines += [f"{view.zh}：{view.value}（默认 {view.default}，来自 {view.origin}）" for view in changed[:10]]
    lines += [f"有误：{p.message()}{p.hint()}" for p in session.policy_problems[:5]]
    lines.append("要修改，请在工作表“策略参数表”里改“值”这一列，再按“重算”。")
    return "\n".join(lines)


def complaints(book: Book, settings: Settings) -> str:
    """投诉月报: the report of the month that is over."""
    sheet = _put(book, settings, "complaints")
    return f"投诉月报已更新，见工作表“{sheet}”。"


def dashboard(book: Book, settings: Settings) -> str:
    """看板: everything on one page."""
    sheet = _put(book, settings, "dashboard")
    return f"看板已更新，见工作表“{sheet}”。"


def _put(book: Book, settings: Settings, name: str, state: object = None) -> str:
    from xlcrm.actions.recalc import compute
    from xlcrm.actions.reports import one_report
    from xlcrm.reports.carry import carried

    report = one_report(state or compute(book, settings), name)  # type: ignore[arg-type]
    book.put_report(carried(report, book.typed(report)))
    book.save()
    return report.sheet


def undo(book: Book, settings: Settings) -> str:
    """撤销: take the last run back."""
    from xlcrm.actions.undo import undo_in

    done = undo_in(book)
    back = done.restored
    kept = f"\n之后您改过的 {len(back.kept)} 处保留未动：{'、'.join(back.kept[:5])}" if back.kept else ""
    return f"已撤销“{done.run.command}”（{done.run.time}）：单元格 {back.cells} 个，行 {back.rows} 行。{kept}"


def help_(book: Book, settings: Settings) -> str:
    """帮助: what each button does."""
    lines = [f"{one.label}：{one.screentip}" for one in ACTIONS if one.name != "help"]
    return "\n".join([*lines, "手工填写的内容一律保留；每次写入前都有备份，在工作簿旁的 .xlcrm 文件夹里。"])
