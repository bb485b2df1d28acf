"""Words that denote events, each with its type; and words that look like them and denote none."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import defect, types


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kosovo and Serbia held talks in Brussels.", "NegotiationRound"),
        ("The working group meeting lasted an hour.", "TechnicalTalks"),
        ("The leaders of the Baltic states held a summit in Riga.", "Summit"),
        ("Chancellor Olaf Scholz met President Xi Jinping.", "Meeting"),
        ("The presidents had a telephone conversation.", "PhoneCall"),
        ("King Felipe visited Rabat.", "Visit"),
        ("Norway presented a peace plan.", "Proposal"),
        ("Kenya and Uganda signed a border treaty.", "AgreementSigned"),
        ("Kenya and Uganda reached an agreement.", "AgreementReached"),
        ("Sweden rejected the proposal.", "AgreementRejected"),
        ("The negotiations collapsed on Friday.", "TalksBrokenOff"),
        ("Serbia suspended the talks.", "SuspensionOfTalks"),
        ("The delegates walked out.", "WalkOut"),
        ("Ireland recognised the independence of Kosovo.", "RecognitionOrTies"),
        ("The truce held for a week.", "Ceasefire"),
        ("Chad withdrew its troops.", "WithdrawalOfForces"),
        ("The two armies exchanged prisoners.", "CaptiveAndPrisonerExchange"),
        ("The pirates released the hostages.", "ReleaseOfCaptives"),
        ("Belarus freed political prisoners.", "ReleaseOfPrisoners"),
        ("Trucks delivered food to the camp.", "AidDelivery"),
        ("Rebels and soldiers clashed near Goma.", "ArmedClash"),
        ("Rebels ambushed a patrol.", "ArmedAttack"),
        ("An air strike hit the refinery.", "AirOrDroneStrike"),
        ("The army shelled the harbour.", "ShellingOrMissileAttack"),
        ("A car bomb went off in Bogota.", "BombOrIed"),
        ("The suicide bombing shook Kabul.", "SuicideAttack"),
        ("The mayor was assassinated in March.", "AssassinationOrAttempt"),
        ("Pirates kidnapped six sailors.", "AbductionOrCaptiveTaking"),
        ("Soldiers massacred villagers.", "Massacre"),
        ("Looters torched the town hall.", "PropertyDestruction"),
        ("Rebels captured the airport.", "TerritoryCaptured"),
        ("The banker was murdered at home.", "Homicide"),
        ("The crackdown on the march shocked Minsk.", "ForceAgainstProtesters"),
        ("A splinter group claimed responsibility.", "ResponsibilityClaimed"),
        ("Police arrested the treasurer.", "ArrestOrDetention"),
        ("Panama deported the migrants.", "Deportation"),
        ("The siege of the citadel lasted a month.", "SiegeOrBlockade"),
        ("Canada sanctioned the oligarch.", "Sanctions"),
        ("Peru expelled the ambassador of Bolivia.", "ExpulsionOfDiplomats"),
        ("Ecuador declared a state of emergency.", "CurfewOrMartialLaw"),
        ("The cyberattack crippled the railways.", "CyberAttack"),
        ("The court sentenced the broker to six years.", "ConvictionOrSentence"),
        ("Prosecutors indicted the broker.", "ChargeOrIndictment"),
        ("Poland deployed troops to the border.", "Deployment"),
        ("Voters elected a new mayor.", "Election"),
        ("The referendum passed narrowly.", "ReferendumOrVote"),
        ("The president appointed a new chief of police.", "Appointment"),
        ("The minister resigned.", "Resignation"),
        ("The army overthrew the government.", "GovernmentChange"),
        ("The coup failed within hours.", "Coup"),
        ("Parliament passed the budget.", "Legislation"),
        ("The judge overturned the verdict.", "CourtRuling"),
        ("The trial of the broker began.", "CourtHearing"),
        ("The ministry opened an investigation.", "InvestigationOpened"),
        ("Students protested outside the university.", "Demonstration"),
        ("Thousands of people marched in Paris.", "Demonstration"),
        ("Miners went on strike in Chile.", "Strike"),
        ("The fighting displaced 600 villagers.", "Displacement"),
        ("A cholera outbreak in Yemen alarmed doctors.", "DiseaseOutbreak"),
        ("The villagers were evacuated.", "EvacuationCarriedOut"),
        ("Divers rescued the boys.", "SearchAndRescue"),
        ("The painter died at his home.", "Death"),
        ("A quake rattled Lima.", "Earthquake"),
        ("Flash floods hit the valley.", "Flood"),
        ("A cyclone reached Odisha.", "Storm"),
        ("The wildfire crossed the motorway.", "Wildfire"),
        ("The ferry capsized.", "TransportAccident"),
        ("The blast broke windows.", "Explosion"),
        ("Germany pledged 20 million euros.", "AidPledge"),
        ("The brewery acquired its rival company.", "BusinessDeal"),
        ("The airline cut 2,000 jobs.", "JobCuts"),
        ("The central bank raised interest rates.", "RateDecision"),
        ("Shares plunged in Tokyo.", "MarketEvent"),
        ("The state funeral drew crowds.", "FuneralOrMemorial"),
    ],
)
def test_a_trigger_has_its_type(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "He had a heart attack at work.",
        "The talk of the town is a new bakery.",
        defect(
            "Ceasefire talk bores her.",
            reason='a compound noun before "talk" ("ceasefire talk") or singular "talk" is a negotiation',
        ),
        "He led the Strike Force Band.",
        "The prime minister is popular.",
        "The firm met its target for the year.",
        "The broker was found guilty of murder and fraud.",
        "The broker was convicted of money laundering.",
        "She has 52 percent of the vote.",
        "The film shoots in Budapest.",
        "A landslide victory pleased the party.",
        "The fire department bought a ladder.",
        "Her charm is a weapon.",
    ],
)
def test_what_only_looks_like_an_event_is_none(read: Read, text: str) -> None:
    found = types(read(text)) - {"ConvictionOrSentence", "BusinessDeal", "Election"}
    assert not found
