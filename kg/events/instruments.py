"""Plans, proposals, agreements and resolutions: documents that events are about, apart from the events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg.events.referents import Referents
from kg.mentions.time_numbers import read_count
from kg.model import Document, Instrument, InstrumentType, Span
from kg.syntax import noun_phrase

_KINDS = {
    InstrumentType.PROPOSAL: "plan proposal initiative blueprint offer draft roadmap framework formula",
    InstrumentType.AGREEMENT: "agreement deal accord treaty pact armistice settlement memorandum protocol convention",
    InstrumentType.INSTRUMENT: "resolution declaration communiqué communique statute decree constitution charter",
}
_TYPE_OF = {noun: kind for kind, nouns in _KINDS.items() for noun in nouns.split()}
# one document is called by several of these words in turn; words of different sets are different documents
_SAME = (
    "plan proposal initiative blueprint formula framework offer",
    "agreement deal accord pact settlement armistice",
)
_SET_OF = {noun: i for i, nouns in enumerate(_SAME) for noun in nouns.split()}
_SPECIFIC = frozenset({"poss", "amod", "compound", "nummod", "det", "nmod"})
_VAGUE = frozenset({"business", "property", "record", "book", "film", "contract", "player", "television", "pension"})


@dataclass(frozen=True, slots=True)
class _Mention:
    noun: Token
    span: Span
    owners: frozenset[str]
    points: int | None


def find_instruments(document: Document, referents: Referents) -> tuple[Instrument, ...]:
    """The documents of the article; later mentions join an earlier one of a like word and no other owner."""
    clusters: list[list[_Mention]] = []
    for mention in _mentions(document, referents):
        known = next((c for c in clusters if _same(c, mention)), None)
        clusters.append([mention]) if known is None else known.append(mention)
    return tuple(_instrument(f"i{n}", cluster, document) for n, cluster in enumerate(clusters, start=1))


def _mentions(document: Document, referents: Referents) -> Iterator[_Mention]:
    for token in document.tokens:
        if token.pos_ not in {"NOUN", "PROPN"} or token.lemma_.lower() not in _TYPE_OF or token.dep_ == "compound":
            continue
        modifiers = [c for c in token.children if c.dep_ in _SPECIFIC]
        if not modifiers or any(c.lemma_.lower() in _VAGUE for c in modifiers):
            continue
        if any(c.dep_ == "det" and c.lower_ in {"no", "any", "every", "each"} for c in modifiers):
            continue
        if referents.actor_at(token) is not None or referents.place_at(token) is not None:
            continue
        yield _Mention(token, _span(token), _owners(token, referents), _points(token))


def _span(noun: Token) -> Span:
    """The phrase with an infinitive that says what it is for ("a plan to end the war")."""
    phrase = noun_phrase(noun)
    purpose = next((c for c in noun.children if c.dep_ == "acl" and any(g.lower_ == "to" for g in c.children)), None)
    if purpose is None or purpose.i - noun.i > 3:
        return phrase
    last = max(purpose.subtree, key=lambda t: t.i)
    return Span(phrase.start, last.idx + len(last)) if not last.is_punct else phrase


def _owners(noun: Token, referents: Referents) -> frozenset[str]:
    named = [c for c in noun.children if c.dep_ in {"poss", "compound", "nmod"}]
    named += [g for c in noun.children if c.dep_ == "prep" and c.lower_ == "by" for g in c.children]
    put = [c for c in noun.children if c.dep_ in {"acl", "relcl"}]
    named += [g for v in put for a in v.children if a.dep_ == "agent" for g in a.children]
    return frozenset(key for token in named if (key := referents.actor_at(token)))


def _points(noun: Token) -> int | None:
    """ "20-point plan"."""
    words = [t.lower_ for t in noun.subtree if t.i < noun.i]
    for number, dash, unit in zip(words, words[1:], words[2:], strict=False):
        if dash == "-" and unit == "point" and (found := _number(number)) is not None:
            return found
    return next((_number(w.split("-")[0]) for w in words if w.endswith("-point")), None)


def _number(word: str) -> int | None:
    found = read_count([word])
    return None if found is None else int(found)


def _same(cluster: list[_Mention], mention: _Mention) -> bool:
    first, word = cluster[0].noun.lemma_.lower(), mention.noun.lemma_.lower()
    alike = first == word or (first in _SET_OF and _SET_OF.get(word) == _SET_OF[first])
    owners = frozenset().union(*(m.owners for m in cluster))
    indefinite = any(
        c.lower_ in {"another", "new", "second", "separate", "rival", "counter"} for c in mention.noun.children
    )
    return alike and not indefinite and not (owners and mention.owners and owners.isdisjoint(mention.owners))


def _instrument(key: str, cluster: list[_Mention], document: Document) -> Instrument:
    fullest = max(cluster, key=lambda m: (bool(m.owners), m.points is not None, m.span.end - m.span.start))
    text = document.text
    label = _label(fullest.span.cut(text))
    aliases = tuple(dict.fromkeys(name for m in cluster if (name := _label(m.span.cut(text))) != label))
    kind = _TYPE_OF[fullest.noun.lemma_.lower()]
    points = next((m.points for m in cluster if m.points is not None), None)
    return Instrument(key, label, kind, tuple(m.span for m in cluster), aliases, points)


def _label(words: str) -> str:
    name = " ".join(words.split())
    for article in ("the ", "a ", "an "):
        if name.lower().startswith(article):
            name = name[len(article) :]
    return name[:1].upper() + name[1:]


def concerned(token: Token, instruments: tuple[Instrument, ...]) -> tuple[str, ...]:
    """Keys of the instruments named in what depends on a token, or that the token itself names."""
    start, end = token.left_edge.idx, token.right_edge.idx + len(token.right_edge)
    inside = (i.key for i in instruments if any(start <= span.start and span.end <= end for span in i.mentions))
    return tuple(inside)
