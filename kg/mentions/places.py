"""Places named in an article: which names are places here, and which place each is.

Names come from the gazetteer and from the parser's entities; ``locatives.py`` says whether a name is used as a place,
``place_ranking.py`` which place of that name is meant. What cannot be told is left without a position, and listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span as Tokens

from kg.mentions.gazetteer import Candidate, Gazetteer, name_key
from kg.mentions.locatives import stands_in_locative
from kg.mentions.place_ranking import Resolution, resolve_toponyms
from kg.mentions.toponyms import Name, Toponym, find_names, find_toponyms
from kg.model import Document, Place, PlaceType, Skipped, Span

_STAGE = "places"


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention that is a place, with what it was resolved to."""

    span: Span
    printed: str
    resolution: Resolution
    label: str
    village: bool


def find_places(
    document: Document,
    taken: Sequence[Span],
    gazetteer: Gazetteer,
    acting: Sequence[Span] = (),
    names: Sequence[Name] | None = None,
) -> tuple[tuple[Place, ...], tuple[Skipped, ...]]:
    """All places of an article with their mentions and containers, and the names that could not be resolved.

    ``taken`` are spans of actors: never a place. ``acting`` are names of states that act: metonyms of their country.
    ``names`` are the names of the gazetteer in the text, where they are known by now. Containers that the text does not
    name follow without mentions.
    """
    names = find_names(document.tokens, gazetteer) if names is None else names
    toponyms = find_toponyms(document.tokens, names, taken, acting)
    resolved = resolve_toponyms(document.tokens, names, toponyms, gazetteer)
    found = [_found(t, resolution) for t, resolution in zip(toponyms, resolved, strict=True) if resolution]
    places = _Assembly(gazetteer).places(found)
    return places, tuple(_skips(found))


def _found(name: Toponym, resolution: Resolution) -> _Found:
    return _Found(name.span, " ".join(name.printed.split()), resolution, name.label, _is_called_village(name.tokens))


def _is_called_village(name: Tokens) -> bool:
    """ "the village of X"."""
    before = name.doc[max(0, name.start - 2) : name.start]
    return "village" in {token.lower_ for token in before}


def locative_context(document: Document, span: Span) -> bool:
    """True if the words of the span stand in a construction that denotes a place ("in X", "the town of X")."""
    tokens = document.tokens.char_span(span.start, span.end, alignment_mode="expand")
    return tokens is not None and stands_in_locative(tokens)


# ---------------------------------------------------------------------------------------------- unresolved


def _skips(found: Iterable[_Found]) -> Iterable[Skipped]:
    for mention in found:
        if mention.resolution.place is None:
            yield Skipped(_STAGE, mention.span, mention.resolution.reason)


_TYPE_OF_LAST_WORD = {
    word: kind
    for kind, words in {
        PlaceType.WATER_BODY: "river sea lake ocean strait gulf bay canal creek channel lagoon",
        PlaceType.BUILDING: "hospital airport mosque church cathedral tower palace hotel school station stadium prison "
        "mall courthouse university college theatre theater centre center hall temple",
        PlaceType.STREET: "street road avenue boulevard highway lane motorway drive",
        PlaceType.SITE: "camp crossing base square park mount mountain bridge checkpoint dam forest "
        "reserve island beach",
        PlaceType.COUNTY: "county",
        PlaceType.REGION: "province region valley peninsula islands coast governorate oblast state desert mountains",
        PlaceType.DISTRICT: "district neighbourhood neighborhood suburb quarter heights",
    }.items()
    for word in words.split()
}
_TYPE_OF_LABEL = {"FAC": PlaceType.SITE, "LOC": PlaceType.REGION}


def _guessed_type(mention: _Found) -> PlaceType:
    last = mention.printed.split()[-1].lower()
    return _TYPE_OF_LAST_WORD.get(last) or _TYPE_OF_LABEL.get(mention.label, PlaceType.CITY)


# ------------------------------------------------------------------------------------------------ assembly


class _Assembly:
    """Gathers mentions into places, and adds the containers."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._keys: dict[str, str] = {}
        self._places: dict[str, Place] = {}

    def places(self, found: Sequence[_Found]) -> tuple[Place, ...]:
        """One place for each thing named, in order of first mention, then containers that are not named."""
        groups: dict[str, list[_Found]] = {}
        for mention in found:
            groups.setdefault(_same_place(mention), []).append(mention)
        named = {identity: mentions for identity, mentions in groups.items() if mentions[0].resolution.place}
        for identity, mentions in groups.items():
            self._keys[identity] = self._fresh_key(_label(mentions))
        for identity, mentions in groups.items():
            place = mentions[0].resolution.place
            self._places[identity] = self._resolved(place, mentions) if place else self._unresolved(identity, mentions)
        for identity, mentions in named.items():
            self._contain(identity, mentions[0].resolution.place, named)
        self._contain_unresolved(groups)
        return tuple(self._places.values())

    def _fresh_key(self, label: str) -> str:
        slug = _slug(label) or "place"
        used = set(self._keys.values())
        return next(key for n in range(1, len(used) + 2) if (key := slug if n == 1 else f"{slug}-{n}") not in used)

    def _resolved(self, place: Candidate, mentions: Sequence[_Found]) -> Place:
        printed = dict.fromkeys(m.printed for m in mentions if m.printed != place.name)
        kind = PlaceType.VILLAGE if any(m.village for m in mentions) and place.type is PlaceType.CITY else place.type
        named = tuple(m.span for m in mentions if not m.resolution.acts)
        acting = tuple(m.span for m in mentions if m.resolution.acts)
        return replace(_place(self._keys[place.identity], place, named, tuple(printed), kind), metonyms=acting)

    def _unresolved(self, identity: str, mentions: Sequence[_Found]) -> Place:
        country = next((m.resolution.country for m in mentions if m.resolution.country), None)
        spans, kind = tuple(m.span for m in mentions), _guessed_type(mentions[0])
        return Place(self._keys[identity], _label(mentions), kind, spans, country=country)

    def _contain_unresolved(self, groups: Iterable[str]) -> None:
        for identity in groups:
            place = self._places[identity]
            container = self._gazetteer.country(place.country) if place.identity is None and place.country else None
            if container:
                self._places[identity] = replace(place, within=self._container_key(container))

    def _contain(self, identity: str, place: Candidate | None, named: Iterable[str]) -> None:
        """Set ``within``: a division that the text names, else what the gazetteer says, else the country."""
        container = self._container(place, frozenset(named)) if place else None
        if container:
            self._places[identity] = replace(self._places[identity], within=self._container_key(container))

    def _container(self, place: Candidate, named: frozenset[str]) -> Candidate | None:
        if place.feature.startswith("PPL") and place.country and place.admin1:
            division = self._gazetteer.division(place.country, place.admin1)
            if division and division.identity in named:
                return division
        return self._gazetteer.place(place.within) if place.within else None

    def _container_key(self, container: Candidate) -> str:
        """The key of a container, which is added without mentions where the text does not name it."""
        identity = container.identity
        if identity not in self._keys:
            self._keys[identity] = self._fresh_key(container.name)
            self._places[identity] = _place(self._keys[identity], container, (), (), container.type)
            self._contain(identity, container, self._keys)
        return self._keys[identity]


def _same_place(mention: _Found) -> str:
    place = mention.resolution.place
    return place.identity if place else f"?{name_key(mention.printed)}"


def _place(key: str, place: Candidate, mentions: tuple[Span, ...], printed: tuple[str, ...], kind: PlaceType) -> Place:
    links = (f"https://sws.geonames.org/{place.geonames}/",) if place.geonames else ()
    return Place(
        key, place.name, kind, mentions, place.identity, place.country, place.geonames, place.latitude, place.longitude,
        aliases=printed, links=links,
    )  # fmt: skip


def _label(mentions: Sequence[_Found]) -> str:
    """The name of the gazetteer, so that a place has one label in all articles; else the form printed most often."""
    if place := mentions[0].resolution.place:
        return place.name
    forms = [m.printed for m in mentions if not m.printed.isupper()]
    return max(dict.fromkeys(forms), key=forms.count) if forms else mentions[0].printed.title()


def _slug(label: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
