"""What a reader process does with a question: opens the checkpoint it is asked of, and answers in frames."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from server.engine.evaluation import Failed, write_answer
from server.engine.output import Output
from server.engine.question import Question
from server.engine.reader import TOOK

Send = Callable[[bytes, bytes], None]
_PART_BYTES = 1 << 18


class Answering:
    """Keeps the checkpoint of the last question open for the next one."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._path = ""
        self._store: ox.Store | None = None

    def answer(self, request: dict[str, Any]) -> None:
        """Answer one request, in frames; only a lost connection raises."""
        try:
            if "update" in request:
                self._try_update(request)
            elif "question" in request:
                self._answer(request["path"], Question.from_json(request["question"]))
            else:
                self._opened(request["path"])  # warm up
                self._tell(b"Z", {})
        except Failed as failure:
            self._tell(b"F", {"kind": failure.kind, "message": failure.message})

    def _answer(self, path: str, question: Question) -> None:
        limits = (question.max_rows, question.max_bytes, question.hold_bytes)
        output = Output(question.media_type, *limits, self._streamed, question.link)
        self._head_sent = False
        write_answer(self._opened(path), question, output)
        if output.streaming:
            self._tell(b"Z", {"cpu": time.process_time()})
            return
        body = output.value(f"{question.base or ''}#cut-at-{question.max_rows}-rows")
        self._send(b"A", TOOK.pack(output.rows, len(body), time.process_time(), output.cut) + body)

    def _streamed(self, part: bytes) -> None:
        if not self._head_sent:
            self._head_sent = True
            self._tell(b"H", {})
        for start in range(0, len(part), _PART_BYTES):
            self._send(b"D", part[start : start + _PART_BYTES])

    def _try_update(self, request: dict[str, Any]) -> None:
        """Run an update on a copy that is thrown away afterwards, to know that it ends and fits into memory."""
        self._store, self._path = None, ""
        try:
            copy = ox.Store(request["path"])
            copy.update(request["update"], base_iri=request["base"], prefixes=request["prefixes"])
        except SyntaxError as fault:
            raise Failed("syntax", str(fault)) from None
        except MemoryError:
            raise Failed("memory") from None
        except (OSError, ValueError, RuntimeError) as fault:
            raise Failed("failed", str(fault)) from None
        self._tell(b"Z", {})

    def _opened(self, path: str) -> ox.Store:
        if self._store is None or path != self._path:
            self._store = None  # closes the one before
            try:
                self._store, self._path = ox.Store.read_only(path), path
            except OSError as fault:
                raise Failed("crash", str(fault)) from None
        return self._store

    def _tell(self, kind: bytes, record: dict[str, Any]) -> None:
        self._send(kind, json.dumps(record).encode())
