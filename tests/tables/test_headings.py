"""Which column does a heading mean? (R-023)"""

import subprocess
import sys

import pytest

from xlcrm.tables import (
    CATALOGUE,
    ComplaintLog,
    CustomerIntake,
    CustomerMaster,
    FeedbackIssueTracker,
    FollowupPlan,
    RevisitCommunicationRecord,
    RevisitRecord,
    SatisfactionSurvey,
    SourceRegister,
)
from xlcrm.tables.headings import best_table, column_of, fold, recognise


@pytest.mark.parametrize(
    ("heading", "folded"),
    [
        pytest.param("客户名称（个人／公司）", "客户名称", id="full-width brackets hold a hint"),
        pytest.param("客户\n编号 ", "客户编号", id="line breaks and blanks"),
        pytest.param("客户　编号", "客户编号", id="an ideographic space"),
        pytest.param("聯系人*", "联系人", id="the spelling of the manuals, a masked name"),
        pytest.param("聯繫人＊", "联系人", id="the spelling of a typist"),
        pytest.param("客户编号※", "客户编号", id="a required mark"),
        pytest.param("报告周期：", "报告周期", id="a colon at the end"),
        pytest.param("客戶確認結果(□滿意□需改進)", "客户确认结果", id="a checkbox list in brackets"),
        pytest.param("优先级□高□中□低", "优先级", id="a checkbox list without brackets"),
        pytest.param("需求標(biāo)簽", "需求标签", id="stray pinyin"),
        pytest.param("客戶姓名(個人(必填)/公司)", "客户姓名", id="brackets in brackets"),
        pytest.param("客户名称(个人/公司", "客户名称", id="a bracket that was cut off"),
        pytest.param("后續行動建議", "后续行动建议", id="后 in a traditional word"),
        pytest.param("後續行動建議", "后续行动建议", id="後 in a traditional word"),
        pytest.param("龜茲樂器", "龟兹乐器", id="characters that no heading of ours uses"),
        pytest.param("\uf92c", "郎", id="a compatibility ideograph"),
        pytest.param("(备注)", "备注", id="nothing but a bracket"),
        pytest.param("TOP３", "top3", id="full-width digits and capitals"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_folding(heading, folded):
    assert fold(heading) == folded


@pytest.mark.parametrize(
    ("heading", "table", "name"),
    [
        pytest.param("客戶名稱(個人/公司)", CustomerMaster, "customer_name", id="traditional, with a hint"),
        pytest.param("銷售專員*", CustomerIntake, "owner", id="a masked name behind the post"),
        pytest.param("滿意度評分(1-5分)", FeedbackIssueTracker, "satisfaction_score", id="a range as hint"),
        pytest.param("客户获取渠道", SourceRegister, "source_channel", id="an alias"),
        pytest.param("客戶來源", CustomerMaster, "source_channel", id="an alias in traditional characters"),
        pytest.param("调查对象", SatisfactionSurvey, "customer_name", id="its own word for the customer"),
        pytest.param("客户名称", SatisfactionSurvey, "customer_name", id="the common word for the customer"),
        pytest.param("职位", RevisitRecord, "contact_title", id="职位 for 职务"),
        pytest.param("问题描述", RevisitCommunicationRecord, "issue_desc", id="without its group's caption"),
        pytest.param("Complaint no.", ComplaintLog, "complaint_no", id="the English label"),
        pytest.param("complaint_no", ComplaintLog, "complaint_no", id="the name in exports"),
        pytest.param("跟进时间", FollowupPlan, "next_followup_date", id="the planned time of a plan"),
        pytest.param("備用1", CustomerMaster, None, id="a heading of the user's own"),
        pytest.param(2023, CustomerMaster, None, id="a number is no heading"),
        pytest.param(None, CustomerMaster, None, id="a blank is no heading"),
    ],
)
def test_a_heading_means_a_column(heading, table, name):
    assert column_of(heading, table) == name


@pytest.mark.parametrize("table", [pytest.param(table, id=table.id) for table in CATALOGUE])
def test_every_spelling_of_a_column_means_that_column_alone(table):
    for column in table.columns.values():
        assert fold(column.hant) == fold(column.header)
        for spelling in (column.header, column.hant, column.name, *column.aliases):
            assert column_of(spelling, table) == column.name, spelling


@pytest.mark.parametrize("script", ["header", "hant", "label"])
@pytest.mark.parametrize("table", [pytest.param(table, id=table.id) for table in CATALOGUE])
def test_a_heading_row_without_a_title_finds_its_table(table, script):
    row = [getattr(column, script) for column in table.columns.values() if not column.extension]
    assert best_table(row, CATALOGUE).table is table


def test_order_is_free_and_strange_columns_are_kept_apart():
    row = ["备注", None, "获取日期", "  ", "我的颜色", "_customer_id", "來源渠道"]
    found = recognise(row, SourceRegister)
    assert found.names == ("notes", None, "acquired_date", None, None, None, "source_channel")
    assert dict(found.unknown) == {4: "我的颜色"}
    assert found.missing == ("source_detail", "owner", "customer_count", "converted_count")
    assert found.absent == ("source_detail", "owner", "customer_count", "converted_count", "conversion_rate")


def test_two_headings_of_one_column_are_both_named():
    found = recognise(["联系电话", "客户编号", "聯系方式"], ComplaintLog)
    assert found.names == ("contact_phone", "customer_id", None)
    assert [(d.name, d.first, d.second, d.headings) for d in found.doubled] == [
        ("contact_phone", 0, 2, ("联系电话", "聯系方式"))
    ]
    assert not found.unknown


def test_extension_columns_may_be_missing():
    row = [column.header for column in CustomerMaster.columns.values() if not column.extension]
    found = recognise(row, CustomerMaster)
    assert found.missing == ()
    assert "customer_kind" in found.absent


def test_computed_columns_may_be_missing_and_required_ones_may_not():
    row = [c.header for c in SourceRegister.columns.values() if c.name not in {"conversion_rate", "owner"}]
    assert recognise(row, SourceRegister).missing == ("owner",)


@pytest.mark.parametrize(
    ("row", "table"),
    [
        pytest.param(["姓名", "年龄", "爱好"], None, id="a row of something else"),
        pytest.param(["客户编号", "客户名称"], None, id="two columns are no table"),
        pytest.param([], None, id="an empty row"),
        pytest.param(
            [
                *("客户编号", "客户名称", "联系人", "职位", "联系电话", "邮箱", "所属行业", "客户等级"),
                "销售区域",
            ],
            CustomerMaster,
            id="most of the customer master and a column of the user's own",
        ),
        pytest.param(
            ["合作时长", "客户编号", "客户名称", "客户等级", "回访频率", "回访方式", "计划执行日期"],
            CATALOGUE[4],
            id="a plan of revisits, not of follow-ups",
        ),
        pytest.param(["日期", "类型", "名称", "国家/地区"], CATALOGUE[54], id="a small table, whole"),
    ],
)
def test_best_table(row, table):
    found = best_table(row, CATALOGUE)
    assert (found and found.table) is table


def test_headings_in_both_scripts_need_no_opencc():
    code = (
        "import sys; from xlcrm.tables import CATALOGUE; from xlcrm.tables.headings import best_table, fold\n"
        "for t in CATALOGUE:\n"
        "    for row in ([c.header for c in t.columns.values()], [c.hant for c in t.columns.values()]):\n"
        "        assert best_table(row + ['我的备注列', 'Mine'], CATALOGUE)\n"
        "assert 'opencc' not in sys.modules, 'opencc'\n"
        "assert not {'pandas', 'openpyxl', 'difflib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
