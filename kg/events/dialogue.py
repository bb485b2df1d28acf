"""Lines that name their speaker before a colon: transcripts, and headlines such as "Mayor: bridge is safe"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.events.claims import Utterance
from kg.events.referents import Referents
from kg.model import ActorType, Document, QuoteKind, Span
from kg.syntax import head_of

_LINE = re.compile(r"^(?P<who>[^\s:][^:\n]{1,60}):[ \t]+(?P<what>[^\n]{12,})$", re.M)
_WORDS_OF_NAME = 6
_SPEAKERS = frozenset({ActorType.PERSON, ActorType.ORGANISATION, ActorType.MEDIA_OUTLET, ActorType.ANONYMOUS_SOURCE})
_MARKS = " \t“”\"'‘’"


def find_dialogue(document: Document, referents: Referents) -> Iterator[Utterance]:
    """The words of each such line, if its name is that of somebody the article knows."""
    for line in _LINE.finditer(document.text):
        speaker = _speaker(document, line, referents)
        if speaker is not None:
            words = line["what"]
            start = line.start("what") + len(words) - len(words.lstrip(_MARKS))
            span = Span(start, line.start("what") + len(words.rstrip(_MARKS)))
            yield Utterance(span, QuoteKind.DIRECT, (speaker,), None, Span(*line.span("who")))


def _speaker(document: Document, line: re.Match[str], referents: Referents) -> str | None:
    if len(line["who"].split()) > _WORDS_OF_NAME:
        return None
    name = Span(*line.span("who"))
    head = head_of(document.tokens, name)
    key = referents.actor_at(head) if head is not None else None
    return key if key is not None and referents.type_of(key) in _SPEAKERS else None
