"""What the page that makes embeds offers to choose from, and how it reads what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from server.graph import Graph
from server.pages.queries import select
from server.problems import MalformedRequest
from server.timelines.contents import text_of
from server.timelines.model import Timeline
from server.timelines.oembed import HEIGHT, WIDTH
from server.timelines.selection import Selection, read_selection

_MOST = 200
_LARGEST = 5000


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to narrow a timeline by: what the address says, what it is called, of how many events or articles."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose, the most frequent first."""

    types: tuple[Choice, ...] = ()
    actors: tuple[Choice, ...] = ()
    places: tuple[Choice, ...] = ()
    publishers: tuple[Choice, ...] = ()


def read_asked(given: Mapping[str, str]) -> Selection:
    """The selection that a form asks for; an address of a timeline or of a thing may be pasted as it is.

    Fields that are filled in weigh more than parameters of a pasted address. Raises as ``read_selection``.

    >>> read_asked({"timeline": "https://news.example/actor/hamas?type=Violence", "type": ""}).query
    'type=Violence'
    """
    parts = urlsplit(given.get("timeline", "").strip())
    path = parts.path.lstrip("/").removeprefix("timelines/").removeprefix("embed/") or "all"
    return read_selection(path, dict(parse_qsl(parts.query)) | {name: value for name, value in given.items() if value})


def read_size(width: str, height: str) -> tuple[int, int]:
    """The size of a frame in pixels; raises MalformedRequest for what is none."""
    return _pixels("width", width, WIDTH), _pixels("height", height, HEIGHT)


def _pixels(name: str, text: str, usual: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _LARGEST):
        raise MalformedRequest(
            f"{text[:20]!r} is no size", where=f"parameter {name}", remedy=f"give pixels, from 1 to {_LARGEST}"
        )
    return int(text[:6])


def broad(chosen: Selection) -> Selection:
    """The timeline before it is narrowed."""
    return replace(chosen, type="", actor="", place="", publisher="", since="", until="", page=1)


def choices_of(timeline: Timeline, publishers: Iterable[Choice]) -> Choices:
    """What the events of a timeline can be narrowed by; ``publishers`` are those of the graph."""
    labels, events = timeline.labels, timeline.events
    return Choices(
        types=_counted((name, labels.get(name, name)) for e in events for name in {*e.types, e.family} if name),
        actors=_counted(pair for e in events for pair in {(a.id, a.label.value) for a in e.actors}),
        places=_counted(pair for e in events for pair in {(p.id, p.label.value) for p in e.places}),
        publishers=tuple(publishers),
    )


def _counted(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    found = Counter(pairs)
    return tuple(Choice(value, label, n) for (value, label), n in found.most_common(_MOST))


def read_publishers(graph: Graph, base: str) -> tuple[Choice, ...]:
    """Who published the articles of the graph, with how many."""
    rows = select(
        graph,
        f"""SELECT ?who (SAMPLE(?name) AS ?label) (COUNT(DISTINCT ?article) AS ?n) {{
        ?article a ev:Article ; schema:publisher ?who . OPTIONAL {{ ?who rdfs:label ?name }}
        }} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT {_MOST}""",
    )
    ours = (row for row in rows if text_of(row, "who").startswith(base))
    found = (
        Choice(text_of(row, "who").removeprefix(base), text_of(row, "label"), int(text_of(row, "n"))) for row in ours
    )
    return tuple(replace(one, label=one.label or one.value) for one in found)
