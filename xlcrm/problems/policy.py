"""What can be wrong with a parameter of the policy."""

from xlcrm.problems.record import Kind

POLICY_FAULT = Kind(
    "policy-value", "R-038", "error",
    "策略参数“{name}”：{what}。", "policy parameter {name}: {what_en}.",
    "{cure}", "{cure_en}",
    example="complaint.hours.一般 = 很快",
)  # fmt: skip
