"""What talks and statements are about: codes of ``evc:Topics`` in the noun phrases they govern."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.mentions.lexicon import read_lexicon
from kg.model import Span, TopicMention
from kg.syntax import span_of

_AGENDA_VERBS = frozenset(
    "cover discuss address focus include tackle concern deal centre center negotiate involve".split()
)
_AGENDA_PREPOSITIONS = frozenset({"on", "about", "over", "regarding", "concerning", "of", "for"})


def topics_of_talks(talks: Token) -> tuple[TopicMention, ...]:
    """The agenda of talks: "talks on X", "talks covered X", "talks focused on X"."""
    return _topics(_agenda(talks))


def topics_in(token: Token) -> tuple[TopicMention, ...]:
    """Topics named anywhere in what depends on a token."""
    return _topics(iter([token]))


def _agenda(talks: Token) -> Iterator[Token]:
    for child in talks.children:
        if child.dep_ == "prep" and child.lower_ in _AGENDA_PREPOSITIONS:
            yield from (g for g in child.children if g.dep_ in {"pobj", "pcomp"})
    verb = talks.head
    if talks.dep_ == "nsubj" and verb.lemma_.lower() in _AGENDA_VERBS:
        yield from (c for c in verb.children if c.dep_ in {"dobj", "pobj"})
        for child in (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"on", "with", "around"}):
            yield from (g for g in child.children if g.dep_ == "pobj")


def _topics(phrases: Iterator[Token]) -> tuple[TopicMention, ...]:
    found: dict[str, TopicMention] = {}
    for phrase in phrases:
        for item in (phrase, *phrase.conjuncts):
            below = {t.i for c in item.conjuncts if c in set(item.subtree) for t in c.subtree}
            tokens = [t for t in item.subtree if t.i not in below]
            lemmas = {t.lemma_.lower() for t in tokens}
            for code, entries in read_lexicon("topics").items():
                matched = next((e for e in entries if lemmas.issuperset(e)), None)
                if matched is not None:
                    words = [t for t in tokens if t.lemma_.lower() in matched]
                    found.setdefault(code, TopicMention(code, _tight(words)))
    return tuple(_most_specific(found).values())


def _tight(words: list[Token]) -> Span:
    return span_of(words)


def _most_specific(found: dict[str, TopicMention]) -> dict[str, TopicMention]:
    """An exchange of prisoners is not also a release of captives where both rest on the same words."""
    exchange, release = found.get("PrisonerExchange"), found.get("CaptiveRelease")
    if exchange is None or release is None or not exchange.evidence.meets(release.evidence):
        return found
    return {code: topic for code, topic in found.items() if topic is not release}
