from __future__ import annotations

from django.db.models import TextChoices


class Unit(TextChoices):
    WORKING_DAY = "WD", "工作日"
    NATURAL_DAY = "ND", "日"
    MONTH = "MONTH", "个月"


class Obligor(TextChoices):
    """Who must act in time; a unit's clock names its department, an enterprise's clock names none."""

    COURT = "COURT", "法院"
    BUREAU = "BUREAU", "信用牵头部门"
    UNIT = "UNIT", "成员单位"
    ENTERPRISE = "ENTERPRISE", "企业"
    OFFICE = "OFFICE", "领导小组办公室"
    CREDITOR = "CREDITOR", "申请执行人"


class CalendarStatus(TextChoices):
    OFFICIAL = "official", "正式"
    PROVISIONAL = "provisional", "暂定"


class DayKind(TextChoices):
    OFF = "off", "放假"
    WORK = "work", "调休上班"


class ClockStatus(TextChoices):
    RUNNING = "running", "计时中"
    PAUSED = "paused", "已中止计时"
    MET = "met", "按期完成"
    BREACHED = "breached", "逾期完成"
    VOID = "void", "已取消"


class EventKind(TextChoices):
    START = "start", "起算"
    PAUSE = "pause", "中止"
    RESUME = "resume", "恢复"
    EXCLUDE = "exclude", "扣除"
    EXTEND = "extend", "延长"
    STOP = "stop", "办结"
    VOID = "void", "取消"
    RECALCULATE = "recalculate", "重新计算"
    BREACH = "breach", "超期"


OPEN_STATUSES = (ClockStatus.RUNNING, ClockStatus.PAUSED)
FINISHED_STATUSES = (ClockStatus.MET, ClockStatus.BREACHED, ClockStatus.VOID)


class RungAct(TextChoices):
    """What a rung of the ladder does: a reminder, an order of either kind, or word to the leaders."""

    REMIND = "remind", "提醒"
    URGE = "urge", "催办"
    OVERSEE = "oversee", "督办"
    LEADERS = "leaders", "报告责任领导"


class RungReader(TextChoices):
    """Who is told at a rung; an order goes to the unit besides."""

    HANDLER = "handler", "经办岗位"
    HEAD = "head", "单位负责人"
    OFFICE = "office", "领导小组办公室"
    LEADER = "leader", "责任领导"
    ENTERPRISE = "enterprise", "企业"


class RungChannel(TextChoices):
    """Which units a rung is for, by how pushes reach them; the values are those of departments.enums.Channel."""

    PLATFORM = "platform", "平台待办"
    OFFLINE = "offline", "线下函件"


class MilestoneOutcome(TextChoices):
    """What came of a rung once its moment had come."""

    FIRED = "fired", "已发出"
    EXPIRED = "expired", "已过期"
    COVERED = "covered", "已有在办的催办、督办"
    UNREACHABLE = "unreachable", "没有人能收到"
    REFUSED = "refused", "未能制发，待办公室办理"
