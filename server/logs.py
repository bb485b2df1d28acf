"""The log of a server, on standard error: lines for people, or an object of JSON a line for programs.

Nobody's words but those of slow queries get into it; no header, no token, no query of an address.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.engine.evaluation import Failed
from server.settings import Settings
from server.wire import WHOLE

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}
_access = logging.getLogger("timewire.access")


class JsonLines(logging.Formatter):
    """A record as an object: ``time`` (RFC 3339), ``level``, ``logger``, ``message``, and what was given besides."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        told: dict[str, Any] = {
            "time": _stamp(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A record as a line: time, level, logger, message; a traceback stands below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; breaks inside a message become spaces, so that nobody can forge a line."""
        message = " ".join(record.getMessage().split())
        line = f"{_stamp(record.created)} {record.levelname.lower()} {record.name}: {message}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _stamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}Z"


def _is_a_fault(record: logging.LogRecord) -> bool:
    """False for an answer that is cut on purpose, which the endpoint tells of, and for a client that has gone."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, (Failed, ConnectionResetError))


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Write what is logged from now on to a stream, as the settings say: form, least level, requests or not."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
    for noisy in ("httpx", "httpcore", "uvicorn.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    _access.setLevel(logging.INFO if settings.access_log else logging.CRITICAL)


class AccessLog:
    """Logs each request when it is answered: method, path, status, milliseconds, bytes, address of the client."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what its answer was is told when it is over, also if it breaks off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        def counted_whole(head: bytes, body: bytes) -> bool:
            nonlocal status, size
            if not whole(head, body):
                return False
            status, size = int(head.split(b" ", 2)[1]), len(body)
            return True

        if whole := scope.get("extensions", {}).get(WHOLE):
            scope["extensions"][WHOLE] = counted_whole
        try:
            await self._app(scope, receive, counted)
        finally:
            told = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "ms": round(1000 * (time.perf_counter() - began), 1),
                "bytes": size,
                "client": scope["client"][0] if scope.get("client") else "",
            }
            _access.info("%(method)s %(path)s %(status)d %(ms).1f ms %(bytes)d bytes %(client)s", told, extra=told)
