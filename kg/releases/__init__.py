"""Releases: versions of the knowledge that stay as they are, with all their files and a graph to ask."""
