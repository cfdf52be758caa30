"""Word lists by which xlcrm reads free text: default rows of the 选项表, by list name.

In a map (``channel_map``, ``routing``, ``severity_map``, ``talking_points``) a value is the answer and its synonyms are the words
that lead to it. ``staff.<岗位>`` holds the people of a post, one a row, and is empty until a company fills it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xlcrm.tables.choices import POSTS, ChoiceList, same


def _words(name: str, *groups: str) -> ChoiceList:
    """An open list; each group is words between blanks."""
    return ChoiceList(name, tuple(word for group in groups for word in group.split()), open=True)


_QUALITY = (
    _words("words.vague_goal", "维护关系 沟通一下 了解情况 例行"),
    _words("words.overpromise", "绝对低价 全网最低 保证100% 永久免费 24小时解决问题 马上解决 一定没问题"),
    _words(
        "words.vague",
        "后续联系 再联系 保持联系 继续跟进 持续跟进 尽快 近期 有空 改天 以后再说 待定 视情况",
    ),
    _words(
        "words.verbs",
        "发送 电话 拜访 回访 安排 确认 邀请 预留 提交 更换 安装 回复 准备 协调 签 演示 寄 送达",
        # beyond the manual: what else people in business do next
        "联系 沟通 跟进 致电 去电 回电 拨打 答复 通知 告知 提醒 转告 转达 询问 邮件 微信 短信",
        "发邮件 发报价 发合同 发资料 发方案 发函 发货 发给 转发 抄送 递交 呈报 上传 打印",
        "上门 面谈 会面 约见 预约 开会 召开 参加 接待 参观 考察 调研 汇报 介绍 讲解 培训 推荐 试用",
        "报价 询价 投标 洽谈 商谈 谈判 协商 讨论 签约 签订 签署 续签 补签 盖章 下单 采购 备货 打样",
        "制定 制作 拟定 起草 编制 撰写 设计 修改 更新 调整 完善 补充 整理 分析 评估 总结 收集",
        "交付 交货 派送 送货 送样 提供 部署 配置 调试 测试 上线 升级 开通 验收 检查 检测 检修 巡检",
        "排查 维修 修复 处理 解决 换货 退货 补发 退款 赔付 赔偿 道歉 致歉 解释 说明 慰问 赠送 祝福",
        "开票 对账 催办 催款 催收 催促 收款 付款 回款 审核 审批 申请 复核 核对 核实 登记 录入 归档",
        "办理 领取 对接 移交 转交 落实 执行 完成 确定 敲定 选定",
    ),
)

_SIGNALS = (
    _words("signal.positive", "询价 报价 样品 试用 合同 签约 参加"),
    _words("signal.negative", "暂时不需要 暂无需求 不接电话 未接 拒绝 已选其他"),
    _words("signal.no_answer", "不接电话 未接 无人接听"),
    _words("mood.positive", "满意 感谢 愿意 认可 不错 同意"),
    _words("mood.negative", "不满意 不满 愤怒 太慢 卡顿 故障 噪音 失望 投诉 延迟"),
    _words("mood.negator", "不 没"),
)

_COMPLAINTS = (
    _words("words.major", "泄露 安全 法律 诉讼 律师 舆情 媒体"),
    _words("words.serious", "宕机 停机 中断 无法使用 业务中断"),
    _words("words.escalate", "合同纠纷 赔偿 曝光 投诉到 品牌"),
)

_NAMES = _words(
    "name.suffixes",
    "有限公司 有限责任公司 股份有限公司 集团 集团公司 合伙企业 事务所 研究院 学校 医院 银行 分公司 中心 厂",
    "Ltd Inc GmbH LLC",
    # beyond the manual: other forms under which somebody is lawfully registered
    "股份公司 责任公司 总公司 子公司 支公司 (有限合伙) (普通合伙) (特殊普通合伙)",
    "合作社 联合社 信用社 供销社 旅行社 出版社 报社 杂志社 通讯社 支行 分行 商行 车行 经营部 营业部 服务部",
    "门市部 商店 商场 超市 百货 店 坊 馆 酒店 宾馆 饭店 餐厅 药房 诊所 工作室 工坊 工程队 个体工商户",
    "协会 学会 商会 联合会 基金会 促进会 委员会 管委会 居委会 理事会 工会 联盟",
    "大学 学院 中学 小学 幼儿园 党校 研究所 设计院 科学院 勘察院 检测站 实验室 培训部",
    "卫生院 疗养院 敬老院 法院 检察院 政府 办公室 办事处 代表处 局 厅 委 署 署所 派出所 供电所",
    "电视台 电台 剧院 剧团 体育场 体育馆 园区 产业园 农场 林场 牧场 渔场 矿 站 加油站 仓库 码头",
    "Ltd. Limited Inc. Co. Corp Corp. Corporation Company LLP LP PLC AG Pte. Pty B.V. S.A.",
)

_MAPS = (
    ChoiceList(
        "channel_map",
        ("电话", "邮件", "上门拜访"),
        {
            **same("电话", "紧急", "投诉", "投诉与问题处理", "决策", "催办", "催款"),
            **same("邮件", "报价", "报价单", "合同", "方案", "文件", "资料", "数据", "白皮书", "简报"),
            **same("上门拜访", "重点客户", "大客户", "演示", "谈判", "高层会议", "敏感"),
        },
        open=True,
    ),
    ChoiceList(
        "routing",
        ("技术部", "产品部", "客服部", "销售部", "市场部"),
        {
            **same("技术部", "故障", "宕机", "停机", "中断", "报错", "延迟", "卡顿", "同步", "技术响应", "技术支持"),
            **same("产品部", "产品", "设计", "外观", "功能", "噪音", "说明书"),
            **same("客服部", "服务", "态度"),
            **same("销售部", "价格", "商务", "报价", "合同"),
            **same("市场部", "共性价格", "价格敏感"),
        },
        open=True,
    ),
    ChoiceList(
        "severity_map",
        ("P0", "P1", "低"),
        {**same("P0", "重大", "严重停机"), "严重": "P1", "一般": "低"},
        open=True,
    ),
    ChoiceList(
        "talking_points",
        ("数据安全", "稳定性", "关系关怀", "功能介绍"),
        {"金融": "数据安全", "制造业": "稳定性", "老客户": "关系关怀", "新客户": "功能介绍"},
        open=True,
    ),
)

_TOPICS = _words(
    "words.topic",
    "定制报告 高层会议 需求复盘 资料推送 唤醒 感谢信 礼品 节日祝福 生日祝福 满意度调研 方案演示 案例分享",
)

_STAFF = tuple(_words(f"staff.{post}") for post in POSTS.values)

WORDS: Mapping[str, ChoiceList] = MappingProxyType(
    {words.name: words for words in (*_QUALITY, *_SIGNALS, *_COMPLAINTS, _NAMES, *_MAPS, _TOPICS, *_STAFF)}
)
