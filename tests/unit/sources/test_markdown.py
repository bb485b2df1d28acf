from __future__ import annotations

import pytest

from kg.errors import InputError
from kg.sources.markdown import read_front_matter

SPLIT = [
    ("---\ntitle: Rain\n---\nIt rained.\n", {"title": "Rain"}, "It rained."),
    ("---\ntitle: Rain\n---\n\n\nIt rained.  \n\n", {"title": "Rain"}, "It rained."),
    ("---\r\ntitle: Rain\r\n---\r\nOne.\r\n\r\nTwo.\r\n", {"title": "Rain"}, "One.\r\n\r\nTwo."),
    ("---\n---\nIt rained.", {}, "It rained."),
    ("It rained.\n---\nStill.", {}, "It rained.\n---\nStill."),
    ("---\ntitle: Rain\n---\nOne.\n---\nTwo.", {"title": "Rain"}, "One.\n---\nTwo."),
    ("---\ntitle: Rain\n---\n  indented", {"title": "Rain"}, "  indented"),
    ('---\ntitle: "Rain: the second day"\n---\nx', {"title": "Rain: the second day"}, "x"),
    ("---\ntitle: Rain: the second day\n---\nx", {"title": "Rain: the second day"}, "x"),
    ("---\nurl: https://example.org/a?b=c#d\n---\nx", {"url": "https://example.org/a?b=c#d"}, "x"),
    ("---\ntags:\n  - rain\n  - hail\ntitle: Rain\n---\nx", {"title": "Rain"}, "x"),
    ("---\n# ours\n\nTitle: Rain\npublisher:\n---\nx", {"title": "Rain"}, "x"),
    ("---\ntitle: Rain\n---", {"title": "Rain"}, ""),
]


@pytest.mark.parametrize(("text", "values", "body"), SPLIT)
def test_front_matter_is_split_from_a_body_that_is_not_touched(text: str, values: dict[str, str], body: str) -> None:
    assert read_front_matter(text) == (values, body)


BROKEN = [
    ("---\ntitle: Rain\nIt rained.", "no closing ---"),
    ("---\nIt rained\n---\nx", "line 2 is no 'key: value'"),
    ("---\ntitle: Rain\ntitle: Hail\n---\nx", "title twice"),
    ("---\ntitle: >\n  Rain\n---\nx", "line 3 continues title"),
    ("---\n  title: Rain\n---\nx", "continues nothing"),
    ("---\nurl:https://example.org\n---\nx", "no 'key: value'"),
]


@pytest.mark.parametrize(("text", "reason"), BROKEN)
def test_front_matter_that_cannot_be_read_is_refused_with_the_line(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_front_matter(text)
