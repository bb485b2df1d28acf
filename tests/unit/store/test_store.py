from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryBoolean
from sentence_reader import SentenceReader

from kg.errors import InputError, QueryError, StoreBusy, StoreError
from kg.graph.terms import LABELS_GRAPH, ONT, RDFS, TYPE, A
from kg.knowledge.replacement import rematch
from kg.knowledge.reports import Report, packed, stored_reports, unpacked
from kg.model import Article
from kg.pipeline import ingest_article, quads_of, rebuild
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from kg.store.archive import Action
from kg.store.folder import ARCHIVE_FILE

RAIN = Article("rain", "The Gauge met the Union in Basel. The Union left.", published=read_published("2024-05-01"))
RAIN_AGAIN = Article("again", "The Gauge met the Union in Basel.", published=read_published("2024-05-01"))
HAIL = Article("hail", "The Gauge met the League in Basel.", published=read_published("2024-05-02"))
RAIN_CORRECTED = Article("rain", "The Gauge met the League in Chur.", published=read_published("2024-05-01"))

Opened = Callable[[], Store]


def put(store: Store, *articles: Article) -> None:
    for article in articles:
        ingest_article(GivenArticle(f"{article.id}.txt", article), store, SentenceReader())


def labels(store: Store) -> set[str]:
    here = DefaultGraph()
    quads = store.graph.quads(None, RDFS.label, None, here)
    mine = [q.object.value for q in quads if isinstance(q.object, Literal) and "example.org" in str(q.subject)]
    return set(mine)


def test_a_missing_folder_becomes_an_empty_store_with_the_ontology(opened: Opened) -> None:
    store = opened()
    assert store.archive.present_ids() == []
    assert next(store.graph.quads(TYPE.Meeting, None, None, DefaultGraph()), None) is not None
    assert labels(store) == set()


def test_an_article_is_in_its_graphs_and_in_the_knowledge(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    article, sentence = store.iris.article("rain"), store.iris.sentence("rain", 2)
    assert next(store.graph.quads(graph=sentence), None) is not None
    texts = [quad.object for quad in store.graph.quads(sentence, ONT.exact, None, article)]
    assert texts == [Literal("The Union left.")]
    assert labels(store) >= {"Gauge", "Union", "Basel", "The Union left."}


def test_a_changed_article_takes_back_what_it_no_longer_says(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, RAIN_CORRECTED)
    assert labels(store) == {"Gauge", "League", "Chur", "The Gauge met the League in Chur."}
    assert len(store.archive.versions("rain")) == 2


def test_what_another_article_supports_stays_after_a_withdrawal(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL)
    store.withdraw_article("rain")
    assert labels(store) == {"Gauge", "League", "Basel", "The Gauge met the League in Basel."}
    assert not any("article/rain" in str(quad) for quad in store.graph.quads())


def test_withdrawing_leaves_what_stood_before(opened: Opened) -> None:
    store = opened()
    put(store, HAIL)
    before = store.graph.digest()
    put(store, RAIN)
    store.withdraw_article("rain")
    assert store.graph.digest() == before


def test_an_article_that_comes_back_has_its_events_under_their_old_names(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    before = store.graph.digest()
    store.withdraw_article("rain")
    put(store, RAIN)
    assert store.graph.digest() == before


def test_withdrawing_what_is_not_there_is_refused(opened: Opened) -> None:
    store = opened()
    with pytest.raises(InputError, match="no article 'snow'"):
        store.withdraw_article("snow")
    put(store, RAIN)
    store.withdraw_article("rain")
    with pytest.raises(InputError, match="withdrawn already"):
        store.withdraw_article("rain")


def test_all_is_there_after_opening_again(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL)
    before = store.graph.digest()
    store.close()
    store = opened()
    assert store.graph.digest() == before
    assert store.archive.pending() == []


def test_a_rebuild_gives_the_same_graph(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL, RAIN_CORRECTED)
    store.settle()
    before, old_folder = store.graph.digest(), store._graph._folder
    report = rebuild(store, SentenceReader())
    assert [article.id for article in report.articles] == ["rain", "hail"]
    assert store.graph.digest() == before
    assert not old_folder.exists()
    store.close()
    assert opened().graph.digest() == before


def test_a_rebuild_mends_a_graph_that_is_gone(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    before = store.graph.digest()
    store.close()
    shutil.rmtree(store.folder / "graph-1")
    with pytest.raises(StoreError, match=r"the graph is gone.*timewire rebuild"):
        opened()
    with open_store(store.folder, mend=True) as broken:
        rebuild(broken, SentenceReader())
    assert opened().graph.digest() == before


def test_a_rebuild_that_fails_leaves_the_graph_that_stood(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL)
    before = store.graph.digest()

    def read(article: Article) -> list[object]:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        store.rebuild(read, lambda _: None)  # type: ignore[arg-type]
    assert store.graph.digest() == before
    assert [child.name for child in store.folder.glob("graph-*")] == ["graph-1"]


def test_updates_are_logged_and_run_again_by_a_rebuild(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    store.update("INSERT DATA { evt:x rdfs:label 'added by hand' }")
    with pytest.raises(QueryError):
        store.update("INSERT DATA { nonsense }")
    before = store.graph.digest()
    rebuild(store, SentenceReader())
    assert store.graph.digest() == before
    assert "added by hand" in labels(store)
    assert [entry.action for entry in store.archive.log()].count(Action.UPDATE) == 1


def kept(store: Store) -> dict[str, Report]:
    return store.archive.blocks.told(store.archive.blocks.all_reports())


def test_reports_are_kept_as_they_stand_in_the_graph(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL)
    names = sorted(store.archive.blocks.all_reports())
    stored = stored_reports(store.graph.oxigraph, map(NamedNode, names))
    assert kept(store) == {report.iri.value: unpacked(packed(report)) for report in stored}
    put(store, RAIN_CORRECTED)
    stored = stored_reports(store.graph.oxigraph, map(NamedNode, store.archive.blocks.all_reports()))
    assert kept(store) == {report.iri.value: unpacked(packed(report)) for report in stored}
    store.withdraw_article("rain")
    assert {report.article for report in kept(store).values()} == {store.iris.article("hail")}


def test_reports_that_an_update_changed_are_read_again(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL)
    store.update(
        'DELETE { ?r rdfs:label ?l } INSERT { ?r rdfs:label "By hand"@en } WHERE { ?r a ev:EventReport ; rdfs:label ?l }'
    )
    assert kept(store) == {}
    store.withdraw_article("hail")
    put(store, HAIL)
    rebuild(store, SentenceReader())
    assert kept(store) == {}, "the update was run again after the articles"
    assert "By hand" in labels(store)


def test_a_report_that_an_update_took_from_its_event_stays_away(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    (report, *_) = sorted(kept(store))
    event = store.archive.blocks.events_of([report])[report]
    link = Quad(NamedNode(report), ONT.reportOf, NamedNode(event), DefaultGraph())
    assert link in store.graph.oxigraph
    store.update(f"DELETE DATA {{ <{report}> ev:reportOf <{event}> }}")
    put(store, RAIN_AGAIN)
    articles = {
        told.article for told in store.archive.blocks.told(store.archive.blocks.counted_to([event])[event]).values()
    }
    assert articles == {store.iris.article("rain"), store.iris.article("again")}, "the event is built anew"
    assert link not in store.graph.oxigraph
    before = store.graph.digest()
    rebuild(store, SentenceReader())
    assert store.graph.digest() == before, "a rebuild, in which the update is run again, says the same"


def test_an_event_tells_what_an_update_made_of_its_reports(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    report = min(kept(store))
    event = store.archive.blocks.events_of([report])[report]
    store.update(f'DELETE WHERE {{ <{report}> rdfs:label ?l }} ; INSERT DATA {{ <{report}> rdfs:label "By hand"@en }}')
    change = rematch(store.graph.oxigraph, store.archive.blocks, [report], lambda: NamedNode("x:new"), [event])
    assert Quad(NamedNode(event), RDFS.label, Literal("By hand", language="en"), DefaultGraph()) in change.added


def test_an_update_that_can_be_run_no_more_is_listed_and_stops_no_rebuild(opened: Opened) -> None:
    store = opened()
    put(store, RAIN, HAIL)
    store.update("INSERT DATA { <x:before> <x:p> 1 }")
    store.update(f"DROP GRAPH {store.iris.article(HAIL.id)}")
    store.update("INSERT DATA { <x:after> <x:p> 1 }")
    store.withdraw_article(HAIL.id)
    report = rebuild(store, SentenceReader())
    (skipped,) = report.skipped
    assert skipped.source.startswith("update ")
    assert store.graph.query("ASK { <x:before> <x:p> 1 . <x:after> <x:p> 1 }")


def test_the_ontology_of_an_older_version_is_replaced(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.graph.terms import ontology_quads
    from kg.store import store as module

    older = [*ontology_quads()[10:], ontology_quads()[0].__class__(TYPE.Retired, A, ONT.Event, DefaultGraph())]
    monkeypatch.setattr(module, "ontology_quads", lambda: tuple(older))
    opened().close()
    monkeypatch.undo()
    store = opened()
    assert set(store.graph.quads()) == set(ontology_quads())


def test_queries_may_use_the_prefixes_of_ontology_and_data(opened: Opened) -> None:
    store = opened()
    put(store, RAIN)
    answer = store.graph.query("ASK { art:rain a ev:Article . plc:town-basel a ev:Place }")
    assert isinstance(answer, QueryBoolean)
    assert bool(answer)


# ------------------------------------------------------------------------------------------------------ crashes

CRASH = """
import os, sys
sys.path.insert(0, sys.argv[3])
from sentence_reader import SentenceReader
from test_store import RAIN, RAIN_CORRECTED, HAIL, put
from kg.store import open_store
from kg.store.archive import Archive
from kg.store.embedded import EmbeddedGraph
store = open_store(sys.argv[1])
put(store, RAIN)
def die(*_):
    os.kill(os.getpid(), 9)
def half(self, steps):
    self.oxigraph.update(steps)
    die()
kind = sys.argv[2]
if kind == "before the graph": EmbeddedGraph.apply = die
if kind == "after the graph": EmbeddedGraph._run = half
if kind == "before settling": Archive.settle = die
put(store, RAIN_CORRECTED, HAIL)
store.close()
"""


@pytest.mark.parametrize(
    ("kind", "articles"),
    [("before the graph", [RAIN_CORRECTED]), ("after the graph", [RAIN_CORRECTED]), ("before settling", None)],
)
def test_a_killed_process_loses_nothing_and_leaves_nothing_half(
    tmp_path: Path, kind: str, articles: list[Article] | None
) -> None:
    folder, tests = tmp_path / "store", Path(__file__).parent
    script = CRASH.replace("sys.argv[3])", f"sys.argv[3]); sys.path.insert(0, {str(tests)!r})")
    killed = subprocess.run([sys.executable, "-c", script, str(folder), kind, str(tests.parents[1])], check=False)
    assert killed.returncode == -9
    with open_store(folder) as store, open_store(tmp_path / "fresh") as fresh:
        put(fresh, *(articles or [RAIN_CORRECTED, HAIL]))
        assert store.archive.pending() == []
        assert labels(store) == labels(fresh)
        assert len(store.graph) == len(fresh.graph)
        assert sorted(store.archive.present_ids()) == sorted(fresh.archive.present_ids())
        before = store.graph.digest()
        rebuild(store, SentenceReader())
        assert store.graph.digest() == before


# ---------------------------------------------------------------------------------------------- opening, refusing


def test_a_store_is_opened_once_at_a_time(opened: Opened, tmp_path: Path) -> None:
    opened()
    with pytest.raises(StoreBusy):
        open_store(tmp_path / "store", wait_s=0)


def test_a_folder_of_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"holds other files \(thesis.txt\)"):
        open_store(tmp_path)
    assert [child.name for child in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x")
    with pytest.raises(StoreError, match=r"cannot be opened.*--store"):
        open_store(tmp_path / "store")


def test_readers_make_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        open_store(tmp_path / "missing", create=False)
    assert not (tmp_path / "missing").exists()


def test_a_store_keeps_its_base(tmp_path: Path) -> None:
    open_store(tmp_path / "store", base="https://news.example/kg/").close()
    with open_store(tmp_path / "store") as store:
        assert store.iris.base == "https://news.example/kg/"
    with pytest.raises(StoreError, match=r"base IRI https://news.example/kg/"):
        open_store(tmp_path / "store", base="https://other.example/")
    open_store(tmp_path / "store").close()


def test_opening_that_fails_leaves_the_store_to_others(tmp_path: Path) -> None:
    open_store(tmp_path / "store").close()
    whole = (tmp_path / "store" / ARCHIVE_FILE).read_bytes()
    (tmp_path / "store" / ARCHIVE_FILE).write_bytes(b"broken " * 1000)
    with pytest.raises(StoreError):
        open_store(tmp_path / "store", wait_s=0)
    (tmp_path / "store" / ARCHIVE_FILE).write_bytes(whole)
    open_store(tmp_path / "store", wait_s=0).close()


def test_what_a_store_says_of_an_article_is_what_was_read(opened: Opened) -> None:
    from sentence_reader import reading_of

    store = opened()
    put(store, RAIN)
    named = [quad for quad in quads_of(reading_of(RAIN), store.iris) if isinstance(quad.graph_name, NamedNode)]
    kept = [quad for quad in store.graph.quads() if quad.graph_name not in (DefaultGraph(), LABELS_GRAPH)]
    assert set(kept) == set(named)
