"""Sources that no earlier stage knows: the subject of a verb of saying, and what "according to" names.

A poll, a lawsuit or "a handful of economists" is an actor only because it is quoted: each becomes one of this article.
"He", "she", "they" and "it" that no name was found for are who spoke last, where number and kind agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Token

from kg.events.referents import Referents
from kg.events.speakers import author_of, cited_tokens, has_content, is_attitude, is_saying, known_at, source_tokens
from kg.events.types import family
from kg.mentions.phrases import base_phrase
from kg.model import Actor, ActorType, Code, Document, Span
from kg.sentences import sentence_at
from kg.syntax import span_of

_NEAR_SENTENCES = 3
_NO_SOURCE = frozenset({"DATE", "TIME", "ORDINAL", "MONEY"})
_SINGLE = frozenset({ActorType.PERSON, ActorType.ANONYMOUS_SOURCE})
_MANY = frozenset({ActorType.GROUP, ActorType.ORGANISATION, ActorType.ANONYMOUS_SOURCE, ActorType.DELEGATION})
_BODIES = frozenset({ActorType.ORGANISATION, ActorType.STATE, ActorType.MEDIA_OUTLET, ActorType.ARMED_FORCE})
_BY_PRONOUN = {"he": _SINGLE, "she": _SINGLE, "they": _MANY, "it": _BODIES}
_KNOWING = frozenset({"familiar", "briefed", "close", "aware", "involved", "informed"})
# what a strike or a drought may do as well as a speaker
_FIGURATIVE = frozenset({"threaten", "promise", "signal", "show", "suggest", "indicate", "call", "demand", "reveal"})
# what has no words: it happens, and no paper tells of it
_MUTE_FAMILIES = frozenset({"Violence", "Disaster", "Protest", "Humanitarian"})
_MUTE = frozenset(
    {"Election", "NegotiationProcess", "NegotiationRound", "NegotiationSession", "Meeting", "Visit", "Summit", "Death"}
)
# feelings, acts, places and things that the parser gives to a verb of saying
_VOICELESS = frozenset(
    "attempt resolve approach concern fear worry hope doubt anxiety tension penalty stay move effort step town village "
    "city island building warehouse facility terminal street door flaw fire suspension thinking work variety "
    "condition injury speculation commitment franchise stretch".split()
)
# "he" is none of these, though they are quoted
_PAPERS = frozenset(
    "autopsy report study video recording footage letter statement poll survey indictment complaint memo article blog "
    "post lawsuit document documents filing memorandum release website paper testimony jury message review".split()
)
_QUANTIFIERS = frozenset("some many others most several few one both".split())


def with_voices(document: Document, referents: Referents, happenings: Mapping[int, Code]) -> tuple[Actor, ...]:
    """The actors of an article and its further sources, with the pronouns that speak for them.

    ``happenings`` are the indices of the words that denote events, with their types: "the strike threatens to spread"
    is no threat, and a storm that "slammed into the coast" has said nothing.
    """
    return _Voices(document, referents, happenings).gathered()


class _Voices:
    def __init__(self, document: Document, referents: Referents, happenings: Mapping[int, Code]) -> None:
        self.happenings = happenings
        self.document = document
        self.referents = referents
        self.actors = dict(referents.actors)
        self.labels: dict[str, str] = {}
        self.last: list[tuple[str, int]] = []

    def gathered(self) -> tuple[Actor, ...]:
        for token in self.document.tokens:
            for source in _sources(token):
                self._take(source)
            if is_attitude(token):
                for source in source_tokens(token):
                    self._take(source)
        return tuple(self.actors.values())

    def _take(self, source: Token) -> None:
        key = known_at(source, self.referents)
        if key is None and _is_according(source):
            key = author_of(source, self.referents)
        if key is None and source.lower_ in _BY_PRONOUN:
            key = self._spoken_for(source)
        elif key is None and _may_be_new(source) and not self._only_happens(source) and not self._is_title(source):
            key = self._new(source)
        if key is not None:
            self._describe(key, source)
            self.last.append((key, self._sentence(source)))

    def _describe(self, key: str, source: Token) -> None:
        """ "People briefed on the sale": those that are known by what they know are a source, not people at large."""
        actor, words = self.actors[key], _known_by(source)
        if words is not None and actor.type is ActorType.GROUP and actor.mentions == (span_of([source]),):
            span = span_of(words)
            label = " ".join(span.cut(self.document.text).split())
            self.actors[key] = replace(
                actor, label=label, type=ActorType.ANONYMOUS_SOURCE, mentions=(span,), aliases=()
            )

    def _is_title(self, source: Token) -> bool:
        """ "lawmaker Ana Silva": a noun right before a name that speaks itself."""
        after = source.doc[source.i + 1 : source.i + 4]
        return any(t.pos_ == "PROPN" and self.referents.actor_at(t) for t in after[:1])

    def _only_happens(self, source: Token) -> bool:
        code = self.happenings.get(source.i)
        figurative = source.head.lemma_.lower() in _FIGURATIVE
        return code is not None and (figurative or code in _MUTE or family(code) in _MUTE_FAMILIES)

    def _spoken_for(self, pronoun: Token) -> str | None:
        here, kinds = self._sentence(pronoun), _BY_PRONOUN[pronoun.lower_]
        near = (k for k, at in reversed(self.last) if here - at <= _NEAR_SENTENCES and self.actors[k].type in kinds)
        person = pronoun.lower_ in {"he", "she"}
        key = next((k for k in near if not person or self.actors[k].label.split()[-1].lower() not in _PAPERS), None)
        if key is not None:
            actor, span = self.actors[key], span_of([pronoun])
            self.actors[key] = replace(actor, pronouns=tuple(sorted({*actor.pronouns, span})))
        return key

    def _new(self, head: Token) -> str:
        span = _phrase(head)
        label = " ".join(span.cut(self.document.text).split())
        known = self.labels.get(label.lower())
        if known is not None:
            actor = self.actors[known]
            self.actors[known] = replace(actor, mentions=tuple(sorted({*actor.mentions, span})))
            return known
        key = f"v{len(self.labels) + 1}"
        self.labels[label.lower()] = key
        self.actors[key] = Actor(key, label, _kind(head), (span,), named=False)
        return key

    def _sentence(self, token: Token) -> int:
        return sentence_at(self.document, token.idx).index


def _sources(token: Token) -> Iterator[Token]:
    if is_saying(token) and has_content(token):
        yield from (*source_tokens(token), *cited_tokens(token))
    elif token.lower_ == "to" and token.head.lower_ == "according":
        yield from (t for g in token.children if g.dep_ == "pobj" for t in (g, *g.conjuncts))


def _known_by(source: Token) -> list[Token] | None:
    """The words from a noun to the end of what it is briefed on or familiar with, if it says so."""
    doc, end = source.doc, source.i + 1
    if end >= len(doc) or doc[end].lower_ not in _KNOWING:
        return None
    preposition = next((c for c in doc[end].children if c.dep_ == "prep" and c.i > end), None)
    noun = next((c for c in preposition.children if c.dep_ == "pobj"), None) if preposition is not None else None
    return list(doc[source.i : (noun.i if noun is not None else end) + 1])


def _is_according(source: Token) -> bool:
    return source.head.lower_ == "to" and source.head.head.lower_ == "according"


def _may_be_new(token: Token) -> bool:
    if token.ent_type_ in _NO_SOURCE or (token.pos_ == "NOUN" and token.lemma_.lower() in _VOICELESS):
        return False
    return token.pos_ in {"NOUN", "PROPN"} or token.lower_ in _QUANTIFIERS or token.tag_ == "CD"


def _is_people(token: Token) -> bool:
    """Who may think something without saying it: several people, or somebody who is tagged as a person."""
    return token.tag_ == "NNS" or token.ent_type_ == "PERSON" or token.lower_ in {*_QUANTIFIERS, *_BY_PRONOUN}


def _phrase(head: Token) -> Span:
    """The noun with what stands before it, its article left out."""
    start, end = base_phrase(head)
    while start < end - 1 and head.doc[start].tag_ in {"DT", "PDT", "PRP$"}:
        start += 1
    return span_of(list(head.doc[start:end]))


def _kind(head: Token) -> ActorType:
    if head.tag_ in {"NNS", "NNPS", "CD"} or head.lower_ in _QUANTIFIERS:
        return ActorType.GROUP
    return ActorType.PERSON if head.ent_type_ == "PERSON" else ActorType.ANONYMOUS_SOURCE
