"""The dataset described in RDF: VoID, DCAT, PROV and the SPARQL service, with live numbers. Pure.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Triple

from kg import __version__
from kg.exports.about import CREDITS, DESCRIPTION, TITLE
from kg.exports.folder import SUMS, dump_files
from kg.graph.terms import DCTERMS, PREFIXES, PROV, RDF, RDFS, SKOS, VOCABULARY, XSD, Namespace, ontology_version
from kg.releases.release import Release
from server.data.statistics import Statistics
from server.sparql.service_description import SD

VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
CATALOGUE_PREFIXES: Mapping[str, str] = {
    **PREFIXES,
    "void": VOID.iri,
    "dcat": DCAT.iri,
    "vcard": VCARD.iri,
    "foaf": FOAF.iri,
    "sd": SD,
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FORMS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")
LDES = Namespace("https://w3id.org/ldes#")


@dataclass(frozen=True, slots=True)
class Described:
    """What the description tells besides numbers; '' where a licence or a contact is not set.

    ``modified`` is the day of the last change (ISO 8601), '' where there was none.
    """

    base: str
    licence: str = ""
    contact: str = ""
    state: str = ""
    has_dumps: bool = False
    modified: str = ""
    releases: tuple[Release, ...] = ()


def describe_dataset(about: Described, numbers: Statistics) -> list[Triple]:
    """The description of the whole, as triples."""
    dataset = _node(about, "dataset")
    return [
        *_document(about, dataset),
        *_general(about, dataset),
        *_made(about, dataset),
        *_numbers(about, dataset, numbers),
        *_access(about, dataset),
        *(_files(about, dataset) if about.has_dumps else ()),
        *(triple for release in about.releases for triple in _released(dataset, release)),
    ]


def _node(about: Described, name: str) -> NamedNode:
    return NamedNode(f"{about.base}.well-known/void#{name}")


def _document(about: Described, dataset: NamedNode) -> Iterator[Triple]:
    document = NamedNode(f"{about.base}.well-known/void")
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, FOAF.primaryTopic, dataset)
    yield Triple(document, DCTERMS.title, Literal("Description of the dataset", language="en"))


def _general(about: Described, dataset: NamedNode) -> Iterator[Triple]:
    for kind in (VOID.Dataset, DCAT.Dataset, PROV.Entity):
        yield Triple(dataset, RDF.type, kind)
    yield Triple(dataset, DCTERMS.title, Literal(TITLE, language="en"))
    yield Triple(dataset, DCTERMS.description, Literal(DESCRIPTION, language="en"))
    yield Triple(dataset, VOID.uriSpace, Literal(about.base))
    yield Triple(dataset, DCAT.landingPage, NamedNode(f"{about.base}data"))
    yield Triple(dataset, FOAF.homepage, NamedNode(about.base))
    for vocabulary in ("ont", "type", "code"):
        yield Triple(dataset, VOID.vocabulary, NamedNode(f"{VOCABULARY}{vocabulary}#"))
    if about.licence:
        yield Triple(dataset, DCTERMS.license, NamedNode(about.licence))
    if about.state:
        yield Triple(dataset, DCAT.version, Literal(about.state))
    if about.modified:
        yield Triple(dataset, DCTERMS.modified, Literal(about.modified, datatype=XSD.date))
    if about.contact:
        contact = _node(about, "contact")
        relation = VCARD.hasEmail if about.contact.startswith("mailto:") else VCARD.hasURL
        yield Triple(dataset, DCAT.contactPoint, contact)
        yield Triple(contact, RDF.type, VCARD.Kind)
        yield Triple(contact, VCARD.fn, Literal("Those who run this server", language="en"))
        yield Triple(contact, relation, NamedNode(about.contact))


def _made(about: Described, dataset: NamedNode) -> Iterator[Triple]:
    """Where it comes from: the program, and the works of others that are in it."""
    program, making = _node(about, "timewire"), _node(about, "making")
    yield Triple(dataset, PROV.wasGeneratedBy, making)
    yield Triple(dataset, PROV.wasAttributedTo, program)
    yield Triple(making, RDF.type, PROV.Activity)
    yield Triple(making, RDFS.label, Literal("Reading news articles", language="en"))
    yield Triple(making, PROV.wasAssociatedWith, program)
    yield Triple(program, RDF.type, PROV.SoftwareAgent)
    yield Triple(program, RDFS.label, Literal(f"Timewire {__version__}, ontology {ontology_version()}"))
    for _, address, _, _ in CREDITS[:2]:
        yield Triple(dataset, DCTERMS.source, NamedNode(address))
        yield Triple(dataset, PROV.wasDerivedFrom, NamedNode(address))


def _numbers(about: Described, dataset: NamedNode, numbers: Statistics) -> Iterator[Triple]:
    for name, number in (
        ("triples", numbers.triples),
        ("distinctSubjects", numbers.subjects),
        ("entities", numbers.entities),
        ("classes", len(numbers.classes)),
        ("properties", len(numbers.properties)),
    ):
        yield Triple(dataset, VOID[name], _integer(number))
    for example in numbers.examples:
        yield Triple(dataset, VOID.exampleResource, example)
    for kind, number in numbers.classes.items():
        part = _node(about, f"class-{_short(kind)}")
        yield from _part(dataset, part, VOID.classPartition, VOID["class"], kind)
        yield Triple(part, VOID.entities, _integer(number))
    for kind, number in numbers.properties.items():
        part = _node(about, f"property-{_short(kind)}")
        yield from _part(dataset, part, VOID.propertyPartition, VOID.property, kind)
        yield Triple(part, VOID.triples, _integer(number))
    if numbers.links:
        yield from _links(about, dataset, numbers.links)


def _part(dataset: NamedNode, part: NamedNode, relation: NamedNode, by: NamedNode, kind: NamedNode) -> Iterator[Triple]:
    yield Triple(dataset, relation, part)
    yield Triple(part, RDF.type, VOID.Dataset)
    yield Triple(part, by, kind)


def _links(about: Described, dataset: NamedNode, number: int) -> Iterator[Triple]:
    links = _node(about, "links")
    yield Triple(dataset, VOID.subset, links)
    yield Triple(links, RDF.type, VOID.Linkset)
    yield Triple(links, VOID.subjectsTarget, dataset)
    yield Triple(links, VOID.linkPredicate, SKOS.closeMatch)
    yield Triple(links, VOID.triples, _integer(number))


def _access(about: Described, dataset: NamedNode) -> Iterator[Triple]:
    service, queries = NamedNode(f"{about.base}sparql"), _node(about, "queries")
    yield Triple(dataset, VOID.sparqlEndpoint, service)
    yield Triple(dataset, DCAT.distribution, queries)
    yield Triple(queries, RDF.type, DCAT.Distribution)
    yield Triple(queries, DCTERMS.title, Literal("Queries in SPARQL", language="en"))
    yield Triple(queries, DCAT.accessURL, service)
    yield Triple(queries, DCAT.accessService, service)
    if about.licence:
        yield Triple(queries, DCTERMS.license, NamedNode(about.licence))
    for kind in (DCAT.DataService, NamedNode(SD + "Service")):
        yield Triple(service, RDF.type, kind)
    yield Triple(service, DCTERMS.title, Literal("SPARQL endpoint", language="en"))
    yield Triple(service, DCAT.endpointURL, service)
    yield Triple(service, DCAT.endpointDescription, service)
    yield Triple(service, DCAT.servesDataset, dataset)
    yield Triple(service, NamedNode(SD + "endpoint"), service)
    for form in _FORMS:
        yield Triple(dataset, VOID.feature, NamedNode(f"http://www.w3.org/ns/formats/{form}"))


def _files(about: Described, dataset: NamedNode) -> Iterator[Triple]:
    """The files of the present state, and the stream of what changes."""
    for file in dump_files():
        if file.name == SUMS:
            continue
        node, address = NamedNode(f"{about.base}dumps#{file.name}"), NamedNode(f"{about.base}dumps/{file.name}")
        yield Triple(dataset, DCAT.distribution, node)
        yield Triple(node, RDF.type, DCAT.Distribution)
        yield Triple(node, DCTERMS.title, Literal(file.what, language="en"))
        yield Triple(node, DCAT.accessURL, NamedNode(f"{about.base}dumps/"))
        yield Triple(node, DCAT.downloadURL, address)
        yield Triple(node, DCAT.mediaType, NamedNode(_MEDIA_TYPES + file.media_type))
        if file.is_packed:
            yield Triple(node, DCAT.compressFormat, NamedNode(_MEDIA_TYPES + "application/gzip"))
            yield Triple(dataset, VOID.dataDump, address)
        if about.licence:
            yield Triple(node, DCTERMS.license, NamedNode(about.licence))
    changes = NamedNode(f"{about.base}changes")
    yield Triple(changes, RDF.type, LDES.EventStream)
    yield Triple(changes, DCTERMS.title, Literal("What changes, to be followed", language="en"))
    yield Triple(changes, DCTERMS.isPartOf, dataset)


def _released(dataset: NamedNode, release: Release) -> Iterator[Triple]:
    """A version that stays, with its files and its own endpoint."""
    node = NamedNode(release.page)
    yield Triple(dataset, DCAT.hasVersion, node)
    yield Triple(node, RDF.type, VOID.Dataset)
    yield Triple(node, DCAT.isVersionOf, dataset)
    yield Triple(node, DCTERMS.title, Literal(f"{TITLE}, release {release.name}", language="en"))
    yield Triple(node, DCTERMS.issued, Literal(release.day, datatype=XSD.date))
    yield Triple(node, DCAT.version, Literal(release.name))
    yield Triple(node, VOID.dataDump, NamedNode(f"{release.page}/graph.nq.gz"))
    yield Triple(node, VOID.sparqlEndpoint, NamedNode(f"{release.page}/sparql"))
    if release.licence:
        yield Triple(node, DCTERMS.license, NamedNode(release.licence))


def _short(term: NamedNode) -> str:
    """A term as part of a name: ``ev.Event``; a digest where it has no prefix of ours."""
    for prefix, iri in PREFIXES.items():
        if term.value.startswith(iri) and term.value[len(iri) :].isidentifier():
            return f"{prefix}.{term.value[len(iri) :]}"
    return sha256(term.value.encode()).hexdigest()[:12]


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
