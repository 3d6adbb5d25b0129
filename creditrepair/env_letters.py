"""The ways out of the portal, as the operator names them: a mail server and the providers that are asked over HTTP."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from creditrepair.env_reading import is_loopback, read_text, read_url, refuse, required

PROVIDER_SECRET_MINIMUM: Final = 16
PROVIDER_SECRET_DISTINCT_MINIMUM: Final = 6
MAIL_SCHEMES: Final = ("smtps", "smtp+starttls", "smtp")
# An address as words.normal has it, and before it a name without what would part or end the header.
_SENDER: Final = re.compile(r"""(?:[^<>"(),:;@\\]+ ?<)?[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}(>)?""")


def _outside_url(name: str, value: str, schemes: tuple[str, ...]) -> tuple[str, str, str | None]:
    """The URL of a server to which letters go, whole and without what would be passed over in silence."""
    if not value.isascii() or not value.isprintable() or " " in value:
        raise refuse(name, "含有空格、换行、中文或者其他不能写在网址里的字符", "请删去这些字符，或者用百分号编码")
    scheme, host, password = read_url(name, value, schemes)
    if not host:
        raise refuse(name, "没有写主机", f"请写 {schemes[0]}://主机")
    if urlsplit(value).port == 0:
        raise refuse(name, "端口不能是 0", "请写对方的端口，或者删去端口")
    if urlsplit(value).fragment:
        raise refuse(name, "含有 #", "请删去 # 和它后面的内容，或者把 # 写成 %23")
    return scheme, host, password


def mail_url(given: Mapping[str, str], *, production: bool) -> str:
    value = read_text(given, "MAIL_URL", "")
    if value:
        scheme, _host, password = _outside_url("MAIL_URL", value, MAIL_SCHEMES)
        parts = urlsplit(value)
        if parts.path.strip("/") or parts.query:
            raise refuse("MAIL_URL", "主机和端口后面还有内容", "请写 smtps://用户:口令@主机:465")
        if bool(parts.username) != bool(password):
            raise refuse("MAIL_URL", "用户和口令只写了一个", "请写 smtps://用户:口令@主机:465；不用登录的服务器两个都不写")
        if production and scheme == "smtp" and password:
            raise refuse("MAIL_URL", "口令会不加密地经过网络", "请改用 smtps:// 或 smtp+starttls://")
        required(given, "MAIL_FROM", "请写邮件的发件地址，例如 信用修复平台 <no-reply@xf.example.cn>")
    return value


def mail_from(given: Mapping[str, str]) -> str:
    value = read_text(given, "MAIL_FROM", "")
    if not value:
        return ""
    found = _SENDER.fullmatch(value)
    if not value.isprintable() or found is None or ("<" in value) != bool(found[1]):
        remedy = "请写 no-reply@xf.example.cn 或 名称 <no-reply@xf.example.cn>，名称里不要有标点和换行"
        raise refuse("MAIL_FROM", f"{value!r} 不是一个邮件地址", remedy)
    _refuse_half(given, "MAIL_FROM", "MAIL_URL")
    return value


def _refuse_half(given: Mapping[str, str], name: str, needed: str) -> None:
    """Whoever has set the one believes that letters leave."""
    if not read_text(given, needed, ""):
        raise refuse(needed, f"没有填写，却填写了 {name}", f"请填写 {needed}，不用这个渠道的请删去 {name}")


def provider_url(given: Mapping[str, str], name: str, *, production: bool) -> str:
    """Where letters of one channel are handed over; whoever it is has to know us by the key."""
    value = read_text(given, f"{name}_URL", "")
    if value:
        scheme, host, _password = _outside_url(f"{name}_URL", value, ("https", "http"))
        if "@" in urlsplit(value).netloc:
            raise refuse(f"{name}_URL", "网址里写了用户或者口令，这里用不上", f"请删去，双方只凭 {name}_SECRET 认出对方")
        if production and scheme != "https" and not is_loopback(host):
            raise refuse(f"{name}_URL", "内容会不加密地经过网络", "请改成 https:// 开头")
    return value


def provider_secret(given: Mapping[str, str], name: str) -> str:
    value = read_text(given, f"{name}_SECRET", "")
    if not value:
        if read_text(given, f"{name}_URL", ""):
            required(given, f"{name}_SECRET", "请写双方约定的签名密钥")
        return ""
    if len(value) < PROVIDER_SECRET_MINIMUM or len(set(value)) < PROVIDER_SECRET_DISTINCT_MINIMUM:
        raise refuse(f"{name}_SECRET", f"密钥太短或太简单（至少 {PROVIDER_SECRET_MINIMUM} 个字符）", "请与对方重新约定")
    if not value.isascii() or not value.isprintable():
        raise refuse(f"{name}_SECRET", "密钥含有换行、中文或者其他不能显示的字符", "请与对方约定只含字母、数字和符号的密钥")
    _refuse_half(given, f"{name}_SECRET", f"{name}_URL")
    return value
