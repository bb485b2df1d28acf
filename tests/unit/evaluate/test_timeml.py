"""Reading TimeML: a made-up file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.evaluate.timeml import read_timeml

FILE = """<?xml version="1.0" ?>
<TimeML><DOCID>ferries</DOCID>
<DCT><TIMEX3 tid="t0" type="TIME" value="2024-05-03T09:00">May 3, 2024</TIMEX3></DCT>
<TEXT>Ferries <EVENT eid="e1">sailed <TIMEX3 tid="t1" type="DATE" value="2024-05-02">on <EVENT>Thursday</EVENT></TIMEX3>
</EVENT> &amp; will <TIMEX3 tid="t2" type="DURATION" value="P2D"/>rest <TIMEX3 type="DATE" value="FUTURE_REF">soon</TIMEX3>.
</TEXT></TimeML>"""


def test_expressions_have_the_offsets_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "ferries.tml"
    path.write_text(FILE, encoding="utf-8")
    document = read_timeml(path)
    found = [(document.text[slice(*time.span)], time.values[0]) for time in document.times]
    assert found == [("on Thursday", "2024-05-02"), ("soon", "FUTURE_REF")]
    assert (document.id, document.published) == ("ferries", "2024-05-03")
    assert document.text.startswith("Ferries sailed on Thursday\n & will rest soon")


def test_a_file_without_a_day_of_creation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ferries.tml"
    path.write_text("<TimeML><TEXT>Ferries.</TEXT></TimeML>", encoding="utf-8")
    with pytest.raises(ValueError, match="DCT"):
        read_timeml(path)
