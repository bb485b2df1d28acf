"""Asks for addresses politely: as sites allow, one request at a time, and not for what has not changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kg.errors import InputError
from kg.sources.web.client import Answer, FetchError, Limits, ask
from kg.sources.web.permission import Permissions, reservation
from kg.sources.web.visits import Visit

MOST_REDIRECTS = 5
_ROBOTS_LIMITS = Limits(timeout_s=15, max_bytes=500_000)
_OVERLOADED = (429, 503)


class Refused(InputError):
    """An address that is not asked, or whose answer is not used, because its site does not want it."""


@dataclass(slots=True)
class Pace:
    """Keeps requests to one host apart; ``now`` and ``sleep`` are in seconds."""

    delay_s: float = 1.0
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str, delay_s: float) -> None:
        """Wait until the host may be asked again; then it is asked."""
        if (left := self._free_at.get(host, 0.0) - self.now()) > 0:
            self.sleep(left)
        self._free_at[host] = self.now() + max(delay_s, self.delay_s)


@dataclass(slots=True)
class Visitor:
    """Asks for addresses; ``known`` is what was seen before, ``seen`` what to keep of this time."""

    known: Mapping[str, Visit] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    limits: Limits = field(default_factory=Limits)
    seen: dict[str, Visit] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    _resting: set[str] = field(default_factory=set)
    _permissions: Permissions = field(init=False)

    def __post_init__(self) -> None:
        self._permissions = Permissions(self._ask_for_rules)

    def get(self, url: str) -> Answer:
        """What stands at an address, after redirects; status 304 if it is as it was the last time.

        Raises:
            FetchError: nothing this time. Refused: the site does not want it.
        """
        visit = self.known.get(url, Visit())
        headers = {"If-None-Match": visit.etag, "If-Modified-Since": visit.modified}
        conditions = {name: value for name, value in headers.items() if value}
        answer = self._followed(url, lambda target: self._asked(target, conditions))
        if answer.status == 304 and conditions:
            return answer
        if answer.status != 200:
            raise FetchError(f"status {answer.status}")
        if objection := reservation(answer):
            raise Refused(objection)
        return answer

    def note(self, url: str, answer: Answer, mark: str = "") -> None:
        """Keep what the next request to the address needs, once what was read here is safe."""
        self.seen[url] = Visit(answer.headers.get("etag"), answer.headers.get("last-modified"), mark)

    def _followed(self, url: str, get: Callable[[str], Answer]) -> Answer:
        target = url
        for _ in range(MOST_REDIRECTS + 1):
            answer = get(target)
            if not (redirect := answer.redirect):
                return answer
            target = redirect
        raise FetchError(f"more than {MOST_REDIRECTS} redirects")

    def _asked(self, url: str, headers: Mapping[str, str]) -> Answer:
        host = urlsplit(url).netloc
        if host in self._resting:
            raise FetchError("its server has asked for rest")
        if objection := self._permissions.objection(url):
            raise Refused(objection)
        self.pace.wait(host, self._permissions.delay_s(url))
        answer = ask(url, headers, self.limits)
        if answer.status in _OVERLOADED:
            self._resting.add(host)
        return answer

    def _ask_for_rules(self, url: str) -> Answer:
        return self._followed(url, lambda target: ask(target, {}, _ROBOTS_LIMITS, cut=True))
