"""Erasing is tried by looking for a word nobody else uses in every byte of the store."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.erasure import erase_article, erase_person, finish, names_of, redaction
from kg.errors import InputError
from kg.model import Article
from kg.pipeline import ingest, rebuild
from kg.report import Status
from kg.sources.inputs import GivenArticle
from kg.sources.web.visits import Visit, keep_visits, known_visits
from kg.store import Store, open_store
from kg.store.jobs import JobAction

NONCE = "Qzvbkrunt"
SECRET = Article(
    "harbour",
    f"The Gauge met the {NONCE} in Basel. The Union left the {NONCE} harbour late at night.",
    title=f"{NONCE} leaves the harbour",
    publisher="The Example",
    url=f"https://news.example/{NONCE.lower()}-harbour",
)
OTHER = Article("market", "The Gauge met the League in Chur.", title="Market day")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as opened:
        yield opened


def put(store: Store, *articles: Article) -> list[tuple[str, str]]:
    report = ingest([GivenArticle(f"{a.id}.txt", a) for a in articles], store, SentenceReader())
    return [*((a.id, a.status.value) for a in report.articles), *((s.source, s.reason) for s in report.skipped)]


def files_with(folder: Path, word: str) -> list[str]:
    forms = [form.encode(code) for form in (word, word.lower()) for code in ("utf-8", "utf-16-le")]
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


def mentions(store: Store, word: str) -> list[str]:
    return [str(quad) for quad in store.graph.quads() if word.lower() in str(quad).lower()]


def test_no_byte_of_an_erased_article_is_left(store: Store, folder: Path) -> None:
    put(store, SECRET, OTHER, Article("harbour", SECRET.text + f" The League saw the {NONCE}.", title=SECRET.title))
    store.update(f'INSERT DATA {{ ev:x rdfs:comment "the union left the {NONCE.lower()} harbour, we hear" }}')
    store.update('INSERT DATA { ev:y rdfs:comment "kept" }')
    store.jobs.add(JobAction.PUT, "harbour", NONCE.encode())
    store.settle()
    assert mentions(store, NONCE)
    assert files_with(folder, NONCE)
    erase_article(store, "harbour", "asked by the author")
    assert not mentions(store, NONCE)
    assert not files_with(folder, NONCE)
    store.close()
    assert not files_with(folder, NONCE)


def test_what_others_say_stands_as_if_the_article_had_never_come(store: Store, tmp_path: Path) -> None:
    put(store, SECRET, OTHER)
    store.update('INSERT DATA { ev:y rdfs:comment "kept" }')
    erase_article(store, "harbour", "a mistake")
    with open_store(tmp_path / "other") as fresh:
        put(fresh, OTHER)
        fresh.update('INSERT DATA { ev:y rdfs:comment "kept" }')
        assert len(fresh.graph) == len(store.graph)
    digest = store.graph.digest()
    rebuild(store, SentenceReader())
    assert store.graph.digest() == digest


def test_a_tombstone_tells_when_and_why_and_keeps_the_article_out(store: Store) -> None:
    put(store, SECRET, OTHER)
    erase_article(store, "harbour", "asked by the author")
    (stone,) = store.archive.erasures.tombstones()
    assert (stone.id, stone.kind, stone.reason) == ("harbour", "article", "asked by the author")
    refused = put(store, SECRET, Article("another-name", SECRET.text))
    assert [source for source, _ in refused] == ["harbour.txt", "another-name.txt"]
    assert all("erased on" in reason and "asked by the author" in reason for _, reason in refused)
    with store.archive.transaction():
        assert store.archive.erasures.lift("harbour")
    assert put(store, SECRET) == [("harbour", Status.ADDED.value)]


def test_a_withdrawn_article_can_be_erased_an_unknown_one_cannot(store: Store, folder: Path) -> None:
    put(store, SECRET)
    store.withdraw_article("harbour")
    erase_article(store, "harbour", "a mistake")
    assert not files_with(folder, NONCE)
    with pytest.raises(InputError, match="erased already"):
        erase_article(store, "harbour", "a mistake")
    with pytest.raises(InputError, match="no article"):
        erase_article(store, "nothing", "a mistake")


def test_the_log_is_fixed_again_after_an_erasure(store: Store, folder: Path) -> None:
    put(store, SECRET)
    store.update(f'INSERT DATA {{ ev:x rdfs:comment "The Gauge met the {NONCE} in Basel" }}')
    erase_article(store, "harbour", "a mistake")
    with sqlite3.connect(folder / "archive.sqlite") as db, pytest.raises(sqlite3.Error, match="only added to"):
        db.execute("UPDATE log SET detail = 'other'")


# -------------------------------------------------------------------------------------------------------- persons


def test_no_byte_of_the_name_of_an_erased_person_is_left(store: Store, folder: Path) -> None:
    put(store, SECRET, OTHER)
    before = store.archive.newest("harbour")
    erase_person(store, NONCE, "asked by the person", SentenceReader())
    after = store.archive.newest("harbour")
    assert before is not None
    assert after is not None
    assert len(after.article.text) == len(before.article.text)
    assert after.article.text.startswith("The Gauge met the Xxxxxxxxx in Basel.")
    assert not mentions(store, NONCE)
    assert mentions(store, "Xxxxxxxxx")
    assert not files_with(folder, NONCE)
    assert put(store, after.article) == [("harbour", Status.UNCHANGED.value)]
    assert "erased on" in put(store, SECRET)[0][1]


def test_a_name_goes_out_of_the_ids_of_articles_too(store: Store, folder: Path) -> None:
    put(store, Article(f"news-{NONCE.lower()}-harbour", SECRET.text), OTHER)
    events = set(store.archive.assigned_events().values())
    erase_person(store, NONCE, "asked by the person", SentenceReader())
    assert store.archive.present_ids() == ["news-xxxxxxxxx-harbour", "market"]
    assert set(store.archive.assigned_events().values()) == events
    assert not files_with(folder, NONCE)


def test_nobody_of_that_name_and_a_reason_with_the_name_are_refused(store: Store) -> None:
    put(store, SECRET)
    with pytest.raises(InputError, match="nobody is called"):
        erase_person(store, "Nobody Atall", "why", SentenceReader())
    with pytest.raises(InputError, match="names the person"):
        erase_person(store, NONCE, f"{NONCE} asked", SentenceReader())


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Ada Bell's aides", "Xxx Xxxx's aides"),
        ("ADA BELL SPEAKS", "XXX XXXX SPEAKS"),
        ("Bell, Ada", "Xxxx, Xxx"),
        ("Ada Smith rang a bellwether", "Ada Smith rang a bellwether"),
        ("news/ada-bell_2.html", "news/xxx-xxxx_2.html"),
    ],
)
def test_names_are_overwritten_letter_by_letter(text: str, redacted: str) -> None:
    assert redaction(names_of(["Ada Bell"], ["the minister"]))(text) == redacted


# --------------------------------------------------------------------------------------------------------- stops

_KILLED = """
import os, signal, sys
from kg.__main__ import main
from kg.erasure import erase_article
from kg.store import open_store
from kg.store.archive import Archive
from kg.store.store import Store
from kg.store.erasing import Erasures

kind, name = sys.argv[2].split(".")
def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
setattr({"Store": Store, "Archive": Archive, "Erasures": Erasures}[kind], name, die)
with open_store(sys.argv[1]) as store:
    erase_article(store, "harbour", "a mistake")
"""


@pytest.mark.parametrize(
    "at", ["Erasures.bury", "Store.withdraw_article", "Store.renew", "Erasures.forget_article", "Archive.compact"]
)
def test_an_erasure_that_is_killed_is_not_begun_or_taken_up_again(folder: Path, at: str) -> None:
    with open_store(folder) as store:
        put(store, SECRET, OTHER)
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(folder), at], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with open_store(folder) as store:
        if at == "Erasures.bury":
            assert store.archive.erasures.open() is None
            assert store.archive.present_ids() == ["harbour", "market"]
            return
        assert "erased on" in put(store, SECRET)[0][1]
        finish(store)
        assert not mentions(store, NONCE)
        assert store.archive.present_ids() == ["market"]
        assert not files_with(folder, NONCE)


# ----------------------------------------------------------------------------------------------------- the command


def run(folder: Path, *words: str) -> int:
    return main(["erase", *words, "--store", str(folder)])


def test_the_command_erases_lists_and_lifts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(folder) as store:
        put(store, SECRET, OTHER)
    assert run(folder, "harbour") == 2
    assert run(folder, "harbour", "--reason", "a mistake") == 0
    assert "erased article harbour" in capsys.readouterr().out
    assert not files_with(folder, NONCE)
    assert run(folder, "--list") == 0
    assert json.loads(capsys.readouterr().out)["id"] == "harbour"
    assert run(folder, "--lift", "market") == 2
    assert run(folder, "--lift", "harbour") == 0
    with open_store(folder) as store:
        assert put(store, SECRET) == [("harbour", "added")]


def test_a_backup_that_is_put_back_is_erased_by_the_tombstones(tmp_path: Path, folder: Path) -> None:
    with open_store(folder) as store:
        put(store, SECRET, OTHER)
    backup, told = tmp_path / "backup", tmp_path / "tombstones.jsonl"
    shutil.copytree(folder, backup)
    assert run(folder, "harbour", "--reason", "a mistake") == 0
    with redirect_stdout(io.StringIO()) as listed:
        run(folder, "--list")
    told.write_text(listed.getvalue(), "utf-8")
    assert run(backup, "--tombstones", str(told)) == 0
    assert not files_with(backup, NONCE)
    told.write_text("{}\n", "utf-8")
    assert run(backup, "--tombstones", str(told)) == 2


def test_addresses_that_were_asked_for_are_forgotten(store: Store, folder: Path) -> None:
    put(store, SECRET, OTHER)
    keep_visits(folder, {f"https://news.example/{NONCE.lower()}-harbour": Visit('"1"', None, NONCE)})
    erase_article(store, "harbour", "asked for")
    store.close()
    assert files_with(folder, NONCE) == []
    assert known_visits(folder) == {}
