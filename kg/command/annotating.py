"""``annotate``: what the pipeline reads in an article, as JSON; no store is needed."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any

from kg.annotation import annotation_of
from kg.command import Exit
from kg.errors import InputError, TimewireError
from kg.model import Article
from kg.pipeline import Reader, load_reader, read_article
from kg.sources.article import Given
from kg.sources.inputs import InputFormat, SkippedInput, read_inputs, read_json_article
from kg.sources.jsonlines import read_lines


def run_annotate(arguments: Namespace) -> Exit:
    """One JSON object per article of a file, or one line per line of standard input."""
    if arguments.jsonl == bool(arguments.file):
        raise TimewireError("give either a file or --jsonl", remedy="see timewire annotate --help")
    given = Given(published=arguments.published)
    return _annotate_lines(given) if arguments.jsonl else _annotate_file(arguments, given)


def _annotate_file(arguments: Namespace, given: Given) -> Exit:
    reader = load_reader()
    code = Exit.DONE
    inputs = list(read_inputs([arguments.file], sys.stdin.buffer, InputFormat(arguments.format), given))
    for one in inputs:
        try:
            if isinstance(one, SkippedInput):
                raise InputError(one.reason)
            _write(_annotation(one.article, reader), indent=2 if len(inputs) == 1 else None)
        except InputError as error:
            print(f"timewire: error: {one.source}: {error}", file=sys.stderr)
            code = Exit.SOME_SKIPPED
    return code


def _annotate_lines(given: Given) -> Exit:
    reader = load_reader()
    code = Exit.DONE
    for number, line in read_lines(sys.stdin.buffer):
        try:
            if isinstance(line, InputError):
                raise line
            _write(_annotation(read_json_article(line, given), reader))
        except InputError as error:
            _write({"error": str(error), "line": number, "id": _id_of(line)})
            code = Exit.SOME_SKIPPED
    return code


def _annotation(article: Article, reader: Reader) -> dict[str, Any]:
    return annotation_of(read_article(article, reader))


def _id_of(line: bytes | InputError) -> str | int | None:
    """The id that a line gives, so that its error can be told apart from others; None where it has none."""
    try:
        given = None if isinstance(line, InputError) else json.loads(line)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return given if isinstance(given, str | int) else None


def _write(annotation: dict[str, Any], indent: int | None = None) -> None:
    """In UTF-8 whatever the terminal speaks, at once, so that another process may wait for each line."""
    sys.stdout.buffer.write(json.dumps(annotation, ensure_ascii=False, indent=indent).encode() + b"\n")
    sys.stdout.buffer.flush()
