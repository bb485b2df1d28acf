from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.events.types import type_labels
from kg.mentions.lexicon import read_lexicon
from kg.mentions.triggers import LEXICONS, find_triggers
from kg.model import Document

Parse = Callable[[str], Document]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police arrested nine men in Lagos.", [("arrested", "ArrestOrDetention")]),
        ("A suicide bombing hit the market.", [("suicide bombing", "SuicideAttack")]),
        ("The two sides signed a peace accord.", [("signed", "AgreementSigned")]),
        ("The senator signed autographs.", []),
        ("Rebels seized the town of Bria.", [("seized", "TerritoryCaptured")]),
        ("The union began a general strike.", [("general strike", "Strike")]),
        ("Drone strikes damaged a depot.", [("Drone strikes", "AirOrDroneStrike")]),
        ("The minister resigned.", [("resigned", "Resignation")]),
        ("The board called off the talks.", [("called off", "TalksBrokenOff"), ("talks", "NegotiationSession")]),
        ("She suffered a heart attack.", [("suffered", "IllnessOrInjury")]),
        ("The court convicted the banker.", [("convicted", "ConvictionOrSentence")]),
        ("A magnitude 6 earthquake struck the coast.", [("earthquake", "Earthquake")]),
        ("The war crimes court sat.", []),
        ("Sudan lifted the curfew.", [("lifted", "RestrictionEased"), ("curfew", "CurfewOrMartialLaw")]),
        ("Peru froze its aid to the ministry.", [("froze", "AidCut")]),
        ("The council outlawed the brotherhood.", [("outlawed", "BanOrRestriction")]),
        ("The ministry closed two newspapers.", [("closed", "Censorship")]),
        ("Lorry drivers blocked the tunnel.", [("blocked", "Obstruction")]),
        ("Two hundred rebels surrendered.", [("surrendered", "Surrender")]),
        ("The army recaptured the port.", [("recaptured", "GovernmentRegainsTerritory")]),
        ("Rebels captured the port.", [("captured", "TerritoryCaptured")]),
        ("Attackers threw a grenade into a bar.", [("threw", "GrenadeAttack")]),
        ("A new armed group was formed.", [("formed", "ArmedGroupChange")]),
        ("Sappers defused a bomb.", [("defused", "WeaponsIntercepted")]),
        ("The bank blocked his card.", []),
        ("The chef beat the eggs.", []),
        ("The Bank of Ghana left its key interest rate unchanged at 29%.", [("left", "RateDecision")]),
        ("Norway's central bank kept its policy rate at 4.5 percent.", [("kept", "RateDecision")]),
        ("The Reserve Bank maintained rates on Friday.", [("maintained", "RateDecision")]),
        ("Policymakers held borrowing costs steady.", [("held", "RateDecision")]),
        ("The clinic kept its infection rate low.", []),
        ("POLICE CHIEF OF NAIROBI HAS RESIGNED", [("RESIGNED", "Resignation")]),
        ("BISHOP HAS MOHAMMED AS GUEST", []),
        ("Rain eased the drought.", [("drought", "Drought")]),
    ],
)
def test_triggers_name_the_type_of_event(parse: Parse, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.span.cut(text), t.types[0]) for t in find_triggers(parse(text))] == expected


@pytest.mark.parametrize("name", LEXICONS)
def test_every_class_of_words_that_an_entry_names_exists(name: str) -> None:
    lexicon = read_lexicon(name)
    named = {
        word[1:]
        for row in lexicon["trigger"]
        for words in row.values()
        for word in words
        if isinstance(word, str) and word.startswith("@")
    }
    assert named <= set(lexicon["classes"])


@pytest.mark.parametrize("name", LEXICONS)
def test_every_entry_names_types_of_the_scheme(name: str) -> None:
    assert {code for row in read_lexicon(name)["trigger"] for code in row["type"]} <= set(type_labels())
