"""DOCX and RTF: many articles in one file, by the layouts of two databases; of an unknown layout one article."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from kg.sources import exports
from kg.sources.inputs import GivenArticle, Input, SkippedInput, read_inputs

FIRST = [
    "Envoys of Arvonia and Beltria met in Lakeport on Monday.",
    "They will meet again on 14 May, the mediator said.",
]
SECOND = ["The ferry line was closed for a day.", "Nobody was hurt, the Union said."]

NEXIS = [
    "Ferry talks open in Lakeport", "The Lakeport Courier", "May 7, 2024 Tuesday", "Copyright 2024 Courier Press",
    "Section: NEWS; Pg. 3", "Length: 24 words", "Byline: Ines Calder", "Body", *FIRST, "Load-Date: May 8, 2024",
    "End of Document",
    "Ferry line closed", "The Gauge", "9 May 2024", "Copyright 2024 The Gauge", "Length: 12 words", "Body", *SECOND,
    "End of Document",
]  # fmt: skip
OLDER = [
    "1 of 2 DOCUMENTS", "The Lakeport Courier", "May 7, 2024 Tuesday", "Ferry talks open in Lakeport",
    "BYLINE: Ines Calder", "SECTION: NEWS", "LENGTH: 24 words", *FIRST, "LOAD-DATE: May 8, 2024", "LANGUAGE: ENGLISH",
    "2 of 2 DOCUMENTS", "The Gauge", "May 9, 2024", "Ferry line closed", "LENGTH: 12 words", *SECOND,
]  # fmt: skip
FACTIVA = [
    "Ferry talks open in Lakeport", "By Ines Calder", "24 words", "7 May 2024", "The Lakeport Courier", "LKCOUR",
    "English", "Copyright 2024 Courier Press", *FIRST, "Document LKCOUR0020240507ek5700001",
    "Ferry line closed", "12 words", "9 May 2024", "The Gauge", "GAUGE", "English", "(c) 2024 The Gauge", *SECOND,
    "Document GAUGE00020240509ek5900002",
]  # fmt: skip
INDEXED = [
    "HD Ferry talks open in Lakeport", "BY By Ines Calder", "WC 24 words", "PD 7 May 2024", "SN The Lakeport Courier",
    "LA English", "LP", FIRST[0], "TD", FIRST[1], "NS gdip : Diplomacy", "AN Document LKCOUR0020240507ek5700001",
    "Document LKCOUR0020240507ek5700001",
    "HD Ferry line closed", "WC 12 words", "PD 9 May 2024", "SN The Gauge", "LA English", "LP", SECOND[0], "TD",
    SECOND[1], "Document GAUGE00020240509ek5900002",
]  # fmt: skip
LAYOUTS = {"Nexis": NEXIS, "older Nexis": OLDER, "Factiva": FACTIVA, "Factiva with indexing": INDEXED}


def docx(lines: list[str]) -> bytes:
    document, data = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(data)
    return data.getvalue()


def rtf(lines: list[str]) -> bytes:
    escaped = (line.replace("\\", "\\\\").replace("{", "\\{").replace("é", "\\'e9") for line in lines)
    return ("{\\rtf1\\ansi\\ansicpg1252 {\\fonttbl {\\f0 Times;}}" + "\\par\n".join(escaped) + "\\par}").encode("ascii")


def read(tmp_path: Path, name: str, data: bytes) -> list[Input]:
    (tmp_path / name).write_bytes(data)
    return list(read_inputs([str(tmp_path / name)], io.BytesIO()))


@pytest.mark.parametrize(("name", "write"), [("export.docx", docx), ("export.rtf", rtf)])
@pytest.mark.parametrize("lines", LAYOUTS.values(), ids=LAYOUTS)
def test_an_export_is_split_into_its_articles(tmp_path: Path, name: str, write: object, lines: list[str]) -> None:
    inputs = read(tmp_path, name, write(lines))  # type: ignore[operator]
    articles = [given.article for given in inputs if isinstance(given, GivenArticle)]
    assert [article.text for article in articles] == ["\n\n".join(FIRST), "\n\n".join(SECOND)]
    assert [article.title for article in articles] == ["Ferry talks open in Lakeport", "Ferry line closed"]
    assert [article.publisher for article in articles] == ["The Lakeport Courier", "The Gauge"]
    assert [article.published.edtf if article.published else None for article in articles] == [
        "2024-05-07",
        "2024-05-09",
    ]
    assert inputs[1].source == f"{tmp_path / name} article 2"
    assert len({article.id for article in articles}) == 2


@pytest.mark.parametrize("lines", LAYOUTS.values(), ids=LAYOUTS)
def test_the_author_is_read_where_one_is_named(lines: list[str]) -> None:
    assert [said.authors for _, said in exports.split_export(lines)] == ["Ines Calder", None]


def test_a_document_of_another_layout_is_one_article(tmp_path: Path) -> None:
    (given,) = read(tmp_path, "note.docx", docx(["Ferry talks", "", *FIRST]))
    assert isinstance(given, GivenArticle)
    assert (given.article.id, given.article.text) == ("note", "\n\n".join(["Ferry talks", *FIRST]))


def test_letters_beyond_ascii_are_kept_in_rtf(tmp_path: Path) -> None:
    (given,) = read(tmp_path, "note.rtf", rtf(["The café was open."]))
    assert isinstance(given, GivenArticle)
    assert given.article.text == "The café was open."


def bomb() -> bytes:
    data = io.BytesIO(docx(FIRST))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/blank.bmp", b" " * 120_000_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"PK\x03\x04broken", "no DOCX file"),
        ("a.docx", b"not a document", "no DOCX file"),
        ("a.rtf", b"not a document", "no RTF file"),
        ("a.docx", bomb(), "unpacks to more"),
        ("a.docx", docx([""]), None),
    ],
)
def test_what_is_no_document_is_told(tmp_path: Path, name: str, data: bytes, reason: str | None) -> None:
    (given,) = read(tmp_path, name, data)
    if reason:
        assert isinstance(given, SkippedInput)
        assert reason in given.reason
