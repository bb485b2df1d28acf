"""The files of ontology/: they parse, every term is declared and told of, codes and queries are sound."""

import json
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    TIME,
    VANN,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.namespace import ClosedNamespace, DefinedNamespace

from kg import model

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
EV = Namespace("https://w3id.org/timewire/ont#")
ET = Namespace("https://w3id.org/timewire/type#")
EVC = Namespace("https://w3id.org/timewire/code#")
EVS = Namespace("https://w3id.org/timewire/shapes#")
OURS = (EV, ET, EVC, EVS)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
MODULES = ("timewire", "event-types", "codes", "alignments", "shapes")
QUERIES = sorted((ONTOLOGY / "queries").glob("*.rq"))


def _parse(name: str) -> Graph:
    return Graph().parse(ONTOLOGY / f"{name}.ttl")


GRAPHS = {name: _parse(name) for name in MODULES}
TERMS = GRAPHS["timewire"] + GRAPHS["event-types"] + GRAPHS["codes"]
ALL = TERMS + GRAPHS["alignments"] + GRAPHS["shapes"]


def _concepts() -> list[URIRef]:
    return sorted(s for s in TERMS.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef))


def _schemes() -> list[URIRef]:
    return sorted(s for s in TERMS.subjects(RDF.type, SKOS.ConceptScheme) if isinstance(s, URIRef))


def _vocabulary() -> list[URIRef]:
    return sorted({s for kind in KINDS for s in TERMS.subjects(RDF.type, kind) if isinstance(s, URIRef)})


def _declared() -> set[URIRef]:
    shapes = {s for s, p in GRAPHS["shapes"].subject_predicates() if p in (RDF.type, SH.path) and isinstance(s, URIRef)}
    return {*_vocabulary(), *_concepts(), *_schemes(), *shapes}


def _short(term: URIRef) -> str:
    return re.sub(r".*[/#]", "", term)


# ------------------------------------------------------------------------------------------------- terms


def test_the_scheme_is_of_the_size_the_design_asks_for() -> None:
    assert len(_concepts()) > 300
    assert len(list(TERMS.subjects(SKOS.topConceptOf, EVC.EventTypes))) == 12


@pytest.mark.parametrize("predicate", [SKOS.example, RDFS.isDefinedBy])
def test_every_term_has_an_example_and_its_ontology(predicate: URIRef) -> None:
    assert [t for t in (*_vocabulary(), *_concepts(), *_schemes()) if not list(TERMS.objects(t, predicate))] == []


def test_every_class_and_property_has_one_label_and_one_comment() -> None:
    for term in _vocabulary():
        assert len(list(TERMS.objects(term, RDFS.label))) == 1, term
        assert len(list(TERMS.objects(term, RDFS.comment))) == 1, term


def test_every_concept_has_one_english_label_and_a_definition_of_its_own() -> None:
    for concept in (*_concepts(), *_schemes()):
        languages = Counter(
            label.language for label in TERMS.objects(concept, SKOS.prefLabel) if isinstance(label, Literal)
        )
        assert languages["en"] == 1, concept
        assert max(languages.values()) == 1, concept
        assert len(list(TERMS.objects(concept, SKOS.definition))) == 1, concept
    definitions = Counter(str(o) for o in TERMS.objects(None, SKOS.definition))
    assert [text for text, count in definitions.items() if count > 1] == []


def test_every_concept_is_in_one_scheme() -> None:
    assert [c for c in _concepts() if len(list(TERMS.objects(c, SKOS.inScheme))) != 1] == []
    assert {str(s) for s in TERMS.objects(None, SKOS.inScheme)} == {str(s) for s in _schemes()}


def test_labels_are_unique_in_their_scheme() -> None:
    labels = Counter(
        (TERMS.value(c, SKOS.inScheme), label) for c in _concepts() for label in TERMS.objects(c, SKOS.prefLabel)
    )
    assert [key for key, count in labels.items() if count > 1] == []


def test_every_module_has_a_version_and_a_licence() -> None:
    for name, graph in GRAPHS.items():
        (header,) = graph.subjects(RDF.type, OWL.Ontology)
        assert str(graph.value(header, OWL.versionIRI)) == f"{header}/{graph.value(header, OWL.versionInfo)}", name
        assert str(graph.value(header, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/", name
    assert "CC BY 4.0" in (ONTOLOGY / "LICENSE").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------- nothing undeclared


def _used_in_prefixed_text(text: str) -> set[URIRef]:
    prefixes = dict(re.findall(r"(?:@prefix|PREFIX)\s+(\w+):\s*<([^>]+)>", text))
    bare = re.sub(r'"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|^\s*#.*$', " ", text, flags=re.M)
    return {URIRef(prefixes[p] + n) for p, n in re.findall(r"(?<![\w/#])(\w+):([A-Za-z][\w-]*)", bare) if p in prefixes}


def _used_by_the_shape_queries() -> set[URIRef]:
    names = {"ev": EV, "evc": EVC}
    texts = " ".join(str(o) for o in GRAPHS["shapes"].objects(None, SH.select))
    return {names[p][n] for p, n in re.findall(r"\b(ev|evc):(\w+)", texts)}


def _used() -> dict[str, set[URIRef]]:
    files = [*QUERIES, *sorted((ONTOLOGY / "examples").iterdir())]
    used = {f.name: _used_in_prefixed_text(f.read_text(encoding="utf-8")) for f in files}
    used |= {name: {t for triple in graph for t in triple if isinstance(t, URIRef)} for name, graph in GRAPHS.items()}
    return used | {"sparql of shapes": _used_by_the_shape_queries()}


def test_no_term_of_ours_is_used_undeclared() -> None:
    declared = _declared()
    undeclared = {
        (name, t) for name, terms in _used().items() for t in terms if t.startswith(OURS) and t not in declared
    }
    assert undeclared == set()


def test_terms_of_others_exist_where_rdflib_knows_their_vocabulary() -> None:
    known: list[type[DefinedNamespace] | ClosedNamespace] = [
        DCTERMS,
        FOAF,
        ORG,
        OWL,
        PROV,
        RDFS,
        SH,
        SKOS,
        TIME,
        VANN,
        XSD,
    ]
    for name, terms in _used().items():
        for term in terms:
            for vocabulary in known:
                if term.startswith(str(vocabulary)) and term != URIRef(str(vocabulary)):
                    assert term in vocabulary, (name, term)


def test_ties_to_other_vocabularies_are_in_the_alignments_only() -> None:
    ties = (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        SKOS.closeMatch,
        SKOS.exactMatch,
        OWL.equivalentClass,
        OWL.equivalentProperty,
    )
    foreign = [(s, o) for p in ties for s, o in TERMS.subject_objects(p) if not str(o).startswith(OURS)]
    assert foreign == []
    aligned = [(s, o) for p in ties for s, o in GRAPHS["alignments"].subject_objects(p)]
    assert len(aligned) > 50
    assert [pair for pair in aligned if str(pair[1]).startswith(OURS) or pair[0] not in _declared()] == []


def test_types_are_not_tied_to_sem_by_more_than_a_close_match() -> None:
    """``sem:type`` is a sub-property of ``rdf:type``: a sub-property would make events instances of concepts."""
    assert list(GRAPHS["alignments"].objects(EV.eventType, RDFS.subPropertyOf)) == []


# ------------------------------------------------------------------------------------------------- codes


def _closure(concept: URIRef) -> set[URIRef]:
    found, queue = {concept}, [concept]
    while queue:
        for broader in TERMS.objects(queue.pop(), SKOS.broader):
            if isinstance(broader, URIRef) and broader not in found:
                found.add(broader)
                queue.append(broader)
    return found


def test_broader_or_self_is_the_closure_of_broader() -> None:
    types = [t for t in TERMS.subjects(SKOS.inScheme, EVC.EventTypes) if isinstance(t, URIRef)]
    assert {t: set(TERMS.objects(t, EV.broaderOrSelf)) for t in types} == {t: _closure(t) for t in types}
    assert set(TERMS.subjects(EV.broaderOrSelf)) == set(types)


def test_every_event_type_stands_under_one_top() -> None:
    for concept in TERMS.subjects(SKOS.inScheme, EVC.EventTypes):
        tops = [t for t in TERMS.objects(concept, EV.broaderOrSelf) if (t, SKOS.topConceptOf, EVC.EventTypes) in TERMS]
        assert len(tops) == 1, concept


@pytest.mark.parametrize(
    ("codes", "scheme"),
    [
        (model.Precision, "Precisions"),
        (model.DateBasis, "DateBases"),
        (model.PublicationBasis, "PublicationBases"),
        (model.PlaceType, "PlaceTypes"),
        (model.Modality, "Modalities"),
        (model.Polarity, "Polarities"),
        (model.QuoteKind, "QuoteKinds"),
        (model.Bound, "Bounds"),
    ],
)
def test_the_codes_of_the_model_are_the_concepts_of_the_scheme(codes: type, scheme: str) -> None:
    concepts = {_short(c) for c in TERMS.subjects(SKOS.inScheme, EVC[scheme]) if isinstance(c, URIRef)}
    not_for_extractors = {"External"} if scheme == "DateBases" else set()
    assert {code.value for code in codes} == concepts - not_for_extractors  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("codes", "above"),
    [(model.ActorType, EV.Actor), (model.EventClass, EV.Event), (model.InstrumentType, EV.Instrument)],
)
def test_the_classes_of_the_model_are_classes(codes: type, above: URIRef) -> None:
    for code in codes:  # type: ignore[attr-defined]
        assert above in set(TERMS.transitive_objects(EV[code.value], RDFS.subClassOf)), code


def test_the_roles_of_the_model_are_properties_under_actor_and_codes() -> None:
    properties = {_short(p) for p in TERMS.transitive_subjects(RDFS.subPropertyOf, EV.actor) if isinstance(p, URIRef)}
    assert {role.value for role in model.Role} == properties
    for role in set(model.Role) - {model.Role.ACTOR}:
        code = EVC[role.value[0].upper() + role.value[1:]]
        assert (code, SKOS.inScheme, EVC.Roles) in TERMS, role


def test_modalities_say_whether_they_are_realised() -> None:
    realised = {_short(s) for s in TERMS.subjects(EV.realised, Literal(True)) if isinstance(s, URIRef)}
    assert realised == {m.value for m in model.REALISED}
    assert len(list(TERMS.subjects(EV.realised, None))) == len(model.Modality)


# ----------------------------------------------------------------------------------------------- context


def _context() -> dict[str, object]:
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert isinstance(context, dict)
    return context


def test_the_context_names_every_class_and_property_and_nothing_undeclared() -> None:
    named = {v["@id"] if isinstance(v, dict) else v for v in _context().values()}
    ours = {EV[str(v)[3:]] for v in named if str(v).startswith("ev:")}
    assert ours == set(_vocabulary())


def test_the_context_gives_literals_the_datatype_of_their_property() -> None:
    values = {
        "start": "2015-03-06",
        "edtf": "2015-03",
        "value": 12,
        "ordinal": 2,
        "ongoing": True,
        "timeText": "on Friday",
    }
    document = {"@context": _context(), "id": "https://data.example.org/event/x", **values}
    quads = ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    found = {q.predicate.value: q.object.datatype.value for q in quads if isinstance(q.object, ox.Literal)}
    assert found == {str(EV[name]): str(TERMS.value(EV[name], RDFS.range)) for name in values}
