"""From the graph to a timeline: what to ask, and the timeline made of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, log1p
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, WGS, local_name
from kg.model import Role
from kg.rights.policy import LEFT_OUT, excerpt
from server.graph import Graph, Row
from server.pages import queries
from server.pages.events import family_of, when_of
from server.pages.queries import ROLES, select
from server.pages.reader import Reader, Text, day_of, shown
from server.timelines.history import History, Standing, Told, gone, standing_of
from server.timelines.members import Members, read_members
from server.timelines.model import Actor, Figure, Histogram, Place, Source, Timeline, TimelineEvent
from server.timelines.selection import PAGE_SIZE, QUERY, STORYLINE, Selection

_BINS = 96
_MOST_SOURCES = 20

Remember = Callable[[Iterable[str]], History]
"""Gives what is remembered of articles (IRIs) besides what the graph says."""


def nothing_remembered(_: Iterable[str]) -> History:
    """Of a graph without an archive."""
    return History()


def read_timeline(
    graph: Graph,
    base: str,
    chosen: Selection,
    page_size: int = PAGE_SIZE,
    remember: Remember = nothing_remembered,
) -> Timeline | None:
    """The timeline of a selection, one page of it; None if the thing that it is about is not known."""
    members = _members(graph, base, chosen)
    if members is None:
        return None
    days = _days(graph, chosen.pattern(base, members.relevance))
    first = (chosen.page - 1) * page_size
    nodes = [node for node, _ in days[first : first + page_size]]
    events, labels, history = _events(graph, base, nodes, members.relevance, remember)
    return Timeline(
        path=chosen.address(),
        title=members.title,
        about=chosen.about,
        events=events,
        labels=labels,
        total=len(days),
        page=chosen.page,
        pages=max(1, ceil(len(days) / page_size)),
        histogram=histogram_of([day for _, day in days if day]),
        updated=max((event.updated for event in events), default=""),
        version="1",
        retracted=_gone(graph, history),
    )


def _members(graph: Graph, base: str, chosen: Selection) -> Members | None:
    """What the timeline is about, with its events where no pattern of the graph gives them; None if it is not known."""
    if chosen.kind in (STORYLINE, QUERY):
        return read_members(graph, base, chosen)
    subject = chosen.subject(base)
    if subject is not None and not graph.query(f"ASK {{ {subject} ?p ?o }}"):
        return None
    return Members(_title(graph, base, subject))


def _days(graph: Graph, pattern: str) -> list[tuple[NamedNode, str]]:
    """All events of a selection with the day they are sorted by ('' for none), in order."""
    rows = select(
        graph,
        f"""SELECT DISTINCT ?event ?day {{ {pattern} OPTIONAL {{ ?event ev:sortDate ?day }} }}
        ORDER BY (!BOUND(?day)) ?day ?event""",
    )
    return [(row["event"], text_of(row, "day")) for row in rows if isinstance(row["event"], NamedNode)]


def _gone(graph: Graph, history: History) -> tuple[str, ...]:
    """Ids of the events that the archive remembers and the graph has no more."""
    if not history.lost:
        return ()
    rows = select(graph, f"SELECT ?event {{ {_values(map(NamedNode, history.lost))} ?event a ev:Event }}")
    return tuple(local_name(NamedNode(iri)) for iri in gone(history, (text_of(row, "event") for row in rows)))


def _title(graph: Graph, base: str, subject: NamedNode | None) -> Text:
    if subject is None:
        return Text("All events", "en")
    return Reader(queries.read_labels(graph, [subject]), base).text(subject)


def text_of(row: Row, name: str) -> str:
    """A value of a row as people may see it; '' where there is none."""
    term = row.get(name)
    return shown(term.value) if isinstance(term, Literal | NamedNode) else ""


# ---------------------------------------------------------------------------------------------------------- events


def read_events(
    graph: Graph, base: str, nodes: Sequence[NamedNode], relevance: Mapping[str, float | None] = MappingProxyType({})
) -> tuple[tuple[TimelineEvent, ...], dict[str, str]]:
    """Events as a timeline shows them, in the order given, and the labels of the codes they use.

    ``relevance`` by IRI goes before what the events have by themselves.
    """
    events, labels, _ = _events(graph, base, nodes, relevance, nothing_remembered)
    return events, labels


def _events(
    graph: Graph, base: str, nodes: Sequence[NamedNode], relevance: Mapping[str, float | None], remember: Remember
) -> tuple[tuple[TimelineEvent, ...], dict[str, str], History]:
    """The same, and what the archive remembers."""
    if not nodes:
        return (), {}, remember(())
    reader = Reader(queries.with_names(graph, queries.read_facts(graph, nodes)), base)
    rows = _reports(graph, nodes)
    told, history = _by_event(rows), remember(dict.fromkeys(text_of(row, "article") for row in rows))
    latest = _latest(reader, nodes)
    figures, measures = _figures(graph, base, nodes)
    places = _coordinates(graph, nodes)
    made = [
        _event(
            reader,
            node,
            _Known(told.get(node.value, []), figures.get(node.value, ()), places, relevance.get(node.value)),
            _standing(reader, node, told.get(node.value, []), history, latest),
        )
        for node in nodes
    ]
    most = max((event.relevance for event in made), default=0) or 1
    pinned = {node.value.rsplit("/", 1)[-1] for node in nodes if reader.value(node, ONT.pinned) == "true"}
    events = tuple(
        replace(event, relevance=1.0 if event.id in pinned else round(event.relevance / most, 3)) for event in made
    )
    return events, _labels(reader, nodes) | measures, history


def _latest(reader: Reader, nodes: Iterable[NamedNode]) -> str:
    """The last day that anything of these was reported; '' if all was reported on one day."""
    days = {reader.value(node, day) for node in nodes for day in (ONT.firstReported, ONT.lastReported)} - {""}
    return max(days) if len(days) > 1 else ""


def _standing(reader: Reader, node: NamedNode, rows: Iterable[Row], history: History, latest: str) -> Standing:
    """What became of an event since it was first told."""
    told = [
        Told(text_of(row, "article"), int(text_of(row, "from")), int(text_of(row, "until")))
        for row in rows
        if "from" in row and "until" in row
    ]
    return standing_of(
        bool(reader.all(node, ONT.editedBy)),
        history.lost.get(node.value, ""),
        history.change(told),
        reader.value(node, ONT.firstReported),
        reader.value(node, ONT.lastReported),
        latest,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one event besides its own statements: mentions, figures, where places lie, relevance."""

    rows: Sequence[Row]
    figures: tuple[Figure, ...]
    places: Mapping[str, tuple[float, float]]
    relevance: float | None = None


def _event(reader: Reader, node: NamedNode, told: _Known, standing: Standing) -> TimelineEvent:
    when = when_of(reader, node)
    types = [term for term in reader.all(node, ONT.eventType) if isinstance(term, NamedNode)]
    sources = _sources(told.rows)
    confidences = [float(value) for row in told.rows if (value := text_of(row, "confidence"))]
    reports = int(reader.value(node, ONT.reportCount) or 1)
    event = TimelineEvent(
        id=local_name(node),
        url=_path(reader, node),
        title=reader.text(node),
        start=reader.value(node, ONT.start),
        end=reader.value(node, ONT.end),
        edtf=when.edtf,
        precision=when.precision,
        basis=when.basis,
        time_text=when.text,
        ongoing=when.ongoing or when.modality == "Ongoing",
        modality=when.modality,
        types=tuple(local_name(type_) for type_ in types),
        family=family_of(reader, types),
        actors=_actors(reader, node),
        places=_places(reader, node, told.places),
        figures=told.figures,
        sources=sources,
        reports=reports,
        confidence=max(confidences, default=None),
        relevance=0,
        updated=reader.value(node, ONT.lastReported),
        status=standing.status,
        status_on=standing.on,
    )
    return replace(event, relevance=_weight(event, len(told.rows), told.relevance))


def _weight(event: TimelineEvent, mentions: int, known: float | None) -> float:
    """How much an event matters on a timeline: as its storyline has it, else by how much is told of it.

    Reports count most, then mentions, numbers and people; words are lighter than deeds, plans lighter than what was.
    """
    if known is not None:
        return known
    told = 3 * log1p(event.reports) + log1p(mentions) + log1p(len(event.figures)) + 0.5 * log1p(len(event.actors))
    return told * (0.6 if event.family == "Statement" else 1) * (1 if event.is_realised else 0.8)


def _path(reader: Reader, node: NamedNode) -> str:
    return reader.link(node).path or node.value


def _actors(reader: Reader, event: NamedNode) -> tuple[Actor, ...]:
    """Who takes part; groups without a name once each, however many articles speak of them."""
    found = [(role, term) for role in ROLES for term in reader.all(event, ONT[role]) if isinstance(term, NamedNode)]
    actors = (Actor(term.value.removeprefix(reader.base), reader.text(term), role) for role, term in found)
    kept = {_sameness(actor): actor for actor in reversed(list(actors)) if not _is_anybody(actor)}
    return tuple(reversed(kept.values()))


def _sameness(actor: Actor) -> tuple[str, ...]:
    """What two entries must share to be one: the name of a group that has no IRI but in its article, else the IRI."""
    return (actor.role, actor.label.value) if _is_local(actor) else (actor.role, actor.id, "")


def _is_local(actor: Actor) -> bool:
    return actor.id.startswith("article/")


def _is_anybody(actor: Actor) -> bool:
    """True for "people" who suffered something: the figures beside it say how many."""
    return _is_local(actor) and actor.role == Role.VICTIM and actor.label.value.casefold() == "people"


def _places(reader: Reader, event: NamedNode, known: Mapping[str, tuple[float, float]]) -> tuple[Place, ...]:
    nodes = [term for term in reader.all(event, ONT.place) if isinstance(term, NamedNode)]
    return tuple(
        Place(node.value.removeprefix(reader.base), reader.text(node), *known.get(node.value, (None, None)))
        for node in nodes
    )


def _labels(reader: Reader, nodes: Iterable[NamedNode]) -> dict[str, str]:
    """English labels of the types and of the families above them; ``Words.labels`` translates them for a reader."""
    types = {term for node in nodes for term in reader.all(node, ONT.eventType) if isinstance(term, NamedNode)}
    above = {term for type_ in types for term in reader.all(type_, ONT.broaderOrSelf) if isinstance(term, NamedNode)}
    return {local_name(term): reader.text(term).value for term in sorted(types | above, key=str)}


# --------------------------------------------------------------------------------------------- what is told of them


def _values(nodes: Iterable[NamedNode]) -> str:
    return f"VALUES ?event {{ {' '.join(str(node) for node in nodes)} }}"


def _reports(graph: Graph, nodes: Sequence[NamedNode]) -> Sequence[Row]:
    """The mentions of the events with their sentences, article by article, in the order of the texts."""
    return select(
        graph,
        f"""SELECT ?event ?article ?confidence ?text ?begin ?from ?until ?title ?publisher ?url ?day ?lang {{
        {_values(nodes)} ?report ev:reportOf ?event ; ev:inArticle ?article .
        OPTIONAL {{ ?report ev:confidence ?confidence }}
        OPTIONAL {{ ?report ev:mention ?mention . ?mention ev:inSentence ?sentence ; ev:beginChar ?begin .
          GRAPH ?article {{ ?sentence ev:exact ?text }}
          OPTIONAL {{ ?sentence ev:beginChar ?from ; ev:endChar ?until }} }}
        OPTIONAL {{ ?article dcterms:title ?title }} OPTIONAL {{ ?article schema:url ?url }}
        OPTIONAL {{ ?article schema:publisher/rdfs:label ?publisher }}
        OPTIONAL {{ ?article ev:asOf ?day }} OPTIONAL {{ ?article dcterms:language ?lang }}
        }} ORDER BY ?day ?article ?begin""",
    )


def _by_event(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[text_of(row, "event")].append(row)
    return grouped


def _sources(rows: Iterable[Row]) -> tuple[Source, ...]:
    """One source an article, with the sentence that names the event first."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(text_of(row, "article"), row)
    return tuple(
        Source(
            url=text_of(row, "url"),
            title=text_of(row, "title"),
            publisher=text_of(row, "publisher"),
            published=text_of(row, "day"),
            quote=excerpt(text_of(row, "text")).removeprefix(LEFT_OUT),
            lang=text_of(row, "lang"),
        )
        for row in list(first.values())[:_MOST_SOURCES]
    )


def _figures(
    graph: Graph, base: str, nodes: Sequence[NamedNode]
) -> tuple[Mapping[str, tuple[Figure, ...]], dict[str, str]]:
    """The figures of each event, the newest first, else in the order of the texts, and the labels of their measures."""
    rows = select(
        graph,
        f"""SELECT DISTINCT ?event ?figure {{ {_values(nodes)}
        {{ ?figure ev:figureOf ?event }} UNION {{ ?report ev:reportOf ?event . ?figure ev:figureOf ?report }} }}
        ORDER BY ?event ?figure""",
    )
    found = [row["figure"] for row in rows if isinstance(row["figure"], NamedNode)]
    reader = Reader(queries.with_names(graph, queries.read_facts(graph, found)), base) if found else Reader({}, base)
    grouped: dict[str, list[Figure]] = defaultdict(list)
    for row, figure in zip(rows, found, strict=True):
        grouped[text_of(row, "event")].append(_figure(reader, figure))
    measures = [term for figure in found for term in reader.all(figure, ONT.measure) if isinstance(term, NamedNode)]
    newest_first = {
        event: sorted(told, key=lambda figure: figure.as_of, reverse=True) for event, told in grouped.items()
    }
    return {event: tuple(dict.fromkeys(told)) for event, told in newest_first.items()}, {
        local_name(measure): reader.text(measure).value for measure in measures
    }


def _figure(reader: Reader, node: NamedNode) -> Figure:
    source = next(iter(reader.links(node, ONT.attributedTo)), None)
    return Figure(
        value=_number(reader.value(node, ONT.value)) or 0,
        bound=reader.code(node, ONT.bound) or "Exact",
        measure=reader.code(node, ONT.measure),
        low=_number(reader.value(node, ONT.low)),
        high=_number(reader.value(node, ONT.high)),
        source=source.text.value if source else "",
        as_of=reader.value(node, ONT.asOf),
    )


def _number(text: str) -> float | None:
    """The number of a literal, whole where it is; None for what is no number."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _coordinates(graph: Graph, nodes: Sequence[NamedNode]) -> Mapping[str, tuple[float, float]]:
    rows = select(
        graph,
        f"SELECT DISTINCT ?place ?lat ?long {{ {_values(nodes)} ?event ev:place ?place . "
        f"?place {WGS.lat} ?lat ; {WGS.long} ?long }}",
    )
    return {text_of(row, "place"): (float(text_of(row, "lat")), float(text_of(row, "long"))) for row in rows}


# ------------------------------------------------------------------------------------------------------- histogram


def histogram_of(days: Sequence[str], bins: int = _BINS) -> Histogram | None:
    """Days in order as counts of equal stretches; None for fewer than two different days.

    >>> histogram_of(["2025-10-01", "2025-10-01", "2025-10-11"], bins=3).bins
    (2, 0, 1)
    """
    known = [day.toordinal() for text in days if (day := day_of(text))]
    if not known or min(known) == max(known):
        return None
    first, width = min(known), (max(known) - min(known)) / (bins - 1)
    counts = [0] * bins
    for ordinal in known:
        counts[round((ordinal - first) / width)] += 1
    return Histogram(days[0], days[len(known) - 1], tuple(counts))
