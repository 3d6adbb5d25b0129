"""What the bureau's steps ask for."""

from __future__ import annotations

from portal.steps import fields
from portal.steps.pages import ActionForm


class PushReturnForm(ActionForm):
    reason = fields.text("数据缺陷", 1000, help_text="只写数据问题：哪一项、错在哪里、应当是什么。对法院的决定不再审查。")


class DistributionReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明转推前还要核对什么。")
