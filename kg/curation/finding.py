"""What an editor means by a name: events, actors and places of a store, by address, IRI or label."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import InputError
from kg.graph import literals
from kg.graph.iris import Iris, named_place
from kg.graph.terms import CODE, ONT, RDFS, SKOS, WGS, A, local_name
from kg.graph.views import Term, View
from kg.model import ActorType, PlaceType

_HERE = DefaultGraph()
ACTORS = tuple(ONT[kind] for kind in ActorType)
_TOLD = (A, RDFS.label, ONT.placeType, ONT.within, ONT.country, WGS.lat, WGS.long)
_LONGEST = 500


def values(view: View, node: NamedNode, predicate: NamedNode) -> list[Term]:
    """What the knowledge says of a node, in a stable order."""
    return sorted((quad.object for quad in view.quads_for_pattern(node, predicate, None, _HERE)), key=str)


def called(view: View, term: Term) -> str:
    """A term in words: the label of a node, else the end of its IRI."""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    labels = [*values(view, term, RDFS.label), *values(view, term, SKOS.prefLabel)]
    english = [label for label in labels if isinstance(label, Literal) and label.language in ("en", None)]
    return english[0].value if english else local_name(term)


def line(text: str, what: str, longest: int = _LONGEST) -> str:
    """Words of an editor in one line; raises InputError where there are none, or too many."""
    told = " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
    if not told:
        raise InputError(f"no {what}", where=what, remedy=f"give the {what}")
    if len(told) > longest:
        raise InputError(f"the {what} has {len(told)} letters, of {longest}", where=what, remedy="be shorter")
    return told


def node_of(given: str, iris: Iris) -> NamedNode | None:
    """A thing by its IRI or by the address of its page; None for what is neither."""
    path = given.strip().removesuffix(".html")
    try:
        return NamedNode(path if path.startswith(iris.base) else iris.base + path.lstrip("/"))
    except ValueError:
        return None


def find_event(view: View, iris: Iris, given: str) -> NamedNode:
    """The event with this IRI, address or name, or the one that it was merged into.

    Raises:
        InputError: there is none.
    """
    named = node_of(given, iris) if "/" in given else iris.event(given) if given else None
    while named is not None:
        if (named, A, ONT.Event) in _Classes(view):
            return named
        heirs = [heir for heir in values(view, named, ONT.mergedInto) if isinstance(heir, NamedNode)]
        named = heirs[0] if heirs else None
    raise InputError(f"no event {given[:200]!r}", where="event", remedy="give the address of its page")


class _Classes:
    def __init__(self, view: View) -> None:
        self._view = view

    def __contains__(self, triple: tuple[NamedNode, NamedNode, NamedNode]) -> bool:
        return next(self._view.quads_for_pattern(*triple, _HERE), None) is not None


def find_actor(view: View, iris: Iris, given: str, kind: str = "") -> tuple[NamedNode, tuple[Quad, ...]]:
    """An actor and what is to be said of it; one that nobody knows needs a ``kind`` (a class below ev:Actor).

    Raises:
        InputError: several are called so, or nobody and no kind is given.
    """
    if known := _known(view, iris, given, ACTORS, "actor"):
        return known, told_of(view, known)
    if kind not in set(ActorType):
        raise _unknown("actor", given, ActorType)
    label = line(given, "actor", 200)
    actor = iris.named_actor(label, ActorType(kind))
    return actor, (Quad(actor, A, ONT[kind]), Quad(actor, RDFS.label, literals.label(label)))


def find_place(view: View, iris: Iris, given: str, kind: str = "") -> tuple[NamedNode, tuple[Quad, ...]]:
    """A place and what is to be said of it; one that nobody knows needs a ``kind`` (a code of evc:PlaceTypes).

    Raises:
        InputError: several are called so, or none and no kind is given.
    """
    if known := _known(view, iris, given, (ONT.Place,), "place"):
        return known, told_of(view, known)
    if kind not in set(PlaceType):
        raise _unknown("place", given, PlaceType)
    label = line(given, "place", 200)
    place = named_place(iris, label, PlaceType(kind))
    facts = ((A, ONT.Place), (RDFS.label, literals.label(label)), (ONT.placeType, CODE[kind]))
    return place, tuple(Quad(place, predicate, value) for predicate, value in facts)


def _unknown(what: str, given: str, kinds: Iterable[str]) -> InputError:
    return InputError(
        f"nobody knows the {what} {given[:100]!r}",
        where=what,
        remedy=f"give the address of its page, or what kind it is: {', '.join(kinds)}",
    )


def _known(view: View, iris: Iris, given: str, classes: Collection[NamedNode], what: str) -> NamedNode | None:
    node = node_of(given, iris) if "/" in given else None
    if node is not None and _is_one(view, node, classes):
        return node
    names = [Literal(given.strip(), language="en"), Literal(given.strip())]
    found = {
        quad.subject
        for predicate in (RDFS.label, SKOS.altLabel)
        for name in names
        for quad in view.quads_for_pattern(None, predicate, name, _HERE)
        if isinstance(quad.subject, NamedNode) and _is_one(view, quad.subject, classes)
    }
    shared = sorted((one for one in found if iris.article_of(one) is None), key=str)
    if len(shared) > 1:
        raise InputError(
            f"several are called {given[:100]!r}",
            where=what,
            remedy="give the address of one: " + ", ".join(one.value for one in shared[:5]),
        )
    return shared[0] if shared else None


def _is_one(view: View, node: NamedNode, classes: Collection[NamedNode]) -> bool:
    return any(kind in classes for kind in values(view, node, A))


def told_of(view: View, node: NamedNode) -> tuple[Quad, ...]:
    """What the knowledge says of an actor or place, so that an edit that speaks of it can stand by itself."""
    return tuple(dict.fromkeys(_told(view, node, {node})))


def _told(view: View, node: NamedNode, seen: set[NamedNode]) -> Iterator[Quad]:
    for predicate in _TOLD:
        for value in values(view, node, predicate):
            yield Quad(node, predicate, value)
            if predicate == ONT.within and isinstance(value, NamedNode) and value not in seen:
                seen.add(value)
                yield from _told(view, value, seen)
