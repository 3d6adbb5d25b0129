"""The web server's own lines: it names the address of a request that broke, which may hold a token."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from creditrepair.logs import MaskedFormatter


class MaskedLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(MaskedFormatter(handler.formatter))
