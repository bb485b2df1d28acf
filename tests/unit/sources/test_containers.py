"""Zip, tar, gzip and WARC: their parts are read like files, what is damaged is told, and no bomb goes off."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest

from kg.sources import containers
from kg.sources.inputs import GivenArticle, Input, InputFormat, SkippedInput, read_inputs

STORY = (
    "Envoys of Arvonia and Beltria met in Lakeport on Tuesday for a first day of talks on the ferry line that both "
    "countries have claimed since the spring."
)


def page(story: str = STORY, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><article><p>{story}</p></article></body></html>".encode()


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def warc(pages: dict[str, bytes], compressed: bool = True, kind: str = "text/html; charset=utf-8") -> bytes:
    """Written by hand, record by record, as ISO 28500 has it."""
    records = []
    for url, body in pages.items():
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        head += "WARC-Date: 2024-05-07T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        head += f"Content-Length: {len(http)}\r\n\r\n"
        records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(gzip.compress(record) if compressed else record for record in records)


def read(tmp_path: Path, name: str, data: bytes) -> list[Input]:
    (tmp_path / name).write_bytes(data)
    return list(read_inputs([str(tmp_path / name)], io.BytesIO()))


def told(inputs: list[Input]) -> list[str]:
    """The id of each article, the reason of each skip."""
    return [given.article.id if isinstance(given, GivenArticle) else given.reason for given in inputs]


FILES = {"a/rain.txt": STORY.encode(), "b/rain.html": page(), "lines.jsonl": b'{"id": "x", "text": "It rained."}\n'}


@pytest.mark.parametrize(
    ("name", "data"),
    [("news.zip", zipped(FILES)), ("news.tar", tarred(FILES)), ("news.tar.gz", gzip.compress(tarred(FILES)))],
)
def test_files_of_an_archive_are_read_like_files(tmp_path: Path, name: str, data: bytes) -> None:
    inputs = read(tmp_path, name, data)
    assert told(inputs) == ["rain", "b-rain", "x"]
    assert inputs[0].source == f"{tmp_path / name}/a/rain.txt"


def test_a_compressed_file_is_read_by_the_ending_before(tmp_path: Path) -> None:
    assert told(read(tmp_path, "rain.txt.gz", gzip.compress(STORY.encode()))) == ["rain"]
    assert told(read(tmp_path, "lines.jsonl.gz", gzip.compress(FILES["lines.jsonl"]))) == ["x"]


def test_standard_input_may_be_an_archive() -> None:
    assert told(list(read_inputs(["-"], io.BytesIO(zipped(FILES))))) == ["rain", "b-rain", "x"]
    assert told(list(read_inputs(["-"], io.BytesIO(gzip.compress(FILES["lines.jsonl"]))))) == ["x"]


def test_archives_within_archives_are_read_to_a_depth(tmp_path: Path) -> None:
    data = STORY.encode()
    for name in ("rain.txt", "one.zip", "two.zip", "three.zip"):
        data = zipped({name: data})
    assert told(read(tmp_path, "four.zip", data)) == ["packed more than 3 times (unpack it)"]
    inner = zipped({"two.zip": zipped({"rain.txt": STORY.encode()})})
    assert told(read(tmp_path, "outer.zip", zipped({"one.zip": inner}))) == ["rain"]


def test_other_files_of_an_archive_are_listed_and_hidden_ones_left_out(tmp_path: Path) -> None:
    files = {"photo.jpg": b"\xff\xd8", ".hidden/x.txt": b"x", "__MACOSX/rain.txt": b"x", "rain.txt": STORY.encode()}
    reasons = told(read(tmp_path, "news.zip", zipped(files)))
    assert reasons[0].startswith("no article by its ending (of an archive")
    assert reasons[1:] == ["rain"]


def test_names_in_an_archive_are_shown_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Not this.")
    folder = tmp_path / "in"
    folder.mkdir()
    inputs = read(folder, "news.tar", tarred({"../secret.txt": STORY.encode(), "\x1b[31m.txt": STORY.encode()}))
    assert [given.article.text for given in inputs if isinstance(given, GivenArticle)] == [STORY, STORY]
    assert "\x1b" not in inputs[1].source


def test_a_link_in_an_archive_is_told(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    assert told(read(tmp_path, "news.tar", data.getvalue())) == ["no file but a link or a device"]


# ---------------------------------------------------------------------------------------------------------- bombs


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.jsonl.gz", "bomb.tar.gz"])
def test_a_bomb_is_stopped_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The ratio: lines of blanks that pack to a thousandth; what came before the bomb stands."""
    monkeypatch.setattr(containers, "FREE_BYTES", 1_000_000)
    lines = b'{"id": "x", "text": "It rained."}\n' + b"\n" * 20_000_000
    files = {"a.jsonl": lines, "b.txt": STORY.encode()}
    data = {"bomb.zip": zipped(files), "bomb.jsonl.gz": gzip.compress(lines)}
    data["bomb.tar.gz"] = gzip.compress(tarred(files))
    assert told(read(tmp_path, name, data[name])) == [
        "x",
        "it expands to more than 200 times its size (no news packs so small)",
    ]


def test_a_huge_member_is_not_read_to_its_end(tmp_path: Path) -> None:
    reasons = told(read(tmp_path, "news.zip", zipped({"a.txt": b" " * 100_000_000, "b.txt": STORY.encode()})))
    assert reasons[0].startswith("text is longer than 400,000 characters")
    assert reasons[1:] == ["b"]


def test_a_bomb_within_an_archive_counts_for_the_outer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "FREE_BYTES", 1_000_000)
    inner = zipped({f"{number}.jsonl": b"\n" * 900_000 for number in range(50)})
    inputs = read(tmp_path, "news.zip", zipped({"inner.zip": inner, "rain.txt": STORY.encode()}))
    assert told(inputs)[0].startswith("it expands to more than 200 times its size")
    assert len(inputs) == 1


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_PARTS", 3)
    reasons = told(read(tmp_path, "news.zip", zipped({f"{n}.txt": STORY.encode() for n in range(5)})))
    assert reasons == ["0", "1", "2", "it holds more than 3 files (split it)"]


@pytest.mark.parametrize("name", ["news.zip", "news.tar", "news.tar.gz", "news.jsonl.gz", "news.warc"])
@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"broken" * 200])
def test_what_is_no_archive_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    assert len(told(read(tmp_path, name, data))) == 1
    assert told(read(tmp_path, name, data))[0].startswith("damaged or cut off: ")


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": STORY.encode(), "b.txt": STORY.encode()}))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the table of the first
    assert told(read(tmp_path, "news.zip", bytes(data))) == ["encrypted", "b"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_of_an_archive_that_is_cut_what_came_before_stands(tmp_path: Path, share: float) -> None:
    whole = gzip.compress(tarred({f"{n}.txt": STORY.encode() + uuid4().hex.encode() * 9 for n in range(200)}))
    reasons = told(read(tmp_path, "news.tar.gz", whole[: int(len(whole) * share)]))
    assert reasons[-1].startswith("damaged or cut off")
    read_well = [reason for reason in reasons if reason.isdecimal()]
    assert len(read_well) >= int(150 * share)
    assert read_well == [str(number) for number in range(len(read_well))]
    assert len(reasons) <= len(read_well) + 2


# ----------------------------------------------------------------------------------------------------------- WARC

PAGES = {f"https://gauge.example/{name}": page(f"{STORY} {name}") for name in ("one", "two", "three")}


@pytest.mark.parametrize(("name", "compressed"), [("crawl.warc", False), ("crawl.warc.gz", True)])
def test_pages_of_a_web_archive_are_read(tmp_path: Path, name: str, compressed: bool) -> None:
    inputs = read(tmp_path, name, warc(PAGES, compressed))
    articles = [given.article for given in inputs if isinstance(given, GivenArticle)]
    assert [article.url for article in articles] == list(PAGES)
    assert articles[1].text.endswith("two")
    assert inputs[0].source == f"{tmp_path / name}: https://gauge.example/one"


def test_what_is_no_page_in_a_web_archive_is_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, "crawl.warc", warc(PAGES, kind="image/png")) == []


@pytest.mark.parametrize(("name", "compressed"), [("crawl.warc", False), ("crawl.warc.gz", True)])
@pytest.mark.parametrize("share", [0.4, 0.6, 0.9])
def test_of_a_web_archive_cut_in_the_middle_the_whole_pages_stand(
    tmp_path: Path, name: str, compressed: bool, share: float
) -> None:
    whole = warc(PAGES, compressed)
    inputs = read(tmp_path, name, whole[: int(len(whole) * share)])
    articles = [given.article for given in inputs if isinstance(given, GivenArticle)]
    assert len(articles) == int(3 * share)
    assert all(article.text == f"{STORY} {(article.url or '').rpartition('/')[2]}" for article in articles)
    assert isinstance(inputs[-1], SkippedInput)
    assert "cut off" in inputs[-1].reason


def test_a_page_of_30_mb_in_a_web_archive_is_told_and_the_others_read(tmp_path: Path) -> None:
    pages = {"https://gauge.example/huge": page(STORY * 200_000), **PAGES}
    reasons = told(read(tmp_path, "crawl.warc.gz", warc(pages)))
    assert reasons[0].startswith("page is longer than 5 MB")
    assert len(reasons) == 4


def test_the_form_may_be_said(tmp_path: Path) -> None:
    (tmp_path / "rain").write_bytes(page())
    (given,) = read_inputs([str(tmp_path / "rain")], io.BytesIO(), InputFormat.HTML)
    assert isinstance(given, GivenArticle)
    assert given.article.text == STORY
