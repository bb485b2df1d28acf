from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.errors import SettingsError
from kg.model import Article
from kg.pipeline import ingest, load_reader, rebuild, withdraw
from kg.report import ArticleOutcome, IngestReport, Status, WithdrawalReport
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle, SkippedInput
from kg.store import Store, open_store

RAIN = Article("rain", "The Gauge met the Union in Basel. The Union left.", published=read_published("2024-05-01"))
HAIL = Article("hail", "The Gauge met the League in Basel.", published=read_published("2024-05-02"))
GERMAN = Article("regen", "Der Regen fiel den ganzen Tag und die Leute blieben zu Hause, weil es nicht mehr ging.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def given(*articles: Article) -> list[GivenArticle]:
    return [GivenArticle(f"{article.id}.txt", article) for article in articles]


def statuses(report: IngestReport) -> list[tuple[str, Status]]:
    return [(article.id, article.status) for article in report.articles]


def test_the_report_tells_what_became_of_each_input(store: Store) -> None:
    missing = SkippedInput("snow.txt", "not readable: No such file or directory")
    report = ingest([*given(RAIN, GERMAN), missing], store, SentenceReader())
    assert statuses(report) == [("rain", Status.ADDED)]
    assert report.skipped == [
        SkippedInput("regen.txt", "not English: its function words are German (only English articles are read)"),
        missing,
    ]
    assert report.articles[0].counts["sentences"] == 2
    assert report.articles[0].counts["events"] == 2
    assert report.articles[0].counts["quads"] > 50
    assert [skipped.reason for skipped in report.articles[0].skipped] == ["to be seen in reports"]


def test_the_same_input_twice_changes_nothing_and_reads_nothing(store: Store) -> None:
    reader = SentenceReader()
    ingest(given(RAIN, HAIL), store, reader)
    before, log, read = store.graph.digest(), list(store.archive.log()), reader.count
    report = ingest(given(RAIN, HAIL, RAIN), store, reader)
    assert statuses(report) == [(name, Status.UNCHANGED) for name in ("rain", "hail", "rain")]
    assert report.nothing_new
    assert (store.graph.digest(), list(store.archive.log()), reader.count) == (before, log, read)


def test_a_changed_article_replaces_its_predecessor(store: Store) -> None:
    changed = Article("rain", "The Gauge met nobody in Chur.")
    ingest(given(RAIN), store, SentenceReader())
    assert statuses(ingest(given(changed), store, SentenceReader())) == [("rain", Status.CHANGED)]
    assert [version.article for version in store.archive.versions("rain")] == [RAIN, changed]


def test_a_fault_in_a_stage_is_listed_and_the_batch_goes_on(store: Store) -> None:
    reader = SentenceReader(fails={"Union": IndexError("list index out of range")})
    report = ingest(given(RAIN, HAIL), store, reader)
    assert statuses(report) == [("hail", Status.ADDED)]
    assert report.skipped[0].reason.startswith("reading it failed: IndexError: list index out of range")
    assert store.archive.present_ids() == ["hail"]


def test_an_installation_that_lacks_something_ends_the_batch(store: Store) -> None:
    with pytest.raises(SettingsError, match="not installed whole"):
        ingest(given(RAIN), store, SentenceReader(fails={"Union": ImportError("no parser")}))


def test_progress_is_heard_input_by_input(store: Store) -> None:
    heard: list[str] = []
    ingest(
        [*given(RAIN), SkippedInput("x", "y")], store, SentenceReader(), lambda outcome: heard.append(outcome.source)
    )
    assert heard == ["rain.txt", "x"]


def test_what_was_ingested_is_settled_when_the_batch_ends(store: Store) -> None:
    ingest(given(RAIN), store, SentenceReader())
    assert store.archive.pending() == []


def test_withdrawing_goes_on_after_an_unknown_article(store: Store) -> None:
    empty = store.graph.digest()
    ingest(given(RAIN), store, SentenceReader())
    report = withdraw(["snow", "rain"], store)
    assert report.withdrawn == ("rain",)
    assert report.skipped == (SkippedInput("snow", "no article 'snow' in the store"),)
    assert store.graph.digest() == empty


def test_a_rebuild_lists_what_cannot_be_read_any_more(store: Store) -> None:
    ingest(given(RAIN, HAIL), store, SentenceReader())
    report = rebuild(store, SentenceReader(fails={"Union": IndexError("gone")}))
    assert statuses(report) == [("hail", Status.REBUILT)]
    assert [skipped.source for skipped in report.skipped] == ["rain"]
    rebuild(store, SentenceReader())
    assert store.archive.present_ids() == ["rain", "hail"]


def test_reports_survive_the_way_from_the_server(store: Store) -> None:
    report = ingest([*given(RAIN, GERMAN)], store, SentenceReader())
    again = IngestReport.from_json(report.to_json())
    assert again.to_json() == report.to_json()
    assert list(again.lines()) == list(report.lines())
    withdrawal = withdraw(["rain", "snow"], store)
    assert WithdrawalReport.from_json(withdrawal.to_json()) == withdrawal


def test_the_report_for_people_counts_and_gives_reasons(store: Store) -> None:
    lines = list(ingest(given(RAIN, GERMAN), store, SentenceReader()).lines())
    assert lines[0] == "articles: 1 added; 1 inputs skipped"
    assert lines[1].startswith("read: 2 sentences, 0 times, 3 actors, 1 places")
    assert "mentions left out: test 1 (--json lists them)" in lines
    assert lines[-1].startswith("skipped regen.txt: not English")
    assert list(IngestReport(()).lines()) == ["articles: none"]


def test_a_real_article_goes_all_the_way(store: Store) -> None:
    text = (
        "GENEVA - Negotiators from Norway and Chile met in Geneva on Tuesday for a second round of talks on fishing "
        'rights. "We made progress," Norwegian Foreign Minister Kari Nordahl said.\n\nThe talks will resume in Oslo '
        "next week."
    )
    article = Article("fish", text, published=read_published("2024-05-08"), publisher="The Example")
    report = ingest(given(article), store, load_reader())
    (outcome,) = report.articles
    assert isinstance(outcome, ArticleOutcome)
    assert outcome.counts["events"] >= 1
    assert outcome.counts["times"] >= 2
    answer = store.graph.query(
        "SELECT ?text { ?report ev:inArticle art:fish ; ev:start '2024-05-07'^^xsd:date . "
        "GRAPH ?s { ?report ev:start ?day } GRAPH art:fish { ?s ev:exact ?text } }"
    )
    assert any("Tuesday" in str(solution["text"]) for solution in answer)  # type: ignore[union-attr]
