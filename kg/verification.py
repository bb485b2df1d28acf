"""Is a store whole? The archive by itself, the graph against the archive and, if wanted, against a new reading."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import InputError
from kg.graph.iris import elsewhere
from kg.graph.terms import DCTERMS, ONT, A
from kg.pipeline import Reader, quads_of, read_article
from kg.store import Store, tables
from kg.store.archive import Action, LogEntry, text_hash
from kg.store.curating import given_by_hand
from kg.store.folder import ARCHIVE_FILE
from kg.store.opening import OLD_FILING
from kg.validation import validate

_HERE = DefaultGraph()


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: counts of what is there, faults in one line each, and what is no fault but to be known."""

    counts: Mapping[str, int]
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``timewire verify --json`` prints it."""
        return {
            "whole": not self.faults,
            "counts": dict(self.counts),
            "faults": list(self.faults),
            "notes": list(self.notes),
        }

    def lines(self) -> Iterator[str]:
        """For people."""
        yield ", ".join(f"{count:,} {name}" for name, count in self.counts.items())
        yield from (f"note: {note}" for note in self.notes)
        yield from (f"fault: {fault}" for fault in self.faults)
        yield f"{len(self.faults)} faults" if self.faults else "whole"


def verify(store: Store, with_shapes: bool) -> Verification:
    """Check an open store: its file, the hashes of its texts, the graph against them, and the shapes."""
    of_graph = _faults_of_load if store.archive.is_loaded else _faults_of_graph
    checks = (_faults_of_file, _faults_of_versions, of_graph, _faults_of_erasures)
    faults = [fault for check in checks for fault in check(store)]
    counts = _counts(store)
    if with_shapes:
        found = validate(store)
        severities = Counter(finding.severity for finding in found)
        counts |= {"violations of shapes": severities["Violation"], "warnings of shapes": severities["Warning"]}
        faults += [f"shape {f.shape}: {f.node}: {f.message}" for f in found if f.severity == "Violation"]
    return Verification(counts, tuple(faults), tuple(_notes(store)))


def _counts(store: Store) -> dict[str, int]:
    present = len(store.archive.present_ids())
    return {
        "articles": present,
        "withdrawn": len(store.archive.ids()) - present,
        "versions": sum(1 for _ in store.archive.texts()),
        "quads": len(store.graph),
        "changes": store.generation,
        "tombstones": len(store.archive.erasures.tombstones()),
        "edits": len(store.archive.edits.all()),
        "jobs waiting": store.jobs.count_open(),
    }


# ------------------------------------------------------------------------------------------------- the archive


def _faults_of_file(store: Store) -> Iterator[str]:
    """What SQLite finds in its file, and what is left of changes that were begun."""
    with closing(sqlite3.connect(store.folder / ARCHIVE_FILE, timeout=60)) as db:
        (schema,) = db.execute("PRAGMA user_version").fetchone()
        if schema != tables.SCHEMA_VERSION:
            yield f"archive: schema {schema} where {tables.SCHEMA_VERSION} should be"
        found = db.execute("PRAGMA integrity_check").fetchall()
        yield from (f"archive: {said}" for (said,) in found if said != "ok")
        yield from (f"archive: a row of {row[0]} points nowhere" for row in db.execute("PRAGMA foreign_key_check"))
    if store.archive.pending():
        yield f"archive: {len(store.archive.pending())} changes have not reached the graph"
    if store.archive.open_attempt():
        yield "archive: an update was begun and not ended"
    if store.archive.erasures.open():
        yield "archive: an erasure was broken off; run: timewire erase --resume"


def _faults_of_versions(store: Store) -> Iterator[str]:
    present = set(store.archive.present_ids())
    for article_id in store.archive.ids():
        versions = store.archive.versions(article_id)
        if not versions or [version.number for version in versions] != list(range(1, len(versions) + 1)):
            yield f"article {article_id}: versions are missing"
        for version in versions:
            if text_hash(version.article.text) != version.sha256:
                yield f"article {article_id}: the text of version {version.number} is not the one that was received"
        if article_id in present and versions and not store.archive.holds(versions[-1].article):
            yield f"article {article_id}: what is kept of it is not what was received"


def _faults_of_erasures(store: Store) -> Iterator[str]:
    for stone in store.archive.erasures.tombstones():
        if stone.kind == "article" and store.archive.newest(stone.id):
            yield f"article {stone.id}: it was erased, and is there"


# --------------------------------------------------------------------------------------------------- the graph


def _faults_of_graph(store: Store) -> Iterator[str]:
    """Present articles and no others are in the graph, of the same text, reports counted as the archive says."""
    present = set(store.archive.present_ids())
    told = dict(_articles_in_graph(store))
    by_hand = {source for source, _ in given_by_hand(store.archive.edits.sources())}
    yield from (f"source {id_}: it was given by hand and is not in the graph" for id_ in sorted(by_hand - set(told)))
    yield from (f"article {id_}: it is not in the graph" for id_ in sorted(present - set(told)))
    yield from (
        f"article {id_}: it is in the graph, and not in the archive" for id_ in sorted(set(told) - present - by_hand)
    )
    for article_id in sorted(present & set(told)):
        newest = store.archive.newest(article_id)
        if newest and told[article_id] != newest.sha256:
            yield f"article {article_id}: the graph is of another text"
        if astray := _reports_astray(store, store.archive.assigned_to(article_id)):
            yield f"article {article_id}: {len(astray)} reports count to other events than the archive says"


def _last_load(store: Store) -> LogEntry | None:
    return max((e for e in store.archive.log() if e.action is Action.LOAD), key=lambda e: e.seq, default=None)


def _faults_of_load(store: Store) -> Iterator[str]:
    """A graph that was loaded follows from no articles: the log tells of the files, and as many quads are there."""
    load = _last_load(store)
    if load is None or not json.loads(load.detail or "[]"):
        yield "archive: the graph was loaded, and the log does not tell from which files"
    yield from (f"article {id_}: it is in the archive of a loaded graph" for id_ in store.archive.present_ids())
    expected, found = store.loaded_quads(), len(store.graph)
    if expected is not None and found != expected:
        yield f"graph: {expected:,} quads were loaded, {found:,} are there; load the files again"


def _notes(store: Store) -> Iterator[str]:
    if store.archive.is_loaded:
        yield from _notes_of_load(store)
    if not store.archive.is_filed_by_present_rules:
        yield f"archive: {OLD_FILING}"


def _notes_of_load(store: Store) -> Iterator[str]:
    if (load := _last_load(store)) is None:
        return
    names = [file["name"] for file in json.loads(load.detail or "[]")]
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    yield (
        f"the graph was loaded on {load.at:%Y-%m-%d} from {len(names):,} files ({shown}) and follows from no articles, "
        "so it is not compared with any"
    )
    if store.loaded_quads() is None:
        yield "the graph was changed since it was loaded, so its quads are not compared with the number loaded"


def _articles_in_graph(store: Store) -> Iterator[tuple[str, str]]:
    for article in _subjects(store.graph.quads(None, A, ONT.Article, _HERE)):
        yield _literal(store, article, DCTERMS.identifier), _literal(store, article, ONT.textHash)


def _reports_astray(store: Store, assigned: Mapping[str, str]) -> list[str]:
    """The reports that do not lead to the event they were assigned to."""
    return [
        report
        for report, event in assigned.items()
        if next(store.graph.quads(elsewhere(report), ONT.reportOf, elsewhere(event), _HERE), None) is None
    ]


def _subjects(quads: Iterable[Quad]) -> Iterator[NamedNode]:
    return (quad.subject for quad in quads if isinstance(quad.subject, NamedNode))


def _literal(store: Store, node: NamedNode, predicate: NamedNode) -> str:
    values = (quad.object for quad in store.graph.quads(node, predicate, None, _HERE))
    return next((value.value for value in values if isinstance(value, Literal)), "")


# ------------------------------------------------------------------------------------------- reading once more


def read_again(store: Store, reader: Reader, sample: int, heard: Callable[[str], None]) -> Verification:
    """Read some articles again, drawn by chance and always the same, and compare what they say with their graphs.

    What another version of Timewire read is noted and not compared: it is meant to differ.
    """
    ids = store.archive.present_ids()
    drawn = sorted(random.Random(len(ids)).sample(ids, min(sample, len(ids))))
    faults: list[str] = []
    notes: list[str] = []
    compared = 0
    for article_id in drawn:
        version = store.archive.newest(article_id)
        assert version is not None
        try:
            quads = set(quads_of(read_article(version.article, reader), store.iris))
        except InputError as error:
            notes.append(f"article {article_id}: it cannot be read again: {error.what}")
            continue
        finally:
            heard(article_id)
        if not all(quad in store.graph.oxigraph for quad in quads if quad.predicate == ONT.extractor):
            notes.append(f"article {article_id}: another version read it; timewire rebuild reads it anew")
            continue
        compared += 1
        faults += _differences(store, article_id, quads)
    return Verification({"articles read again": compared}, tuple(faults), tuple(notes))


def _differences(store: Store, article_id: str, quads: set[Quad]) -> Iterator[str]:
    graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    lost = sum(quad not in store.graph.oxigraph for quad in quads)
    more = sum(quad not in quads for graph in graphs for quad in store.graph.quads(graph=graph))
    if lost or more:
        yield f"article {article_id}: {lost} statements are missing in the graph, {more} are too many"
