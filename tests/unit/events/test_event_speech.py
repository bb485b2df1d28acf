"""Acts of saying as events: their types, one per speaker and occasion, none for sources without a name."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, edtf, event, events, place, roles, speakers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Anna Berg said the bridge was safe.", "OfficialStatement"),
        ("Anna Berg told reporters that the bridge was safe.", "RemarksToPress"),
        ("Anna Berg told a news conference that the bridge was safe.", "PressBriefing"),
        ("Anna Berg said in a post on Facebook that the bridge was safe.", "SocialMediaPost"),
        ("Anna Berg tweeted that the bridge was safe.", "SocialMediaPost"),
        ("Turkey accused Greece of violating its airspace.", "CriticismOrAccusation"),
        ("Greece condemned the attack.", "CriticismOrAccusation"),
        ("Anna Berg praised the firefighters of Turin.", "PraiseOrSupport"),
        ("Greece demanded an apology.", "DemandOrAppeal"),
        ("Anna Berg called for calm.", "DemandOrAppeal"),
        ("Anna Berg threatened Belarus with a boycott.", "ThreatOrUltimatum"),
        ("Anna Berg denied that she had lied.", "Denial"),
        ("Amnesty International accused Belarus of torture.", "AllegationOfCrime"),
        ("A United Nations inquiry concluded that the dam was unsafe.", "FindingOrInquiryReport"),
    ],
)
def test_an_act_of_saying_has_its_type(read: Read, text: str, code: str) -> None:
    assert event(read(text), code).kind == "SpeechEvent"


def test_speaker_and_target_take_part(read: Read) -> None:
    reading = read("Turkey accused Greece of violating its airspace.")
    assert roles(reading, event(reading, "SpeechEvent")) == {("speaker", "Turkey"), ("target", "Greece")}


def test_several_sayings_of_one_speaker_on_one_day_are_one_event(read: Read) -> None:
    reading = read("Anna Berg said the bridge was safe. Berg said the road was closed. She added that it would reopen.")
    assert len(events(reading, "SpeechEvent")) == 1


def test_sayings_on_two_days_are_two_events(read: Read) -> None:
    reading = read("Anna Berg said on Monday the bridge was safe. Berg said on Tuesday the bridge was closed.")
    assert [edtf(e) for e in events(reading, "SpeechEvent")] == ["2024-05-13", "2024-05-14"]


def test_two_speakers_are_two_events(read: Read) -> None:
    reading = read("Anna Berg said the bridge was safe. Paolo Rossi said the road was closed.")
    assert len(events(reading, "SpeechEvent")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "A source told Reuters that the bank would be sold.",
        "Two officials said the bank would be sold.",
        "The bank would be sold, sources said.",
    ],
)
def test_sources_without_a_name_make_claims_and_no_events(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.claims
    assert not events(reading, "SpeechEvent")


@pytest.mark.parametrize(
    "text", ["Anna Berg will say that the bridge is safe.", "Anna Berg did not say the bridge was safe."]
)
def test_what_is_not_said_is_no_act_of_saying(read: Read, text: str) -> None:
    assert not events(read(text), "SpeechEvent")


def test_to_announce_a_deal_is_to_have_reached_one(read: Read) -> None:
    reading = read("Kenya and Uganda announced a border deal on Monday.")
    assert events(reading, "AgreementReached")
    assert not events(reading, "SpeechEvent")


def test_where_somebody_speaks_is_the_place_of_the_act(read: Read) -> None:
    reading = read("Speaking in Oslo, Anna Berg said the bridge in Turin was safe.")
    assert place(reading, event(reading, "SpeechEvent")) == "Oslo"


def test_a_place_inside_the_content_is_not_where_it_was_said(read: Read) -> None:
    reading = read("Anna Berg said the bridge in Turin was safe.")
    assert place(reading, event(reading, "SpeechEvent")) is None


def test_a_second_quote_of_the_paragraph_is_of_the_same_speaker(read: Read) -> None:
    reading = read(
        'Police came.\nTwo cars burned. "The roof fell," said Jose Paz, a cook. "We ran to the street and hid."'
    )
    assert speakers(reading, claim(reading, "We ran to the street")) == ["Jose Paz"]
