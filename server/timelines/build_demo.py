"""Write ``docs/demo``: the widget in the places that it is made for, as files that work without any server.

Run by ``make widget``, or alone after a change of the templates; a test compares the outcome. The
events are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from server.pages.reader import Text
from server.rendering import templates
from server.timelines.build_widget import BUILT
from server.timelines.contents import histogram_of
from server.timelines.locales import locale_of
from server.timelines.model import Actor, Place, Source, Timeline, TimelineEvent
from server.timelines.origin import Folder
from server.timelines.selection import Selection
from server.timelines.view import View, render_view, view_of

FOLDER = Path(__file__).parents[2] / "docs" / "demo"
_SITE = "https://news.example.org/harbour"
_STORY = (
    ("2024-03", "2024-03-01", "2024-03-31", "Month", "Occurred", "Petition", "Residents ask for a ferry"),
    ("2024-05-14", "2024-05-14", "2024-05-14", "Day", "Occurred", "Meeting", "Port council weighs the ferry"),
    ("2024-06-02~", "2024-06-02", "2024-06-02", "Day", "Attempted", "Meeting", "Talks with the rail company fail"),
    ("2024-09-09", "2024-09-09", "2024-09-09", "Day", "Denied", "Statement", "Mayor denies a secret contract"),
    ("2025-01/..", "2025-01-01", "", "Month", "Ongoing", "Construction", "Work on the new pier"),
    ("2025-22", "2025-06-01", "2025-08-31", "Season", "Expected", "Opening", "Ferry to open"),
    ("", "", "", "", "Proposed", "Statement", "A night line is proposed"),
)


def pages() -> Iterator[tuple[str, bytes]]:
    """The files of the demonstration by name."""
    views = [_view(lang) for lang in ("en", "ar")]
    values = {"views": views, "script": "../../server/static/embed/timeline.min.js"}
    yield "index.html", templates().get_template("timelines/docs_demo.html").render(values).encode()
    frame = render_view(views[0], "timelines/embed.html", "/").decode().replace("./timeline.css", "data:text/css,")
    head, _, rest = frame.partition('<script src="./embed.js" defer></script>\n')
    body = rest.replace("</body>", f"<script>{BUILT.read_text('utf-8')}</script>\n</body>")
    yield "frame.html", (head + body).encode()  # a frame without origin loads no file


def _view(lang: str) -> View:
    events = tuple(_event(number, *row) for number, row in enumerate(_STORY))
    bars = histogram_of([event.start for event in events if event.start])
    labels = {name: name.lower() for name in ("Petition", "Meeting", "Statement", "Construction", "Opening")}
    title = Text("A ferry for Lakeport", "en")
    line = Timeline("/timelines/all", title, "demo", events, labels, len(events), 1, 1, bars, "", "1")
    return view_of(Selection(), line, locale_of(lang), Folder(_SITE))


def _event(
    number: int, edtf: str, start: str, end: str, precision: str, modality: str, kind: str, title: str
) -> TimelineEvent:
    source = Source(f"{_SITE}/{number}", title, "Lakeport Courier", "2025-02-01", f"{title}, the paper wrote.", "en")
    return TimelineEvent(
        f"d{number}", f"{_SITE}/#e-d{number}", Text(title, "en"), start, end, edtf, precision,
        "Stated" if edtf else "Unresolved", "", modality == "Ongoing", modality, (kind,), "",
        (Actor("a", Text("Port council", "en"), "party"),), (Place("p", Text("Lakeport", "en")),), (), (source,), 1,
        None, 0.5, "2025-02-01",
    )  # fmt: skip


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in pages():
        (FOLDER / name).write_bytes(content)
