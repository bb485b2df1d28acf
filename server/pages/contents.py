"""The content of each page: what to ask of the graph, and the view made of the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, SKOS, TYPE, local_name
from server.graph import Graph
from server.pages import articles, queries, statements
from server.pages.events import EventLine, Option, Year, by_year, event_line, event_lines, options, undated
from server.pages.queries import Selection
from server.pages.reader import Link, Reader, Text, classes_of, day_words, shown, text_of, words_of_name

PAGE_SIZE = 100
_LATEST = 8
_MOST_RELATED = 200


def _reader(graph: Graph, base: str, nodes: Sequence[NamedNode]) -> Reader:
    return Reader(queries.with_names(graph, queries.read_facts(graph, nodes)), base)


def _lines(graph: Graph, base: str, events: Sequence[NamedNode]) -> tuple[EventLine, ...]:
    return event_lines(_reader(graph, base, events), events)


# ------------------------------------------------------------------------------------------------------------ home


@dataclass(frozen=True, slots=True)
class Home:
    """The start page."""

    counts: Mapping[str, int]
    happened: tuple[EventLine, ...]
    ahead: tuple[EventLine, ...]
    articles: tuple[articles.ArticleLine, ...]


def home(graph: Graph, base: str) -> Home:
    """How much there is, and what is latest."""
    latest = queries.latest_articles(graph, _LATEST)
    return Home(
        counts=queries.count_all(graph),
        happened=_lines(graph, base, queries.latest_events(graph, True, _LATEST)),
        ahead=_lines(graph, base, queries.latest_events(graph, False, _LATEST)),
        articles=articles.article_lines(_reader(graph, base, latest), latest),
    )


# -------------------------------------------------------------------------------------------------------- timeline


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of the timeline as it stands in the address; '' is no choice."""

    type: str = ""
    actor: str = ""
    place: str = ""
    page: int = 1

    def address(self, page: int) -> str:
        """The timeline with this choice, at a page."""
        fields = {"type": self.type, "actor": self.actor, "place": self.place, "page": str(page) if page > 1 else ""}
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"/timeline?{query}" if query else "/timeline"

    def selection(self, base: str) -> Selection:
        """The choice as terms; raises ValueError for what cannot be one."""
        return Selection(
            type=TYPE[self.type] if self.type else None,
            actor=NamedNode(base + self.actor) if self.actor else None,
            place=NamedNode(base + self.place) if self.place else None,
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of the timeline."""

    filter: Filter
    total: int
    pages: int
    years: tuple[Year, ...]
    undated: tuple[EventLine, ...]
    types: tuple[Option, ...]
    actors: tuple[Option, ...]
    places: tuple[Option, ...]

    @property
    def is_filtered(self) -> bool:
        """True if not all events are chosen."""
        return bool(self.filter.type or self.filter.actor or self.filter.place)


def timeline(graph: Graph, base: str, chosen: Filter) -> Timeline:
    """The events of a choice in order, one page of them, and the choices there are."""
    selection = chosen.selection(base)
    total = queries.count_events(graph, selection)
    events = queries.list_events(graph, selection, PAGE_SIZE, (chosen.page - 1) * PAGE_SIZE)
    lines = _lines(graph, base, events)
    types, actors, places = queries.type_choices(graph), queries.actor_choices(graph), queries.place_choices(graph)
    names = Reader(queries.read_labels(graph, [choice.node for choice in (*types, *actors, *places)]), base)
    return Timeline(
        filter=chosen,
        total=total,
        pages=max(1, ceil(total / PAGE_SIZE)),
        years=by_year(lines),
        undated=undated(lines),
        types=options(names, types, local_name, chosen.type),
        actors=options(names, actors, lambda node: node.value.removeprefix(base), chosen.actor),
        places=options(names, places, lambda node: node.value.removeprefix(base), chosen.place),
    )


# ----------------------------------------------------------------------------------------------------------- event


@dataclass(frozen=True, slots=True)
class EventPage:
    """Everything that is known of one event."""

    iri: str
    line: EventLine
    fields: tuple[statements.Field, ...]
    telling: tuple[statements.Quotation, ...]
    parts: tuple[EventLine, ...]
    next: tuple[EventLine, ...]
    reactions: tuple[EventLine, ...]
    figures: tuple[statements.FigureView, ...]
    claims: tuple[statements.ClaimView, ...]
    articles: tuple[articles.ArticleLine, ...]


def event_page(graph: Graph, base: str, event: NamedNode) -> EventPage | None:
    """Everything that is known of an event; None if there is no such event."""
    if not queries.exists(graph, event, ONT.Event):
        return None
    claims, figures = queries.claims_about(graph, event), queries.figures_of(graph, event)
    participations, told_in = queries.participations_in(graph, event), queries.articles_of(graph, event)
    evidence = queries.event_evidence(graph, event)
    said = queries.read_names(graph, queries.iris_in(row["o"] for row in evidence))
    reader = _reader(graph, base, [event, *claims, *figures, *participations, *told_in])
    reader = Reader(queries.merged(said, reader.facts), base)
    proofs = statements.proofs_of(reader, evidence)
    node_proofs = statements.node_proofs(reader, queries.node_evidence(graph, [*claims, *figures]))
    related = [queries.related_events(graph, event, r) for r in (ONT.partOf, ONT.follows, ONT.reactionTo)]
    parts, following, reactions = (_lines(graph, base, events[:_MOST_RELATED]) for events in related)
    return EventPage(
        iri=event.value,
        line=event_line(reader, event),
        fields=statements.event_fields(reader, event, proofs, statements.outcomes_of(reader, participations)),
        telling=statements.telling(proofs),
        parts=parts,
        next=following,
        reactions=reactions,
        figures=tuple(statements.figure_view(reader, figure, node_proofs) for figure in figures),
        claims=tuple(statements.claim_view(reader, claim, node_proofs) for claim in claims),
        articles=articles.article_lines(reader, told_in),
    )


# ------------------------------------------------------------------------------------------------- actor and place


@dataclass(frozen=True, slots=True)
class Post:
    """A post or tie as of a day, with its proof."""

    title: str
    kind: str
    other: tuple[Link, ...]
    as_of: str
    hedged: bool
    proof: tuple[statements.Quotation, ...]


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An actor or a place with its events."""

    iri: str
    kind: str
    label: Text
    classes: tuple[str, ...]
    other_names: tuple[Text, ...]
    details: tuple[tuple[str, tuple[Link, ...]], ...]
    elsewhere: tuple[str, ...]
    posts: tuple[Post, ...]
    events: tuple[tuple[EventLine, str], ...]
    total: int
    all_events: str
    claims: tuple[statements.ClaimView, ...]


def actor_page(graph: Graph, base: str, actor: NamedNode) -> EntityPage | None:
    """An actor: names, posts, events by role, and claims; None if there is no such actor."""
    if not queries.exists(graph, actor, ONT.Actor):
        return None
    selection = Selection(actor=actor)
    events = queries.list_events(graph, selection, PAGE_SIZE)
    claims, posts = queries.claims_by(graph, actor), queries.posts_of(graph, actor)
    told_in = queries.iris_in(row["article"] for row in queries.node_evidence(graph, [*claims, *posts]))
    reader = _reader(graph, base, [actor, *events, *claims, *posts, *told_in])
    proofs = statements.node_proofs(reader, queries.node_evidence(graph, [*claims, *posts]))
    details = ((ONT.represents, "Acts for"), (ONT.delegationHead, "Head"), (ONT.delegationMember, "Members"))
    return EntityPage(
        **_common(reader, actor),
        kind="actor",
        details=_details(reader, actor, details),
        posts=tuple(_post(reader, post, proofs) for post in posts),
        events=tuple((event_line(reader, event), statements.role_words(reader, event, actor)) for event in events),
        total=queries.count_events(graph, selection),
        all_events=Filter(actor=actor.value.removeprefix(base)).address(1),
        claims=tuple(statements.claim_view(reader, claim, proofs) for claim in claims),
    )


def place_page(graph: Graph, base: str, place: NamedNode) -> EntityPage | None:
    """A place: names, what it lies in, and the events in it; None if there is no such place."""
    if not queries.exists(graph, place, ONT.Place):
        return None
    selection = Selection(place=place)
    events = queries.list_events(graph, selection, PAGE_SIZE)
    reader = _reader(graph, base, [place, *events])
    details = ((ONT.placeType, "Kind"), (ONT.within, "Within"), (ONT.country, "Country code"))
    return EntityPage(
        **_common(reader, place),
        kind="place",
        details=_details(reader, place, details),
        posts=(),
        events=tuple((event_line(reader, event), "") for event in events),
        total=queries.count_events(graph, selection),
        all_events=Filter(place=place.value.removeprefix(base)).address(1),
        claims=(),
    )


def _common(reader: Reader, node: NamedNode) -> dict[str, Any]:
    links = (term.value for term in reader.all(node, SKOS.closeMatch) if isinstance(term, NamedNode))
    return {
        "iri": node.value,
        "label": reader.text(node),
        "classes": classes_of(reader, node),
        "other_names": tuple(text_of(t) for t in reader.all(node, SKOS.altLabel) if isinstance(t, Literal)),
        "elsewhere": tuple(link for link in links if link.startswith(("https://", "http://"))),
    }


def _details(
    reader: Reader, node: NamedNode, wanted: Sequence[tuple[NamedNode, str]]
) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    return tuple((name, links) for predicate, name in wanted if (links := reader.links(node, predicate)))


def _post(reader: Reader, post: NamedNode, proofs: statements.NodeProofs) -> Post:
    return Post(
        title=shown(reader.value(post, ONT.title)),
        kind=words_of_name(reader.code(post, ONT.role)),
        other=reader.links(post, ONT["with"]),
        as_of=day_words(reader.value(post, ONT.asOf)),
        hedged=reader.value(post, ONT.hedged) == "true",
        proof=proofs.get(post.value, ()),
    )
