"""The customer master: what each rule says of a row, both sides of its boundaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import pytest

from xlcrm.policy import Policy

Told = Callable[..., list[str]]
CASES = [
    # R-001 必填项完整
    pytest.param("R-001", {"contact_phone": None, "contact_email": None}, ["error contact_phone"], id="no phone and no e-mail"),
    pytest.param("R-001", {"contact_phone": None}, [], id="an e-mail alone will do"),
    pytest.param("R-001", {"tags": None, "need_desc": None}, ["error tags"], id="neither tags nor a description of the need"),
    pytest.param("R-001", {"tags": None}, [], id="a description of the need stands for the tags"),
    pytest.param(
        "R-001", {"customer_name": "张三(个人)", "customer_kind": "个人", "contact_name": None, "industry": None}, [],
        id="a person needs neither contact nor industry",
    ),
    pytest.param("R-001", {"contact_name": None}, ["error contact_name"], id="a company needs a contact person"),
    pytest.param("R-001", {"industry": "-"}, ["error industry"], id="a dash is no industry"),
    pytest.param(
        "R-001", {"customer_name": "(个人)", "customer_kind": "个人", "contact_name": None}, ["error customer_name"],
        id="(个人) without a name in front",
    ),
    pytest.param("R-001", {"owner": "N/A"}, ["error owner"], id="N/A is blank"),
    pytest.param("R-001", {"customer_status": "合作"}, ["warning coop_start_date"], id="a cooperating customer without a start"),
    pytest.param("R-001", {"customer_status": "成交"}, ["warning coop_start_date"], id="成交 means 合作"),
    # R-002 第二人复核 is in test_reviews below
    # R-004 标记待核实
    pytest.param(
        "R-004", {"contact_phone": "138–", "contact_email": "wangxxtech"}, ["warning verify_status"],
        id="verified although phone and e-mail are broken",
    ),
    pytest.param("R-004", {"contact_phone": "138–"}, [], id="a good e-mail keeps the customer reachable"),
    # R-005 电话号码有效
    pytest.param("R-005", {"contact_phone": "138–"}, ["error contact_phone"], id="digits lost, though there is an e-mail"),
    pytest.param("R-005", {"contact_phone": "138–", "contact_email": None}, ["error contact_phone"], id="digits lost and no other channel"),
    pytest.param("R-005", {"contact_phone": "138–", "contact_email": "wangxxtech"}, ["error contact_phone"], id="a broken e-mail is no channel"),
    pytest.param("R-005", {"contact_phone": "139–5678"}, ["error contact_phone"], id="an en dash in place of digits"),
    pytest.param("R-005", {"contact_phone": 13800001234}, [], id="a number cell with eleven digits"),
    pytest.param("R-005", {"contact_phone": "010-6555 1234"}, ["info contact_phone"], id="a landline with a blank is only another form"),
    pytest.param("R-005", {"contact_phone": "138****1234"}, ["info contact_phone"], id="a masked number passes with a hint"),
    pytest.param("R-005", {"contact_phone": "未知"}, ["info contact_phone"], id="未知 is told as a hint"),
    pytest.param("R-005", {"contact_phone": "4008108888"}, [], id="a 400 number"),
    pytest.param("R-005", {"contact_phone": "12800001234"}, ["warning contact_phone"], id="mobiles begin with 13 to 19"),
    pytest.param("R-005", {"contact_phone": "65551234"}, ["warning contact_phone"], id="a landline without area code"),
    # R-006 邮箱有效
    pytest.param("R-006", {"contact_email": "wangxxtech"}, ["error contact_email"], id="no @"),
    pytest.param("R-006", {"contact_email": "wang@xxtech"}, ["error contact_email"], id="no dot in the domain"),
    pytest.param("R-006", {"contact_email": "a@b@xxtech.example"}, ["error contact_email"], id="two @"),
    pytest.param("R-006", {"contact_email": "a..b@xxtech.example"}, ["error contact_email"], id="two dots in a row"),
    pytest.param("R-006", {"contact_email": "wang＠xxtech.example"}, ["info contact_email"], id="a full-width ＠ is only another form"),
    pytest.param("R-006", {"contact_email": "a@xxtech.example;b@xxtech.example"}, [], id="two addresses with a semicolon"),
    # R-007 不得记录的敏感数据
    pytest.param("R-007", {"need_desc": "证件11010519491231002X"}, ["error need_desc"], id="an identity card in a long text"),
    pytest.param("R-007", {"need_desc": "证件110105194912310021"}, [], id="a wrong check digit is no identity card"),
    pytest.param("R-007", {"owner": "4111111111111111"}, ["error owner"], id="a bank card in place of a name"),
    pytest.param("R-007", {"need_desc": "单号1234567890123456"}, [], id="sixteen digits that fail Luhn"),
    pytest.param("R-007", {"contact_phone": "11010519491231002X"}, ["error contact_phone"], id="an identity card in place of the phone"),
    pytest.param("R-007", {"need_desc": "卡号 4111 1111 1111 1111"}, ["error need_desc"], id="a bank card in groups of four"),
    pytest.param("R-007", {"need_desc": "证件１１０１０５１９４９１２３１００２Ｘ"}, ["error need_desc"], id="full-width digits"),
    pytest.param("R-007", {"need_desc": "证件110105491231002"}, ["error need_desc"], id="an old identity card of fifteen digits"),
    pytest.param("R-007", {"need_desc": "单号110105491331002"}, [], id="fifteen digits without a birthday"),
    # R-008 公司名称写全称
    pytest.param("R-008", {"customer_name": "科技"}, ["warning customer_name"], id="科技 is too short"),
    pytest.param("R-008", {"customer_name": "示例云图科技"}, ["warning customer_name"], id="no legal form"),
    pytest.param("R-008", {"customer_name": "XX科技有限公司"}, [], id="a full name"),
    pytest.param("R-008", {"customer_name": "云有限公司"}, ["warning customer_name"], id="five characters"),
    pytest.param("R-008", {"customer_name": "云图有限公司"}, [], id="six characters"),
    pytest.param("R-008", {"customer_name": "张三（个人）", "customer_kind": "个人"}, [], id="a person"),
    pytest.param("R-008", {"customer_name": "张三(个人)"}, ["warning customer_kind"], id="the kind says company, the name says person"),
    pytest.param("R-008", {"customer_name": "示例云图（北京）有限公司"}, [], id="full-width brackets"),
    pytest.param("R-008", {"customer_name": "Example Trading Co., Ltd."}, [], id="Ltd."),
    # R-009 地址写到街道
    pytest.param("R-009", {"address": "上海市浦东新区"}, ["warning address"], id="no street"),
    pytest.param("R-009", {"address": "广东省广州市天河区体育东路100号"}, [], id="all four parts"),
    pytest.param("R-009", {"address": "北京市朝阳区建国路88号"}, [], id="a municipality is province and city"),
    pytest.param("R-009", {"address": "广州市天河区体育东路1号"}, ["warning address"], id="no province"),
    pytest.param("R-009", {"address": "香港九龙弥敦道1号"}, [], id="Hong Kong"),
    pytest.param("R-009", {"address": "1 Main Street"}, [], id="abroad"),
    # R-010 金额单位
    pytest.param("R-010", {"budget_range": "约50万元"}, ["info budget_range"], id="about 50万元"),
    pytest.param("R-010", {"budget_range": "30-50万元"}, [], id="a range"),
    pytest.param("R-010", {"budget_range": 50}, ["info budget_range"], id="a bare number takes yuan"),
    pytest.param("R-010", {"budget_range": "5000美元"}, ["error budget_range"], id="another currency"),
    pytest.param("R-010", {"budget_range": "50k"}, ["error budget_range"], id="k"),
    pytest.param("R-010", {"budget_range": "五十万"}, ["error budget_range"], id="Chinese numerals"),
    # R-011 日期真实且有序
    pytest.param("R-011", {"updated_date": date(2024, 4, 30)}, ["error updated_date"], id="updated before created"),
    pytest.param("R-011", {"updated_date": date(2024, 5, 1)}, [], id="updated on the day of creation"),
    pytest.param("R-011", {"updated_date": date(2024, 5, 20)}, [], id="today"),
    pytest.param("R-011", {"updated_date": date(2024, 5, 21)}, ["error updated_date"], id="tomorrow"),
    pytest.param("R-011", {"need_date": date(2030, 1, 1)}, [], id="a plan may lie in the future"),
    pytest.param("R-011", {"updated_date": "2024–"}, ["error updated_date"], id="digits lost"),
    pytest.param("R-011", {"updated_date": "2024-02-30"}, ["error updated_date"], id="no such day"),
    pytest.param("R-011", {"updated_date": "2024/5/3"}, ["info updated_date"], id="a date as text"),
    pytest.param("R-011", {"updated_date": "2024年5月3日"}, ["info updated_date"], id="a date in Chinese"),
    pytest.param("R-011", {"updated_date": "2024年4月3日"}, ["error updated_date", "info updated_date"], id="a date as text that is out of order"),
    pytest.param("R-011", {"updated_date": "5月3日"}, ["warning updated_date"], id="a date without its year"),
    pytest.param("R-011", {"updated_date": 45415}, ["error updated_date"], id="a day number without its format"),
    #
    pytest.param("R-012", {"tags": "服务器采购；预算50万"}, [], id="a full-width semicolon"),
    pytest.param("R-012", {"tags": "超急"}, ["warning tags"], id="an unknown tag"),
    pytest.param("R-012", {"grade": "D类"}, ["error grade"], id="D类"),
    pytest.param("R-012", {"grade": "A+"}, ["error grade"], id="A+"),
    pytest.param("R-012", {"grade": "☑A类☑B类"}, ["error grade"], id="two boxes ticked"),
    pytest.param("R-012", {"industry": "渔业"}, ["warning industry"], id="an industry beyond the open list"),
    pytest.param("R-012", {"source_channel": "展会"}, ["info source_channel"], id="a synonym"),
    pytest.param("R-012", {"customer_mark": "普通"}, [], id="普通 is no mark"),
    pytest.param("R-013", {"grade": "A(高价值)"}, ["info grade"], id="A(高价值)"),
    pytest.param("R-013", {"grade": "ｂ類"}, ["info grade"], id="full-width and traditional"),
    pytest.param("R-013", {"grade": "□A类☑B类□C类"}, ["info grade"], id="a ticked box"),
    pytest.param("R-013", {"grade": "VIP"}, ["info grade"], id="VIP is an A of value"),
    pytest.param("R-013", {"intent_grade": "高意向"}, ["info intent_grade"], id="高意向 is an A of intent"),
    # R-016 客户编号格式
    pytest.param("R-016", {"customer_id": "C-17"}, ["error customer_id"], id="another pattern"),
    pytest.param("R-016", {"customer_id": "2024002"}, ["error customer_id 2"], id="a number twice"),
    pytest.param("R-016", {"customer_id": 2024001}, [], id="a number cell"),
    pytest.param("R-016", {"customer_id": "2023001"}, ["warning customer_id"], id="the year of another record"),
    #
    pytest.param("R-021", {"customer_name": "未知"}, ["warning customer_name"], id="the name may not be 未知"),
    pytest.param("R-021", {"owner": "未知"}, ["info owner"], id="未知 fills a cell with a hint"),
    pytest.param("R-022", {"culture_mark": "佛教"}, ["error culture_mark"], id="a culture mark without consent"),
    pytest.param("R-046", {"coop_start_date": date(2023, 7, 10)}, ["info coop_start_date"], id="cooperation before the record"),
    pytest.param("R-137", {"timezone": "柏林"}, ["info timezone"], id="no such zone"),
    pytest.param("R-137", {"timezone": "Europe/Berlin"}, [], id="a zone"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), CASES)
def test_a_customer(told: Told, rule: str, change: dict[str, Any], expected: list[str]) -> None:
    found = [
        line.replace("customer_master.", "")
        for line in told(rule, customer_master=[change])
        if "customer_master" in line
    ]
    assert found == expected


def only(lines: list[str], table: str) -> list[str]:
    return [line.replace(f"{table}.", "") for line in lines if f" {table}." in line]


class TestConsent:
    """R-003: a consent covers its scope from the day it is given to the day before it is withdrawn."""

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            pytest.param(date(2024, 2, 29), [], id="the day before the withdrawal"),
            pytest.param(date(2024, 3, 1), ["error method"], id="the day of the withdrawal"),
            pytest.param(date(2023, 8, 14), ["error method"], id="the day before it was given"),
            pytest.param(date(2023, 8, 15), [], id="the day it was given"),
        ],
    )
    def test_marketing_mail(self, told: Told, day: date, expected: list[str]) -> None:
        consent = {"given_date": date(2023, 8, 15), "withdrawn_date": date(2024, 3, 1)}
        contact = {
            "contact_date": day,
            "method": "邮件",
            "topic": "资料推送",
            "entered_at": None,
            "action_done_date": None,
            "action_status": None,
        }
        found = told("R-003", consent_record=[consent], followup_record=[contact])
        assert only(found, "followup_record") == expected

    def test_a_text_message_without_its_scope_is_a_warning(self, told: Told) -> None:
        assert only(told("R-003", followup_record=[{"method": "短信"}]), "followup_record") == [
            "warning method"
        ]

    def test_a_note_without_a_record_is_a_warning(self, told: Told) -> None:
        found = told("R-003", consent_record=[{"customer_id": "2024002"}])
        assert only(found, "customer_master") == ["warning consent_note"]

    def test_sensitive_data_may_be_kept_with_consent(self, told: Told) -> None:
        consent = {"scope": "允许发送产品资料;敏感信息"}
        change = {"need_desc": "证件11010519491231002X", "culture_mark": "佛教"}
        assert told("R-007", consent_record=[consent], customer_master=[change]) == []
        assert told("R-022", consent_record=[consent], customer_master=[change]) == []


class TestReviews:
    """R-002, R-004: somebody else looks at every new row."""

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            pytest.param(date(2024, 5, 4), [], id="three days after it was entered"),
            pytest.param(date(2024, 5, 5), ["warning created_date"], id="four days after it was entered"),
        ],
    )
    def test_a_row_without_review(self, told: Told, today: date, expected: list[str]) -> None:
        review = {"customer_id": "2024002"}
        found = told(
            "R-002", today, info_review=[review], customer_master=[{}, {"created_date": date(2024, 5, 4)}]
        )
        assert only(found, "customer_master") == expected

    def test_the_owner_is_no_reviewer(self, told: Told) -> None:
        found = told("R-002", info_review=[{"reviewer": "李某"}], choice_list=[{}, {}, {"value": "李某"}])
        assert only(found, "info_review") == ["warning reviewer"]

    def test_a_reviewer_of_another_post(self, told: Told) -> None:
        assert only(told("R-002", info_review=[{"reviewer": "周某"}]), "info_review") == ["warning reviewer"]

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            pytest.param(date(2024, 6, 1), [], id="thirty days after the review"),
            pytest.param(date(2024, 6, 2), ["warning verify_status"], id="thirty-one days after the review"),
        ],
    )
    def test_a_doubtful_customer_is_looked_at_again(
        self, told: Told, today: date, expected: list[str]
    ) -> None:
        found = told("R-004", today, customer_master=[{"verify_status": "待核实"}])
        assert only(found, "customer_master") == expected

    def test_an_unverified_review_contradicts_the_state(self, told: Told) -> None:
        found = told("R-004", info_review=[{"accuracy": "未验证", "verdict": "待核实"}])
        assert only(found, "customer_master") == ["warning verify_status"]


class TestDuplicates:
    """R-017: certain, possible, hint."""

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            pytest.param({"contact_phone": "13800000001", "contact_name": "王经理"}, ["warning contact_phone 2"], id="the same phone and contact"),
            pytest.param(
                {"contact_phone": "138 0000 0001", "contact_name": "王经理"}, ["warning contact_phone 2"],
                id="the same phone in another form",
            ),
            pytest.param({"contact_phone": "13800000001"}, ["warning contact_phone 2"], id="a switchboard that two persons share"),
            pytest.param({"contact_email": "WANG@xxtech.example"}, ["warning contact_email 2"], id="the same e-mail"),
            pytest.param({"customer_name": "示例雲圖科技"}, ["warning customer_name 2"], id="the same name without its legal form, traditional"),
            pytest.param(
                {"customer_name": "示例云图科技（集团）股份有限公司"}, ["warning customer_name 2"],
                id="the same name with another legal form",
            ),
            pytest.param({"customer_name": "云图科技有限公司", "region": None}, ["info customer_name 2"], id="one name within the other"),
            pytest.param(
                {"customer_name": "云图科技有限公司", "region": None, "contact_name": "王经理"}, ["warning customer_name 2"],
                id="one name within the other and the same contact",
            ),
            pytest.param({"customer_name": "示例恒达贸易有限公司"}, [], id="another name"),
        ],
    )  # fmt: skip
    def test_the_second_customer(self, told: Told, change: dict[str, Any], expected: list[str]) -> None:
        assert only(told("R-017", customer_master=[{}, change]), "customer_master") == expected

    @pytest.mark.parametrize(
        ("holders", "expected"),
        [
            pytest.param(1, "duplicate-possible", id="one customer of the same city"),
            pytest.param(2, "duplicate-short", id="two of them"),
            pytest.param(6, "duplicate-short", id="more than are listed"),
        ],
    )
    def test_a_short_common_name_is_one_problem_however_many_contain_it(
        self, problems: Callable[..., list[Any]], holders: int, expected: str
    ) -> None:
        firms = [
            {
                "customer_id": f"202300{n}",
                "customer_name": f"示例{word}科技有限公司",
                "contact_name": f"{word}经理",
                "contact_phone": f"1380000001{n}",
                "contact_email": None,
                "region": "上海市",
            }
            for n, word in enumerate("甲乙丙丁戊己"[:holders], 2)
        ]
        short = {
            "customer_id": "2023009",
            "customer_name": "科技",
            "contact_name": "己经理",
            "contact_phone": None,
            "contact_email": "ji@xxtech.example",
            "region": "上海市",
        }
        (found,) = [p for p in problems(customer_master=[*firms, short]) if p.rule == "R-017"]
        assert (found.kind.code, found.severity, found.value) == (expected, "warning", "科技")
        if expected == "duplicate-short":
            assert f"{holders} 个" in found.message()
            assert ("等）" in found.message()) == (holders > 5)
            assert found.fields["ids"].startswith("2023007" if holders == 6 else "2023002"), (
                "the same contact first"
            )

    def test_two_persons_may_bear_one_name(self, told: Told) -> None:
        person = {"customer_name": "王伟(个人)", "customer_kind": "个人", "contact_name": None}
        other = {**person, "contact_name": "王伟"}
        assert told("R-017", customer_master=[person, other]) == []

    def test_certain_says_so(self, problems: Callable[..., list[Any]]) -> None:
        same = {"contact_phone": "13800000001", "contact_name": "王经理"}
        codes = {p.kind.code for p in problems(customer_master=[{}, same]) if p.rule == "R-017"}
        assert codes == {"duplicate-certain"}


class TestHeadings:
    """R-022: a column too many."""

    def find(self, make_rows: Callable[..., Any], heading: str) -> list[tuple[str, str]]:
        from xlcrm.checks import check_tables

        rows = make_rows("source_register", [], ["source_channel", heading])
        found = check_tables({"source_register": rows}, Policy.default(), date(2024, 5, 20))
        return [(p.severity, p.cell or "") for p in found if p.rule == "R-022"]

    @pytest.mark.parametrize(
        ("heading", "expected"),
        [
            pytest.param("身份证号", [("error", "B1")], id="an identity card is not collected"),
            pytest.param("銀行卡號", [("error", "B1")], id="a bank card in traditional characters"),
            pytest.param("备用1", [("warning", "B1")], id="an unknown column"),
            pytest.param("_助手", [], id="a helper column"),
        ],
    )
    def test_a_heading_of_ones_own(
        self, make_rows: Callable[..., Any], heading: str, expected: list[tuple[str, str]]
    ) -> None:
        assert self.find(make_rows, heading) == expected


def test_the_list_of_the_workbook_adds_and_takes_away(told: Told) -> None:
    own = [
        {"list_name": "需求标签", "value": "超急", "synonyms": "火急", "enabled": "是"},
        {"list_name": "需求标签", "value": "服务器采购", "enabled": "否"},
    ]
    assert told("R-012", choice_list=own, customer_master=[{"tags": "超急"}, {"tags": "火急"}]) == [
        "info customer_master.tags 2"
    ]
    assert told("R-012", choice_list=own, customer_master=[{"tags": "服务器采购"}]) == [
        "warning customer_master.tags",
        "warning customer_master.tags 2",
    ]


def test_a_list_that_there_is_not(told: Told) -> None:
    assert told("R-012", choice_list=[{"list_name": "客户级别"}]) == ["warning choice_list.list_name"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("error", ["error customer_master.tags"], id="error"),
        pytest.param("off", [], id="off"),
    ],
)
def test_unknown_tags_are_told_as_the_policy_says(told: Told, word: str, expected: list[str]) -> None:
    policy = Policy.default().with_values({"choice.unknown_tag": word})
    assert told("R-012", policy=policy, customer_master=[{"tags": "超急"}]) == expected


class TestRequiredCustomer:
    """R-001: ``required.customer`` says what must be filled."""

    NEW: ClassVar[dict[str, Any]] = {
        "required.customer": ["customer_id", "address", "联系电话 或 邮箱", "职位(公司)"]
    }

    @pytest.mark.parametrize(
        ("change", "usual", "changed"),
        [
            pytest.param({"address": None}, [], ["warning address"], id="an extension column asked for"),
            pytest.param({"contact_title": None}, [], ["error contact_title"], id="a column asked for of companies"),
            pytest.param(
                {"customer_name": "张三(个人)", "customer_kind": "个人", "contact_title": None}, [], [],
                id="but not of persons",
            ),
            pytest.param({"owner": None}, ["error owner"], [], id="no longer asked for"),
            pytest.param({"industry": None}, ["error industry"], [], id="no longer asked for of companies"),
            pytest.param({"tags": None, "need_desc": None}, ["error tags"], [], id="no longer one of two"),
            pytest.param(
                {"contact_phone": None, "contact_email": None}, ["error contact_phone"], ["error contact_phone"],
                id="one of two, by their headings",
            ),
            pytest.param({"contact_phone": None}, [], [], id="one of two is there"),
            pytest.param({"verify_status": None}, ["warning verify_status"], ["warning verify_status"], id="not its affair"),
        ],
    )  # fmt: skip
    def test_a_row(self, told: Told, change: dict[str, Any], usual: list[str], changed: list[str]) -> None:
        policy = Policy.default().with_values(self.NEW)
        for used, expected in ((None, usual), (policy, changed)):
            found = told("R-001", policy=used, customer_master=[change])
            assert [line.replace("customer_master.", "") for line in found] == expected

    def test_a_column_that_there_is_not_is_told(self, problems: Callable[..., Any]) -> None:
        policy = Policy.default().with_values({"required.customer": ["星座"]})
        found = [p.message() for p in problems(policy=policy) if p.kind.code == "policy-value"]
        assert found == ["策略参数“required.customer”：客户信息总表没有“星座”这一列。"]
