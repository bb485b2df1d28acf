"""Readings as RDF: the vocabulary, the IRIs, the statements and their evidence."""
