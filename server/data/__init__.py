"""The knowledge as linked data: documents of each thing, links between them, and the catalogue of the whole."""
