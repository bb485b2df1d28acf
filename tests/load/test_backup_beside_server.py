"""Backups beside a server that writes; what kills them is in ``test_chaos.py``."""

from __future__ import annotations

from pathlib import Path

from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.model import Article
from kg.pipeline import ingest_article
from kg.sources.inputs import GivenArticle
from kg.store import open_store
from tests.load.serving import served


def _fill(store: Path, *names: str) -> None:
    with open_store(store) as opened:
        for name in names:
            long = " ".join(f"and of the {name}{number}" for number in range(1_000))
            article = Article(name, f"The Gauge met the Union in Basel. {long}")
            ingest_article(GivenArticle(name, article), opened, SentenceReader())


def test_a_store_is_backed_up_and_verified_beside_its_server(tmp_path: Path) -> None:
    store, to, again = (str(tmp_path / name) for name in ("store", "b", "again"))
    _fill(tmp_path / "store", "one")
    with served(tmp_path / "store") as server:
        for number in range(3):
            assert server.update(f"INSERT DATA {{ <x:s{number}> <x:p> {number} }}").status_code == 204
            assert main(["backup", "--store", store, "--to", to]) == 0
        assert server.count("?s <x:p> ?o") == 3
    assert main(["restore", to, "--number", "2", "--store", again]) == 0
    with open_store(again, create=False) as opened:
        assert len(list(opened.graph.query("SELECT * { ?s <x:p> ?o }"))) == 2  # type: ignore[arg-type]
