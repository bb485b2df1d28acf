"""An event that an editor adds, with the source that tells of it: a source of one sentence, matched as articles are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.curation.dates import UNKNOWN, interval_of
from kg.curation.finding import find_actor, find_place, line, values
from kg.curation.wish import Wish
from kg.errors import InputError
from kg.graph.statements import Run, article_quads
from kg.graph.terms import CODE, ONT, PROV, SKOS, TYPE, A
from kg.knowledge.edits import Effect, moment
from kg.model import (
    Article,
    DateBasis,
    Document,
    Event,
    EventClass,
    EventTime,
    Modality,
    Polarity,
    Precision,
    PublicationBasis,
    PublicationDay,
    Reading,
    Role,
    Sentence,
    Span,
    TimeInterval,
    Unresolved,
)
from kg.sources.dates import read_published
from kg.store import Store

_HERE = DefaultGraph()
_LONGEST_QUOTE = 2_000


def given_source(store: Store, wish: Wish, name: str) -> tuple[Effect, str]:
    """What the graph is to say of a source that was given by hand, and the label of its event.

    Raises:
        InputError: something is missing, or cannot be understood.
    """
    label = line(wish.one("label"), "label", 200)
    quote = line(wish.one("quote"), "quote", _LONGEST_QUOTE)
    article = Article(
        id=f"by-hand-{name}",
        text=quote,
        title=line(wish.one("title"), "title") if wish.one("title") else None,
        published=read_published(wish.one("published")) if wish.one("published") else None,
        publisher=line(wish.one("publisher"), "publisher", 200) if wish.one("publisher") else None,
        url=_address(wish.one("url")),
        language="en",
    )
    reading = _reading(article, label, _types(store, wish), _modality(wish), _time(wish.one("date")))
    run = store.iris.run(article.id, "by hand")
    quads = article_quads(reading, store.iris, Run("by hand"))
    told = _edited_by(quads, run, store.iris.edit(name), wish, moment(store.archive.clock()))
    report = store.iris.report(article.id, "e1")
    sentence = store.iris.sentence(article.id, 1)
    return Effect(quads=tuple(dict.fromkeys([*told, *_more(store, wish, report, sentence)]))), label


def _address(given: str) -> str:
    parts = urlsplit(given.strip())
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or any(c.isspace() or c in '<>"{}|\\^`' for c in given)
    ):
        raise InputError(f"{given[:100]!r} is no address", where="url", remedy="give the address of the source")
    return given.strip()


def _types(store: Store, wish: Wish) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(one.strip() for word in wish.many("type") for one in word.split(",") if one.strip()))
    view = store.graph.oxigraph
    sound = (one.isidentifier() and CODE.EventTypes in values(view, TYPE[one], SKOS.inScheme) for one in given)
    if not 1 <= len(given) <= 3 or not all(sound):
        raise InputError(f"{', '.join(given)[:100] or 'nothing'} is no type", where="type", remedy="see /ns/type")
    return given


def _modality(wish: Wish) -> Modality:
    given = wish.one("modality").strip() or Modality.OCCURRED.value
    if given not in set(Modality):
        raise InputError(
            f"{given[:40]!r} is no modality", where="modality", remedy=f"give one of {', '.join(Modality)}"
        )
    return Modality(given)


def _time(given: str) -> EventTime:
    """When it was, as the editor read it in the source."""
    if not given or given.strip() == UNKNOWN:
        return EventTime(None, DateBasis.CONTEXT)
    return EventTime(interval_of(given), DateBasis.STATED, ongoing=given.strip().endswith("/.."))


def _reading(article: Article, label: str, types: tuple[str, ...], modality: Modality, time: EventTime) -> Reading:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    whole = Span(0, len(article.text))
    event = Event(
        key="e1",
        kind=EventClass.EVENT,
        types=types,
        label=label,
        modality=modality,
        polarity=Polarity.POSITIVE,
        time=time,
        trigger=whole,
        mentions=(whole,),
    )
    return Reading(
        document=Document(article, (Sentence(1, whole),), Doc(Vocab(), words=[article.text])),
        publication=_publication(article.published),
        times=(),
        actors=(),
        places=(),
        instruments=(),
        events=(event,),
        claims=(),
        figures=(),
    )


def _publication(published: TimeInterval | None) -> PublicationDay | Unresolved:
    if published is None or published.precision is not Precision.DAY:
        return Unresolved("The editor did not say when the source was published.")
    return PublicationDay(published, PublicationBasis.METADATA, "given by the editor")


def _edited_by(quads: Iterable[Quad], run: NamedNode, edit: NamedNode, wish: Wish, at: Literal) -> Iterator[Quad]:
    """The quads with the edit in place of the run of an extractor."""
    for quad in quads:
        if quad.subject != run:
            value = edit if quad.object == run else quad.object
            yield Quad(quad.subject, quad.predicate, value, quad.graph_name)
    article = next(q.graph_name for q in quads if q.predicate == A and q.object == ONT.Article)
    fields = (
        (A, ONT.Edit),
        (ONT.editKind, Literal(wish.kind.value)),
        (ONT.editor, Literal(line(wish.editor, "editor", 100))),
        (ONT.editReason, Literal(line(wish.reason, "reason"))),
        (PROV.endedAtTime, at),
    )
    for predicate, value in fields:
        yield Quad(edit, predicate, value, article)
        yield Quad(edit, predicate, value, _HERE)


def _more(store: Store, wish: Wish, report: NamedNode, sentence: NamedNode) -> Iterator[Quad]:
    """Place, participants and date, which the editor read in the source."""
    view, iris = store.graph.oxigraph, store.iris
    facts = []
    if wish.one("place"):
        place, about = find_place(view, iris, wish.one("place"), wish.one("place_type"))
        facts += [Quad(report, ONT.place, place), *about]
    for given in wish.many("participants"):
        role, name, kind = _participant(given)
        actor, about = find_actor(view, iris, name, kind)
        facts += [Quad(report, ONT[role], actor), *about]
    for quad in facts:
        yield Quad(quad.subject, quad.predicate, quad.object, sentence)
        yield Quad(quad.subject, quad.predicate, quad.object, _HERE)


def _participant(given: str) -> tuple[str, str, str]:
    """``target=Ada Bell`` or, for somebody new, ``target=Person:Ada Bell``."""
    role, _, name = given.partition("=")
    if role.strip() not in set(Role) or not name.strip():
        raise InputError(
            f"{given[:80]!r} is no participant", where="participants", remedy="write it as target=Ada Bell"
        )
    kind, colon, rest = name.strip().partition(":")
    return (role.strip(), rest.strip(), kind) if colon and kind.isalpha() else (role.strip(), name.strip(), "")
