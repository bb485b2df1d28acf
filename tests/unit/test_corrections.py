"""Articles that say that they correct or retract others: both stay, and each day knows what it knew."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command import writing
from kg.errors import InputError
from kg.graph.terms import ONT
from kg.model import Article
from kg.pipeline import ingest_article, rebuild
from kg.sources.article import Given, build_article
from kg.sources.inputs import GivenArticle
from kg.sources.names import id_of_url
from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client

FIRST = "The Gauge met the Union in Basel."
SECOND = "The Gauge met the Union in Geneva."
THIRD = "Nothing of the kind took place, the editors say."


@pytest.fixture(autouse=True)
def small_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "load_reader", SentenceReader)
    monkeypatch.delenv("TIMEWIRE_BASE_IRI", raising=False)


def record(name: str, day: str, text: str, **more: str) -> str:
    return json.dumps({"id": name, "published": day, "text": text, "title": f"On {name}", **more})


def ingested(store: Path, folder: Path, capsys: pytest.CaptureFixture[str], *lines: str) -> list[dict[str, object]]:
    (folder / "a.jsonl").write_text("\n".join(lines), "utf-8")
    capsys.readouterr()
    assert main(["ingest", str(folder / "a.jsonl"), "--store", str(store), "--json"]) == 0
    return list(json.loads(capsys.readouterr().out)["articles"])


def labels(store: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    capsys.readouterr()
    assert main(["timeline", "--store", str(store), "--json", *options]) == 0
    return [event["label"] for event in json.loads(capsys.readouterr().out)["events"]]


RECORDS = (
    record("one", "2024-05-01", FIRST),
    record("two", "2024-05-03", SECOND, corrects="one"),
    record("three", "2024-05-06", THIRD, retracts="two"),
)


def test_each_day_knows_what_had_been_said_and_not_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    ingested(store, tmp_path, capsys, *RECORDS)
    assert labels(store, capsys, "--place", "Geneva", "--as-of", "2024-05-05") == [SECOND]
    assert labels(store, capsys, "--place", "Geneva", "--as-of", "2024-05-06") == []
    assert labels(store, capsys, "--place", "Geneva") == []
    assert labels(store, capsys, "--place", "Basel", "--as-of", "2024-05-06") == [FIRST]


def test_the_retraction_that_is_withdrawn_brings_back_what_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    ingested(store, tmp_path, capsys, *RECORDS)
    assert main(["withdraw", "three", "--store", str(store)]) == 0
    assert labels(store, capsys, "--place", "Geneva") == [SECOND]


def test_what_is_corrected_and_not_there_is_told_and_linked_when_it_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    (two,) = ingested(store, tmp_path, capsys, RECORDS[1])
    assert "it corrects one, which the store does not hold" in json.dumps(two["skipped"])
    (one,) = ingested(store, tmp_path, capsys, RECORDS[0])
    assert "does not hold" not in json.dumps(one["skipped"])
    query = "ASK { ?a dcterms:identifier 'two' ; ev:corrects/dcterms:identifier 'one' }"
    capsys.readouterr()
    assert main(["query", query, "--store", str(store)]) == 0
    assert capsys.readouterr().out == "yes\n"


def article(number: int) -> GivenArticle:
    said = json.loads(RECORDS[number])
    return GivenArticle("a.jsonl", build_article(said.pop("id"), said.pop("text"), Given(**said)))


def links(store: Store) -> set[tuple[str, str, str]]:
    found = [quad for predicate in (ONT.corrects, ONT.retracts) for quad in store.graph.quads(predicate=predicate)]
    return {(str(quad.subject), str(quad.predicate), str(quad.graph_name)) for quad in found}


def test_any_order_and_a_rebuild_give_the_same_links(tmp_path: Path) -> None:
    reader, all_links = SentenceReader(), []
    for order in itertools.permutations(range(3)):
        with open_store(tmp_path / "".join(map(str, order))) as store:
            for number in order:
                ingest_article(article(number), store, reader)
            ingest_article(article(order[0]), store, reader)
            before = links(store)
            rebuild(store, reader, lambda _: None)
            assert links(store) == before
            all_links.append(before)
    assert all(found == all_links[0] for found in all_links)
    assert len(all_links[0]) == 4  # in the knowledge, and in the graph of the article that says so


@pytest.mark.parametrize("key", ["corrects", "retracts"])
def test_an_article_cannot_correct_itself(key: str) -> None:
    address = "https://gauge.example/story"
    assert getattr(build_article("a", FIRST, Given(**{key: address})), key) == id_of_url(address)
    for own in ("a", "  a "):
        with pytest.raises(InputError, match=f"{key} itself"):
            build_article("a", FIRST, Given(**{key: own}))
    with pytest.raises(InputError, match=f"{key} itself"):
        build_article(id_of_url(address), FIRST, Given(**{key: address}))
    with pytest.raises(InputError, match="control characters"):
        build_article("a", FIRST, Given(**{key: "b\x00c"}))


def test_the_store_keeps_what_an_article_corrects(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        ingest_article(article(2), store, SentenceReader())
        newest = store.archive.newest("three")
        assert newest
        assert (newest.article.corrects, newest.article.retracts) == (None, "two")
        assert store.archive.holds(article(2).article)
        assert not store.archive.holds(Article("three", THIRD, "On three", newest.article.published))


def shown(client: Client, path: str) -> str:
    page = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    return " ".join(page.text.replace('<bdi dir="auto">', "").replace("</bdi>", "").split())


def test_pages_of_articles_and_events_tell_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        for number in (1, 2):
            ingest_article(article(number), store, SentenceReader())
        event = next(iter(store.archive.assigned_to("two").values()))
        with Client(create_app(Settings(query_timeout_s=300), store=store, token="t")) as client:
            two, three = shown(client, "/article/two"), shown(client, "/article/three")
            told = shown(client, event.removeprefix("https://data.example.org"))
    for page in (two, told):
        assert '<strong>Retracted by</strong> <a href="/article/three.html">' in page
        assert "6 May 2024" in page
    assert "<strong>Corrects</strong> an article that is not here" in two
    assert '<strong>Retracts</strong> <a href="/article/two.html">' in three
