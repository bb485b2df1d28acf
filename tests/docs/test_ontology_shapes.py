"""The shapes of ontology/: valid examples conform, each broken one breaks the one shape it names."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
GOLD = ROOT.parent / "shared" / "gold" / "seed.trig"
EVS = "https://w3id.org/timewire/shapes#"
VALID = sorted((ONTOLOGY / "examples").glob("valid-*"))
BROKEN = sorted((ONTOLOGY / "examples").glob("broken-*"))
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(ONTOLOGY / "shapes.ttl")


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    graph = Graph()
    for name in ("timewire", "event-types", "codes"):
        graph.parse(ONTOLOGY / f"{name}.ttl")
    return graph


def _flat(path: Path, vocabulary: Graph) -> Graph:
    """The statements of all graphs of a file in one graph, with the vocabulary merged in."""
    syntax = ox.RdfFormat.TRIG if path.suffix == ".trig" else ox.RdfFormat.TURTLE
    triples = {quad.triple for quad in ox.parse(path=str(path), format=syntax)}
    graph = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph + vocabulary


def _results(data: Graph, shapes: Graph) -> list[tuple[str, str]]:
    """(node shape, message) of every result of any severity, without its details."""
    _, report, _ = validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    found = []
    nested = set(report.objects(None, SH.detail))
    for result in set(report.objects(None, SH.result)) - nested:
        shape = str(report.value(result, SH.sourceShape))
        assert shape.startswith(EVS), "every shape that reports has a name"
        found.append((shape.removeprefix(EVS).split("-")[0], str(report.value(result, SH.resultMessage))))
    return sorted(found)


def _constraints(shapes: Graph) -> list[URIRef]:
    return sorted({s for s in shapes.subjects(SH.path, None) if isinstance(s, URIRef)})


def _node_shapes(shapes: Graph) -> set[URIRef]:
    return {s for p in TARGETS for s in shapes.subjects(p, None) if isinstance(s, URIRef)}


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_a_valid_example_has_no_result(path: Path, shapes: Graph, vocabulary: Graph) -> None:
    assert _results(_flat(path, vocabulary), shapes) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_a_broken_example_breaks_the_shape_it_names_and_no_other(path: Path, shapes: Graph, vocabulary: Graph) -> None:
    named = re.match(r"# breaks: evs:(\w+)\n# \S", path.read_text(encoding="utf-8"))
    assert named
    assert {shape for shape, _ in _results(_flat(path, vocabulary), shapes)} == {named[1]}


def test_every_node_shape_is_broken_by_an_example(shapes: Graph) -> None:
    named = {re.findall(r"# breaks: evs:(\w+)", p.read_text(encoding="utf-8"))[0] for p in BROKEN}
    assert named == {str(s).removeprefix(EVS) for s in _node_shapes(shapes)}


def test_every_message_tells_what_to_do(shapes: Graph) -> None:
    sparql = list(shapes.objects(None, SH.sparql))
    alone = [s for s in _node_shapes(shapes) if not list(shapes.objects(s, SH.property | SH.sparql))]
    for shape in (*_constraints(shapes), *sparql, *alone):
        message = shapes.value(shape, SH.message)
        assert isinstance(message, Literal), shape
        first = message.split()[0]
        assert first.isalpha(), message
        assert first[0].isupper(), message
        assert message.endswith("."), message


def test_every_node_shape_has_a_label(shapes: Graph) -> None:
    assert [s for s in shapes.subjects(RDF.type, SH.NodeShape) if shapes.value(s, RDFS.label) is None] == []


def test_every_property_shape_is_named_after_the_node_shape_that_uses_it(shapes: Graph) -> None:
    for shape in _constraints(shapes):
        assert [str(s) for s in shapes.subjects(SH.property, shape)] == [shape.split("-")[0]]


def test_the_shapes_are_sound_shacl(shapes: Graph, vocabulary: Graph) -> None:
    minimal = _flat(ONTOLOGY / "examples" / "valid-minimal.ttl", vocabulary)
    conforms, _, text = validate(minimal, shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_codes_of_a_wrong_scheme_are_caught(shapes: Graph, vocabulary: Graph) -> None:
    minimal = (ONTOLOGY / "examples" / "valid-minimal.ttl").read_text(encoding="utf-8")
    for code, wrong in {
        "evc:Day": "evc:Weekday",
        "evc:Occurred": "evc:Exact",
        "et:TransportAccident": "evc:Trade",
    }.items():
        data = Graph().parse(data=minimal.replace(f"{code} ", f"{wrong} "), format="turtle") + vocabulary
        assert {shape for shape, _ in _results(data, shapes)} == {"Frame"}, code


@pytest.mark.skipif(not GOLD.exists(), reason="the worked example of the design is not beside the checkout")
def test_the_worked_example_of_the_design_conforms(shapes: Graph, vocabulary: Graph) -> None:
    data = _flat(GOLD, vocabulary)
    assert (None, OWL.sameAs, None) not in data
    assert _results(data, shapes) == []
