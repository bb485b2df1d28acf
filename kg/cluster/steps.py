"""What workers do: read a chunk of articles, compare a part of the blocks, lend to others, build the events of a chunk.

Each step reads pieces and writes pieces (``work.py``); its result is a small number or name, so that nothing large goes
over the wire. Steps run in processes of their own, one at a time, each with a parser of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from kg.batch import Task
from kg.cluster.work import Work, read_lines, write_json, write_lines, write_quads, write_whole
from kg.graph.iris import Iris, elsewhere
from kg.graph.terms import ONT
from kg.graph.views import View
from kg.knowledge.blocking import BUSIEST, keys, rank
from kg.knowledge.canonical import knowledge_quads
from kg.knowledge.conflicts import conflict_quads
from kg.knowledge.copies import Pair, Print, counting, print_of, text_of
from kg.knowledge.filing import pair
from kg.knowledge.participants import by_whole_names
from kg.knowledge.replacement import events_around, stored_facts
from kg.knowledge.reports import POINTERS, stored_reports
from kg.knowledge.signatures import Signature, packed, signatures_of, unpacked
from kg.knowledge.similarity import POSSIBLE, score
from kg.pipeline import Reader, answered, load_reader
from kg.report import ArticleOutcome, IngestReport, Status
from kg.sources.inputs import Input, SkippedInput

_HERE = DefaultGraph()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some inputs, in their order; ``number`` names the pieces that are made of them."""

    number: int
    inputs: tuple[Input, ...]

    @property
    def digest(self) -> str:
        """Changes when anything of the inputs does."""
        return sha256(repr(self.inputs).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _reader() -> Reader:
    """The reader of this process, with its parser."""
    return load_reader()


# ------------------------------------------------------------------------------------------------------------ read


def read_chunk(work: Work, chunk: Chunk, iris: Iris, parts: int) -> int:
    """Read the articles of a chunk: their quads, signatures and keys; gives how many articles were read."""
    report, quads = _read(chunk, iris)
    signatures = [signature for some in quads for signature in signatures_of(some)]
    write_quads(work.articles(chunk.number), (quad for some in quads for quad in some))
    write_json(work.prints(chunk.number), _prints(report, quads, iris))
    write_lines(work.signed(chunk.number), map(packed, signatures))
    for part, rows in enumerate(_by_part(signatures, parts)):
        write_lines(work.filed(chunk.number, part), rows)
    write_json(work.answers(chunk.number), {"digest": chunk.digest, "report": report.to_json()})  # last: it is done
    return len(report.articles)


def probe(given: Input, iris: Iris) -> None:
    """Read one input and forget it: whether the process survives is what is asked."""
    _read(Chunk(0, (given,)), iris)


def _read(chunk: Chunk, iris: Iris) -> tuple[IngestReport, list[Sequence[Quad]]]:
    outcomes: list[ArticleOutcome | SkippedInput] = []
    quads: list[Sequence[Quad]] = []
    for given in chunk.inputs:
        if isinstance(given, SkippedInput):
            outcomes.append(given)
            continue
        answer = answered(Task(given, Status.ADDED), _reader(), iris)
        outcomes.append(answer.outcome)
        if isinstance(answer.outcome, ArticleOutcome):
            quads.append(list(answer.quads))
    return IngestReport(tuple(outcomes)), quads


def _prints(report: IngestReport, quads: Sequence[Sequence[Quad]], iris: Iris) -> dict[str, Print]:
    """The print of each article that is long enough for one, by its IRI."""
    names = (iris.article(article.id).value for article in report.articles)
    found = ((name, print_of(text_of(name, some))) for name, some in zip(names, quads, strict=True))
    return {name: print_ for name, print_ in found if print_ is not None}


def _by_part(signatures: Iterable[Signature], parts: int) -> list[list[tuple[int, int, str, str]]]:
    """Key, rank, report and signature, by the part of the comparison that the key belongs to."""
    rows: list[list[tuple[int, int, str, str]]] = [[] for _ in range(parts)]
    for signature in signatures:
        for key in sorted(keys(signature)):
            rows[key % parts].append((key, rank(signature), signature.report, packed(signature)))
    return rows


# --------------------------------------------------------------------------------------------------------- compare


def compare_part(work: Work, part: int, chunks: int) -> int:
    """Compare the reports that share a key of this part, the richest of each block with all of it; gives the pairs."""
    blocks: dict[int, set[tuple[int, str]]] = defaultdict(set)
    known: dict[str, Signature] = {}
    for chunk in range(chunks):
        for key, place, report, signature in read_lines(work.filed(chunk, part)):
            blocks[key].add((place, report))
            known[report] = unpacked(signature)
    found = {}
    for one, other in sorted(set(_wanted(blocks.values()))):
        if (value := score(known[one], known[other])) >= POSSIBLE:
            found[one, other] = round(value, 6)
    write_json(work.near(part), [[one, other, value] for (one, other), value in found.items()])
    return len(found)


def _wanted(blocks: Iterable[Collection[tuple[int, str]]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        members = [report for _, report in sorted(block)]
        for one in members[:BUSIEST]:
            yield from (pair(one, other) for other in members if other != one)


# ------------------------------------------------------------------------------------------------------------ lend


def lend(work: Work, chunk: int, wanted: Mapping[int, Collection[str]], iris: Iris) -> int:
    """Give other chunks what articles of this one say of events that are built there (chunk → IRIs of articles)."""
    own: dict[str, list[Quad]] = {article: [] for articles in wanted.values() for article in articles}
    shared: dict[object, list[Quad]] = defaultdict(list)
    for quad in ox.parse(path=str(work.articles(chunk)), format=RdfFormat.N_QUADS):
        if not isinstance(quad.subject, NamedNode) or quad.predicate == ONT.mention:
            continue
        if (article := iris.article_of(quad.subject)) is None:
            shared[quad.subject].append(quad)
        elif article.value in own and (quad.graph_name == _HERE or quad.predicate in POINTERS):
            own[article.value].append(quad)
    for to, articles in wanted.items():
        quads = [quad for article in articles for quad in own[article]]
        named = {quad.object for quad in quads} & shared.keys()
        write_quads(work.lent(to, chunk), [*quads, *(quad for node in named for quad in shared[node])])
    write_whole(work.lent_all(chunk), b"")
    return len(wanted)


# ----------------------------------------------------------------------------------------------------------- build


def build_chunk(
    work: Work,
    chunk: int,
    reports: Sequence[str],
    names: Mapping[str, str],
    lenders: Iterable[int],
    copies: Collection[Pair],
) -> int:
    """Build the events of these reports; gives how many quads they are.

    ``names`` has the event of each report of their articles, ``copies`` those of the articles that are one text.
    """
    view = ox.Store()
    view.bulk_load(path=str(work.articles(chunk)), format=RdfFormat.N_QUADS)
    for lender in lenders:
        view.bulk_load(path=str(work.lent(chunk, lender)), format=RdfFormat.N_QUADS)
    quads = set(event_quads(view, reports, names, copies))
    write_quads(work.events(chunk), quads)
    return len(quads)


def event_quads(
    view: View, reports: Iterable[str], names: Mapping[str, str], copies: Collection[Pair]
) -> Iterator[Quad]:
    """The canonical events of reports in a store, and what contradicts what in them."""
    read = stored_reports(view, map(elsewhere, sorted(reports, key=lambda report: (names[report], report))))
    events = events_around(read, lambda wanted: {report: names[report] for report in wanted if report in names})
    count = counting(lambda articles: [pair for pair in copies if set(pair) <= set(articles)])
    yield from knowledge_quads(by_whole_names(read, events), events, count=count)
    yield from conflict_quads(read, events, lambda node: stored_facts(view, node))


def doubt_quads(near: Iterable[tuple[str, str]], names: Mapping[str, str]) -> Iterator[Quad]:
    """Which events may be the same, told on both sides."""
    for one, other in near:
        here, there = names[one], names[other]
        if here != there:
            yield Quad(elsewhere(here), ONT.possiblySame, elsewhere(there), _HERE)
            yield Quad(elsewhere(there), ONT.possiblySame, elsewhere(here), _HERE)
