"""What a public server shows of the words of articles, by page, timeline, feed, search and document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.__main__ import main
from kg.store import Store
from server.app import create_app
from server.settings import Settings, read_settings
from tests.unit.server.client import Client
from tests.unit.server.story import SENTENCES, TEXT, put, reading


def settings(folder: Path, policy: str) -> Settings:
    (folder / "rights.toml").write_text(policy, "utf-8")
    return read_settings({"rights": str(folder / "rights.toml")}, {})


def shown(answer: str) -> int:
    """Characters of the article's sentences in an answer, each sentence counted once."""
    return sum(max((n for n in range(15, len(s) + 1) if s[:n] in answer), default=0) for s in SENTENCES)


PATHS = ["/article/lakeport-talks", "/timelines/all.json", "/timelines/all.atom", "/search?q=Beltria&format=json"]


@pytest.mark.parametrize("path", PATHS)
def test_an_output_shows_a_tenth_of_an_article(store: Store, tmp_path: Path, path: str) -> None:
    whole, some, none = (
        _shown_with(store, settings(tmp_path, f"default = '{extent}'"), path) for extent in ("full", "snippet", "none")
    )
    assert whole > len(TEXT) / 8
    assert 15 < some <= len(TEXT) / 10
    assert none == 0


def _shown_with(store: Store, given: Settings, path: str) -> int:
    with Client(create_app(given, store=store)) as client:
        answer = client.get(path, follow_redirects=True, headers={"Accept": "text/html, */*;q=0.5"})
        assert answer.status_code == 200
        return shown(re.sub(r"<[^>]*>", "", answer.text))


def test_the_nearest_rule_is_asked_with_what_the_graph_knows(store: Store, tmp_path: Path) -> None:
    for rule in (
        "[publishers]\n'Lakeport Courier' = 'full'",
        "[domains]\n'courier.example' = 'full'",
        "[articles]\nlakeport-talks = 'full'",
    ):
        assert (
            _shown_with(store, settings(tmp_path, f"default = 'none'\n{rule}"), "/article/lakeport-talks")
            > len(TEXT) / 2
        )


def test_the_public_sees_snippets_and_the_owner_all(store: Store) -> None:
    assert Settings().policy is None
    public = read_settings(
        {"public": "yes", "base_iri": store.iris.base, "data_licence": "https://licence.example/1"}, {}
    )
    assert public.policy is not None
    assert public.policy.default == "snippet"


def test_what_is_cut_in_a_search_stays_marked(store: Store, tmp_path: Path) -> None:
    with Client(create_app(settings(tmp_path, ""), store=store)) as client:
        results = json.loads(client.get("/search?q=Beltria&kind=sentence&format=json").text)["results"]
    assert results
    assert all(result["text"][a:b] for result in results for a, b in result["highlights"])
    assert any(result["text"].endswith("…") for result in results)


def test_a_published_timeline_shows_a_tenth_unless_rights_say_more(
    own_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(own_store, reading())
    own_store.close()
    command = ["publish", "all", "--store", str(own_store.folder), "--to", str(tmp_path / "timeline")]
    assert main(command) == 0
    assert 15 < shown((tmp_path / "timeline/timeline.json").read_text("utf-8")) <= len(TEXT) / 10
    (tmp_path / "rights.toml").write_text("default = 'full'", "utf-8")
    monkeypatch.setenv("TIMEWIRE_RIGHTS", str(tmp_path / "rights.toml"))
    assert main(command) == 0
    assert shown((tmp_path / "timeline/timeline.json").read_text("utf-8")) > len(TEXT) / 8
