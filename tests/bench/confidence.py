"""Counts how often what was read is right, cell by cell, and writes ``kg/events/confidence.toml`` from it.

    python -m tests.bench.confidence [--polnear DIR]     # DIR has the folders text and attributions

Reports, figures and claims are counted on the annotated articles that are not held out. With PolNeAR (Newell et al., LREC
2018), which is not part of the project, claims are counted on it too. The held-out articles are only reported on.
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
from kg.evaluate import judge, read_gold, shared
from kg.events import confidence
from kg.events.confidence import CLAIM_CELLS, FIGURE_CELLS, REPORT_CELLS
from kg.model import Article
from kg.pipeline import Reader, load_reader, read_article
from tests.bench.inputs import ROOT, SEEDS, articles_in
from tests.bench.quality import GOLD, HELD_OUT, _families

TABLE = ROOT / "kg" / "events" / "confidence.toml"
LAYERS = {"reports": ("events", REPORT_CELLS), "claims": ("claims", CLAIM_CELLS), "figures": ("figures", FIGURE_CELLS)}
# each cell as a confidence of its own, so that a reading tells which cell it chose
CODES = {layer: {cell: (n + 1) / 100 for n, cell in enumerate(cells)} for layer, (_, cells) in LAYERS.items()}

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
        for layer, (kind, _) in LAYERS.items():
            paired = {found: gold for gold, found in judgement.aligned[kind].found_of.items()}
            required = {thing.key for thing in judgement.gold.required(kind)}
            for item in annotation[kind]:
                cell = _cell(layer, item["confidence"])
                if cell and (item["id"] not in paired or paired[item["id"]] in required):
                    tallies[layer][cell, item["id"] in paired] += 1
    return tallies


def _cell(layer: str, code: float) -> str | None:
    return next((cell for cell, value in CODES[layer].items() if abs(value - code) < 1e-9), None)


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
    note = "Counted on the open annotated articles."
    if arguments[:1] == ["--polnear"]:
        tallies["claims"] += count_polnear(reader, Path(arguments[1]))
        note = "Counted on the open annotated articles; claims also on the train part of PolNeAR."
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
