"""Erasing articles and persons for good: what goes, in which order, and how a stop in the middle is taken up again.

An article: tombstone and mark → withdrawn → graph written anew → rows deleted → file written anew → mark away.
A person: names in all texts overwritten with as many letters, tombstone and mark in one step → everything read
again → file written anew → mark away. The mark stands until the last byte is gone; ``finish`` goes on from it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import InputError, QueryError
from kg.graph.terms import ONT, RDFS, SKOS
from kg.releases.erasing import erase_article_in, erase_names_in
from kg.releases.release import RELEASES_FOLDER
from kg.sources.web.visits import forget_visits
from kg.store import Store
from kg.store.archive import Version, text_hash
from kg.store.embedded import EmbeddedGraph
from kg.store.erasing import Tombstone

if TYPE_CHECKING:
    from kg.pipeline import Reader

_RUN = 5
"""So many words in a row, or all of a shorter title, show that a text was taken from an article."""
_WORD = re.compile(r"\w+")
_NAMED = (
    *(("version", column) for column in ("text", "title", "url", "source", "publisher", "article", "authors")),
    *(("version", column) for column in ("corrects", "retracts")),
    *(("article", "id"), ("canonical", "report"), ("canonical", "article"), ("home", "report")),
    *(("aim", "node"), ("log", "article"), ("job", "article")),
    *(("edit", column) for column in ("editor", "reason", "detail", "replaced", "put")),
)
"""Where names of persons may stand: in texts, and in the ids of articles, which often come from their addresses."""


# ------------------------------------------------------------------------------------------------------- articles


def erase_article(store: Store, article_id: str, reason: str) -> Tombstone:
    """Erase all versions of an article and all that is known from it alone; a tombstone stays.

    Raises:
        InputError: the store never held it, or it is erased already.
    """
    versions = store.archive.versions(article_id)
    if not versions:
        known = store.archive.erasures.find(article_id)
        raise InputError("erased already" if known else f"no article {article_id!r} in the store")
    store.see_may_write()
    stone = Tombstone(article_id, "article", store.archive.clock(), reason)
    store.archive.record_erasure(stone, {version.sha256 for version in versions}, {"article": article_id})
    finish(store)
    return stone


def _erase_article(store: Store, article_id: str) -> None:
    newest = store.archive.newest(article_id)
    if newest and newest.present:
        store.withdraw_article(article_id)
    article = store.iris.article(article_id).value
    erase_article_in(store.folder / RELEASES_FOLDER, store.iris.article(article_id), store.archive.clock())
    taken = _taken_from(store.archive.versions(article_id), article)
    added_by_hand = frozenset(_added_by_hand(store, taken))
    store.renew(lambda quad: not (_is_of(quad, article) or quad in added_by_hand))
    with store.archive.transaction():
        erasures = store.archive.erasures
        erasures.forget_article(article_id, article + "/")
        erasures.rewrite_updates(lambda text: "" if taken(text) else text)
        erasures.delete_jobs(taken)
        erasures.empty_edits(taken)
        erasures.mark({"step": "compact"})


def _taken_from(versions: Iterable[Version], article: str) -> Callable[[str], bool]:
    """Tells texts that name an article by its IRI or address, or repeat some words of it in a row."""
    known = list(versions)
    names = {article, *(version.article.url for version in known if version.article.url)}
    runs = {run for version in known for run in _runs(version.article.text)}
    titles = {tuple(_words(version.article.title or "")) for version in known}
    runs |= {title[:_RUN] for title in titles if len(title) > 1}
    sizes = {len(run) for run in runs}

    def taken(text: str) -> bool:
        words = _words(text)
        return any(name in text for name in names) or any(
            tuple(words[start : start + size]) in runs for size in sizes for start in range(len(words) - size + 1)
        )

    return taken


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1)))


def _is_of(quad: Quad, article: str) -> bool:
    terms = (quad.subject, quad.object, quad.graph_name)
    names = (term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(article))
    return any(name[len(article) :][:1] in ("", "/", "#") for name in names)


def _added_by_hand(store: Store, taken: Callable[[str], bool]) -> Iterator[Quad]:
    """The quads that the updates to be erased put into the graph, as far as these do not hang on what was there."""
    for entry in store.archive.log():
        if entry.action == "update" and entry.detail and taken(entry.detail):
            graph = EmbeddedGraph(None, store.prefixes)
            try:
                graph.update(entry.detail)
            except QueryError:  # it hangs on what was there, such as the graph that it drops
                continue
            yield from graph.quads()


# -------------------------------------------------------------------------------------------------------- persons


@dataclass(frozen=True, slots=True)
class Names:
    """What a person is called in a store; ``words`` are those of the names, ``alone`` those that stand for all."""

    words: frozenset[str]
    alone: frozenset[str]


def find_person(store: Store, person: str) -> Names:
    """The names of a person, given by IRI, by the path of the page, or by a name.

    Raises:
        InputError: nobody is called so.
    """
    nodes = set(_actors_called(store, person))
    if not nodes:
        raise InputError(f"no article and nobody is called {person!r} in the store", remedy="give an id, or a name")
    labels = {label for node in nodes for label in _labels(store, node, RDFS.label)}
    here = DefaultGraph()
    spans = (quad.object for node in nodes for quad in store.graph.quads(node, ONT.mention, None, here))
    exact = {_text(q) for span in spans if isinstance(span, NamedNode) for q in store.graph.quads(span, ONT.exact)}
    return names_of(labels, exact | {label for node in nodes for label in _labels(store, node, SKOS.altLabel)})


def names_of(labels: Iterable[str], others: Iterable[str]) -> Names:
    """The words of the names, and which of them stand for the person: surnames, and what stands alone in a text.

    Of names with one surname the shortest counts, so that "Minister" and "the" are no words of a name.

    >>> names = names_of(["Minister Ada Bell"], ["Bell", "the minister", "Ada", "Ada Bell"])
    >>> sorted(names.words), sorted(names.alone)
    (['ada', 'bell'], ['ada', 'bell'])
    """
    others = set(others)
    surnames = {words[-1] for label in labels if (words := _words(label))}
    full: dict[str, list[str]] = {}
    for name in sorted({*labels, *others}, key=len, reverse=True):
        words = _words(name)
        if len(words) > 1 and words[-1] in surnames and all(word[0].isupper() for word in _WORD.findall(name)):
            full[words[-1]] = words
    known = frozenset(surnames.union(*full.values()))
    single = {said[0] for other in others if len(said := _words(other)) == 1}
    return Names(known, frozenset(surnames | (single & known)))


def redaction(names: Names) -> Callable[[str], str]:
    """Overwrites names with as many letters, so that offsets stay; also in addresses, and however they are written.

    >>> redaction(names_of(["Ada Bell"], []))("Ada Bell of /ada-bell-resigns, says Ada: BELL.")
    'Xxx Xxxx of /xxx-xxxx-resigns, says Ada: XXXX.'
    """
    word = "|".join(sorted(map(re.escape, names.words), key=len, reverse=True))
    alone = "|".join(sorted(map(re.escape, names.alone), key=len, reverse=True))
    many = rf"(?:{word})(?:[\s\-_+.,%\d]{{1,4}}(?:{word}))+"
    pattern = re.compile(rf"(?<![^\W_])(?:{many}|{alone})(?![^\W_])", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: _overwritten(found[0]), text)


def _overwritten(name: str) -> str:
    return "".join(("X" if letter.isupper() else "x") if letter.isalpha() else letter for letter in name)


def erase_person(store: Store, person: str, reason: str, reader: Reader) -> Tombstone:
    """Overwrite the names of a person in all that is kept, and read the articles again; a tombstone stays.

    Raises:
        InputError: nobody is called so, or the reason names the person.
    """
    rewrite = redaction(find_person(store, person))
    if rewrite(reason) != reason:
        raise InputError("the reason names the person, and it would stay", remedy="give a reason without the name")
    store.see_may_write()
    erase_names_in(store.folder / RELEASES_FOLDER, rewrite, store.archive.clock())  # before the names are forgotten
    stone = Tombstone(f"person-{secrets.token_hex(6)}", "person", store.archive.clock(), reason)
    with store.archive.transaction():
        store.archive.record_erasure(stone, _digests_with(store, rewrite), {"step": "read"})
        _rewrite(store, rewrite)
    finish(store, reader)
    return stone


def _actors_called(store: Store, person: str) -> Iterator[NamedNode]:
    iris = {person, store.iris.base + person.lstrip("/")}
    for predicate in (RDFS.label, SKOS.altLabel):
        for quad in store.graph.quads(None, predicate, None, DefaultGraph()):
            node = quad.subject
            called = _text(quad).casefold() == person.casefold()
            if isinstance(node, NamedNode) and store.iris.kind_of(node) == "actor" and (called or node.value in iris):
                yield node


def _labels(store: Store, node: NamedNode, predicate: NamedNode) -> Iterator[str]:
    return map(_text, store.graph.quads(node, predicate, None, DefaultGraph()))


def _text(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal) else ""


def _digests_with(store: Store, rewrite: Callable[[str], str]) -> Iterator[str]:
    texts = store.archive.texts()
    return (text_hash(text) for text in texts if rewrite(text) != text)


def _rewrite(store: Store, rewrite: Callable[[str], str]) -> None:
    erasures = store.archive.erasures
    erasures.delete_jobs(lambda text: rewrite(text) != text)
    erasures.rewrite_updates(rewrite)
    erasures.rewrite_names(rewrite, _NAMED)
    store.archive.renew_digests()


# ---------------------------------------------------------------------------------------------------------- both


def bury_again(store: Store, stone: Tombstone, digests: Iterable[str]) -> list[str]:
    """Erase what a tombstone of another copy of the store is of; gives the articles whose names must go by hand.

    A tombstone of a person holds no name, so that only the articles that it was in can be told.
    """
    store.see_may_write()
    refused = set(digests)
    held = [id_ for id_ in store.archive.ids() if {v.sha256 for v in store.archive.versions(id_)} & refused]
    todo = {"article": stone.id} if stone.kind == "article" else {"step": "compact"}
    store.archive.record_erasure(stone, refused, todo)
    finish(store)
    return held if stone.kind == "person" else []


def finish(store: Store, reader: Reader | None = None) -> None:
    """Do what is left of an erasure that has begun; nothing if none has.

    Raises:
        InputError: a person is being erased, for which the articles must be read, and there is no reader.
    """
    todo = store.archive.erasures.open() or {}
    if article_id := todo.get("article"):
        _erase_article(store, article_id)
    if todo.get("step") == "read":
        _read_again(store, reader)
    if store.archive.erasures.open():
        forget_visits(store.folder)
        store.archive.compact()
        with store.archive.transaction():
            store.archive.erasures.mark(None)


def _read_again(store: Store, reader: Reader | None) -> None:
    from kg.pipeline import rebuild

    if reader is None:
        raise InputError("an erasure was broken off", remedy="run: timewire erase --resume")
    rebuild(store, reader)
    store.remove_copies()
    with store.archive.transaction():
        store.archive.erasures.mark({"step": "compact"})
