"""The dataset in the words of schema.org, for the page about it: what search engines for data read. Pure.

https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg import __version__
from kg.exports.about import CREDITS, DESCRIPTION, TITLE
from kg.exports.folder import SUMS, dump_files
from kg.graph.terms import RDF, SCHEMA
from server.data.dataset import Described
from server.data.files import media_type_of


def dataset_node(about: Described) -> NamedNode:
    """The name of the dataset, as its description in VoID has it."""
    return NamedNode(f"{about.base}.well-known/void#dataset")


def dataset_card(about: Described) -> list[Triple]:
    """The dataset, who made it, and its files, as triples."""
    dataset, maker = dataset_node(about), NamedNode(f"{about.base}.well-known/void#timewire")
    told = [
        (RDF.type, SCHEMA.Dataset),
        (SCHEMA.name, Literal(TITLE)),
        (SCHEMA.description, Literal(DESCRIPTION)),
        (SCHEMA.url, Literal(f"{about.base}data")),
        (SCHEMA.creator, maker),
        *((SCHEMA.isBasedOn, NamedNode(address)) for _, address, _, _ in CREDITS[:2]),
        *([(SCHEMA.license, NamedNode(about.licence))] if about.licence else ()),
        *([(SCHEMA.version, Literal(about.state))] if about.state else ()),
        *([(SCHEMA.dateModified, Literal(about.modified))] if about.modified else ()),
    ]
    return [
        *(Triple(dataset, predicate, value) for predicate, value in told),
        Triple(maker, RDF.type, SCHEMA.Organization),
        Triple(maker, SCHEMA.name, Literal(f"Timewire {__version__}")),
        *(_files(about, dataset) if about.has_dumps else ()),
    ]


def _files(about: Described, dataset: NamedNode) -> Iterator[Triple]:
    for file in dump_files():
        if file.name == SUMS:
            continue
        node = NamedNode(f"{about.base}dumps#{file.name}")
        yield Triple(dataset, SCHEMA.distribution, node)
        yield Triple(node, RDF.type, SCHEMA.DataDownload)
        yield Triple(node, SCHEMA.name, Literal(file.what))
        yield Triple(node, SCHEMA.contentUrl, Literal(f"{about.base}dumps/{file.name}"))
        for kind in dict.fromkeys((file.media_type, media_type_of(file.name).partition(";")[0])):
            yield Triple(node, SCHEMA.encodingFormat, Literal(kind))
