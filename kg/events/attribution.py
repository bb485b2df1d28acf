"""Utterances → Claims: what each claim is about, and the act of saying that it was uttered in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from kg.events.claims import Utterance
from kg.events.confidence import claim_confidence
from kg.events.referents import Referents
from kg.mentions.lexicon import read_lexicon
from kg.model import Claim, Document, Event, EventClass, Instrument, QuoteKind, Role
from kg.sentences import sentence_at
from kg.syntax import objects_of


def build_claims(
    utterances: Sequence[Utterance],
    events: Sequence[Event],
    instruments: Sequence[Instrument],
    document: Document,
    referents: Referents,
) -> tuple[Claim, ...]:
    """Claims with keys ``c1`` ... in the order of the text."""
    return tuple(
        Claim(
            f"c{n}",
            u.span,
            u.span.cut(document.text),
            u.kind,
            u.speakers,
            u.cue,
            u.relayed_by,
            u.addressed_to,
            u.medium,
            tuple(_about(u, events, instruments)),
            _uttered_in(u, events, document),
            u.hedged,
            claim_confidence(u.kind, u.attitude),
            _is_denied(u, document),
        )
        for n, u in enumerate(utterances, start=1)
    )


def _is_denied(utterance: Utterance, document: Document) -> bool:
    """ "denied that shots were fired", "dismissed reports that they were": who speaks does not assert the content."""
    if utterance.verb is None or utterance.kind is QuoteKind.DIRECT:
        return False
    cue = document.tokens[utterance.verb]
    if utterance.span.start <= cue.idx < utterance.span.end:
        return False  # "denies wrongdoing": the words say it themselves
    if cue.lemma_.lower() in _denies():
        return True
    return cue.lemma_.lower() in _REJECTS and any(t.lemma_.lower() in _TOLD for t in objects_of(cue))


@cache
def _denies() -> frozenset[str]:
    return frozenset({*read_lexicon("speech")["types"]["Denial"], "denial"})


_REJECTS = frozenset({"reject", "dismiss", "rebuff", "rebut"})
_TOLD = frozenset("report claim allegation accusation charge suggestion rumour rumor assertion".split())


def _about(utterance: Utterance, events: Sequence[Event], instruments: Sequence[Instrument]) -> Iterator[str]:
    """Events (not acts of saying) and documents that are mentioned inside the content."""
    for event in events:
        if event.kind is EventClass.SPEECH_EVENT or event.kind is EventClass.NEGOTIATION_PROCESS:
            continue
        if any(utterance.span.holds(span) for span in event.mentions):
            yield event.key
    for instrument in instruments:
        if any(utterance.span.meets(span) for span in instrument.mentions):
            yield instrument.key


def _uttered_in(utterance: Utterance, events: Sequence[Event], document: Document) -> str | None:
    """The act of saying with the same cue, else the speaker's only one."""
    own = [e for e in events if e.kind is EventClass.SPEECH_EVENT and _speaks(e, utterance)]
    for event in own:
        if utterance.cue is not None and utterance.cue in event.mentions:
            return event.key
    here = sentence_at(document, utterance.span.start).index
    near = [e for e in own if any(abs(sentence_at(document, s.start).index - here) <= 2 for s in e.mentions)]
    return near[0].key if len(near) == 1 else None


def _speaks(event: Event, utterance: Utterance) -> bool:
    return bool(utterance.speakers) and set(utterance.speakers) <= {
        p.actor for p in event.participants if p.role is Role.SPEAKER
    }
