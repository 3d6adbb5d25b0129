from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from accounts.enums import AgentKind
from cases.enums import ApplicationState, Channel, MaterialKind, RepairGround, Verification
from cases.models.enforcement import EnforcementCase, ProactiveNotice
from cases.parties import ElectronicService
from ledger.constraints import known, plain
from uploads.enums import UploadState

# The three sections that must be there, and the two that may.
STATEMENT_SECTIONS = ("duties_performed", "wrongs_corrected", "prevention", "contribution", "public_good")


class Application(models.Model):
    """One form for one or several enforcement cases of an enterprise; splits into one case each on submission."""

    enterprise = models.ForeignKey("accounts.Enterprise", on_delete=models.PROTECT, related_name="applications")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Who has it in hand now: at first whoever began it.
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")
    created_at = models.DateTimeField("创建时间")
    saved_at = models.DateTimeField("保存时间")
    state = FSMField("状态", max_length=20, choices=ApplicationState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    notice = models.ForeignKey(ProactiveNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="applications")
    channel = models.CharField("来源", max_length=10, choices=Channel, default=Channel.WEB)
    submission_token = models.CharField(max_length=43, unique=True)
    query_code = models.CharField("查询码", max_length=16, unique=True)
    enforcement_cases = models.ManyToManyField(EnforcementCase, related_name="applications", verbose_name="执行案件")
    ground = models.CharField("修复事由", max_length=20, choices=RepairGround, blank=True)
    ground_note = models.CharField("事由说明", max_length=2000, blank=True)
    performance = models.CharField("履行情况或履行计划", max_length=2000, blank=True)
    contact_phone = models.CharField("联系人手机", max_length=20, blank=True)
    # 送达地址确认: where papers reach the applicant, and who confirmed that, and when.
    service_address = models.CharField("送达地址", max_length=200, blank=True)
    service_mobile = models.CharField("送达手机", max_length=20, blank=True)
    service_electronic = models.CharField("电子送达", max_length=3, choices=ElectronicService, blank=True)
    service_confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service_confirmed_at = models.DateTimeField("确认送达地址的时间", null=True, blank=True)
    duties_performed = models.CharField("履行义务情况", max_length=2000, blank=True)
    wrongs_corrected = models.CharField("纠正失信行为情况", max_length=2000, blank=True)
    prevention = models.CharField("防止再次失信的措施", max_length=2000, blank=True)
    contribution = models.CharField("行业贡献", max_length=2000, blank=True)
    public_good = models.CharField("社会公益", max_length=2000, blank=True)
    commitment_public = models.BooleanField("同意公开信用承诺", default=False)
    # Who signed the commitment letter, in which capacity, when, and what exactly: see cases.commitment.
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承诺签署人"
    )
    signed_as = models.CharField("签署人身份", max_length=30, choices=AgentKind, blank=True)
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)
    # The name as it was then. Without an account it is that of the SigningLink which was used at the same moment.
    signed_name = models.CharField("签署人姓名", max_length=60, blank=True)
    signed_digest = models.CharField(max_length=64, blank=True)
    signed_texts = models.JSONField(default=list, blank=True)
    # When a signature lost its effect because something was changed after it, and nobody has signed again since.
    signature_voided_at = models.DateTimeField("签署失效时间", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta:
        verbose_name = "信用修复申请"
        ordering = ("-pk",)
        constraints = (
            known("ground", RepairGround, "application_ground_known", blank=True),
            known("service_electronic", ElectronicService, "application_electronic_service_known", blank=True),
            known("channel", Channel, "application_channel_known"),
            models.CheckConstraint(
                condition=~Q(state="submitted")
                | Q(signed_at__isnull=False, submitted_at__isnull=False)
                & ~Q(ground="")
                & ~Q(performance="")
                & ~Q(contact_phone="")
                & ~Q(service_address="")
                & ~Q(service_mobile="")
                & ~Q(service_electronic="")
                & Q(service_confirmed_by__isnull=False, service_confirmed_at__isnull=False)
                & ~Q(duties_performed="")
                & ~Q(wrongs_corrected="")
                & ~Q(prevention=""),
                name="application_submitted_is_complete",
                violation_error_message="申请还没有填写完整。",
            ),
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_known"),
            known("signed_as", AgentKind, "application_signed_as_known", blank=True),
            plain("signed_name", "application_signed_name_plain"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, signed_as="", signed_name="", signed_digest="", signed_texts=[])
                | Q(signed_at__isnull=False, signature_voided_at__isnull=True)
                & (Q(signed_by__isnull=False) | Q(signed_as="legal_representative"))
                & ~Q(signed_as="")
                & ~Q(signed_name="")
                & ~Q(signed_digest="")
                & ~Q(signed_texts=[]),
                name="application_signature_is_whole",
                violation_error_message="签署承诺书须记明签署人、身份、时间和内容。",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(signed_at__lte=F("submitted_at")),
                name="application_signed_before_submission",
                violation_error_message="信用承诺书须在提交以前签署。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.query_code}"

    @property
    def is_ledgered(self) -> bool:
        """Whether the ledger keeps what it says; a draft changes without a step."""
        return bool(self.state != ApplicationState.DRAFT)

    @property
    def current_materials(self) -> models.QuerySet[Material]:
        """What lies in its places now, in their order; what came with a supplement is no part of them."""
        return self.materials.current().filter(supplement_item__isnull=True).order_by("slot", "pk")


class MaterialQuerySet(models.QuerySet["Material"]):
    def current(self) -> MaterialQuerySet:
        """What was not taken back."""
        return self.filter(removed_at__isnull=True).select_related("upload")

    def handed_in(self) -> MaterialQuerySet:
        """What a court may see: not taken back, no file that is not judged or was refused, no answer that was not sent yet."""
        sent = Q(supplement_item__isnull=True) | Q(supplement_item__request__answered_at__isnull=False)
        return self.current().filter(sent, Q(is_lost=True) | Q(upload__state=UploadState.USABLE))


class Material(models.Model):
    """A file handed in, or the request that its issuing body be asked instead (材料遗失)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="materials")
    enterprise = models.ForeignKey("accounts.Enterprise", on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("材料", max_length=20, choices=MaterialKind)
    supplement_item = models.ForeignKey("cases.SupplementItem", on_delete=models.PROTECT, null=True, blank=True, related_name="materials")
    upload = models.OneToOneField("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="material")
    is_lost = models.BooleanField("材料遗失，请求核实", default=False)
    issuer = models.CharField("出具单位", max_length=100, blank=True)
    lost_note = models.CharField("材料说明", max_length=300, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)
    # What the court learned of a lost one from the body that issued it.
    verification = models.CharField("核实结果", max_length=12, choices=Verification, blank=True)
    verification_note = models.CharField("核实经过", max_length=500, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField("核实登记时间", null=True, blank=True)

    # Which rows `uploads.quota` counts as handed in: in a draft, before the answer or once taken back they are not.
    HANDED_IN: ClassVar[Q] = Q(removed_at__isnull=True) & (
        Q(supplement_item__isnull=True, application__state=ApplicationState.SUBMITTED)
        | Q(supplement_item__request__answered_at__isnull=False)
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "证明材料"
        ordering = ("slot", "pk")
        constraints = (
            known("kind", MaterialKind, "material_kind_known"),
            models.UniqueConstraint(
                fields=("application", "slot"),
                condition=Q(removed_at__isnull=True, supplement_item__isnull=True),
                name="material_one_per_slot",
            ),
            models.UniqueConstraint(
                fields=("supplement_item",),
                condition=Q(removed_at__isnull=True, supplement_item__isnull=False),
                name="material_one_per_item",
            ),
            models.CheckConstraint(
                condition=Q(supplement_item__isnull=False) | Q(slot__gte=1, slot__lte=3),
                name="material_at_most_three",
                violation_error_message="最多上传三份材料。",
            ),
            models.CheckConstraint(
                condition=Q(is_lost=True, upload__isnull=True) & ~Q(issuer="") | Q(is_lost=False, upload__isnull=False),
                name="material_is_file_or_lost",
                violation_error_message="请上传文件，或者写明出具单位请求核实。",
            ),
            known("verification", Verification, "material_verification_known", blank=True),
            models.CheckConstraint(
                condition=Q(verification="", verified_at__isnull=True, verified_by__isnull=True)
                | Q(is_lost=True, verified_at__isnull=False, verified_by__isnull=False) & ~Q(verification="") & ~Q(verification_note=""),
                name="material_verified_with_note",
                violation_error_message="请选择核实结果，并写明向谁、怎样核实。",
            ),
        )

    def __str__(self) -> str:
        return self.original_name or f"遗失：{self.issuer}"

    @property
    def original_name(self) -> str:
        return self.upload.original_name if self.upload else ""

    @property
    def sha256(self) -> str:
        return self.upload.sha256 if self.upload else ""

    @property
    def is_settled(self) -> bool:
        """Whether something may rest on it: a judged file, or the request that somebody else be asked."""
        return self.upload is None or self.upload.is_usable
