"""What talks and statements are about: codes of ``evc:Topics`` in the noun phrases they govern."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.mentions.lexicon import read_lexicon
from kg.model import Code, Span, TopicMention
from kg.syntax import span_of, tokens_in

_AGENDA_VERBS = frozenset(
    "cover discuss address focus include tackle concern deal centre center negotiate involve".split()
)
_AGENDA_PREPOSITIONS = frozenset({"on", "about", "over", "regarding", "concerning", "of", "for"})


def topics_of_talks(talks: Token) -> tuple[TopicMention, ...]:
    """The agenda of talks: "talks on X", "talks covered X", "talks focused on X"."""
    return _topics(_agenda(talks))


def topics_in(token: Token) -> tuple[TopicMention, ...]:
    """Topics named anywhere in what depends on a token, but not in what stands beside it."""
    return _topics(iter([token]), beside=False)


def _agenda(talks: Token) -> Iterator[Token]:
    for child in talks.children:
        if child.dep_ == "prep" and child.lower_ in _AGENDA_PREPOSITIONS:
            yield from (g for g in child.children if g.dep_ in {"pobj", "pcomp"})
    verb = talks.head
    if talks.dep_ == "nsubj" and verb.lemma_.lower() in _AGENDA_VERBS:
        yield from (c for c in verb.children if c.dep_ in {"dobj", "pobj"})
        for child in (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"on", "with", "around"}):
            yield from (g for g in child.children if g.dep_ == "pobj")


def topic_of(event_type: Code, span: Span) -> tuple[TopicMention, ...]:
    """What an event of a type is about by itself: an exchange of prisoners, about the exchange of prisoners."""
    return tuple(TopicMention(code, span) for code, types in read_lexicon("topic_types").items() if event_type in types)


def topics_said(verb: Token, content: Span | None) -> tuple[TopicMention, ...]:
    """What somebody speaks of: topics named by a noun of the content, else of what the verb governs."""
    below = [c for c in verb.children if c.dep_ in {"dobj", "prep", "ccomp", "xcomp"}]
    governed = [t for c in below for t in c.subtree] if content is None else tokens_in(verb.doc, content)
    nouns = [t for t in governed if t.pos_ in {"NOUN", "PROPN"} and t.dep_ != "compound"]
    found = {topic.code: topic for noun in nouns for topic in _of_phrase(_phrase(noun), by=noun)}
    return tuple(_most_specific(found).values())


def _phrase(noun: Token) -> list[Token]:
    """A noun with what modifies it and what its prepositions govern; no clause."""
    barred = {t.i for c in noun.children if c.dep_ in {"relcl", "acl", "conj", "appos"} for t in c.subtree}
    return [t for t in noun.subtree if t.i not in barred]


def _topics(phrases: Iterator[Token], *, beside: bool = True) -> tuple[TopicMention, ...]:
    found: dict[str, TopicMention] = {}
    for phrase in phrases:
        for item in (phrase, *(phrase.conjuncts if beside else ())):
            below = {t.i for c in item.conjuncts if c in set(item.subtree) for t in c.subtree}
            tokens = [t for t in item.subtree if t.i not in below]
            for topic in _of_phrase(tokens):
                found.setdefault(topic.code, topic)
    return tuple(_most_specific(found).values())


def _of_phrase(tokens: list[Token], by: Token | None = None) -> Iterator[TopicMention]:
    """Topics whose words all stand in a phrase; with ``by``, that word among them."""
    lemmas = {t.lemma_.lower() for t in tokens}
    for code, entries in read_lexicon("topics").items():
        matched = next((e for e in entries if lemmas.issuperset(e) and (by is None or by.lemma_.lower() in e)), None)
        if matched is not None:
            yield TopicMention(code, span_of([t for t in tokens if t.lemma_.lower() in matched]))


def _most_specific(found: dict[str, TopicMention]) -> dict[str, TopicMention]:
    """An exchange of prisoners is not also a release of captives where both rest on the same words."""
    exchange, release = found.get("PrisonerExchange"), found.get("CaptiveRelease")
    if exchange is None or release is None or not exchange.evidence.meets(release.evidence):
        return found
    return {code: topic for code, topic in found.items() if topic is not release}
