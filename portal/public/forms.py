from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.shell.fields import PaperCode, PaperNumber, PhoneTail
from words.files import size


class ProgressForm(forms.Form):
    """The two things that only the applicant's receipt and phone tell together."""

    query_code = PaperCode(
        label="查询码",
        max_length=64,
        help_text="印在提交回执上，大小写、空格都不影响",
        error_messages={"required": "请填写提交回执上的查询码。"},
    )
    phone_tail = PhoneTail(
        label="联系手机后四位",
        help_text="申请时填写的联系人手机",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填写手机号码的后四位。"},
    )


class VerifyForm(forms.Form):
    """Number and code as printed on a certificate."""

    number = PaperNumber(label="证明编号", max_length=80, help_text="印在证明标题下方", error_messages={"required": "请填写证明编号。"})
    code = PaperCode(
        label="查验码",
        max_length=64,
        help_text="印在二维码旁边，大小写、空格都不影响；也可以填证明上的整个网址",
        error_messages={"required": "请填写查验码。"},
    )


class CompareForm(forms.Form):
    """A PDF to compare with the one that was issued; it is read and forgotten."""

    file = forms.FileField(
        label="证明的 PDF 文件",
        help_text="只在比对时读取，不保存",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "请选择要比对的文件。", "empty": "这个文件是空的。"},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_FILE_MAX_BYTES:
            raise ValidationError(f"文件太大，证明的 PDF 不会超过 {size(settings.UPLOAD_FILE_MAX_BYTES)}。")
        return upload
