"""What is served on the parties and what the creditor says: the words and values of both."""

from __future__ import annotations

from django.db.models import TextChoices

from notices.enums import DocumentKind


class Party(TextChoices):
    APPLICANT = "applicant", "申请企业"
    CREDITOR = "creditor", "申请执行人"


class BoundPerson(TextChoices):
    """Whom an order against high spending binds (法释〔2015〕17号 art. 3); each person by an order of his own."""

    ENTERPRISE = "enterprise", "被执行企业"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    PRINCIPAL = "principal", "主要负责人"
    RESPONSIBLE = "responsible", "影响债务履行的直接责任人员"
    CONTROLLER = "controller", "实际控制人"


class ElectronicService(TextChoices):
    """The applicant's answer in the confirmation of its address (送达地址确认)."""

    AGREED = "yes", "同意：文书到达本系统的企业账户即为送达"
    REFUSED = "no", "不同意：按上面的地址送达纸质文书"


class ServiceState(TextChoices):
    OWED = "owed", "待送达"
    SERVED = "served", "已送达"
    DROPPED = "dropped", "不再送达"


class ServiceAction(TextChoices):
    OWE_SERVICE = "owe_service", "列入待送达"
    RECORD_SERVICE = "record_service", "登记送达"
    SERVE_ELECTRONICALLY = "serve_electronically", "电子送达"
    DROP_SERVICE = "drop_service", "文书已被替代，不再送达"


class ConsultationState(TextChoices):
    TOLD = "told", "已告知"
    ASKED = "asked", "待答复"
    ANSWERED = "answered", "已答复"
    SILENT = "silent", "逾期未答复"


class ConsultationAction(TextChoices):
    ASK_CREDITOR = "ask_creditor", "征询申请执行人意见"
    TELL_CREDITOR = "tell_creditor", "告知申请执行人"
    ASK_ANEW = "ask_creditor_anew", "申请执行人已更正，重新征询"
    TELL_ANEW = "tell_creditor_anew", "申请执行人已更正，重新告知"
    ANSWER = "creditor_answers", "申请执行人答复"
    RECORD_ANSWER = "record_creditor_answer", "登记申请执行人的书面答复"
    NOTE_SILENCE = "note_creditor_silence", "登记逾期未答复"


class CreditorAnswer(TextChoices):
    AGREES = "agrees", "同意信用修复"
    OPPOSES = "opposes", "反对信用修复"


class AmountView(TextChoices):
    """What the creditor says of the amount that the record has as performed."""

    CONFIRMED = "confirmed", "金额属实，已经收到"
    CONTESTED = "contested", "金额不符"


class InstalmentWord(TextChoices):
    """What the creditor says of one instalment."""

    RECEIVED = "received", "已经收到"
    MISSING = "missing", "到期没有收到"


class AnswerDoor(TextChoices):
    LINK = "link", "本人凭链接在线答复"
    PAPER = "paper", "书面答复，由法院登记"


# Every paper that goes to a party, and to whom; each gets a service of its own in the step that issues it.
SERVED_ON = {
    DocumentKind.SUPPLEMENT_NOTICE: (Party.APPLICANT,),
    DocumentKind.ACCEPTANCE_NOTICE: (Party.APPLICANT,),
    DocumentKind.DECLINE_NOTICE: (Party.APPLICANT,),
    DocumentKind.LAPSE_NOTICE: (Party.APPLICANT,),
    DocumentKind.WITHDRAWAL_NOTICE: (Party.APPLICANT,),
    DocumentKind.SUSPENSION_NOTICE: (Party.APPLICANT,),
    DocumentKind.CREDITOR_LETTER: (Party.CREDITOR,),
    DocumentKind.APPROVAL_DECISION: (Party.APPLICANT, Party.CREDITOR),
    DocumentKind.REJECTION_DECISION: (Party.APPLICANT, Party.CREDITOR),
    DocumentKind.CERTIFICATE: (Party.APPLICANT, Party.CREDITOR),
    DocumentKind.OBJECTION_DISMISSAL: (Party.APPLICANT,),
    DocumentKind.OBJECTION_UPHELD: (Party.APPLICANT, Party.CREDITOR),
    DocumentKind.REVOCATION_DECISION: (Party.APPLICANT, Party.CREDITOR),
    DocumentKind.LIST_CORRECTION: (Party.APPLICANT,),
    DocumentKind.RECOGNITION_RESULT: (Party.APPLICANT,),
}
# Those that the bureau issues, and so serves; the others are the court's.
SERVED_BY_BUREAU = frozenset({DocumentKind.RECOGNITION_RESULT})
