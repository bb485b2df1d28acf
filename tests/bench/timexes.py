"""How right are dates? The corpora of time expressions that are at hand, scored as TempEval-3 does, and their days."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from kg.document import read_document
from kg.evaluate.judging import TimeExpression, score_times, shared
from kg.evaluate.meantime import read_meantime
from kg.evaluate.tallies import Scores, Tally, total
from kg.evaluate.timeml import read_timeml
from kg.mentions.publication import find_publication
from kg.mentions.times import find_times
from kg.model import Article
from kg.sources.dates import read_published
from tests.bench.inputs import SHARED, told

MEANTIME = SHARED / "corpora" / "meantime-dev" / "intra-doc_annotation"
TIMEML_VARIABLE = "TIMEWIRE_TIMEML"
"""Names a folder with the folders ``TimeBank`` and ``AQUAINT`` of TempEval-3's training set (files ``.tml``)."""

MEASURES = ("time.strict.f1", "time.relaxed.f1", "time.value.f1", "time.days")
# no part of what rules are tuned on
_LEFT_OUT = frozenset(["APW19980322.0749"])
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with its day of publication and its time expressions up to an offset."""

    id: str
    text: str
    published: str
    times: tuple[TimeExpression, ...]
    annotated: int


def corpora_at_hand() -> dict[str, list[Path]]:
    """The files of each corpus that is there."""
    given = os.environ.get(TIMEML_VARIABLE)
    folders = {name: sorted(Path(given, name).glob("*.tml")) for name in ("TimeBank", "AQUAINT")} if given else {}
    folders["MEANTIME"] = sorted(MEANTIME.rglob("*.xml"))
    kept = {name: [path for path in paths if path.stem not in _LEFT_OUT] for name, paths in folders.items()}
    return {name: paths for name, paths in kept.items() if paths}


def corpus_digest(paths: Iterable[Path]) -> str:
    """SHA-256 of the files with their names."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def score_corpus(paths: Iterable[Path], nlp: Language) -> dict[str, float]:
    """The measures over all files; ``time.days`` is the share of found days that are the right ones."""
    values = total(_scores(_read(path), nlp) for path in paths).values()
    return {measure: values[measure] or 0.0 for measure in MEASURES}


def print_timexes(nlp: Language) -> None:
    """One row for each corpus at hand."""
    print(f"{'':<10}" + " ".join(f"{measure.split('.')[1]:>8}" for measure in MEASURES))
    for name, paths in corpora_at_hand().items():
        values = score_corpus(told(paths, name), nlp)
        print(f"{name:<10}" + " ".join(f"{values[measure]:8.3f}" for measure in MEASURES), flush=True)


def _read(path: Path) -> AnnotatedText:
    if path.suffix == ".tml":
        one = read_timeml(path)
        return AnnotatedText(one.id, one.text, one.published, one.times, len(one.text))
    other = read_meantime(path)
    return AnnotatedText(other.id, other.text, other.published, other.times, other.annotated)


def _scores(given: AnnotatedText, nlp: Language) -> Scores:
    document = read_document(Article(given.id, given.text, published=read_published(given.published)), nlp)
    mentions = find_times(document, find_publication(document))
    found = [TimeExpression((m.span.start, m.span.end), (m.value,)) for m in mentions if m.span.end <= given.annotated]
    days = list(_days(given.times, found))
    return score_times(given.times, found) + Scores({}, {"time.days": Tally(sum(days), 0, len(days) - sum(days))})


def _days(gold: Iterable[TimeExpression], found: list[TimeExpression]) -> Iterator[bool]:
    """For each day of the gold that was found at all: is it the right one?"""
    for one in gold:
        meeting = [other for other in found if shared(one.span, other.span)]
        if one.required and meeting and _DAY.fullmatch(one.values[0]):
            yield any(other.values[0] in one.values for other in meeting)
