"""A database that cannot be reached, as the one line that the operator needs."""

from django.db import OperationalError


def unreachable(error: OperationalError) -> str:
    """Why the database of DATABASE_URL cannot be reached; empty for an error that it answered itself.

    The driver names host, port and user, never the password.
    """
    cause = error.__cause__
    # Whoever was connected got a code with the error.
    if getattr(cause, "sqlstate", None) is not None:
        return ""
    return (
        f"连不上数据库：{' '.join(str(error).split())}。请核对环境变量 DATABASE_URL 的主机、端口、用户、口令和库名，并确认数据库已经启动。"
    )
