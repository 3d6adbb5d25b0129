import dataclasses
import json

import pytest

from cases.papers.application import ApplicationFormPaper
from cases.papers.certificate import CertificatePaper
from notices.enums import DocumentKind
from notices.kinds import Paper, all_kinds
from notices.snapshots import SnapshotMismatchError, context_of, snapshot, texts_of
from tests.notices.samples import SAMPLES, sample


def test_every_kind_has_one_paper_and_one_sample():
    assert [kind.code for kind in all_kinds()] == list(DocumentKind)
    assert {type(paper) for paper in SAMPLES} == {kind.paper for kind in all_kinds()}


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.kind)
def test_a_paper_comes_back_from_its_snapshot(paper):
    assert context_of(paper.kind, snapshot(paper)) == paper


def test_equal_papers_give_equal_bytes_in_utf_8():
    first, again = sample(CertificatePaper), sample(CertificatePaper)
    assert snapshot(first) == snapshot(again)
    assert "信用修复证明" in snapshot(first).decode()
    keys = list(json.loads(snapshot(first))["fields"])
    assert keys == sorted(keys)


def test_one_changed_fact_gives_other_bytes():
    assert snapshot(sample(CertificatePaper)) != snapshot(sample(CertificatePaper, uscc="91350100M000100Y43"))


@pytest.mark.parametrize(
    "changes", [{"issued_on": None}, {"number": 12}, {"conditions": ("按期履行", 3)}, {"conditions": "按期履行"}, {"contact": "电话"}]
)
def test_a_value_of_a_wrong_type_is_refused(changes):
    with pytest.raises(SnapshotMismatchError):
        snapshot(sample(CertificatePaper, **changes))


def test_a_lone_surrogate_is_refused():
    with pytest.raises(SnapshotMismatchError):
        snapshot(sample(CertificatePaper, enterprise_name="青岚\ud800公司"))


def test_a_snapshot_of_another_kind_is_refused():
    with pytest.raises(SnapshotMismatchError):
        context_of(DocumentKind.WITHDRAWAL_NOTICE, snapshot(sample(CertificatePaper)))


def changed(paper: Paper, **fields: object) -> bytes:
    content = json.loads(snapshot(paper))
    content["fields"] |= fields
    content["fields"] = {name: value for name, value in content["fields"].items() if value is not ...}
    return json.dumps(content).encode()


def test_an_old_snapshot_takes_the_default_of_a_younger_field():
    paper = sample(CertificatePaper, replaces_number="")
    assert context_of(paper.kind, changed(paper, replaces_number=...)) == paper


def test_a_snapshot_without_a_required_field_is_refused():
    paper = sample(CertificatePaper)
    with pytest.raises(SnapshotMismatchError):
        context_of(paper.kind, changed(paper, uscc=...))


def test_a_snapshot_with_a_field_that_is_gone_is_refused():
    paper = sample(CertificatePaper)
    with pytest.raises(SnapshotMismatchError):
        context_of(paper.kind, changed(paper, colour="red"))


def test_texts_of_walks_into_every_corner():
    texts = set(texts_of(sample(ApplicationFormPaper)))
    assert {"付款回单.pdf", "已履行64万元", "设立履约台账，由财务负责人每月核对。"} <= texts


def test_papers_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample(CertificatePaper).number = "另一个编号"
