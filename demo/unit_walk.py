"""From the certificate to the last unit's answer, each step by the person whose step it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cases.services import certificates
from demo.court_walk import CourtWalk
from demo.specimens import answer_of
from ledger.timekeeping import legal_date
from mechanism.enums import MeetingState, Outcome
from mechanism.models import Meeting
from mechanism.services import meetings, minutes
from mechanism.services.meetings import MeetingData
from mechanism.services.minutes import ACTION_OF, MinutesData
from notices.enums import DocumentKind
from recognition import services as recognition
from recognition.enums import PushedFact, RecognitionAction, RecognitionResult, RecognitionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procedure.actors import Actor

OUTCOMES: dict[RecognitionAction, Outcome] = {action: outcome for outcome, action in ACTION_OF.items()}


class UnitWalk(CourtWalk):
    """A case after the court has approved: certificate, bureau, units, consultation."""

    def issue(self) -> Self:
        self.make_papers(DocumentKind.APPROVAL_DECISION, case=self.case_id)
        certificates.issue_certificate(self.case_id, by=self.by("acceptance_officer"), at=self.at)
        return self

    def operate_list(self) -> Self:
        case = self.case
        today = legal_date(self.at)
        if owed := certificates.operations_owed(case):
            certificates.record_list_operation(
                case.pk,
                kind=owed[0],
                performed_on=today,
                system_receipt=f"演示返回编号{case.pk:06d}",
                ends_on=certificates.operation_ends_on(case, today),
                by=self.by("list_operator"),
                at=self.at,
            )
        return self

    def push(self) -> Self:
        self.make_papers(DocumentKind.CERTIFICATE, case=self.case_id)
        recognition.push(self.case_id, at=self.at)
        return self

    def return_push(self) -> Self:
        recognition.return_push(
            self.case_id,
            wrong=(PushedFact.CASE_NUMBER,),
            reason="推送清单中的执行案号与证明不一致，请核对后重新推送。",
            by=self.by("bureau_handler"),
            at=self.at,
        )
        return self

    def push_again(self) -> Self:
        recognition.push_again(self.case_id, note="已核对更正。", by=self.by("acceptance_officer"), at=self.at)
        return self

    def receive(self) -> Self:
        self.make_papers(DocumentKind.PUSH_LETTER, case=self.case_id)
        recognition.receive_push(self.case_id, by=self.by("bureau_handler"), at=self.at)
        return self

    def propose_distribution(self) -> Self:
        recognition.propose_distribution(self.case_id, by=self.by("bureau_handler"), at=self.at)
        return self

    def distribute(self) -> Self:
        recognition.distribute(self.case_id, by=self.by("bureau_approver"), at=self.at)
        return self

    def unit_receives(self, code: str) -> Self:
        self._make_letter()
        recognition.receive_delivery(self.unit(code).pk, by=self.by(f"{code}:liaison"), at=self.at)
        return self

    def _make_letter(self) -> None:
        self.make_papers(DocumentKind.DISTRIBUTION_LETTER, case=self.case_id)

    def unit_proposes(self, code: str, result: RecognitionResult = RecognitionResult.RECOGNIZED) -> Self:
        recognition.propose_answer(self.unit(code).pk, answer=answer_of(code, result), by=self.by(f"{code}:liaison"), at=self.at)
        return self

    def unit_answers(self, code: str, result: RecognitionResult = RecognitionResult.RECOGNIZED) -> Self:
        """From whatever the unit has done so far to its approved answer."""
        row = self.unit(code)
        liaison, approver = self.by(f"{code}:liaison"), self.by(f"{code}:approver")
        if row.state == RecognitionState.AWAITING_RECEIPT:
            self._make_letter()
            row = recognition.receive_delivery(row.pk, by=liaison, at=self.at)
        if row.state == RecognitionState.RECEIVED:
            recognition.propose_answer(row.pk, answer=answer_of(code, result), by=liaison, at=self.at)
        recognition.approve_answer(row.pk, by=approver, at=self.at)
        return self

    def all_units_answer(self, except_for: Sequence[str] = ()) -> Self:
        for unit in self.cast.units:
            if unit.code not in except_for:
                self.unit_answers(unit.code)
        return self

    def convene(self, code: str) -> Self:
        """A consultation of the unit and the court, here and now."""
        data = MeetingData(
            agenda="该单位对信用修复结果的反馈意见",
            place="领导小组办公室会议室",
            starts_at=self.at,
            units=(),
        )
        meetings.convene_consultation(self.unit(code).pk, data, by=self.by("office"), at=self.at)
        return self

    def conclude(self, code: str, outcome: RecognitionAction, note: str) -> Self:
        """The meeting from its opinions to its confirmed minutes; one that was sent up is met about again."""
        answer = self.unit(code)
        if not answer.in_meeting:
            self.convene(code)
        meeting = Meeting.objects.get(recognition=answer, state=MeetingState.CONVENED)
        invitations = list(meeting.invitations.select_related("department").order_by("pk"))
        data = MinutesData(
            held_on=legal_date(self.at),
            chair="领导小组办公室负责人",
            content=note,
            outcome=OUTCOMES[outcome].value,
            present={row.department_id: f"{row.department.short_name}联络员" for row in invitations},
        )
        minutes.write_minutes(meeting.pk, data, by=self.by("office"), at=self.at)
        for row in invitations:
            minutes.confirm(row.pk, by=self.speaks_for(row.department.code, row.department.kind), at=self.at)
        minutes.close(meeting.pk, by=self.by("office"), at=self.at)
        return self

    def speaks_for(self, code: str, kind: str) -> Actor:
        """Who answers a meeting for a unit."""
        parts = {"court": "handling_judge", "bureau": "bureau_handler"}
        return self.by(parts.get(kind, f"{code}:liaison"))
