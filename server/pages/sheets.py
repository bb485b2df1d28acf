"""The page of an event: what is known of it, what it belongs to, and the sentences behind it.

It asks the graph seven times, whatever the event: all that stands round it, what is said of all that, which sentences
say it, their words, and names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, RDF, WGS
from server.graph import Graph, Row
from server.pages import articles, queries, statements
from server.pages.events import EventLine, event_line, event_lines
from server.pages.maps import Map, Spot, map_of
from server.pages.plots import Plot, Told, plot_of
from server.pages.reader import Link, Reader, day_of
from server.pages.sentences import Sentence, Sentences, events_behind, read_sentences, said_of
from server.pages.standing import notices_of
from server.pages.statements import ClaimView, Field, FigureView
from server.pages.talks import Talk, read_tree

PART_SIZE = 20
"""Reports on a part of the page."""
MOST_CLAIMS = 40
MOST_FIGURES = 60
MOST_RELATED = 60
_ROUNDS = (ONT.NegotiationProcess, ONT.NegotiationRound)


@dataclass(frozen=True, slots=True)
class Report:
    """An article that reports the event, with its sentences."""

    article: articles.ArticleLine
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class EventPage:
    """What is known of one event, with a part of its reports; ``more`` counts what there is no room for, by what it is.

    Parts after the first have the reports and claims that there was no room for, and nothing else.
    """

    iri: str
    line: EventLine
    wholes: tuple[Link, ...]
    fields: tuple[Field, ...]
    telling: tuple[int, ...]
    map: Map | None
    tree: tuple[Talk, ...]
    parts: tuple[EventLine, ...]
    next: tuple[EventLine, ...]
    reactions: tuple[EventLine, ...]
    figures: tuple[FigureView, ...]
    plot: Plot | None
    claims: tuple[ClaimView, ...]
    reports: tuple[Report, ...]
    report_count: int
    part: int
    part_count: int
    more: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands round an event, by its kind, each in its order."""

    by_kind: Mapping[str, Sequence[Row]]

    def nodes(self, kind: str) -> list[NamedNode]:
        return queries.iris_in(row["x"] for row in self.by_kind.get(kind, ()))

    def articles(self, kind: str = "report") -> list[NamedNode]:
        return queries.iris_in(row["article"] for row in self.by_kind.get(kind, ()) if "article" in row)

    def nodes_in(self, kind: str, articles: Iterable[NamedNode]) -> list[NamedNode]:
        within = frozenset(articles)
        return queries.iris_in(row["x"] for row in self.by_kind.get(kind, ()) if row.get("article") in within)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of the page shows, by its kind; ``left_out`` counts what there is no room for."""

    articles: Sequence[NamedNode]
    claims: Sequence[NamedNode]
    figures: Sequence[NamedNode]
    participations: Sequence[NamedNode]
    related: Mapping[str, Sequence[NamedNode]]
    left_out: Mapping[str, int]

    @property
    def nodes(self) -> Iterable[NamedNode]:
        """All of which everything is to be known."""
        others = (node for nodes in self.related.values() for node in nodes)
        return (*self.claims, *self.figures, *self.participations, *others)


def _part_of(beside: _Beside, number: int) -> _Part:
    """The first part has what is known of the event; each part has reports, and what is said in them."""
    told_in = beside.articles()
    shown = told_in[(number - 1) * PART_SIZE : number * PART_SIZE]
    elsewhere = set(beside.articles("claim")).difference(told_in) if number == 1 else ()
    claims = beside.nodes_in("claim", {*shown, *elsewhere})
    if number > 1:
        return _Part(shown, claims[:MOST_CLAIMS], (), (), {}, {"claims": len(claims[MOST_CLAIMS:]), "figures": 0})
    figures = beside.nodes("figure")
    return _Part(
        articles=shown,
        claims=claims[:MOST_CLAIMS],
        figures=figures[:MOST_FIGURES],
        participations=beside.nodes("participation"),
        related={kind: beside.nodes(kind)[:MOST_RELATED] for kind in ("part", "next", "reaction")},
        left_out={"claims": len(claims[MOST_CLAIMS:]), "figures": len(figures[MOST_FIGURES:])},
    )


def event_page(graph: Graph, base: str, event: NamedNode, part: int = 1) -> EventPage | None:
    """A part of what is known of an event; None if there is no such event or part."""
    beside = _beside(queries.beside_event(graph, event))
    report_count = len(beside.articles())
    part_count = max(ceil(report_count / PART_SIZE), 1)
    if part > part_count:
        return None
    shown = _part_of(beside, part)
    facts = queries.read_facts(graph, [event, *shown.nodes], shown.articles)
    if ONT.Event not in facts.get(event.value, {}).get(RDF.type.value, ()):
        return None
    rows = queries.said_by_sentences(graph, beside.nodes_in("report", shown.articles), [*shown.claims, *shown.figures])
    objects = queries.iris_in(row["o"] for row in rows if "o" in row)
    reader = Reader(queries.with_names(graph, facts, objects), base)
    sentences = _sentences(graph, reader, rows, objects, shown.articles)
    is_talks = part == 1 and set(_ROUNDS) & set(reader.all(event, RDF.type))
    tree = read_tree(graph, base, event) if is_talks else ()
    views = tuple(statements.figure_view(reader, f, {}, sentences.saying((f.value, None))) for f in shown.figures)
    outcomes = statements.outcomes_of(reader, shown.participations)
    related = {kind: event_lines(reader, nodes) for kind, nodes in shown.related.items()}
    return EventPage(
        iri=event.value,
        line=event_line(reader, event),
        wholes=reader.links(event, ONT.partOf),
        fields=statements.event_fields(reader, event, sentences, outcomes),
        telling=sentences.telling,
        map=map_of(_spots(graph, reader, event)) if part == 1 else None,
        tree=tree,
        parts=() if tree else related.get("part", ()),
        next=related.get("next", ()),
        reactions=related.get("reaction", ()),
        figures=views,
        plot=plot_of(tuple(_told(reader, shown.figures, views))),
        claims=tuple(
            statements.claim_view(reader, claim, {}, sentences.saying((claim.value, None))) for claim in shown.claims
        ),
        reports=_reports(graph, reader, shown.articles, sentences),
        report_count=report_count,
        part=part,
        part_count=part_count,
        more={**shown.left_out, "sentences": sentences.left_out},
    )


def _reports(graph: Graph, reader: Reader, shown: Sequence[NamedNode], sentences: Sentences) -> tuple[Report, ...]:
    notices = notices_of(graph, reader.base, shown) if shown else {}
    return tuple(
        Report(
            replace(articles.article_line(reader, article), notices=notices.get(article, ())),
            sentences.by_article.get(article.value, ()),
        )
        for article in shown
    )


def _beside(rows: Iterable[Row]) -> _Beside:
    table: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_order):
        table[_text(row, "kind")].append(row)
    return _Beside(table)


def _order(row: Row) -> tuple[str, bool, str, int, str]:
    """By kind, then by day with those of no day last, then by number and name."""
    day, n = _text(row, "day"), _text(row, "n")
    node = row["x"]
    assert isinstance(node, NamedNode)
    return (_text(row, "kind"), not day, day, int(n) if n.isdigit() else 0, node.value)


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else ""


def _sentences(
    graph: Graph, reader: Reader, rows: Sequence[Row], objects: Iterable[NamedNode], order: Sequence[NamedNode]
) -> Sentences:
    said = said_of(rows, events_behind(reader, objects))
    names = dict(statements.NAMES)
    for name, _ in said:
        kind = name.rpartition("/")[0].rpartition("/")[2]
        names.setdefault(name, {"claim": "a claim", "figure": "a figure"}.get(kind, "")) if kind in _TOLD else None
    return read_sentences(graph, reader.base, said, order, names)


_TOLD = ("claim", "figure")


def _spots(graph: Graph, reader: Reader, event: NamedNode) -> list[Spot]:
    """The places of an event with their coordinates, and what they are; those that hold another of them left out."""
    nodes = [term for term in reader.all(event, ONT.place) if isinstance(term, NamedNode)]
    facts = queries.read_names(graph, nodes, (WGS.lat, WGS.long, ONT.placeType)) if nodes else {}
    placed = Reader(facts, reader.base)
    return [
        Spot(
            float(placed.value(node, WGS.lat)), float(placed.value(node, WGS.long)), reader.text(node),
            reader.link(node).page, placed.code(node, ONT.placeType),
        )
        for node in nodes
        if placed.value(node, WGS.lat) and placed.value(node, WGS.long)
    ]  # fmt: skip


def _told(reader: Reader, figures: Sequence[NamedNode], views: Sequence[FigureView]) -> Iterable[Told]:
    """The figures that are of a day: that which they hold for, else that of the article that gives them."""
    for figure, view in zip(figures, views, strict=True):
        day = day_of(reader.value(figure, ONT.asOf)) or _day_of_article(reader, figure)
        value = _number(reader.value(figure, ONT.value))
        if day and value is not None and view.words:
            yield Told(
                measure=_counted(reader, figure, view),
                day=day,
                value=value,
                words=view.words,
                source=", ".join(link.text.value for link in view.sources) or "no source given",
                low=_number(reader.value(figure, ONT.low)),
                high=_number(reader.value(figure, ONT.high)),
            )


def _counted(reader: Reader, figure: NamedNode, view: FigureView) -> str:
    """What a figure counts: its measure, and whose where places differ."""
    place = ", ".join(link.text.value for link in view.place)
    return f"{view.measure.value}, {place}" if place else view.measure.value


def _day_of_article(reader: Reader, node: NamedNode) -> date | None:
    articles_of = (term for term in reader.all(node, ONT.inArticle) if isinstance(term, NamedNode))
    return next((day for term in articles_of if (day := day_of(reader.value(term, ONT.asOf)))), None)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
