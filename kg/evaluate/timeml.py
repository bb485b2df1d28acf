"""A file of a TimeML corpus → text with its time expressions and its day of creation.

TimeBank, AQUAINT and what else TempEval-3 is made of (UzZaman et al. 2013) are XML with the annotation inline; the text
is what stands in ``TEXT``, the day of creation in ``DCT``. The specification is TimeML 1.2.1.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.evaluate.judging import TimeExpression


@dataclass(frozen=True, slots=True)
class TimemlDocument:
    """One article; ``published`` is the ISO day of its creation, offsets are those of ``text``."""

    id: str
    text: str
    published: str
    times: tuple[TimeExpression, ...]


def read_timeml(path: Path) -> TimemlDocument:
    """Read one ``.tml`` file.

    Raises:
        ValueError: it has no text or no day of creation.
    """
    root = ET.parse(path).getroot()
    body, created = root.find("TEXT"), root.find("DCT/TIMEX3")
    if body is None or created is None:
        raise ValueError(f"{path.name} has no TEXT or no DCT")
    times = tuple(_times(body, 0))
    return TimemlDocument(path.stem, "".join(body.itertext()), created.attrib["value"][:10], times)


def _times(element: ET.Element, start: int) -> Iterator[TimeExpression]:
    """The expressions inside an element whose text starts at an offset; those without words are left out."""
    offset = start + len(element.text or "")
    for child in element:
        length = len("".join(child.itertext()))
        if child.tag == "TIMEX3" and length:
            yield TimeExpression((offset, offset + length), (child.get("value", ""),))
        yield from _times(child, offset)
        offset += length + len(child.tail or "")
