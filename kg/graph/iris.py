"""The only minting of IRIs: what a thing is called, and that strangers' names cannot break out of their place.

Instance IRIs are slash IRIs under a base that each deployment sets. What only one article knows lies under the
article; named actors, places and canonical events have IRIs of their own.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from kg.errors import SettingsError
from kg.model import Actor, ActorType, Place, Span

DEFAULT_BASE = "https://data.example.org/"

_LONGEST_SLUG = 60
_KNOWN_ONLY_HERE = frozenset({ActorType.DELEGATION, ActorType.ANONYMOUS_SOURCE})


@lru_cache(maxsize=4096)
def segment(name: str) -> str:
    """A string of any origin as one path segment of an IRI; different strings give different segments.

    ``~`` escapes segments of dots alone, which browsers would take for a step up the path.

    >>> segment("a/b?c#d é"), segment("..")
    ('a%2Fb%3Fc%23d%20%C3%A9', '~2E~2E')
    """
    if not name:
        raise ValueError("an empty name cannot stand in an IRI")
    if not name.strip("."):
        return "~2E" * len(name)
    return quote(name, safe="", errors="surrogatepass").replace("~", "%7E")


def slug(label: str) -> str:
    """A label in lower-case ASCII words with dashes, for readers of IRIs; '' where nothing is left of it.

    >>> slug("Sharm el-Sheikh"), slug("São Tomé"), slug("北京")
    ('sharm-el-sheikh', 'sao-tome', '')
    """
    ascii_only = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def named_segment(label: str, kind: str) -> str:
    """A segment for what is known by its name alone: slug and kind, with a digest unless the slug says it all.

    >>> named_segment("Mary Anning", "Person"), named_segment("ORF", "MediaOutlet")
    ('mary-anning.person', 'orf.mediaoutlet.a083daa9fc')
    """
    composed = unicodedata.normalize("NFC", label)
    words = slug(composed)[:_LONGEST_SLUG]
    plain = " ".join(word.capitalize() for word in words.split("-"))
    digest = hashlib.sha256(composed.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return ".".join(part for part in (words, kind.lower(), "" if plain == composed else digest) if part)


@dataclass(frozen=True, slots=True)
class Iris:
    """Names for everything that the graph of an article speaks of.

    ``base`` is an absolute http(s) IRI that ends with a slash; anything else raises SettingsError.
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`?#]+/", self.base):
            raise SettingsError(f"not a base for data: {self.base!r}", remedy="give an http(s) IRI that ends with /")

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes of the data for queries: ``evt:`` events, ``act:`` actors, ``plc:`` places, ``art:`` articles."""
        names = {"evt": "event", "act": "actor", "plc": "place", "art": "article"}
        return {prefix: f"{self.base}{folder}/" for prefix, folder in names.items()}

    # ------------------------------------------------------------------------------------ shared by all articles

    def event(self, ulid: str) -> NamedNode:
        """A canonical event; its name is opaque, stable and never used again."""
        return self._node("event", ulid)

    def named_actor(self, label: str, kind: ActorType, identity: str | None = None) -> NamedNode:
        """An actor that many articles may speak of: by its stable identity, else by label and class."""
        if identity is None:
            return NamedNode(f"{self.base}actor/{named_segment(label, kind)}")
        words = slug(label)
        return NamedNode(f"{self.base}actor/{words}{'-' if words else ''}{segment(identity)}")

    def edit(self, ulid: str) -> NamedNode:
        """What a person decided, which is also the graph of what they said."""
        return self._node("edit", ulid)

    def edited_figure(self, ulid: str) -> NamedNode:
        """The figure that an edit puts in place of the one that was read."""
        return NamedNode(f"{self._place_of('edit', ulid)}/figure")

    def storyline(self, ulid: str) -> NamedNode:
        """A chain of events that an editor keeps."""
        return self._node("storyline", ulid)

    def storyline_entry(self, ulid: str, number: int) -> NamedNode:
        """The place of an event in a storyline; ``number`` counts from 1."""
        return NamedNode(f"{self._place_of('storyline', ulid)}/{number}")

    # ------------------------------------------------------------------------------------------ under the article

    def article(self, article: str) -> NamedNode:
        """The article, which is also the graph of its sentences and metadata."""
        return self._node("article", article)

    def sentence(self, article: str, index: int) -> NamedNode:
        """A sentence, which is also the graph of what it says; ``index`` counts from 1."""
        return self._under(article, f"s{index:02d}")

    def mention(self, article: str, span: Span) -> NamedNode:
        """A span of the text, as RFC 5147 writes it: ``#char=begin,end``."""
        return NamedNode(f"{self._place_of('article', article)}#char={span.start},{span.end}")

    def run(self, article: str, extractor: str) -> NamedNode:
        """The extraction run over the article."""
        return self._under(article, "run", segment(extractor))

    def report(self, article: str, key: str) -> NamedNode:
        """What the article says of one event."""
        return self._under(article, "report", segment(key))

    def claim(self, article: str, key: str) -> NamedNode:
        """A claim that the article tells of."""
        return self._under(article, "claim", segment(key))

    def figure(self, article: str, key: str) -> NamedNode:
        """A number that the article states."""
        return self._under(article, "figure", segment(key))

    def instrument(self, article: str, key: str) -> NamedNode:
        """A document that events of the article are about."""
        return self._under(article, "instrument", segment(key))

    def affiliation(self, article: str, actor: str, number: int) -> NamedNode:
        """The ``number``-th tie of the actor with this key."""
        return self._under(article, "affiliation", f"{segment(actor)}-{number}")

    def participation(self, article: str, event: str, number: int) -> NamedNode:
        """The ``number``-th participant of the event with this key."""
        return self._under(article, "participation", f"{segment(event)}-{number}")

    def actor(self, article: str, actor: Actor) -> NamedNode:
        """An actor: shared if it is named or has an identity, else under the article.

        Delegations and anonymous sources are never shared, groups only by identity.
        """
        if actor.type in _KNOWN_ONLY_HERE or not (actor.identity or _shared_by_name(actor)):
            return self._under(article, "actor", segment(actor.key))
        return self.named_actor(actor.label, actor.type, actor.identity)

    def place(self, article: str, place: Place) -> NamedNode:
        """A place: by its stable identity, else under the article."""
        if place.identity:
            return self._node("place", place.identity)
        return self._under(article, "place", segment(place.key))

    # ---------------------------------------------------------------------------------------------------- reading

    def kind_of(self, node: NamedNode) -> str | None:
        """What a name of ours is of: event, actor, place, article, sentence, report, claim, …; None for other names.

        >>> Iris().kind_of(NamedNode("https://data.example.org/article/a1/actor/x")), Iris().kind_of(NamedNode("x:y"))
        ('actor', None)
        """
        if not node.value.startswith(self.base):
            return None
        if "#" in node.value:
            return "mention"
        parts = node.value[len(self.base) :].split("/")
        if len(parts) < 3:
            return parts[0]
        return "sentence" if len(parts) == 3 else parts[2]

    def article_of(self, node: NamedNode) -> NamedNode | None:
        """The article that a name lies under, or is of; None for names of things that many articles may know.

        >>> Iris().article_of(NamedNode("https://data.example.org/article/a1/s07")).value
        'https://data.example.org/article/a1'
        """
        parts = node.value[len(self.base) :].partition("#")[0].split("/")
        if not node.value.startswith(f"{self.base}article/"):
            return None
        return NamedNode(self.base + "/".join(parts[:2]))

    def article_id(self, node: NamedNode) -> str | None:
        """The id of the article that a name is of or lies under, as it was given; None for other names.

        >>> Iris().article_id(Iris().sentence("a/b..", 7)), Iris().article_id(Iris().article(".."))
        ('a/b..', '..')
        """
        article = self.article_of(node)
        if article is None:
            return None
        return unquote(article.value[len(self.base) + len("article/") :].replace("~2E", "."), errors="surrogatepass")

    # --------------------------------------------------------------------------------------------------- plumbing

    def _node(self, folder: str, name: str) -> NamedNode:
        return NamedNode(self._place_of(folder, name))

    def _under(self, article: str, *segments: str) -> NamedNode:
        return NamedNode("/".join((self._place_of("article", article), *segments)))

    def _place_of(self, folder: str, name: str) -> str:
        return f"{self.base}{folder}/{segment(name)}"


def _shared_by_name(actor: Actor) -> bool:
    return actor.named and actor.type is not ActorType.GROUP


def words_of_person(iri: NamedNode) -> tuple[str, ...]:
    """The words of the name of a person who is known by name, from ``Iris.named_actor``; () for all others.

    >>> words_of_person(NamedNode("https://x.org/actor/mary-anning.person"))
    ('mary', 'anning')
    """
    words, _, kind = iri.value.rpartition("/")[2].partition(".")
    is_person = iri.value.rpartition("/")[0].endswith("/actor") and kind.split(".")[0] == ActorType.PERSON.lower()
    return tuple(words.split("-")) if is_person else ()


def named_place(iris: Iris, label: str, kind: str) -> NamedNode:
    """A place that is known by its name alone, since no gazetteer has it."""
    return NamedNode(f"{iris.base}place/{named_segment(label, kind)}")


def elsewhere(iri: str) -> NamedNode:
    """An IRI that somebody else minted (a Wikidata item); raises ValueError if it is none."""
    return NamedNode(iri)


def under_article(iri: NamedNode, article: NamedNode) -> bool:
    """True for the article, its sentences and spans, and all that only it knows.

    >>> under_article(NamedNode("https://x.org/article/a1"), NamedNode("https://x.org/article/a"))
    False
    """
    rest = iri.value[len(article.value) :]
    return iri.value.startswith(article.value) and (not rest or rest[0] in "/#")
