"""Edits from the words of an editor to the graph and back, in a store on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.__main__ import main
from kg.curation.editing import curate
from kg.curation.telling import edits_of
from kg.curation.wish import Wish, read_wish
from kg.erasure import erase_article, erase_person
from kg.errors import EditConflict, InputError
from kg.graph.terms import CODE, ONT, RDFS
from kg.knowledge.edits import Edit, EditKind
from kg.model import Article, Reading
from kg.pipeline import Reader, quads_of, rebuild
from kg.store import Store, open_store
from kg.upgrading import difference
from kg.validation import validate
from kg.verification import verify
from tests.unit.server.story import put, reading

HERE = DefaultGraph()


class StoryReader(Reader):
    """Reads the story, whatever the text; ``changed`` is what a newer version reads otherwise."""

    def __init__(self, changed: Callable[[Reading], Reading] = lambda told: told) -> None:
        super().__init__()
        self.changed = changed

    def read(self, article: Article) -> Reading:
        return self.changed(reading())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s") as opened:
        put(opened, reading())
        yield opened


def of(store: Store, predicate: NamedNode) -> list[Quad]:
    return sorted(store.graph.quads(None, predicate, None, HERE), key=str)


def named(store: Store, words: str) -> str:
    """The event whose label has these words."""
    events = {quad.subject for quad in of(store, ONT.reportCount)}
    (found,) = {q.subject.value for q in of(store, RDFS.label) if q.subject in events and words in q.object.value}  # type: ignore[union-attr]
    return found


def told(store: Store, event: str, predicate: NamedNode) -> set[str]:
    return {getattr(q.object, "value", "") for q in store.graph.quads(NamedNode(event), predicate, None, HERE)}


def decide(store: Store, kind: str, *events: str, seen: int | None = None, **fields: str | tuple[str, ...]) -> Edit:
    return curate(store, Wish(EditKind(kind), events, "Ada", "because", seen, fields))


def broken(store: Store) -> list[str]:
    """Shapes that the graph breaks, but for the one that the story breaks by itself."""
    return [
        found.shape for found in validate(store) if found.severity == "Violation" and found.shape != "Session-partOf"
    ]


def everything(store: Store) -> set[Quad]:
    return set(store.graph.quads())


def test_a_wish_survives_the_wire() -> None:
    wish = Wish(EditKind.SPLIT, ("/event/x",), "Ada", "because", 3, {"reports": ("a", "b"), "date": "2024"})
    assert read_wish(wish.to_json()) == wish


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"kind": "fly"}', b'{"kind": "pin", "editor": 1, "reason": "x"}']
)
def test_what_is_no_wish_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        read_wish(body)


@pytest.mark.parametrize(
    ("given", "start", "end", "precision"),
    [
        ("2024-05-07", "2024-05-07", "2024-05-07", "Day"),
        ("2024-02", "2024-02-01", "2024-02-29", "Month"),
        ("2024", "2024-01-01", "2024-12-31", "Year"),
        ("2024-05-07/2024-06", "2024-05-07", "2024-06-30", "Month"),
        ("2024-05-07/..", "2024-05-07", None, "Day"),
        ("../2024-05-07", None, "2024-05-07", "Day"),
    ],
)
def test_dates_are_given_as_edtf(store: Store, given: str, start: str | None, end: str | None, precision: str) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    decide(store, "date", event, date=given)
    assert told(store, event, ONT.start) == ({start} if start else set())
    assert told(store, event, ONT.end) == ({end} if end else set())
    assert told(store, event, ONT.sortDate) == {start or end}
    assert told(store, event, ONT.datePrecision) == {CODE[precision].value}
    assert told(store, event, ONT.dateBasis) == {CODE.External.value}
    assert broken(store) == []


def test_an_unknown_date_has_no_place_in_the_order(store: Store) -> None:
    event = of(store, ONT.sortDate)[0].subject.value  # type: ignore[union-attr]
    decide(store, "date", event, date="unknown")
    assert not told(store, event, ONT.sortDate)
    assert broken(store) == []


def test_figures_are_corrected_beside_what_the_article_said(store: Store) -> None:
    before = everything(store)
    (link,) = of(store, ONT.figureOf)
    figure, event = link.subject.value, link.object.value  # type: ignore[union-attr]
    edit = decide(store, "figure", event, figure=figure, value="1,300", bound="About")
    (now,) = of(store, ONT.figureOf)
    assert told(store, now.subject.value, ONT.value) == {"1300"}  # type: ignore[union-attr]
    assert told(store, now.subject.value, ONT.low) == set()  # type: ignore[union-attr]
    assert told(store, figure, ONT.value) == {"1250"}
    assert told(store, figure, ONT.rejectedBy) == {edit.iri}
    assert broken(store) == []
    decide(store, "undo", edit=str(edit.number))
    assert everything(store) == before


def test_a_rejected_claim_counts_for_no_event(store: Store) -> None:
    before = everything(store)
    claims = [q for q in of(store, ONT.about) if "/event/" in q.object.value]  # type: ignore[union-attr]
    claim, event = claims[0].subject.value, claims[0].object.value  # type: ignore[union-attr]
    edit = decide(store, "reject", event, statement=claim)
    assert not [
        q
        for p in (ONT.about, ONT.utteredIn)
        for q in of(store, p)
        if q.subject.value == claim and "/event/" in q.object.value
    ]  # type: ignore[union-attr]
    assert broken(store) == []
    decide(store, "undo", edit=str(edit.number))
    assert everything(store) == before


def test_an_event_is_added_with_its_source_and_taken_out_again(store: Store) -> None:
    before = everything(store)
    edit = decide(
        store,
        "add",
        label="Ferry sinks",
        type="TransportAccident",
        url="https://harbour.example/7",
        quote="A ferry sank off Port Ana on 6 March 2015.",
        date="2015-03-06",
        place="Port Ana",
        place_type="City",
        participants=("victim=Person:Bo Hill",),
        publisher="Harbour Post",
        published="2015-03-07",
    )
    event = named(store, "Ferry sinks")
    assert told(store, event, ONT.start) == {"2015-03-06"}
    assert told(store, event, ONT.reportCount) == {"1"}
    (victim,) = told(store, event, ONT.victim)
    assert told(store, victim, RDFS.label) == {"Bo Hill"}
    assert [one.number for one in edits_of(store, event)] == [edit.number]
    assert broken(store) == []
    assert verify(store, with_shapes=False).faults == ()
    rebuild(store, StoryReader())
    assert named(store, "Ferry sinks") == event
    decide(store, "undo", edit=str(edit.number))
    assert everything(store) == before


@pytest.mark.parametrize("missing", ["label", "type", "url", "quote"])
def test_an_event_without_its_source_is_not_added(store: Store, missing: str) -> None:
    fields = {"label": "x", "type": "Meeting", "url": "https://a.example/", "quote": "They met."}
    with pytest.raises(InputError):
        decide(store, "add", **{name: value for name, value in fields.items() if name != missing})


def test_edits_survive_a_rebuild_triple_for_triple(store: Store) -> None:
    events = [q.subject.value for q in of(store, ONT.reportCount)]  # type: ignore[union-attr]
    (link,) = of(store, ONT.figureOf)
    decide(store, "label", events[0], label="By hand")
    decide(store, "place", events[1], place="Lakeport")
    decide(store, "participant", events[1], role="host", actor="Bo Hill", actor_type="Person")
    decide(store, "figure", link.object.value, figure=link.subject.value, value="7")  # type: ignore[union-attr]
    decide(store, "merge", events[2], events[3])
    decide(store, "storyline", events[0], title="The talks", introduction="How they went.")
    before = everything(store)
    rebuild(store, StoryReader())
    assert everything(store) == before


def test_edits_follow_reports_and_figures_that_a_newer_extractor_names_otherwise(store: Store) -> None:
    """Keys of reports and figures change places, as they do when one more is found before them."""
    events = [q.subject.value for q in of(store, ONT.reportCount)]  # type: ignore[union-attr]
    (link,) = of(store, ONT.figureOf)
    decide(store, "merge", events[0], events[1])
    decide(store, "figure", link.object.value, figure=link.subject.value, value="7")  # type: ignore[union-attr]
    merged = [len(told(store, event, ONT.reportCount)) for event in events]

    def renamed(old: Reading) -> Reading:
        keys = {event.key: f"n{number}" for number, event in enumerate(reversed(old.events))}
        events = tuple(
            replace(
                e,
                key=keys[e.key],
                part_of=keys.get(e.part_of or "", e.part_of),
                follows=keys.get(e.follows or "", e.follows),
                during=keys.get(e.during or "", e.during),
                reaction_to=keys.get(e.reaction_to or "", e.reaction_to),
            )
            for e in old.events
        )
        figures = tuple(replace(f, key=f"other-{f.key}", event=keys.get(f.event, f.event)) for f in old.figures)
        claims = tuple(replace(c, uttered_in=keys.get(c.uttered_in or "", c.uttered_in)) for c in old.claims)
        return replace(old, events=events, figures=figures, claims=claims)

    rebuild(store, StoryReader(renamed))
    assert [len(told(store, event, ONT.reportCount)) for event in events] == merged
    (now,) = of(store, ONT.figureOf)
    assert told(store, now.subject.value, ONT.value) == {"7"}  # type: ignore[union-attr]
    (rejected,) = of(store, ONT.rejectedBy)
    assert "other-" in rejected.subject.value  # type: ignore[union-attr]


def test_an_upgrade_is_told_before_it_is_made(store: Store) -> None:
    before, generation = everything(store), store.generation
    event = named(store, "first day") if [q for q in of(store, RDFS.label) if "first day" in q.object.value] else ""  # type: ignore[union-attr]

    def shouting(old: Reading) -> Reading:
        return replace(old, events=tuple(replace(e, label=e.label.upper()) for e in old.events))

    nothing = difference(store, StoryReader())
    assert nothing.events == ()
    found = difference(store, StoryReader(shouting))
    assert {change.change for change in found.events} == {"changed"}
    assert all(
        was.upper() == will for change in found.events for name, (was, will) in change.fields.items() if name == "label"
    )
    assert everything(store) == before
    assert store.generation == generation
    assert not event or event in [change.event for change in found.events]


def test_the_second_of_two_edits_is_refused_if_it_did_not_know_of_the_first(store: Store) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    first = decide(store, "label", event, label="One", seen=0)
    with pytest.raises(EditConflict) as refused:
        decide(store, "label", event, label="Two", seen=0)
    assert [edit.number for edit in refused.value.since] == [first.number]
    assert told(store, event, RDFS.label) == {"One"}
    decide(store, "label", event, label="Two", seen=first.number)
    assert told(store, event, RDFS.label) == {"Two"}


def test_edits_stand_after_the_process_ended(store: Store, tmp_path: Path) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    decide(store, "label", event, label="By hand")
    before = everything(store)
    store.close()
    with open_store(tmp_path / "s") as again:
        assert everything(again) == before
        assert [edit.put for edit in again.archive.edits.all()] == ["By hand"]


def test_edits_of_an_erased_article_keep_no_word_of_it(store: Store) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    article = store.archive.present_ids()[0]
    words = reading().document.text.split("\n")[0]
    decide(store, "label", event, label=words[:150])
    erase_article(store, article, "asked for")
    store.close()
    assert not [file for file in store.folder.rglob("*") if file.is_file() and words[:60].encode() in file.read_bytes()]


def test_the_name_of_an_erased_person_goes_from_edits(store: Store) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    decide(store, "participant", event, role="host", actor="Ines Calder", actor_type="Person")
    decide(store, "label", event, label="Ines Calder opens the talks")
    erase_person(store, "Ines Calder", "asked for", StoryReader())
    assert not [edit for edit in store.archive.edits.all() if "Calder" in edit.put or "Calder" in str(edit.effect)]


def test_edits_are_only_ever_added(store: Store) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    decide(store, "label", event, label="By hand")
    database = store.archive._db
    for statement in ("DELETE FROM edit", "UPDATE edit SET put = ''"):
        with pytest.raises(Exception, match="only added"):
            database.execute(statement)


def test_the_command_edits_and_lists(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    event = of(store, ONT.reportCount)[0].subject.value  # type: ignore[union-attr]
    store.close()
    where = ["--store", str(store.folder)]
    why = ["--reason", "because", "--editor", "Ada"]
    assert main(["curate", "rename", event, "By hand", *why, *where]) == 0
    assert main(["curate", "undo", "1", *why, *where]) == 0
    assert main(["curate", "undo", "1", *why, *where]) == 2
    capsys.readouterr()
    assert main(["curate", "log", *where]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "taken back" in lines[0]
    assert "undo of 1" in lines[1]
    assert quads_of(reading(), store.iris)
