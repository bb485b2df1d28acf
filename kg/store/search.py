"""The full-text index of a store: sentences, claims, labels and titles, in SQLite's FTS5 beside the archive.

It follows the graph as the graph follows the archive: each change of an article is made in it too, and it knows the
number of the last change that it has. Where it is behind (after an update by SPARQL, a bulk load, a crash) it is filled
anew from the graph before anybody searches. It has a connection of its own to the file, so that readers never wait.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import QueryError, StoreError
from kg.graph.iris import Iris
from kg.graph.terms import DCTERMS, ONT, RDFS, SKOS, VOCABULARY
from kg.store.remedies import remedy_for
from kg.store.search_query import Search

KINDS = ("event", "sentence", "claim", "actor", "place", "article", "thing")
"""What is found; ``thing`` is all that has a label and is none of the others."""
TIME_LIMIT_S = 5.0
_BUSY_S = 60.0
_STEPS = 5_000
"""Instructions of SQLite between two looks at the clock."""
_COUNTED = 10_000
"""So many hits are counted; beyond that it is "more than"."""
_SNIPPET_WORDS = 40
_OPEN, _CLOSE = "\x01", "\x02"
_MARKS = str.maketrans({_OPEN: " ", _CLOSE: " "})
INDEXED = (ONT.exact, ONT.claimText, DCTERMS.title, RDFS.label, SKOS.prefLabel, SKOS.altLabel, ONT.hidden)
"""Predicates whose values are looked through; their places in this list are kept on disk."""
_INDEXED = frozenset(INDEXED)
_HIDDEN = "hidden"
"""The kind of a row that says that an editor hides a thing; nothing of the thing is found then."""
_NOT_HIDDEN = "AND s.iri NOT IN (SELECT iri FROM said WHERE kind = 'hidden')"


@dataclass(frozen=True, slots=True)
class Said:
    """A text, the node whose it is, and the place of the predicate between them in ``INDEXED``."""

    iri: str
    kind: str
    property: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``found``: it is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that fits; ``pieces`` is the stretch of it with most of the words, … where it was cut."""

    iri: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits, best first; ``total`` of all, at least so many if ``more`` is True."""

    hits: tuple[Hit, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """IRIs of what fits, best first; ``cut``: there are more."""

    iris: tuple[str, ...]
    cut: bool = False


class SearchIndex:
    """The index in the SQLite file of an archive."""

    def __init__(self, path: Path, iris: Iris) -> None:
        self._path = path
        self._iris = iris
        self._lock = threading.Lock()
        self._db = self._opened()
        self._db.execute("PRAGMA synchronous = NORMAL")  # what is lost in a power cut is seen and filled anew

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # ------------------------------------------------------------------------------------------------ following

    @property
    def until(self) -> int:
        """The number of the last change that the index has."""
        with self._lock, _explained(self._path):
            return int(self._db.execute("SELECT seq FROM said_until").fetchone()[0])

    def follow(self, seq: int, removed: Iterable[Quad], added: Iterable[Quad], first: int | None = None) -> None:
        """Make change number ``seq`` of the graph here too, or all from ``first`` to it, which these quads come to.

        An index that is further behind is left to ``fill``.
        """
        gone, come = list(self._texts(removed)), list(self._texts(added))
        with self._transaction() as db:
            if db.execute("SELECT seq FROM said_until").fetchone()[0] != (first or seq) - 1:
                return
            db.executemany(
                "DELETE FROM said WHERE iri = ? AND property = ? AND text = ?",
                [(one.iri, one.property, one.text) for one in gone],
            )
            self._add(db, come)
            db.execute("UPDATE said_until SET seq = ?", (seq,))

    def fill(self, seq: int, quads: Iterable[Quad]) -> None:
        """Hold the texts of these quads and no others, as of change number ``seq``."""
        with self._transaction() as db:
            db.execute("DELETE FROM said")
            self._add(db, self._texts(quads))
            db.execute("UPDATE said_until SET seq = ?", (seq,))

    @staticmethod
    def _add(db: sqlite3.Connection, texts: Iterable[Said]) -> None:
        db.executemany(
            "INSERT INTO said (iri, kind, property, text) SELECT ?1, ?2, ?3, ?4 "
            "WHERE NOT EXISTS (SELECT 1 FROM said WHERE iri = ?1 AND property = ?3 AND text = ?4)",
            ((one.iri, one.kind, one.property, one.text) for one in texts),
        )

    def _texts(self, quads: Iterable[Quad]) -> Iterator[Said]:
        return (said for quad in quads if (said := said_by(quad, self._iris)))

    # ------------------------------------------------------------------------------------------------ searching

    def search(
        self,
        search: Search,
        kinds: Sequence[str] = (),
        limit: int = 20,
        offset: int = 0,
        members: Set[str] | None = None,
    ) -> Hits:
        """A page of what fits, of these kinds (none: of all); ``members`` are the IRIs to keep to, if any are given.

        What lies under an article, such as a sentence, is kept where the article is.

        Raises:
            QueryError: it takes longer than ``TIME_LIMIT_S``.
        """
        table, condition = _table(search), _condition(kinds) + ("" if members is None else " AND within(s.iri)")
        fitting = f"FROM {table} t JOIN said s ON s.id = t.rowid WHERE {table} MATCH ? {condition} {_NOT_HIDDEN}"
        with self._reading() as db:
            if members is not None:
                db.create_function("within", 1, lambda iri: self._owner(iri) in members, deterministic=True)
            total = db.execute(
                f"SELECT COUNT(*) FROM (SELECT DISTINCT s.iri {fitting} LIMIT ?)",
                (search.expression, *kinds, _COUNTED + 1),
            ).fetchone()[0]
            rows = db.execute(
                f"SELECT s.iri, s.kind, s.id, MIN(t.rank) AS best {fitting} GROUP BY s.iri ORDER BY best, s.id "
                "LIMIT ? OFFSET ?",
                (search.expression, *kinds, limit, offset),
            ).fetchall()
            hits = tuple(Hit(iri, kind, _snippet(db, table, search, id_)) for iri, kind, id_, _ in rows)
        return Hits(hits, min(total, _COUNTED), total > _COUNTED)

    def _owner(self, iri: str) -> str:
        """The article that a name lies under, or the name itself."""
        article = self._iris.article_of(NamedNode(iri))
        return article.value if article else iri

    def matches(self, search: Search, limit: int) -> Matches:
        """The IRIs of what fits, each once.

        Raises:
            QueryError: it takes longer than ``TIME_LIMIT_S``.
        """
        table = _table(search)
        with self._reading() as db:
            rows = db.execute(
                f"SELECT s.iri, MIN(t.rank) AS best FROM {table} t JOIN said s ON s.id = t.rowid "
                f"WHERE {table} MATCH ? GROUP BY s.iri ORDER BY best, s.id LIMIT ?",
                (search.expression, limit + 1),
            ).fetchall()
        return Matches(tuple(iri for iri, _ in rows[:limit]), len(rows) > limit)

    # ------------------------------------------------------------------------------------------------- plumbing

    def _opened(self) -> sqlite3.Connection:
        with _explained(self._path):
            return sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _explained(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one search, which is broken off when its time is up."""
        deadline = time.monotonic() + TIME_LIMIT_S
        with closing(self._opened()) as db, _explained(self._path):
            db.execute("PRAGMA query_only = ON")
            db.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            yield db


def said_by(quad: Quad, iris: Iris) -> Said | None:
    """The text that a quad adds to the index; None for all others.

    The words of a sentence stand in the graph of its article; spans, which have words too, do not. What an article
    calls an event (its report) is left out, since the event is called the same.
    """
    if quad.predicate not in _INDEXED:
        return None
    subject, value = quad.subject, quad.object
    if not isinstance(subject, NamedNode) or not isinstance(value, Literal):
        return None
    if (quad.predicate == ONT.exact) == isinstance(quad.graph_name, DefaultGraph):
        return None
    kind = iris.kind_of(subject)
    if kind == "report" or subject.value.startswith(VOCABULARY):
        return None
    if quad.predicate == ONT.hidden:
        kind = _HIDDEN
    text = value.value.translate(_MARKS)
    return Said(subject.value, kind if kind in (*KINDS, _HIDDEN) else "thing", INDEXED.index(quad.predicate), text)


def _table(search: Search) -> str:
    return "said_literally" if search.literal else "said_words"


def _condition(kinds: Sequence[str]) -> str:
    return f"AND s.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""


def _snippet(db: sqlite3.Connection, table: str, search: Search, id_: int) -> tuple[Piece, ...]:
    row = db.execute(
        f"SELECT snippet({table}, 0, ?, ?, ?, ?) FROM {table} WHERE {table} MATCH ? AND rowid = ?",
        (_OPEN, _CLOSE, "…", _SNIPPET_WORDS, search.expression, id_),
    ).fetchone()
    return _pieces(row[0])


def _pieces(snippet: str) -> tuple[Piece, ...]:
    """The snippet cut at its marks."""
    pieces = []
    for number, part in enumerate(snippet.split(_OPEN)):
        inside, closed, after = part.partition(_CLOSE) if number else ("", "", part)
        pieces += [Piece(inside, True)] if closed else []
        pieces += [Piece(after if closed or not number else part, False)]
    return tuple(piece for piece in pieces if piece.text)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Errors of SQLite as ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise QueryError(
                f"no answer after {TIME_LIMIT_S:g} s", where="search", remedy="look for rarer words"
            ) from None
        remedy = remedy_for(error, "check the disk")
        raise StoreError(f"search index: {error}", where=str(path), remedy=remedy) from error
    except sqlite3.Error as error:
        raise StoreError(f"search index: {error}", where=str(path), remedy="run: timewire rebuild") from error
