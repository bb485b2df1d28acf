"""Ways into the knowledge: by kind of event, period, place, actor, talks and article, with counts, facets and pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, local_name
from server.graph import Graph, Row, Term
from server.pages import queries
from server.pages.articles import article_line
from server.pages.contents import Filter
from server.pages.events import family_of
from server.pages.links import path_of
from server.pages.queries import NOT_RETIRED, PRIVATE_PERSON, ROLE_VALUES, select
from server.pages.reader import Reader, Text, reader_of, words_of_name
from server.pages.wording import MONTHS

PAGE_SIZE = 100
_MOST_FACETS = 40
_MONTH = re.compile(r"(-?\d{4,})-(\d\d)")
_CLASSES = ("Person", "State", "Organisation", "Group", "ArmedForce", "Delegation", "MediaOutlet", "AnonymousSource")


@dataclass(frozen=True, slots=True)
class Entry:
    """A way on: its words, where it leads, how many events there are, and a note."""

    text: Text
    page: str | None
    count: int | None
    note: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a title ('' for none)."""

    title: Text
    entries: tuple[Entry, ...]
    page: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a list: its words, its address, how many it leaves, and whether it is taken."""

    text: Text
    address: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Browse:
    """A page of a way in; ``chosen`` is the facet taken, '' for all."""

    way: str
    chosen: str
    groups: tuple[Group, ...]
    facets: tuple[Facet, ...]
    total: int
    page: int
    pages: int

    def address(self, page: int) -> str:
        """This list at a page."""
        return address_of(self.way, self.chosen, page)


def address_of(way: str, chosen: str = "", page: int = 1) -> str:
    """A list narrowed by a facet, at a page.

    >>> address_of("place", "City", 2)
    '/browse/place?kind=City&page=2'
    """
    query = urlencode({name: value for name, value in (("kind", chosen), ("page", page if page > 1 else "")) if value})
    return f"/browse/{way}" + (f"?{query}" if query else "")


def browse(graph: Graph, base: str, way: str, chosen: str = "", page: int = 1) -> Browse:
    """A page of a way in. Raises KeyError if there is no such way."""
    return _WAYS[way](graph, base, chosen, page)


# ------------------------------------------------------------------------------------------------ by type, by period


def _by_type(graph: Graph, base: str, chosen: str, page: int) -> Browse:
    """Kinds of events under their families; both with their counts."""
    rows = select(
        graph,
        f"""SELECT ?x (COUNT(DISTINCT ?event) AS ?n) {{ ?event a ev:Event ; ev:eventType ?x . {NOT_RETIRED} }}
        GROUP BY ?x""",
    )
    families = {choice.node: choice.count for choice in queries.type_choices(graph)}
    kinds = queries.iris_in(row["x"] for row in rows)
    reader = Reader(queries.with_names(graph, queries.read_names(graph, [*kinds, *families])), base)
    counts = {row["x"]: _number(row, "n") for row in rows}
    groups = [
        Group(
            reader.text(family),
            tuple(_kind(reader, kind, counts[kind]) for kind in _alphabetic(reader, _under(reader, kinds, family))),
            Filter(type=local_name(family)).address(1),
            count,
        )
        for family, count in families.items()
    ]
    return _whole("type", groups)


def _under(reader: Reader, kinds: Sequence[NamedNode], family: NamedNode) -> list[NamedNode]:
    return [kind for kind in kinds if kind != family and family in reader.all(kind, ONT.broaderOrSelf)]


def _kind(reader: Reader, kind: NamedNode, count: int) -> Entry:
    return Entry(reader.text(kind), Filter(type=local_name(kind)).address(1), count, look=family_of(reader, [kind]))


def _by_period(graph: Graph, base: str, chosen: str, page: int) -> Browse:
    """Years with their months; events of an unknown day are counted apart."""
    rows = select(
        graph,
        f"""SELECT ?month (COUNT(?event) AS ?n) {{ ?event a ev:Event . {NOT_RETIRED}
        OPTIONAL {{ ?event ev:sortDate ?day }} BIND(REPLACE(STR(?day), "-[0-9]{{2}}$", "") AS ?month) }}
        GROUP BY ?month""",
    )
    found = [(at[1], at[2], _number(row, "n")) for row in rows if (at := _MONTH.fullmatch(_value(row, "month")))]
    found.sort(key=lambda item: (int(item[0]), item[1]), reverse=True)
    groups = [
        Group(Text(year), tuple(_month(*month) for month in reversed(months)), _at(year), sum(m[2] for m in months))
        for year, months in ((year, list(all_of)) for year, all_of in groupby(found, lambda item: item[0]))
    ]
    return _whole("period", groups)


def _month(year: str, month: str, count: int) -> Entry:
    name = MONTHS[int(month) - 1] if 1 <= int(month) <= 12 else month
    return Entry(Text(name), _at(f"{year}-{month}"), count)


def _at(period: str) -> str:
    return Filter(period=period).address(1)


def _whole(way: str, groups: Sequence[Group]) -> Browse:
    return Browse(way, "", tuple(groups), (), sum(group.count or 0 for group in groups), 1, 1)


# ------------------------------------------------------------------------------------------------ by place, by actor


def _by_place(graph: Graph, base: str, chosen: str, page: int) -> Browse:
    """Places by how many events were there, those within them counted; narrowed by what sort of place it is."""
    rows = select(
        graph,
        f"""SELECT ?x (SAMPLE(?kind) AS ?sort) (COUNT(DISTINCT ?event) AS ?n) {{ ?event a ev:Event . {NOT_RETIRED}
        ?event ev:place/ev:within* ?x . ?x ev:placeType ?kind }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 20000""",
    )
    return _listed(graph, base, "place", rows, chosen, page, _above)


def _by_actor(graph: Graph, base: str, chosen: str, page: int) -> Browse:
    """Actors by how many events they took part in; narrowed by what they are. Private persons are not listed."""
    classes = ", ".join(f"ev:{name}" for name in _CLASSES)
    rows = select(
        graph,
        f"""SELECT ?x ?sort ?n {{ {{ SELECT ?x (COUNT(DISTINCT ?event) AS ?n) {{ VALUES ?role {{ {ROLE_VALUES} }}
        ?event ?role ?x ; a ev:Event . {NOT_RETIRED} }} GROUP BY ?x }} ?x a ?sort FILTER(?sort IN ({classes}))
        FILTER NOT EXISTS {{ {PRIVATE_PERSON.replace("?s", "?x")} }} }} ORDER BY DESC(?n) ?x LIMIT 20000""",
    )
    known = [row for row in rows if _stands_alone(row["x"], base)]
    return _listed(graph, base, "actor", known, chosen, page, _nothing)


def _stands_alone(node: Term, base: str) -> bool:
    """True for actors known by name; the people of one sentence are of its article."""
    path = path_of(node.value, base) if isinstance(node, NamedNode) else None
    return bool(path and path.startswith("/actor/"))


def _nothing(reader: Reader, node: NamedNode) -> str:
    return ""


def _above(reader: Reader, place: NamedNode) -> str:
    return ", ".join(link.text.value for link in reader.links(place, ONT.within)[:1])


def _listed(
    graph: Graph,
    base: str,
    way: str,
    rows: Sequence[Row],
    chosen: str,
    page: int,
    note: Callable[[Reader, NamedNode], str],
) -> Browse:
    """Things by count, narrowed by their sort, a page of them."""
    sorts = _sorts(rows)
    fitting = [row for row in rows if not chosen or _sort(row) == chosen]
    part = fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    codes = queries.iris_in(row["sort"] for row in rows)[:_MOST_FACETS]
    facts = queries.read_names(graph, [*queries.iris_in(row["x"] for row in part), *codes])
    reader = Reader(queries.with_names(graph, facts), base)
    names = {local_name(code): reader.text(code) for code in codes}
    entries = tuple(_thing(reader, row, names, note) for row in part)
    facets = tuple(
        Facet(names.get(sort, Text(words_of_name(sort))), address_of(way, sort), count, sort == chosen)
        for sort, count in sorts.items()
    )
    groups = (Group(Text(""), entries),) if entries else ()
    return Browse(way, chosen, groups, facets, len(fitting), page, max(1, ceil(len(fitting) / PAGE_SIZE)))


def _thing(reader: Reader, row: Row, names: Mapping[str, Text], note: Callable[[Reader, NamedNode], str]) -> Entry:
    node, sort = row["x"], _sort(row)
    assert isinstance(node, NamedNode)
    link = reader.link(node)
    told = [names[sort].value if sort in names else "", note(reader, node)]
    return Entry(link.text, link.page, _number(row, "n"), ", ".join(part for part in told if part))


def _sorts(rows: Sequence[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[_sort(row)] = counts.get(_sort(row), 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _sort(row: Row) -> str:
    term = row.get("sort")
    return local_name(term) if isinstance(term, NamedNode) else ""


# ------------------------------------------------------------------------------------------------- talks, articles


def _talks(graph: Graph, base: str, chosen: str, page: int) -> Browse:
    """Processes of negotiation, those with most rounds and sessions first."""
    rows = select(
        graph,
        f"""SELECT ?event (COUNT(DISTINCT ?part) AS ?n) {{ ?event a ev:NegotiationProcess . {NOT_RETIRED}
        OPTIONAL {{ ?part ev:partOf+ ?event ; a ev:Event }} }} GROUP BY ?event ORDER BY DESC(?n) ?event LIMIT 20000""",
    )
    part = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    reader = Reader(queries.read_names(graph, queries.iris_in(row["event"] for row in part)), base)
    links = [(reader.link(row["event"]), _number(row, "n")) for row in part]
    entries = tuple(Entry(link.text, link.page, n) for link, n in links)
    groups = (Group(Text(""), entries),) if entries else ()
    return Browse("talks", "", groups, (), len(rows), page, max(1, ceil(len(rows) / PAGE_SIZE)))


def _by_article(graph: Graph, base: str, chosen: str, page: int) -> Browse:
    """Articles by day, latest first; narrowed by who published them."""
    outlets = select(
        graph,
        """SELECT ?x (COUNT(DISTINCT ?article) AS ?n) { ?article a ev:Article ; schema:publisher ?x }
        GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 40""",
    )
    only = f"?article schema:publisher {NamedNode(base + chosen)} ." if chosen else ""
    total = _number(
        select(graph, f"SELECT (COUNT(DISTINCT ?article) AS ?n) {{ ?article a ev:Article . {only} }}")[0], "n"
    )
    nodes = queries.list_articles(graph, only, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    names = Reader(queries.read_labels(graph, queries.iris_in(row["x"] for row in outlets)), base)
    reader = reader_of(graph, base, nodes)
    lines = [article_line(reader, node) for node in nodes]
    entries = tuple(
        Entry(line.link.text, line.link.page, None, ", ".join([*(p.text.value for p in line.publisher), line.day]))
        for line in lines
    )
    facets = tuple(
        Facet(names.text(node), address_of("article", value), _number(row, "n"), value == chosen)
        for row in outlets
        if isinstance(node := row["x"], NamedNode) and (value := node.value.removeprefix(base))
    )
    groups = (Group(Text(""), entries),) if entries else ()
    return Browse("article", chosen, groups, facets, total, page, max(1, ceil(total / PAGE_SIZE)))


_WAYS: Mapping[str, Callable[[Graph, str, str, int], Browse]] = {
    "type": _by_type,
    "period": _by_period,
    "place": _by_place,
    "actor": _by_actor,
    "talks": _talks,
    "article": _by_article,
}


WAYS = tuple(_WAYS)


def _alphabetic(reader: Reader, nodes: Sequence[NamedNode]) -> list[NamedNode]:
    return sorted(nodes, key=lambda node: reader.text(node).value.lower())


def _number(row: Row, name: str) -> int:
    return int(_value(row, name) or 0)


def _value(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else ""
