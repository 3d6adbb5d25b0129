import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Material, SupplementItem
from cases.services import acceptance
from demo.walk import Walk
from ledger import timekeeping
from notices.enums import DocumentKind
from tests.portal.enterprise_pages import NOW, agent_of, pdf, staff, url
from tests.support.sweeping import swept
from tests.support.world import PASSWORD, new_walk

LINES = (
    ("最后一笔回单", "材料里只有前两笔。", "网上银行下载。"),
    ("履行计划", "申请表写明分期。", "自行拟定，写明日期。"),
    ("担保材料", "计划提到担保。", "向担保人索取。"),
)


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def asked(cast, db) -> Walk:
    walk = new_walk(cast).apply()
    lines = [acceptance.SupplementLine(what=what, why=why, how=how) for what, why, how in LINES]
    acceptance.request_supplement(walk.case.pk, items=lines, by=walk.by("acceptance_officer"), at=walk.at)
    return walk.deliver(DocumentKind.SUPPLEMENT_NOTICE)


def items_of(walk) -> list[SupplementItem]:
    return list(SupplementItem.objects.filter(request__case=walk.case.pk).order_by("position"))


def answers(walk, **changes: object) -> dict[str, object]:
    """Words for the first item, a file for the second, the issuer for the third."""
    first, second, third = (f"item-{item.pk}" for item in items_of(walk))
    form = {
        "version": walk.case.state_seq,
        f"{first}-text": "已附回单说明。",
        f"{second}-upload": pdf(),
        f"{third}-lost_issuer": "示例担保公司",
    }
    return {name: value for name, value in (form | changes).items() if value is not None}


def test_every_item_says_what_why_and_how(asked):
    page = agent_of(asked).get(url("supplement", asked.case.pk)).content.decode()
    for line in LINES:
        assert all(text in page for text in line)
    assert "剩5个工作日" in page
    assert "为什么是11月11日 周三" in page


def test_one_form_answers_all_items(asked):
    response = agent_of(asked).post(url("supplement", asked.case.pk), answers(asked), follow=True)
    assert response.redirect_chain == [(url("case", asked.case.pk), 302)]
    assert asked.case.state == "submitted"
    first, second, third = items_of(asked)
    assert first.answer == "已附回单说明。"
    assert Material.objects.get(supplement_item=second).original_name == "付款回单.pdf"
    assert Material.objects.get(supplement_item=third).issuer == "示例担保公司"
    page = response.content.decode()
    assert "法院正在核对申请材料" in page
    assert "第 1 次补正" in page
    assert "付款回单.pdf" in page


def test_a_skipped_item_is_named_and_the_others_keep_their_text(asked):
    third = f"item-{items_of(asked)[2].pk}-lost_issuer"
    response = agent_of(asked).post(url("supplement", asked.case.pk), answers(asked, **{third: None}))
    page = response.content.decode()
    assert response.status_code == 422
    assert "第 3 项" in page
    assert "请回答这一项" in page
    assert "已附回单说明。" in page
    assert asked.case.state == "supplement"


def test_a_bad_file_is_named_at_its_item_and_no_text_is_lost(asked):
    second = f"item-{items_of(asked)[1].pk}-upload"
    wrong = SimpleUploadedFile("计划.pdf", b"just words")
    response = agent_of(asked).post(url("supplement", asked.case.pk), answers(asked, **{second: wrong}))
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{second}_row"' in page
    assert "是文字文件，不是PDF、JPG或PNG" in page
    assert "已附回单说明。" in page
    assert 'value="示例担保公司"' in page
    assert not Material.objects.filter(supplement_item__isnull=False).exists()


def test_a_file_and_a_lost_file_exclude_each_other(asked):
    second = f"item-{items_of(asked)[1].pk}-lost_issuer"
    response = agent_of(asked).post(url("supplement", asked.case.pk), answers(asked, **{second: "示例银行"}))
    assert "两者只选一种" in response.content.decode()


@pytest.mark.parametrize("version", ["0", "", "x", None])
def test_an_old_page_is_refused_with_its_text(asked, version):
    response = agent_of(asked).post(url("supplement", asked.case.pk), answers(asked, version=version))
    assert response.status_code == 409
    assert "已附回单说明。" in response.content.decode()
    assert asked.case.state == "supplement"


def test_a_second_click_lands_on_the_case(asked):
    client, form = agent_of(asked), answers(asked)
    client.post(url("supplement", asked.case.pk), form)
    response = client.post(url("supplement", asked.case.pk), answers(asked), follow=True)
    assert "现在没有等待您补正的内容" in response.content.decode()


def test_words_survive_a_lost_session(asked):
    client, page = Client(), url("supplement", asked.case.pk)
    form = answers(asked)
    lost = client.post(page, form)
    client.post(lost["Location"], {"login": asked.agent.username, "password": PASSWORD})
    text = client.get(page).content.decode()
    assert "已附回单说明。" in text
    assert 'value="示例担保公司"' in text
    assert f'name="version" value="{asked.case.state_seq}"' in text


def test_the_desk_puts_it_on_top(asked):
    page = agent_of(asked).get(url("desk")).content.decode()
    assert page.index("去补正") < page.index("我的修复案件")
    assert "剩5个工作日" in page


def test_a_chosen_file_is_kept_though_something_else_is_missing(asked):
    client, page = agent_of(asked), url("supplement", asked.case.pk)
    _, second, third = (f"item-{item.pk}" for item in items_of(asked))
    response = client.post(page, answers(asked, **{f"{third}-lost_issuer": None}))
    assert response.status_code == 422
    assert "付款回单.pdf" in response.content.decode()
    assert "付款回单.pdf" in client.get(page).content.decode()
    response = client.post(page, answers(asked, **{f"{second}-upload": None}))
    assert response.status_code == 302
    assert asked.case.state == "submitted"
    assert Material.objects.current().get(supplement_item=items_of(asked)[1]).original_name == "付款回单.pdf"


def test_of_two_files_the_good_one_is_kept_and_the_bad_one_named(asked):
    first = f"item-{items_of(asked)[0].pk}"
    wrong = SimpleUploadedFile("计划.pdf", b"just words")
    response = agent_of(asked).post(url("supplement", asked.case.pk), answers(asked, **{f"{first}-upload": wrong}))
    assert response.status_code == 422
    assert f'href="#id_{first}-upload_row"' in response.content.decode()
    assert [str(one) for one in Material.objects.current().filter(supplement_item__isnull=False)] == ["付款回单.pdf"]


def test_an_answer_waits_for_the_check_of_its_files_and_keeps_all(asked, settings):
    settings.UPLOAD_PATIENCE_SECONDS = 0.0
    client, page = agent_of(asked), url("supplement", asked.case.pk)
    response = client.post(page, answers(asked))
    assert response.status_code == 422
    assert "第2项的文件“付款回单.pdf”还在检查" in response.content.decode()
    assert "检查中" in response.content.decode()
    assert asked.case.state == "supplement"
    swept("uploads", at=NOW)
    second = f"item-{items_of(asked)[1].pk}-upload"
    assert client.post(page, answers(asked, **{second: None})).status_code == 302
    assert asked.case.state == "submitted"


def test_the_court_sees_no_file_of_an_answer_that_was_not_sent(asked, cast):
    third = f"item-{items_of(asked)[2].pk}-lost_issuer"
    agent_of(asked).post(url("supplement", asked.case.pk), answers(asked, **{third: None}))
    kept = Material.objects.get(supplement_item=items_of(asked)[1])
    court = staff(cast, "acceptance_officer")
    page = reverse("court:case_section", args=[asked.case.pk, "application"])
    assert "付款回单.pdf" not in court.get(page).content.decode()
    assert court.get(reverse("download:material", args=[kept.pk])).status_code == 404
    assert agent_of(asked).get(reverse("download:material", args=[kept.pk])).status_code == 200
    agent_of(asked).post(url("supplement", asked.case.pk), answers(asked))
    assert "付款回单.pdf" in court.get(page).content.decode()
    assert court.get(reverse("download:material", args=[kept.pk])).status_code == 404
