"""What an enterprise says about a unit that is late."""

from __future__ import annotations

from portal.shell.fields import OneCauseForm
from portal.steps import fields


class ComplaintForm(OneCauseForm):
    words = fields.text(
        "要反映的情况", 1000, rows=4, help_text="写明哪件事没有办、对企业有什么影响。反映的内容交领导小组办公室，被反映的单位看不到原文。"
    )
