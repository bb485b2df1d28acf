"""The PLOVER category of an event in its article: its type read together with its modality.

PLOVER codes the act between two actors and not its content alone: what is promised is AGREE, what is threatened is
THREATEN, what is refused REJECT, what is asked for REQUEST. Our types are kept apart from modality, so the category of
a report is made of both, by ``_TABLE``; the categories of plain types stand in the ontology (``ev:plover``).
Source: category descriptions of the PLOVER manual 2024 and its table of conversion from CAMEO.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.graph.terms import plover_codes
from kg.model import REALISED, Event, Modality, Sentence

_COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
_COERCIVE = frozenset({"PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"})

# what an act of this kind becomes when it has not happened (yet); what is not here has no category
_TABLE: Mapping[tuple[str, Modality], str] = {
    ("cooperative", Modality.EXPECTED): "AGREE",
    ("cooperative", Modality.AGREED): "AGREE",
    ("cooperative", Modality.PROPOSED): "AGREE",
    ("cooperative", Modality.DENIED): "REJECT",
    ("cooperative", Modality.CANCELLED): "SANCTION-discontinue",
    ("cooperative", Modality.POSTPONED): "REJECT",
    ("coercive", Modality.EXPECTED): "THREATEN",
    ("coercive", Modality.AGREED): "THREATEN",
    ("coercive", Modality.PROPOSED): "THREATEN",
    ("coercive", Modality.CANCELLED): "CONCEDE",
}
# an act of saying of the same sentence that governs what has not happened
_GOVERNING = frozenset({"THREATEN", "REJECT", "REQUEST"})


def plover_of(types: Sequence[str], modality: Modality) -> str | None:
    """Category and mode (``CONSULT-visit``) of an event of these types, None where PLOVER has none for it.

    >>> plover_of(["Visit"], Modality.OCCURRED), plover_of(["Visit"], Modality.EXPECTED)
    ('CONSULT-visit', 'AGREE')
    """
    code = next((plover_codes()[name] for name in types if name in plover_codes()), None)
    if code is None or modality in REALISED:
        return code
    return _TABLE.get((_kind(_root(code)), modality))


def plover_categories(events: Sequence[Event], sentences: Sequence[Sentence]) -> Mapping[str, str | None]:
    """Category of each event of an article by its key.

    What has not happened, in a sentence where somebody demands, refuses or threatens before it is named, is that
    demand, refusal or threat ("demanded that troops withdraw", "threatened to impose a curfew").
    """
    alone = {event.key: plover_of(event.types, event.modality) for event in events}
    return {e.key: alone[e.key] if e.modality in REALISED else _governing(e, events, sentences, alone) for e in events}


def _governing(
    event: Event, events: Sequence[Event], sentences: Sequence[Sentence], alone: Mapping[str, str | None]
) -> str | None:
    """The act of saying before the event in its sentence, or the event's own category."""
    code = next((plover_codes()[name] for name in event.types if name in plover_codes()), None)
    if code is None:
        return None
    sentence = next((s.span for s in sentences if s.span.holds(event.trigger)), None)
    acts = [
        (mention.start, root)
        for other in events
        if other.modality in REALISED and (root := _root(alone[other.key] or "")) in _GOVERNING
        for mention in other.mentions
        if sentence is not None and sentence.holds(mention) and mention.start < event.trigger.start
    ]
    return max(acts)[1] if acts else alone[event.key]


def _root(code: str) -> str:
    return code.split("-")[0]


def _kind(root: str) -> str:
    return "cooperative" if root in _COOPERATIVE else "coercive" if root in _COERCIVE else "verbal"
