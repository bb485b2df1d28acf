"""What a reader process does with a question: opens the checkpoint it is asked of, and answers in frames."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from server.engine.error_places import with_true_place
from server.engine.evaluation import Failed, write_answer
from server.engine.output import Output
from server.engine.question import Question
from server.engine.reader import TOOK

Send = Callable[[bytes, bytes], None]
_PART_BYTES = 1 << 18
_MOST_OPEN = 2
"""Folders: that of the whole graph, and that of the public's or of a release."""


class Answering:
    """Keeps checkpoints open for the next question: the last one of each folder, which a newer one there replaces."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._opened: dict[str, tuple[str, ox.Store]] = {}

    def answer(self, request: dict[str, Any]) -> None:
        """Answer one request, in frames; only a lost connection raises."""
        try:
            if "update" in request:
                self._try_update(request)
            elif "question" in request:
                self._answer(request["path"], Question.from_plain(request["question"]))
            else:
                self._open(request["path"])  # warm up
                self._tell(b"Z", {})
        except Failed as failure:
            self._tell(b"F", {"kind": failure.kind, "message": failure.message})

    def _answer(self, path: str, question: Question) -> None:
        limits = (question.max_rows, question.max_bytes, question.hold_bytes)
        output = Output(question.media_type, *limits, self._streamed, question.link)
        self._head_sent = False
        write_answer(self._open(path), question, output)
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
        self._opened.clear()
        try:
            copy = ox.Store(request["path"])
            copy.update(request["update"], base_iri=request["base"], prefixes=request["prefixes"])
        except SyntaxError as fault:
            text, prefixes = request["update"], request["prefixes"]
            raise Failed("syntax", with_true_place(str(fault), text, prefixes, update=True)) from None
        except MemoryError:
            raise Failed("memory") from None
        except (OSError, ValueError, RuntimeError) as fault:
            raise Failed("failed", str(fault)) from None
        self._tell(b"Z", {})

    def _open(self, path: str) -> ox.Store:
        folder = path.rpartition("/")[0]
        before, store = self._opened.get(folder, ("", None))
        if store is None or path != before:
            del store
            self._opened.pop(folder, None)  # closes the one before
            if len(self._opened) == _MOST_OPEN:
                del self._opened[next(iter(self._opened))]
            try:
                store = ox.Store.read_only(path)
            except OSError as fault:
                raise Failed("crash", str(fault)) from None
            self._opened[folder] = path, store
        return store

    def _tell(self, kind: bytes, record: dict[str, Any]) -> None:
        self._send(kind, json.dumps(record).encode())
