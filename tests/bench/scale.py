"""What does an article cost when the store is large? Synthetic reports, fed in behind the extraction.

The world grows with the archive: so many articles a day tell of the events of that day and of the days before, and some
look back at events that everybody looks back at. Run it with ``python -m tests.bench.scale [articles ...]``, or, for one
size against 1,000 articles turn by turn, with ``python -m tests.bench.scale --large articles [folder]``: stores are filled
once into the folder then, and measured on copies.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory

import spacy
from pyoxigraph import Quad

from kg.model import (
    Actor,
    ActorType,
    Article,
    DateBasis,
    Document,
    Event,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Place,
    Placement,
    PlaceType,
    Polarity,
    Precision,
    PublicationBasis,
    PublicationDay,
    Reading,
    Role,
    Sentence,
    Span,
    TimeInterval,
)
from kg.pipeline import quads_of
from kg.store import Store, open_store
from kg.store.archive import Decision
from kg.store.embedded import pack
from kg.store.store import NewVersion
from tests.bench.inputs import heading

SIZES = (1_000, 10_000, 50_000)
MEASURED = 300
"""Articles by which the cost at a size is measured."""

_AT_ONCE = 50
_FIRST_DAY = date(2019, 1, 1)
_ARTICLES_A_DAY = 40
_EVENTS_A_DAY = 12
_KINDS = {
    "ArmedAttack": "attacked",
    "Meeting": "met",
    "AgreementSigned": "signed",
    "Demonstration": "marched",
    "Resignation": "resigned",
    "ArrestOrDetention": "arrested",
    "Deployment": "deployed",
    "AidDelivery": "delivered",
}
_BLANK = spacy.blank("en")
_SYLLABLES = ("ba", "do", "ka", "lu", "mi", "no", "pe", "ra", "si", "ta", "vo", "zu")


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the synthetic world."""

    kind: str
    actors: tuple[str, str]
    place: str
    day: date


def name(number: int) -> str:
    """An invented name; numbers below 20,736 give different ones.

    >>> name(0), name(12)
    ('Babababa', 'Babadoba')
    """
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, len(_SYLLABLES))
        letters = _SYLLABLES[rest] + letters
    return letters.capitalize()


def happening(day: date, number: int) -> Happening:
    """The ``number``-th event of a day; the same each time."""
    dice = random.Random(f"{day}/{number}")
    actors = (name(dice.randrange(8_000)), name(8_000 + dice.randrange(8_000)))
    return Happening(dice.choice(list(_KINDS)), actors, name(16_000 + dice.randrange(600)), day)


def told(number: int) -> tuple[date, list[Happening]]:
    """The day of an article and what it tells of; few events are told by most."""
    dice = random.Random(number)
    day = _FIRST_DAY + timedelta(days=number // _ARTICLES_A_DAY)
    some = [happening(day, int(_EVENTS_A_DAY * dice.random() ** 2))]
    some.append(happening(day - timedelta(days=dice.randrange(1, 6)), int(_EVENTS_A_DAY * dice.random() ** 2)))
    if dice.random() < 0.1:
        some.append(happening(date(2018, 6, 1), dice.randrange(40)))
    return day, list(dict.fromkeys(some))


def reading(number: int) -> Reading:
    """What an extractor would give for the article."""
    return reading_of(f"synthetic-{number}", *told(number))


def reading_of(article_id: str, day: date, happenings: Sequence[Happening]) -> Reading:
    """A reading of an article of that day that tells of these events, in a sentence each."""
    sentences = [f"{h.actors[0]} {_KINDS[h.kind]} {h.actors[1]} in {h.place} on {h.day:%d %B %Y}." for h in happenings]
    text = " ".join(sentences)
    article = Article(article_id, text)
    starts = [sum(len(one) + 1 for one in sentences[:n]) for n in range(len(sentences))]
    spans = [Span(start, start + len(one)) for start, one in zip(starts, sentences, strict=True)]
    document = Document(article, tuple(Sentence(n, s) for n, s in enumerate(spans, start=1)), _BLANK(text))
    return Reading(
        document=document,
        publication=PublicationDay(_day(day), PublicationBasis.METADATA, "given with the article"),
        times=(),
        actors=tuple(_actors(happenings, text)),
        places=tuple(_places(happenings, text)),
        instruments=(),
        events=tuple(_event(h, f"e{n}", span, text) for n, (h, span) in enumerate(zip(happenings, spans, strict=True))),
        claims=(),
        figures=(),
    )


def _day(day: date) -> TimeInterval:
    return TimeInterval(day, day, Precision.DAY, day.isoformat())


def _span(words: str, text: str, start: int = 0) -> Span:
    at = text.index(words, start)
    return Span(at, at + len(words))


def _actors(happenings: Sequence[Happening], text: str) -> Iterator[Actor]:
    for label in dict.fromkeys(actor for h in happenings for actor in h.actors):
        yield Actor(label, label, ActorType.ORGANISATION, (_span(label, text),), named=True)


def _places(happenings: Sequence[Happening], text: str) -> Iterator[Place]:
    for label in dict.fromkeys(h.place for h in happenings):
        country = f"c{sum(map(ord, label)) % 60}"
        yield Place(country, country, PlaceType.COUNTRY, (), identity=f"synthetic-{country}")
        where = (_span(label, text),)
        yield Place(label, label, PlaceType.CITY, where, identity=f"synthetic-{label}", within=country)


def _event(happening: Happening, key: str, sentence: Span, text: str) -> Event:
    verb = _span(_KINDS[happening.kind], text, sentence.start)
    roles = zip((Role.ACTOR, Role.TARGET), happening.actors, strict=True)
    return Event(
        key=key,
        kind=EventClass.EVENT,
        types=(happening.kind,),
        label=f"{happening.kind} by {happening.actors[0]} in {happening.place}",
        modality=Modality.OCCURRED,
        polarity=Polarity.POSITIVE,
        time=EventTime(_day(happening.day), DateBasis.STATED, evidence=sentence),
        trigger=verb,
        mentions=(verb,),
        place=Placement(happening.place, _span(happening.place, text, sentence.start)),
        participants=tuple(Participation(role, actor, _span(actor, text, sentence.start)) for role, actor in roles),
    )


# ---------------------------------------------------------------------------------------------------- measuring


def print_large(size: int, small: int = 1_000, kept: Path | None = None) -> None:
    """The cost of an article in a large store and in a small one, turn by turn, so that both meet the same machine.

    Both stores are filled by a rebuild, which takes half the time of one article after the other and gives the same;
    ``kept`` is where they are filled, and left as they are, for the next time.
    """
    heading(f"milliseconds an article at {small:,} and at {size:,} articles, turn by turn")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        stores = []
        for count in (small, size):
            filled = _filled((kept or Path(folder) / "filled") / str(count), count)
            stores.append(stack.enter_context(open_store(shutil.copytree(filled, Path(folder) / str(count)))))
        walls: tuple[list[float], list[float]] = ([], [])
        cpus = [0.0, 0.0]
        for number in range(MEASURED):
            for which, (store, count) in enumerate(zip(stores, (small, size), strict=True)):
                version = _version(reading(count + number), store)
                begin, own = time.perf_counter(), time.thread_time()
                store.replace_articles([version])
                cpus[which] += time.thread_time() - own
                walls[which].append((time.perf_counter() - begin) * 1000)
        print(f"{'articles':>9}{'mean':>8}{'median':>8}{'95 %':>8}{'most':>8}{'CPU':>8}{'against first':>15}")
        for count, wall, cpu in zip((small, size), walls, cpus, strict=True):
            cut = quantiles(wall, n=20)
            row = f"{count:>9,}{mean(wall):>8.1f}{cut[9]:>8.1f}{cut[18]:>8.1f}{max(wall):>8.1f}"
            print(f"{row}{cpu * 1000 / MEASURED:>8.1f}{cpu / cpus[0]:>15.2f}", flush=True)


def _filled(folder: Path, count: int) -> Path:
    """The folder, with a store of so many articles in it; one that is there already is taken as it is."""
    if not folder.is_dir():
        begin, half = time.process_time(), folder.with_name(f"{folder.name}-half-filled")
        shutil.rmtree(half, ignore_errors=True)
        with open_store(half) as store:
            _fill(store, count)
            quads = len(store.graph)
        half.rename(folder)
        spent = time.process_time() - begin
        print(f"filled with {count:,} articles, {quads:,} quads, in {spent:.0f} s of CPU", flush=True)
    return folder


def _fill(store: Store, count: int) -> None:
    """So many articles, as a rebuild from the archive puts them in."""
    nothing = pack([])
    for first in range(0, count, 1_000):
        with store.archive.transaction():
            for number in range(first, min(count, first + 1_000)):
                article = reading(number).document.article
                store.archive.record_version(article, "synthetic", Decision(nothing, nothing, {}))
    store.archive.settle([change.seq for change in store.archive.pending()])

    def read(article: Article) -> Sequence[Quad]:
        return quads_of(reading(int(article.id.rpartition("-")[2])), store.iris)

    store.rebuild(read, lambda _: None)


def print_scale(sizes: Sequence[int] = SIZES) -> None:
    """The cost of an article at each size of the store."""
    heading("milliseconds an article, with the graph, by the size of the store (synthetic, behind extraction)")
    print(
        f"{'articles':>9}{'quads':>12}{'mean':>8}{'median':>8}{'95 %':>8}{'CPU':>8}{'against first':>15}{'all CPU':>9}"
    )
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        first, number = None, 0
        for size in sorted(sizes):
            while number < size:
                some = range(number, min(size, number + _AT_ONCE))
                store.replace_articles([_version(reading(one), store) for one in some])
                number = some.stop
            store.settle()
            walls, cpu, whole = _measured(store, number)
            number += MEASURED
            first = first or cpu
            cut = quantiles(walls, n=20)
            row = f"{size:>9,}{len(store.graph):>12,}{mean(walls):>8.1f}{cut[9]:>8.1f}{cut[18]:>8.1f}{cpu:>8.1f}"
            print(f"{row}{cpu / first:>15.2f}{whole:>9.1f}", flush=True)


def _measured(store: Store, start: int) -> tuple[list[float], float, float]:
    """Milliseconds of each article; of CPU on average, and with what the engine does beside (tidying after the filling)."""
    readings = [reading(number) for number in range(start, start + MEASURED)]
    begin, all_begin, walls = time.thread_time(), time.process_time(), []
    for one in readings:
        before = time.perf_counter()
        store.replace_articles([_version(one, store)])
        walls.append((time.perf_counter() - before) * 1000)
    store.settle()
    own, whole = time.thread_time() - begin, time.process_time() - all_begin
    return walls, own * 1000 / MEASURED, whole * 1000 / MEASURED


def _version(one: Reading, store: Store) -> NewVersion:
    return NewVersion(one.document.article, "synthetic", quads_of(one, store.iris))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--large"]:
        print_large(int(sys.argv[2]), kept=Path(sys.argv[3]) if sys.argv[3:] else None)
    else:
        print_scale([int(size) for size in sys.argv[1:]] or SIZES)
