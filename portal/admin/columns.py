"""The columns of the list of accounts."""

from __future__ import annotations

from portal.shell.components import Column

ACCOUNTS = (
    Column("姓名", "admin/cells/person.html"),
    Column("岗位", "admin/cells/posts.html"),
    Column("状态", "admin/cells/active.html"),
    Column("最近登录", "admin/cells/last_login.html"),
    Column("办理", "admin/cells/manage.html"),
)
