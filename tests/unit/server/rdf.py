"""RDF documents read by another library than wrote them."""

from __future__ import annotations

import warnings

import rdflib


def graph_of(text: str, media_type: str) -> rdflib.Graph:
    """The triples of a document, in whatever graph they stand."""
    form = {"application/json": "json-ld", "application/ld+json": "json-ld"}.get(media_type, media_type)
    graph = rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, inside of its parser of datasets
        dataset = rdflib.Dataset()
        dataset.parse(data=text, format=form)
        for quad in dataset.quads():
            graph.add(quad[:3])
    return graph
