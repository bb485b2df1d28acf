from __future__ import annotations

import base64
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.sources.article import Given
from kg.store import Store, open_store
from kg.store.jobs import JobAction
from kg.store.loading import load_files
from server.app import create_app
from server.articles.given import JSON, PAGE, Submission
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.test_description import schema_of

TOKEN = "token-of-a-newsroom"
WITHIN_S = 120.0
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
RAIN = {"text": "Delegates of Norway and Chile met in Basel on Monday.", "title": "Rain", "published": "2024-05-15"}
PAGE_OF_HAIL = b"""<!doctype html><html lang="en"><head><meta property="og:title" content="Hail in Bern">
<meta property="og:site_name" content="The Alpine Post"><link rel="canonical" href="https://post.example/hail">
<meta property="article:published_time" content="2024-05-12T18:00:00+02:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Hail in Bern</h1>
<p>Two people were killed by hail in Bern on Sunday, the police said in a statement that was read in the evening.</p>
<p>Roofs of three schools were damaged and trains to Basel were stopped for several hours, the railway said.</p>
</article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server that takes articles; its reading process is started once."""
    settings = Settings(store=tmp_path_factory.mktemp("news") / "s", write_token=TOKEN)
    with Client(create_app(settings)) as client:
        yield client


def ended(client: Client, response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 202, response.text
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(response.headers["location"]).json()
        if job["state"] in ("done", "failed"):
            schema_of("Job").validate(job)
            return job
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def put(client: Client, id_: str, article: dict[str, Any], **headers: str) -> httpx.Response:
    return client.put(f"/articles/{id_}", json=article, headers=AUTHORIZED | headers)


def delete(client: Client, id_: str, **headers: str) -> httpx.Response:
    return client.request("DELETE", f"/articles/{id_}", headers=AUTHORIZED | headers)


def test_an_article_is_read_and_seen_everywhere(newsroom: Client) -> None:
    taken = put(newsroom, "rain", RAIN)
    assert taken.json()["state"] == "waiting"
    assert taken.headers["retry-after"] == "1"
    job = ended(newsroom, taken)
    assert (job["state"], job["status"], job["article"], job["ahead"]) == ("done", "added", "rain", 0)
    assert job["report"]["articles"][0]["counts"]["sentences"] == 1
    assert job["links"]["page"] == "/article/rain"
    assert "Rain" in newsroom.get("/article/rain.html").text
    asked = {"query": 'ASK { ?a a ev:Article ; dcterms:title "Rain" }'}
    assert newsroom.get("/sparql", params=asked).json()["boolean"] is True

    state = newsroom.get("/articles/rain")
    assert state.json() | RAIN == state.json() | RAIN
    assert (state.json()["state"], state.json()["version"]) == ("present", 1)
    assert "text" not in state.json()
    assert newsroom.get("/articles/rain", headers={"If-None-Match": state.headers["etag"]}).status_code == 304


def test_the_same_again_is_unchanged_and_another_text_a_new_version(newsroom: Client) -> None:
    ended(newsroom, put(newsroom, "twice", RAIN))
    assert ended(newsroom, put(newsroom, "twice", RAIN))["status"] == "unchanged"
    changed = RAIN | {"text": "Delegates of Norway met in Basel on Monday."}
    assert ended(newsroom, put(newsroom, "twice", changed))["status"] == "changed"
    assert newsroom.get("/articles/twice").json()["version"] == 2


def test_an_article_is_taken_back(newsroom: Client) -> None:
    ended(newsroom, put(newsroom, "gone", RAIN))
    assert ended(newsroom, delete(newsroom, "gone"))["status"] == "withdrawn"
    assert newsroom.get("/article/gone").status_code == 410
    assert newsroom.get("/articles/gone").json()["state"] == "withdrawn"
    assert ended(newsroom, delete(newsroom, "gone"))["status"] == "unchanged"
    assert delete(newsroom, "never").status_code == 404
    assert newsroom.get("/articles/never").status_code == 404


def test_a_page_is_taken_apart(newsroom: Client) -> None:
    headers = AUTHORIZED | {"Content-Type": "text/html; charset=utf-8"}
    job = ended(newsroom, newsroom.post("/articles", content=PAGE_OF_HAIL, headers=headers))
    assert job["state"] == "done"
    state = newsroom.get(job["links"]["article"]).json()
    assert (state["title"], state["publisher"], state["published"]) == ("Hail in Bern", "The Alpine Post", "2024-05-12")
    assert state["url"] == "https://post.example/hail"
    given = newsroom.put("/articles/hail?publisher=The%20Valley", content=PAGE_OF_HAIL, headers=headers)
    assert ended(newsroom, given)["article"] == "hail"
    assert newsroom.get("/articles/hail").json()["publisher"] == "The Valley"


def test_an_article_without_id_gets_one_of_its_address_or_its_text(newsroom: Client) -> None:
    for article in (RAIN, RAIN | {"url": "https://post.example/rain?x=1"}, RAIN | {"id": "own id/é"}):
        jobs = [ended(newsroom, newsroom.post("/articles", json=article, headers=AUTHORIZED)) for _ in range(2)]
        assert jobs[0]["article"] == jobs[1]["article"]
        assert [job["status"] for job in jobs] == ["added", "unchanged"]
        assert newsroom.get(jobs[0]["links"]["article"]).json()["id"] == jobs[0]["article"]
        assert newsroom.get(jobs[0]["links"]["page"], follow_redirects=True).status_code == 200


def test_what_cannot_be_read_fails_with_the_reason(newsroom: Client) -> None:
    words = "Die Minister haben sich am Montag in der Stadt mit dem Kanzler und den Räten getroffen und nicht geeinigt."
    job = ended(newsroom, put(newsroom, "german", {"text": words}))
    assert (job["state"], job["problem"]["status"]) == ("failed", 422)
    assert "German" in job["problem"]["detail"]
    assert newsroom.get("/articles/german").status_code == 404


def test_conditions_are_kept(newsroom: Client) -> None:
    assert put(newsroom, "held", RAIN, **{"If-Match": "*"}).status_code == 412
    ended(newsroom, put(newsroom, "held", RAIN, **{"If-None-Match": "*"}))
    assert put(newsroom, "held", RAIN, **{"If-None-Match": "*"}).status_code == 412
    tag = newsroom.get("/articles/held").headers["etag"]
    changed = RAIN | {"title": "More rain"}
    assert put(newsroom, "held", changed, **{"If-Match": '"other"'}).status_code == 412
    assert ended(newsroom, put(newsroom, "held", changed, **{"If-Match": f'"other", {tag}'}))["status"] == "changed"
    assert delete(newsroom, "held", **{"If-Match": tag}).status_code == 412
    assert put(newsroom, "held", RAIN, **{"If-None-Match": tag}).status_code == 400


def test_a_condition_is_looked_at_when_its_turn_comes(newsroom: Client) -> None:
    ended(newsroom, put(newsroom, "race", RAIN))
    tag = newsroom.get("/articles/race").headers["etag"]
    sent = [put(newsroom, "race", RAIN | {"title": str(n)}, **{"If-Match": tag}) for n in range(3)]
    jobs = [ended(newsroom, response) for response in sent if response.status_code == 202]
    assert [job["state"] for job in jobs] == ["done"] + ["failed"] * (len(jobs) - 1)
    assert {job["problem"]["status"] for job in jobs[1:]} <= {412}
    assert newsroom.get("/articles/race").json()["title"] == "0"


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b'{"title": "no text"}', JSON, 400),
        (b'{"text": "  "}', JSON, 400),
        (b'{"text": 7}', JSON, 400),
        (b'{"text": "x", "published": "yesterday"}', JSON, 400),
        (b'{"text": "x", "url": "javascript:x"}', JSON, 400),
        (b'{"text": "x", "id": "another"}', JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b"words", "text/plain", 415),
        (b"words", "", 415),
        (b'{"text": "' + b"x" * 5_000_000 + b'"}', JSON, 413),
    ],
)
def test_malformed_articles_are_refused_at_once(newsroom: Client, body: bytes, media_type: str, status: int) -> None:
    response = newsroom.put("/articles/bad", content=body, headers=AUTHORIZED | {"Content-Type": media_type})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/articles/x?published=never", "/articles/x?colour=red", "/articles/" + "x" * 201, "/articles/%00", "/articles/"],
)
def test_addresses_that_say_nonsense_are_refused(newsroom: Client, path: str) -> None:
    assert newsroom.put(path, json=RAIN, headers=AUTHORIZED).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_changes_take_the_token(newsroom: Client, method: str) -> None:
    path = "/articles" if method == "POST" else "/articles/rain"
    basic = base64.b64encode(b"cms:wrong").decode()
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {basic}"}):
        response = newsroom.request(method, path, json=RAIN, headers=headers)
        assert response.status_code == 401
        assert TOKEN not in response.text
    password = base64.b64encode(f"cms:{TOKEN}".encode()).decode()
    allowed = newsroom.request(method, path, json=RAIN, headers={"Authorization": f"Basic {password}"})
    assert allowed.status_code in (202, 404)


def test_a_server_without_token_takes_nothing(client: Client) -> None:
    assert client.put("/articles/x", json=RAIN).status_code == 403


def test_unknown_jobs_are_not_found(newsroom: Client) -> None:
    assert newsroom.get("/jobs/none").status_code == 404


def test_scripts_of_other_sites_may_ask_before(newsroom: Client) -> None:
    response = newsroom.request("OPTIONS", "/articles/x")
    assert "PUT" in response.headers["access-control-allow-methods"]
    assert "If-Match" in response.headers["access-control-allow-headers"]


def test_too_many_are_turned_away(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "s", write_token=TOKEN, article_queue=1)
    with Client(create_app(settings)) as client:
        statuses = [put(client, f"a{n}", RAIN).status_code for n in range(6)]
        turned_away = put(client, "last", RAIN)
    assert set(statuses) == {202, 503}
    assert turned_away.status_code == 503
    assert turned_away.headers["retry-after"]


def test_jobs_wait_for_the_next_start(tmp_path: Path) -> None:
    """One server takes them and stops before it has read them, another reads them."""
    settings = Settings(store=tmp_path / "s", write_token=TOKEN)
    with Client(create_app(settings)) as client:
        places = [put(client, f"a{n}", RAIN | {"title": str(n)}).headers["location"] for n in range(3)]
    with open_store(tmp_path / "s") as store:
        assert store.jobs.count_open() >= 2
    with Client(create_app(settings)) as client:
        deadline = time.monotonic() + WITHIN_S
        while any(client.get(place).json()["state"] != "done" for place in places):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert client.get("/articles/a2").json()["title"] == "2"


def test_a_reading_process_that_dies_is_replaced_and_the_article_read(newsroom: Client, tmp_path: Path) -> None:
    ended(newsroom, put(newsroom, "before", RAIN))
    desk = newsroom._app.state.desk
    os.kill(desk._reading.pid, signal.SIGKILL)
    assert ended(newsroom, put(newsroom, "after", RAIN | {"title": "After"}))["status"] == "added"


def test_an_article_that_takes_too_long_fails_and_the_next_is_read(own_store: Store) -> None:
    settings = Settings(write_token=TOKEN, article_timeout_s=1)
    with Client(create_app(settings, store=own_store)) as client:
        long = put(client, "long", {"text": " ".join([RAIN["text"]] * 5000)})
        job = ended(client, long)
        assert (job["state"], job["problem"]["status"]) == ("failed", 422)
        assert "longer than" in job["problem"]["detail"]


def test_a_store_of_loaded_files_refuses_articles_when_they_arrive(own_store: Store, tmp_path: Path) -> None:
    """Taken, they would wait for ever."""
    file = tmp_path / "quads.nq"
    file.write_text("<x:a> <x:p> <x:b> <x:g> .\n")
    load_files(own_store, [str(file)], None, lambda count: None)
    with Client(create_app(Settings(write_token=TOKEN), store=own_store)) as client:
        refused = put(client, "rain", RAIN)
        assert (refused.status_code, "loaded from files" in refused.json()["detail"]) == (409, True)
        assert "retry-after" not in refused.headers
        assert "timewire_store_faults_total 0" in client.get("/metrics").text
        assert own_store.jobs.count_open() == 0


def test_a_submission_is_kept_as_it_was() -> None:
    for media_type, body in ((JSON, b'{"text": "a\\nb"}'), (PAGE, b"<p>\n\nx\xff")):
        given = Submission(media_type, body, Given(id="é", title="T"), "HTTP")
        assert Submission.unpack(given.pack()) == given
    assert json.loads(given.pack().partition(b"\n")[0])["said"] == {"id": "é", "title": "T"}


def test_an_article_whose_job_died_after_it_was_stored_is_told_as_added(tmp_path: Path) -> None:
    """The process ended between the commit of the article and that of the job, which is taken up again."""
    with open_store(tmp_path / "s") as store:
        submission = Submission(JSON, json.dumps(RAIN).encode(), Given(id="rain"), "HTTP")
        job = store.jobs.add(JobAction.PUT, "rain", submission.pack())
        assert store.jobs.begin()
        article = submission.read().article
        store.replace_article(article, "HTTP", [])
    with Client(create_app(Settings(store=tmp_path / "s", write_token=TOKEN))) as client:
        done = ended(client, httpx.Response(202, headers={"location": f"/jobs/{job.id}"}))
        assert (done["state"], done["status"]) == ("done", "added")
        again = ended(client, put(client, "rain", RAIN))
        assert again["status"] == "unchanged"
