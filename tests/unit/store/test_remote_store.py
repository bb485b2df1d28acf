"""A store whose graph is on ``oxigraph serve``: what is guaranteed, and what bad engines are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from engines_at_work import AtWork, free_port, oxigraph_at_work
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg.__main__ import main
from kg.errors import QueryError, StoreError
from kg.model import Article
from kg.store import Store, open_store
from kg.store.engines.access import Credentials
from kg.store.engines.client import Client
from kg.store.engines.reading import RemoteDataset
from kg.store.engines.remote import RemoteGraph
from kg.store.store import NewVersion

HERE = DefaultGraph()


def quad(name: str, graph: str | None = None) -> Quad:
    place = NamedNode(f"urn:g:{graph}") if graph else HERE
    return Quad(NamedNode(f"urn:s:{name}"), NamedNode("urn:p"), Literal(name), place)


@contextmanager
def opened(engine: AtWork, archive: Path) -> Iterator[Store]:
    if not archive.exists():
        assert main(["ingest", os.devnull, *engine.options(archive)]) in (0, 1, 2)
    with open_store(archive, create=False) as store:
        yield store


def put(store: Store, name: str) -> None:
    store.replace_articles(
        [
            NewVersion(
                Article(name, "Norwegian and Swedish negotiators met in Oslo."), "test", [quad(name), quad(name, name)]
            )
        ]
    )


# ------------------------------------------------------------------------------------------------ through the command


def test_articles_are_read_asked_taken_back_and_exported_on_an_engine(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    given = engine.options(archive)
    ingest = ["ingest", str(note), "--published", "2025-03-12", "--id", "fish", *given]
    assert main(ingest) == 0
    assert main(ingest) == 0
    assert "articles: 1 unchanged" in capsys.readouterr().out
    query = "SELECT ?what { ?e a ev:Event ; rdfs:label ?what }"
    assert main(["query", query, *given, "--format", "csv"]) == 0
    assert "Oslo" in capsys.readouterr().out
    assert engine.rows("SELECT ?e { ?e a <https://w3id.org/timewire/ont#Event> }")
    assert main(["search", "fishing", "--store", str(archive)]) == 0  # the folder knows its engine
    assert "fishing" in capsys.readouterr().out
    assert main(["export", "--format", "nquads", "--output", str(tmp_path / "graph.nq"), *given]) == 0
    assert "x-timewire" not in (tmp_path / "graph.nq").read_text()
    assert main(["verify", "--quick", *given]) == 0
    before = main_digest(archive)
    assert main(["withdraw", "fish", *given]) == 0
    assert not engine.rows("SELECT ?e { ?e a <https://w3id.org/timewire/ont#Event> }")
    assert main(ingest) == 0
    assert main_digest(archive) == before
    assert main(["rebuild", *given]) == 0
    assert main_digest(archive) == before
    assert not list(archive.glob("graph-*"))


def main_digest(archive: Path) -> str:
    with open_store(archive, create=False) as store:
        return store.graph.digest()


def test_a_store_moves_to_an_engine_and_back(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, far, back = tmp_path / "here", tmp_path / "far", tmp_path / "back"
    assert main(["ingest", str(note), "--published", "2025-03-12", "--id", "fish", "--store", str(here)]) == 0
    capsys.readouterr()
    assert main(["migrate", "--from", str(here), "--to", engine.url, "--archive", str(far), "--json"]) == 0
    there = json.loads(capsys.readouterr().out)
    assert there["articles"] == 1
    assert there["sum"]["quads"] > 1000
    assert main(["migrate", "--from", engine.url, "--from-archive", str(far), "--to", str(back), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == there
    assert main_digest(back) == main_digest(far) == main_digest(here) == there["sum"]["sha256"]
    assert main(["withdraw", "fish", "--store", str(back)]) == 0


def test_a_move_onto_an_engine_that_holds_data_changes_nothing(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, far = tmp_path / "here", tmp_path / "far"
    assert main(["ingest", str(note), "--id", "fish", "--store", str(here)]) == 0
    httpx.post(engine.url + "/update", data={"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}).raise_for_status()
    assert main(["migrate", "--from", str(here), "--to", engine.url, "--archive", str(far)]) == 2
    assert "holds data that are no store's" in capsys.readouterr().err
    assert not far.exists()
    assert engine.rows("SELECT * { ?s ?p ?o }") == [{"s": "urn:a", "p": "urn:b", "o": "urn:c"}]


def test_a_move_that_broke_off_says_how_it_is_completed(
    engine: AtWork, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, far = tmp_path / "here", tmp_path / "far"
    assert main(["ingest", str(note), "--id", "fish", "--store", str(here)]) == 0
    move = ["migrate", "--from", str(here), "--to", engine.url, "--archive", str(far)]

    class Died(BaseException):
        pass

    def dies(*arguments: object, **named: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(RemoteGraph, "become", dies)
        with pytest.raises(Died):
            main(move)
    assert main(move) == 2
    error = capsys.readouterr().err
    assert f"a move to the engine at {engine.url}/query was begun here and broke off" in error
    assert f"timewire verify --store {far} " in error
    assert main(["verify", "--store", str(far)]) == 0
    assert main_digest(far) == main_digest(here)
    assert main(move) == 2
    assert "the folder is not empty" in capsys.readouterr().err


# --------------------------------------------------------------------------------------------------- what is promised


def test_changes_that_a_crash_kept_from_the_engine_are_made_at_the_next_opening(
    engine: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    with opened(engine, archive) as store:
        put(store, "one")

    class Died(BaseException):
        pass

    def dies(self: Client, text: str, once: bool = False) -> None:
        raise Died

    with monkeypatch.context() as patch, open_store(archive, create=False) as store:
        store.see_may_write()
        patch.setattr(Client, "update", dies)
        with pytest.raises(Died):
            put(store, "two")
        store._unsettled = []  # the process is gone: nothing is settled at the end
    assert not engine.rows("SELECT * { <urn:s:two> ?p ?o }")
    with open_store(archive, create=False):
        pass
    assert engine.rows("SELECT ?g { GRAPH ?g { <urn:s:two> ?p ?o } }") == [{"g": "urn:g:two"}]
    assert engine.rows("SELECT ?o { <urn:s:two> ?p ?o }") == [{"o": "two"}]


def test_a_killed_ingestion_leaves_no_half_article(engine: AtWork, note: Path, tmp_path: Path) -> None:
    """Killed at several points, then opened: the engine holds what the archive says, no more and no less."""
    archive, articles = tmp_path / "archive", tmp_path / "articles"
    articles.mkdir()
    for number in range(12):
        place = ("Oslo", "Bergen", "Malmö")[number % 3]
        (articles / f"a{number}.txt").write_text(note.read_text().replace("Oslo", place))
    command = [sys.executable, "-m", "kg", "ingest", str(articles), "--published", "2025-03-12", "--workers", "1"]
    for after_s in (0.3, 0.8):
        process = subprocess.Popen([*command, *engine.options(archive)], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not (archive / "archive.sqlite").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(after_s)
        process.kill()
        process.wait()
    assert main(["verify", "--quick", *engine.options(archive)]) == 0
    assert subprocess.run([*command, *engine.options(archive)], stdout=subprocess.DEVNULL, check=False).returncode == 0
    with open_store(archive, create=False) as store:
        assert len(store.archive.present_ids()) == 12
    assert main(["verify", "--quick", *engine.options(archive)]) == 0


def test_an_engine_that_was_put_back_is_found_out_and_mended_by_a_rebuild(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    given = engine.options(archive)
    assert main(["ingest", str(note), "--published", "2025-03-12", "--id", "fish", *given]) == 0
    before = main_digest(archive)
    httpx.post(engine.url + "/update", data={"update": "CLEAR ALL"}).raise_for_status()
    assert main(["query", "ASK {}", *given]) == 2
    assert "timewire rebuild" in capsys.readouterr().err
    assert main(["rebuild", *given]) == 0
    assert main_digest(archive) == before


def test_two_archives_do_not_share_an_engine(
    engine: AtWork, tmp_path: Path, note: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(note), "--id", "fish", *engine.options(tmp_path / "one")]) == 0
    assert main(["ingest", str(note), "--id", "fish", *engine.options(tmp_path / "two")]) == 2
    assert "another store" in capsys.readouterr().err
    assert not (tmp_path / "two").exists()


def test_an_engine_that_is_gone_for_a_while_is_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port, archive = free_port(), tmp_path / "archive"
    with oxigraph_at_work(tmp_path / "engine", port) as engine, opened(engine, archive):
        pass
    with oxigraph_at_work(tmp_path / "engine", port) as engine:
        store = open_store(archive, create=False)
    back = threading.Event()

    def comes_back() -> None:
        time.sleep(3)
        with oxigraph_at_work(tmp_path / "engine", port):
            back.wait(60)

    thread = threading.Thread(target=comes_back)
    thread.start()
    try:
        put(store, "one")
        assert engine.rows("SELECT ?o { <urn:s:one> ?p ?o }") == [{"o": "one"}]
        store.close()
    finally:
        back.set()
        thread.join()
    told = capsys.readouterr().err
    assert "waiting up to 600 s" in told
    assert "answers again after" in told


def test_a_command_that_begins_without_its_engine_says_so_and_changes_nothing(
    tmp_path: Path, note: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    with oxigraph_at_work(tmp_path / "engine") as engine:
        assert main(["ingest", str(note), "--id", "fish", *engine.options(archive)]) == 0
    before = (archive / "archive.sqlite").read_bytes()
    assert main(["ingest", str(note), "--id", "cod", *engine.options(archive)]) == 2
    assert "does not answer" in capsys.readouterr().err
    assert (archive / "archive.sqlite").read_bytes() == before


def test_an_update_is_kept_and_counted_once(engine: AtWork, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with opened(engine, archive) as store:
        store.update("INSERT { <urn:a> <urn:n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?s <urn:none> ?o } }")
        with pytest.raises(QueryError):
            store.update("INSERT NONSENSE")
    with open_store(archive, create=False) as store:
        assert quad_of(store, "urn:n") == ["0"]
        assert not engine.rows("SELECT * { GRAPH <urn:x-timewire:update-in-progress> { ?s ?p ?o } }")


def quad_of(store: Store, predicate: str) -> list[str]:
    found = store.graph.quads(predicate=NamedNode(predicate))
    return [q.object.value for q in found if isinstance(q.object, Literal)]


def test_blank_nodes_are_refused(engine: AtWork, tmp_path: Path) -> None:
    with opened(engine, tmp_path / "archive") as store, pytest.raises(StoreError, match="blank nodes"):
        store.graph.apply([], [Quad(BlankNode(), NamedNode("urn:p"), Literal("x"))])


# --------------------------------------------------------------------------------------------------------- cut answers


def test_answers_that_an_engine_cuts_are_read_in_pages_or_refused(engine: AtWork, tmp_path: Path) -> None:
    """``oxigraph serve`` cuts nothing, so it is believed to: what is read in pages is whole, a long answer an error."""
    archive = tmp_path / "archive"
    with opened(engine, archive) as store:
        store.graph.load([quad(f"n{number:03d}") for number in range(120)])
        client = Client(replace(store.access, max_rows=20), Credentials(), patience_s=0.0)  # type: ignore[type-var]
        cut = RemoteDataset(client)
        found = list(cut.quads_for_pattern(None, NamedNode("urn:p"), None, None))
        assert len(found) == len(set(found)) == 120
        with pytest.raises(QueryError, match="cuts its answers at 20 rows"):
            cut.query("SELECT * { ?s <urn:p> ?o } LIMIT 20")
        assert len(list(cut.query("SELECT * { ?s <urn:p> ?o } LIMIT 19"))) == 19  # type: ignore[arg-type]
        with pytest.raises(QueryError, match="cuts its answers"):
            cut.query("CONSTRUCT WHERE { ?s <urn:p> ?o }")
        client.close()
