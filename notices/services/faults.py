"""Which faults are the machine's: they pass, and what they hit is tried until they have. Any other is the paper's own."""

from __future__ import annotations

import errno

from django.db import InterfaceError, OperationalError

from notices.pdf import RendererLostError

# Not the database's data: what it refuses of a paper it refuses each time.
OF_THE_MACHINE = (OSError, OperationalError, InterfaceError, RendererLostError)

_REASONS = {
    errno.ENOSPC: "服务器磁盘已满",
    errno.EDQUOT: "服务器磁盘已满",
    errno.EIO: "服务器磁盘读写出错",
    errno.EROFS: "服务器磁盘不能写入",
    errno.EACCES: "服务器的文件目录不能写入",
    errno.ENOMEM: "服务器内存不足",
}


def is_disk_full(fault: BaseException) -> bool:
    """Whether a disk is full: ours, or the database's."""
    return isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)


def reason_of(fault: BaseException) -> str:
    """What the machine is short of, in words; empty where that is not known."""
    return _REASONS.get(fault.errno or 0, "") if isinstance(fault, OSError) else ""
