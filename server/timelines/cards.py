"""Pictures of timelines: a card of 1200 x 630 for links that are shared, and a full-length drawing for print.

Drawn as SVG by one layout, made PNG by resvg with the fonts of ``static/fonts``. A card names days, kinds of event and
places, never people: it has no room for "according to".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from xml.sax.saxutils import escape

import resvg_py

from server.timelines.model import Histogram, Timeline, TimelineEvent
from server.timelines.words import Words, without_isolates

CARD = (1200, 630)
_FONTS = Path(__file__).parent.parent / "static" / "fonts"
_FAMILY = "DejaVu Sans, Noto Sans, sans-serif"
_MARGIN = 64
_INK, _QUIET, _PAPER, _BAR = "#1c1d1f", "#5b5d61", "#fbfaf6", "#123f6d"
_ROW = 78
_MOST_ROWS = 400
_MOST_PAINTED = 100
"""Rows of a drawing that is made PNG: painting 400 takes seconds, and 3 MB."""
_MAIN_ON_CARD = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; ``alt`` says in words what is on it."""

    svg: str
    alt: str

    def png(self) -> bytes:
        """The drawing as PNG; the last ones are kept, since whoever shares a link makes many ask for its picture."""
        return _painted(self.svg)


_BRUSH = Lock()


@lru_cache(maxsize=64)
def _painted(svg: str) -> bytes:
    with _BRUSH:  # one at a time: each takes a core
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_dirs=[str(_FONTS)]))


def card(timeline: Timeline, words: Words) -> Picture:
    """The card of a timeline: title, how much and how long, the overview, and the days that matter most."""
    width, height = CARD
    rtl = words.locale.dir == "rtl"
    main = [event for event in timeline.events if event.id in timeline.main][:_MAIN_ON_CARD]
    title = wrap(timeline.title.value, 1060, 52, 2)
    parts = [
        *(_text(line, _MARGIN, 118 + 64 * row, 52, rtl, bold=True) for row, line in enumerate(title)),
        _text(subtitle(timeline, words), _MARGIN, 138 + 64 * len(title), 28, rtl, _QUIET),
        bars(timeline.histogram, 318, 110),
        *(_text(neutral(event, words, timeline), _MARGIN, 480 + 42 * row, 26, rtl) for row, event in enumerate(main)),
        _text("Timewire", _MARGIN, height - 28, 22, rtl, _QUIET),
    ]
    told = "; ".join(neutral(event, words, timeline) for event in main)
    alt = f"{timeline.title.value}: {subtitle(timeline, words)}. {told}"
    return Picture(_drawing(width, height, parts), without_isolates(alt))


def full(timeline: Timeline, words: Words, painted: bool = False) -> Picture:
    """The whole timeline as a drawing, one row an event; the first 400, or 100 for one to be ``painted``."""
    rtl = words.locale.dir == "rtl"
    shown = timeline.events[: _MOST_PAINTED if painted else _MOST_ROWS]
    parts = [_text(timeline.title.value, _MARGIN, 90, 40, rtl, bold=True)]
    parts += [_text(subtitle(timeline, words), _MARGIN, 132, 24, rtl, _QUIET), bars(timeline.histogram, 160, 80)]
    for row, event in enumerate(shown):
        parts += _row(event, words, timeline, 300 + row * _ROW, rtl)
    height = 300 + len(shown) * _ROW + _MARGIN
    return Picture(_drawing(CARD[0], height, parts), f"{timeline.title.value}: {subtitle(timeline, words)}")


def subtitle(timeline: Timeline, words: Words) -> str:
    """How many events there are, and from when to when."""
    count = without_isolates(words.say("events", n=timeline.total))
    if not timeline.histogram:
        return count
    return f"{count}, {words.day(timeline.histogram.start)} – {words.day(timeline.histogram.end)}"


def neutral(event: TimelineEvent, words: Words, timeline: Timeline) -> str:
    """An event by its date, kind, state and place, without anybody in it."""
    kind = words.code(event.types[0], timeline.labels) if event.types else ""
    state = words.locale.modality.get(event.modality, "")
    places = ", ".join(place.label.value for place in event.places)
    return without_isolates(" · ".join(part for part in (words.when(event), kind, state, places) if part))


def bars(histogram: Histogram | None, top: int, tall: int) -> str:
    """The overview as one path; nothing where there is nothing to overlook."""
    if not histogram:
        return ""
    width = (CARD[0] - 2 * _MARGIN) / len(histogram.bins)
    most = max(histogram.bins)
    foot = top + tall
    drawn = "".join(
        f"M{_MARGIN + place * width:.1f} {foot}v{-max(4, tall * count / most):.1f}h{width * 0.8:.1f}V{foot}z"
        for place, count in enumerate(histogram.bins)
        if count
    )
    return f'<path d="{drawn}" fill="{_BAR}"/><path d="M{_MARGIN} {foot}H{CARD[0] - _MARGIN}" stroke="{_QUIET}"/>'


def _row(event: TimelineEvent, words: Words, timeline: Timeline, y: int, rtl: bool) -> list[str]:
    fill = _BAR if event.is_realised else _PAPER
    at = CARD[0] - _MARGIN - 8 if rtl else _MARGIN + 8
    label = wrap(event.title.value, 1000, 22, 1)
    return [
        f'<circle cx="{at}" cy="{y - 8}" r="8" fill="{fill}" stroke="{_BAR}" stroke-width="3"/>',
        _text(without_isolates(words.when(event)), _MARGIN + 34, y, 18, rtl, _QUIET),
        *(_text(line, _MARGIN + 34, y + 30, 22, rtl) for line in label),
    ]


def wrap(text: str, width: int, size: int, lines: int) -> Sequence[str]:
    """Text in at most so many lines of a width in pixels; what does not fit is cut, and the cut shown."""
    made: list[str] = [""]
    for word in _visible(text).split():
        longer = f"{made[-1]} {word}".strip()
        if _width(longer, size) <= width or not made[-1]:
            made[-1] = longer
        else:
            made.append(word)
    kept = [_cut(line, width, size) for line in made[:lines]]
    return [*kept[:-1], kept[-1] + "…"] if len(made) > lines else kept


def _cut(line: str, width: int, size: int) -> str:
    while _width(line, size) > width:
        line = line[:-2] + "…"
    return line


def _width(text: str, size: int) -> float:
    """About how wide a text is; wide characters of East Asia take a whole em, others six tenths."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.6 for sign in text)


def _visible(text: str) -> str:
    return "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)


def _text(text: str, x: int, y: int, size: int, rtl: bool, fill: str = _INK, bold: bool = False) -> str:
    line = next(iter(wrap(text, CARD[0] - 2 * _MARGIN, size, 1)))
    at, anchor = (CARD[0] - x, "end") if rtl else (x, "start")
    weight = ' font-weight="700"' if bold else ""
    told = f'x="{at}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}'
    return f"<text {told}>{escape(line)}</text>"


def _drawing(width: int, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{_FAMILY}"><rect width="{width}" height="{height}" fill="{_PAPER}"/>{"".join(parts)}</svg>'
    )
