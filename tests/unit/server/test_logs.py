"""The log of a server: each line whole, in the form that was asked for, with nothing secret in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from server.engine.evaluation import Failed
from server.logs import AccessLog, configure_logs
from server.settings import Settings
from server.wire import WHOLE


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The log of the process as it was."""
    root, access = logging.getLogger(), logging.getLogger("timewire.access")
    kept = root.level, list(root.handlers), access.level
    yield
    root.setLevel(kept[0])
    root.handlers[:] = kept[1]
    access.setLevel(kept[2])


def test_lines_of_json_say_when_who_what_and_why() -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_format="json", log_level="info"), stream)
    logging.getLogger("timewire.slow").warning("%.1f s: %s", 2.5, "SELECT *\n{ ?s ?p ?o }")
    try:
        raise ValueError("no such day")
    except ValueError:
        logging.getLogger("server").exception("failed", extra={"job": "a1"})
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == (
        "warning", "timewire.slow", "2.5 s: SELECT *\n{ ?s ?p ?o }",
    )  # fmt: skip
    assert first["time"].endswith("Z")
    assert (second["level"], second["job"]) == ("error", "a1")
    assert "ValueError: no such day" in second["error"]


def test_a_line_of_text_cannot_be_forged() -> None:
    stream = io.StringIO()
    configure_logs(Settings(), stream)
    logging.getLogger("timewire.slow").warning("query: %s", "x\n2026-01-01T00:00:00.000Z error forged")
    logging.getLogger("server").info("below the level")
    assert stream.getvalue().count("\n") == 1
    assert " warning timewire.slow: query: x 2026" in stream.getvalue()


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"not ", "more_body": True})
    if scope["path"] == "/breaks":
        raise OSError("gone")
    await send({"type": "http.response.body", "body": b"here"})


def _asked(path: str) -> None:
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"query=secret", "client": ("192.0.2.1", 9),
        "headers": [(b"authorization", b"Bearer secret")],
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        """Nobody reads it."""

    anyio.run(AccessLog(_app), scope, receive, send)


@pytest.mark.parametrize("path", ["/event/x", "/breaks"])
def test_a_request_is_one_line_without_its_query_and_headers(path: str) -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_format="json", access_log=True), stream)
    try:
        _asked(path)
    except OSError:
        assert path == "/breaks"
    told = json.loads(stream.getvalue())
    assert {name: told[name] for name in ("method", "path", "status", "client")} == {
        "method": "GET", "path": path, "status": 404, "client": "192.0.2.1",
    }  # fmt: skip
    assert told["bytes"] == (4 if path == "/breaks" else 8)
    assert told["ms"] >= 0
    assert "secret" not in stream.getvalue()


def test_an_answer_that_leaves_in_one_piece_is_logged_with_its_status() -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_format="json", access_log=True), stream)
    left: list[bytes] = []
    scope = {
        "type": "http", "method": "GET", "path": "/sparql", "headers": [],
        "extensions": {WHOLE: lambda head, body: left.append(head + body) is None},
    }  # fmt: skip

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["extensions"][WHOLE](b"HTTP/1.1 200 OK\r\n\r\n", b"true")

    async def nothing(*_: object) -> Message:
        return {"type": "http.disconnect"}

    anyio.run(AccessLog(app), scope, nothing, nothing)
    told = json.loads(stream.getvalue())
    assert left
    assert (told["status"], told["bytes"]) == (200, 4)


def test_requests_are_not_logged_unless_asked_for() -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_level="debug"), stream)
    _asked("/event/x")
    assert "/event/x" not in stream.getvalue()


@pytest.mark.parametrize(("error", "lines"), [(Failed("bytes"), 0), (ConnectionResetError(), 0), (ValueError("x"), 1)])
def test_answers_that_are_cut_on_purpose_are_no_faults_of_the_server(error: Exception, lines: int) -> None:
    stream = io.StringIO()
    configure_logs(Settings(log_format="json"), stream)
    try:
        raise error
    except Exception:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    assert len(stream.getvalue().splitlines()) == lines
