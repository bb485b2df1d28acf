"""``backup``, ``restore`` and ``verify`` as commands: what they print, refuse and leave behind."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command import keeping
from kg.erasure import erase_article
from kg.model import Article
from kg.pipeline import ingest_article
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import open_store
from kg.store.folder import ARCHIVE_FILE

TEXTS = {"rain": "The Gauge met the Union in Basel.", "hail": "The Gauge met the League in Chur."}


def put(store: Path, *ids: str) -> None:
    with open_store(store) as opened:
        for id_ in ids:
            article = Article(id_, TEXTS[id_], published=read_published("2024-05-01"))
            ingest_article(GivenArticle(f"{id_}.txt", article), opened, SentenceReader())


def ids(store: Path) -> list[str]:
    with open_store(store, create=False) as opened:
        return opened.archive.present_ids()


def timewire(*arguments: str | Path) -> int:
    return main([*map(str, arguments)])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keeping, "load_reader", SentenceReader)
    put(tmp_path / "store", "rain")
    assert timewire("backup", "--store", tmp_path / "store", "--to", tmp_path / "b") == 0
    return tmp_path / "store"


def test_a_store_is_verified_and_its_backups(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert timewire("verify", "--store", store, "--deep", 5, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["whole"] is True
    assert (said["counts"]["articles"], said["counts"]["articles read again"]) == (1, 1)
    assert timewire("verify", "--backup", store.with_name("b")) == 0
    assert capsys.readouterr().out.endswith("whole\n")


DAMAGES = {
    "is not the one that was received": "UPDATE version SET text = 'It hailed.'",
    "is not what was received": "UPDATE version SET title = 'Hail'",
    "versions are missing": "DELETE FROM version",
    "is in the graph, and not in the archive": "UPDATE article SET state = 'withdrawn'",
    "other events than the archive says": "UPDATE canonical SET event = 'https://data.example.org/event/x'",
    "it was erased, and is there": "INSERT INTO erased VALUES ('rain', 'article', '2024-05-01T00:00:00+00:00', 'x')",
}


@pytest.mark.parametrize("fault", DAMAGES)
def test_damage_of_the_archive_is_told(store: Path, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(store / ARCHIVE_FILE, isolation_level=None)) as db:
        db.execute(DAMAGES[fault])
    assert timewire("verify", "--store", store, "--quick") == 1
    assert fault in capsys.readouterr().out


def test_damage_of_the_graph_is_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(store, create=False) as opened:
        article = opened.iris.article("rain")
        opened.graph.update(f"DELETE WHERE {{ {article} ev:textHash ?hash }}")
    assert timewire("verify", "--store", store, "--quick") == 1
    assert "the graph is of another text" in capsys.readouterr().out
    with open_store(store, create=False) as opened:
        opened.graph.update(f"DELETE WHERE {{ {article} ?p ?o }} ; DROP GRAPH {article}")
    assert timewire("verify", "--store", store, "--deep", 1) == 1
    told = capsys.readouterr().out
    assert "it is not in the graph" in told


@pytest.fixture
def loaded(store: Path, tmp_path: Path) -> Path:
    """A store whose graph was loaded from what another one exports."""
    graph = tmp_path / "graph.nq"
    assert timewire("export", "--format", "nquads", "--output", graph, "--store", store) == 0
    assert timewire("load", graph, "--store", tmp_path / "loaded") == 0
    return tmp_path / "loaded"


def test_a_loaded_store_is_whole_without_articles(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert timewire("verify", "--store", loaded) == 0
    said = capsys.readouterr().out
    assert "note: the graph was loaded on " in said
    assert "from 1 files (graph.nq) and follows from no articles" in said
    assert said.endswith("whole\n")
    assert timewire("verify", "--store", loaded, "--deep", 1) == 0


def test_damage_of_a_loaded_store_is_told(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(loaded, create=False) as store:
        lost = next(store.graph.quads())
        store.graph.apply([lost], [])
        store.graph.flush()
    assert timewire("verify", "--store", loaded, "--quick") == 1
    assert "load the files again" in capsys.readouterr().out
    with open_store(loaded, create=False) as store:
        store.update("INSERT DATA { <urn:a> a <https://w3id.org/timewire/ont#Event> }")
    assert timewire("verify", "--store", loaded) == 1
    said = capsys.readouterr().out
    assert "fault: shape " in said
    assert "note: the graph was changed since it was loaded" in said
    with closing(sqlite3.connect(loaded / ARCHIVE_FILE)) as db:
        db.execute("DROP TRIGGER log_is_fixed")
        db.execute("UPDATE log SET detail = '[]' WHERE action = 'load'")
        db.commit()
    assert timewire("verify", "--store", loaded, "--quick") == 1
    assert "the log does not tell from which files" in capsys.readouterr().out


def test_a_store_is_replaced_only_on_request(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(store, "hail")
    assert timewire("restore", store.with_name("b"), "--store", store) == 2
    assert "--replace" in capsys.readouterr().err
    assert ids(store) == ["rain", "hail"]
    assert timewire("restore", store.with_name("b"), "--store", store, "--replace") == 0
    assert ids(store) == ["rain"]
    assert sorted(path.name for path in store.parent.iterdir()) == ["b", "store"]


def test_what_was_erased_since_is_erased_again(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(store, "hail")
    with open_store(store, create=False) as opened:
        erase_article(opened, "rain", "on request")
    for options in (["--store", store.with_name("beside"), "--erased", store], ["--store", store, "--replace"]):
        assert timewire("restore", store.with_name("b"), *options) == 0
        assert "erased again: rain" in capsys.readouterr().out
        assert ids(Path(options[1])) == []
        assert not [path for path in Path(options[1]).rglob("*") if path.is_file() and b"Basel" in path.read_bytes()]
        assert timewire("verify", "--store", options[1]) == 0


def test_backups_with_what_was_erased_go_with_the_next_one(store: Path) -> None:
    put(store, "hail")
    with open_store(store, create=False) as opened:
        erase_article(opened, "rain", "on request")
    assert timewire("backup", "--store", store, "--to", store.with_name("b")) == 0
    assert not [path for path in store.with_name("b").rglob("*") if path.is_file() and b"Basel" in path.read_bytes()]


def test_an_archive_alone_is_read_anew(store: Path) -> None:
    to, again = store.with_name("archives"), store.with_name("again")
    with open_store(store, create=False):  # whoever owns it
        assert timewire("backup", "--store", store, "--to", to, "--archive-only") == 0
    assert timewire("restore", to, "--store", again) == 0
    assert timewire("verify", "--store", again, "--deep", 1) == 0
    assert ids(again) == ["rain"]


def test_nothing_is_touched_where_it_cannot_be_done(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backups, letters = store.with_name("b"), store.with_name("letters")
    letters.mkdir()
    (letters / "letter.txt").write_text("Dear Union,")
    assert timewire("restore", backups, "--store", letters, "--replace") == 2
    with open_store(store, create=False):
        assert timewire("restore", backups, "--store", store, "--replace") == 2
        assert "owns the store" in capsys.readouterr().err
    assert timewire("backup", "--store", store, "--to", store / "b") == 2
    assert timewire("backup", "--store", letters, "--to", store.with_name("c")) == 2
    assert timewire("verify", "--backup", letters) == 2
    shutil.rmtree(backups / "objects")
    assert timewire("restore", backups, "--store", store, "--replace") == 2
    assert "missing" in capsys.readouterr().err
    assert ids(store) == ["rain"]
    assert [path.name for path in letters.iterdir()] == ["letter.txt"]
    assert not list(store.parent.glob(".*restoring*"))


def test_a_damaged_list_stops_neither_other_backups_nor_new_ones(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = store.with_name("b")
    put(store, "hail")
    for _ in range(2):
        assert timewire("backup", "--store", store, "--to", to) == 0
    lists, objects = sorted((to / "backups").glob("*.json")), set((to / "objects").glob("*/*"))
    whole = lists[2].read_bytes()
    lists[2].write_bytes(whole[:-9])
    capsys.readouterr()

    assert timewire("verify", "--backup", to) == 1
    told = capsys.readouterr().out
    assert f"{lists[2]}: the list of a backup was changed or cut" in told
    assert "2 backups" in told

    assert timewire("restore", to, "--store", store.with_name("again")) == 2
    assert "take another backup with --number: 2, 1" in capsys.readouterr().err
    assert timewire("restore", to, "--number", "2", "--store", store.with_name("again")) == 0
    assert lists[2].name in capsys.readouterr().err
    assert ids(store.with_name("again")) == ["rain", "hail"]

    assert timewire("backup", "--store", store, "--to", to, "--keep", "1", "--json") == 0
    said = capsys.readouterr()
    assert lists[2].name in said.err
    assert json.loads(said.out)["number"] == 4
    assert {path.name[:6] for path in (to / "backups").glob("*.json")} == {"000004"}
    assert timewire("verify", "--backup", to) == 0
    assert len(objects) >= len(list((to / "objects").glob("*/*")))


def test_pieces_of_a_list_that_may_be_put_back_stay(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = store.with_name("b")
    put(store, "hail")
    assert timewire("backup", "--store", store, "--to", to) == 0
    second = max((to / "backups").glob("*.json"))
    whole = second.read_bytes()
    second.write_bytes(whole[:-9])
    (to / "objects" / "00").mkdir(exist_ok=True)
    (to / "objects" / "00" / "unknown").write_bytes(b"of the list that is damaged")
    assert timewire("backup", "--store", store, "--to", to, "--keep", "2") == 0
    assert "no piece of older backups was removed" in capsys.readouterr().err
    second.write_bytes(whole)
    assert timewire("verify", "--backup", to) == 0
    assert (to / "objects" / "00" / "unknown").exists()


def test_a_damaged_list_keeps_nothing_that_was_erased(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = store.with_name("b")
    put(store, "hail")
    assert timewire("backup", "--store", store, "--to", to) == 0
    damaged = max((to / "backups").glob("*.json"))
    damaged.write_bytes(b"{}")
    with open_store(store, create=False) as opened:
        erase_article(opened, "rain", "on request")
    assert timewire("backup", "--store", store, "--to", to) == 0
    assert damaged.name in capsys.readouterr().err
    assert not [path for path in to.rglob("*") if path.is_file() and b"Basel" in path.read_bytes()]
    assert timewire("backup", "--store", store, "--to", to) == 0
    later = max((to / "backups").glob("*.json"))
    later.write_bytes(b"{}")  # made after the erasure, as the one before tells
    assert timewire("backup", "--store", store, "--to", to) == 0
    assert later.exists()
