"""The spreadsheet to fill in."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cases.services.imports.columns import COLUMNS, MAX_ROWS, NOTES_SHEET, SHEET

ROWS_AS_TEXT = 200

NOTES = (
    f"一、在“{SHEET}”表中从第2行起填写，每行一个案件的一项措施；同一案件有多项措施的，填多行，案件信息保持一致（选填的列可以只填一行）。",
    "二、带*的列必填。日期写成 2026-03-10，也可以写成 2026/3/10 或者 2026年3月10日；金额以元为单位，最多两位小数。",
    "三、上传后先给出预览：要登记的案件、措施和告知书，以及没有用到的列、行和工作表。确认后才登记；有一处错误，整个文件都不登记。",
    "四、单元格请填写内容，不要使用公式。案号、代码、电话请保持“文本”格式，否则末几位数字或者开头的0会丢失。",
    "五、已履行（元）填到今天为止的累计金额，没有履行的填0或者不填。",
    (
        "六、与失信名单无关的案件，“名单状态”起的各列不填。纳入情形写序号，多项用顿号隔开：1有履行能力而拒不履行；2以伪造证据、暴力、威胁等方法"
        "妨碍、抗拒执行；3以虚假诉讼、虚假仲裁或者隐匿、转移财产等方法规避执行；4违反财产报告制度；5违反限制消费令；6无正当理由拒不履行执行和解协议。"
    ),
    "七、个别早年发放的代码校验位不符，已对照营业执照核对无误的，在“代码核对说明”中写明怎样核对，例如：已核对营业执照原件。",
    "八、登记后，系统为每个案件制作一份主动告知书，可以一次打印、一次登记送达，请在采取措施的当日送达。下面是一行示例。",
)


def measure_import_template() -> bytes:
    """The spreadsheet to fill in: headings, lists to choose from, and on a sheet of its own how to fill it with one example row."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError
    sheet.title = SHEET
    for n, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=1, column=n, value=column.label + ("*" if column.required else ""))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE8EEF7")
        sheet.column_dimensions[get_column_letter(n)].width = max(14, len(column.label) * 2 + 4)
        if column.choices:
            listed = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            listed.error, listed.errorTitle, listed.showErrorMessage = "请从列表中选择。", column.label, True
            sheet.add_data_validation(listed)
            listed.add(f"{get_column_letter(n)}2:{get_column_letter(n)}{MAX_ROWS + 1}")
        # Text everywhere: Excel would turn codes into numbers and dates into its own calendar.
        for row in range(2, ROWS_AS_TEXT + 2):
            sheet.cell(row=row, column=n).number_format = "@"
    notes = book.create_sheet(NOTES_SHEET)
    for row, text in enumerate(NOTES, start=1):
        notes.cell(row=row, column=1, value=text)
    notes.column_dimensions["A"].width = 90
    for n, column in enumerate(COLUMNS, start=1):
        notes.cell(row=len(NOTES) + 2, column=n, value=column.label)
        notes.cell(row=len(NOTES) + 3, column=n, value=column.example)
    sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
