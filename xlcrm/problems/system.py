"""What the operating system refuses, in the words of whoever sits at it."""

from __future__ import annotations

import errno

_REFUSALS = {
    errno.ENOENT: ("没有这个文件夹，或不能在里面写文件", "请检查路径，或换一个位置"),
    errno.ENOTDIR: ("路径中间的一段不是文件夹", "请检查路径"),
    errno.EISDIR: ("这是文件夹，不是文件", "请写出文件名"),
    errno.EEXIST: ("已经有同名的文件或文件夹", "请换一个名字"),
    errno.EACCES: ("没有读写权限", "请检查权限，或换一个位置"),
    errno.EPERM: ("没有读写权限", "请检查权限，或换一个位置"),
    errno.EROFS: ("这个位置只能读，不能写", "请换一个位置"),
    errno.ENOSPC: ("磁盘已满", "请腾出空间再试"),
    errno.ENAMETOOLONG: ("文件名太长", "请用短一些的名字"),
    errno.EIO: ("磁盘或网络读写出错", "请检查磁盘和网络，再试一次"),
    errno.EMFILE: ("打开的文件太多", "请关闭一些程序，再试一次"),
    errno.ELOOP: ("这个链接指向它自己", "请检查路径"),
    errno.EBUSY: ("正被别的程序使用", "请关闭占用它的程序后重试"),
    errno.ETIMEDOUT: ("网络位置没有回应", "请检查网络，再试一次"),
}
_OTHER = "请检查文件和文件夹"


def refusal(error: OSError | ValueError) -> tuple[str, str]:
    """What is wrong, and what to do; neither ends in a full stop.

    >>> refusal(PermissionError(errno.EACCES, "Permission denied"))
    ('没有读写权限', '请检查权限，或换一个位置')
    """
    code = getattr(error, "errno", None)
    if code is None:  # a name with a character that no file name has
        return "文件名里有不能用的字符", "请检查文件名"
    return _REFUSALS.get(code, (f"系统拒绝（错误 {code}）", _OTHER))
