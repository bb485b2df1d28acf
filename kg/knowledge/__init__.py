"""Across articles: which reports are one event, and what is known of it."""
