"""What can be wrong with plans and records of follow-ups and revisits (R-027 to R-047, R-072, R-141, R-152)."""

from xlcrm.problems.record import Kind

GOAL_NOT_CONCRETE = Kind(
    "goal-not-concrete",
    "R-027",
    "info",
    "“{header}”写的是“{value}”，看不出这次联系要达到什么目标。",
    "“{value}” in “{header}” is no concrete goal.",
    "请写具体、能核对的目标，如 确认方案反馈,邀请参会。",
    "Write a goal that can be checked, such as 确认方案反馈,邀请参会.",
    example="例行",
)
FREQUENCY_DIFFERS = Kind(
    "frequency-differs",
    "R-030",
    "info",
    "填的是“{value}”，按策略（{profile}）{stage}客户{grade}应为“{policy}”。",
    "“{value}” was typed; the policy ({profile}) says “{policy}” for {stage} customers of grade {grade}.",
    "以所填的为准；要按策略计算就清空这一格。",
    "What was typed holds; clear the cell to follow the policy.",
    example="潜在B类写成每周1次，手册是每两周1次",
)
STAGE_CONTRADICTS = Kind(
    "stage-contradicts",
    "R-040",
    "info",
    "跟进阶段是“{value}”，客户 {customer} 却已有合作（{why}）。",
    "the stage is “{value}”, yet customer {customer} cooperates already ({why_en}).",
    "请核对跟进阶段和合作开始日期，哪一个不对就改哪一个。",
    "Check the stage and the start of the cooperation.",
    example="跟进计划写潜在，回访计划写合作2个月",
)
ACTION_VAGUE = Kind(
    "action-vague",
    "R-045",
    "warning",
    "下一步行动“{value}”没有写清{missing}。",
    "the next action “{value}” does not say {missing_en}.",
    "请写明谁、做什么、什么时候，如 9月2日电话沟通方案反馈。",
    "Say who does what and when, as in 9月2日电话沟通方案反馈.",
    example="后续联系",
)
ACTION_MISSING = Kind(
    "action-missing",
    "R-045",
    "error",
    "“{header}”写了“-”，这一步却还没有结束。",
    "“{header}” is “-”, though this step is not the end.",
    "请写下一步做什么；只有接收安抚或已经结束的步骤可以写“-”。",
    "Write what comes next; only the first or a final step may have “-”.",
    example="方案制定这一步写“-”",
)
LOG_INCOMPLETE = Kind(
    "log-incomplete",
    "R-047",
    "warning",
    "这条沟通记录没有写“{header}”。",
    "the record has no “{header}”.",
    "请补上；只有邮件往来可以不写时间。",
    "Add it; only mail may go without a time.",
    example="8月16日的电话没有写跟进时间",
)
LOG_COLUMN_ABSENT = Kind(
    "log-column-absent",
    "R-047",
    "warning",
    "“{title}”没有“{missing}”列，沟通记录不完整。",
    "“{title}” has no column “{missing}”, so its records are incomplete.",
    "请在表的右边补上这一列。",
    "Add the column at the right of the table.",
    example="跟进记录表没有“跟进时间”列",
)
NOT_CHECKED_WITHOUT_COLUMN = Kind(
    "not-checked-without-column",
    None,
    "info",
    "“{title}”没有“{missing}”列，规则 {rules} 没有检查。",
    "“{title}” has no column “{missing}”; rule {rules} was not checked.",
    "需要这项检查时，请补上这一列。",
    "Add the column if you want the check.",
    example="没有“录入时间”列，是否及时录入无从检查",
)
BAD_HOUR = Kind(
    "bad-hour",
    "R-072",
    "warning",
    "{local} 不宜打扰客户（{blocked}）。",
    "{local} is a bad time to call ({blocked}).",
    "请改约，建议 {slot}。",
    "Arrange another time, for instance {slot}.",
    example="周一 09:30 电话回访",
)
ONE_CHANNEL_ONLY = Kind(
    "one-channel-only",
    "R-141",
    "info",
    "重要事项只用了“{value}”，还缺{missing}。",
    "an important matter went by “{value}” only; {missing_en} is missing.",
    "重要事项请书面和电话都通知一次。",
    "Tell important matters both in writing and by telephone.",
    example="合同续签提醒只发了邮件",
)
FEW_ALTERNATIVES = Kind(
    "few-alternatives",
    "R-152",
    "info",
    "客户有异议，备选方案只有 {count} 个，应准备 {wanted} 个。",
    "the customer objects; {count} alternatives are ready, {wanted} are wanted.",
    "请再准备几个备选方案，用分号隔开。",
    "Prepare more, separated by semicolons.",
    example="客户嫌贵，只写了一个方案",
)
CASE_SPARSE = Kind(
    "case-sparse",
    "R-152",
    "info",
    "案例“{title}”没有写{missing}。",
    "case “{title}” does not tell {missing_en}.",
    "请写明经过、主要难点和可衡量的收益，如 分两个阶段迁移，故障减少60%。",
    "Tell its course, the main difficulty and a gain in figures.",
    example="解决方案只写了“换了新的服务器”",
)
NEWS_WITHOUT_MATERIAL = Kind(
    "news-without-material",
    "R-152",
    "info",
    "告知了产品更新，没有附上白皮书或演示视频。",
    "told of an update of a product without a white paper or a demonstration.",
    "请随更新说明附上白皮书或演示视频，并在摘要里记一笔。",
    "Send a white paper or a demonstration with it, and note it.",
    example="发送产品更新说明",
)
FEW_CASES = Kind(
    "few-cases",
    "R-152",
    "info",
    "“{industry}”行业可用的脱敏案例只有 {count} 个，还差 {short} 个。",
    "only {count} anonymised cases for industry “{industry}”: {short} short.",
    "请补充该行业的案例，并做脱敏。",
    "Add anonymised cases of the industry.",
    example="教育行业只有2个案例",
)
