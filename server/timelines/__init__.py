"""Timelines that other sites embed: a selection of events as a page, a widget, data, feeds and pictures."""
