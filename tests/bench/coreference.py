"""Which mentions of all articles are one event? MEANTIME's annotation across documents, against the lemma baseline."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.document import load_model
from kg.evaluate.coreference_scores import Coreference, chains, score_chains
from kg.evaluate.judging import Offsets, shared
from kg.evaluate.meantime import MeantimeDocument, MeantimeEvent, read_meantime
from kg.graph.terms import ONT
from kg.model import Article
from kg.pipeline import Reader, ingest_article
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from tests.bench.inputs import SHARED, heading, told

CORPUS = SHARED / "corpora" / "meantime-dev" / "intra_cross-doc_annotation"

_Mention = tuple[str, str]
"""Document and key of a mention of the gold."""


def print_coreference(reader: Reader) -> None:
    heading("event coreference across articles, MEANTIME development half")
    if not CORPUS.is_dir():
        print("left out: the development data beside the project is not here")
        return
    documents = [read_meantime(path) for path in sorted(CORPUS.rglob("*.xml"))]
    gold = gold_names(documents)
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        ours = {document.id: events_of(document, reader, store) for document in told(documents, "MEANTIME")}
        named = product_names(documents, ours, store)
    reported = {mention for mention in gold if not isinstance(named[mention], tuple)}
    print(f"{len(gold)} mentions in {len(documents)} articles, {len(reported)} of them reported by us")
    print(f"{'':34}{'MUC':>8}{'B3':>8}{'CEAF-e':>8}{'CoNLL':>8}")
    _print_row("every mention alone", score(gold, {mention: mention for mention in gold}))
    _print_row("same lemma is same event", score(gold, lemma_names(documents)))
    _print_row("ours, the unreported alone", score(gold, named))
    some = {mention: name for mention, name in gold.items() if mention in reported}
    _print_row("of the reported: same lemma", score(some, lemma_names(documents)))
    _print_row("of the reported: ours", score(some, named))


def _print_row(name: str, scores: Coreference) -> None:
    cells = (scores.muc.f1, scores.b_cubed.f1, scores.ceaf_e.f1, scores.conll)
    print(f"{name:<34}" + "".join(f"{cell:8.3f}" for cell in cells), flush=True)


def score(gold: Mapping[_Mention, Hashable], named: Mapping[_Mention, Hashable]) -> Coreference:
    """Chains of the mentions of the gold."""
    return score_chains(chains(gold), chains({mention: named[mention] for mention in gold}))


def gold_names(documents: Iterable[MeantimeDocument]) -> dict[_Mention, Hashable]:
    """What each mention refers to; one that is tied to nothing refers to itself."""
    return {(d.id, e.key): e.instance or (d.id, e.key) for d in documents for e in d.events}


def lemma_names(documents: Iterable[MeantimeDocument]) -> dict[_Mention, Hashable]:
    """The baseline: mentions with the same words, each in its lemma, are one event in all articles."""
    model = load_model()
    return {(d.id, e.key): " ".join(_lemmas(model, d, e)) for d in documents for e in d.events}


def _lemmas(model: object, document: MeantimeDocument, event: MeantimeEvent) -> list[str]:
    words = document.text[event.span[0] : event.span[1]]
    return [token.lemma_.lower() for token in model(words)]  # type: ignore[operator]


def events_of(document: MeantimeDocument, reader: Reader, store: Store) -> list[tuple[Offsets, str]]:
    """Ingest the article; spans of mentions and the reports that they belong to, as the graph has them."""
    article = Article(f"meantime-{document.id}", document.text, published=read_published(document.published))
    ingest_article(GivenArticle(document.id, replace(article)), store, reader)
    query = (
        f"SELECT ?begin ?end ?r {{ ?r a ev:EventReport ; ev:inArticle {store.iris.article(article.id)} ; ev:mention ?m ."
        " ?m ev:beginChar ?begin ; ev:endChar ?end }"
    )
    return sorted(((int(b.value), int(e.value)), r.value) for b, e, r in store.graph.query(query))  # type: ignore[union-attr]


def product_names(
    documents: Iterable[MeantimeDocument], ours: Mapping[str, list[tuple[Offsets, str]]], store: Store
) -> dict[_Mention, Hashable]:
    """The event that each mention is counted to; itself where we report none that meets it."""
    event_of = {q.subject.value: q.object.value for q in store.graph.quads(predicate=ONT.reportOf)}  # type: ignore[union-attr]
    names: dict[_Mention, Hashable] = {}
    for document in documents:
        for event in document.events:
            met = max(ours[document.id], key=lambda one: _common(one[0], event.span), default=None)
            found = met is not None and shared(met[0], event.span)
            names[document.id, event.key] = event_of[met[1]] if met and found else (document.id, event.key)
    return names


def _common(a: Offsets, b: Offsets) -> float:
    """Length in common, the shorter span first among equals."""
    return min(a[1], b[1]) - max(a[0], b[0]) - (a[1] - a[0]) / 1000
