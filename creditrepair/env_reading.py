"""How one environment variable is read and refused: the message is a Chinese sentence that names it and says what to do."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from creditrepair.env_meanings import MEANINGS

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
PORT_MAXIMUM: Final = 65535


class EnvError(Exception):
    """A variable is missing, unknown or unsafe; the message is the Chinese sentence for the operator."""


def refuse(name: str, wrong: str, remedy: str) -> EnvError:
    meaning = f"（{name}：{MEANINGS[name]}）" if name in MEANINGS else ""
    return EnvError(f"环境变量 {name} 有问题：{wrong}。{remedy}。{meaning}")


def read_text(given: Mapping[str, str], name: str, default: str) -> str:
    value = given.get(name, "").strip()
    return value or default


def required(given: Mapping[str, str], name: str, remedy: str) -> str:
    value = read_text(given, name, "")
    if not value:
        raise refuse(name, "没有填写", remedy)
    return value


def choice(given: Mapping[str, str], name: str, choices: tuple[str, ...], default: str | None) -> str:
    listed = "、".join(choices)
    value = required(given, name, f"请写 {listed} 之一") if default is None else read_text(given, name, default)
    if value not in choices:
        raise refuse(name, f"不认识的取值 {value!r}", f"请改成 {listed} 之一")
    return value


def switch(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = read_text(given, name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise refuse(name, f"不认识的取值 {value!r}", "请写 1（打开）或 0（关闭）")
    return value == "1"


def whole_number(given: Mapping[str, str], name: str, default: int, *, minimum: int, maximum: int) -> int:
    value = read_text(given, name, str(default))
    if not re.fullmatch(r"[0-9]{1,6}", value) or not minimum <= int(value) <= maximum:
        raise refuse(name, f"取值 {value!r} 不是 {minimum} 到 {maximum} 之间的整数", "请改成这个范围内的整数")
    return int(value)


def is_loopback(host: str) -> bool:
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_url(name: str, value: str, schemes: tuple[str, ...]) -> tuple[str, str, str | None]:
    """Scheme, host and password of a URL whose scheme is one of `schemes`."""
    try:
        parts = urlsplit(value)
        host, password = parts.hostname or "", parts.password
    except ValueError:
        raise refuse(name, "写法不是一个网址", f"请以 {schemes[0]}:// 开头，特殊字符用百分号编码") from None
    try:
        _port = parts.port
    except ValueError:
        remedy = "请核对主机后面的端口，用户和口令里的特殊字符（如 / # @）用百分号编码"
        raise refuse(name, f"写法不是一个网址，端口不是 1 到 {PORT_MAXIMUM} 之间的整数", remedy) from None
    if parts.scheme not in schemes:
        listed = "、".join(f"{scheme}://" for scheme in schemes)
        raise refuse(name, f"不支持的协议 {parts.scheme!r}", f"请以 {listed} 之一开头")
    return parts.scheme, host, unquote(password) if password is not None else None
