"""What others may see: masks (R-134), rights by role (R-135), protected workbooks (R-153)."""

from __future__ import annotations

import pytest

from xlcrm.checks import masking
from xlcrm.checks.protection import unprotected
from xlcrm.checks.roles import Permissions
from xlcrm.policy import Policy
from xlcrm.tables import TABLES

MASKS = [
    pytest.param("contact_phone", "13800001234", "138****1234", id="a mobile"),
    pytest.param("contact_phone", "010-65551234", "010-****1234", id="a landline"),
    pytest.param("contact_phone", "13800001234、13900005678", "138****1234、139****5678", id="two numbers"),
    pytest.param("contact_phone", "138****1234", "138****1234", id="masked already"),
    pytest.param("contact_email", "zhang@example.com", "z****@example.com", id="an address"),
    pytest.param("contact_email", "a@example.com", "a@example.com", id="one letter only"),
    pytest.param("contact_name", "王小明", "王**", id="a person"),
    pytest.param("contact_name", "欧阳修", "欧阳*", id="a surname of two characters"),
    pytest.param("contact_name", "王经理", "*经理", id="surname and title"),
    pytest.param("contact_name", "赵总", "*总", id="a short title"),
    pytest.param("customer_name", "示例云图科技有限公司", "*科技有限公司", id="a company"),
    pytest.param("customer_name", "云图科技", "*图科技", id="a short company"),
    pytest.param("customer_name", "张三(个人)", "张*(个人)", id="a person as customer"),
    pytest.param("grade", "A类", "A类", id="what is no personal data"),
    pytest.param("contact_name", "", "", id="blank"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text", "masked"), MASKS)
def test_mask(column: str, text: str, masked: str) -> None:
    assert masking.mask(column, text) == masked
    assert masking.mask(column, masked) == masked


def test_a_mask_of_every_column_of_the_master() -> None:
    """Phones, addresses and names are hidden by their columns, whatever they are called."""
    shown = {
        name: masking.mask(column, "13800001234" if "phone" in name else "zhang@example.com")
        for name, column in TABLES["customer_master"].columns.items()
        if "phone" in name or "email" in name
    }
    assert shown == {"contact_phone": "138****1234", "contact_email": "z****@example.com"}


RIGHTS = [
    pytest.param("销售经理", "followup_record", "全部", False, id="sales managers see all"),
    pytest.param("数据管理员", "customer_master", "全部", True, id="the data administrator changes"),
    pytest.param("销售专员", "customer_master", "本人", True, id="sales see their own"),
    pytest.param("客服", "complaint_log", "全部", False, id="service sees complaints"),
    pytest.param("客服专员", "complaint_log", "全部", False, id="a post has the rights of its role"),
    pytest.param("客服", "followup_record", "否", False, id="service sees no sales records"),
    pytest.param("法务", "contract", "全部", False, id="legal sees contracts"),
    pytest.param("法务", "customer_master", "否", False, id="legal sees no customers"),
    pytest.param("访客", "customer_master", "否", False, id="an unknown role sees nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("post", "table", "view", "edit"), RIGHTS)
def test_rights(post: str, table: str, view: str, edit: bool) -> None:
    assert Permissions().right(post, table) == (view, edit)


def test_the_workbook_changes_the_rights() -> None:
    own = Permissions([("客服", "客户跟进记录表", "脱敏", False), ("访客", "全部", "脱敏", False)])
    assert own.right("客服专员", "followup_record").view == "脱敏"
    assert own.right("访客", "contract").view == "脱敏"
    assert own.right("客服", "complaint_log").view == "全部"


def test_refusals_are_told() -> None:
    (refused,) = Permissions().refusals("客服", ["complaint_log", "followup_record"])
    assert (refused.rule, refused.table) == ("R-135", "followup_record")
    assert TABLES["followup_record"].title in refused.message()


@pytest.mark.parametrize(
    ("encrypted", "required", "severities"),
    [
        pytest.param(True, True, [], id="with a password"),
        pytest.param(False, False, ["warning"], id="without a password"),
        pytest.param(False, True, ["error"], id="without the password that is required"),
    ],
)
def test_protection(encrypted: bool, required: bool, severities: list[str]) -> None:
    policy = Policy.default().with_values({"protect.require_password": required})
    columns = TABLES["customer_master"].columns.values()
    found = list(unprotected(columns, policy, encrypted=encrypted))
    assert [(p.rule, p.severity) for p in found] == [("R-153", severity) for severity in severities]
    assert all("2 列" in p.message() for p in found)


def test_a_workbook_without_phones_needs_no_password() -> None:
    columns = TABLES["source_register"].columns.values()
    assert list(unprotected(columns, Policy.default(), encrypted=False)) == []
