"""Counts how often what was read is right, cell by cell, and writes ``kg/events/confidence.toml`` from it.

    python -m tests.bench.confidence [--polnear DIR]     # DIR has the folders text and attributions

All are counted on the annotated articles that are not held out. With PolNeAR (Newell et al., LREC 2018), which is not part
of the project, claims are counted on it too, and where MEANTIME lies beside the project, participations on its development
half, where somebody takes part who is annotated so, in whatever role. The held-out articles are only reported on.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kg.annotation import annotation_of
from kg.errors import InputError
from kg.evaluate.judging import Judgement, judge, read_gold, shared
from kg.evaluate.meantime import read_meantime
from kg.events import confidence
from kg.events.confidence import CLAIM_CELLS, FIGURE_CELLS, PARTICIPATION_CELLS, REPORT_CELLS, TALKS_CELLS
from kg.model import Article
from kg.pipeline import Reader, load_reader, read_article
from kg.sources.dates import read_published
from tests.bench.inputs import ROOT, SEEDS, articles_in
from tests.bench.quality import GOLD, HELD_OUT, _families
from tests.bench.timexes import MEANTIME

TABLE = ROOT / "kg" / "events" / "confidence.toml"
LAYERS = {
    "reports": ("events", REPORT_CELLS),
    "talks": ("events", TALKS_CELLS),
    "participations": ("events", PARTICIPATION_CELLS),
    "claims": ("claims", CLAIM_CELLS),
    "figures": ("figures", FIGURE_CELLS),
}
# each cell as a confidence of its own, so that a reading tells which cell it chose
_ALL = [(layer, cell) for layer, (_, cells) in LAYERS.items() for cell in cells]
CODES = {
    layer: {cell: (_ALL.index((layer, cell)) + 1) / 1000 for cell in cells} for layer, (_, cells) in LAYERS.items()
}

Tallies = dict[str, Counter[tuple[str, bool]]]


def open_golds() -> list[str]:
    return sorted(p.stem for p in GOLD.glob("*.json") if p.stem not in {"floors", *HELD_OUT})


def count_golds(reader: Reader, names: list[str]) -> Tallies:
    """How often each cell was right on annotated articles; what the gold takes either way is left out."""
    tallies: Tallies = {layer: Counter() for layer in LAYERS}
    for name in names:
        (article,) = articles_in(SEEDS / f"{name}.md")
        with patch.object(confidence, "confidences", lambda: CODES):
            annotation = annotation_of(reader.read(article))
        judgement = judge(read_gold(GOLD / f"{name}.json", article.text), annotation, _families())
        count_participations(judgement, annotation, tallies["participations"])
        for layer, (kind, _) in LAYERS.items():
            if layer == "participations":
                continue
            paired = {found: gold for gold, found in judgement.aligned[kind].found_of.items()}
            required = {thing.key for thing in judgement.gold.required(kind)}
            for item in annotation[kind]:
                cell = _cell(layer, item["confidence"])
                if cell and (item["id"] not in paired or paired[item["id"]] in required):
                    tallies[layer][cell, item["id"] in paired] += 1
    return tallies


def count_participations(judgement: Judgement, annotation: Mapping[str, Any], tally: Counter[tuple[str, bool]]) -> None:
    """Of events that were found: right is an actor in a role that the gold gives it, optional ones left out."""
    wanted = {thing.key: thing.said["participants"] for thing in judgement.gold.things["events"]}
    for event in annotation["events"]:
        gold = judgement.aligned["events"].gold_of.get(event["id"])
        for part in event["participants"] if gold is not None else ():
            actor = judgement.aligned["actors"].name(part["actor"])
            same = [w for w in wanted[gold or ""] if (w["role"], w["actor"]) == (part["role"], actor)]
            if not any(w.get("tier") == "may" for w in same):
                tally[_cell("participations", part["confidence"]) or "", bool(same)] += 1


def _cell(layer: str, code: float) -> str | None:
    return next((cell for cell, value in CODES[layer].items() if abs(value - code) < 1e-9), None)


# --------------------------------------------------------------------------------------------------------- MEANTIME


def count_meantime(reader: Reader) -> Counter[tuple[str, bool]]:
    """Participations of event mentions that MEANTIME has too: right where a mention of the actor meets one of its own."""
    tally: Counter[tuple[str, bool]] = Counter()
    for path in sorted(MEANTIME.rglob("*.xml")) if MEANTIME.is_dir() else ():
        document = read_meantime(path)
        article = Article(f"meantime-{document.id}", document.text, published=read_published(document.published))
        with patch.object(confidence, "confidences", lambda: CODES):
            annotation = annotation_of(reader.read(article))
        spans = {entity.key: entity.span for entity in document.entities}
        told = {
            event.span: [spans[e] for k, _, e in document.participants if k == event.key] for event in document.events
        }
        _count_told(annotation, told, document.annotated, tally)
    return tally


def _count_told(
    annotation: Mapping[str, Any],
    told: Mapping[tuple[int, int], list[tuple[int, int]]],
    end: int,
    tally: Counter[tuple[str, bool]],
) -> None:
    actors = {actor["id"]: [(m["begin"], m["end"]) for m in actor["mentions"]] for actor in annotation["actors"]}
    for event in annotation["events"]:
        mentions = [(m["begin"], m["end"]) for m in event["mentions"] if m["end"] <= end]
        gold = [
            span for mention in mentions for known, spans in told.items() if shared(mention, known) for span in spans
        ]
        for part in event["participants"] if gold else ():
            right = any(shared(mine, span) for mine in actors.get(part["actor"], []) for span in gold)
            tally[_cell("participations", part["confidence"]) or "", right] += 1


# ---------------------------------------------------------------------------------------------------------- PolNeAR


def count_polnear(reader: Reader, folder: Path) -> Counter[tuple[str, bool]]:
    """How often a claim of each kind meets a content that PolNeAR attributes."""
    tally: Counter[tuple[str, bool]] = Counter()
    for path in sorted((folder / "text").glob("*.txt")):
        annotated = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if annotated:
            spans = list(_contents(annotated[0].read_text("utf-8")))
            for claim in _claims(reader, path):
                met = any(shared((claim["begin"], claim["end"]), span) for span in spans)
                tally[_cell("claims", claim["confidence"]) or "", met] += 1
    return tally


def _claims(reader: Reader, path: Path) -> list[Mapping[str, Any]]:
    with patch.object(confidence, "confidences", lambda: CODES):
        try:
            return list(annotation_of(read_article(Article(path.stem, path.read_text("utf-8")), reader))["claims"])
        except InputError:
            return []


def _contents(standoff: str) -> Iterator[tuple[int, int]]:
    for offsets in re.findall(r"^T\d+\tContent ([\d ;]+)\t", standoff, re.M):
        for pair in offsets.split(";"):
            begin, end = map(int, pair.split())
            yield begin, end


# ------------------------------------------------------------------------------------------------------------ table


def lines_of(tallies: Tallies, note: str) -> Iterator[str]:
    yield "# How often what was read is right: [right, all]. Written by python -m tests.bench.confidence; not by hand."
    yield f"# {note}"
    yield f'gold = "{digest()}"'
    for layer, (_, cells) in LAYERS.items():
        yield f"\n[{layer}]"
        for cell in cells:
            right, wrong = tallies[layer][cell, True], tallies[layer][cell, False]
            yield f"{cell} = [{right}, {right + wrong}]"


def digest() -> str:
    """Of the annotations that were counted."""
    return hashlib.sha256(b"".join((GOLD / f"{name}.json").read_bytes() for name in open_golds())).hexdigest()


def main(arguments: list[str]) -> None:
    reader = load_reader()
    tallies = count_golds(reader, open_golds())
    tallies["participations"] += count_meantime(reader)
    note = "Counted on the open annotated articles; participations also on the development half of MEANTIME."
    if arguments[:1] == ["--polnear"]:
        tallies["claims"] += count_polnear(reader, Path(arguments[1]))
        note = note[:-1] + ", claims on the train part of PolNeAR."
    TABLE.write_text("\n".join(lines_of(tallies, note)) + "\n", "utf-8")
    confidence.confidences.cache_clear()
    _report("open", tallies)
    _report("held out", count_golds(reader, list(HELD_OUT)))


def _report(name: str, tallies: Tallies) -> None:
    for layer, (_, cells) in LAYERS.items():
        for cell in cells:
            right, wrong = tallies[layer][cell, True], tallies[layer][cell, False]
            if right + wrong:
                share = right / (right + wrong)
                given = confidence.confidences()[layer][cell]
                print(
                    f"{name:<9} {layer:<8} {cell:<13} confidence {given:.2f} found {right + wrong:4} right {share:.2f}"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
