"""The pages of actors and places: names, posts, a map, events, who else was there, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, SKOS, WGS, local_name
from server.graph import Graph, Row
from server.pages import queries, statements
from server.pages.contents import Filter
from server.pages.events import EventLine, Year, by_year, event_line, undated
from server.pages.maps import MOST_POINTS, Map, Spot, map_of
from server.pages.queries import Selection
from server.pages.reader import Link, Reader, Text, classes_of, day_words, shown, text_of, words_of_name

MOST_EVENTS = 60
MOST_CLAIMS = 30
_MOST_OTHERS = 24
_MOST_POSTS = 40


@dataclass(frozen=True, slots=True)
class Post:
    """A post or tie, how often articles tell of it, as of which days, and with which proof."""

    title: str
    kind: str
    other: tuple[Link, ...]
    as_of: tuple[str, ...]
    hedged: bool
    proof: tuple[statements.Quotation, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Somebody who took part in the same events, and in how many."""

    link: Link
    count: int


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An actor or a place with its events, as many as there is room for."""

    iri: str
    kind: str
    label: Text
    classes: tuple[str, ...]
    other_names: tuple[Text, ...]
    details: tuple[tuple[str, tuple[Link, ...]], ...]
    elsewhere: tuple[str, ...]
    coordinates: str
    map: Map | None
    posts: tuple[Post, ...]
    years: tuple[Year, ...]
    undated: tuple[EventLine, ...]
    roles: Mapping[str, str]
    shown: int
    total: int
    all_events: str
    company: tuple[Company, ...]
    claims: tuple[statements.ClaimView, ...]
    claim_count: int


def actor_page(graph: Graph, base: str, actor: NamedNode) -> EntityPage | None:
    """An actor: names, posts, where and with whom, events by role, and claims; None if there is no such actor."""
    if not queries.exists(graph, actor, ONT.Actor):
        return None
    selection = Selection(actor=actor)
    events = queries.list_events(graph, selection, MOST_EVENTS)
    claims, posts = queries.claims_by(graph, actor), queries.posts_of(graph, actor)[:_MOST_POSTS]
    told = [*claims[:MOST_CLAIMS], *posts]
    evidence = queries.node_evidence(graph, told)
    company = queries.co_actors(graph, actor, _MOST_OTHERS)
    where = queries.places_of(graph, selection.pattern, MOST_POINTS)
    told_in = queries.iris_in(row["article"] for row in evidence)
    around = [row[name] for rows, name in ((company, "other"), (where, "place")) for row in rows]
    facts = queries.merged(
        queries.read_names(graph, queries.iris_in(around)), queries.read_facts(graph, [actor, *events, *told], told_in)
    )
    reader = Reader(queries.with_names(graph, facts), base)
    proofs = statements.node_proofs(reader, evidence)
    details = ((ONT.represents, "Acts for"), (ONT.delegationHead, "Head"), (ONT.delegationMember, "Members"))
    lines = {event: event_line(reader, event) for event in events}
    return EntityPage(
        **_common(reader, actor, tuple(lines.values())),
        kind="actor",
        details=_details(reader, actor, details),
        coordinates="",
        map=map_of([_spot(reader, row) for row in where]),
        posts=_together([_post(reader, post, proofs) for post in posts]),
        roles={line.link.path or "": statements.role_words(reader, event, actor) for event, line in lines.items()},
        total=queries.count_events(graph, selection),
        all_events=Filter(actor=actor.value.removeprefix(base)).address(1),
        company=tuple(_company(reader, row) for row in company),
        claims=tuple(statements.claim_view(reader, claim, proofs) for claim in claims[:MOST_CLAIMS]),
        claim_count=len(claims),
    )


def place_page(graph: Graph, base: str, place: NamedNode) -> EntityPage | None:
    """A place: names, a map, what it lies in, and the events in it; None if there is no such place."""
    if not queries.exists(graph, place, ONT.Place):
        return None
    selection = Selection(place=place)
    events = queries.list_events(graph, selection, MOST_EVENTS)
    where = queries.places_of(graph, selection.pattern, MOST_POINTS)
    inside = queries.iris_in(row["place"] for row in where)
    facts = queries.merged(queries.read_names(graph, inside), queries.read_facts(graph, [place, *events]))
    reader = Reader(queries.with_names(graph, facts), base)
    details = ((ONT.placeType, "Kind"), (ONT.within, "Within"), (ONT.country, "Country code"))
    spots = [_spot(reader, row) for row in where if row["place"] != place]
    return EntityPage(
        **_common(reader, place, tuple(event_line(reader, event) for event in events)),
        kind="place",
        details=_details(reader, place, details),
        coordinates=_coordinates(reader, place),
        map=map_of([*_own_spot(reader, place), *spots]),
        posts=(),
        roles={},
        total=queries.count_events(graph, selection),
        all_events=Filter(place=place.value.removeprefix(base)).address(1),
        company=(),
        claims=(),
        claim_count=0,
    )


def _common(reader: Reader, node: NamedNode, lines: Sequence[EventLine]) -> dict[str, Any]:
    links = (term.value for term in reader.all(node, SKOS.closeMatch) if isinstance(term, NamedNode))
    return {
        "iri": node.value,
        "label": reader.text(node),
        "classes": classes_of(reader, node),
        "other_names": tuple(text_of(t) for t in reader.all(node, SKOS.altLabel) if isinstance(t, Literal))[:20],
        "elsewhere": tuple(link for link in links if link.startswith(("https://", "http://"))),
        "years": by_year(lines),
        "undated": undated(lines),
        "shown": len(lines),
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
        as_of=tuple(day for day in [day_words(reader.value(post, ONT.asOf))] if day),
        hedged=reader.value(post, ONT.hedged) == "true",
        proof=proofs.get(post.value, ()),
    )


def _together(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Posts of the same name as one."""
    made: dict[tuple[str, str, tuple[Link, ...], bool], Post] = {}
    for post in posts:
        key = (post.title.replace(".", "").lower(), post.kind, post.other, post.hedged)
        before = made.get(key)
        days, proof = (before.as_of + post.as_of, before.proof + post.proof) if before else (post.as_of, post.proof)
        made[key] = replace(post, as_of=tuple(dict.fromkeys(days)), proof=tuple(dict.fromkeys(proof)))
    return tuple(made.values())


def _company(reader: Reader, row: Row) -> Company:
    return Company(reader.link(row["other"]), int(_number(row, "n")))


def _spot(reader: Reader, row: Row) -> Spot:
    place, kind = row["place"], row.get("type")
    assert isinstance(place, NamedNode)
    name = local_name(kind) if isinstance(kind, NamedNode) else ""
    link = reader.link(place)
    return Spot(_number(row, "lat"), _number(row, "long"), link.text, link.page, name, int(_number(row, "n")))


def _own_spot(reader: Reader, place: NamedNode) -> list[Spot]:
    latitude, longitude = reader.value(place, WGS.lat), reader.value(place, WGS.long)
    if not latitude or not longitude:
        return []
    return [Spot(float(latitude), float(longitude), reader.text(place), None, reader.code(place, ONT.placeType))]


def _coordinates(reader: Reader, place: NamedNode) -> str:
    """Degrees in words: ``10.5° N, 20.25° E``."""
    own = _own_spot(reader, place)
    if not own:
        return ""
    latitude, longitude = own[0].latitude, own[0].longitude
    return f"{abs(latitude):g}° {'N' if latitude >= 0 else 'S'}, {abs(longitude):g}° {'E' if longitude >= 0 else 'W'}"


def _number(row: Row, name: str) -> float:
    term = row[name]
    assert isinstance(term, Literal)
    return float(term.value)
