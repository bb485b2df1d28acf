"""Releases: whole, the same bytes whenever they are made of the same state, and changed by erasing alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Store as Graph
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command.exporting import about_of
from kg.erasure import erase_article, erase_person
from kg.errors import InputError
from kg.exports.contents import Contents
from kg.model import Article
from kg.pipeline import ingest_article
from kg.releases.release import RELEASES_FOLDER, Kept, faults_of, find_release, make_release, releases_in
from kg.rights.policy import Extent, Policy
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from tests.unit.server.story import put, reading

TEXTS = {
    "rain": "The Gauge met the Union in Basel. The Gauge met Harrow in Chur.",
    "hail": "The Gauge met the Union in Basel. The League met the Gauge in Thun.",
}


def ingest(store: Store, id_: str) -> None:
    article = Article(id_, TEXTS[id_], publisher="The Example", published=read_published("2024-05-01"))
    ingest_article(GivenArticle(f"{id_}.txt", article), store, SentenceReader())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        for id_ in TEXTS:
            ingest(opened, id_)
        yield opened


def release(store: Store, name: str, policy: Policy | None = None, to: Path | None = None) -> Kept:
    contents = Contents(store.graph.oxigraph, store.iris, policy)
    return make_release(contents, about_of(store), name, to or store.folder / RELEASES_FOLDER)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holds(folder: Path, word: bytes) -> list[str]:
    """Files that hold a word, those of the engine's tables unpacked too."""
    found = [name for name, data in content(folder).items() if word in data]
    return found + [quad for quad in map(str, Graph.read_only(str(folder / "graph"))) if word.decode() in quad]


def test_the_same_state_gives_the_same_bytes_twice(store: Store, tmp_path: Path) -> None:
    one, two = (release(store, "2024-05", Policy(), tmp_path / name) for name in ("one", "two"))
    assert content(one.files) == content(two.files)
    assert faults_of(one) == []


def test_a_release_stays_when_the_store_goes_on(store: Store) -> None:
    kept = release(store, "v1")
    before, quads = content(kept.files), set(Graph.read_only(str(kept.graph)))
    assert quads == set(store.graph.quads())
    store.withdraw_article("hail")
    store.update("DELETE WHERE { ?s rdfs:label ?o }")
    again = find_release(store.folder / RELEASES_FOLDER, "v1")
    assert content(again.files) == before
    assert set(Graph.read_only(str(again.graph))) == quads
    assert release(store, "v2").release.quads < len(quads)
    assert [one.release.name for one in releases_in(store.folder / RELEASES_FOLDER)] == ["v2", "v1"]


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
def test_it_says_what_it_is(store: Store) -> None:
    kept = release(store, "v1")
    crate = json.loads((kept.files / "ro-crate-metadata.json").read_text("utf-8"))
    nodes = {node["@id"]: node for node in crate["@graph"]}
    assert nodes["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert nodes["ro-crate-metadata.json"]["conformsTo"]["@id"].startswith("https://w3id.org/ro/crate/1.")
    root = nodes["./"]
    assert {"name", "description", "datePublished", "identifier", "version"} <= set(root)
    parts = {part["@id"] for part in root["hasPart"]}
    assert parts == set(content(kept.files)) - {"ro-crate-metadata.json", "SHA256SUMS"}
    sums = kept.sums()
    for part in parts:
        assert nodes[part]["sha256"] == sums[part]
        assert int(nodes[part]["contentSize"]) == (kept.files / part).stat().st_size
    vocabulary = {"@context": {"@vocab": "https://schema.org/", "sha256": "https://schema.org/sha256"}}
    graph = rdflib.Graph().parse(
        data=json.dumps({**crate, **vocabulary}), format="json-ld", publicID="https://x.example/"
    )
    assert len(
        set(graph.objects(rdflib.URIRef("https://x.example/"), rdflib.URIRef("https://schema.org/hasPart")))
    ) == len(parts)
    assert 'version: "v1"' in (kept.files / "CITATION.cff").read_text("utf-8")
    assert (kept.files / "citation.bib").read_text("utf-8").count("{") == (kept.files / "citation.bib").read_text(
        "utf-8"
    ).count("}")


def test_it_holds_what_rights_allow_in_every_file(store: Store) -> None:
    kept = release(store, "v1", Policy(Extent.NONE))
    assert holds(release(store, "v0").folder, b"met Harrow in Chur")
    exact = "https://w3id.org/timewire/ont#exact"
    assert not [
        quad
        for quad in Graph.read_only(str(kept.graph))
        if quad.predicate.value == exact and "/article/" in str(quad.subject)
    ]


@pytest.mark.parametrize("name", ["", "..", "a/b", "latest", ".hidden", "x" * 65, "a b", "é", "v1."])
def test_what_can_be_no_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(InputError):
        release(store, name)
    assert releases_in(store.folder / RELEASES_FOLDER) == []


def test_a_name_is_given_once(store: Store) -> None:
    kept = release(store, "v1")
    before = content(kept.folder)
    with pytest.raises(InputError, match="stays"):
        release(store, "v1")
    assert content(kept.folder) == before
    assert [path.name for path in kept.folder.parent.iterdir()] == ["v1"]


# -------------------------------------------------------------------------------------------------------- erasing


def test_an_erased_article_goes_from_releases_with_what_only_it_supported(store: Store, tmp_path: Path) -> None:
    release(store, "v1")
    erase_article(store, "rain", "asked for")
    kept = find_release(store.folder / RELEASES_FOLDER, "v1")
    assert not holds(kept.folder, b"Harrow")
    assert not holds(kept.folder, b"article/rain")
    assert [note.what for note in kept.release.notes] == ["an article was erased"]
    assert "an article was erased" in (kept.files / "ro-crate-metadata.json").read_text("utf-8")
    assert faults_of(kept) == []
    assert set(Graph.read_only(str(kept.graph))) == set(store.graph.quads())


def test_a_release_without_the_article_is_not_touched(store: Store) -> None:
    store.withdraw_article("rain")
    before = content(release(store, "v1").folder)
    erase_article(store, "rain", "asked for")
    assert content(store.folder / RELEASES_FOLDER / "v1") == before


def test_names_of_an_erased_person_are_overwritten(tmp_path: Path) -> None:
    class Again(SentenceReader):
        def read(self, article: Article):  # type: ignore[no-untyped-def]
            return reading()

    with open_store(tmp_path / "s") as store:
        put(store, reading())
        kept = release(store, "v1")
        assert holds(kept.folder, b"Calder")
        erase_person(store, "Ines Calder", "asked for", Again())
        kept = find_release(store.folder / RELEASES_FOLDER, "v1")
        assert not holds(kept.folder, b"Calder")
        assert not holds(kept.folder, b"calder")
        assert [note.what for note in kept.release.notes] == ["names of a person were overwritten"]


# -------------------------------------------------------------------------------------------------------- command


def test_the_command_makes_lists_and_checks(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.close()
    base = ["--store", str(tmp_path / "store")]
    assert main(["release", "v1", "--licence", "https://l.example/", *base]) == 0
    assert main(["release", "v1", *base]) == 2
    assert main(["release", *base]) == 2
    capsys.readouterr()
    assert main(["release", "--list", "--json", *base]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["licence"], told["day"]) == ("v1", "https://l.example/", told["day"])
    assert main(["release", "--verify", *base]) == 0
    file = tmp_path / "store" / RELEASES_FOLDER / "v1" / "files" / "events.geojson"
    file.write_bytes(file.read_bytes() + b" ")
    assert main(["release", "--verify", *base]) == 1
    assert "events.geojson" in capsys.readouterr().out
