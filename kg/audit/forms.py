"""The sample as forms to fill in: a table for a spreadsheet, and a page to print or to read beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from kg.audit.sample import Drawn
from kg.errors import InputError, TimewireError

COLUMNS = ("id", "layer", "statement", "sentences", "article", "verdict", "note")
VERDICTS = ("right", "wrong", "unclear")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
_GUIDE = (
    "Judge each statement by its sentences alone: right if they say it, wrong if they do not, unclear if you cannot "
    "tell. Write right, wrong or unclear into the column verdict of the table. Work alone; compare afterwards."
)
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:50rem;margin:auto;padding:1rem}li{break-inside:avoid;margin:0 0 2rem}"
    "blockquote{margin:.5rem 0;padding-left:1rem;border-left:3px solid #888}label{margin-right:2rem}"
    "input[type=text]{width:100%}small{color:#555}"
)


def write_forms(drawn: Sequence[Drawn], folder: Path, seed: int) -> None:
    """``sample.csv`` and ``sample.html`` for people, ``sample.json`` with the confidences, which they must not see.

    Raises:
        TimewireError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "sample.csv").open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(COLUMNS)
            write.writerows(
                [*map(cell, (d.id, d.layer, d.said, " / ".join(d.sentences), d.article)), "", ""] for d in drawn
            )
        (folder / "sample.html").write_text(page(drawn, seed), "utf-8")
        scores = {d.id: {"layer": d.layer, "confidence": d.confidence} for d in drawn}
        (folder / "sample.json").write_text(json.dumps({"seed": seed, "statements": scores}, indent=1), "utf-8")
    except OSError as error:
        raise TimewireError(f"cannot be written: {error.strerror}", where=str(folder)) from error


def cell(text: str) -> str:
    """Text that a spreadsheet takes for text: on one line, and no formula."""
    line = " ".join(text.split())
    return f"'{line}" if text.startswith(_FORMULA) or line.startswith(_FORMULA) else line


def page(drawn: Sequence[Drawn], seed: int) -> str:
    """A page without script or anything from elsewhere."""
    items = "\n".join(map(_item, drawn))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Sample to judge</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><h1>Sample to judge</h1><p>{len(drawn)} statements, seed {seed}.</p>"
        f"<p>{_GUIDE}</p><form><ol>\n{items}\n</ol></form></body></html>\n"
    )


def _item(drawn: Drawn) -> str:
    quotes = "".join(f"<blockquote>{escape(sentence)}</blockquote>" for sentence in drawn.sentences)
    choices = "".join(
        f'<label><input type="radio" name="{drawn.id}" value="{verdict}"> {verdict}</label>' for verdict in VERDICTS
    )
    note = f'<p><label>note <input type="text" name="{drawn.id}-note"></label></p>'
    head = f"<p><strong>{escape(drawn.said)}</strong> <small>{drawn.layer} {drawn.id}</small></p>"
    return f"<li>{head}{quotes}<fieldset><legend>verdict</legend>{choices}</fieldset>{note}</li>"


def read_verdicts(path: Path) -> dict[str, tuple[str, str]]:
    """Layer and verdict by id; what is not judged yet is left out.

    Raises:
        InputError: it is no table of this form, or holds a verdict that is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("is no table that can be read", where=str(path)) from error
    if not rows or not {"id", "layer", "verdict"} <= set(rows[0]):
        raise InputError("has no columns id, layer and verdict", where=str(path))
    said = {row["id"] or "": (row["layer"] or "", (row["verdict"] or "").strip().lower()) for row in rows}
    wrong = next((verdict for _, verdict in said.values() if verdict and verdict not in VERDICTS), None)
    if wrong is not None:
        raise InputError(f"{wrong[:40]!r} is no verdict", where=str(path), remedy=f"write {', '.join(VERDICTS)}")
    return {key: (layer, verdict) for key, (layer, verdict) in said.items() if verdict}


def read_confidences(path: Path) -> dict[str, float]:
    """The confidences of a sample by id; empty where the file is not beside the tables."""
    try:
        statements = json.loads(path.read_text("utf-8"))["statements"]
        return {key: float(one["confidence"]) for key, one in statements.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is no sample of timewire audit", where=str(path)) from error
