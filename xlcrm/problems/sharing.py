"""What stands against giving a workbook or a sheet to somebody (R-134, R-135, R-136, R-153)."""

from xlcrm.problems.record import Kind

ROLE_REFUSED = Kind(
    "role-refused",
    "R-135",
    "error",
    "“{role}”无权查看“{title}”。",
    "role “{role}” may not see “{title}”.",
    "需要时请数据管理员在“角色权限表”里放开，再重新生成。",
    "If it is needed, have the data administrator allow it in 角色权限表.",
    example="客服要看客户跟进记录表",
)
UNPROTECTED = Kind(
    "unprotected",
    "R-153",
    "warning",
    "工作簿没有打开密码，里面有 {count} 列电话或邮箱。",
    "the workbook has no password and holds {count} columns of phones or e-mails.",
    "请加上打开密码再保存和传送，或只发脱敏的副本。",
    "Give it a password before storing or sending it, or send a masked copy.",
    example="没有密码的客户信息总表",
)
