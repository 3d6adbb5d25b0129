"""No promise without its procedure: whatever a paper, page or region file promises is kept by a step, a sweep or a page of the portal."""

import re

import pytest

from cases.enums import CaseAction as A
from procedure.subjects import subjects
from recognition.enums import RecognitionAction as R
from supervision.sweeps import SWEEPS
from tests.docs.reading import ROOT

# The words in which something is promised to whoever reads them.
PROMISES = re.compile(
    r"考核|另行告知|另行通知|核查处理|请求复核|申请复核|依程序|书面异议|书面提出异议|异议期限|撤销信用修复|撤销本证明|撤销通知|被撤销|陈述申辩|组织会商|听取"
)
# Each with the steps by which the portal keeps it; a word that is not here stands nowhere.
KEPT_BY = {
    "书面异议": (A.FILE_OBJECTION, A.RECORD_OBJECTION),
    "书面提出异议": (A.FILE_OBJECTION, A.RECORD_OBJECTION, A.UPHOLD_OBJECTION, A.DISMISS_OBJECTION),
    "异议期限": (A.FILE_OBJECTION,),
    "撤销信用修复": (A.PROPOSE_REVOCATION, A.REVIEW_REVOCATION, A.REVOKE, A.DROP_REVOCATION),
    "撤销本证明": (A.REVOKE,),
    "被撤销": (A.REVOKE,),
    "撤销通知": (A.PUSH_REVOCATION, A.RECEIVE_REVOCATION, A.FORWARD_REVOCATION, R.SEND_REVOCATION, R.SIGN_FOR_REVOCATION),
    "陈述申辩": (A.PROPOSE_REVOCATION, A.ANSWER_REVOCATION, A.END_HEARING),
    "听取": (A.ANSWER_REVOCATION, A.END_HEARING),
    "组织会商": (R.OPEN_CONSULTATION,),
}
FOLDERS = ("templates", "regions", "tests/regions", "words", "cases/papers", "recognition/papers", "portal/public", "portal/words", "demo")
KINDS = (".html", ".toml", ".txt", ".py")


def texts() -> dict[str, str]:
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS)
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}
    assert len(texts) > 200
    return texts


def test_nothing_is_promised_that_no_step_keeps():
    promised = [(name, word) for name, text in texts().items() for word in PROMISES.findall(text) if word not in KEPT_BY]
    assert promised == []


def test_what_keeps_a_promise_is_a_step_of_the_flow():
    steps = {row.action for subject in subjects() for row in subject.rows}
    assert {action for kept_by in KEPT_BY.values() for action in kept_by} <= steps


def test_no_word_is_allowed_that_nobody_uses():
    said = {word for text in texts().values() for word in PROMISES.findall(text)}
    # What stands in code only is said by rows and services.
    assert set(KEPT_BY) - said <= {"异议期限", "撤销本证明"}


@pytest.mark.parametrize("name", ["revocations", "hearings", "remedy_windows"])
def test_what_nobody_has_to_start_is_a_sweep(name):
    assert name in {sweep.name for sweep in SWEEPS}
