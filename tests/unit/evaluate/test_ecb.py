"""A file of ECB+ in miniature: text, mentions of annotated sentences, chains of one file and of many."""

from __future__ import annotations

from pathlib import Path

from kg.evaluate.ecb import read_ecb, read_sentences

FILE = """<Document doc_name="7_1ecb.xml" doc_id="D1">
<token t_id="1" sentence="0" number="0">http</token><token t_id="2" sentence="0" number="1">:</token>
<token t_id="3" sentence="1" number="0">A</token><token t_id="4" sentence="1" number="1">dam</token>
<token t_id="5" sentence="1" number="2">burst</token><token t_id="6" sentence="1" number="3">.</token>
<token t_id="7" sentence="2" number="0">The</token><token t_id="8" sentence="2" number="1">break</token>
<token t_id="9" sentence="2" number="2">flooded</token><token t_id="10" sentence="2" number="3">Rila</token>
<token t_id="11" sentence="3" number="0">It</token><token t_id="12" sentence="3" number="1">rained</token>
<Markables>
<ACTION_OCCURRENCE m_id="21"><token_anchor t_id="5"/></ACTION_OCCURRENCE>
<ACTION_OCCURRENCE m_id="22"><token_anchor t_id="8"/></ACTION_OCCURRENCE>
<NEG_ACTION_OCCURRENCE m_id="23"><token_anchor t_id="9"/></NEG_ACTION_OCCURRENCE>
<LOC_GEO m_id="24"><token_anchor t_id="10"/></LOC_GEO>
<ACTION_OCCURRENCE m_id="25"><token_anchor t_id="12"/></ACTION_OCCURRENCE>
<ACTION_OCCURRENCE m_id="26" RELATED_TO="" TAG_DESCRIPTOR="the dam bursts" instance_id="ACT1"/>
</Markables>
<Relations>
<CROSS_DOC_COREF r_id="31" note="ACT1"><source m_id="21"/><source m_id="22"/><target m_id="26"/></CROSS_DOC_COREF>
<INTRA_DOC_COREF r_id="32"><source m_id="23"/><target m_id="27"/></INTRA_DOC_COREF>
</Relations>
</Document>"""


def test_mentions_of_annotated_sentences_have_their_offsets_and_chains(tmp_path: Path) -> None:
    path = tmp_path / "7_1ecb.xml"
    path.write_text(FILE, encoding="utf-8")
    document = read_ecb(path, {1, 2})
    assert document.text == "A dam burst.\n\nThe break flooded Rila\n\nIt rained"
    told = [(event.key, document.text[slice(*event.span)], event.instance) for event in document.events]
    assert told == [("21", "burst", "ACT1"), ("22", "break", "ACT1"), ("23", "flooded", "7_1ecb.xml 32")]


def test_the_table_of_annotated_sentences(tmp_path: Path) -> None:
    table = tmp_path / "sentences.csv"
    table.write_text("Topic,File,Sentence Number\n7,1ecb,1\n7,1ecb,2\n8,2ecb,0\n", encoding="utf-8")
    assert read_sentences(table) == {"7_1ecb": {1, 2}, "8_2ecb": {0}}
