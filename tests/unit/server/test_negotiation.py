from __future__ import annotations

import pytest

from server.negotiation import Offer, choose, quality_of, read_accept

OFFERS = [Offer("application/sparql-results+json"), Offer("text/csv"), Offer("text/turtle"), Offer("text/html", 0.95)]
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("text/*, text/csv;q=0", "text/turtle"),
        ("text/csv;q=0.2, text/turtle;q=0.8", "text/turtle"),
        ("text/csv;q=0.5, text/turtle;q=0.5", "text/csv"),
        ("*/*;q=0.1, text/turtle;q=0.2", "text/turtle"),
        ("text/turtle;q=0.2, */*;q=0.9", "application/sparql-results+json"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("text/csv;q=1.000", "text/csv"),
        (FIREFOX, "text/html"),
        ("text/html, */*", "application/sparql-results+json"),
        ('text/csv;note="a,b;q=0", text/turtle', "text/turtle"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("text", None),
        ("text/csv;q=2", None),
        ("text/csv;q=nonsense, text/turtle", "text/turtle"),
        ("*/csv", None),
        (", ,text/csv,", "text/csv"),
    ],
)
def test_the_best_offer_for_both_sides_is_chosen(accept: str | None, chosen: str | None) -> None:
    offer = choose(accept, OFFERS)
    assert (offer.media_type if offer else None) == chosen


def test_the_most_precise_range_gives_the_quality() -> None:
    ranges = read_accept("*/*;q=0.1, text/*;q=0.3, text/csv;q=0.7")
    assert [quality_of(name, ranges) for name in ("text/csv", "text/html", "a/b")] == [0.7, 0.3, 0.1]
