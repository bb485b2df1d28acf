"""A sample that can be trusted: the same for a seed, spread over the layers, harmless to open, and read back right."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.__main__ import main
from kg.audit.forms import cell, page, read_verdicts, write_forms
from kg.audit.sample import LAYERS, Drawn, draw
from kg.audit.verdicts import cohens_kappa, joined, lines_of, precision_by_layer, threshold, wilson
from kg.errors import InputError

TEXT = (
    "Rebels attacked the port of Mombasa on Monday, killing at least 12 sailors. "
    "Anna Berg, the mayor, said the port would be closed for a week."
)
HOSTILE = '=HYPERLINK("http://evil.example","x") </td><script>alert(1)</script> \u202e'


def many(layer: str, count: int, confidence: float = 0.8) -> list[Drawn]:
    return [Drawn(layer, f"{layer}{n}", f"statement {n}", ("A sentence.",), "a", confidence) for n in range(count)]


def test_a_seed_draws_the_same_whatever_the_order() -> None:
    pool = [*many("claim", 40), *many("event", 40)]
    assert draw(pool, 10, 3) == draw(pool[::-1], 10, 3)
    assert draw(pool, 10, 3) != draw(pool, 10, 4)


def test_each_layer_has_its_share_and_small_ones_give_theirs_away() -> None:
    drawn = draw([*many("claim", 40), *many("figure", 2), *many("event", 40)], 12, 1)
    assert {layer: sum(d.layer == layer for d in drawn) for layer in ("claim", "figure", "event")} == {
        "claim": 5,
        "figure": 2,
        "event": 5,
    }


def test_no_more_is_drawn_than_there_is() -> None:
    assert len(draw(many("claim", 3), 100, 1)) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "|calc"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not [name for name, value in attrs if name.startswith("on") or (value or "").startswith("http")]


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    drawn = [Drawn("claim", "abc", HOSTILE, (HOSTILE,), "a")]
    tags = _Tags()
    tags.feed(page(drawn, 1))
    assert "script" not in tags.seen
    write_forms(drawn, tmp_path, 1)
    with (tmp_path / "sample.csv").open(encoding="utf-8", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["statement"].startswith("'=")


def test_coders_do_not_see_how_sure_the_extractor_was(tmp_path: Path) -> None:
    write_forms(many("claim", 1, 0.4321), tmp_path, 1)
    assert "0.4321" not in (tmp_path / "sample.csv").read_text() + (tmp_path / "sample.html").read_text()


# --------------------------------------------------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 0, 0, 1), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (81, 263, 0.2553, 0.3662)],
)
def test_intervals_are_those_of_wilson(right: int, total: int, low: float, high: float) -> None:
    assert wilson(right, total) == pytest.approx((low, high), abs=5e-5)


def test_precision_leaves_out_what_is_unclear() -> None:
    found = precision_by_layer({"1": ("claim", "right"), "2": ("claim", "wrong"), "3": ("event", "unclear")})
    assert (found["claim"].right, found["claim"].decided) == (1, 2)
    assert "event" not in found


def test_agreement_by_chance_is_none() -> None:
    assert cohens_kappa([("right", "right"), ("right", "wrong"), ("wrong", "right"), ("wrong", "wrong")]) == 0
    assert cohens_kappa([("right", "right"), ("wrong", "wrong")]) == 1
    assert cohens_kappa([("right", "right")]) is None
    assert cohens_kappa([]) is None


def test_where_two_differ_it_is_unclear() -> None:
    assert joined([{"1": ("claim", "right")}, {"1": ("claim", "wrong")}]) == {"1": ("claim", "unclear")}


def test_the_threshold_is_where_enough_is_right() -> None:
    verdicts = {f"h{n}": ("claim", "right") for n in range(40)} | {f"l{n}": ("claim", "wrong") for n in range(40)}
    confidences = {key: 0.9 if key.startswith("h") else 0.5 for key in verdicts}
    assert threshold(verdicts, confidences, 0.8) == 0.9
    assert threshold(verdicts, confidences, 0.999) is None
    assert any("stated_from = 0.9" in line for line in lines_of([verdicts], confidences, 0.8))


@pytest.mark.parametrize("table", ["", "a,b\n1,2\n", "id,layer,verdict\nx,claim,maybe\n", "\x00", "\ufeff"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, table: str) -> None:
    (tmp_path / "t.csv").write_text(table)
    with pytest.raises(InputError):
        read_verdicts(tmp_path / "t.csv")


# ------------------------------------------------------------------------------------------------------ the command


def test_a_sample_goes_out_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "port.txt").write_text(TEXT)
    store, folder = f"{tmp_path}/store", tmp_path / "audit"
    main(["ingest", str(tmp_path / "port.txt"), "--published", "2024-05-14", "--store", store])
    assert main(["audit", "--sample", "50", "--seed", "3", "--store", store, "--output", str(folder)]) == 0
    first = (folder / "sample.csv").read_bytes()
    assert main(["audit", "--sample", "50", "--seed", "3", "--store", store, "--output", str(folder)]) == 0
    assert (folder / "sample.csv").read_bytes() == first
    with (folder / "sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["layer"] for row in rows} == set(LAYERS)
    for coder, last in (("one", "right"), ("two", "wrong")):
        with (folder / f"{coder}.csv").open("w", newline="") as file:
            write = csv.DictWriter(file, rows[0])
            write.writeheader()
            write.writerows({**row, "verdict": " Right"} for row in rows[:-1])
            write.writerow({**rows[-1], "verdict": last})
    capsys.readouterr()
    assert main(["audit", "--read", str(folder / "one.csv"), str(folder / "two.csv")]) == 0
    told = capsys.readouterr().out
    assert f"agreement {len(rows) - 1}/{len(rows)}" in told
    assert "precision 1.00" in told


def test_an_empty_store_and_half_a_wish_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--store", str(tmp_path)]) == 2
    assert main(["audit", "--store", f"{tmp_path}/none", "--output", f"{tmp_path}/o"]) == 2
    assert "error" in capsys.readouterr().err
