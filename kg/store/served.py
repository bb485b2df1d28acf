"""A store that a running server owns: the same commands, asked of the server (see ``owner`` for what is sent)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from kg.errors import ServerError
from kg.store.owner import Owner
from kg.telling import told_on_stderr

_MAX_BATCH_BYTES = 8_000_000
_TIMEOUT_S = 3600.0  # between two events; a rebuild is quiet while one article is read
JsonObject = dict[str, Any]
Heard = Callable[[JsonObject], None]


class ServedStore:
    """Asks the server that owns a store.

    Raises ServerError where it refuses, does not answer, or breaks off.
    """

    def __init__(self, owner: Owner) -> None:
        self._url = urlsplit(owner.url or "")
        self._headers = {"Authorization": f"Bearer {owner.token}"}

    def ingest(self, lines: Iterable[bytes], heard: Heard) -> list[JsonObject]:
        """Send articles (lines of ``write_json_input``), some megabytes at a time; gives the reports of the batches."""
        return [self._work("/-/ingest", batch, "application/jsonl", heard) for batch in _batches(lines)]

    def withdraw(self, article_ids: Iterable[str], heard: Heard) -> JsonObject:
        """Take articles back."""
        return self._work("/-/withdraw", json.dumps({"ids": list(article_ids)}).encode(), "application/json", heard)

    def rebuild(self, heard: Heard) -> JsonObject:
        """Make the graph anew."""
        return self._work("/-/rebuild", b"", "application/json", heard)

    def validate(self, with_pyshacl: bool) -> JsonObject:
        """Check the graph."""
        with self._answer("POST", f"/-/validate?shacl={str(with_pyshacl).lower()}", b"", {}) as response:
            answer = json.loads(response.read())
            assert isinstance(answer, dict)
            return answer

    def snapshot(self, name: str) -> None:
        """Copy the store into an empty folder of this name among the copies for readers."""
        with self._answer("POST", "/-/snapshot", name.encode(), {}) as response:
            response.read()

    def curate(self, wish: bytes) -> JsonObject:
        """Carry an edit out, as ``kg.curation.wish`` writes it; gives it as JSON."""
        with self._answer("POST", "/-/curate", wish, {"Content-Type": "application/json"}) as response:
            return dict(json.loads(response.read()))

    def edits(self, event: str) -> list[JsonObject]:
        """The edits about an event, or all of them for ''."""
        with self._answer("GET", f"/-/edits?{urlencode({'event': event})}", None, {}) as response:
            return list(json.loads(response.read())["edits"])

    def query(self, text: str, accept: str) -> tuple[str, bytes, str | None]:
        """Ask a SPARQL query; gives media type and bytes of the answer, and what of it was cut."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        with self._answer("POST", "/sparql", text.encode(), headers) as response:
            return response.headers.get_content_type(), response.read(), response.headers.get("Timewire-Truncated")

    def search(self, text: str, kinds: Iterable[str], page: int) -> JsonObject:
        """A page of what fits some words, as /search has it."""
        query = urlencode([("q", text), *(("kind", kind) for kind in kinds), ("page", page)])
        with self._answer("GET", f"/search?{query}", None, {"Accept": "application/json"}) as response:
            answer = json.loads(response.read())
            assert isinstance(answer, dict)
            return answer

    def _work(self, path: str, body: bytes, media_type: str, heard: Heard) -> JsonObject:
        with self._answer("POST", path, body, {"Content-Type": media_type}) as response:
            for event in _events(response):
                if "error" in event:
                    raise ServerError(str(event["error"]), where=self._url.geturl())
                if "report" in event:
                    return dict(event["report"])
                if "waiting" in event:
                    told_on_stderr(str(event["waiting"]))
                else:
                    heard(event)
        raise ServerError("the server broke off", where=self._url.geturl(), remedy="look at its log and try again")

    @contextmanager
    def _answer(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Iterator[HTTPResponse]:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=_TIMEOUT_S)
        try:
            connection.request(method, self._url.path + path, body, {**self._headers, **headers})
            response = connection.getresponse()
            if response.status >= 300:
                raise ServerError(_problem(response), where=self._url.geturl())
            yield response
        except (OSError, HTTPException, ValueError) as error:
            raise ServerError(
                f"the server does not answer as it should: {error or type(error).__name__}",
                where=self._url.geturl(),
                remedy="see if it is running; its log tells more",
            ) from error
        finally:
            connection.close()


def _batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    batch = bytearray()
    for line in lines:
        if batch and len(batch) + len(line) > _MAX_BATCH_BYTES:
            yield bytes(batch)
            batch.clear()
        batch += line
    if batch:
        yield bytes(batch)


def _events(response: HTTPResponse) -> Iterator[JsonObject]:
    for line in response:
        if line.strip():
            event = json.loads(line)
            if not isinstance(event, dict):
                raise ValueError("an event that is no object")
            yield event


def _problem(response: HTTPResponse) -> str:
    """What a problem document (RFC 9457) says, else the status line."""
    body = response.read(100_000)
    try:
        problem = json.loads(body)
        said = problem.get("detail") or problem.get("title")
        return str(said).splitlines()[0]
    except (ValueError, AttributeError, IndexError):
        return f"{response.status} {response.reason}"
