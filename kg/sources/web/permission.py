"""What a site allows: robots.txt (RFC 9309), and reservations against text and data mining (TDMRep, W3C 2024).

A reservation is said by the header ``tdm-reservation: 1``, by a ``meta`` element of that name, or for parts of a site
in ``/.well-known/tdmrep.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from kg.sources.web.addresses import origin_of
from kg.sources.web.client import AGENT, Answer, FetchError

MOST_DELAY_S = 60.0
"""A longer delay between requests than this is not waited for; the site is left alone."""
_META = re.compile(rb"<meta\b[^>]*\btdm-reservation\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"\bcontent\s*=\s*[\"']?\s*1\b", re.IGNORECASE)
_RESERVED = "its publisher reserves text and data mining"
_HEAD_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows: its robots.txt (or why it is unknown; then nothing), and patterns of what it reserves."""

    robots: Protego | str
    reserved: tuple[tuple[re.Pattern[str], bool], ...] = ()


@dataclass(slots=True)
class Permissions:
    """What sites allow; each is asked once. ``ask`` gets an address and follows its redirects."""

    ask: Callable[[str], Answer]
    _sites: dict[str, Rules] = field(default_factory=dict)

    def objection(self, url: str) -> str | None:
        """Why an address is not asked; None if it may be."""
        rules = self._rules(url)
        if isinstance(rules.robots, str):
            return f"what its robots.txt allows cannot be known now: {rules.robots}"
        if not rules.robots.can_fetch(url, AGENT):
            return "its robots.txt does not allow it"
        if self.delay_s(url) > MOST_DELAY_S:
            return f"its robots.txt asks for more than {MOST_DELAY_S:g} s between requests"
        return _RESERVED if _is_reserved(rules, url) else None

    def delay_s(self, url: str) -> float:
        """Seconds that a site wants between two requests; 0 if it says nothing."""
        robots = self._rules(url).robots
        return float(robots.crawl_delay(AGENT) or 0.0) if isinstance(robots, Protego) else 0.0

    def _rules(self, url: str) -> Rules:
        origin = origin_of(url)
        if origin not in self._sites:
            self._sites[origin] = Rules(self._robots(origin), self._reserved(origin))
        return self._sites[origin]

    def _robots(self, origin: str) -> Protego | str:
        try:
            answer = self.ask(f"{origin}/robots.txt")
        except FetchError as error:
            return str(error)
        if answer.status == 200:
            return Protego.parse(answer.body.decode("utf-8", "replace"))
        known = 300 <= answer.status < 500 and answer.status != 429
        return Protego.parse("") if known else f"status {answer.status}"

    def _reserved(self, origin: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
        try:
            answer = self.ask(f"{origin}/.well-known/tdmrep.json")
            given = json.loads(answer.body) if answer.status == 200 else []
        except (FetchError, ValueError, RecursionError):
            return ()
        rules = [rule for rule in given if isinstance(rule, dict)] if isinstance(given, list) else []
        return tuple(
            (_pattern(rule["location"]), str(rule.get("tdm-reservation")) == "1")
            for rule in rules
            if isinstance(rule.get("location"), str)
        )


def reservation(answer: Answer) -> str | None:
    """Why an answer is not used: what it says itself; None if it may be."""
    if answer.headers.get("tdm-reservation", "").strip() == "1":
        return _RESERVED
    metas = _META.findall(answer.body[:_HEAD_BYTES])
    return _RESERVED if any(_CONTENT.search(meta) for meta in metas) else None


def _pattern(location: str) -> re.Pattern[str]:
    """A path with ``*`` for anything and ``$`` for the end, as in robots.txt."""
    path = location[:500].removesuffix("$")
    parts = [re.escape(part) for part in re.split(r"\*+", path)[:20]]
    return re.compile(".*".join(parts) + ("$" if location.endswith("$") else ""), re.DOTALL)


def _is_reserved(rules: Rules, url: str) -> bool:
    """The first rule whose path fits holds."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((reserved for pattern, reserved in rules.reserved if pattern.match(path)), False)
