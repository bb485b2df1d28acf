from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.graph.iris import Iris, under_article
from kg.graph.statements import Run, article_quads
from kg.graph.terms import CODE, ONT, PREFIXES, SCHEMA, XSD, A, local_name, ontology_quads
from kg.model import (
    Bound,
    DateBasis,
    EventTime,
    Polarity,
    Precision,
    PublicationBasis,
    PublicationDay,
    Reading,
    TimeInterval,
    Unresolved,
)
from tests.built_readings import Text
from tests.unit.graph.readings import TALKS, talks_reading

ARTICLE = "https://data.example.org/article/talks"
PREFIX = PREFIXES | {"a": ARTICLE + "/", "act": "https://data.example.org/actor/"}


def asked(quads: list[Quad], pattern: str) -> bool:
    """Does the default graph (or the graph that the pattern names) hold the pattern?"""
    store = Store()
    store.extend(quads)
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIX))


def said_in(quads: list[Quad], pattern: str) -> set[str]:
    """The graphs that hold the pattern, by the last segment of their names."""
    store = Store()
    store.extend(quads)
    found = store.query(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {pattern} }} }}", prefixes=PREFIX)
    return {solution["g"].value.removeprefix(ARTICLE) for solution in found}


def quads_of(reading: Reading) -> list[Quad]:
    return article_quads(reading, Iris(), Run("test 1"))


def with_event(reading: Reading, key: str, **changes: object) -> list[Quad]:
    events = tuple(replace(e, **changes) if e.key == key else e for e in reading.events)  # type: ignore[arg-type]
    return quads_of(replace(reading, events=events))


@pytest.mark.parametrize(
    ("pattern", "graphs"),
    [
        ("?e ev:modality evc:Expected", {"/s05"}),
        ("<a:report/session> ev:party act:aland-Q9901", {"/s01"}),
        ("<a:report/session> ev:delegation ?team", {"/s02"}),
        ("<a:report/sinking> ev:start '2015-03-01'^^xsd:date", {"/s06"}),
        ("<a:report/next> ev:place ?lisbon", {"/s05"}),
        ("<a:report/round> ev:place ?lisbon", {"/s01"}),
        ("<a:report/session> ev:topic evc:Procedure", {"/s01"}),
        ("<a:claim/share> ev:claimText ?text", {"/s03"}),
        ("<a:claim/share> ev:utteredIn <a:report/remarks>", {"/s03"}),
        ("<a:figure/dead> ev:figureOf <a:report/sinking>", {"/s06"}),
        ("<a:participation/sinking-1> ev:outcome 'died'", {"/s06"}),
        ("act:ines-sol.person a ev:Person", {"/s02"}),
        ("act:ines-sol.person skos:altLabel 'Sol'@en", {"/s04"}),
        ("<a:affiliation/sol-1> ev:title 'water minister'", {"/s02"}),
        ("<a:actor/team> ev:delegationHead act:ines-sol.person ; ev:represents act:borea-Q9902", {"/s02"}),
        ("?lisbon rdfs:label 'Lisbon'@en", {"/s01"}),
        ("?lisbon wgs:lat 38.71667 ; ev:country 'PT' ; ev:within ?portugal ; skos:closeMatch ?geonames", {""}),
        ("?portugal rdfs:label 'Portugal'@en", {""}),
    ],
)
def test_a_statement_is_said_by_its_sentence(quads: list[Quad], pattern: str, graphs: set[str]) -> None:
    full = pattern.replace("<a:", f"<{ARTICLE}/")
    assert said_in(quads, full) == graphs


def test_a_delegate_of_what_is_no_delegation_is_no_member(reading: Reading) -> None:
    sol = next(actor for actor in reading.actors if actor.key == "sol")
    stray = replace(sol, affiliations=(replace(sol.affiliations[1], other="borea"),))
    quads = quads_of(replace(reading, actors=tuple(stray if a.key == "sol" else a for a in reading.actors)))
    assert not asked(quads, "?d ev:delegationHead ?m")
    assert asked(quads, "?tie ev:role evc:DelegationHead ; ev:with act:borea-Q9902")


def test_acting_for_a_party_needs_a_node_only_if_there_is_more_to_say(reading: Reading) -> None:
    assert not asked(quads_of(reading), "?tie ev:role evc:Represents")
    team = next(actor for actor in reading.actors if actor.key == "team")
    hedged = replace(team, affiliations=(replace(team.affiliations[0], hedged=True),))
    quads = quads_of(replace(reading, actors=tuple(hedged if a.key == "team" else a for a in reading.actors)))
    assert asked(quads, "?team ev:represents ?b . ?tie ev:role evc:Represents ; ev:hedged true ; ev:with ?b")


def test_what_speakers_deny_is_marked_as_denied(reading: Reading) -> None:
    assert not asked(quads_of(reading), "?claim ev:denied ?how")
    denied = replace(reading, claims=tuple(replace(claim, denied=True) for claim in reading.claims))
    assert asked(quads_of(denied), "?claim a ev:Claim ; ev:denied true")


def test_what_sentences_say_the_default_graph_holds_once_too(quads: list[Quad]) -> None:
    pointers = (ONT.figureOf, ONT.about, ONT.utteredIn)
    default = {quad.triple for quad in quads if quad.graph_name == DefaultGraph()}
    named = [quad for quad in quads if isinstance(quad.graph_name, NamedNode)]
    missing = {q.predicate for q in named if q.triple not in default} - set(pointers)
    assert missing == {ONT.exact}
    assert Counter(quads).most_common(1)[0][1] == 1


def test_shared_nodes_have_nothing_in_the_default_graph_that_no_named_graph_holds(quads: list[Quad]) -> None:
    """Else nobody could tell, when an article is withdrawn, what only it supported."""
    article = NamedNode(ARTICLE)
    named = {quad.triple for quad in quads if isinstance(quad.graph_name, NamedNode)}
    alone = [
        quad
        for quad in quads
        if quad.graph_name == DefaultGraph()
        and isinstance(quad.subject, NamedNode)
        and not under_article(quad.subject, article)
        and quad.triple not in named
    ]
    assert {quad.predicate for quad in alone} == {ONT.mention}


def test_texts_of_sentences_lie_in_the_article_graph_alone(quads: list[Quad]) -> None:
    sentences = {quad.subject for quad in quads if quad.predicate == A and quad.object == ONT.Sentence}
    texts = [quad for quad in quads if quad.subject in sentences and quad.predicate == ONT.exact]
    assert len(texts) == 6
    assert {quad.graph_name for quad in texts} == {NamedNode(ARTICLE)}
    assert asked(quads, "?s a ev:Sentence ; ev:sentenceIndex 2 ; ev:beginChar 101 ; ev:inArticle ?article")


def test_a_claim_over_two_sentences_has_a_mention_in_each(quads: list[Quad]) -> None:
    found = {
        quad.object.value for quad in quads if quad.predicate == ONT.mention and "claim/share" in quad.subject.value
    }
    text = Text(TALKS)
    spans = [text.at("We will share the river."), text.at("Nobody loses")]
    assert found == {f"{ARTICLE}#char={span.start},{span.end}" for span in spans}


def test_the_article_tells_its_day_hash_outlet_and_run(quads: list[Quad]) -> None:
    digest = hashlib.sha256(TALKS.encode()).hexdigest()
    assert asked(
        quads,
        f"""?a a ev:Article ; ev:textHash "{digest}" ; dcterms:identifier "talks" ; dcterms:language "en" ;
            dcterms:title "Two states, one river" ; ev:asOf "2015-05-06"^^xsd:date ;
            ev:publicationBasis evc:Metadata ; ev:publicationReason "given with the article" ;
            schema:publisher act:river-post.mediaoutlet ; prov:wasGeneratedBy ?run .
            ?run a ev:ExtractionRun ; prov:used ?a ; ev:extractor "test 1" .""",
    )


def test_an_outlet_that_the_text_does_not_name_is_known_by_its_name(reading: Reading) -> None:
    article = replace(reading.document.article, publisher="Aland Radio", url="https://aland.example/1?a=<b>")
    document = replace(reading.document, article=article)
    quads = quads_of(replace(reading, document=document))
    outlet = "act:aland-radio.mediaoutlet"
    assert asked(quads, f"?a schema:publisher {outlet} . {outlet} a ev:MediaOutlet ; rdfs:label 'Aland Radio'@en")
    url = Literal("https://aland.example/1?a=<b>", datatype=XSD.anyURI)
    assert any(quad.predicate == SCHEMA.url and quad.object == url for quad in quads)


ONLY_THE_MONTH = PublicationDay(
    TimeInterval(date(2015, 5, 1), date(2015, 5, 31), Precision.MONTH, "2015-05"),
    PublicationBasis.INFERRED,
    "only the month can be inferred",
)


@pytest.mark.parametrize("publication", [Unresolved("no date is given and none can be inferred"), ONLY_THE_MONTH])
def test_an_article_whose_day_is_not_known_has_none_and_says_why(
    reading: Reading, publication: PublicationDay | Unresolved
) -> None:
    quads = quads_of(replace(reading, publication=publication))
    assert not asked(quads, "?a a ev:Article ; ev:asOf ?day")
    assert not asked(quads, "?a ev:publicationBasis ?basis")
    assert asked(quads, f'?a a ev:Article ; ev:publicationReason "{publication.reason}"')


def test_an_event_that_nothing_dates_is_unresolved_and_says_why(reading: Reading) -> None:
    undated = replace(reading, publication=Unresolved("no date"))
    report = f"<{ARTICLE}/report/next>"
    assert asked(quads_of(reading), f"{report} ev:dateBasis evc:Context ; ev:datePrecision evc:Unknown")
    assert asked(quads_of(undated), f"{report} ev:dateBasis evc:Unresolved ; ev:unresolvedReason ?why")


def test_an_unresolved_date_keeps_its_words_and_reason_and_has_no_bounds(reading: Reading) -> None:
    time = EventTime(Unresolved("the year is not known"), DateBasis.UNRESOLVED, "on 3 May")
    quads = with_event(reading, "session", time=time)
    report = f"<{ARTICLE}/report/session>"
    assert asked(quads, f"{report} ev:unresolvedReason 'the year is not known' ; ev:timeText 'on 3 May'")
    assert not asked(quads, f"{report} ev:start|ev:end|ev:edtf ?bound")


def test_only_negative_polarity_and_real_doubt_are_stated(reading: Reading) -> None:
    assert not asked(quads_of(reading), "?r ev:polarity ?p")
    assert asked(with_event(reading, "sinking", polarity=Polarity.NEGATIVE), "?r ev:polarity evc:Negative")
    assert asked(quads_of(reading), f"<{ARTICLE}/report/session> ev:confidence 0.8")
    assert not asked(quads_of(reading), f"<{ARTICLE}/report/round> ev:confidence ?any")


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [
        (Bound.AT_LEAST, "12", None),
        (Bound.MORE_THAN, "12", None),
        (Bound.AT_MOST, None, "12"),
        (Bound.EXACT, None, None),
    ],
)
def test_a_wording_that_is_a_bound_gives_the_bound(
    reading: Reading, bound: Bound, low: str | None, high: str | None
) -> None:
    figures = tuple(replace(figure, bound=bound) for figure in reading.figures)
    quads = quads_of(replace(reading, figures=figures))
    found = {p: {q.object.value for q in quads if q.predicate == p} for p in (ONT.low, ONT.high)}
    assert found == {ONT.low: {low} - {None}, ONT.high: {high} - {None}}


def test_a_fraction_is_a_decimal_and_keeps_its_unit(reading: Reading) -> None:
    figures = tuple(replace(figure, value=Decimal("2.5"), unit="metres") for figure in reading.figures)
    quads = quads_of(replace(reading, figures=figures))
    assert asked(quads, "?f ev:value 2.5 ; ev:unit 'metres'")


def test_references_to_what_was_not_kept_are_left_out(reading: Reading) -> None:
    quads = with_event(reading, "session", part_of="gone", concerns=("gone",))
    assert not asked(quads, f"<{ARTICLE}/report/session> ev:partOf|ev:concerns ?x")


def test_the_same_reading_gives_the_same_quads_in_the_same_order() -> None:
    assert quads_of(talks_reading()) == quads_of(talks_reading())


def test_an_article_without_anything_in_it_is_still_an_article(reading: Reading) -> None:
    empty = Reading(reading.document, Unresolved("no date"), (), (), (), (), (), (), ())
    assert asked(quads_of(empty), "?a a ev:Article . ?s ev:inArticle ?a")


def test_all_terms_used_are_declared(quads: list[Quad]) -> None:
    declared = {quad.subject for quad in ontology_quads()}
    used = {term for quad in quads for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    ours = {term for term in used if term.value.startswith("https://w3id.org/timewire/")}
    assert sorted(local_name(term) for term in ours - declared) == []
    assert CODE.Unknown in ours
