from __future__ import annotations

import os
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from kg.__main__ import main
from kg.command.options import _VARIABLES, PLACES, configured, misspelt
from kg.errors import SettingsError
from server.settings import Settings, read_settings, table_of

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "decisions" / "server.md"


def test_arguments_go_before_the_environment_and_the_environment_before_defaults() -> None:
    environment = {"TIMEWIRE_PORT": "8100", "TIMEWIRE_QUERY_TIMEOUT_S": "2.5", "PORT": "1"}
    settings = read_settings({"port": 8200, "store": "x", "host": None}, environment)
    assert (settings.port, settings.query_timeout_s, settings.store) == (8200, 2.5, "x")
    assert settings.host == Settings().host


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", -1),
        ("port", 65536),
        ("port", "http"),
        ("query_timeout_s", 0),
        ("query_timeout_s", "inf"),
        ("query_timeout_s", "nan"),
        ("query_threads", 0),
        ("max_query_bytes", -5),
        ("max_result_bytes", 10**12),
        ("host", ""),
        ("host", "a b"),
        ("base_iri", "example.org"),
        ("base_iri", "https://example.org"),
        ("no_such_setting", 1),
    ],
)
def test_unsafe_values_are_refused_with_advice(name: str, value: object) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings({name: value}, {})
    assert refusal.value.remedy


def test_every_setting_has_unit_and_help_and_stands_in_the_documentation() -> None:
    text = DOCUMENTATION.read_text("utf-8")
    for row in fields(Settings):
        assert row.metadata["unit"]
        assert row.metadata["help"]
        assert f"`{row.name}`" in text, f"{row.name} is missing in {DOCUMENTATION.name}"


def test_a_token_file_holds_a_token(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a-token-of-length\n")
    assert read_settings({"write_token_file": str(file)}, {}).write_token == "a-token-of-length"
    assert read_settings({}, {"TIMEWIRE_WRITE_TOKEN": "a-token-from-outside"}).write_token == "a-token-from-outside"
    assert "a-token" not in repr(read_settings({"write_token_file": str(file)}, {}))
    for content in ("", " \n", "short\n"):
        file.write_text(content)
        with pytest.raises(SettingsError):
            read_settings({"write_token_file": str(file)}, {})
    with pytest.raises(SettingsError):
        read_settings({"write_token_file": str(tmp_path / "none")}, {})


def test_a_file_goes_behind_environment_and_arguments(tmp_path: Path) -> None:
    file = tmp_path / "timewire.toml"
    file.write_text(
        'port = 8100\nhost = "0.0.0.0"\nquery_timeout_s = 3\nallow_service = ["https://a.example/sparql"]\n'
    )
    environment = {"TIMEWIRE_CONFIG": str(file), "TIMEWIRE_HOST": "127.0.0.9"}
    read = read_settings({"query_timeout_s": 5}, environment)
    assert (read.port, read.host, read.query_timeout_s) == (8100, "127.0.0.9", 5)
    assert read.allow_service == "https://a.example/sparql"


def test_where_the_store_is_all_verbs_read_from_the_same_file(tmp_path: Path) -> None:
    file = tmp_path / "timewire.toml"
    file.write_text(
        'store = "http://db.example:7878"\narchive = "var/a"\nengine = "generic"\nport = 1\n'
        'query_url = "http://db.example:7878/q"\nupdate_url = "http://db.example:7878/u"\n'
    )
    environment = {"TIMEWIRE_CONFIG": str(file), "TIMEWIRE_UPDATE_URL": "http://db.example:7878/other"}
    settings, placed = read_settings({}, environment), configured(environment)
    assert placed == {name: getattr(settings, name) for name in PLACES if getattr(settings, name)}
    assert settings.store == "http://db.example:7878"
    assert settings.update_url == "http://db.example:7878/other"
    assert set(PLACES) <= {row.name for row in fields(Settings)}


@pytest.mark.parametrize("text", ['engine = "no-such-engine"', "engine = "])
def test_an_engine_that_nobody_knows_is_refused_by_all_verbs(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "timewire.toml"
    file.write_text(text)
    with pytest.raises(SettingsError):
        read_settings({}, {"TIMEWIRE_CONFIG": str(file)})
    monkeypatch.setenv("TIMEWIRE_CONFIG", str(file))
    assert main(["query", "ASK {}"]) == 2
    assert "error:" in capsys.readouterr().err


def test_the_settings_are_told_as_a_file_that_gives_the_same_again(tmp_path: Path) -> None:
    given = Settings(port=8123, log_format="json", allow_service="https://a.example/x", write_token="a" * 20)
    file = tmp_path / "timewire.toml"
    file.write_text(table_of(given), "utf-8")
    assert "a" * 20 not in file.read_text("utf-8")
    assert replace(read_settings({}, {}, str(file)), write_token="a" * 20) == given


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 8000", "no such setting: prot"),
        ("port = ", "no TOML"),
        ("port = 99999999", "port"),
        ('log_format = "xml"', "text or json"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str | None, words: str) -> None:
    file = tmp_path / "timewire.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SettingsError, match=words):
        read_settings({}, {}, str(file))


VERBS = [
    ["ingest", os.devnull],
    ["query", "ASK {}"],
    ["verify"],
    ["annotate", os.devnull],
    ["migrate", "--from", "here", "--to", "there"],
    ["serve", "--settings"],
]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_all_verbs_refuse_what_is_misspelt_in_the_file(
    tmp_path: Path, verb: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "timewire.toml").write_text('stroe = "/x"\nport = 8000\n')
    monkeypatch.setenv("TIMEWIRE_CONFIG", str(tmp_path / "timewire.toml"))
    monkeypatch.chdir(tmp_path)
    assert main(verb) == 2
    error = capsys.readouterr().err
    assert "no such setting: stroe (did you mean store? " in error
    assert str(tmp_path / "timewire.toml") in error
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("text", "came", "wanted"),
    [
        ("port = [1]", r"\[1\] \(a list\)", "a whole number"),
        ("port = true", r"true \(a truth value\)", "a whole number"),
        ('port = "8_0"', r"8_0\" \(text\)", "a whole number"),
        ('port = "80"', "text", "a whole number"),
        ("query_readers = 2.5", r"2\.5 \(a number\)", "a whole number"),
        ("query_readers = 2.0", r"2\.0", "a whole number"),
        ("store = 5", r"5 \(a number\)", "text in quotes"),
        ('store = ["a"]', "a list", "text in quotes"),
        ("query_timeout_s = true", "a truth value", "a number"),
        ('query_timeout_s = "2"', "text", "a number"),
        ("query_timeout_s = inf", "inf", "give 0.05 to 3600"),
        ("query_timeout_s = 1" + "0" * 400, "cannot be used", "a number"),
        ("public = 1", "a number", "true or false"),
        ('public = "yes"', "text", "true or false"),
        ("allow_service = [1]", "a list", "text in quotes"),
        ("store = 2025-01-01", "another kind", "text in quotes"),
        ("[store]", "a table", "text in quotes"),
    ],
)
def test_values_of_another_type_are_refused(tmp_path: Path, text: str, came: str, wanted: str) -> None:
    file = tmp_path / "timewire.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=came) as refusal:
        read_settings({}, {}, str(file))
    assert wanted in str(refusal.value)
    assert re.findall(r"\w+", text)[0] in (refusal.value.where or "")


def test_a_secret_of_another_type_is_not_told(tmp_path: Path) -> None:
    file = tmp_path / "timewire.toml"
    file.write_text("write_token = 1234567890123456789")
    with pytest.raises(SettingsError) as refusal:
        read_settings({}, {}, str(file))
    assert "12345" not in str(refusal.value)


@pytest.mark.parametrize("value", ["8_0", "0x50", "8.0", "8e1", "٨٠", "eighty", "", "true", "9" * 5000])
def test_whole_numbers_of_flags_and_environment_are_read_strictly(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingsError):
        read_settings({}, {"TIMEWIRE_PORT": value})
    with pytest.raises(SettingsError):
        read_settings({"port": value}, {})
    assert main(["serve", "--settings", f"--port={value}"]) == 2
    assert "port" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["1_0", "nan", "inf", "1,5", "٥", "1e999", "1e-400"])
def test_numbers_of_flags_and_environment_are_read_strictly(value: str) -> None:
    with pytest.raises(SettingsError):
        read_settings({}, {"TIMEWIRE_QUERY_TIMEOUT_S": value})


def test_numbers_are_read_as_people_write_them() -> None:
    read = read_settings({"port": "8080"}, {"TIMEWIRE_QUERY_TIMEOUT_S": "7", "TIMEWIRE_SLOW_QUERY_S": ".5"})
    assert (read.port, read.query_timeout_s, read.slow_query_s) == (8080, 7.0, 0.5)
    assert type(read_settings({"query_timeout_s": 7}, {}).query_timeout_s) is float


def test_variables_that_nothing_reads_are_told_and_change_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIMEWIRE_STROE", "/x")
    monkeypatch.setenv("TIMEWIRE_ENGINE_PASWORD", "no")
    assert main(["serve", "--settings"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "timewire: TIMEWIRE_ENGINE_PASWORD is no setting and is not read; did you mean TIMEWIRE_ENGINE_PASSWORD?",
        "timewire: TIMEWIRE_STROE is no setting and is not read; did you mean TIMEWIRE_STORE?",
    ]


def test_every_variable_that_is_read_is_known() -> None:
    root = DOCUMENTATION.parents[2]
    files = [file for folder in ("kg", "server", "tests") for file in (root / folder).rglob("*.py")]
    files = [file for file in files if file != Path(__file__)] + [root / "README.md", root / "Makefile"]
    named = {name for file in files for name in re.findall(r"\bTIMEWIRE_[A-Z_]*[A-Z]\b", file.read_text("utf-8"))}
    assert named >= _VARIABLES
    assert list(misspelt(dict.fromkeys(named, "1"))) == []
