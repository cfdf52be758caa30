"""Deadlines that a row itself shows as missed, and what must then be noted (R-014 … R-148)."""

from xlcrm.problems.record import Kind

UPDATED_LATE = Kind(
    "updated-late",
    "R-014",
    "warning",
    "{contact} 联系过客户，客户信息到 {due} 还没有更新（最后更新 {value}）。",
    "the customer was contacted on {contact}, but the record was not updated by {due} (last update {value}).",
    "请核对客户信息，需要时修改，并更新“最后更新日期”。",
    "Check the customer's data and update the record.",
    example="8月16日联系，8月18日才更新",
)
ENTERED_LATE = Kind(
    "entered-late",
    "R-025",
    "warning",
    "记录应在 {due} 前录入，实际 {value} 才录入。",
    "the record was due by {due} and was entered on {value}.",
    "沟通后24小时内录入；今后请及时记录。",
    "Enter records within the time limit after the talk.",
    example="5月10日 16:30 沟通，5月11日 16:31 录入",
)
FIRST_CONTACT_LATE = Kind(
    "first-contact-late",
    "R-034",
    "error",
    "新客户 {customer} 应在 {due} 前首次跟进，{state}。",
    "new customer {customer} was to be contacted by {due}: {state_en}.",
    "请尽快联系，并在超时审批表里说明原因。",
    "Contact the customer and give the reason in the sheet 超时审批表.",
    example="8月15日建档，8月20日才第一次联系",
)
SECOND_CONTACT_LATE = Kind(
    "second-contact-late",
    "R-035",
    "error",
    "客户 {customer} 意向{grade}，应在 {due} 前第二次联系，{state}。",
    "customer {customer} (intent {grade}) was to be contacted again by {due}: {state_en}.",
    "请尽快联系，并在超时审批表里说明原因。",
    "Contact the customer and give the reason in the sheet 超时审批表.",
    example="流程方案下A类意向，第三天才第二次联系",
)
SOLUTION_LATE = Kind(
    "solution-late",
    "R-075",
    "error",
    "{level}投诉应在 {due} 前解决，{state}。",
    "a complaint of level {level} was to be solved by {due}: {state_en}.",
    "请尽快解决，并在超时审批表里说明原因。",
    "Solve it and give the reason in the sheet 超时审批表.",
    example="一般投诉，两天后才解决",
)
EMERGENCY_LATE = Kind(
    "emergency-late",
    "R-075",
    "error",
    "重大投诉应在 {due} 前启动应急方案，{state}。",
    "the emergency plan for a major complaint was to start by {due}: {state_en}.",
    "请立即启动，在投诉处理跟踪表里记一步“方案制定”，并在超时审批表里说明原因。",
    "Start it, note a step 方案制定 in the tracking sheet, and give the reason in 超时审批表.",
    example="重大投诉第二天仍没有方案",
)
EXPECTED_TOO_LATE = Kind(
    "expected-too-late",
    "R-075",
    "warning",
    "预计解决日期 {value} 晚于{level}投诉的时限 {due}。",
    "the expected date {value} lies after the limit {due} for level {level}.",
    "请确认客户同意这个日期；时限仍按 {due} 计算。",
    "Make sure the customer agrees; the limit stays {due}.",
    example="一般投诉预计三天后解决",
)
RESPONSE_LATE = Kind(
    "response-late",
    "R-076",
    "error",
    "应在 {due} 前首次响应，{state}。",
    "the first response was due by {due}: {state_en}.",
    "请在超时审批表里说明原因；以后收到后先回一声。",
    "Give the reason in the sheet 超时审批表; acknowledge first next time.",
    example="16:30 收到邮件，18:31 才回复",
)
RANG_TOO_LONG = Kind(
    "rang-too-long",
    "R-076",
    "error",
    "电话响了 {value} 声才接，应在 {rings} 声以内。",
    "the telephone rang {value} times; it is to be answered within {rings}.",
    "请核对响铃次数；属实的请在超时审批表里说明原因。",
    "Check the number; if it is right, give the reason in the sheet 超时审批表.",
    example="响铃5次",
)
REVISIT_LATE = Kind(
    "revisit-late",
    "R-080",
    "error",
    "解决后应在 {due} 前回访，{state}。",
    "after the solution the customer was to be revisited by {due}: {state_en}.",
    "请尽快回访，并在超时审批表里说明原因。",
    "Revisit the customer and give the reason in the sheet 超时审批表.",
    example="8月17日解决，8月21日才回访",
)
PROPOSAL_LATE = Kind(
    "proposal-late",
    "R-092",
    "error",
    "应在 {due} 前给出解决方案，{state}。",
    "a solution was to be proposed by {due}: {state_en}.",
    "请尽快给出方案，并在超时审批表里说明原因。",
    "Propose one and give the reason in the sheet 超时审批表.",
    example="流程方案下 16:30 反馈，21:00 才给方案",
)
RESULT_LATE = Kind(
    "result-late",
    "R-092",
    "error",
    "应在 {due} 前跟进处理结果，{state}。",
    "the result was to be followed up by {due}: {state_en}.",
    "请尽快跟进，并在超时审批表里说明原因。",
    "Follow it up and give the reason in the sheet 超时审批表.",
    example="流程方案下第二天傍晚才跟进结果",
)
TICKET_LATE = Kind(
    "ticket-late",
    "R-093",
    "error",
    "{priority} 工单应在 {due} 前{what}，{state}。",
    "a {priority} ticket was to be {what_en} by {due}: {state_en}.",
    "请尽快处理，并在超时审批表里说明原因。",
    "See to it and give the reason in the sheet 超时审批表.",
    example="P0 工单 16:30 提交，16:46 才介入",
)
DRAFT_LATE = Kind(
    "draft-late",
    "R-096",
    "error",
    "合同草案应在 {due} 前交给客户，实际 {value} 才提交。",
    "the draft was to be with the customer by {due} and was sent on {value}.",
    "请核对日期；属实的请在超时审批表里说明原因。",
    "Check the date; if it is right, give the reason in the sheet 超时审批表.",
    example="6月20日签约，6月18日才提交草案",
)
SYNC_GAP = Kind(
    "sync-gap",
    "R-102",
    "warning",
    "合同 {contract} 距上次同步进度已有 {days} 天，应每 {limit} 天一次。",
    "contract {contract}: {days} days since the last progress report, {limit} at most.",
    "交付期间请每周向客户同步一次进展。",
    "Report progress to the customer every week while delivering.",
    example="5月10日和5月20日各一次",
)
STAGE_LATE = Kind(
    "stage-late",
    "R-103",
    "warning",
    "“{stage}”计划 {planned} 完成，{state}，延误 {days} 天。",
    "“{stage}” was planned for {planned}, {state_en}: {days} days late.",
    "请尽快完成并告知客户；计划变了的，更新“计划完成时间”。",
    "Finish it and tell the customer, or bring the plan up to date.",
    example="计划5月10日完成，5月14日才完成",
)
STAGE_TOO_EARLY = Kind(
    "stage-too-early",
    "R-103",
    "warning",
    "合同 {contract} 的“{stage}”{day} 完成，早于前面的“{ahead}”。",
    "contract {contract}: “{stage}” was finished on {day}, before “{ahead}”, which comes first.",
    "请核对各阶段的实际完成时间：需求调研、开发实施、测试验收、上线运维依次完成。",
    "Check the days: the stages follow each other.",
    example="需求调研 5月20日完成，开发实施 5月10日就完成了",
)
PROMISE_LATE = Kind(
    "promise-late",
    "R-112",
    "error",
    "对客户的承诺应在 {due} 前兑现，{state}。",
    "a promise to the customer was due by {due}: {state_en}.",
    "请尽快兑现，向客户道歉，并填写“补偿”。",
    "Keep it, apologise, and fill 补偿.",
    example="5月10日到期，5月13日才兑现",
)
PROMISE_NOT_TOLD = Kind(
    "promise-not-told",
    "R-112",
    "warning",
    "承诺 {kept} 已兑现，应在 {due} 前告知客户，{state}。",
    "the promise was kept on {kept}; the customer was to be told by {due}: {state_en}.",
    "请告知客户，并填写“告知客户日期”。",
    "Tell the customer and fill 告知客户日期.",
    example="兑现三天后才告诉客户",
)
AMENDS_MISSING = Kind(
    "amends-missing",
    "R-112",
    "error",
    "承诺晚了 {days} 天，“{header}”却没有填写。",
    "the promise was {days} days late, but “{header}” is blank.",
    "请写明怎样补偿客户，如致歉、赠送服务。",
    "Write how the customer was compensated.",
    example="晚了3天，补偿空着",
)
SUGGESTION_LATE = Kind(
    "suggestion-late",
    "R-147",
    "warning",
    "客户建议应在 {due} 前答复，{state}。",
    "the suggestion was to be answered by {due}: {state_en}.",
    "请尽快答复客户；不采纳也要说明理由。",
    "Answer the customer, with the reason if it is not taken up.",
    example="5月10日提的建议，5月12日才答复",
)
IMMEDIATE_LATE = Kind(
    "immediate-late",
    "R-148",
    "error",
    "即时问题应在 {due} 前解决，{state}。",
    "an immediate problem was to be solved by {due}: {state_en}.",
    "请尽快解决（远程解决也算），并在超时审批表里说明原因。",
    "Solve it (also remotely) and give the reason in the sheet 超时审批表.",
    example="5月10日报的小故障，5月12日才解决",
)
ACTION_OVERDUE = Kind(
    "action-overdue",
    "R-091",
    "error",
    "下一步行动过了 {due} 的时限，却没有写“{header}”。",
    "the next action missed its date {due}, but “{header}” is blank.",
    "请写明原因（如 客户出差、暂无需求），并在“超时审批表”用来源编号 {key} 报批。",
    "Write the reason, and have it approved in 超时审批表 under {key}.",
    example="时限8月30日，9月2日仍是处理中",
)
OVERDUE_UNEXPLAINED = Kind(
    "overdue-unexplained",
    "R-091",
    "error",
    "这一项超时了，却没有写原因。",
    "a deadline was missed here without a reason.",
    "请在“超时审批表”加一行，来源编号写 {key}，写明原因并由部门负责人审批。",
    "Add a row to 超时审批表 with source key {key}, the reason and the approver.",
    example="投诉超时解决，超时审批表里没有它",
)
OVERDUE_UNAPPROVED = Kind(
    "overdue-unapproved",
    "R-091",
    "error",
    "这一项超时了，写了原因，却没有部门负责人的审批。",
    "a deadline was missed here; there is a reason, but no approval.",
    "请在“超时审批表”里为 {key} 补上部门负责人的同意。",
    "Have the department head approve {key} in 超时审批表.",
    example="只在记录里写了“客户出差”",
)
OWN_APPROVAL = Kind(
    "own-approval",
    "R-091",
    "error",
    "部门负责人“{value}”就是申请人自己。",
    "the approver “{value}” is the applicant.",
    "请由部门负责人审批，不能自己批自己。",
    "Somebody else has to approve.",
    example="申请人和部门负责人都是李某",
)
