"""The vocabulary of ``ontology/``: namespaces in one place, terms, preset prefixes, and the files themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import SettingsError

VOCABULARY = "https://w3id.org/timewire/"
"""Base of all terms; to be replaced before publication if the name is not registered by then."""

DESCRIPTION_GRAPH = ".well-known/void"
"""Where, after the base, a server keeps the description of the dataset: a graph of what is counted, not read."""

LABELS_FILE = "labels.ttl"
"""What terms are called in other languages than English."""

LABELS_GRAPH = NamedNode(VOCABULARY + "labels")
"""The graph of ``labels.ttl``: in the default graph, whoever asks for the label of a code would get thirteen rows."""

LOADED_FILES = ("timewire.ttl", "event-types.ttl", "codes.ttl", LABELS_FILE)
"""Ontology files that stand in every store; alignments and shapes are for those who ask for them."""


@lru_cache(maxsize=4096)
def _term(namespace: str, name: str) -> NamedNode:
    return NamedNode(namespace + name)


@dataclass(frozen=True)
class Namespace:
    """The terms under one IRI, as attributes; each is kept when it is first asked for, since code names few and often.

    >>> ONT.partOf
    <NamedNode value=https://w3id.org/timewire/ont#partOf>
    >>> CODE["Day"] == CODE.Day
    True
    """

    iri: str

    def __getitem__(self, name: str) -> NamedNode:
        return _term(self.iri, name)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):  # copy and pickle probe for these
            raise AttributeError(name)
        term = _term(self.iri, name)
        object.__setattr__(self, name, term)
        return term

    def holds(self, term: object) -> bool:
        """True if the term is an IRI of this namespace."""
        return isinstance(term, NamedNode) and term.value.startswith(self.iri)


ONT = Namespace(VOCABULARY + "ont#")
TYPE = Namespace(VOCABULARY + "type#")
CODE = Namespace(VOCABULARY + "code#")
SHAPES = Namespace(VOCABULARY + "shapes#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SCHEMA = Namespace("https://schema.org/")
PROV = Namespace("http://www.w3.org/ns/prov#")
WGS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
EDTF = Namespace("http://id.loc.gov/datatypes/edtf/")

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "ev": ONT.iri,
        "et": TYPE.iri,
        "evc": CODE.iri,
        "evs": SHAPES.iri,
        "rdf": RDF.iri,
        "rdfs": RDFS.iri,
        "owl": OWL.iri,
        "xsd": XSD.iri,
        "skos": SKOS.iri,
        "dcterms": DCTERMS.iri,
        "schema": SCHEMA.iri,
        "prov": PROV.iri,
        "wgs": WGS.iri,
        "edtf": EDTF.iri,
    }
)
"""Prefixes that every query may use undeclared; those of the data depend on its base, see ``iris.Iris``."""

A = RDF.type
"""``rdf:type``, under the name Turtle gives it."""


def local_name(term: NamedNode) -> str:
    """What stands after the last ``#`` or ``/``: ``Day`` of ``evc:Day``."""
    return term.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def ontology_dir() -> Path:
    """The folder of the ontology: ``kg/ontology`` in a wheel, ``ontology`` beside ``kg`` in a checkout.

    Raises SettingsError where there is neither.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "ontology", package.parent / "ontology"):
        if (folder / LOADED_FILES[0]).is_file():
            return folder
    raise SettingsError("the ontology is not installed", where=str(package), remedy="install timewire again")


@cache
def ontology_quads() -> tuple[Quad, ...]:
    """Terms, event types and code lists as triples of the default graph, other languages in ``LABELS_GRAPH``.

    Triples with blank nodes (lists of disjoint classes) are left out: they serve reasoners, who read the files, and
    would be other nodes each time.
    """
    folder = ontology_dir()
    parsed = (
        Quad(quad.subject, quad.predicate, quad.object, LABELS_GRAPH) if name == LABELS_FILE else quad
        for name in LOADED_FILES
        for quad in parse(path=folder / name, format=RdfFormat.TURTLE)
    )
    return tuple(dict.fromkeys(filter(_named, parsed)))


def _named(quad: Quad) -> bool:
    return not any(isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object))


@cache
def ontology_version() -> str:
    """``owl:versionInfo`` of the terms, '' where the file does not say."""
    return next(iter(_literals_of(OWL.versionInfo).values()), "")


@cache
def plover_codes() -> Mapping[str, str]:
    """PLOVER category and mode (``CONSULT-visit``) of each event type that has one, by its local name."""
    return MappingProxyType(_literals_of(ONT.plover))


@cache
def labels_in(lang: str) -> Mapping[NamedNode, str]:
    """What the concepts are called in a language (``en``, ``zh``); empty for one that nobody has translated them to."""
    return MappingProxyType(
        {
            quad.subject: quad.object.value
            for quad in ontology_quads()
            if quad.predicate == SKOS.prefLabel and isinstance(quad.subject, NamedNode)
            if isinstance(quad.object, Literal) and quad.object.language == lang
        }
    )


def _literals_of(predicate: NamedNode) -> dict[str, str]:
    """Values of the predicate by the local name of what has them."""
    return {
        local_name(quad.subject): quad.object.value
        for quad in ontology_quads()
        if quad.predicate == predicate and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }
