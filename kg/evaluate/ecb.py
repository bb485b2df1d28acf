"""A file of the ECB+ corpus → text with mentions of events and the chains that they are of.

ECB+ (Cybulska and Vossen 2014, CC BY 3.0) is CAT XML. Mentions of events are markables whose names tell of an action;
chains run over all files of a topic. Of each file a few sentences are annotated with care (the corpus lists them); the
first line of many files is an address.
"""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.evaluate.cat import set_text
from kg.evaluate.judging import Offsets


@dataclass(frozen=True, slots=True)
class EcbEvent:
    """A mention of an event; ``instance`` names its chain, None for one that is tied to nothing."""

    key: str
    span: Offsets
    instance: str | None


@dataclass(frozen=True, slots=True)
class EcbDocument:
    """One article; the corpus gives no day of publication."""

    id: str
    text: str
    events: tuple[EcbEvent, ...]
    published: str = ""


def read_sentences(path: Path) -> Mapping[str, Collection[int]]:
    """The sentences of each file that were annotated with care, from the table that comes with the corpus."""
    found = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[f"{row['Topic']}_{row['File']}"].add(int(row["Sentence Number"]))
    return found


def read_ecb(path: Path, sentences: Collection[int]) -> EcbDocument:
    """Read one file, with the mentions of some of its sentences."""
    root = ET.parse(path).getroot()
    tokens = list(root.iter("token"))
    address = bool(tokens) and (tokens[0].text or "").lower().startswith(("http", "www"))
    text, spans = set_text(token for token in tokens if not (address and token.get("sentence") == "0"))
    return EcbDocument(path.stem, text, tuple(_events(root, spans, sentences)))


def _events(
    root: ET.Element, spans: Mapping[str, tuple[int, Offsets]], sentences: Collection[int]
) -> Iterator[EcbEvent]:
    chains = {
        source.get("m_id"): _chain(root, link)
        for link in root.iterfind("Relations/*")
        for source in link.iter("source")
    }
    for mention in root.iterfind("Markables/*"):
        keys = [anchor.attrib["t_id"] for anchor in mention.iter("token_anchor")]
        told = [spans[key] for key in keys if key in spans]
        if told and mention.tag.startswith(("ACTION_", "NEG_ACTION_")) and told[0][0] in sentences:
            begin, end = min(span[0] for _, span in told), max(span[1] for _, span in told)
            yield EcbEvent(mention.attrib["m_id"], (begin, end), chains.get(mention.get("m_id")))


def _chain(root: ET.Element, link: ET.Element) -> str:
    """The name of a chain across files, or of one of this file alone."""
    return link.get("note") or f"{root.get('doc_name')} {link.get('r_id')}"
