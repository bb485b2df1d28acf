"""What a speaker denies is not shown like what the speaker asserts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.store import Store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import paths_by_label, put, reading

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("denied", [True, False])
def test_denied_words_say_so_where_they_stand(own_store: Store, denied: bool) -> None:
    told = reading()
    put(own_store, replace(told, claims=tuple(replace(claim, denied=denied) for claim in told.claims)))
    with Client(create_app(Settings(), store=own_store)) as client:
        path = paths_by_label(client)["Arvonia–Beltria talks in Lakeport"]
        event = client.get(path, headers=HTML, follow_redirects=True).text
        german = client.get(path, headers=HTML | {"Accept-Language": "de"}, follow_redirects=True).text
        article = client.get("/article/lakeport-talks", headers=HTML, follow_redirects=True).text
    for page, word in ((event, "denied:"), (german, "bestritten:"), (article, "denied:")):
        assert (f"<strong>{word}</strong>" in page) is denied
