"""An article as a page: what is known of it, how its day is known, and each sentence with what was read out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import DCTERMS, ONT, PROV, RDF, RDFS, SCHEMA, local_name
from server.graph import Graph, Row, Term
from server.pages import events, queries, statements, wording
from server.pages.links import PART_SIZE, part_of
from server.pages.reader import Link, Reader, Text, day_of, day_words, shown
from server.pages.standing import Notice, notices_of

_BASIS_WORDS = {
    "Metadata": "given with the article",
    "Dateline": "read from its dateline",
    "Inferred": "worked out from its own words",
}
_UNSHOWN = frozenset(
    {RDF.type.value, RDFS.label.value}
    | {
        ONT[name].value
        for name in (
            *("mention", "inArticle", "reportOf", "confidence", "eventClass", "polarity", "edtf", "start", "end"),
            *("datePrecision", "dateBasis", "timeText", "timeZone", "ongoing", "unresolvedReason"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as lists show it."""

    link: Link
    publisher: tuple[Link, ...]
    day: str
    day_basis: str
    date: date | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; ``path`` is the page of what it names, if anything."""

    text: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOut:
    """What a sentence says of one event: the event, and what it adds to it."""

    event: Link
    said: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence with what was read out of it; ``id`` is its anchor."""

    id: str
    index: int
    pieces: tuple[Piece, ...]
    events: tuple[ReadOut, ...]
    claims: tuple[statements.ClaimView, ...]
    figures: tuple[statements.FigureView, ...]

    @property
    def is_silent(self) -> bool:
        """True if nothing was read out of it."""
        return not (self.events or self.claims or self.figures)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with its sentences."""

    iri: str
    line: ArticleLine
    language: str
    reason: str
    url: str
    digest: str
    extractor: str
    sentences: tuple[SentenceView, ...]
    event_count: int
    sentence_count: int
    part: int
    parts: int


def article_line(reader: Reader, article: NamedNode) -> ArticleLine:
    """An article as lists show it."""
    at = reader.value(article, ONT.asOf)
    day = day_words(at)
    link = reader.link(article)
    return ArticleLine(
        link=Link(statements.article_title(reader, article), link.path),
        publisher=reader.links(article, SCHEMA.publisher),
        day=day or "day not known",
        day_basis=_BASIS_WORDS.get(reader.code(article, ONT.publicationBasis), "") if day else "",
        date=day_of(at),
    )


def article_lines(reader: Reader, articles: Iterable[NamedNode]) -> tuple[ArticleLine, ...]:
    """Articles as lists show them."""
    return tuple(article_line(reader, article) for article in articles)


def article_page(graph: Graph, base: str, article: NamedNode, part: int = 1) -> ArticlePage | None:
    """A part of an article with all that was read out of it; None if there is no such article or part."""
    if not queries.exists(graph, article, ONT.Article):
        return None
    count = queries.count_sentences(graph, article)
    if part > part_of(count):
        return None
    stretch = ((part - 1) * PART_SIZE + 1, part * PART_SIZE)
    rows, mentions = queries.statements_of(graph, article, *stretch), queries.mentions_of(graph, article, *stretch)
    nodes = queries.iris_in(row["s"] for row in (*rows, *mentions))
    runs = queries.read_facts(graph, [article])
    run_nodes = queries.iris_in(runs.get(article.value, {}).get(PROV.wasGeneratedBy.value, ()))
    facts = queries.with_names(graph, queries.read_facts(graph, [article, *run_nodes, *nodes]))
    reader = Reader(facts, base)
    sentences = _sentences(reader, queries.sentences_of(graph, article, *stretch), _Rows(rows), _Rows(mentions))
    url = reader.value(article, SCHEMA.url)
    return ArticlePage(
        iri=article.value,
        line=replace(article_line(reader, article), notices=notices_of(graph, base, [article]).get(article, ())),
        language=reader.value(article, DCTERMS.language),
        reason=shown(reader.value(article, ONT.publicationReason)),
        url=url if url.startswith(("https://", "http://")) else "",
        digest=reader.value(article, ONT.textHash),
        extractor=", ".join(shown(reader.value(run, ONT.extractor)) for run in run_nodes),
        sentences=sentences,
        event_count=len({read.event for sentence in sentences for read in sentence.events}),
        sentence_count=count,
        part=part,
        parts=part_of(count),
    )


class _Rows(dict[Term, list[Row]]):
    """Rows by their ?sentence."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__((key, list(group)) for key, group in groupby(rows, lambda row: row["sentence"]))


def _sentences(reader: Reader, sentences: Sequence[Row], said: _Rows, named: _Rows) -> tuple[SentenceView, ...]:
    return tuple(
        _sentence(reader, row, said.get(row["sentence"], []), named.get(row["sentence"], [])) for row in sentences
    )


def _sentence(reader: Reader, sentence: Row, said: Sequence[Row], named: Sequence[Row]) -> SentenceView:
    node = sentence["sentence"]
    assert isinstance(node, NamedNode)
    nodes = queries.iris_in(row["s"] for row in (*said, *named))
    return SentenceView(
        id=local_name(node),
        index=_number(sentence["index"]),
        pieces=pieces(_literal(sentence["text"]), _number(sentence["begin"]), _named_spans(reader, named)),
        events=tuple(_read_out(reader, node, said) for node in nodes if _event_of(reader, node)),
        claims=tuple(statements.claim_view(reader, node, {}) for node in nodes if _is(reader, node, ONT.Claim)),
        figures=tuple(statements.figure_view(reader, node, {}) for node in nodes if _is(reader, node, ONT.Figure)),
    )


def _is(reader: Reader, node: NamedNode, kind: NamedNode) -> bool:
    return kind in reader.all(node, RDF.type)


def _event_of(reader: Reader, report: NamedNode) -> NamedNode | None:
    """The event that a report is of; None for anything else."""
    events = (term for term in reader.all(report, ONT.reportOf) if isinstance(term, NamedNode))
    return next(events, None)


def _read_out(reader: Reader, report: NamedNode, said: Sequence[Row]) -> ReadOut:
    """What a sentence says of an event; one that only names it says nothing more."""
    rows = [row for row in said if row["s"] == report]
    values: dict[str, list[Link]] = {}
    for row in rows:
        predicate, term = row["p"], row["o"]
        if isinstance(predicate, NamedNode) and predicate.value not in _UNSHOWN:
            event = _event_of(reader, term) if isinstance(term, NamedNode) else None
            values.setdefault(reader.text(predicate).value, []).append(reader.link(event or term))
    when = _date_said(reader, report, rows)
    return ReadOut(
        reader.link(_event_of(reader, report) or report), (*when, *((n, tuple(v)) for n, v in values.items()))
    )


def _date_said(reader: Reader, report: NamedNode, rows: Sequence[Row]) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """The date in words, where this sentence is the one that gives it."""
    if not any(row["p"] in (ONT.edtf, ONT.start, ONT.end, ONT.timeText) for row in rows):
        return ()
    return (("when", (Link(Text(wording.date_in_words(events.when_of(reader, report)), "en")),)),)


# --------------------------------------------------------------------------------------------- names in the text


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A stretch of the article text that names something with a page."""

    begin: int
    end: int
    path: str


def _named_spans(reader: Reader, mentions: Sequence[Row]) -> list[NamedSpan]:
    found = []
    for row in mentions:
        link = reader.link(row["s"])
        if link.page and link.page.split("/")[-2] in ("actor", "place"):
            found.append(NamedSpan(_number(row["begin"]), _number(row["end"]), link.page))
    return found


def pieces(text: str, begin: int, spans: Iterable[NamedSpan]) -> tuple[Piece, ...]:
    """A sentence that begins at an offset of its article, cut at the names in it; of two that overlap the longer wins.

    >>> [piece.text for piece in pieces("Ada met Bob.", 100, [NamedSpan(108, 111, "/actor/bob")])]
    ['Ada met ', 'Bob', '.']
    """
    kept: list[NamedSpan] = []
    for span in sorted(spans, key=lambda span: (span.begin - span.end, span.begin)):
        inside = begin <= span.begin < span.end <= begin + len(text)
        if inside and all(span.end <= other.begin or other.end <= span.begin for other in kept):
            kept.append(span)
    cut: list[Piece] = []
    position = 0
    for span in sorted(kept, key=lambda span: span.begin):
        cut.append(Piece(shown(text[position : span.begin - begin])))
        cut.append(Piece(shown(text[span.begin - begin : span.end - begin]), span.path))
        position = span.end - begin
    cut.append(Piece(shown(text[position:])))
    return tuple(piece for piece in cut if piece.text)


def _number(term: Term) -> int:
    return int(_literal(term))


def _literal(term: Term) -> str:
    assert isinstance(term, Literal)
    return term.value
