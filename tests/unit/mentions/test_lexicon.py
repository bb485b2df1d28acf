from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import SettingsError
from kg.mentions.actors import find_actors
from kg.mentions.lexicon import FOLDER_VARIABLE, look_again, read_lexicon
from kg.model import ActorType, Document

ROLES = {"OfficeHolder", "Leader", "Envoy", "FamilyTie", "Employee", "Member", "Journalist", "Professional"}


def test_every_state_has_codes_and_no_name_belongs_to_two() -> None:
    states = read_lexicon("states")["states"]
    names = [name for s in states.values() for name in (s["label"], *s.get("names", ()))]
    assert len(states) >= 195
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[A-Z]{2}", code) and re.fullmatch("[A-Z]{3}", s["iso3"]) for code, s in states.items())
    assert all(re.fullmatch(r"Q\d+", s["wikidata"]) for s in states.values())


def test_numbers_and_items_of_states_are_used_once() -> None:
    states = read_lexicon("states")["states"].values()
    for field in ("iso3", "wikidata", "gw"):
        values = [s[field] for s in states if field in s]
        assert len(values) == len(set(values))


def test_organisations_name_known_states_and_types() -> None:
    codes = read_lexicon("states")["states"]
    entries = [fields for table in read_lexicon("organisations").values() for fields in table.values()]
    assert len(entries) >= 250
    assert all(fields.get("state", "US") in codes for fields in entries)
    assert all(ActorType(fields["type"]) for fields in entries if "type" in fields)


def test_titles_have_roles_of_the_ontology() -> None:
    assert set(read_lexicon("offices")["roles"]) == ROLES


@pytest.mark.parametrize("name", ["states", "organisations", "offices", "people", "names"])
def test_every_list_says_where_it_comes_from(name: str) -> None:
    from kg.mentions import lexicon

    assert "Source:" in (Path(lexicon.__file__).parent / f"{name}.toml").read_text("utf-8")


@pytest.fixture
def users(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Names the user's folder of word lists, as the environment would at the start of a process."""

    def named(folder: Path) -> None:
        monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
        look_again()

    yield named
    monkeypatch.undo()
    look_again()


def test_entries_of_the_user_extend_the_list(
    tmp_path: Path, users: Callable[[Path], None], parse: Callable[[str], Document]
) -> None:
    (tmp_path / "organisations.toml").write_text(
        '[charities]\n"Blue Kite" = { names = ["blue kite society"] }\n'
        '[international]\n"NATO" = { names = ["the Pact"] }\n'
    )
    users(tmp_path)
    lists = read_lexicon("organisations")
    assert lists["charities"]["Blue Kite"] == {"names": ["blue kite society"]}
    assert lists["international"]["NATO"]["names"][-1] == "the Pact"
    assert lists["international"]["NATO"]["wikidata"] == "Q7184"
    assert "Blue Kite" in [a.label for a in find_actors(parse("Blue Kite sent tents."))[0]]


@pytest.mark.parametrize("content", ["[broken", "international = 3", '[states]\nKE = "Kenya"'])
def test_a_bad_file_of_the_user_is_named(tmp_path: Path, users: Callable[[Path], None], content: str) -> None:
    name = "states" if "states" in content else "organisations"
    (tmp_path / f"{name}.toml").write_text(content)
    users(tmp_path)
    with pytest.raises(SettingsError) as caught:
        read_lexicon(name)
    assert name in str(caught.value)


def test_a_missing_folder_is_an_error(tmp_path: Path, users: Callable[[Path], None]) -> None:
    users(tmp_path / "none")
    with pytest.raises(SettingsError):
        read_lexicon("states")


def test_a_folder_need_not_have_every_list(tmp_path: Path, users: Callable[[Path], None]) -> None:
    users(tmp_path)
    assert read_lexicon("states")["states"]["KE"]["label"] == "Kenya"
