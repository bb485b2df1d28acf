"""How much of the words of others may be shown in public: the one place that decides it, for every output.

A policy says for each article how far its words may be shown::

    none       not at all
    snippet    so much of a sentence as tells what it is about, and of an article no more than a tenth in one output
    sentences  whole sentences, and of an article no more than half in one output
    full       everything

It is read from a TOML file; what is nearest to the article holds::

    default = "snippet"
    [publishers]
    "The Example" = "full"
    [domains]
    "news.example" = "sentences"      # and all below it
    [articles]
    "talks-day-one" = "none"

After ``[articles]`` comes what was stated with the article itself (``rights:`` in its front matter).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import SettingsError

EXCERPT_CHARACTERS = 150
EXCERPT_SHARE, SENTENCES_SHARE = 0.1, 0.5
"""Of the characters of an article, in one output."""
LEFT_OUT = "…"
"""What stands for a sentence of which nothing may be shown."""
_LEAST = 20
"""Characters below which an excerpt tells nothing, and is left out."""
_ELLIPSIS = "…"


class Extent(StrEnum):
    """How far the words of an article may be shown."""

    NONE = "none"
    SNIPPET = "snippet"
    SENTENCES = "sentences"
    FULL = "full"


def excerpt(sentence: str, most: int = EXCERPT_CHARACTERS) -> str:
    """A sentence, cut at the last word that leaves it within ``most`` characters, the cut shown.

    >>> excerpt("Talks went on until late at night", 12)
    'Talks went…'
    """
    if len(sentence) <= most:
        return sentence
    head = sentence[: most - 1]
    whole, blank, _ = head.rpartition(" ")
    return (whole if blank else head).rstrip(" ,;:") + _ELLIPSIS


def shown_of(sentence: str, extent: Extent, length: int, spent: int) -> str:
    """What may be shown of a sentence in an output; '' for nothing.

    ``length`` is that of the article, ``spent`` how much of it the output shows already, both in characters.

    >>> shown_of("Talks went on until late at night", Extent.SNIPPET, length=400, spent=10)
    'Talks went on until late at…'
    """
    if extent is Extent.FULL:
        return sentence
    if extent is Extent.NONE:
        return ""
    if extent is Extent.SENTENCES:
        return sentence if spent + len(sentence) <= length * SENTENCES_SHARE else ""
    left = min(EXCERPT_CHARACTERS, int(length * EXCERPT_SHARE) - spent)
    return excerpt(sentence, left) if left >= min(_LEAST, len(sentence)) else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the policy needs to know of an article; ``length`` in characters, ``stated`` what came with it."""

    id: str = ""
    publishers: tuple[str, ...] = ()
    url: str = ""
    length: int = 0
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How far the words of which articles may be shown; publishers in lower case."""

    default: Extent = Extent.SNIPPET
    publishers: Mapping[str, Extent] = field(default_factory=dict)
    domains: Mapping[str, Extent] = field(default_factory=dict)
    articles: Mapping[str, Extent] = field(default_factory=dict)

    def extent_of(self, article: Known) -> Extent:
        """How far the words of an article may be shown."""
        if own := self.articles.get(article.id):
            return own
        if article.stated in set(Extent):
            return Extent(article.stated)
        for domain in _domains(article.url):
            if found := self.domains.get(domain):
                return found
        said = [found for name in article.publishers if (found := self.publishers.get(name.casefold()))]
        return min(said, key=list(Extent).index) if said else self.default


def _domains(url: str) -> Iterable[str]:
    """The host of an address and the domains above it, nearest first.

    >>> list(_domains("https://www.news.example/a"))
    ['www.news.example', 'news.example', 'example']
    """
    try:
        parts = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        parts = []
    return (".".join(parts[start:]) for start in range(len(parts)) if parts[0])


class Output:
    """One public output: what it shows of each article is counted, and the same sentence twice counts once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._shown: dict[str, dict[str, str]] = {}

    def show(self, article: Known, sentence: str) -> str:
        """What this output may show of a sentence."""
        shown = self._shown.setdefault(article.id, {})
        if sentence not in shown:
            spent = sum(map(len, shown.values()))
            shown[sentence] = shown_of(sentence, self._policy.extent_of(article), article.length, spent)
        return shown[sentence]


# ------------------------------------------------------------------------------------------------------ the file


def read_policy(file: str | Path) -> Policy:
    """The policy of a TOML file; without one, that of ``Policy``.

    Raises:
        SettingsError: it cannot be read, or says what is none of the four.
    """
    if not str(file):
        return Policy()
    try:
        said = tomllib.loads(Path(file).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot be read: {error}", where=str(file), remedy="give a TOML file") from error
    if unknown := sorted(set(said) - {"default", "publishers", "domains", "articles"}):
        raise _refusal(file, f"no key {unknown[0]!r}", "use default, [publishers], [domains] and [articles]")
    tables = [_table(file, name, said.get(name, {})) for name in ("publishers", "domains", "articles")]
    publishers, domains, articles = tables
    return Policy(
        _extent(file, "default", said.get("default", Extent.SNIPPET)),
        {name.casefold(): extent for name, extent in publishers.items()},
        {name.casefold(): extent for name, extent in domains.items()},
        articles,
    )


def _table(file: str | Path, name: str, said: Any) -> dict[str, Extent]:
    if not isinstance(said, dict):
        raise _refusal(file, f"{name} is no table", f"write [{name}], and lines of name = extent below it")
    return {key: _extent(file, f"{name}.{key}", value) for key, value in said.items()}


def _extent(file: str | Path, key: str, said: Any) -> Extent:
    try:
        return Extent(said)
    except ValueError:
        raise _refusal(file, f"{key} is {said!r}", f"use {', '.join(Extent)}") from None


def _refusal(file: str | Path, what: str, remedy: str) -> SettingsError:
    return SettingsError(what, where=str(file), remedy=remedy)
