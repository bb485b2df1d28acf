"""Engines that hold a graph elsewhere and answer SPARQL 1.1 over HTTP (``docs/engines.md``)."""
