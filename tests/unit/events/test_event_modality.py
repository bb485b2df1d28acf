"""Whether something happened: one phrase for each way of saying that it did, will, may, did not."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, types


@pytest.mark.parametrize(
    ("text", "code", "modality"),
    [
        # occurred
        ("The army attacked the town.", "ArmedAttack", "Occurred"),
        ("The army has attacked the town.", "ArmedAttack", "Occurred"),
        ("The attack on the town lasted an hour.", "ArmedAttack", "Occurred"),
        ("The rebels managed to seize the airport.", "TerritoryCaptured", "Occurred"),
        ("The mayor regrets that the workers went on strike.", "Strike", "Occurred"),
        # ongoing
        ("The army is attacking the town.", "ArmedAttack", "Ongoing"),
        ("The war continued.", "War", "Ongoing"),
        ("The ongoing siege of the citadel worries Lima.", "SiegeOrBlockade", "Ongoing"),
        ("Chad and Libya have been clashing for days.", "ArmedClash", "Ongoing"),
        ("The shelling did not stop.", "ShellingOrMissileAttack", "Ongoing"),
        # attempted
        ("The rebels tried to attack the port.", "ArmedAttack", "Attempted"),
        ("The rebels failed to seize the airport.", "TerritoryCaptured", "Attempted"),
        ("An attempted coup shook Chad.", "Coup", "Attempted"),
        ("The failed assassination of the mayor shocked Lima.", "AssassinationOrAttempt", "Attempted"),
        ("An assassination attempt shocked Lima.", "AssassinationOrAttempt", "Attempted"),
        ("Police foiled a bomb attack in Oslo.", "BombOrIed", "Attempted"),
        # expected
        ("The army will attack the town.", "ArmedAttack", "Expected"),
        ("A ceasefire is expected on Friday.", "Ceasefire", "Expected"),
        ("The two sides are set to sign the deal on Friday.", "AgreementSigned", "Expected"),
        ("The planned invasion worries Finland.", "ArmedAttack", "Expected"),
        ("The upcoming election worries investors.", "Election", "Expected"),
        ("The general was about to resign.", "Resignation", "Expected"),
        ("Mali intends to deploy troops.", "Deployment", "Expected"),
        ("The minister said the army would attack.", "ArmedAttack", "Expected"),
        ("The general plans an attack.", "ArmedAttack", "Expected"),
        ("The election is scheduled for June.", "Election", "Expected"),
        # proposed
        ("Norway proposed a ceasefire.", "Ceasefire", "Proposed"),
        ("The plan calls for a withdrawal of troops.", "WithdrawalOfForces", "Proposed"),
        ("The proposed ceasefire was discussed.", "Ceasefire", "Proposed"),
        ("The president considered a withdrawal of troops.", "WithdrawalOfForces", "Proposed"),
        ("The union called for a general strike.", "Strike", "Proposed"),
        ("Calls for a ceasefire grew.", "Ceasefire", "Proposed"),
        # agreed
        ("Chad agreed to withdraw its troops.", "WithdrawalOfForces", "Agreed"),
        ("The rebels pledged to release the hostages.", "ReleaseOfCaptives", "Agreed"),
        ("Parliament decided to dissolve the government.", "GovernmentChange", "Agreed"),
        # hypothetical
        ("The generals may attack the town.", "ArmedAttack", "Hypothetical"),
        ("If the rebels attack the port, ships will leave.", "ArmedAttack", "Hypothetical"),
        ("The rebels threatened to attack the port.", "ArmedAttack", "Hypothetical"),
        ("The possible invasion worries Finland.", "ArmedAttack", "Hypothetical"),
        ("The fear of an earthquake is great.", "Earthquake", "Hypothetical"),
        ("The prospect of an election grew.", "Election", "Hypothetical"),
        ("The court could convict Maria Lopez.", "ConvictionOrSentence", "Hypothetical"),
        ("The minister hopes to sign the treaty.", "AgreementSigned", "Hypothetical"),
        ("Police prevented a bomb attack in Oslo.", "BombOrIed", "Hypothetical"),
        ("The captives should be released.", "ReleaseOfCaptives", "Hypothetical"),
        # cancelled and postponed
        ("The government scrapped the election.", "Election", "Cancelled"),
        ("The summit was cancelled.", "Summit", "Cancelled"),
        ("The summit was called off.", "Summit", "Cancelled"),
        ("The assault was aborted.", "ArmedAttack", "Cancelled"),
        ("The election was postponed.", "Election", "Postponed"),
        ("The government delayed the election.", "Election", "Postponed"),
        # denied
        ("The rebels did not attack the village.", "ArmedAttack", "Denied"),
        ("There was no attack on Monday.", "ArmedAttack", "Denied"),
        ("The minister refused to resign.", "Resignation", "Denied"),
        ("The minister would not resign.", "Resignation", "Denied"),
        ("Without a coup the general lived on.", "Coup", "Denied"),
        ("The ministry denied that the army attacked the hospital.", "ArmedAttack", "Denied"),
        ("The army denied attacking the hospital.", "ArmedAttack", "Denied"),
        ("The ministry denied the attack.", "ArmedAttack", "Denied"),
        ("Neither army attacked.", "ArmedAttack", "Denied"),
        ("Nobody was killed.", "Death", "Denied"),
        ("The rain caused the bridge to collapse.", "IndustrialAccident", "Occurred"),
        ("No one died in the fire on Monday.", "Death", "Denied"),
        ("Did rebels attack the port?", "ArmedAttack", "Hypothetical"),
        ("The two countries reached no agreement.", "AgreementReached", "Denied"),
        ("The minister never resigned.", "Resignation", "Denied"),
    ],
)
def test_the_words_above_decide_the_modality(read: Read, text: str, code: str, modality: str) -> None:
    assert event(read(text), code).modality == modality


@pytest.mark.parametrize(
    ("text", "code"),
    [("The rebels did not attack the village.", "ArmedAttack"), ("The minister refused to resign.", "Resignation")],
)
def test_what_is_denied_has_negative_polarity(read: Read, text: str, code: str) -> None:
    assert event(read(text), code).polarity == "Negative"


def test_what_has_not_happened_is_not_said_to_lie_before_the_article(read: Read) -> None:
    (one,) = read("The army will attack the town.").events
    assert one.time.when is not None
    assert one.time.when.end is None


def test_what_never_was_signed_is_no_ceasefire_that_occurred(read: Read) -> None:
    assert event(read("The truce was never signed."), "Ceasefire").modality not in {"Occurred", "Ongoing"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Funerals for two of the victims are to be held on Saturday.", "FuneralOrMemorial"),
        ("The trial is set for June 9.", "CourtHearing"),
    ],
)
def test_what_is_to_be_held_lies_ahead(read: Read, text: str, code: str) -> None:
    assert event(read(text), code).modality is Modality.EXPECTED


@pytest.mark.parametrize(
    "text",
    [
        '"This is a theft," said baker Ana Diaz of the new tax.',
        '"It was a massacre for our trade," Bob Lee said.',
        "The senator called the ruling a coup.",
        "Senators described the search as a kidnapping.",
    ],
)
def test_what_somebody_calls_a_thing_is_no_happening(read: Read, text: str) -> None:
    assert not types(read(text)) & {"Robbery", "Massacre", "Coup", "AbductionOrCaptiveTaking"}
