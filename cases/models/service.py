from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from accounts.models import Enterprise
from cases.enums import ServiceManner
from cases.models.application import Application
from cases.models.case import Case
from cases.models.duty import ListDuty
from cases.models.enforcement import EnforcementCase
from cases.parties import Party, ServiceState
from ledger.constraints import known


class Service(models.Model):
    """That a paper is to be served on a party (送达), and how that really happened: by what way, on which day, with what proof.

    A right or a limit of the party runs from here, not from the day of the paper. It belongs to a case, or to the request about
    the list that the paper decides.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    duty = models.ForeignKey(ListDuty, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    document = models.ForeignKey("notices.Document", on_delete=models.PROTECT, related_name="services", verbose_name="文书")
    party = models.CharField("受送达人", max_length=10, choices=Party)
    state = FSMField("状态", max_length=10, choices=ServiceState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    owed_at = models.DateTimeField("列入时间")
    manner = models.CharField("送达方式", max_length=12, choices=ServiceManner, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    receiver = models.CharField("签收人", max_length=60, blank=True)
    note = models.CharField("送达说明", max_length=300, blank=True)
    # A paper way has its proof; an electronic one the account, and the moment from which the paper could be read there.
    proof = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送达凭证")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    arrived_at = models.DateTimeField("到达时间", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "送达"
        ordering = ("pk",)
        indexes = (models.Index(fields=("case",), condition=Q(state="owed"), name="service_owed"),)
        constraints = (
            known("party", Party, "service_party_known"),
            known("state", ServiceState, "service_state_known"),
            known("manner", ServiceManner, "service_manner_known", blank=True),
            models.UniqueConstraint(fields=("document", "party"), name="service_once_per_party"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, duty__isnull=True) | Q(case__isnull=True, duty__isnull=False, party="applicant"),
                name="service_of_case_or_request",
            ),
            models.CheckConstraint(
                condition=~Q(state="served") | ~Q(manner="") & ~Q(receiver="") & Q(served_on__isnull=False),
                name="service_says_how",
                violation_error_message="请填写这份文书的送达方式、送达日期和签收人。",
            ),
            models.CheckConstraint(
                condition=~Q(state="served")
                | Q(proof__isnull=False, recorded_by__isnull=False, arrived_at__isnull=True)
                | Q(manner="electronic", party="applicant", account__isnull=False, arrived_at__isnull=False, proof__isnull=True),
                name="service_has_proof",
                violation_error_message="请上传送达凭证，例如送达回证、邮件签收记录或者公告。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} → {self.get_party_display()}"

    @property
    def enforcement(self) -> EnforcementCase:
        """The enforcement case behind the paper."""
        if self.duty is not None:
            return self.duty.enforcement_case
        return self.of_case.enforcement_case

    @property
    def of_case(self) -> Case:
        """The case of a paper that belongs to one."""
        if self.case is None:
            raise TypeError
        return self.case

    @property
    def enterprise(self) -> Enterprise:
        return self.of_case.enterprise if self.duty is None else self.duty.enforcement_case.enterprise

    @property
    def court_id(self) -> int:
        return self.of_case.court_id if self.duty is None else self.duty.enforcement_case.court_id

    @property
    def number(self) -> str:
        """Of the case, or of the enforcement case to which a request belongs."""
        return self.enforcement.number if self.case is None else self.case.number

    @property
    def confirmed(self) -> Application | ListDuty:
        """Where the applicant confirmed how it wants to be served (送达地址确认), and who acts there."""
        return self.duty if self.duty is not None else self.of_case.application
