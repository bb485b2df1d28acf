"""What the dataset is called, who is in it, and what its files say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "Timewire: events in the news"
DESCRIPTION = (
    "Events, negotiations, actors, places, claims and figures read by machine out of news articles, with the sentence "
    "behind every statement."
)
CREDITS = (
    ("GeoNames", "https://www.geonames.org/", "names and positions of places", "CC BY 4.0"),
    ("Wikidata", "https://www.wikidata.org/", "numbers that tell actors and places apart", "CC0 1.0"),
    ("spaCy", "https://spacy.io/", "the models that parse sentences", "MIT"),
)
"""Whose work is in the data: name, address, what of it, licence."""
_EPOCH = "1970-01-01"


@dataclass(frozen=True, slots=True)
class About:
    """What a file tells of the whole: base of the IRIs, number of the state, its day, licence; '' where not known."""

    base: str
    state: int = 0
    day: str = ""
    licence: str = ""

    @property
    def moment(self) -> str:
        """The day as the moment that feeds and calendars demand."""
        return f"{self.day or _EPOCH}T00:00:00Z"
