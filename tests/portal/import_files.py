"""Filled templates, and how a person brings one: the answer, the plan, the confirmation."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cases.models import CaseImport, EnforcementCase
from cases.services.imports import SHEET, measure_import_template
from tests.portal.staff_pages import NOW, done, text_of
from tests.support.world import new_uscc

WORKBOOKS = Path(__file__).parent / "workbooks"
IMPORT = reverse("court:import")
LATER = datetime(2026, 11, 28, 10, 0, tzinfo=NOW.tzinfo)
TODAY = LATER.date()


def row(number=8001, **changes):
    return {
        "执行案号": f"（2026）鄂0203执{number}号",
        "统一社会信用代码": new_uscc(number),
        "企业名称": f"导入{number}有限公司",
        "立案日期": "2026-09-01",
        "执行依据类型": "判决书",
        "执行依据文号": "（2025）鄂0203民初1号",
        "制作单位": "本院",
        "确定的义务": "支付货款",
        "执行标的（元）": "1000",
        "申请执行人": "示例建材有限公司",
        "执行措施": "冻结账户",
        "采取日期": TODAY.isoformat(),
        **changes,
    }


def filled(*rows, change=None):
    """The template filled in, and changed as somebody might."""
    book = load_workbook(BytesIO(measure_import_template()))
    sheet = book[SHEET]
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for number, values in enumerate(rows, start=2):
        for label, value in values.items():
            sheet.cell(number, places[label], value)
    if change:
        change(book, sheet, places)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def brought(clerk, content, name="措施.xlsx"):
    """The answer to a file, redirects followed: the plan, or the faults."""
    return clerk.post(IMPORT, {"upload": SimpleUploadedFile(name, content)}, follow=True)


def refused(clerk, content, name="措施.xlsx"):
    response = brought(clerk, content, name)
    page = text_of(response)
    assert response.status_code == 422, page
    assert "没有导入任何一行" in page
    assert not CaseImport.objects.exists()
    return page


def planned(clerk, content):
    """The page of the plan, before which nothing was made."""
    response = brought(clerk, content)
    page = text_of(response)
    assert response.status_code == 200, page
    assert "还没有登记" in page, page
    assert not EnforcementCase.objects.exists()
    return page


def confirmed(clerk, content, **answers):
    page = planned(clerk, content)
    batch = CaseImport.objects.get()
    done(clerk.post(reverse("court:import_batch", args=[batch.pk]), answers))
    batch.refresh_from_db()
    return batch, page


def of(name):
    return (WORKBOOKS / name).read_bytes()
