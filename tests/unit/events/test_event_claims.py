"""Who says what: direct, partial and indirect quotes, chains of sources, hedges, and speakers named another way."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, name, speakers, words


@pytest.mark.parametrize(
    ("text", "content", "kind", "speaker"),
    [
        # indirect
        ("Anna Berg said the bridge would reopen.", "the bridge would reopen", "Indirect", "Anna Berg"),
        ("Anna Berg said that the bridge would reopen.", "the bridge would reopen", "Indirect", "Anna Berg"),
        ("The bridge would reopen, Anna Berg said.", "The bridge would reopen", "Indirect", "Anna Berg"),
        ("The bridge, Anna Berg said, is safe.", "safe", "Indirect", "Anna Berg"),
        ("The lease, said Anna Berg, would end in May.", "would end in May", "Indirect", "Anna Berg"),
        ("The tenants will leave, one of them, Anna Berg, said.", "The tenants will leave", "Indirect", "Anna Berg"),
        (
            "People briefed on the sale said a second bid would follow.",
            "a second bid",
            "Indirect",
            "People briefed on the sale",
        ),
        ("Anna Berg warned that the dam could burst.", "the dam could burst", "Indirect", "Anna Berg"),
        ("Anna Berg denied that she had lied.", "she had lied", "Indirect", "Anna Berg"),
        (
            "The mayor of Turin, Paolo Rossi, said the bridge was safe.",
            "the bridge was safe",
            "Indirect",
            "Paolo Rossi",
        ),
        ("Greece said the islands were safe.", "the islands were safe", "Indirect", "Greece"),
        ("The Red Cross says the water is clean.", "the water is clean", "Indirect", "Red Cross"),
        # direct: before, after, split
        ('"We will rebuild the bridge before winter," Anna Berg said.', "We will rebuild", "Direct", "Anna Berg"),
        ('Anna Berg said: "We will rebuild the bridge before winter."', "We will rebuild", "Direct", "Anna Berg"),
        (
            '"We will rebuild the bridge," Anna Berg said, "before the snow falls on us."',
            "before the snow",
            "Direct",
            "Anna Berg",
        ),
        ('"We will rebuild the bridge before winter," said Anna Berg.', "We will rebuild", "Direct", "Anna Berg"),
        ("“We will rebuild the bridge before winter,” Anna Berg said.", "We will rebuild", "Direct", "Anna Berg"),
        # partial
        (
            'Anna Berg said the bridge was "a gift to the people of the valley" and safe.',
            "a gift",
            "Partial",
            "Anna Berg",
        ),
        ('Anna Berg said the vote was a "sham".', "sham", "Partial", "Anna Berg"),
        # according to
        ("According to the Red Cross, the water is clean.", "the water is clean", "Indirect", "Red Cross"),
        ("The water is clean, according to the Red Cross.", "The water is clean", "Indirect", "Red Cross"),
        (
            "The water is clean, according to a report by the World Bank.",
            "The water is clean",
            "Indirect",
            "World Bank",
        ),
        ("The fire destroyed 40 homes, according to the fire service.", "40 homes", "Indirect", "fire service"),
        # judged
        ("The lawmaker Ana Silva called the vote a sham.", "the vote a sham", "Indirect", "Ana Silva"),
        ("The vote was described as a sham by Ana Silva.", "sham", "Indirect", "Ana Silva"),
        ("Ana Silva described the vote as a sham.", "a sham", "Indirect", "Ana Silva"),
        # appeals
        ("The Red Cross urged both armies to stop the shelling.", "stop the shelling", "Indirect", "Red Cross"),
        ("Anna Berg called on Belarus to free the prisoners.", "free the prisoners", "Indirect", "Anna Berg"),
        # speakers named another way
        (
            "Anna Berg met reporters in Oslo. She said the bridge was safe.",
            "the bridge was safe",
            "Indirect",
            "Anna Berg",
        ),
        (
            "Anna Berg, the finance minister, is in Bonn. The minister said taxes would rise.",
            "taxes would rise",
            "Indirect",
            "Anna Berg",
        ),
        ("Anna Berg is in Bonn. Berg said taxes would rise.", "taxes would rise", "Indirect", "Anna Berg"),
        ("Anna Berg arrived late, saying the train had stopped.", "the train had stopped", "Indirect", "Anna Berg"),
        (
            "Anna Berg said the bridge was safe, adding that the road was not.",
            "the road was not",
            "Indirect",
            "Anna Berg",
        ),
    ],
)
def test_a_claim_has_its_content_its_kind_and_its_speaker(
    read: Read, text: str, content: str, kind: str, speaker: str
) -> None:
    reading = read(text)
    found = claim(reading, content)
    assert (found.kind.value, speakers(reading, found)) == (kind, [speaker])


def test_content_leaves_out_the_words_that_attribute_it(read: Read) -> None:
    reading = read("Anna Berg said on Monday that the bridge was safe.")
    assert claim(reading, "bridge").text == "the bridge was safe"


def test_a_saying_between_commas_does_not_cut_the_content(read: Read) -> None:
    """A claim is one stretch of the text, so the words between its halves stay inside."""
    (found,) = read("The plan, Anna Berg said, would fail before the autumn.").claims
    assert found.text == "The plan, Anna Berg said, would fail before the autumn"


def test_a_day_before_that_is_no_part_of_the_content(read: Read) -> None:
    reading = read("The army said in a statement on Monday that the dam was safe.")
    assert [c.text for c in reading.claims] == ["the dam was safe"]


def test_a_cue_names_speaker_and_verb(read: Read) -> None:
    reading = read("Anna Berg said the bridge was safe.")
    assert words(reading, claim(reading, "bridge").cue) == "Anna Berg said"


def test_coordinated_clauses_are_claims_of_their_own(read: Read) -> None:
    reading = read("Anna Berg said that the bridge was safe and that the road was closed.")
    assert {c.text for c in reading.claims} == {"the bridge was safe", "the road was closed"}


def test_a_quote_goes_on_in_the_next_paragraph_with_the_same_speaker(read: Read) -> None:
    reading = read(
        "“We will rebuild the bridge before winter,” Anna Berg said.\n\n“Nobody in this town will be forgotten.”\n"
    )
    assert speakers(reading, claim(reading, "Nobody in this town")) == ["Anna Berg"]


@pytest.mark.parametrize(
    ("text", "content", "speaker", "relay"),
    [
        (
            "Two officials told Reuters that the bank would be sold.",
            "the bank would be sold",
            "Two officials",
            "Reuters",
        ),
        ("The strike will go on, a union source told the BBC.", "The strike will go on", "union source", "BBC"),
        ("Reuters reported that Anna Berg said the bank was safe.", "the bank was safe", "Anna Berg", "Reuters"),
        (
            "The rebels left the town, Interfax reported, citing a military source.",
            "The rebels left the town",
            "military source",
            "Interfax",
        ),
        (
            "Interfax reported on Monday, citing a military source, that the rebels had left the town.",
            "the rebels had left the town",
            "military source",
            "Interfax",
        ),
    ],
)
def test_in_a_chain_the_source_speaks_and_the_outlet_relays(
    read: Read, text: str, content: str, speaker: str, relay: str
) -> None:
    reading = read(text)
    found = claim(reading, content)
    assert (speakers(reading, found), name(reading, found.relayed_by)) == ([speaker], relay)


def test_an_outlet_that_reports_by_itself_is_the_speaker(read: Read) -> None:
    reading = read("The BBC reported that the bridge was safe.")
    assert speakers(reading, claim(reading, "bridge was safe")) == ["BBC"]


def test_who_is_told_is_the_audience(read: Read) -> None:
    reading = read("Anna Berg told Paolo Rossi that the bridge was safe.")
    found = claim(reading, "bridge was safe")
    assert (speakers(reading, found), name(reading, found.addressed_to)) == (["Anna Berg"], "Paolo Rossi")


@pytest.mark.parametrize(
    "text",
    [
        "The army reportedly crossed the border on Monday.",
        "The general is believed to be dead.",
        "The broker allegedly stole the money.",
    ],
)
def test_hedges_of_the_article_are_claims_in_its_own_voice(read: Read, text: str) -> None:
    (found,) = read(text).claims
    assert (found.kind.value, found.speakers, found.hedged) == ("ArticleVoice", (), True)


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Anna Berg told reporters that the bridge was safe.", "RemarksToReporters"),
        ("Anna Berg told a news conference that the bridge was safe.", "PressBriefing"),
        ("Anna Berg said in a tweet that the bridge was safe.", "SocialPost"),
        ("Anna Berg said on television that the bridge was safe.", "Broadcast"),
        ("Anna Berg said in a statement that the bridge was safe.", "WrittenStatement"),
    ],
)
def test_the_medium_is_read_from_the_words_around_the_cue(read: Read, text: str, medium: str) -> None:
    assert claim(read(text), "bridge was safe").medium == medium


def test_a_claim_is_about_the_events_inside_it(read: Read) -> None:
    reading = read("Anna Berg said rebels had attacked the port. Floods hit Assam.")
    attack = next(e for e in reading.events if "ArmedAttack" in e.types)
    assert claim(reading, "attacked the port").about == (attack.key,)


def test_a_claim_is_uttered_in_the_act_of_its_cue(read: Read) -> None:
    reading = read("Anna Berg said on Monday the bridge was safe.")
    (speech,) = [e for e in reading.events if e.kind == "SpeechEvent"]
    assert claim(reading, "bridge").uttered_in == speech.key


def test_plain_narration_is_no_claim(read: Read) -> None:
    assert not read("The bridge collapsed on Monday. Rebels attacked the port.").claims


def test_a_quote_whose_speaker_is_never_named_is_listed_and_given_to_nobody(read: Read) -> None:
    reading = read("“We lost everything in the flood that night.” The street was dark.")
    assert not [c for c in reading.claims if c.speakers]
    assert "claims" in {s.stage for s in reading.skipped}


# -------------------------------------------------------------------------------------- sources known by a saying only


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("The lawsuit says the bank hid its losses.", "the bank hid its losses", "lawsuit"),
        ("A handful of growers said the harvest was lost.", "the harvest was lost", "handful"),
        ("According to a new survey, rents have doubled.", "rents have doubled", "new survey"),
        ("The museum issued a letter saying the roof was unsafe.", "the roof was unsafe", "museum"),
    ],
)
def test_whoever_is_quoted_is_an_actor_of_the_article(read: Read, text: str, content: str, speaker: str) -> None:
    reading = read(text)
    assert speakers(reading, claim(reading, content)) == [speaker]


def test_a_pronoun_without_a_name_stands_for_who_spoke_last(read: Read) -> None:
    reading = read("A trader in the market said prices had doubled. She said nobody was buying.")
    assert speakers(reading, claim(reading, "nobody was buying")) == ["trader"]


def test_nobody_is_made_up_where_nothing_is_said(read: Read) -> None:
    assert not [a.label for a in read("The kettle boiled. The lid rattled on Monday.").actors]


# -------------------------------------------------------------------------------------------------------- attitudes


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Anna Berg fears that the dam will burst.", "the dam will burst"),
        ("Anna Berg hopes the museum will open in May.", "the museum will open in May"),
        ("Anna Berg wants to sign the lease.", "to sign the lease"),
        ("Anna Berg called for the mayor to resign.", "the mayor to resign"),
        ("Anna Berg complained about the slow trains.", "the slow trains"),
        ("Anna Berg blamed the drought for the losses.", "the drought for the losses"),
        ("Anna Berg backed a tax on sugar.", "a tax on sugar"),
        ("Anna Berg proposed cutting the tax on bread.", "cutting the tax on bread"),
        ("Anna Berg is confident that the bridge is safe.", "the bridge is safe"),
        ("Anna Berg has doubts about the new stadium.", "the new stadium"),
        ("Anna Berg's belief that the river is clean surprised nobody.", "the river is clean"),
    ],
)
def test_what_somebody_thinks_wants_or_backs_is_a_claim(read: Read, text: str, content: str) -> None:
    reading = read(text)
    assert speakers(reading, claim(reading, content)) == ["Anna Berg"]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg does not believe that the dam will burst.",
        "If Anna Berg fears the winter, the town will know.",
        "Anna Berg could threaten to leave the club.",
        "Anna Berg saw about forty people taken to the ferry.",
    ],
)
def test_what_nobody_is_told_to_think_is_no_claim(read: Read, text: str) -> None:
    assert not read(text).claims


def test_an_attitude_is_no_act_of_speech(read: Read) -> None:
    reading = read("Anna Berg hopes the museum will open in May.")
    assert not [e for e in reading.events if e.kind == "SpeechEvent"]


# --------------------------------------------------------------------------------------------------------- dialogue


def test_a_line_that_begins_with_its_speaker_is_quoted(read: Read) -> None:
    reading = read("Anna Berg spoke to the local radio on Monday.\n\nAnna Berg: We sold the ferry in spring.\n")
    found = claim(reading, "We sold the ferry")
    assert (found.kind.value, speakers(reading, found)) == ("Direct", ["Anna Berg"])


def test_a_line_with_a_colon_and_no_speaker_is_not(read: Read) -> None:
    assert not read("Opening hours: the library is open from nine to five.\n").claims


@pytest.mark.parametrize(
    "text",
    ["The drought threatens to ruin crops.", "The mayor turned down the union's request to declare an emergency."],
)
def test_what_happens_and_what_is_asked_for_say_nothing(read: Read, text: str) -> None:
    reading = read(text)
    assert not reading.claims
    assert not [e for e in reading.events for p in e.participants if p.role.value == "speaker"]
