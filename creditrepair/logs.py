"""Structured JSON logs on standard output: English events, UTC times, no bodies, no query strings, no tokens (rule R75)."""

import logging
import re
from typing import Any, Final

import structlog

ALLOWED_KEYS = frozenset(
    {
        "event", "level", "logger", "timestamp", "request_id", "actor_id", "method", "route", "status", "ms",
        "action", "object", "task", "task_id", "queue", "result", "count", "attempt", "document_id", "reason",
        "exception", "exc_info", "positional_args", "stack", "dropped", "icon", "region", "sweep",
    }
)  # fmt: skip


def keep_allowed_keys(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A key that nobody allowed is dropped and named, so that personal data cannot slip into the logs by a new key."""
    refused = sorted(key for key in event if key not in ALLOWED_KEYS and not key.startswith("_"))
    kept = {key: value for key, value in event.items() if key in ALLOWED_KEYS or key.startswith("_")}
    if refused:
        kept["dropped"] = ", ".join(refused)
    return kept


# Paths of messages such as Django's "Not Found: /n/…/": whatever of them may be a token, a code or a key.
_PATH: Final = re.compile(r"(?<![\w.])/[\w\-.%~/+=]+")
_QUERY: Final = re.compile(r"\?[^\s\"']+")
_PLAIN_SEGMENT: Final = re.compile(r"[a-z]+(?:-[a-z]+){0,3}")
_LONGEST_WORD: Final = 20
# First parts of addresses whose next part opens something, whatever it looks like.
DOORS: Final = frozenset({"n", "s", "c", "v", "i"})
# In any text, an exception's included: phones, and words that mix letters and figures as no English word does.
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)")
_CODE: Final = re.compile(r"(?<![\w/.])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{10,}(?![\w/.])")
_NAMED: Final = re.compile(
    r"(?i)\b(token|code|query_code|verify_code|tail|phone(?:_tail)?|password\d?|q)(['\"]?\s*[=:]\s*['\"]?)[^\s'\"&,)}]+"
)
MASK: Final = "***"


def masked(text: str) -> str:
    """A text without what opens something or names somebody: tokens, codes and phones, in paths, queries and words."""
    text = _PHONE.sub(MASK, _QUERY.sub("?" + MASK, text))
    text = _NAMED.sub(rf"\1\2{MASK}", text)
    return _CODE.sub(MASK, _PATH.sub(_masked_path, text))


def _masked_path(found: re.Match[str]) -> str:
    """Words of our addresses stay; a file of the program keeps its path."""
    path = found[0]
    if path.endswith((".py", ".html", ".so", ".toml")):
        return path
    # Of a whole address the host stays.
    first = 3 if path.startswith("//") else 0
    parts = path.split("/")
    kept = (place < first or (_is_word(part) and not (part and parts[place - 1] in DOORS)) for place, part in enumerate(parts))
    return "/".join(part if keep else MASK for part, keep in zip(parts, kept, strict=True))


def _is_word(part: str) -> bool:
    return not part or (len(part) <= _LONGEST_WORD and _PLAIN_SEGMENT.fullmatch(part) is not None)


# What is ours to the letter, or a number of a process or of a row that the log is about.
_NEVER_SECRET: Final = frozenset({"level", "logger", "timestamp", "request_id", "method", "route", "task_id", "task", "queue", "sweep"})


def mask_secrets(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Whoever wrote the line, no token and no code leaves the process in it."""
    return {key: value if key in _NEVER_SECRET else _masked_value(value) for key, value in event.items()}


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list | tuple):
        return [_masked_value(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else masked(str(value))


class MaskedFormatter(logging.Formatter):
    """The same for a server that writes its own lines."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self.inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        return masked(self.inner.format(record))


def _shared_processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def logging_config(level: str) -> dict[str, Any]:
    """Configure structlog and return the dictConfig that sends Django's, Celery's and our records the same way."""
    structlog.configure(
        processors=[*_shared_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared_processors(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    keep_allowed_keys,
                    mask_secrets,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "level": level}},
        "root": {"handlers": ["console"], "level": "WARNING" if level != "DEBUG" else "DEBUG"},
        "loggers": {
            name: {"level": level}
            for name in (
                "accounts", "cases", "creditrepair", "deadlines", "departments", "ledger", "messaging", "notices", "portal", "supervision",
                "celery.worker",
            )
        },
    }  # fmt: skip
