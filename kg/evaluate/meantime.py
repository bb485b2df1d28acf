"""A file of the MEANTIME corpus → text with time expressions, event mentions and their participants.

MEANTIME (Minard et al. 2016, CC BY 4.0) is Wikinews in CAT XML: numbered tokens, mentions as lists of token numbers
(``Markables``), links between them (``Relations``). It has no offsets: the text is set again from the tokens, each
sentence a paragraph, and offsets are those of that text. The title and the sentences up to the fifth are annotated.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kg.evaluate.cat import set_text
from kg.evaluate.judging import Offsets, TimeExpression

LAST_ANNOTATED_SENTENCE = 5
"""Sentence 0 is the title, 1 the day of publication."""

_LOCATION = "Argm-LOC"


@dataclass(frozen=True, slots=True)
class MeantimeEvent:
    """A mention of an event.

    ``predicate`` is its lemma (empty in some files), ``instance`` names what it refers to across the corpus.
    """

    key: str
    span: Offsets
    predicate: str
    part_of_speech: str
    instance: str | None


@dataclass(frozen=True, slots=True)
class MeantimeEntity:
    """A mention of an entity; ``kind`` is PER, ORG, LOC, PRO, FIN or empty, ``instance`` as for events."""

    key: str
    span: Offsets
    kind: str
    instance: str | None


@dataclass(frozen=True, slots=True)
class MeantimeDocument:
    """One article; ``published`` is its ISO day, ``annotated`` the offset where annotation ends.

    ``participants`` are (key of an event, PropBank role, key of an entity).
    """

    id: str
    text: str
    published: str
    annotated: int
    times: tuple[TimeExpression, ...]
    events: tuple[MeantimeEvent, ...]
    entities: tuple[MeantimeEntity, ...]
    participants: tuple[tuple[str, str, str], ...]

    def locations(self) -> tuple[tuple[str, str], ...]:
        """Where an event was, as (key of the event, key of the entity)."""
        return tuple((event, entity) for event, role, entity in self.participants if role == _LOCATION)


def read_meantime(path: Path) -> MeantimeDocument:
    """Read one CAT file.

    What was annotated at the level of the corpus only (mentions without attributes, beyond the first sentences) is left
    out. The line with the day of publication counts as a time expression that is not required.
    """
    root = ET.parse(path).getroot()
    text, spans = set_text(root.iter("token"))
    annotated = max(span[1] for number, span in spans.values() if number <= LAST_ANNOTATED_SENTENCE)
    anchored = _Anchored(root, {key: span for key, (_, span) in spans.items() if span[1] <= annotated})
    events, entities = tuple(anchored.events()), tuple(anchored.entities())
    return MeantimeDocument(
        id=root.attrib["doc_id"],
        text=text,
        published=_published(root, text),
        annotated=annotated,
        times=tuple(anchored.times()),
        events=events,
        entities=entities,
        participants=tuple(_participants(root, {e.key for e in events}, {e.key for e in entities})),
    )


def _published(root: ET.Element, text: str) -> str:
    """The creation time; a few files have it as a line of the text only."""
    marked = next((timex.attrib["value"] for timex in root.iter("TIMEX3") if _is_creation_time(timex)), None)
    return marked or datetime.strptime(text.split("\n\n")[1], "%B %d, %Y").date().isoformat()


def _is_creation_time(timex: ET.Element) -> bool:
    return timex.get("functionInDocument") == "CREATION_TIME"


class _Anchored:
    """The mentions of one file whose tokens lie in the annotated part."""

    def __init__(self, root: ET.Element, spans: dict[str, Offsets]) -> None:
        self.root, self.spans = root, spans
        self.named = {item.attrib["m_id"]: item for tag in ("EVENT", "ENTITY") for item in root.iter(tag)}
        self.referent = {
            source.attrib["m_id"]: target.attrib["m_id"]
            for link in root.iter("REFERS_TO")
            for target in link.iter("target")
            for source in link.iter("source")
        }

    def times(self) -> Iterator[TimeExpression]:
        for timex in self.root.iter("TIMEX3"):
            if span := self._span(timex):
                yield TimeExpression(span, (timex.get("value", ""),), not _is_creation_time(timex))

    def events(self) -> Iterator[MeantimeEvent]:
        for mention in self.root.iter("EVENT_MENTION"):
            span, predicate = self._span(mention), mention.get("pred")
            if span and predicate is not None:
                key = mention.attrib["m_id"]
                yield MeantimeEvent(
                    key, span, predicate, mention.get("pos", ""), self._said(key, "instance_id") or None
                )

    def entities(self) -> Iterator[MeantimeEntity]:
        for mention in self.root.iter("ENTITY_MENTION"):
            span = self._span(mention)
            if span and "syntactic_type" in mention.attrib:
                key = mention.attrib["m_id"]
                yield MeantimeEntity(key, span, self._said(key, "ent_type"), self._said(key, "instance_id") or None)

    def _said(self, key: str, attribute: str) -> str:
        target = self.named.get(self.referent.get(key, ""))
        return target.get(attribute, "") if target is not None else ""

    def _span(self, mention: ET.Element) -> Offsets | None:
        """From the first to the last token; None where there is none, or one lies outside."""
        keys = [anchor.attrib["t_id"] for anchor in mention.iter("token_anchor")]
        if not keys or any(key not in self.spans for key in keys):
            return None
        spans = [self.spans[key] for key in keys]
        return min(span[0] for span in spans), max(span[1] for span in spans)


def _participants(root: ET.Element, events: set[str], entities: set[str]) -> Iterator[tuple[str, str, str]]:
    for link in root.iter("HAS_PARTICIPANT"):
        for source in link.iter("source"):
            for target in link.iter("target"):
                event, entity = source.attrib["m_id"], target.attrib["m_id"]
                if event in events and entity in entities:
                    yield event, link.get("sem_role", ""), entity
