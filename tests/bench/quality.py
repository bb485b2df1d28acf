"""How right is what is read? The worked example beside the project, our own gold, and MEANTIME."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import Any

from kg.annotation import annotation_of
from kg.evaluate.judging import (
    Offsets,
    TimeExpression,
    judge,
    read_gold,
    score_times,
    shared,
    times_of_annotation,
    times_of_gold,
)
from kg.evaluate.meantime import MeantimeDocument, read_meantime
from kg.evaluate.tallies import Scores, Tally, total
from kg.evaluate.traps import score_checks
from kg.graph.terms import SKOS, local_name, ontology_quads
from kg.model import Article
from kg.pipeline import Reader
from kg.sources.dates import read_published
from tests.bench.inputs import ROOT, SAMPLE, SAMPLE_DAY, SEEDS, SHARED, TIMEWIRE, articles_in, heading, told
from tests.bench.timexes import MEANTIME, print_timexes

GOLD = ROOT / "tests" / "gold"
HELD_OUT = (
    "beirut-port-explosion-evening",
    "camp-david-accords",
    "hanoi-summit",
    "iran-geneva-interim-deal-wire",
    "minsk-agreement-2015",
    "turkey-syria-earthquake-second-day",
)
SHOWN = ("composite", "event.f1", "event.date", "event.place", "event.roles", "actor.f1", "place.f1", "figure.f1")
MORE = ("claim.f1", "time.value.f1", "traps")


def print_quality(reader: Reader) -> None:
    heading("worked example, scorer beside the project")
    if SAMPLE.is_file():
        print(f"with its day of publication:    {_shared_score(('--published', SAMPLE_DAY))}")
        print(f"without its day of publication: {_shared_score(())}", flush=True)
    else:
        print("left out: the development data beside the project is not here")
    heading("gold of the project, article by article (* held out while rules were written)")
    _print_gold(reader)
    heading("time expressions, development corpora (TimeBank and AQUAINT where TIMEWIRE_TIMEML names their folder)")
    print_timexes(reader.model)
    heading("MEANTIME, development half (titles and first five sentences of Wikinews)")
    if MEANTIME.is_dir():
        _print_meantime(reader)
    else:
        print("left out: the development data beside the project is not here")


# --------------------------------------------------------------------------------------------- worked example


def _shared_score(given: tuple[str, ...]) -> str:
    """Ingested, exported and scored by other processes, as anybody would; the last line of the scorer."""
    with TemporaryDirectory() as folder:
        store, dump = f"{folder}/store", f"{folder}/dump.nq"
        _done([*TIMEWIRE, "ingest", str(SAMPLE), *given, "--store", store])
        _done([*TIMEWIRE, "export", "--store", store, "--format", "nquads", "--output", dump])
        gold, scorer = SHARED / "gold" / "seed.json", SHARED / "score" / "score_gold.py"
        scored = _done([sys.executable, str(scorer), "--gold", str(gold), "--graph", dump, "--text", str(SAMPLE)])
    lines = scored.strip().splitlines()
    integrity = next((line.split()[-1] for line in lines if "integrity" in line), "?")
    return f"{lines[-1]} (evidence integrity {integrity})"


def _done(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    return done.stdout if done.returncode == 0 else f"failed: {(done.stderr or done.stdout).strip()[-200:]}"


# --------------------------------------------------------------------------------------------------- our gold


def _print_gold(reader: Reader) -> None:
    names = sorted(path.stem for path in GOLD.glob("*.json") if path.stem != "floors")
    scores = {name: _gold_scores(reader, name) for name in told(names, "gold")}
    columns = [*SHOWN, *MORE]
    print(f"{'':38}" + " ".join(f"{column.removesuffix('.f1'):>11}" for column in columns))
    for name in names:
        _print_row(f"{name}{' *' * (name in HELD_OUT)}", scores[name], columns)
    _print_row("all", total(scores.values()), columns)
    _print_row("held out", total(scores[name] for name in names if name in HELD_OUT), columns)


def _gold_scores(reader: Reader, name: str) -> Scores:
    (article,) = articles_in(SEEDS / f"{name}.md")
    gold, annotation = read_gold(GOLD / f"{name}.json", article.text), annotation_of(reader.read(article))
    judgement = judge(gold, annotation, _families())
    times = score_times(times_of_gold(gold.data), times_of_annotation(annotation))
    return judgement.scores() + times + score_checks(judgement)


def _families() -> Mapping[str, str]:
    return {local_name(q.subject): local_name(q.object) for q in ontology_quads() if q.predicate == SKOS.broader}


def _print_row(name: str, scores: Scores, columns: list[str]) -> None:
    values = scores.values()
    cells = ("-" if values.get(column) is None else f"{values[column]:.3f}" for column in columns)
    print(f"{name:<38}" + " ".join(f"{cell:>11}" for cell in cells), flush=True)


# --------------------------------------------------------------------------------------------------- MEANTIME


def _print_meantime(reader: Reader) -> None:
    paths = sorted(MEANTIME.rglob("*.xml"))
    scores = total(_meantime_scores(reader, read_meantime(path)) for path in told(paths, "MEANTIME"))
    values = scores.values()
    for measure in ("time.strict.f1", "time.relaxed.f1", "time.value.f1"):
        print(f"{measure:<16} {values[measure] or 0:.3f}")
    for measure in ("precision", "recall", "f1"):
        print(f"event mention {measure:<10} {values[f'event mention.{measure}'] or 0:.3f}")
    print(f"{len(paths)} articles; an event mention is right where the trigger of one of ours meets it", flush=True)


def _meantime_scores(reader: Reader, document: MeantimeDocument) -> Scores:
    article = Article(f"meantime-{document.id}", document.text, published=read_published(document.published))
    annotation = annotation_of(reader.read(article))
    found = [t for t in times_of_annotation(annotation) if _annotated(t, document)]
    triggers = _triggers(annotation, document.annotated)
    mentions = Scores({"event mention": _meeting([event.span for event in document.events], triggers)}, {})
    return score_times(document.times, found) + mentions


def _annotated(time: TimeExpression, document: MeantimeDocument) -> bool:
    return time.span[1] <= document.annotated


def _triggers(annotation: Mapping[str, Any], end: int) -> list[Offsets]:
    spans = {(m["begin"], m["end"]) for event in annotation["events"] for m in event["mentions"]}
    return sorted(span for span in spans if span[1] <= end)


def _meeting(gold: list[Offsets], found: list[Offsets]) -> Tally:
    """Each mention of the gold is met by one of ours at most, the first that is free."""
    free, right = list(found), 0
    for span in gold:
        if meeting := next((one for one in free if shared(span, one)), None):
            free.remove(meeting)
            right += 1
    return Tally(right, len(free), len(gold) - right, len(gold))
