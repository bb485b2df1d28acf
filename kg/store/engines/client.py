"""The one place that speaks HTTP with an engine: who is asked, how long is waited, and what an answer must look like.

An engine that is gone is waited for, and told of; one that refuses, or answers what no endpoint answers, is an error.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, cast
from weakref import WeakSet

import httpcore
import httpx

from kg.errors import EngineGone, QueryError, StoreError
from kg.store.engines.access import PASSWORD, TOKEN, USER, Access, Credentials
from kg.telling import told_on_stderr

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
QUADS = "application/n-quads"
_QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-update"
_AWAY = frozenset({429, 502, 503, 504})
_DEADLOCK = "40001"
"""SQLSTATE by which Virtuoso tells of a transaction that lost against another one and may be made again."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _TELL_EVERY_S = 0.1, 2.0, 15.0
_MOST_TOLD = 300
_SILENT_S = 10.0
PATIENCE_S = 600.0
"""How long a command waits for an engine that was there and is gone."""
_SERVER_PATIENCE_S, _SERVER_CONNECT_S, _SERVER_ANSWER_S = 1.0, 3.0, 15.0
"""How long a server waits with what it can give up: somebody waits for it, and it may hold the archive meanwhile."""


class TooLarge(StoreError):
    """An answer passed the bytes that were asked for."""

    def __init__(self, where: str) -> None:
        super().__init__("the engine's answer is too large", where=where, remedy="ask for less")


class Client:
    """Requests to one engine; may be used by several threads.

    ``patience_s`` is how long a request waits for an engine that does not answer, ``timeout_s`` how long for the next
    part of an answer. A change that the archive has already waits longer in a server (``persevering``).
    """

    def __init__(
        self,
        access: Access,
        credentials: Credentials,
        *,
        patience_s: float = PATIENCE_S,
        timeout_s: float = 300.0,
        tell: Callable[[str], None] = told_on_stderr,
    ) -> None:
        self.access = access
        self.patience_s = patience_s
        self._tell = tell
        self._for_ever = False
        self._here = threading.local()
        self._given_up = threading.Event()
        self._streams: WeakSet[httpcore.NetworkStream] = WeakSet()
        self._http = httpx.Client(
            auth=_auth(access, credentials),
            headers={"User-Agent": "timewire", "Accept-Encoding": "gzip"}
            | ({"Authorization": f"Bearer {credentials.token}"} if credentials.token else {}),
            timeout=httpx.Timeout(timeout_s, connect=10.0),
            trust_env=False,
            event_hooks={"request": [self._follow]},
            limits=httpx.Limits(max_connections=None),
        )

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def attend(self, tell: Callable[[str], None]) -> None:
        """Be a server's from now on: what can be given up waits for a second, what is ``persevering`` until the end."""
        self.patience_s, self._tell, self._for_ever = _SERVER_PATIENCE_S, tell, True
        self._http.timeout = httpx.Timeout(self._http.timeout.read, connect=_SERVER_CONNECT_S)

    def give_up(self, cut: bool = False) -> None:
        """Let nobody wait any more, now or later; EngineGone is raised where somebody does.

        ``cut``: connections are ended too, for an engine that took a request and gives no answer.
        """
        self._given_up.set()
        if cut:
            self._http.timeout = httpx.Timeout(_SERVER_CONNECT_S)
            for stream in list(self._streams):
                with suppress(OSError):
                    stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def _follow(self, request: httpx.Request) -> None:
        """Know the connections that requests make."""
        request.extensions["trace"] = self._connected

    def _connected(self, what: str, told: Mapping[str, Any]) -> None:
        if what in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._streams.add(told["return_value"])

    @contextmanager
    def persevering(self) -> Iterator[None]:
        """Requests of this thread are for what cannot be taken back: in a server they wait until ``give_up``."""
        self._here.perseveres = self._for_ever
        try:
            yield
        finally:
            self._here.perseveres = False

    def _patience(self, given_s: float | None) -> float:
        if given_s is not None:
            return given_s
        return math.inf if getattr(self._here, "perseveres", False) else self.patience_s

    def _hurry_s(self) -> float | None:
        """How long a server waits for the next part of what it reads before a change, while others wait for it."""
        return _SERVER_ANSWER_S if self._for_ever and not getattr(self._here, "perseveres", False) else None

    def server(self, address: str) -> str:
        """What the server at an address calls itself; empty if it does not say."""
        return str(self._once(lambda: self._http.get(address)).headers.get("server", ""))

    def ask(
        self,
        text: str,
        media_type: str,
        dataset: Mapping[str, Sequence[str]] | None = None,
        max_bytes: int | None = None,
        patience_s: float | None = None,
        deadline_s: float | None = None,
    ) -> httpx.Response:
        """The whole answer to a query, in a media type that is checked.

        Raises QueryError where the engine refuses the query, StoreError where it is none, TooLarge.
        """
        form = {"query": text, **{name: list(values) for name, values in (dataset or {}).items()}}
        headers = {"Accept": media_type, "Content-Type": _QUERY}
        request = self._http.build_request("POST", self.access.query, data=form, headers=headers)
        given_s = deadline_s if deadline_s is not None else self._hurry_s()
        if given_s is not None:
            request.extensions["timeout"] = httpx.Timeout(given_s).as_dict()
        answer = self._patiently(lambda: self._read(request, max_bytes, deadline_s), patience_s)
        self._check(answer, self.access.query)
        self._check_type(answer, media_type, self.access.query)
        return answer

    def update(self, text: str, once: bool = False) -> None:
        """Have a SPARQL update run; it is sent again where no answer came, unless ``once``.

        Raises:
            QueryError: the engine refuses the update.
            EngineGone: it did not answer; with ``once`` it may have run the update or not.
        """
        request = self._http.build_request(
            "POST", self.access.update, content=text.encode(), headers={"Content-Type": f"{_UPDATE}; charset=utf-8"}
        )
        answer = self._patiently(lambda: self._read(request, None), 0.0 if once else None)
        self._check(answer, self.access.update)

    @contextmanager
    def dump(self) -> Iterator[IO[bytes]]:
        """All graphs as N-Quads, as they come."""
        with self._explained(), self._http.stream("GET", self.access.graphs, headers={"Accept": QUADS}) as answer:
            if answer.status_code != 200:
                answer.read()
            self._check(answer, self.access.graphs)
            self._check_type(answer, QUADS, self.access.graphs)
            yield cast("IO[bytes]", _Stream(answer.iter_bytes()))

    # ------------------------------------------------------------------------------------------------- sending

    def _read(self, request: httpx.Request, max_bytes: int | None, deadline_s: float | None = None) -> httpx.Response:
        """The whole answer; the connection is ended where it becomes too large or comes too late."""
        ends = time.monotonic() + deadline_s if deadline_s is not None else None
        answer = self._http.send(request, stream=True)
        try:
            if max_bytes is None:
                answer.read()
                return answer
            parts, size = [], 0
            for part in answer.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > max_bytes:
                    raise TooLarge(self.access.query)
                if ends is not None and time.monotonic() > ends:
                    raise httpx.ReadTimeout("it takes too long")
            headers = [(k, v) for k, v in answer.headers.items() if k not in ("content-encoding", "content-length")]
            return httpx.Response(answer.status_code, headers=headers, content=b"".join(parts))
        finally:
            answer.close()

    def _once(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        with self._explained():
            return send()

    def _patiently(self, send: Callable[[], httpx.Response], patience_s: float | None) -> httpx.Response:
        """Send until there is an answer; tells when it begins to wait, from time to time, and when it is over."""
        patience = self._patience(patience_s)
        began, told, pause = time.monotonic(), 0.0, _FIRST_PAUSE_S
        while True:
            try:
                with self._silence_told():
                    answer = self._once(send)
                if not _is_away(answer):
                    if told:
                        self._tell(f"the engine answers again after {time.monotonic() - began:.0f} s")
                    return answer
                gone = EngineGone(
                    f"the engine answers {answer.status_code}",
                    where=str(answer.url if answer._request else self.access.query),
                    remedy="see whether it is overloaded",
                )
            except EngineGone as error:
                gone = error
            now = time.monotonic()
            if now - began + pause > patience or self._given_up.is_set():
                raise gone
            if not told or now - told > _TELL_EVERY_S:
                self._tell(f"{gone.where}: {gone.what}; waiting up to {patience:.0f} s for it")
                told = now
            self._given_up.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    @contextmanager
    def _silence_told(self) -> Iterator[None]:
        """Tell once where an engine has taken a request and gives no answer for long."""
        if self._for_ever:  # a server has its own way to know
            yield
            return
        silence = f"{self.access.query}: the engine has not answered for {_SILENT_S:g} s; waiting for it"
        timer = threading.Timer(_SILENT_S, self._tell, (silence,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            why = str(error) or type(error).__name__
            raise EngineGone(
                f"the engine does not answer: {why}",
                where=self.access.query,
                remedy="see whether it runs there; nothing was lost",
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise StoreError(f"the engine's answer cannot be read: {error}", where=self.access.query) from error

    # ------------------------------------------------------------------------------------------------ checking

    def _check(self, answer: httpx.Response, address: str) -> None:
        status = answer.status_code
        if status in (401, 403):
            raise StoreError(
                "the engine refuses who asks",
                where=address,
                remedy=f"set {USER} and {PASSWORD}, or {TOKEN}, to what it knows",
            )
        if status in (404, 405, 415) or 300 <= status < 400:
            raise StoreError(
                f"there is no SPARQL endpoint: it answers {status}",
                where=address,
                remedy="give its paths with --query-url and --update-url",
            )
        if status >= 400:
            raise QueryError(f"the engine refuses it: {_first_words(answer)}")
        if status not in (200, 201, 202, 204):
            raise StoreError(f"there is no SPARQL endpoint: it answers {status}", where=address)
        if _type(answer) == "text/html" and address == self.access.update:
            raise _no_endpoint(address)

    def _check_type(self, answer: httpx.Response, wanted: str, address: str) -> None:
        if _type(answer) != wanted:
            raise _no_endpoint(address, _type(answer))


def _auth(access: Access, credentials: Credentials) -> httpx.Auth | None:
    if credentials.token or not credentials.user:
        return None
    auth = httpx.DigestAuth if access.engine.digest_auth else httpx.BasicAuth
    return auth(credentials.user, credentials.password)


def _type(answer: httpx.Response) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _no_endpoint(address: str, kind: str = "text/html") -> StoreError:
    return StoreError(
        f"what answers there is no SPARQL endpoint: it sends {kind or 'nothing that is named'}",
        where=address,
        remedy="see whether the address is right; --query-url, --update-url and --graphs-url name other paths",
    )


def _is_away(answer: httpx.Response) -> bool:
    return answer.status_code in _AWAY or (answer.status_code >= 400 and f"{_DEADLOCK} Error" in answer.text[:200])


def _first_words(answer: httpx.Response) -> str:
    """What an engine says of a request that it refuses, in one line and not for long."""
    if _type(answer) == "text/html":
        return f"status {answer.status_code}"
    return " ".join(answer.text.partition("SPARQL query:")[0].split())[:_MOST_TOLD] or f"status {answer.status_code}"


class _Stream:
    """Parts of an answer as a file to read from."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._left) < size:
            part = next(self._parts, None)
            if part is None:
                break
            self._left += part
            if size > 0 and self._left:
                break
        cut = len(self._left) if size < 0 else size
        taken, self._left = self._left[:cut], self._left[cut:]
        return taken
