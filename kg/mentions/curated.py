"""Curated places: countries, regions, waters, camps, crossings, sites and what is disputed, read from TOML.

The format is described at the head of ``lexicon/regions.toml``; users can add files of the same form.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import SettingsError
from kg.mentions.lexicon import read_lexicon
from kg.model import PlaceType

_OWN_LISTS = ("regions", "divisions")
_TYPES = frozenset(str(kind) for kind in PlaceType)
_KEYS = frozenset({
    "name", "aliases", "country", "near", "within", "at", "geonames", "seat", "covers", "feature", "metonym", "note",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class CuratedPlace:
    """One entry of a curated file.

    ``country`` is ISO 3166-1 alpha-2, None where it is disputed or shared; ``near`` are the countries it belongs to
    the story of. ``seat`` is the chief town of a division; ``covers`` are GeoNames codes ("UA-11", "EH") of divisions
    or countries whose towns lie in it. ``within`` is an identity, or '' for none.
    ``metonym`` is true where the name stands for a government or a trade as often as for the place.
    """

    identity: str
    name: str
    type: PlaceType
    aliases: tuple[str, ...] = ()
    country: str | None = None
    near: tuple[str, ...] = ()
    within: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames: int | None = None
    seat: str | None = None
    covers: tuple[str, ...] = ()
    feature: str = "curated"
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """What ``lexicon/countries.toml`` and ``lexicon/states.toml`` add to the GeoNames country of an ISO code."""

    iso: str
    name: str | None
    type: PlaceType
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    latitude: float
    longitude: float


def own_countries() -> tuple[CountryEntry, ...]:
    """The countries and territories of ``lexicon/countries.toml``, under the names that their states have."""
    states = read_lexicon("states")["states"]
    return tuple(_country(iso, entry, states.get(iso, {})) for iso, entry in read_lexicon("countries").items())


def _country(iso: str, entry: Mapping[str, Any], state: Mapping[str, Any]) -> CountryEntry:
    latitude, longitude = entry["at"]
    return CountryEntry(
        iso,
        state.get("label") or entry.get("name"),
        PlaceType(entry.get("type", "Country")),
        (*state.get("names", ()), *entry.get("aliases", ())),
        (*state.get("adjectives", ()), *state.get("people", ()), *entry.get("demonyms", ())),
        float(latitude),
        float(longitude),
    )


def own_places() -> tuple[CuratedPlace, ...]:
    """The curated places of the lexicon, with what the user's lexicon folder adds."""
    return tuple(place for name in _OWN_LISTS for place in read_entries(read_lexicon(name), f"{name}.toml"))


def read_curated(paths: Iterable[Path]) -> tuple[CuratedPlace, ...]:
    """The user's curated files, first to last; raises SettingsError for a file that cannot be used."""
    return tuple(place for path in paths for place in _read_file(path))


def _read_file(path: Path) -> Iterator[CuratedPlace]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"not a readable TOML file: {error}", where=str(path)) from error
    yield from read_entries(table, str(path))


def read_entries(table: Mapping[str, Any], where: str) -> Iterator[CuratedPlace]:
    """The entries of a parsed file: sections are place types, keys are identities."""
    for section, entries in table.items():
        if section not in _TYPES or not isinstance(entries, dict):
            kinds = ", ".join(PlaceType)
            raise SettingsError(f"[{section}] is no type of place", where=where, remedy=f"use one of {kinds}")
        for identity, entry in entries.items():
            yield _entry(identity, PlaceType(section), entry, f"{where}, {section}.{identity}")


def _entry(identity: str, type_: PlaceType, entry: Any, where: str) -> CuratedPlace:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise SettingsError("an entry needs a name", where=where)
    if unknown := set(entry) - _KEYS:
        raise SettingsError(f"unknown key {min(unknown)}", where=where, remedy=f"known are {', '.join(sorted(_KEYS))}")
    latitude, longitude = _position(entry.get("at"), where)
    return CuratedPlace(
        identity=identity,
        name=entry["name"],
        type=type_,
        aliases=tuple(entry.get("aliases", ())),
        country=entry.get("country"),
        near=tuple(entry.get("near", ())),
        within=entry.get("within"),
        latitude=latitude,
        longitude=longitude,
        geonames=entry.get("geonames"),
        seat=entry.get("seat"),
        covers=tuple(entry.get("covers", ())),
        feature=entry.get("feature", "curated"),
        metonym=entry.get("metonym", False) is True,
    )


def _position(at: Any, where: str) -> tuple[float | None, float | None]:
    if at is None:
        return None, None
    try:
        latitude, longitude = map(float, at)
    except (TypeError, ValueError) as error:
        raise SettingsError("at must be [latitude, longitude] in degrees", where=where) from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise SettingsError(f"no place on Earth: {latitude}, {longitude}", where=where)
    return latitude, longitude
