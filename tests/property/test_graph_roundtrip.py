"""Whatever the text is like, its graph can be written, read, and held against the text."""

from __future__ import annotations

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from kg.graph.iris import Iris
from kg.graph.shacl import Severity
from kg.graph.shapes import check_quads
from kg.graph.statements import Run, article_quads
from kg.graph.terms import ONT
from kg.knowledge.canonical import as_only_article
from kg.model import (
    Actor,
    ActorType,
    Article,
    Claim,
    DateBasis,
    Document,
    Event,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Polarity,
    QuoteKind,
    Reading,
    Role,
    Sentence,
    Span,
    Unresolved,
)

IRIS = Iris("https://n.org/")
TOKENS = spacy.blank("en")("")
CHARACTERS = st.characters(exclude_categories=("Cs",))
WORDS = st.text(CHARACTERS, min_size=1, max_size=12).filter(lambda word: bool(word.strip()))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Sentences of any characters, with blanks between them, and spans anywhere that hold more than blanks."""
    words = [word.strip() for word in draw(st.lists(WORDS, min_size=1, max_size=6))]
    blanks = draw(st.lists(st.sampled_from([" ", "\n\n", ""]), min_size=len(words), max_size=len(words)))
    text, sentences = "", []
    for number, (word, blank) in enumerate(zip(words, blanks, strict=True), start=1):
        sentences.append(Sentence(number, Span(len(text), len(text) + len(word))))
        text += word + blank
    article = Article(draw(WORDS), text, title=draw(WORDS), publisher=draw(st.none() | WORDS))
    spans = st.builds(_span, st.sampled_from(sentences), st.sampled_from(sentences))
    actor = Actor(draw(WORDS), draw(WORDS), draw(st.sampled_from(ActorType)), (draw(spans),), draw(st.booleans()))
    mentions = tuple(draw(st.lists(spans, min_size=1, max_size=3)))
    event = Event(
        key=draw(WORDS),
        kind=EventClass.EVENT,
        types=("Meeting",),
        label=draw(WORDS),
        modality=draw(st.sampled_from(Modality)),
        polarity=draw(st.sampled_from(Polarity)),
        time=EventTime(Unresolved(draw(WORDS) + "..."), DateBasis.UNRESOLVED, draw(st.none() | WORDS)),
        trigger=mentions[0],
        mentions=mentions,
        participants=(Participation(Role.PARTY, actor.key, draw(spans), draw(st.none() | WORDS)),),
        confidence=draw(st.floats(0, 1)),
    )
    quoted = draw(spans)
    claim = Claim(draw(WORDS), quoted, quoted.cut(text) + "...", QuoteKind.DIRECT, (actor.key,), about=(event.key,))
    return Reading(
        document=Document(article, tuple(sentences), TOKENS),
        publication=Unresolved("no date"),
        times=(),
        actors=(actor,),
        places=(),
        instruments=(),
        events=(event,),
        claims=(claim,),
        figures=(),
    )


def _span(a: Sentence, b: Sentence) -> Span:
    return Span(min(a.span.start, b.span.start), max(a.span.end, b.span.end))


def quads_of(reading: Reading) -> list[Quad]:
    return as_only_article(article_quads(reading, IRIS, Run("test 1")), IRIS)


def canonical(quads: list[Quad]) -> str:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


@given(readings(), st.sampled_from([RdfFormat.N_QUADS, RdfFormat.TRIG]))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_what_is_read(reading: Reading, form: RdfFormat) -> None:
    quads = quads_of(reading)
    written = serialize(quads, format=form)
    assert canonical(list(parse(written, form))) == canonical(quads)


@given(readings())
@settings(max_examples=60, deadline=None)
def test_a_store_gives_back_what_was_put_in(reading: Reading) -> None:
    quads, store = quads_of(reading), Store()
    store.extend(quads)
    assert set(store) == set(quads)


@given(readings())
@settings(max_examples=60, deadline=None)
def test_spans_cut_the_text_they_claim(reading: Reading) -> None:
    text = reading.document.text
    fields: dict[str, dict[NamedNode, str]] = {}
    for quad in quads_of(reading):
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            fields.setdefault(quad.subject.value, {})[quad.predicate] = quad.object.value
    cut = [node for node in fields.values() if ONT.exact in node]
    assert cut
    assert all(text[int(n[ONT.beginChar]) : int(n[ONT.endChar])] == n[ONT.exact] for n in cut)


@given(readings())
@settings(max_examples=30, deadline=None)
def test_whatever_the_words_are_the_shapes_hold(reading: Reading) -> None:
    broken = [found for found in check_quads(quads_of(reading)) if found.severity is Severity.VIOLATION]
    assert broken == []


@given(readings())
@settings(max_examples=30, deadline=None)
def test_no_blank_nodes_and_every_named_graph_is_the_article_or_a_sentence(reading: Reading) -> None:
    article = IRIS.article(reading.document.article.id).value
    names = {quad.graph_name for quad in quads_of(reading)} - {DefaultGraph()}
    sentences = {f"{article}/s{sentence.index:02d}" for sentence in reading.document.sentences}
    assert {name.value for name in names if isinstance(name, NamedNode)} == {name.value for name in names}  # type: ignore[union-attr]
    assert {name.value for name in names} <= {article} | sentences  # type: ignore[union-attr]
