"""Parameters that are no switch of a conflict, and what a workbook shows of them; every parameter is read somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from xlcrm.policy import Policy
from xlcrm.policy.layers import ACTIVE
from xlcrm.policy.parameters import names, parameter
from xlcrm.tables import TABLES
from xlcrm.tables.choices import GRADES

DAY = date.fromisoformat
PACKAGE = Path(__file__).parent.parent.parent / "xlcrm"
CUSTOMER = {
    "customer_id": "2024001",
    "customer_name": "示例甲有限公司",
    "contact_name": "王经理",
    "contact_phone": "13800001234",
    "contact_email": "wang@example.cn",
    "grade": "B类",
    "owner": "李某",
    "created_date": DAY("2024-04-08"),
    "updated_date": DAY("2024-05-09"),
    "customer_kind": "公司",
}
Seen = Callable[..., object]


def vain(*days: str, feedback: str = "未接") -> list[dict[str, object]]:
    call = {"customer_id": "2024001", "method": "电话", "summary": "致电沟通需求", "feedback": feedback}
    return [{**call, "contact_date": DAY(day)} for day in days]


def review(day: str, accuracy: str) -> dict[str, object]:
    return {
        "customer_id": "2024001", "review_date": DAY(day), "reviewer": "赵敏", "review_kind": "录入审核",
        "accuracy": accuracy,
    }  # fmt: skip


class TestAttempts:
    """R-004 ``verify.failed_attempts``: who cannot be reached waits as 待核实 and stays in the list."""

    def status(self, seen, records, more=(), settings=None, **changes):
        tables = {
            "customer_master": [{**CUSTOMER, **changes}],
            "followup_record": records,
            "info_review": list(more),
        }
        book = seen(tables, settings or {})
        return book.cells("customer_master", "verify_status")[0], book.due("R-004")

    def test_three_in_a_row(self, seen) -> None:
        assert self.status(seen, vain("2024-05-06", "2024-05-08")) == (None, [])
        three = vain("2024-05-06", "2024-05-08", "2024-05-09")
        assert self.status(seen, three) == ("待核实", ["2024-05-08"])
        assert self.status(seen, three, settings={"verify.failed_attempts": 4}) == (None, [])

    def test_one_answer_in_between_or_after_ends_the_row(self, seen) -> None:
        between = vain("2024-05-06", "2024-05-09", "2024-05-10") + vain("2024-05-08", feedback="同意试用")
        assert self.status(seen, between) == (None, [])
        after = vain("2024-05-06", "2024-05-07", "2024-05-08") + vain("2024-05-09", feedback="同意试用")
        assert self.status(seen, after) == (None, [])

    def test_a_review_that_passes_clears_it_until_the_next_attempt(self, seen) -> None:
        three, whole = vain("2024-05-06", "2024-05-07", "2024-05-08"), {"industry": "教育", "tags": "急购"}
        whole |= {"source_channel": "搜索引擎", "consent_note": "允许发送产品资料"}
        assert self.status(seen, three, [review("2024-05-08", "通过")], **whole)[0] == "已核实"
        assert self.status(seen, three, [review("2024-05-07", "通过")], **whole)[0] == "待核实"

    def test_what_was_typed_stays_and_is_told(self, seen) -> None:
        three = vain("2024-05-06", "2024-05-07", "2024-05-08")
        book = seen(
            {"customer_master": [{**CUSTOMER, "verify_status": "已核实"}], "followup_record": three}, {}
        )
        assert book.cells("customer_master", "verify_status") == ["已核实"]
        [told] = [p.message() for p in book.state.problems if p.rule == "R-004"]
        assert "按策略应为“待核实”" in told
        assert "连续 3 次联系不上" in told

    def test_neither_number_nor_address_leads_anywhere(self, seen) -> None:
        assert self.status(seen, [], contact_phone="138–", contact_email="wangxxtech")[0] == "待核实"
        assert self.status(seen, [], contact_phone="138–")[0] is None


class TestGaps:
    """R-021 ``fill.unknown_after_review``: what two reviews could not fill becomes 未知."""

    def filled(self, seen, *days: str, settings=None, **changes):
        reviews = [review(day, "未验证") for day in days]
        tables = {"customer_master": [{**CUSTOMER, "contact_email": None, **changes}], "info_review": reviews}
        book = seen(tables, settings or {})
        columns = ("industry", "contact_phone", "contact_email", "company_size")
        return [book.cells("customer_master", name)[0] for name in columns]

    def test_after_the_second_review_only(self, seen) -> None:
        assert self.filled(seen, "2024-05-06") == [None, "13800001234", None, None]
        twice = ("2024-05-06", "2024-05-08")
        assert self.filled(seen, *twice) == ["未知", "13800001234", "未知", "未知"]
        assert self.filled(seen, *twice, settings={"fill.unknown_after_review": False}) == [
            None, "13800001234", None, None,
        ]  # fmt: skip

    def test_a_person_has_neither_industry_nor_size(self, seen) -> None:
        person = {"customer_kind": "个人", "customer_name": "张三(个人)"}
        assert self.filled(seen, "2024-05-06", "2024-05-08", **person)[::3] == [None, None]

    def test_it_is_counted_as_a_group_of_its_own(self, seen) -> None:
        reviews = [review(day, "未验证") for day in ("2024-05-06", "2024-05-08")]
        book = seen({"customer_master": [CUSTOMER], "info_review": reviews, "order": []}, {})
        assert book.column("industries", "industry_report", "industry") == ["未知"]


TAGGED = {"customer_master": [{**CUSTOMER, "tags": "急购;超急", "grade": "D类"}], "choice_list": []}


class TestNewWords:
    """R-012 ``choice.auto_add``: open lists take up what people write."""

    def test_recalculation_adds_them_to_the_list(self, seen) -> None:
        assert seen(TAGGED, {}).cells("choice_list", "value") == []
        book = seen(TAGGED, {"choice.auto_add": True})
        added = [book.cells("choice_list", name) for name in ("list_name", "value", "enabled")]
        assert added == [["需求标签"], ["超急"], ["是"]]
        assert [p.severity for p in book.state.problems if p.rule == "R-012"] == ["error"], (
            "of the grade alone"
        )

    def test_until_then_a_validation_says_so(self, seen) -> None:
        of_tags = {on: seen(TAGGED, {"choice.auto_add": on}).found("R-012", "tags") for on in (False, True)}
        assert of_tags == {False: ["I2 warning"], True: ["I2 info"]}

    def test_numbers_of_cards_are_put_in_no_list(self, seen) -> None:
        tables = {**TAGGED, "customer_master": [{**CUSTOMER, "tags": "4111111111111111"}]}
        assert seen(tables, {"choice.auto_add": True}).cells("choice_list", "value") == []


# every parameter is read somewhere


class Read(ast.NodeVisitor):
    """Texts of one module, apart from docstrings, and what its f-strings begin with."""

    def __init__(self, tree: ast.Module) -> None:
        self.texts: set[str] = set()
        self.stems: set[str] = set()
        self._words = {id(node.body[0].value) for node in ast.walk(tree) if self._documented(node)}
        self.visit(tree)

    @staticmethod
    def _documented(node: ast.AST) -> bool:
        bodied = ast.Module | ast.ClassDef | ast.FunctionDef
        return isinstance(node, bodied) and bool(node.body) and isinstance(node.body[0], ast.Expr)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """f"second.{letter}": what is filled in are texts of the module, or letters of a grade."""
        first = node.values[0]
        if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z_]+(\.\w+)*\.", str(first.value)):
            self.stems.add(str(first.value))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and id(node) not in self._words:
            self.texts.add(node.value)


MODULES = {
    path: Read(ast.parse(path.read_text("utf-8")))
    for path in PACKAGE.rglob("*.py")
    if path.parent.name != "policy"
}
FILLED_IN = {value[0] for value in GRADES.values} | {"潜在", "合作", "沉睡", "一般", "严重", "重大"}
"""What an f-string may fill in besides texts of its module: grades, stages, levels of complaints."""


def is_read(name: str, modules: object = None) -> bool:
    """True when a module names the parameter, or puts its name together."""
    for module in MODULES.values() if modules is None else modules:
        if name in module.texts:
            return True
        words = module.texts | FILLED_IN | {"*", "<stage>", "<level>"}
        for stem in module.stems:
            if name.startswith(stem) and all(part in words for part in name.removeprefix(stem).split(".")):
                return True
    return False


def test_every_parameter_is_read_by_some_code() -> None:
    series = {name for name in names() if name.startswith("id.")}  # named by the columns, as their series
    declared = {
        c.series for table in TABLES.values() for c in table.columns.values() if getattr(c, "series", None)
    }
    assert all(parameter(name).name in series for name in declared)
    by_policy = {ACTIVE}  # read by the policy itself
    assert [name for name in names() if name not in series | by_policy and not is_read(name)] == []


def test_a_parameter_that_nothing_reads_would_be_noticed() -> None:
    """The scan above can fail: one module less, and its parameters are missed."""
    others = [module for path, module in MODULES.items() if path.name != "verification.py"]
    assert not is_read("fill.unknown_after_review", others)
    assert not is_read("churn.colour")
    assert not is_read("second.Z")
    assert Policy.default().flag("fill.unknown_after_review")
