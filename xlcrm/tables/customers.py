"""The customers: master table, sources, intake form."""

from __future__ import annotations

from xlcrm.tables.choices import GRADES, INDUSTRIES, INTENTS, METHODS, SOURCES, ChoiceList, same
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Email,
    Id,
    Int,
    LongText,
    MoneyRange,
    MultiChoice,
    Percent,
    Phone,
    Text,
    When,
    when,
    when_blank,
)
from xlcrm.tables.sources import HANDBOOK, PROCESS
from xlcrm.tables.table import Table

CUSTOMER_KINDS = ChoiceList("客户类型", ("公司", "个人"), same("公司", "企业"))

CUSTOMER_STATES = ChoiceList(
    "客户状态",
    ("潜在", "合作", "沉睡", "流失"),
    {
        "潜在客户": "潜在",
        **same("合作", "成交", "合作客户", "成交客户"),
        "沉睡客户": "沉睡",
        "流失客户": "流失",
    },
)

CUSTOMER_MARKS = ChoiceList("客户标记", ("VIP客户", "新客户", "流失风险客户"), same("VIP客户", "VIP", "高价值"))
"""普通 means no mark at all and is read as a blank (R-070)."""

VERIFY_STATES = ChoiceList("核实状态", ("已核实", "待核实"))

TAGS = ChoiceList(
    "需求标签",
    (
        *("急购", "长期合作", "价格敏感"),
        *("服务器采购", "预算50万", "在线课程咨询"),
        *("高意向", "长周期客户"),
        *("待签约", "需回访"),
        "待核实",
    ),
    open=True,
)

DECISION_CHAINS = ChoiceList("决策链", ("单人", "部门", "高层"))

CULTURE_MARKS = ChoiceList("宗教/文化标记", ("佛教",), open=True)

FORMER_NAMES = ChoiceList("曾用编号/简称", (), open=True)

INTAKE_SOURCES = ChoiceList(
    "客户来源",
    ("线上推广", "转介绍", "展会", "其他"),
    {"行业展会": "展会", "合作伙伴转介绍": "转介绍", "线上广告": "线上推广", **same("其他", "主动拜访", "搜索引擎")},
)


def is_company(name: object) -> bool:
    """True unless the customer's name ends in (个人).

    >>> is_company("示例云图科技有限公司"), is_company("张三（个人）"), is_company(None)
    (True, False, False)
    """
    text = "" if name is None else str(name).strip()
    return bool(text) and not text.replace("（", "(").replace("）", ")").endswith(("(个人)", "(個人)"))


COMPANIES = When("companies", "客户是公司（名称不以“(个人)”结尾）", "customer_name", is_company)


class CustomerMaster(
    Table,
    id="customer_master",
    title=("客户信息总表", "客戶信息總表"),
    source=f"{HANDBOOK} 第一章 表1",
    pack="core",
    key="customer_id",
):
    """One row per customer; every other table points here."""

    customer_id = Id("客户编号", "客戶編號", "Customer ID", required=True, pattern=r"\d{7,8}", unique=True, series="id.customer", rules=("R-016",), example="2023001", note="年份加三位流水号，如 2023001；留空由重算编号")
    customer_name = Text("客户名称(个人/公司)", "客戶名稱(個人/公司)", "Customer name (person/company)", required=True, rules=("R-008", "R-017"), aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="示例云图科技有限公司", note="公司填营业执照上的全称；个人在姓名后加“(个人)”")
    contact_name = Text("联系人", "聯系人", "Contact person", required=COMPANIES, aliases=("对接人",), example="王经理")
    contact_title = Text("职位", "職位", "Contact's position", aliases=("职务",), example="采购总监")
    contact_phone = Phone("联系电话", "聯系電話", "Phone", required=when_blank("contact_email", phrase="phone or email", zh="没有填邮箱"), rules=("R-005",), aliases=("联系方式", "客户联系方式"), example="13800000001", note="手机11位；座机带区号，如 010-65551234")
    contact_email = Email("邮箱", "郵箱", "E-mail", required=when_blank("contact_phone", phrase="no phone", zh="没有填联系电话"), rules=("R-006",), example="wang@xxtech.example", note="多个用分号隔开")
    industry = Choice("所属行业", "所屬行業", "Industry", required=COMPANIES, options=INDUSTRIES, rules=("R-021",), aliases=("客户行业",), example="信息技术", note="填不出来时选“未知”")
    grade = Choice("客户等级", "客戶等級", "Customer grade", required=True, options=GRADES, rules=("R-013", "R-060"), example="B类", note="价值高低；购买意向填在“意向评级”")
    tags = MultiChoice("需求标签", "需求標簽", "Need tags", required=when_blank("need_desc", phrase="or need_desc", zh="没有填初步需求描述"), options=TAGS, rules=("R-012",), aliases=("标签", "智能标签"), example="服务器采购;预算50万")
    source_channel = Choice("来源渠道", "來源渠道", "Source channel", required=True, options=SOURCES, aliases=("客户来源", "客户获取渠道"), example="行业展会")
    created_date = Date("建档日期", "建檔日期", "Record created on", required=True, past=True, example="2023-08-15", note="不晚于今天")
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"), example="李某")
    updated_date = Date("最后更新日期", "最后更新日期", "Last updated on", required=True, not_before="created_date", past=True, rules=("R-014",), example="2023-08-16", note="不早于建档日期，也不晚于今天")

    # behind the columns of the paper form
    customer_kind = Choice("客户类型", "客戶類型", "Customer kind", required=True, options=CUSTOMER_KINDS, extension=True, rules=("R-008",), example="公司", note="客户名称以“(个人)”结尾的为个人")
    company_size = Text("企业规模(员工数/营收)", "企業規模(員工數/營收)", "Company size", extension=True, example="200人 / 5000万元", note="人数 / 年营收，如 200人 / 5000万元")
    founded_date = Date("成立时间", "成立時間", "Founded on", past=True, extension=True)
    address = Text("地址", "地址", "Address", extension=True, rules=("R-009",), example="广东省广州市天河区体育东路100号", note="写到街道门牌：省、市、区县、路号")
    first_contact_at = DateTime("初次接触时间", "初次接觸時間", "First contact at", past=True, extension=True)
    need_desc = LongText("初步需求描述", "初步需求描述", "Initial need", required=when_blank("tags", phrase="or tags", zh="没有填需求标签"), extension=True, rules=("R-001",), example="3台服务器采购")
    budget_range = MoneyRange("预算范围", "預算范圍", "Budget range", extension=True, rules=("R-010",), example="约50万元", note="写明单位元或万元，如 约50万元、30-50万元")
    decision_chain = Choice("决策链", "決策鏈", "Decision chain", options=DECISION_CHAINS, extension=True)
    intent_grade = Choice("意向评级", "意向評級", "Intent grade", options=INTENTS, extension=True, rules=("R-013", "R-062"))
    customer_status = Choice("客户状态", "客戶狀態", "Lifecycle status", required=True, options=CUSTOMER_STATES, extension=True, rules=("R-040",), example="合作")
    customer_mark = MultiChoice("客户标记", "客戶標記", "Customer mark", options=CUSTOMER_MARKS, extension=True, rules=("R-070",))
    verify_status = Choice("核实状态", "核實狀態", "Verification state", required=True, options=VERIFY_STATES, extension=True, rules=("R-004",), example="待核实")
    consent_note = Text("授权记录", "授權記錄", "Consent note", required=True, extension=True, rules=("R-003",), example="允许发送产品资料", note="客户同意了什么，如 允许发送产品资料；明细记入客户授权记录")
    coop_start_date = Date("合作开始日期", "合作開始日期", "Cooperation start", required=when("customer_status", "合作", "成交", phrase="status 合作", zh="客户状态为合作"), past=True, extension=True, rules=("R-046",), note="合作时长从这一天算起")
    last_contact_date = Date("最近互动日期", "最近互動日期", "Last interaction", computed_by="R-041", extension=True)
    next_followup_date = Date("下次跟进日期", "下次跟進日期", "Next follow-up", computed_by="R-031", extension=True, aliases=("下次跟进时间", "跟进时间"))
    coop_history = Text("历史合作", "歷史合作", "Cooperation history", extension=True, example="2年,年采购额50万", note="合作年数和每年采购额")
    competitor_news = Text("竞品动态", "競品動態", "Competitor news", extension=True, example="近期竞争对手推出促销")
    region = Text("国家/地区", "國家/地區", "Region", extension=True, rules=("R-137",), example="中国")
    timezone = Text("时区", "時區", "Timezone", extension=True, rules=("R-137",), example="Asia/Shanghai", note="时区名，空白按 Asia/Shanghai")
    language = Text("语言", "語言", "Language", extension=True, rules=("R-137",), example="中文")
    preferred_method = Choice("偏好渠道", "偏好渠道", "Preferred channel", options=METHODS, extension=True, rules=("R-142",))
    culture_mark = Choice("宗教/文化标记", "宗教/文化標記", "Culture mark", options=CULTURE_MARKS, extension=True, rules=("R-139",), note="属敏感信息，须有客户授权")
    key_people = Text("决策链关系", "決策鏈關系", "Key persons", extension=True, rules=("R-158",), example="王经理(采购)、李总(最终决策)", note="姓名和在决策中的作用")
    product_preference = Text("产品/服务偏好", "產品/服務偏好", "Product preference", extension=True, rules=("R-158",))
    need_date = Date("预计需求日期", "預計需求日期", "Need expected on", extension=True, rules=("R-062",), note="客户预计何时需要；说不准就留空")
    status_date = Date("状态变更日期", "狀態變更日期", "Status changed on", past=True, computed_by="R-122", proposed=True, extension=True, note="客户状态最近一次变更的日期")
    aliases = MultiChoice("曾用编号/简称", "曾用編號/簡稱", "Former IDs, short names", options=FORMER_NAMES, extension=True, rules=("R-018", "R-019"), example="云图科技", note="多个用分号隔开")


class SourceRegister(
    Table,
    id="source_register",
    title=("客户来源登记表", "客戶來源登記表"),
    source=f"{HANDBOOK} 第一章 表2",
    pack="core",
    key="source_channel source_detail acquired_date",
):
    """One row per acquisition action: an exhibition, a referral, an advertising keyword."""

    source_channel = Choice("来源渠道", "來源渠道", "Source channel", required=True, options=SOURCES, aliases=("客户来源", "客户获取渠道"), example="行业展会")
    source_detail = Text("具体来源(如展会名称/广告关键词)", "具體來源(如展會名稱/廣告關鍵詞)", "Specific source", required=True, example="2023年云计算技术展", note="如展会名称、推荐公司、广告关键词")
    acquired_date = Date("获取日期", "獲取日期", "Acquired on", required=True, past=True, example="2023-08-15")
    owner = Text("负责人", "負責人", "Owner", required=True, example="李某")
    customer_count = Int("客户数量", "客戶數量", "Customers acquired", required=True, least=0, example="15")
    converted_count = Int("转化为有效客户数", "轉化為有效客戶數", "Converted customers", required=True, least=0, most="customer_count", example="3", note="不超过客户数量")
    conversion_rate = Percent("转化率", "轉化率", "Conversion rate", computed_by="R-113", example="20%")
    notes = Text("备注", "備注", "Notes", example="展位号:A08", note="如 展位号:A08；成本写成 成本:15元/次")


class CustomerIntake(
    Table,
    id="customer_intake",
    title=("客户信息登记表", "客戶信息登記表"),
    source=f"{PROCESS} 表1",
    kind="form",
    key="customer_name",
):
    """One sheet per new lead; it becomes a row of customer_master and one of followup_record."""

    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True, rules=("R-008",), aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    industry = Choice("所属行业", "所屬行業", "Industry", required=True, options=INDUSTRIES, aliases=("客户行业",))
    company_size = Text("企业规模(员工数/营收)", "企業規模(員工數/營收)", "Company size", note="人数 / 年营收，如 200人 / 5000万元")
    contact_name = Text("联系人", "聯系人", "Contact person", required=True, aliases=("对接人",))
    contact_title = Text("职务", "職務", "Position", required=True, aliases=("职位",))
    contact_phone = Phone("联系方式", "聯系方式", "Contact", required=True, rules=("R-005",), aliases=("联系电话", "客户联系方式"))
    contact_email = Email("邮箱", "郵箱", "E-mail", rules=("R-006",))
    source_channel = Choice("客户来源", "客戶來源", "Source", required=True, options=INTAKE_SOURCES, ticks=True, aliases=("来源渠道", "客户获取渠道"))
    first_contact_at = DateTime("初次接触时间", "初次接觸時間", "First contact", required=True, past=True, rules=("R-034",))
    need_desc = LongText("初步需求描述", "初步需求描述", "Initial need", required=True, rules=("R-001",))
    budget_range = MoneyRange("预算范围", "預算范圍", "Budget range", rules=("R-010",), note="写明单位元或万元，如 约50万元、30-50万元")
    decision_chain = Choice("决策链", "決策鏈", "Decision chain", options=DECISION_CHAINS, ticks=True)
    intent_grade = Choice("意向评级", "意向評級", "Intent grade", required=True, options=INTENTS, ticks=True, computed_by="R-062", proposed=True)
    owner = Text("销售专员*", "銷售專員*", "Sales specialist", required=True, aliases=("负责人", "业务员"))
    next_followup_date = DateTime("下次跟进时间", "下次跟進時間", "Next follow-up", required=True, not_before="first_contact_at", computed_by="R-035", proposed=True, aliases=("下次跟进日期", "跟进时间"))
    contact_log = LongText("沟通记录(时间、内容、结果)", "溝通記錄(時間、內容、結果)", "Contact log", note="时间、内容、结果三段")
