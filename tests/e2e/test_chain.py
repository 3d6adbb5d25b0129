"""The whole chain on the real pages, every step by the person whose step it is.

Three enterprises: one listed, which has to complete its application; one not yet listed, whose certificate a unit
refuses until the consultation; one not yet listed, which is rejected.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from PIL import Image

from cases.effects import DECIDED_KINDS
from cases.enums import GuardKind, MeasureKind
from cases.models import EnforcementCase, GuardRule
from cases.services.imports import SHEET, measure_import_template
from demo.people import Cast, create_agent
from demo.walk import Walk
from ledger import timekeeping
from mechanism.models import Meeting
from messaging.models import Message
from notices.enums import DocumentKind
from notices.models import Document
from notices.tasks import render_document
from recognition.models import Recognition
from tests.e2e.stage import Days, Firm, Stage, days_from
from tests.support.sweeping import swept
from tests.support.world import AT, PASSWORD, new_uscc
from words import normal

pytestmark = pytest.mark.browser

TODAY = AT.date()


LISTED = Firm("示例江岸铸造有限公司", new_uscc(6001), "（2026）鄂0203执6001号", True, "agent-listed")
UNLISTED = Firm("示例江岸物流有限公司", new_uscc(6002), "（2026）鄂0203执6002号", False, "agent-unlisted")
REJECTED = Firm("示例江岸商贸有限公司", new_uscc(6003), "（2026）鄂0203执6003号", False, "agent-rejected")
FIRMS = (LISTED, UNLISTED, REJECTED)
APPROVED = (LISTED, UNLISTED)


@dataclass
class Play:
    stage: Stage
    cast: Cast
    days: Days
    folder: Path

    def seat(self, part: str) -> Stage:
        self.stage.seat(self.cast.people[part])
        return self.stage

    def seat_of_unit(self, part: str) -> Stage:
        self.stage.seat_without_page(self.cast.people[part])
        return self.stage

    def seat_agent(self, firm: Firm) -> Stage:
        self.stage.seat(firm.agent)
        return self.stage

    def picture(self, name: str) -> Path:
        path = self.folder / name
        Image.new("RGB", (600, 400), "white").save(path)
        return path

    def render(self, *documents: Document) -> None:
        """What the worker does when its bell rings."""
        for document in documents:
            render_document(document.pk)


@pytest.fixture
def play(page, live_server, committed_cast, tmp_path):
    with days_from(AT) as days:
        yield Play(Stage(page, live_server.url), committed_cast, days, tmp_path)


# --- 1: the court notifies ---


def court_records_one_case(play: Play) -> None:
    stage = play.seat("acceptance_officer")
    stage.go("/court/enforcement/new/")
    stage.fill(
        number=LISTED.number,
        uscc=LISTED.uscc,
        enterprise_name=LISTED.name,
        filed_on=TODAY - timedelta(days=40),
        basis_kind="judgment",
        basis_number="（2025）示例民初6001号",
        basis_issuer="示例法院",
        obligation="支付货款及利息",
        amount_fen="860000.00",
        performed_fen="860000.00",
        performance="full",
        creditor="示例建材有限公司",
    )
    stage.fill(**{"listing-state": "listed", "listing-situations": ("1",), "listing-listed_on": TODAY - timedelta(days=30)})
    stage.fill(**{"measures-0-kind": "freeze", "measures-0-detail": "基本账户", "measures-0-taken_on": TODAY})
    stage.fill(**{"measures-1-kind": "listing", "measures-1-taken_on": TODAY})
    stage.press("登记")


def court_imports_the_others(play: Play) -> None:
    book = load_workbook(BytesIO(measure_import_template()))
    sheet = book[SHEET]
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for row, firm in enumerate((UNLISTED, REJECTED), start=2):
        facts = {
            "执行案号": firm.number,
            "统一社会信用代码": firm.uscc,
            "企业名称": firm.name,
            "立案日期": str(TODAY - timedelta(days=20)),
            "执行依据类型": "调解书",
            "执行依据文号": "（2026）示例民调1号",
            "制作单位": "示例法院",
            "确定的义务": "支付运费",
            "执行标的（元）": "50000",
            "已履行（元）": "50000",
            "申请执行人": "示例仓储有限公司",
            "执行措施": "冻结账户",
            "采取日期": str(TODAY),
        }
        for label, value in facts.items():
            sheet.cell(row=row, column=places[label], value=value)
    book.save(play.folder / "措施.xlsx")
    stage = play.seat("acceptance_officer")
    stage.go("/court/enforcement/import/")
    stage.fill(upload=play.folder / "措施.xlsx")
    stage.press("上传并预览")
    stage.press("确认导入")
    assert EnforcementCase.objects.count() == len(FIRMS)


def court_serves_the_notices(play: Play) -> None:
    stage = play.seat("acceptance_officer")
    for firm in FIRMS:
        stage.act(f"/court/notices/{firm.notice.pk}/", "serve_notice", manner="direct", served_on=TODAY, receiver="收发室")
        stage.sees("已告知")


# --- 2: the enterprises apply ---


def enterprise_applies(play: Play, firm: Firm) -> None:
    """From the QR code of the paper notice; the agents of two firms have accounts, the third signs up."""
    stage = play.stage
    stage.page.context.clear_cookies()
    stage.go(f"/n/{firm.notice.token}/")
    stage.sees(firm.name)
    stage.follow("用这份告知书申请")
    if firm is LISTED:
        stage.follow("注册")
        stage.fill(full_name="程听雨", username=firm.username, password1=PASSWORD, password2=PASSWORD)
        stage.press("注册")
        stage.sessions[firm.username] = stage.page.context.cookies()
    else:
        stage.sign_in(firm.agent)
    stage.page.get_by_label("经办人").check()
    stage.press("申请加入企业")
    play.seat("acceptance_officer").go(f"/court/mandates/{firm.agent.mandates.get().pk}/")
    stage.press("确认授权")
    play.seat_agent(firm).go(f"/n/{firm.notice.token}/apply/")
    stage.press("开始填写")
    fill_in_the_application(play, firm)


def fill_in_the_application(play: Play, firm: Firm) -> None:
    stage = play.stage
    stage.sees(firm.number)
    stage.fill(ground="fulfilled", performance="已付清全部款项。", contact_phone="13900000000")
    stage.fill(service_address="示范路1号（虚构地址）", service_mobile="13900000000", service_electronic="yes")
    stage.press("保存并继续")
    stage.fill(duties_performed="款项已付清。", wrongs_corrected="已补报财产。", prevention="建立付款台账。")
    stage.press("保存并继续")
    stage.page.locator("#id_upload-1-file").set_input_files(play.picture("回单.png"))
    # The chosen file goes with the button that leads on.
    stage.press("继续")
    stage.fill(commitment_agreed=True)
    stage.press("签署并提交申请")
    stage.sees("申请已提交", normal.in_groups(firm.case.application.query_code))


# --- 3: acceptance ---


def court_checks(play: Play) -> None:
    stage = play.seat("acceptance_officer")
    stage.go("/court/")
    stage.sees(*[firm.name for firm in FIRMS])
    item = {"what": "最后一期的银行回单", "why": "材料中只有前两期", "how": "在网上银行下载"}
    stage.act(LISTED.page("court"), "request_supplement", **{f"items-0-{name}": text for name, text in item.items()})
    stage.sees("待补正")
    for firm in (UNLISTED, REJECTED):
        stage.act(firm.page("court"), "accept", variant="not_yet_listed")


def enterprise_completes(play: Play) -> None:
    stage = play.seat_agent(LISTED)
    stage.go(LISTED.page("enterprise"))
    stage.sees("请您补充材料")
    stage.follow("去补正")
    stage.sees("最后一期的银行回单", "在网上银行下载")
    item = LISTED.case.supplements.get().items.get()
    prefix = stage.page.locator("main textarea").first.get_attribute("name").rsplit("-", 1)[0]
    stage.fill(**{f"{prefix}-text": "已补上。", f"{prefix}-upload": play.picture("末期回单.png")})
    stage.press("提交补正")
    item.refresh_from_db()
    assert item.answer == "已补上。"
    play.seat("acceptance_officer").act(LISTED.page("court"), "accept", variant="listed")


# --- 4: examination ---


def judge_reviews(play: Play, firm: Firm) -> None:
    parts = {play.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}
    stage = play.seat(parts[firm.case.handler_id])
    stage.go("/court/")
    stage.sees(firm.name)
    stage.go(f"{firm.page('court')}do/submit_examination/")
    approve = firm is not REJECTED
    for rule in GuardRule.objects.filter(region=play.cast.region, is_current=True).order_by("position"):
        good = "found" if rule.kind == GuardKind.CONDITION else "clear"
        stage.fill(**{f"finding_{rule.pk}": good, f"evidence_{rule.pk}": "卷宗第3页"})
    if not approve:
        condition = GuardRule.objects.filter(region=play.cast.region, is_current=True, kind="condition").order_by("position")[0]
        stage.fill(**{f"finding_{condition.pk}": "clear"})
    stage.fill(capacity="经营正常。", cooperation="按时到场。", related_cases_checked=True, opinion="经核查，提出如下建议。")
    for measure in firm.case.enforcement_case.measures.filter(kind__in=DECIDED_KINDS).order_by("pk"):
        stage.fill(**{f"effect_{measure.pk}": "lift"})
        if measure.kind == MeasureKind.FREEZE:
            stage.fill(**{f"effect_ruling_{measure.pk}": "（2026）鄂0203执1号之二"})
    if approve:
        stage.fill(recommendation="approve", outcome="C:delete" if firm.listed else "D:no_entry")
    else:
        stage.fill(recommendation="reject")
    stage.press("提交复核")
    stage.sees("待复核")


def others_recheck_and_sign(play: Play) -> None:
    stage = play.seat("reviewing_judge")
    for firm in FIRMS:
        stage.act(firm.page("court"), "pass_review", note="同意。")
    stage = play.seat("signing_president")
    for firm in APPROVED:
        stage.act(firm.page("court"), "approve", reason_text="积极履行，予以准予。")
    facts = {"reason_codes": ("not_performed",), "reason_not_performed": "到期各期未付。", "guidance": "付清到期各期后再申请。"}
    stage.act(REJECTED.page("court"), "reject", **facts)
    stage.sees("不予修复")


def rejected_enterprise_reads_why(play: Play) -> None:
    stage = play.seat_agent(REJECTED)
    stage.go(REJECTED.page("enterprise"))
    stage.sees("法院决定不予修复", "付清到期各期后再申请", str(REJECTED.case.decision.reapply_on.year))


# --- 5: certificate ---


def court_seals(play: Play) -> None:
    stage = play.seat("acceptance_officer")
    for firm in APPROVED:
        stage.act(firm.page("court"), "issue_certificate")
    play.render(*[firm.case.certificate.document for firm in APPROVED])
    assert swept("pushes", at=timekeeping.now()) == len(APPROVED)
    facts = {"kind": "delete", "performed_on": TODAY + timedelta(days=1), "system_receipt": "返回编号6001"}
    play.seat("list_operator").act(LISTED.page("court"), "record_list_operation", **facts)
    assert LISTED.case.enforcement_case.listing.state == "deleted"


def anybody_verifies(play: Play) -> None:
    stage = play.stage
    stage.page.context.clear_cookies()
    certificate = LISTED.case.certificate
    stage.go(f"/v/{certificate.verify_code}/")
    stage.sees("有效", certificate.number)
    stage.does_not_see(LISTED.name)


def only_its_enterprise_opens_the_paper(play: Play) -> None:
    decision = LISTED.case.documents.get(kind=DocumentKind.APPROVAL_DECISION)
    play.render(decision)
    for firm, status in ((REJECTED, 404), (LISTED, 200)):
        stage = play.seat_agent(firm)
        answer = stage.page.request.get(f"{stage.base}/documents/{decision.pk}/download", fail_on_status_code=False)
        assert answer.status == status
    assert answer.body().startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("attachment")


# --- 6: push, distribution, recognition ---


def bureau_hands_on(play: Play) -> None:
    stage = play.seat("bureau_handler")
    for firm in APPROVED:
        stage.act(firm.page("bureau"), "receive_push")
        stage.act(firm.page("bureau"), "propose_distribution")
    stage = play.seat("bureau_approver")
    for firm in APPROVED:
        stage.act(firm.page("bureau"), "distribute")
        stage.sees("已转推各单位")


RECOGNIZED = {"result": "recognized", "measures_lifted": "已取消限制标记。"}
REFUSED = {"result": "refused", "legal_basis": "某办法第三条", "reason": "另有限制", "guidance": "先解除另案限制"}


def unit_answers(play: Play, firm: Firm, code: str, facts: dict[str, str]) -> None:
    answer = Recognition.objects.get(case=firm.case, department__code=code)
    where = f"/member/recognitions/{answer.pk}/"
    stage = play.seat_of_unit(f"{code}:liaison")
    stage.go("/member/")
    stage.sees(firm.name)
    stage.act(where, "receive_delivery")
    stage.act(where, "propose_answer", **facts)
    stage = play.seat_of_unit(f"{code}:approver")
    stage.act(where, "recognize" if facts is RECOGNIZED else "refuse")
    stage.sees("已认可" if facts is RECOGNIZED else "不予认可")


def units_answer(play: Play) -> None:
    for unit in play.cast.units:
        unit_answers(play, LISTED, unit.code, RECOGNIZED)
    unit_answers(play, UNLISTED, "finance", REFUSED)
    # The pages have been seen: in the second case the other units answer by the same services without them.
    walk = Walk(play.cast, plot=None, agent=UNLISTED.agent, at=timekeeping.now(), cases=[UNLISTED.case])
    walk.all_units_answer(except_for=("finance",))


def office_consults(play: Play) -> None:
    stage = play.seat("office")
    stage.go("/office/consultations/")
    stage.sees(UNLISTED.name)
    answer = Recognition.objects.get(case=UNLISTED.case, department__code="finance")
    meets = {"on": timekeeping.now().date().isoformat(), "time": "23:50", "place": "三楼会议室", "agenda": "财政局的反馈意见"}
    stage.act(f"/office/recognitions/{answer.pk}/", "open_consultation", **meets)
    meeting = answer.meetings.get()
    minutes = {"chair": "办公室主任", "content": "另案限制与本案无关，改为认可。", "outcome": "recognize"}
    people = {f"unit_{row.department_id}": "张某 科长" for row in meeting.invitations.all()}
    stage.act(f"/group/meetings/{meeting.pk}/", "write_minutes", **minutes, **people)
    for part in ("finance:liaison", "handling_judge"):
        units_confirm(play.seat(part), meeting)
    play.seat("office").act(f"/group/meetings/{meeting.pk}/", "close_consultation")


def units_confirm(stage: Stage, meeting: Meeting) -> None:
    stage.go(f"/group/meetings/{meeting.pk}/")
    stage.sees("另案限制与本案无关")
    stage.follow("确认纪要")
    stage.confirm()


def enterprise_reads_the_result(play: Play, firm: Firm) -> None:
    stage = play.seat_agent(firm)
    stage.go(firm.page("enterprise"))
    stage.sees("全部单位已认可", "8/8", *[unit.short_name for unit in play.cast.units])
    assert Message.objects.filter(case=firm.case, subject__contains="全部成员单位均已认可").count() == 1


def test_the_whole_chain_from_the_notice_to_all_eight(play):
    for firm in (UNLISTED, REJECTED):
        create_agent(firm.username, "经办甲", PASSWORD)
    court_records_one_case(play)
    court_imports_the_others(play)
    court_serves_the_notices(play)
    play.days.come_to(AT + timedelta(days=1))
    for firm in FIRMS:
        enterprise_applies(play, firm)
    court_checks(play)
    enterprise_completes(play)
    for firm in FIRMS:
        judge_reviews(play, firm)
    others_recheck_and_sign(play)
    rejected_enterprise_reads_why(play)
    court_seals(play)
    anybody_verifies(play)
    only_its_enterprise_opens_the_paper(play)
    play.days.come_to(AT + timedelta(days=2))
    bureau_hands_on(play)
    units_answer(play)
    office_consults(play)
    for firm in APPROVED:
        enterprise_reads_the_result(play, firm)
    call_command("verify_ledger")
    call_command("verify_clocks")
    assert play.stage.complaints == []
