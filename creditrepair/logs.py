"""Structured JSON logs on standard output: English events, UTC times, no bodies and no query strings (rule R75)."""

from typing import Any

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
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "level": level}},
        "root": {"handlers": ["console"], "level": "WARNING" if level != "DEBUG" else "DEBUG"},
        "loggers": {
            name: {"level": level}
            for name in (
                "accounts", "cases", "creditrepair", "deadlines", "departments", "ledger", "notices", "portal", "supervision",
                "celery.worker",
            )
        },
    }  # fmt: skip
