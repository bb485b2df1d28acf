from __future__ import annotations

from kg.erasure import erase_article
from kg.graph.terms import ONT
from kg.store import Store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import put, reading


def test_an_erased_article_is_gone_for_good_and_is_found_nowhere(own_store: Store) -> None:
    put(own_store, reading())
    events = {quad.object.value for quad in own_store.graph.quads(None, ONT.reportOf)}  # type: ignore[union-attr]
    assert events
    erase_article(own_store, "lakeport-talks", "asked by the publisher")
    with Client(create_app(Settings(), store=own_store)) as client:
        gone = client.get("/article/lakeport-talks", follow_redirects=True, headers={"Accept": "text/html"})
        never = client.get("/article/other-talks", follow_redirects=True, headers={"Accept": "text/html"})
        found = client.get("/search?q=Beltria&format=json").json()
        paths = [event.removeprefix(own_store.iris.base) for event in events]
        told = {client.get(f"/{path}", follow_redirects=True).status_code for path in paths}
    assert (gone.status_code, never.status_code) == (410, 404)
    assert "Calder" not in gone.text
    assert found["total"] == 0
    assert told == {410}, "an event that only it told of is gone too, and not unknown"
