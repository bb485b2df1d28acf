"""Reading CAT files: a made-up one, and where it is at hand the corpus itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.evaluate.meantime import read_meantime

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "meantime-dev" / "intra-doc_annotation"

WORDS = [
    ["Ferry", "line", "``", "sails", "''", "again"],
    ["May", "3", ",", "2024"],
    ["``", "We", "'re", "back", ",", "''", "said", "Ada", "Rossi", "(", "31", ")", "in", "Genoa", "on", "Friday", "."],
    ["Tickets", "cost", "$", "12", "."],
    ["A"],
    ["B"],
    ["Nobody", "protested", "on", "Saturday", "."],
]


def tokens() -> str:
    numbered = ((sentence, word) for sentence, words in enumerate(WORDS) for word in words)
    return "".join(f'<token sentence="{s}" t_id="{n}">{w}</token>' for n, (s, w) in enumerate(numbered, start=1))


def anchors(*numbers: int) -> str:
    return "".join(f'<token_anchor t_id="{number}"/>' for number in numbers)


CAT = f"""<Document doc_id="7">{tokens()}<Markables>
<TIMEX3 functionInDocument="CREATION_TIME" m_id="1" type="DATE" value="2024-05-03">{anchors(7, 8, 9, 10)}</TIMEX3>
<TIMEX3 functionInDocument="NONE" m_id="2" type="DATE" value="2024-05-03">{anchors(26)}</TIMEX3>
<TIMEX3 functionInDocument="NONE" m_id="3" type="DATE" value="2024"/>
<TIMEX3 functionInDocument="NONE" m_id="4" type="DATE" value="2024-05-04">{anchors(38)}</TIMEX3>
<EVENT_MENTION m_id="5" pred="say" pos="VERB">{anchors(17)}</EVENT_MENTION>
<EVENT_MENTION m_id="6">{anchors(4)}</EVENT_MENTION>
<ENTITY_MENTION m_id="8" syntactic_type="NAM">{anchors(18, 19)}</ENTITY_MENTION>
<ENTITY_MENTION m_id="9" syntactic_type="NAM">{anchors(24)}</ENTITY_MENTION>
<EVENT m_id="20" instance_id="SPE1"/><ENTITY m_id="21" ent_type="PER" instance_id="PER1"/></Markables><Relations>
<REFERS_TO r_id="1"><source m_id="5"/><target m_id="20"/></REFERS_TO>
<REFERS_TO r_id="2"><source m_id="8"/><target m_id="21"/></REFERS_TO>
<HAS_PARTICIPANT r_id="3" sem_role="Arg0"><source m_id="5"/><target m_id="8"/></HAS_PARTICIPANT>
<HAS_PARTICIPANT r_id="4" sem_role="Argm-LOC"><source m_id="5"/><target m_id="9"/></HAS_PARTICIPANT>
<HAS_PARTICIPANT r_id="5" sem_role="Arg1"><source m_id="6"/><target m_id="8"/></HAS_PARTICIPANT>
</Relations></Document>"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "7_ferries.xml"
    path.write_text(CAT, encoding="utf-8")
    return path


def test_the_text_is_set_again_as_people_write_it(path: Path) -> None:
    assert read_meantime(path).text.split("\n\n") == [
        'Ferry line "sails" again',
        "May 3, 2024",
        '"We\'re back," said Ada Rossi (31) in Genoa on Friday.',
        "Tickets cost $12.",
        "A",
        "B",
        "Nobody protested on Saturday.",
    ]


def test_time_expressions_are_those_with_words_in_the_annotated_part(path: Path) -> None:
    document = read_meantime(path)
    found = [(document.text[slice(*time.span)], time.values[0], time.required) for time in document.times]
    assert found == [("May 3, 2024", "2024-05-03", False), ("Friday", "2024-05-03", True)]
    assert document.published == "2024-05-03"


def test_events_come_with_participants_and_places(path: Path) -> None:
    document = read_meantime(path)
    (said,) = document.events
    assert (document.text[slice(*said.span)], said.predicate, said.part_of_speech, said.instance) == (
        *("said", "say", "VERB"),
        "SPE1",
    )
    rossi, genoa = document.entities
    assert (document.text[slice(*rossi.span)], rossi.kind, rossi.instance) == ("Ada Rossi", "PER", "PER1")
    assert (genoa.kind, genoa.instance) == ("", None)
    assert document.participants == (("5", "Arg0", "8"), ("5", "Argm-LOC", "9"))
    assert document.locations() == (("5", "9"),)


def test_a_day_that_is_not_marked_is_read_from_its_line(path: Path) -> None:
    path.write_text(CAT.replace("CREATION_TIME", "NONE"), encoding="utf-8")
    assert read_meantime(path).published == "2024-05-03"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the MEANTIME corpus lies beside the project and is not part of it")
def test_every_file_of_the_corpus_is_read() -> None:
    documents = [read_meantime(path) for path in sorted(CORPUS.glob("*/*.xml"))]
    assert len(documents) == 60
    assert all(document.events and document.participants for document in documents)
    assert sum(time.required for document in documents for time in document.times) == 145
