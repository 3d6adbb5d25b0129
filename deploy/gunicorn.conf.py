"""The web server, for the demo and for production alike (rule R68)."""

from pathlib import Path
from typing import Any

from creditrepair.env import read_env
from creditrepair.logs import MaskedFormatter

_env = read_env()

bind = f"[{_env.bind}]:{_env.port}" if ":" in _env.bind else f"{_env.bind}:{_env.port}"
workers = _env.web_workers
worker_class = "gthread"
# Threads of one process wait for each other's Python: with four a seventh less was answered. Two, so that a slow one stops no core.
threads = 2
timeout = 30
graceful_timeout = 30 if _env.production else 5
keepalive = 30 if _env.proxy_count else 5
max_requests = 2000
max_requests_jitter = 200
limit_request_line = 4094
limit_request_field_size = 8190
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - memory, not a place to leave files
control_socket_disable = True
# The portal writes its own request log, without addresses and codes.
accesslog = None


def on_starting(server: Any) -> None:
    """What the server itself says of a request that broke names its address: masked, in the workers too, which inherit this."""
    for handler in server.log.error_log.handlers:
        handler.setFormatter(MaskedFormatter(handler.formatter))
