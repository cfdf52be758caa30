"""Lists of choices and words: their synonyms, and what honest business Chinese needs of them."""

import pytest

from xlcrm.tables import (
    ComplaintLog,
    ComplaintTracking,
    CustomerIntake,
    CustomerMaster,
    FeedbackIssueTracker,
    FollowupPlan,
    FollowupRecord,
    Opportunity,
    RevisitCommunicationRecord,
    RevisitRecord,
)
from xlcrm.tables.choices import POSTS
from xlcrm.tables.lists import choice_lists
from xlcrm.tables.satisfaction import DIMENSION_GROUPS, DIMENSIONS, DIMENSIONS_OF, SURVEY_TEMPLATES
from xlcrm.tables.words import WORDS


@pytest.mark.parametrize(
    ("table", "name", "spelling", "value"),
    [
        pytest.param(CustomerMaster, "grade", "A类高价值客户", "A类", id="the long label of a grade"),
        pytest.param(CustomerMaster, "grade", "A(高价值)", "A类", id="a grade as the card prints it"),
        pytest.param(CustomerMaster, "grade", "VIP", "A类", id="VIP is a value"),
        pytest.param(CustomerMaster, "grade", "高意向", None, id="high intent is no value"),
        pytest.param(CustomerMaster, "grade", "A+", None, id="A+ is no grade"),
        pytest.param(CustomerMaster, "grade", "D类", None, id="D is no grade"),
        pytest.param(CustomerMaster, "intent_grade", "高意向", "A类", id="high intent is intent A"),
        pytest.param(CustomerMaster, "intent_grade", "VIP", None, id="VIP is no intent"),
        pytest.param(CustomerMaster, "source_channel", "展会", "行业展会", id="展会"),
        pytest.param(CustomerMaster, "source_channel", "转介绍", "合作伙伴转介绍", id="转介绍"),
        pytest.param(CustomerMaster, "source_channel", "线上推广", "线上广告", id="线上推广"),
        pytest.param(CustomerIntake, "source_channel", "行业展会", "展会", id="the form prints 展会"),
        pytest.param(CustomerMaster, "customer_status", "成交", "合作", id="成交 is 合作"),
        pytest.param(CustomerMaster, "customer_mark", "高价值", "VIP客户", id="the card's word for VIP"),
        pytest.param(FollowupPlan, "stage", "成交", "合作", id="成交 is 合作 as a stage"),
        pytest.param(FollowupPlan, "method", "面谈", "上门拜访", id="面谈 is a visit"),
        pytest.param(FollowupPlan, "frequency", "每半年1次", "半年1次", id="每半年1次"),
        pytest.param(FollowupRecord, "method", "上门拜访", "拜访", id="the record's word for a visit"),
        pytest.param(RevisitRecord, "method", "面访", "上门", id="the form's word for a visit"),
        pytest.param(RevisitCommunicationRecord, "method", "上门", "面访", id="the other form's word"),
        pytest.param(FeedbackIssueTracker, "progress", "已修复", "已完成", id="已修复 is done"),
        pytest.param(FeedbackIssueTracker, "progress", "已解决", "已完成", id="已解决 is done"),
        pytest.param(ComplaintLog, "status", "已关闭", "投诉已关闭", id="已关闭"),
        pytest.param(ComplaintLog, "level", "普通", "一般", id="普通 is 一般"),
        pytest.param(ComplaintTracking, "step", "投诉接收", "接收安抚", id="投诉接收"),
        pytest.param(Opportunity, "stage", "签约前", "谈判签约", id="签约前"),
    ],
)
def test_spellings(table, name, spelling, value):
    assert table.columns[name].options.meaning.get(spelling) == value


def test_every_list_has_a_name_of_its_own():
    lists = list(choice_lists())
    assert len({words.name for words in lists}) == len(lists)
    assert {"客户等级", "联系方法", "岗位", "words.verbs", "staff.客服主管"} <= {one.name for one in lists}


def test_the_people_of_a_post_have_a_list_each():
    assert [name for name in WORDS if name.startswith("staff.")] == [f"staff.{post}" for post in POSTS.values]
    assert POSTS.meaning["总经理"] == "管理层"


def test_the_word_lists_hold_the_manuals_words():
    first = {
        "words.vague_goal": "维护关系 沟通一下 了解情况 例行",
        "words.overpromise": "绝对低价 全网最低 保证100% 永久免费 24小时解决问题 马上解决 一定没问题",
        "signal.positive": "询价 报价 样品 试用 合同 签约 参加",
        "signal.negative": "暂时不需要 暂无需求 不接电话 未接 拒绝 已选其他",
        "signal.no_answer": "不接电话 未接 无人接听",
        "words.vague": "后续联系 再联系 保持联系 继续跟进 持续跟进 尽快 近期 有空 改天 以后再说 待定 视情况",
        "mood.positive": "满意 感谢 愿意 认可 不错 同意",
        "mood.negative": "不满意 不满 愤怒 太慢 卡顿 故障 噪音 失望 投诉 延迟",
        "mood.negator": "不 没",
        "words.escalate": "合同纠纷 赔偿 曝光 投诉到 品牌",
        "words.major": "泄露 安全 法律 诉讼 律师 舆情 媒体",
    }
    for name, words in first.items():
        assert WORDS[name].values == tuple(words.split()), name


@pytest.mark.parametrize(
    ("name", "manual"),
    [
        (
            "name.suffixes",
            "有限公司 有限责任公司 股份有限公司 集团 集团公司 合伙企业 事务所 研究院 学校 医院 银行 分公司"
            " 中心 厂 Ltd Inc GmbH LLC",
        ),
        (
            "words.verbs",
            "发送 电话 拜访 回访 安排 确认 邀请 预留 提交 更换 安装 回复 准备 协调 签 演示 寄 送达",
        ),
    ],
)
def test_lists_that_go_beyond_the_manual_begin_with_it(name, manual):
    words = manual.split()
    assert list(WORDS[name].values[: len(words)]) == words


@pytest.mark.parametrize(
    "name",
    [
        "某某蔬菜种植专业合作社",
        "示例市物流协会",
        "示例区城东五金商行",
        "示例路第三便利店",
        "示例影像工作室",
        "示例市第一中学",
        "示例师范大学",
        "示例材料研究所",
        "示例市水务局",
        "示例街道社区居民委员会",
        "示例创业投资中心(有限合伙)",
        "示例市经济技术开发区管委会",
        "Example Trading Co., Ltd.",
    ],
)
def test_lawful_names_end_in_a_known_word(name):
    assert any(name.endswith(suffix) for suffix in WORDS["name.suffixes"].values)


@pytest.mark.parametrize("name", ["科技", "示例电商", "示例云图"])
def test_shortened_names_do_not(name):
    assert not any(name.endswith(suffix) for suffix in WORDS["name.suffixes"].values)


@pytest.mark.parametrize(
    "action",
    [
        "9月2日电话沟通方案反馈",
        "2日内发送报价单",
        "周五前寄样品",
        "8月17日上午送达安装",
        "下周三上门培训操作人员",
        "本周内催办回款",
        "月底前签约",
        "联系采购部核对清单",
        "与技术部对接接口文档",
    ],
)
def test_honest_actions_hold_a_verb(action):
    assert any(verb in action for verb in WORDS["words.verbs"].values)


@pytest.mark.parametrize(
    ("words", "leads", "answer"),
    [
        ("channel_map", "报价单", "邮件"),
        ("channel_map", "投诉", "电话"),
        ("channel_map", "演示", "上门拜访"),
        ("routing", "同步", "技术部"),
        ("routing", "价格", "销售部"),
        ("talking_points", "金融", "数据安全"),
        ("talking_points", "制造业", "稳定性"),
    ],
)
def test_maps_lead_from_words_to_answers(words, leads, answer):
    assert WORDS[words].meaning[leads] == answer


def test_dimensions_and_their_groups():
    assert tuple(DIMENSIONS_OF) == SURVEY_TEMPLATES.values
    assert DIMENSIONS_OF["001-6"]["推荐同行"] == "推荐"
    groups = {group for asked in DIMENSIONS_OF.values() for group in asked.values()}
    assert groups == set(DIMENSION_GROUPS.values)
    assert len(DIMENSIONS.values) == 11
