"""What can be wrong with complaints and how they were handled (R-074 to R-082)."""

from xlcrm.problems.record import Kind

LEVEL_DIFFERS = Kind(
    "level-differs",
    "R-074",
    "warning",
    "投诉等级填的是“{value}”，按内容（{why}）应为“{level}”。",
    "the level is “{value}”; by its content ({why}) it should be “{level}”.",
    "请核对等级；确认无误可以不改。",
    "Check the level; leave it if it is right.",
    example="服务器宕机4小时，等级写一般",
)
RESPONSIBLE_TOO_LOW = Kind(
    "responsible-too-low",
    "R-077",
    "warning",
    "{level}投诉应由{post}负责，现在是“{value}”。",
    "a complaint of level {level} belongs to {post}, not “{value}”.",
    "请改派，或在选项表里更新岗位名单。",
    "Reassign it, or bring the lists of posts in 选项表 up to date.",
    example="严重投诉由客服专员负责",
)
COMPENSATION_UNAPPROVED = Kind(
    "compensation-unapproved",
    "R-079",
    "error",
    "赔偿 {amount} 元超过 {limit} 元，“赔偿审批表”里没有批准。",
    "compensation of {amount} yuan exceeds {limit} without an approval.",
    "请先在“赔偿审批表”里登记这个投诉，并由审批人签批。",
    "Enter the complaint in 赔偿审批表 and have it approved first.",
    example="500.01",
)
APPROVER_MISSING = Kind(
    "approver-missing",
    "R-079",
    "error",
    "投诉 {complaint} 的赔偿合计 {total} 元，超过 {limit} 元，却没有审批人。",
    "compensations for complaint {complaint} sum up to {total} yuan, above {limit}, without an approver.",
    "请填写审批人和审批日期。",
    "Fill approver and date.",
    example="现金300元加礼品300元，没有审批人",
)
SERVICE_NOT_VALUED = Kind(
    "service-not-valued",
    "R-079",
    "warning",
    "“{value}”没有折算成金额，查不到该客户合同的月价。",
    "“{value}” cannot be valued: the customer has no contract with a monthly price.",
    "请在合同台账里登记合同金额和起止日期，或直接填写折算后的金额（元）。",
    "Enter the customer's contract with amount, start and end, or write the value in yuan.",
    example="免费延长2个月服务，客户没有合同",
)
DEMAND_ABOVE_LIMIT = Kind(
    "demand-above-limit",
    "R-079",
    "info",
    "客户要求赔偿 {amount} 元，超过现场可批的 {limit} 元。",
    "the customer asks for {amount} yuan, more than the {limit} that the front line may grant.",
    "给付前请先报批；实际给付后填“赔偿金额”。",
    "Have it approved before paying; then fill 赔偿金额.",
    example="道歉+赔偿2万元",
)
CLOSED_TOO_EARLY = Kind(
    "closed-too-early",
    "R-081",
    "error",
    "投诉已关闭，{why}。",
    "the complaint is closed although {why_en}.",
    "解决并回访满意以后才能关闭；联系不上客户的，请写明原因并报批。",
    "Close it once it is solved and the customer satisfied; otherwise give the reason and have it approved.",
    example="状态写投诉已关闭，回访结果空着",
)
NOT_REOPENED = Kind(
    "not-reopened",
    "R-081",
    "error",
    "回访结果是“不满”，状态却是“{value}”。",
    "the customer is not satisfied, yet the state is “{value}”.",
    "请把状态改回“处理中”，并记一步改进的方案。",
    "Set the state back to 处理中 and note an improved plan.",
    example="回访不满，状态仍是已完成",
)
STEP_OUT_OF_ORDER = Kind(
    "step-out-of-order",
    "R-082",
    "warning",
    "投诉 {complaint} 的“{value}”排在“{before}”之后，顺序不对。",
    "step “{value}” of complaint {complaint} stands after “{before}”.",
    "步骤依次为：接收安抚、分类定级、方案制定、处理执行、处理完成、反馈回访、归档分析；请核对。",
    "The order is 接收安抚, 分类定级, 方案制定, 处理执行, 处理完成, 反馈回访, 归档分析: check it.",
    example="先“处理完成”，后“接收安抚”",
)
STEP_TIME_BACK = Kind(
    "step-time-back",
    "R-082",
    "warning",
    "投诉 {complaint} 的处理时间 {value} 早于上一步的 {before}。",
    "the time {value} of complaint {complaint} lies before that of the step above, {before}.",
    "请核对处理时间，或按时间先后排列各步。",
    "Check the times, or put the steps in their order.",
    example="上一步 16:00，这一步 14:30",
)
NO_CLASSIFICATION = Kind(
    "no-classification",
    "R-082",
    "info",
    "投诉 {complaint} 没有“分类定级”这一步。",
    "complaint {complaint} has no step 分类定级.",
    "请补记一步；以后接收后先定级。",
    "Add the step; classify first next time.",
    example="接收安抚之后直接方案制定",
)
