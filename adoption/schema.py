"""The shape of a region file. A description says what a key should be; problems.py prints it when it is not."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from accounts.enums import MandateConfirmation
from assessment.enums import Measure
from cases.enums import CertificateType, CommitmentSigner, GuardKind, RepairGround
from cases.outcomes import DeclineReason, HoldGround, RejectionReason
from deadlines.enums import Obligor, RungAct, RungChannel, RungReader, Unit
from departments.enums import Channel, DepartmentKind
from mechanism.enums import RegisterKind
from procedure.texts import checked
from words import normal

PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔贵云滇藏陕甘青宁新兵军"
# A field is called ``time``.
Hour: TypeAlias = time
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PHONE = r"^\d[\d-]{4,18}\d$"


def _plain(text: str) -> str:
    """One line without control characters and outer spaces: it goes on screens and on paper."""
    if text != text.strip() or not text.isprintable():
        raise PydanticCustomError("not_plain", "前后没有空格、没有换行和控制字符的文字")
    try:
        is_normal = checked(normal.text, text) == text
    except normal.Misspelt:
        is_normal = False
    if not is_normal:
        raise PydanticCustomError("not_printed", "每个字都能印出来的文字，没有表情符号、部首和旧字库的字")
    return text


def _different(items: list[str]) -> list[str]:
    if len(set(items)) != len(items):
        raise PydanticCustomError("repeated", "互不重复的各项")
    return items


Text = Annotated[str, AfterValidator(_plain), Field(min_length=1)]
OptionalText = Annotated[str, AfterValidator(_plain)]
Sentence = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=500)]
FieldName = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=40)]
Sentences = Annotated[list[Sentence], AfterValidator(_different)]
Promises = Annotated[Sentences, Field(description="信用承诺各项的列表，三至十二项", min_length=3, max_length=12)]
FieldNames = Annotated[list[FieldName], AfterValidator(_different)]
# TOML knows no enumerations: their values arrive as text.
Loose = Field(strict=False)


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RegionTable(Table):
    code: str = Field(description="地区代码，小写字母、数字和连字符", pattern=SLUG, max_length=40)
    name: Text = Field(description="地区名称", max_length=60)
    division_code: str = Field(description="六位行政区划代码", pattern=r"^\d{6}$")
    measures_title: Text = Field(description="实施办法的名称", max_length=120)
    valid_from: date = Field(description="本版施行日期，例如2025-01-01")


class DepartmentTable(Table):
    code: str = Field(description="单位代码，小写字母、数字和连字符", pattern=SLUG, max_length=40)
    name: Text = Field(description="单位名称", max_length=60)
    short_name: Text = Field(description="单位简称", max_length=20)
    kind: DepartmentKind = Field(description="court（法院）、bureau（牵头部门）或者member（成员单位）", strict=False)
    is_office: bool = Field(default=False, description="true或者false：是否承担办公室职责")
    court_code: str = Field(default="", description="法院代字：省级简称加数字，最多四位", pattern=rf"^([{PROVINCES}]\d{{0,4}})?$")
    recognition_fields: FieldNames = Field(description="认可事项的列表，至少一项，每项不超过40个字", min_length=1)
    duty: Text = Field(description="职责", max_length=300)
    mark: Text = Field(description="发文代字，用于本单位函件的编号，一至十二个字，各单位不同", max_length=12)
    phone: str = Field(description="办公电话，只含数字和连字符", pattern=PHONE)
    address: Text = Field(description="办公地址", max_length=120)
    channel: Channel = Field(description="platform（平台待办）或者offline（线下函件）", strict=False)
    position: int = Field(description="排序，1至999的整数", ge=1, le=999)
    joined_on: date = Field(description="加入日期，例如2025-01-01")
    left_on: date | None = Field(default=None, description="退出日期，例如2026-12-31")


class RuleTable(Table):
    code: str = Field(description="期限代码，例如K-10", pattern=r"^K-\d{2}[A-Z]?$")
    name: Text = Field(description="期限名称", max_length=60)
    length: int = Field(description="0至365的整数", ge=0, le=365)
    unit: Unit = Field(description="WD（工作日）、ND（自然日）或者MONTH（月）", strict=False)
    obligor: Obligor = Field(description="COURT、BUREAU、UNIT、ENTERPRISE或者OFFICE", strict=False)
    starts_on: Text = Field(description="从何时起算", max_length=100)
    stops_on: Text = Field(description="何时办结", max_length=100)
    law: Text = Field(description="依据", max_length=300)
    local_rule_pending: bool = Field(description="true或者false：是否待本地细则")
    anchor: Literal["", "T0", "receipt"] = Field(default="", description="T0（证明出具日）或者receipt（单位收到日）")
    authority: str = Field(default="", description="向哪个机关提出，不超过60个字；只有权利类期限（K-05、K-21、K-44）填写", max_length=60)
    extension: int = Field(default=0, description="0至365的整数：一共最多延长多少，单位同length；不能延长的不写", ge=0, le=365)
    extension_law: OptionalText = Field(default="", description="延长的依据，不超过300个字；可以延长的必须写明", max_length=300)


class RungTable(Table):
    key: str = Field(description="梯次代码，小写字母、数字和连字符", pattern=SLUG, max_length=40)
    name: Text = Field(description="梯次名称", max_length=60)
    channel: RungChannel = Field(description="platform（平台待办）或者offline（线下函件）", strict=False)
    limits: Annotated[list[str], AfterValidator(_different)] = Field(
        description="适用期限的列表：期限代码，例如K-12，或者COURT、BUREAU、UNIT、OFFICE，表示该方承担的全部义务类期限", min_length=1
    )
    offset: int = Field(description="距届满日的工作日数，-30至60的整数：届满前为负，届满当日为0", ge=-30, le=60)
    time: Hour = Field(description="时刻，例如09:00:00")
    act: RungAct = Field(description="remind（提醒）、urge（催办）、oversee（督办）或者leaders（报告责任领导）", strict=False)
    to: list[Annotated[RungReader, Loose]] = Field(
        description="告知对象的列表：handler、head、office、leader、enterprise，至少一个", min_length=1
    )


class NumberingTable(Table):
    kind: str = Field(description="文书种类，例如D13")
    pattern: Text = Field(description="编号格式，{year}和{n}各出现一次；D17、D18另有{mark}一次，即单位的发文代字", max_length=60)


class GuardTable(Table):
    code: str = Field(description="规则代码，小写字母、数字和连字符", pattern=SLUG, max_length=40)
    position: int = Field(description="排序，1至999的整数", ge=1, le=999)
    kind: GuardKind = Field(description="condition（必备条件）、hard（禁止情形）或者soft（需说明情形）", strict=False)
    text: Text = Field(description="规则内容", max_length=200)
    help: Text = Field(description="怎样核查", max_length=300)
    law: Text = Field(description="依据", max_length=200)
    local_rule_pending: bool = Field(description="true或者false：是否待本地细则")


class IndicatorTable(Table):
    code: str = Field(description="指标代码，小写字母、数字和连字符", pattern=SLUG, max_length=40)
    position: int = Field(description="排序，1至999的整数", ge=1, le=999)
    name: Text = Field(description="指标名称", max_length=60)
    measure: Measure = Field(description="on_time、late_days、own_days、overturned或者returned", strict=False)
    applies_to: list[Annotated[DepartmentKind, Loose]] = Field(
        description="适用单位的列表：court、bureau、member", min_length=1, max_length=3
    )
    weight: int = Field(description="权重，1至1000的整数", ge=1, le=1000)
    codes: list[str] | None = Field(default=None, description='期限代码的列表，例如["K-12"]', min_length=1, max_length=20)
    percent_per_day: int | None = Field(default=None, description="每超期一天扣满分的百分之几，1至100的整数", ge=1, le=100)
    full_days: int | None = Field(default=None, description="平均几个工作日以内得满分，0至365的整数", ge=0, le=365)
    zero_days: int | None = Field(default=None, description="平均几个工作日起不得分，1至366的整数", ge=1, le=366)
    law: Text = Field(description="依据", max_length=200)
    local_rule_pending: bool = Field(description="true或者false：是否待本地细则")

    @property
    def parameters(self) -> dict[str, object]:
        """What the file gives the measure."""
        given = {"codes": self.codes, "percent_per_day": self.percent_per_day, "full_days": self.full_days, "zero_days": self.zero_days}
        return {name: value for name, value in given.items() if value is not None}


class AssessmentTable(Table):
    commended_from: int = Field(description="几分以上建议列入评优评先考虑范围，1至100的整数", ge=1, le=100)
    qualified_from: int = Field(description="几分以上为合格，1至100的整数", ge=1, le=100)
    local_rule_pending: bool = Field(description="true或者false：是否待本地细则")


class CertificateTable(Table):
    title: Text = Field(description="证明名称", max_length=60)
    legal_basis: Sentences = Field(description="本地办法中的依据列表，至少一项；法律和司法解释的依据随处理方式自动加上", min_length=1)
    max_months: int | None = Field(default=None, description="有效期最多几个月，1至36的整数", ge=1, le=36)
    local_rule_pending: bool = Field(description="true或者false：是否待本地细则")


class OptionsTable(Table):
    local_rules_confirmed_on: date | None = Field(
        default=None, description="法院确认本区自行设定的期限和规则的日期；没有确认的不写，文书标明“样稿”，正式环境不能用印"
    )
    supplement_rounds: int = Field(description="最多补正几次，1至5的整数", ge=1, le=5)
    deemed_recognition: Literal[False] = Field(description="false：沉默不能视为认可")
    # Not by text message: who holds a number is no proof of who represents an enterprise.
    mandate_confirmation: MandateConfirmation = Field(
        description="court（法院核实）或者representative（法定代表人的账号也可以核实）", strict=False
    )
    office_hours: list[Hour] = Field(
        description="办公时间的起止，例如[09:00:00, 17:30:00]：提醒、催办、督办和外发的消息只在工作日的这段时间内发出",
        min_length=2,
        max_length=2,
    )
    calendars: list[int] = Field(description="工作日历的年份列表，例如[2025, 2026]", min_length=1)
    case_classes: Annotated[list[Annotated[str, Field(pattern=r"^[\u4e00-\u9fa5]{1,3}$")]], AfterValidator(_different)] = Field(
        description="执行案号类型代字的列表，每个一至三个汉字", min_length=1
    )
    scope_fields: FieldNames = Field(description="证明适用事项的列表，一至二十项，每项不超过40个字", min_length=1, max_length=20)
    commitment_signer: CommitmentSigner = Field(
        description="agent（办理的人以本人身份签署）或者legal_representative（只由法定代表人本人签署）", strict=False
    )
    materials: Sentences = Field(description="申请材料的列表，一至三项", min_length=1, max_length=3)
    rejection_basis: Sentences = Field(description="不予修复依据的列表，至少一项", min_length=1)
    feedback_manner: Sentence = Field(description="单位反馈的方式")
    decline_remedy: Sentence = Field(description="不予受理后怎样再次申请")
    approve_remedy: Sentence = Field(description="准予修复后，什么情形可以撤销")
    refusal_remedy: Sentence = Field(description="单位不予认可的救济途径")
    report_phone: str = Field(description="举报电话，只含数字和连字符", pattern=PHONE)
    complaint_phone: str = Field(description="投诉电话，只含数字和连字符", pattern=PHONE)
    no_fee_line: Sentence = Field(description="不收费说明")
    honesty_line: Sentence = Field(description="系统边界说明")
    registers: dict[Annotated[RegisterKind, Loose], str] = Field(
        default_factory=dict, description="每个登记簿由哪个单位登记：publicity、assistance、bank_relay，写单位代码；不设的不写"
    )
    commitment: dict[Annotated[RepairGround, Loose], Promises] = Field(description="每种修复事由的信用承诺，各三至十二项")
    decline_channels: dict[Annotated[DeclineReason, Loose], Sentence] = Field(description="每种不予受理事由的正确渠道")
    rejection_guidance: dict[Annotated[RejectionReason, Loose], Sentence] = Field(description="每种不予修复事由的指引")
    hold_laws: dict[Annotated[HoldGround, Loose], Sentence] = Field(description="每种中止审查、扣除期间事由的依据")
    outage_hours: int = Field(description="1至24的整数：系统一天之内中断超过几小时，这一天不计入期限", ge=1, le=24)
    outage_law: Sentence = Field(description="系统中断的日期不计入期限的依据")
    certificates: dict[Annotated[CertificateType, Loose], CertificateTable] = Field(description="A、B、C、D四类证明")
    assessment: AssessmentTable = Field(description="[options.assessment]小节：考核评价的档次")


class RegionFile(Table):
    region: RegionTable = Field(description="[region]小节")
    departments: list[DepartmentTable] = Field(description="若干[[departments]]小节", min_length=1)
    deadline_rules: list[RuleTable] = Field(description="若干[[deadline_rules]]小节", min_length=1)
    ladder: list[RungTable] = Field(description="若干[[ladder]]小节：到期以前、到期当日和超期以后做什么", min_length=1)
    numbering: list[NumberingTable] = Field(description="若干[[numbering]]小节", min_length=1)
    guards: list[GuardTable] = Field(description="若干[[guards]]小节", min_length=1)
    indicators: list[IndicatorTable] = Field(description="若干[[indicators]]小节", min_length=1)
    options: OptionsTable = Field(description="[options]小节")
