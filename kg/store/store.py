"""A store: the archive that decides and the graph that follows, changed together (``opening.py`` opens it)."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from kg.errors import EditConflict, EngineGone, InputError, QueryError, StoreError, StoreWithoutArticles
from kg.graph.iris import Iris
from kg.graph.terms import PREFIXES, ontology_quads
from kg.graph.views import View
from kg.knowledge.edits import Edit
from kg.knowledge.matching import ulid_mint
from kg.knowledge.replacement import Change, replace_article, withdraw_article
from kg.model import Article
from kg.store.archive import Action, Archive, Decision, LoadedFile
from kg.store.changes import CHANGES_FILE, Changes, KeptChange
from kg.store.curating import curated, given_by_hand, source_of, standing
from kg.store.draft import Draft
from kg.store.embedded import EmbeddedGraph, pack, unpack
from kg.store.engines.access import Access, read_access, read_credentials
from kg.store.flushing import Flush
from kg.store.folder import ARCHIVE_FILE, COPIES_FOLDER, graph_folder, graph_folders, next_name
from kg.store.folders import remove_folder
from kg.store.graphs import Graph
from kg.store.jobs import Jobs
from kg.store.owner import Ownership
from kg.store.rematching import Rematching
from kg.store.search import INDEXED, SearchIndex

if TYPE_CHECKING:
    from kg.store.engines.remote import RemoteGraph

_ONTOLOGY_DIGEST = "ontology digest"
_ENGINE_UNTIL = "engine until"
_LOADED_QUADS = "loaded quads"
_IS_KEPT = "; what the archive has decided is kept, and will be made when the engine accepts it"
_SETTLE_EVERY = 64
"""Changes after which the graph is flushed, beside what comes next; the archive keeps them until the disk has them."""
_LOADED_AT_ONCE = 50_000  # quads of a rebuild, as whole tables: one article after the other costs more


@dataclass(frozen=True, slots=True)
class NewVersion:
    """An article as it came, where it came from, and all that the graph is to say of it."""

    article: Article
    source: str
    quads: Sequence[Quad]


class Store:
    """An open store; use ``with`` or ``close`` it. Writers of several threads take turns, readers never wait."""

    def __init__(self, folder: Path, archive: Archive, iris: Iris, ownership: Ownership, mend: bool = False) -> None:
        self.folder = folder
        self.archive = archive
        self.iris = iris
        self.ownership = ownership
        self.access = read_access(folder)
        self._mend = mend
        self.turn = threading.RLock()
        self.jobs = Jobs(folder / ARCHIVE_FILE, archive.clock)
        self._search = SearchIndex(folder / ARCHIVE_FILE, iris)
        self._changes = Changes(folder / CHANGES_FILE, archive)
        self._unsettled: list[int] = []
        self._flush: Flush | None = None
        self._remote: RemoteGraph | None = None
        self._may_write, self._is_behind = False, False
        try:
            self._graph: Graph = self._current(self.access)
        except StoreError:
            if not mend or self.access:
                raise
            self._graph = EmbeddedGraph(None, self.prefixes)  # stands in until the rebuild is done
            return
        self._finish_pending()
        self._finish_attempt()
        self._load_ontology()
        self._remove_old_graphs()
        self._generation = self.archive.last_seq()

    @property
    def graph(self) -> Graph:
        """The graph as it is now; ask anew for each use, since a rebuild puts another in its place."""
        return self._graph

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes that queries may use undeclared."""
        return {**PREFIXES, **self.iris.prefixes}

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Settle what is pending and let others own the store."""
        try:
            self.settle()
        finally:
            self._graph.close()
            self._search.close()
            self._changes.close()
            self.jobs.close()
            self.archive.close()
            self.ownership.release()

    @property
    def search(self) -> SearchIndex:
        """The full-text index, up with the graph; filling it anew may take seconds after an update by hand."""
        with self.turn if self._search.until != self.generation else nullcontext():
            if self._search.until != self.generation:
                self._fill_search()
        return self._search

    def _fill_search(self) -> None:
        quads = (quad for predicate in INDEXED for quad in self._graph.quads(predicate=predicate))
        self._search.fill(self.generation, quads)

    # -------------------------------------------------------------------------------------------------- changes

    def replace_article(self, article: Article, source: str, quads: Sequence[Quad]) -> Change:
        """Keep a version of an article, and let ``quads`` be all that the graph says of it; gives what changed.

        ``quads`` are those of ``kg.graph.statements.article_quads``. After a crash it is all there or not at all.
        """
        (change,) = self.replace_articles([NewVersion(article, source, quads)])
        return change

    def replace_articles(self, versions: Sequence[NewVersion]) -> list[Change]:
        """The same for several articles, in their order, with one synchronisation of the disk for all.

        Many are put into the graph fast and not at one stroke: who looks at it meanwhile may see some of them.
        """
        with self._changing():
            self.refuse_if_loaded()
            draft, made = Draft(self._graph.oxigraph), []
            with self.archive.transaction():
                for version in versions:
                    change = self._replacement(draft, version.article.id, version.quads)
                    draft.change(change.removed, change.added)
                    seq = self.archive.record_version(version.article, version.source, _packed(change))
                    made.append((seq, change))
            self._carry_out([seq for seq, _ in made], draft.removed, draft.added)
            return [change for _, change in made]

    def withdraw_article(self, article_id: str) -> Change:
        """Take an article back, with what only it supported; its versions stay in the archive.

        Raises:
            InputError: the store holds no such article.
        """
        with self._changing():
            known = self.archive.newest(article_id)
            if known is None or not known.present:
                raise InputError(
                    f"no article {article_id!r} in the store" if known is None else "withdrawn already",
                    remedy="list ids by: timewire query 'SELECT ?id { ?a a ev:Article ; dcterms:identifier ?id }'",
                )
            article, mint = self.iris.article(article_id), ulid_mint(self.iris)
            change = withdraw_article(self._graph.oxigraph, self.archive.blocks, article, mint)
            self._carry_out([self.archive.record_withdrawal(article_id, _packed(change))], change.removed, change.added)
            return change

    def edit(self, edit: Edit, seen: int | None = None) -> Edit:
        """Keep what a person decided and let the graph follow; gives the edit with its number.

        ``seen`` is the number of the newest edit about these events that the person knew of (0: none).

        Raises:
            EditConflict: others have changed one of the events since.
            InputError: the edit that it takes back is not in force.
        """
        with self._changing():
            self.refuse_if_loaded()
            with self.archive.transaction():
                edits = self.archive.edits
                if seen is not None and edits.last(edit.events) > seen:
                    raise EditConflict(tuple(e for e in edits.about(edit.events) if e.number > seen))
                edit = edits.add(edit)
                change = curated(self._graph.oxigraph, self.archive.blocks, edits, edit, ulid_mint(self.iris))
                seq = self.archive.record_edit(edit, _packed(change), source_of(edit, edits))
                edits.concern(edit.number, set(change.assigned.values()))
            self._carry_out([seq], change.removed, change.added)
            return edit

    def _replacement(self, view: View, article_id: str, quads: Sequence[Quad]) -> Change:
        article, mint = self.iris.article(article_id), ulid_mint(self.iris)
        return replace_article(view, self.archive.blocks, article, quads, mint)

    def update(self, text: str) -> None:
        """Run a SPARQL update and keep it in the log, from which a rebuild runs it again.

        Raises:
            QueryError: it does not parse or cannot be run; nothing has changed then.
        """
        with self._changing():
            self._finish_attempt()
            seq = self.archive.record_update(text, lambda mark: self._run_update(text, mark))
            self._graph.remove_mark()
            self._generation = seq

    def _run_update(self, text: str, mark: str) -> None:
        """The log is synced to the disk and will not run this update again, so the graph must be there first."""
        self._graph.update_marked(text, mark)
        self._graph.flush()

    def describe(self, name: NamedNode, triples: Iterable[Triple]) -> None:
        """Let these be the triples of a graph that describes the others: counted, not read, and so in no rebuild."""
        with self.turn:
            there = set(self._graph.quads(graph=name))
            come = dict.fromkeys(Quad(one.subject, one.predicate, one.object, name) for one in triples)
            self._graph.apply([quad for quad in there if quad not in come], [q for q in come if q not in there])
            seq = self.archive.record_description()
            self._search.follow(seq, (), ())
            self._generation = seq

    @property
    def generation(self) -> int:
        """A number that grows with every change, and stays over restarts."""
        return self._generation

    def checkpoint(self, folder: Path) -> int:
        """Make a copy of the graph that shares its files; gives its generation. The folder must not exist."""
        with self.turn:
            self._graph.backup(folder)
            return self.generation

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A turn to write, before which it is seen that the engine lets us."""
        with self.turn:
            self.see_may_write()
            yield

    def see_may_write(self) -> None:
        """See that the engine that holds the graph takes changes of ours, before the archive decides one.

        What an engine failed to take before goes to it first, so that it gets all changes in their order.

        Raises:
            StoreError: it refuses who asks; nothing has changed.
        """
        with self.turn:
            if self._remote is None or self._may_write:
                return
            self._remote.see_may_write()
            if self._is_behind:
                self._end_flush()
                self._unsettled = []
                self._finish_pending()
                self._generation = self.archive.last_seq()
            self._may_write, self._is_behind = True, False

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """What the archive has decided stays decided: an engine that fails to take it is to get it before the next."""
        try:
            yield
        except StoreError as error:
            if self._remote is not None:
                self._may_write, self._is_behind = False, True
                error.what += "" if isinstance(error, EngineGone) else _IS_KEPT
            raise

    def _carry_out(self, seqs: Sequence[int], removed: Collection[Quad], added: Collection[Quad]) -> None:
        with self._kept():
            (self._remote.carry_out if self._remote else self._graph.apply)(removed, added)
        if seqs:
            self._search.follow(seqs[-1], removed, added, first=seqs[0])
            self._generation = seqs[-1]
        self._unsettled += seqs
        if self._flush and self._flush.is_over:
            self._end_flush()
        if len(self._unsettled) >= _SETTLE_EVERY and not self._flush:
            self._begin_flush()

    def settle(self) -> None:
        """Return when the disk has all changes; the archive forgets then what was pending."""
        with self.turn:
            self._end_flush()
            if self._unsettled:
                self._begin_flush()
                self._end_flush()

    def _begin_flush(self) -> None:
        """Let the disk have what the graph has, beside what comes next."""
        self._flush, self._unsettled = Flush(self._graph.flush, self._unsettled), []

    def _end_flush(self) -> None:
        """Wait for a flush, if one is under way, and let the archive forget what it brought to the disk.

        If it failed its changes stay pending, and the next flush is to bring them.
        """
        if not (flush := self._flush):
            return
        self._flush = None
        try:
            flush.result()
            self._note(flush.seqs[-1])
        except BaseException:
            self._unsettled = [*flush.seqs, *self._unsettled]
            raise
        self._changes.keep(self.archive.pending(until=flush.seqs[-1]))
        self.archive.settle(flush.seqs)

    def changes_since(self) -> int:
        """The state from which on all changes are kept; whoever knows an older one has to begin anew."""
        with self.turn:
            self.settle()
            return self._changes.since()

    def changes(self, after: int, until: int) -> Sequence[KeptChange]:
        """The kept changes above one number and up to another."""
        with self.turn:
            return self._changes.between(after, until)

    def _note(self, until: int) -> None:
        """Where an engine holds the graph, both it and the archive note up to which change it has all."""
        if self._remote is not None:
            with self._kept():
                self._remote.stand(until)
            self.archive.set_meta(_ENGINE_UNTIL, str(until).encode())

    # -------------------------------------------------------------------------------------------------- rebuild

    def rebuild(
        self, read: Callable[[Article], Sequence[Quad]], done: Callable[[str], None]
    ) -> tuple[tuple[int, QueryError], ...]:
        """Make the graph anew from the archive, in a folder of its own; until it is whole the old one stands.

        ``read`` gives the quads of an article, ``done`` hears the id of each. Events keep their IRIs; the updates of
        the log are run again after the articles. Gives the number and the error of those that can be run no more, such
        as a DROP of the graph of an article that has been withdrawn since.
        """
        with self._changing():
            self.refuse_if_loaded()
            with self._new_graph() as (name, new):
                matched = self._fill(new, read, done)
                refused = tuple(self._replay(new, matched))
            self._turn_to(name, new, matched)
            return refused

    @contextmanager
    def preview(self, read: Callable[[Article], Sequence[Quad]], done: Callable[[str], None]) -> Iterator[View]:
        """The graph as ``rebuild`` would make it, in a folder of its own that goes after the block; nothing changes.

        Updates by SPARQL are not run again in it.
        """
        with self.turn:
            self.refuse_if_loaded()
            name = next_name(self.folder)
            new = self._opened(name)
            try:
                self._fill(new, read, done).index.close()
                yield new.oxigraph
            finally:
                new.close()
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def put_graph(self, fill: Callable[[EmbeddedGraph], Sequence[LoadedFile]]) -> int:
        """Let what ``fill`` puts into an empty graph be the graph of a store without articles; it tells the files.

        Gives the number of quads, which the archive keeps to be compared with.

        Raises:
            StoreError: the store holds articles, from which its graph follows.
        """
        with self._changing():
            if not self.archive.is_loaded and any(self.archive.present_ids()):
                raise StoreError(
                    "the store holds articles, from which its graph follows",
                    where=str(self.folder),
                    remedy="load into a folder of its own with --store",
                )
            with self._new_graph() as (name, new):
                files = fill(new)
            self.archive.record_load(name, files)
            self._stand_on(new, searched=False)
            count = len(self._graph)
            self.archive.set_meta(_LOADED_QUADS, f"{self._generation} {count}".encode())
            return count

    def loaded_quads(self) -> int | None:
        """How many quads were loaded; None if that is not known, or the graph was changed since."""
        seq, _, count = (self.archive.meta(_LOADED_QUADS) or b"").decode().partition(" ")
        return int(count) if seq == str(self.archive.last_seq()) else None

    @contextmanager
    def _new_graph(self) -> Iterator[tuple[str, EmbeddedGraph]]:
        """A graph in a folder of its own, to be filled; it is on the disk after the block, or gone if that fails."""
        name, new = next_name(self.folder), None
        try:
            new = self._opened(name)
            yield name, new
            new.flush()
        except BaseException:
            if new:
                new.close()
            remove_folder(self.folder / name)
            raise

    def refuse_if_loaded(self) -> None:
        """Raise StoreWithoutArticles where the graph was loaded from files."""
        if self.archive.is_loaded:
            raise StoreWithoutArticles(
                "the graph was loaded from files and follows from no articles",
                where=str(self.folder),
                remedy="use another store for articles; timewire load replaces the graph",
            )

    def renew(self, keep: Callable[[Quad], bool]) -> None:
        """Write the quads of the graph that are to be kept into a folder of their own, and turn to it.

        No file of the new folder has ever held the others; the old folder and all copies for readers go.
        """
        with self._changing():
            self.settle()
            name = next_name(self.folder)
            new = self._opened(name)
            new.load(filter(keep, self._graph.quads()))
            new.flush()
            self.archive.record_rebuild(name, {})
            self._stand_on(new)
            self.remove_copies()

    def remove_copies(self) -> None:
        """Remove the copies of the graph that a server left behind, and the kept changes; not while one runs."""
        self._changes.forget()
        shutil.rmtree(self.folder / COPIES_FOLDER, ignore_errors=True)

    def _fill(
        self, new: EmbeddedGraph, read: Callable[[Article], Sequence[Quad]], done: Callable[[str], None]
    ) -> Rematching:
        new.load(ontology_quads())
        matching, gathered = Rematching(self.archive.blocks, self._graph.oxigraph, self.iris), list[Quad]()
        for version in map(self.archive.newest, self.archive.present_ids()):
            assert version is not None
            quads = read(version.article)
            gathered += quads
            if len(gathered) > _LOADED_AT_ONCE:
                new.load(gathered)
                gathered.clear()
            matching.add(version.article.id, quads)
            done(version.article.id)
        new.load(gathered)
        for source, quads in given_by_hand(self.archive.edits.sources()):
            new.apply((), quads)
            matching.add(source, quads)
        new.load(list(matching.knowledge(new.oxigraph)))
        new.load(standing(self.archive.edits.in_force()))
        return matching

    def _replay(self, new: EmbeddedGraph, matched: Rematching) -> Iterator[tuple[int, QueryError]]:
        """Run the updates of the log again, in their order; gives those that fail."""
        for entry in self.archive.log():
            if entry.action is Action.UPDATE:
                matched.index.forget()
                try:
                    new.update(entry.detail or "")
                except QueryError as error:
                    yield entry.seq, error

    def _turn_to(self, name: str, new: EmbeddedGraph, matched: Rematching) -> None:
        self.archive.record_rebuild(name, matched.assigned(), matched.index, matched.naming)
        matched.index.close()
        self._stand_on(new)

    def _stand_on(self, new: EmbeddedGraph, searched: bool = True) -> None:
        """Turn to a graph; a large one is made searchable when somebody searches."""
        if self._flush:
            self._flush.wait()
        self._flush, self._unsettled = None, []
        self._generation = self.archive.last_seq()
        old = self._put(new)
        if searched:
            self._fill_search()
        old.close()
        self._remove_old_graphs()

    def _put(self, new: EmbeddedGraph) -> Graph:
        """Let a graph stand in place of the one there is, which an engine is made to be; gives what is over then."""
        if self._remote is not None:
            self._remote.become(new)
            self._note(self._generation)
            return new
        self._graph, old = new, self._graph
        return old

    # -------------------------------------------------------------------------------------------------- opening

    def _current(self, access: Access | None) -> Graph:
        name = graph_folder(self.archive)
        if access:
            self._remote = self._far(access)
            return self._remote
        if self.archive.meta(_ONTOLOGY_DIGEST) and not (self.folder / name).is_dir():
            again = "load the files again" if self.archive.is_loaded else "run: timewire rebuild"
            raise StoreError("the graph is gone", where=str(self.folder / name), remedy=again)
        return self._opened(name)

    def _opened(self, name: str) -> EmbeddedGraph:
        return EmbeddedGraph(self.folder / name, self.prefixes)

    def _far(self, access: Access) -> RemoteGraph:
        """The graph on an engine, once it is known to be this one; a graph that was to be put there is put there."""
        from kg.store.engines.client import PATIENCE_S  # what speaks HTTP takes half a second to load
        from kg.store.engines.registering import connected

        graph = connected(self.folder, access, read_credentials(), self.prefixes, patience_s=0.0)
        try:
            if (staged := self.folder / graph_folder(self.archive)).is_dir():
                graph.become(new := self._opened(staged.name))
                new.close()
                graph.stand(last := self.archive.last_seq())
                self.archive.set_meta(_ENGINE_UNTIL, str(last).encode())
            elif not self._mend:
                graph.check(int(self.archive.meta(_ENGINE_UNTIL) or 0), self.archive.last_seq())
            graph.client.patience_s = PATIENCE_S
        except BaseException:
            graph.close()
            raise
        return graph

    def _finish_pending(self) -> None:
        """Make the changes that the archive decided and that a crash may have kept from the graph."""
        for pending in self.archive.pending():
            removed, added = unpack(pending.removed), unpack(pending.added)
            with self._kept():
                self._graph.apply(removed, added)
            self._search.follow(pending.seq, removed, added)
            self._unsettled.append(pending.seq)
        self.settle()

    def _finish_attempt(self) -> None:
        """Log the update during which the process died, if it reached the graph; forget it if it did not."""
        attempt = self.archive.open_attempt()
        if attempt:
            mark, text = attempt
            self.archive.end_attempt(text if self._graph.is_marked(mark) else None)
        self._graph.remove_mark()

    def _load_ontology(self) -> None:
        """Put the terms and codes of this version in place of those that were loaded before."""
        if self.archive.is_loaded:
            return  # such a graph is what its files say
        now = pack(ontology_quads())
        if self.archive.meta(_ONTOLOGY_DIGEST) != (digest := sha256(now).digest()):
            before = self.archive.meta("ontology")
            new = dict.fromkeys(ontology_quads())
            self._graph.apply([quad for quad in unpack(before) if quad not in new] if before else [], new)
            self._graph.flush()
            self.archive.set_meta("ontology", now)
            self.archive.set_meta(_ONTOLOGY_DIGEST, digest)

    def _remove_old_graphs(self) -> None:
        kept = None if self.access else graph_folder(self.archive)
        for folder in graph_folders(self.folder):
            if folder.name != kept:
                shutil.rmtree(folder, ignore_errors=True)


def _packed(change: Change) -> Decision:
    return Decision(
        pack(change.removed),
        pack(change.added),
        change.assigned,
        change.filing,
        change.naming,
        change.moved,
        change.copied,
    )
