"""A wrong declaration stops the import with a sentence that names the cure."""

import pytest

from xlcrm.tables import CATALOGUE, TABLES, ComplaintLog, KnowledgeBase
from xlcrm.tables.choices import YES_NO, ChoiceList, DeclarationError
from xlcrm.tables.column import Choice, Date, Id, Int, Ref, Text, when, when_judged
from xlcrm.tables.table import Table, check_catalogue

NAME = Text("名称", "名稱", "Name")


def declare(key: str = "", **columns: object) -> type[Table]:
    """A table with these columns."""
    body = {"__module__": __name__, "__doc__": "One row per try.", **columns}
    return type(Table)("Tried", (Table,), body, id="tried", title=("试表", "試表"), source="试", key=key)


def wrong_reference(to: str) -> None:
    check_catalogue([declare(other=Ref("其他", "其他", "Other", to=to)), *CATALOGUE])


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        pytest.param(
            lambda: wrong_reference("complaint_logs"),
            "there is no table 'complaint_logs': did you mean 'complaint_log'?",
            id="a reference to no table",
        ),
        pytest.param(
            lambda: wrong_reference("customer_master.customer_nam"),
            "has no column 'customer_nam': did you mean 'customer_name'?",
            id="a reference to no column",
        ),
        pytest.param(
            lambda: wrong_reference("complaint_tracking"),
            "complaint_tracking has no single key: write complaint_tracking.column",
            id="a reference to a table without a single key",
        ),
        pytest.param(
            lambda: declare(one=NAME, two=Text("名称", "名稱", "Name")),
            "heading '名称' stands in both one and two: give one of them another heading",
            id="one heading twice",
        ),
        pytest.param(
            lambda: declare(one=Choice("选择", "選擇", "Choice", options=ChoiceList("空", ()))),
            "tried.one is a choice without options: give its list values",
            id="a choice without options",
        ),
        pytest.param(
            lambda: declare(one=(NAME,)),
            "tried.one is a tuple: take away the comma at the end of its line",
            id="a comma behind a column",
        ),
        pytest.param(
            lambda: declare(title=NAME),
            "tried.title: the table needs this name itself: write title_ = ...",
            id="a column called like a property of the table",
        ),
        pytest.param(
            lambda: declare(
                one=Text("甲", "甲", "One", required=when("too", "x", phrase="x", zh="x")), two=NAME
            ),
            "tried.one names the column 'too', which it has not: did you mean 'two'?",
            id="a condition on no column",
        ),
        pytest.param(
            lambda: declare(one=Date("甲", "甲", "One", not_before="too"), two=NAME),
            "tried.one names the column 'too', which it has not: did you mean 'two'?",
            id="not before no column",
        ),
        pytest.param(
            lambda: declare(one=Int("甲", "甲", "One", most="zzz"), two=NAME),
            "tried.one names the column 'zzz', which it has not: choose one of one, two",
            id="at most no column",
        ),
        pytest.param(
            lambda: declare(one=Text("甲", "甲", "One", blank_means="too"), two=NAME),
            "tried.one names the column 'too', which it has not: did you mean 'two'?",
            id="a blank that means no column",
        ),
        pytest.param(
            lambda: declare(key="oen", one=NAME),
            "tried.key names the column 'oen', which it has not: did you mean 'one'?",
            id="a key of no column",
        ),
        pytest.param(lambda: declare(), "tried has no columns: declare at least one", id="no columns"),
        pytest.param(
            lambda: declare(one=Id("甲", "甲", "One", pattern="[0-9")),
            "tried.one has a pattern that is no regular expression",
            id="a pattern that cannot be read",
        ),
        pytest.param(
            lambda: check_catalogue([declare(one=NAME), declare(one=NAME)]),
            "two tables are called tried: rename one",
            id="one id twice",
        ),
        pytest.param(
            lambda: ChoiceList("试", ("甲",), {"一": "乙"}),
            "list 试: '一' is to mean '乙', which is no value of it: add the value",
            id="a synonym of no value",
        ),
        pytest.param(
            lambda: ChoiceList("试", ("甲", "乙"), {"甲": "乙"}),
            "list 试: '甲' is a value and a synonym: keep one",
            id="a value that is a synonym as well",
        ),
        pytest.param(
            lambda: ChoiceList("试", ("甲", "甲")),
            "list 试 holds a value twice: take one away",
            id="a value twice",
        ),
    ],
)
def test_a_wrong_declaration_names_its_cure(attempt, says):
    with pytest.raises(DeclarationError) as stopped:
        attempt()
    assert says in str(stopped.value)


def test_two_tables_may_not_share_a_title():
    other = type(Table)(
        "Other", (Table,), {"one": NAME}, id="other", title=("客户投诉登记表", "客戶投訴登記表"), source="试"
    )
    with pytest.raises(DeclarationError, match="complaint_log share the title 客户投诉登记表: change one"):
        check_catalogue([*CATALOGUE, other])


def test_a_condition_that_a_rule_judges_names_no_column():
    table = declare(one=Text("甲", "甲", "One", required=when_judged("R-091", phrase="late", zh="超时")))
    need = table.columns["one"].required
    assert (need.rule, need.test("anything")) == ("R-091", False)


def test_an_open_list_may_be_empty():
    assert declare(one=Choice("甲", "甲", "One", options=ChoiceList("空", (), open=True))).columns["one"]


def test_a_column_read_from_its_table_is_its_name():
    assert (ComplaintLog.level, ComplaintLog.header("level")) == ("level", "投诉等级")
    assert (KnowledgeBase.title_, KnowledgeBase.title) == ("title", "知识库")
    assert "title" in KnowledgeBase.columns


def test_a_sheet_title_holds_no_slash():
    slashed = [table.sheet() for table in CATALOGUE if "/" in table.title]
    assert slashed == ["订单／销售记录", "A／B测试登记表"]
    assert all(len(table.sheet()) <= 31 and not set(table.sheet()) & set("[]:*?/\\") for table in CATALOGUE)


def test_every_table_has_a_docstring_a_source_and_a_key():
    for table in CATALOGUE:
        assert (table.__doc__ or "").startswith("One "), table.id
        assert table.source, table.id
        assert table.key, table.id


def test_packs():
    def pack(name):
        return [table.id for table in CATALOGUE if table.pack == name]

    assert [len(pack(name)) for name in ("core", "sales", "service", "full")] == [30, 9, 9, 2]
    assert pack(None) == [
        "satisfaction_survey",
        "revisit_communication_record",
        "satisfaction_assessment",
        "customer_intake",
        "revisit_record",
        "followup_card",
    ]


def test_references_lead_to_keys_or_columns():
    assert TABLES["complaint_tracking"].columns["complaint_no"].to == "complaint_log"
    assert YES_NO.meaning["是"] == "是"
