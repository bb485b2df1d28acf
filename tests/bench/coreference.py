"""Which mentions of all articles are one event? Annotation across documents, against the lemma baseline.

MEANTIME's lies beside the project; ECB+ where ``TIMEWIRE_ECB`` names its folder, with a folder for each topic and
``ECBplus_coreference_sentences.csv``. Of ECB+ topics 1 to 35 are for development, the others are not opened.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.document import load_model
from kg.evaluate.coreference_scores import Coreference, chains, score_chains
from kg.evaluate.ecb import EcbDocument, EcbEvent, read_ecb, read_sentences
from kg.evaluate.judging import Offsets, shared
from kg.evaluate.meantime import MeantimeDocument, MeantimeEvent, read_meantime
from kg.graph.terms import ONT
from kg.model import Article
from kg.pipeline import Reader, ingest_article
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from tests.bench.inputs import SHARED, heading, told

MEANTIME = SHARED / "corpora" / "meantime-dev" / "intra_cross-doc_annotation"
ECB_VARIABLE = "TIMEWIRE_ECB"
_LAST_TOPIC = 35

_Document = MeantimeDocument | EcbDocument
_Mention = tuple[str, str]
"""Document and key of a mention of the gold."""


def print_coreference(reader: Reader) -> None:
    heading("event coreference across articles, MEANTIME development half")
    if MEANTIME.is_dir():
        _print_scores([read_meantime(path) for path in sorted(MEANTIME.rglob("*.xml"))], reader)
    else:
        print("left out: the development data beside the project is not here")
    heading(f"event coreference across articles, ECB+ topics 1 to {_LAST_TOPIC}")
    if folder := os.environ.get(ECB_VARIABLE):
        _print_scores(list(_ecb_documents(Path(folder))), reader)
    else:
        print(f"left out: {ECB_VARIABLE} does not name its folder")


def _ecb_documents(folder: Path) -> Iterator[EcbDocument]:
    """The articles of the topics for development of which anything is annotated with care."""
    sentences = read_sentences(folder / "ECBplus_coreference_sentences.csv")
    topics = (place for place in folder.iterdir() if place.name.isdigit() and int(place.name) <= _LAST_TOPIC)
    for topic in sorted(topics, key=lambda place: int(place.name)):
        for path in sorted(topic.glob("*.xml")):
            if path.stem in sentences:
                yield read_ecb(path, sentences[path.stem])


def _print_scores(documents: Sequence[_Document], reader: Reader) -> None:
    gold = gold_names(documents)
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        ours = {document.id: events_of(document, reader, store) for document in told(documents, "articles")}
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


def gold_names(documents: Iterable[_Document]) -> dict[_Mention, Hashable]:
    """What each mention refers to; one that is tied to nothing refers to itself."""
    return {(d.id, e.key): e.instance or (d.id, e.key) for d in documents for e in d.events}


def lemma_names(documents: Iterable[_Document]) -> dict[_Mention, Hashable]:
    """The baseline: mentions with the same words, each in its lemma, are one event in all articles."""
    model = load_model()
    return {(d.id, e.key): " ".join(_lemmas(model, d, e)) for d in documents for e in d.events}


def _lemmas(model: object, document: _Document, event: MeantimeEvent | EcbEvent) -> list[str]:
    words = document.text[event.span[0] : event.span[1]]
    return [token.lemma_.lower() for token in model(words)]  # type: ignore[operator]


def events_of(document: _Document, reader: Reader, store: Store) -> list[tuple[Offsets, str]]:
    """Ingest the article; spans of mentions and the reports that they belong to, as the graph has them."""
    published = read_published(document.published) if document.published else None
    article = Article(f"bench-{document.id}", document.text, published=published)
    ingest_article(GivenArticle(document.id, article), store, reader)
    query = (
        f"SELECT ?begin ?end ?r {{ ?r a ev:EventReport ; ev:inArticle {store.iris.article(article.id)} ; ev:mention ?m ."
        " ?m ev:beginChar ?begin ; ev:endChar ?end }"
    )
    return sorted(((int(b.value), int(e.value)), r.value) for b, e, r in store.graph.query(query))  # type: ignore[union-attr]


def product_names(
    documents: Iterable[_Document], ours: Mapping[str, list[tuple[Offsets, str]]], store: Store
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
