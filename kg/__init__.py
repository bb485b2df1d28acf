"""Text in, graph out; knows nothing of HTTP. Read ``pipeline.py`` first."""

__version__ = "0.1.0"
