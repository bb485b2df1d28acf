"""The files that operators take: each is checked by the program it is for, where that is here, and by what it names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.errors import SettingsError
from kg.graph.iris import DEFAULT_BASE
from kg.store import Store
from kg.store.engines.access import PASSWORD
from server.app import create_app
from server.metrics import _HELP
from server.settings import Settings, read_settings
from tests.unit.server.client import Client

ROOT = Path(__file__).resolve().parents[3]
RUNNING = ROOT / "docs" / "running"
OF_OTHERS = {
    "up",
    "instance",
    "job",
    "outcome",
    "lane",
    "reason",
    "le",
    "by",
    "sum",
    "rate",
    "increase",
    "histogram_quantile",
    "unless",
    "label_values",
}


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"no {name} found")
    return found


def expressions() -> list[str]:
    rules = yaml.safe_load((RUNNING / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    panels = json.loads((RUNNING / "grafana.json").read_text("utf-8"))["panels"]
    asked = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    return asked + variables()


def variables() -> list[str]:
    listed = json.loads((RUNNING / "grafana.json").read_text("utf-8"))["templating"]["list"]
    return [variable["query"] for variable in listed if "(" in variable["query"]]


def test_every_metric_that_is_asked_for_is_there(client: Client) -> None:
    told = {line.split(" ")[2] for line in client.get("/metrics").text.splitlines() if line.startswith("# TYPE")}
    known = told | {f"timewire_{name}" for name in _HELP} | {f"{name}_bucket" for name in told}
    asked = {
        name
        for text in expressions()
        for name in re.findall(r"[a-z_]{2,}", re.sub(r'"[^"]*"', "", text))
        if name not in OF_OTHERS
    }
    assert asked
    assert asked - known == set()


def test_the_dashboard_finds_every_server(client: Client) -> None:
    """By a metric that also one without readers has; see ``test_engine_gone`` for one on an engine."""
    (name,) = (re.findall(r"timewire_\w+", text)[0] for text in variables())
    assert name == "timewire_engine_up"
    assert client.get("/readyz").status_code == 200
    assert f"\n{name} 1.0\n" in client.get("/metrics").text


def test_what_an_alert_sees_increase_is_there_from_the_start(own_store: Store) -> None:
    watched = re.findall(r"(?:increase|rate)\((timewire_\w+_total\{outcome=\"\w+\"\})", "\n".join(expressions()))
    with Client(create_app(Settings(), store=own_store)) as fresh:
        told = fresh.get("/metrics").text
    assert watched
    assert all(f"\n{sample} 0.0\n" in told for sample in watched)


def test_every_alert_has_a_section_in_the_runbook() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text("utf-8")
    sections = {f"docs/runbook.md#{title.lower()}" for title in re.findall(r"^## (Timewire\w+)$", runbook, re.M)}
    rules = yaml.safe_load((RUNNING / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    assert {rule["annotations"]["runbook"] for rule in rules} == sections


def test_the_settings_can_be_read() -> None:
    file = str(RUNNING / "timewire.toml")
    with pytest.raises(SettingsError, match="base_iri"):
        read_settings({}, {}, file).check_public(DEFAULT_BASE)  # as long as nobody has put in his own
    own = {"base_iri": "https://data.yours.net/"}
    read_settings(own, {}, file).check_public(own["base_iri"])


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (RUNNING / "timewire.service").read_text("utf-8")
    unit = tmp_path / "timewire.service"
    here = text.replace("/opt/timewire/bin/timewire", f"{sys.executable} -m kg").replace(
        "=timewire\nGroup=timewire", "=daemon"
    )
    unit.write_text(here, "utf-8")
    done = subprocess.run(
        [program("systemd-analyze"), "verify", str(unit)], capture_output=True, text=True, check=False
    )
    if "Failed to" in done.stderr and "timewire.service" not in done.stderr:
        pytest.skip("systemd-analyze cannot work here")
    assert "timewire.service" not in done.stderr, done.stderr


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx, openssl = program("nginx"), program("openssl")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1"]
    subprocess.run([*make, "-subj", "/CN=data.example.org"], check=True, capture_output=True)
    site = (RUNNING / "nginx.conf").read_text("utf-8")
    site = site.replace("/etc/nginx/tls", str(tmp_path)).replace("/var/cache/nginx/timewire", str(tmp_path / "cache"))
    site = site.replace("server timewire:8000", "server 127.0.0.1:8000")
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off;\n{site}\n}}", "utf-8"
    )
    done = subprocess.run([nginx, "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr


@pytest.mark.parametrize(
    "path",
    ["/sparql", "/update", "/graphs", "/graphs/article/one", "/graphs/a/changes", "/releases/2025-10/sparql"],
)
def test_nginx_caps_what_costs_most(path: str) -> None:
    """The first location by pattern that fits is the one that nginx takes."""
    site = (RUNNING / "nginx.conf").read_text("utf-8")
    places = re.findall(r"location ~ (\S+) \{(.*?)\n    \}", site, re.DOTALL)
    block = next(block for pattern, block in places if re.search(pattern, path))
    assert "limit_req zone=queries" in block
    assert "proxy_cache" not in block


def test_nginx_caps_no_page() -> None:
    site = (RUNNING / "nginx.conf").read_text("utf-8")
    (capped,) = (pattern for pattern in re.findall(r"location ~ (\S+) \{\s+limit_req", site))
    for path in ("/", "/timelines/all", "/releases/2025-10", "/graphs-of-mine", "/sparql.html"):
        assert not re.search(capped, path), path


def test_hadolint_takes_the_container_file() -> None:
    done = subprocess.run(
        [program("hadolint"), str(RUNNING / "Containerfile")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_container_copies_what_is_there_and_drops_its_rights() -> None:
    text = (RUNNING / "Containerfile").read_text("utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M):
        assert all((ROOT / name).exists() for name in line.split()[:-1])
    last = text.rpartition("\nFROM ")[2]
    assert "USER 7070" in last
    assert "--require-hashes" in text


NOT_OF_THE_TABLE = {"config", "engine_user", "engine_password"}
"""What the environment alone gives: the file of settings, and secrets of engines."""


@pytest.mark.parametrize("name", ["compose.yaml", "compose-virtuoso.yaml"])
def test_compose_names_what_is_there(name: str) -> None:
    document: dict[str, Any] = yaml.safe_load((RUNNING / name).read_text("utf-8"))
    services = document["services"]
    build = services["timewire"]["build"]
    assert (RUNNING / build["context"] / build["dockerfile"]).resolve().is_file()
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert all(
            condition["condition"] != "service_healthy" or "healthcheck" in services[other] or other == "timewire"
            for other, condition in service.get("depends_on", {}).items()
        )
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in document["volumes"] or source == "./tls" or (RUNNING / source).is_file()
    assert {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]} >= set(
        document["volumes"]
    ), "a volume that nobody uses"
    environment = services["timewire"]["environment"]
    given = {key.removeprefix("TIMEWIRE_").lower(): value for key, value in environment.items()}
    own = {key: value for key, value in given.items() if key not in NOT_OF_THE_TABLE}
    read = read_settings(own, {}, str(RUNNING / "timewire.toml"))
    assert {key: str(getattr(read, key)) for key in own} == own


def test_the_engine_of_compose_is_reached_by_nobody_else_and_its_password_is_no_default() -> None:
    services = yaml.safe_load((RUNNING / "compose-virtuoso.yaml").read_text("utf-8"))["services"]
    assert "ports" not in services["virtuoso"]
    assert "ports" not in services["timewire"]
    address = services["timewire"]["environment"]["TIMEWIRE_STORE"]
    assert address.partition("//")[2].partition(":")[0] in services
    secrets = services["virtuoso"]["environment"]["DBA_PASSWORD"], services["timewire"]["environment"][PASSWORD]
    assert secrets[0] == secrets[1]
    assert secrets[0].startswith("${VIRTUOSO_PASSWORD:?"), "compose refuses to start without one"
