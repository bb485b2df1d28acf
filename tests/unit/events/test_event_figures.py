"""Numbers about events: measure, value, bounds, whom they count, parts, and in whose words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import figure, name


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("The clashes killed 30 people.", "Killed", 30),
        ("Thirty people were killed in the clashes.", "Killed", 30),
        ("Twelve people died in the flood.", "Killed", 12),
        ("The death toll from the quake rose to 1,204.", "Killed", 1204),
        ("The crash left a toll of 71 dead.", "Killed", 71),
        ("The blast left five dead.", "Killed", 5),
        ("The plane crash claimed 71 lives.", "Killed", 71),
        ("The explosion killed one and injured 24 others.", "Wounded", 24),
        ("The riot left twelve people wounded.", "Wounded", 12),
        ("The quake injured over 4,000.", "Wounded", 4000),
        ("Tens of thousands of people have died in the famine.", "Killed", 20_000),
        ("The toll from the flood reached 90.", "Killed", 90),
        ("Officials put the death toll at 67 after the flood.", "Killed", 67),
        ("The fire burned 12,000 hectares of forest.", "Area", 12_000),
        ("The storm dumped 300 mm of rain on the city.", "Rainfall", 300),
        ("An earthquake of magnitude 6 hit the island.", "Magnitude", 6),
        ("The 7-magnitude earthquake struck at dawn.", "Magnitude", 7),
        ("More than half a million people have fled the fighting.", "Displaced", 500_000),
        ("A ferry sank off the coast.\n\nDead: 67\n", "Killed", 67),
        ("The militants took 20 people hostage.", "Captured", 20),
        ("Gunmen kidnapped 40 students.", "Captured", 40),
        ("The pirates released 15 hostages.", "Released", 15),
        ("The fighting displaced 6,000 people.", "Displaced", 6000),
        ("Some 6,000 people fled the fighting.", "Displaced", 6000),
        ("The cyclone forced troops to evacuate 3,000 people.", "Evacuated", 3000),
        ("Police arrested 50 protesters.", "Detained", 50),
        ("The march led to 50 arrests.", "Detained", 50),
        ("Four miners are missing after the landslide.", "Missing", 4),
        ("The storm destroyed 300 homes.", "HomesDestroyed", 300),
        ("Germany pledged 20 million euros in aid to Sudan.", "Money", 20_000_000),
        ("Germany pledged $2.5 billion in aid to Sudan.", "Money", 2_500_000_000),
        ("The party won 120 seats in the election.", "Seats", 120),
        ("The airline cut 2,000 jobs.", "Jobs", 2000),
        ("Nearly 10,000 people marched in Paris.", "Participants", 10_000),
        ("Some 5,000 people attended the funeral.", "Participants", 5000),
        ("The referendum was approved by 62 percent of voters.", "Percent", 62),
        # words, lakh and crore
        ("The flood killed two hundred and five people.", "Killed", 205),
        ("The flood killed twenty-one people.", "Killed", 21),
        ("The cyclone displaced 3 lakh people.", "Displaced", 300_000),
        ("The flood displaced 1.5 million people.", "Displaced", 1_500_000),
    ],
)
def test_a_number_has_its_measure_and_value(read: Read, text: str, measure: str, value: int) -> None:
    assert figure(read(text), measure).value == Decimal(value)


@pytest.mark.parametrize(
    ("words", "bound", "low", "high"),
    [
        ("30 people", "Exact", None, None),
        ("at least 30 people", "AtLeast", 30, None),
        ("no fewer than 30 people", "AtLeast", 30, None),
        ("more than 30 people", "MoreThan", 30, None),
        ("over 30 people", "MoreThan", 30, None),
        ("about 30 people", "About", None, None),
        ("some 30 people", "About", None, None),
        ("an estimated 30 people", "About", None, None),
        ("up to 30 people", "AtMost", None, 30),
        ("as many as 30 people", "AtMost", None, 30),
        ("fewer than 30 people", "AtMost", None, 30),
        ("between 30 and 40 people", "Between", 30, 40),
        ("30 to 40 people", "Between", 30, 40),
        ("dozens of people", "Vague", None, None),
        ("hundreds of people", "Vague", None, None),
    ],
)
def test_the_wording_of_a_number_is_its_bound(
    read: Read, words: str, bound: str, low: int | None, high: int | None
) -> None:
    found = figure(read(f"The flood killed {words}."), "Killed")
    assert (found.bound.value, found.low, found.high) == (bound, low, high)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("A car bomb killed 14 people, including three children.", 3),
        ("A car bomb killed 14 people, three of them children.", 3),
        ("Fourteen people, three of whom were children, were killed by a car bomb.", 3),
        ("The shelling killed at least six civilians, among them two nurses.", 2),
    ],
)
def test_a_part_is_a_subset_of_its_whole(read: Read, text: str, part: int) -> None:
    reading = read(text)
    whole = figure(reading, "Killed")
    assert [(f.value, f.subset_of) for f in reading.figures if f is not whole] == [(Decimal(part), whole.key)]


def test_a_figure_in_a_claim_is_of_its_speaker(read: Read) -> None:
    reading = read("The Red Cross said 40 people were killed in the flood.")
    assert name(reading, figure(reading, "Killed").attributed_to) == "Red Cross"


@pytest.mark.parametrize(
    "text",
    [
        "The flood killed 40 people, according to the Red Cross.",
        "According to the Red Cross, the flood killed 40 people.",
        "The flood killed 40 people, the Red Cross said.",
    ],
)
def test_a_figure_is_attributed_wherever_the_source_stands(read: Read, text: str) -> None:
    reading = read(text)
    assert name(reading, figure(reading, "Killed").attributed_to) == "Red Cross"


def test_two_sources_give_two_figures_that_are_never_merged(read: Read) -> None:
    reading = read("The Red Cross said 40 people died in the flood. Police said 55 people died in the flood.")
    found = {(f.value, name(reading, f.attributed_to)) for f in reading.figures}
    assert found == {(Decimal(40), "Red Cross"), (Decimal(55), "Police")}


def test_a_figure_names_whom_it_counts_and_who_did_it(read: Read) -> None:
    reading = read("Boko Haram killed six soldiers in Chad.")
    found = figure(reading, "Killed")
    assert (name(reading, found.population), name(reading, found.inflicted_by)) == ("six soldiers", "Boko Haram")


def test_a_toll_of_something_going_on_runs_from_its_start_to_the_article(read: Read) -> None:
    found = figure(read("The fighting has killed 4,000 people since 15 April 2023."), "Killed")
    assert (str(found.since), str(found.as_of)) == ("2023-04-15", "2024-05-16")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Germany pledged 20 million euros in aid.", "EUR"),
        ("Germany pledged $20 million in aid.", "USD"),
        ("Germany pledged £20m in aid.", "GBP"),
    ],
)
def test_money_has_its_currency(read: Read, text: str, unit: str) -> None:
    assert figure(read(text), "Money").unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "The treaty was signed on 4 April 1949.",
        "The attack lasted 20 minutes.",
        "A Boeing 737 crashed in Peru.",
        "The attack took place 30 kilometres north of Kidal.",
        "The second round of talks ended.",
        "The broker, 54, was arrested.",
    ],
)
def test_numbers_that_measure_no_event_are_no_figures(read: Read, text: str) -> None:
    assert not read(text).figures


def test_a_figure_without_an_event_is_listed_and_left_out(read: Read) -> None:
    reading = read("The town has 300 homes. Smoking makes 40 people homeless.")
    assert not reading.figures


@pytest.mark.parametrize("text", ["The toll from the flood passed 900.", "The death toll from the quake exceeded 900."])
def test_what_is_passed_is_less_than_the_number(read: Read, text: str) -> None:
    found = figure(read(text), "Killed")
    assert (found.bound.value, found.low) == ("MoreThan", Decimal(900))
