"""The questions of ``ontology/queries`` as RDF, as other editors and catalogues read them.

Pattern of the SIB collection of example queries (``sh:SPARQLExecutable``, SHACL Advanced Features, section 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.graph.terms import OWL, RDF, RDFS, SCHEMA, XSD, Namespace
from server.sparql.page import Example, examples

ADDRESS = "/.well-known/sparql-examples"
SH = Namespace("http://www.w3.org/ns/shacl#")
DCT = Namespace("http://purl.org/dc/terms/")
EXAMPLE_PREFIXES = {"sh": SH.iri, "schema": SCHEMA.iri, "rdfs": RDFS.iri, "xsd": XSD.iri, "dcterms": DCT.iri}
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE | re.MULTILINE)
_KINDS = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
    "DESCRIBE": (SH.SPARQLDescribeExecutable, SH.describe),
}


def describe_examples(base: str) -> list[Triple]:
    """All examples; ``base`` is the base IRI of the data, under which the endpoint is."""
    document = f"{base.rstrip('/')}{ADDRESS}"
    told = (triple for example in examples() for triple in _described(example, document, f"{base}sparql"))
    return list(dict.fromkeys(told))


def _described(example: Example, document: str, endpoint: str) -> Iterator[Triple]:
    node, prefixes = NamedNode(f"{document}#{example.name}"), NamedNode(f"{document}#prefixes")
    kind, query = _KINDS[form_of(example.query)]
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, kind)
    yield Triple(node, RDFS.label, Literal(example.title, language="en"))
    yield Triple(node, RDFS.comment, Literal(example.description or example.title, language="en"))
    yield Triple(node, SH.prefixes, prefixes)
    yield Triple(prefixes, RDF.type, OWL.Ontology)
    yield Triple(node, query, Literal(example.query))
    yield Triple(node, SCHEMA.target, NamedNode(endpoint))
    for word in example.name.split("-")[1:]:
        if len(word) > 3:
            yield Triple(node, SCHEMA.keywords, Literal(word))
    for prefix, iri in _PREFIX.findall(example.query):
        declared = NamedNode(f"{document}#prefix-{prefix}")
        yield Triple(prefixes, SH.declare, declared)
        yield Triple(declared, SH.prefix, Literal(prefix))
        yield Triple(declared, SH.namespace, Literal(iri, datatype=XSD.anyURI))


def form_of(query: str) -> str:
    """The form of an example: SELECT, ASK, CONSTRUCT or DESCRIBE."""
    found = _FORM.search(query)
    return found[1].upper() if found else "SELECT"
