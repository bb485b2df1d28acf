"""The rules say what SHACL says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kg.graph.iris import Iris
from kg.graph.shacl import Severity
from kg.graph.shapes import check_quads
from kg.graph.terms import CODE, LOADED_FILES, ONT, OWL, RDFS, TYPE, XSD, A, ontology_dir
from kg.knowledge.canonical import as_only_article

EXAMPLES = sorted((ontology_dir() / "examples").glob("*.t*"))
BROKEN = [path for path in EXAMPLES if path.name.startswith("broken-")]
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture(scope="module")
def sound(quads: list[Quad]) -> list[Quad]:
    """The graph of the talks, with its canonical events."""
    return as_only_article(quads, Iris())


def broken_shapes(quads: list[Quad]) -> set[str]:
    return {found.shape for found in check_quads(quads)}


def test_the_graph_of_a_reading_conforms(sound: list[Quad]) -> None:
    assert [found for found in check_quads(sound) if found.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_example_breaks_the_shape_it_names(path: Path) -> None:
    named = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# breaks: evs:")
    assert {shape.partition("-")[0] for shape in broken_shapes(list(parse(path=path)))} == {named}


def test_the_rules_find_what_pyshacl_finds() -> None:
    """All examples in one graph, each with a base of its own, since pyshacl takes its seconds once."""
    quads = [quad for number, path in enumerate(EXAMPLES) for quad in _moved(path, number)]
    ours = {(found.focus, found.shape, found.severity.value) for found in check_quads(quads)}
    assert ours == _found_by_pyshacl(quads)
    assert len(ours) >= len(BROKEN)


def _moved(path: Path, number: int) -> list[Quad]:
    text = path.read_text(encoding="utf-8").replace("https://data.example.org/", f"https://data.example.org/{number}/")
    return list(parse(text, RdfFormat.TRIG))


def _found_by_pyshacl(quads: list[Quad]) -> set[tuple[str, str, str]]:
    flat = [Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads]
    data = rdflib.Graph().parse(data=serialize(flat, format=RdfFormat.N_TRIPLES), format="nt")
    for name in LOADED_FILES:
        data.parse(ontology_dir() / name)
    shapes = rdflib.Graph().parse(ontology_dir() / "shapes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    results = report.subjects(rdflib.RDF.type, SH.ValidationResult)
    found = {
        tuple(str(report.value(r, field)) for field in (SH.focusNode, SH.sourceShape, SH.resultSeverity))
        for r in results
    }
    # sh:node is reported once for the property and once more for the code that is in another scheme
    return {(focus, _local(shape), _local(severity)) for focus, shape, severity in found if "-scheme" not in shape}


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


Mutation = Callable[[list[Quad]], list[Quad]]


def without(predicate: NamedNode, of: NamedNode) -> Mutation:
    """Take a property away from all nodes of a class."""

    def mutate(quads: list[Quad]) -> list[Quad]:
        nodes = {quad.subject for quad in quads if quad.predicate == A and quad.object == of}
        return [quad for quad in quads if not (quad.predicate == predicate and quad.subject in nodes)]

    return mutate


def more(predicate: NamedNode, value: NamedNode | Literal, of: NamedNode) -> Mutation:
    """Give all nodes of a class one more value of a property."""

    def mutate(quads: list[Quad]) -> list[Quad]:
        nodes = {quad.subject for quad in quads if quad.predicate == A and quad.object == of}
        return [*quads, *(Quad(node, predicate, value, DefaultGraph()) for node in nodes)]

    return mutate


def other(predicate: NamedNode, value: NamedNode | Literal) -> Mutation:
    """Put another value in place of all values of a property."""

    def mutate(quads: list[Quad]) -> list[Quad]:
        return [
            Quad(quad.subject, predicate, value, quad.graph_name) if quad.predicate == predicate else quad
            for quad in quads
        ]

    return mutate


@pytest.mark.parametrize(
    ("mutation", "shape"),
    [
        (without(RDFS.label, ONT.Event), "Frame-label"),
        (more(RDFS.label, Literal("Another", language="en"), ONT.Event), "Frame-label"),
        (without(ONT.eventType, ONT.EventReport), "Frame-eventType"),
        (other(ONT.eventType, CODE.Day), "Frame-eventType"),
        (more(ONT.modality, CODE.Denied, ONT.EventReport), "Frame-modality"),
        (other(ONT.modality, TYPE.War), "Frame-modality"),
        (other(ONT.start, Literal("2099-01-01", datatype=XSD.date)), "Frame-start"),
        (other(ONT.end, Literal("soon")), "Frame-end"),
        (
            other(ONT.edtf, Literal("last week", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF"))),
            "Frame-edtf",
        ),
        (other(ONT.dateBasis, TYPE.War), "Frame-dateBasis"),
        (other(ONT.dateBasis, CODE.External), "Report-dateBasis"),
        (other(ONT.dateBasis, CODE.External), "ByHand"),
        (other(ONT.place, TYPE.War), "Frame-place"),
        (more(OWL.sameAs, TYPE.War, ONT.Event), "Event-sameAs"),
        (without(ONT.sortDate, ONT.Event), "Sortable"),
        (without(ONT.inArticle, ONT.EventReport), "Report-inArticle"),
        (without(ONT.mention, ONT.EventReport), "Report-mention"),
        (other(ONT.party, NamedNode("https://data.example.org/place/geonames-2267057")), "RoleActors-filler"),
        (without(ONT.partOf, ONT.NegotiationSession), "Session-partOf"),
        (without(ONT.speaker, ONT.SpeechEvent), "Speech-speaker"),
        (without(ONT.low, ONT.Figure), "Figure"),
        (other(ONT.value, Literal(-1)), "Figure-value"),
        (without(ONT.attributedTo, ONT.Claim), "Source"),
        (other(ONT.exact, Literal("other words")), "Mention"),
        (other(ONT.endChar, Literal(0)), "Mention-beginChar"),
        (other(ONT.textHash, Literal("0")), "Article-textHash"),
        (more(ONT.asOf, Literal("2015-05-07", datatype=XSD.date), ONT.Article), "Article-asOf"),
        (without(ONT.represents, ONT.Delegation), "Delegation-represents"),
        (without(ONT.holder, ONT.Affiliation), "Affiliation-holder"),
        (without(ONT.placeType, ONT.Place), "Place-placeType"),
        (other(ONT.country, Literal("Portugal")), "Place-country"),
    ],
)
def test_a_mutation_is_caught(sound: list[Quad], mutation: Mutation, shape: str) -> None:
    assert shape in broken_shapes(mutation(sound)) - broken_shapes(sound)
