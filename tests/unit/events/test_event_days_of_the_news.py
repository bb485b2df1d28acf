"""Days that the order of the telling gives: the day named last, fresh news in the perfect, and what is of neither."""

from __future__ import annotations

import pytest

from kg.model import DateBasis, Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events

STORM = (
    "A cargo plane crashed near Lagos on Monday. Its engines were old. It carried fish. Nobody knows why it fell. "
    "The wreck lay in a field. "
)


def test_a_main_act_is_of_the_day_named_last_while_no_other_is_named(read: Read) -> None:
    arrest = event(read(STORM + "Police arrested the owner."), "ArrestOrDetention")
    assert (edtf(arrest), arrest.time.basis) == ("2024-05-13", DateBasis.CONTEXT)


@pytest.mark.parametrize(
    "between",
    [
        "In March the firm lost another plane.",
        "A rival firm opened in 2019.",
    ],
)
def test_another_time_in_between_ends_the_passage(read: Read, between: str) -> None:
    assert edtf(event(read(f"{STORM}{between} Police arrested the owner."), "ArrestOrDetention")) == "../2024-05-16"


def test_a_time_in_a_relative_clause_leaves_the_passage_where_it_is(read: Read) -> None:
    text = STORM + "The firm, which was founded in 2019, owns two more. Police arrested the owner."
    assert edtf(event(read(text), "ArrestOrDetention")) == "2024-05-13"


def test_a_day_to_come_sets_no_day_for_what_was_done(read: Read) -> None:
    text = "Rebels attacked a barracks in Chad on Monday. A mediator is due in Oslo on Friday. The army freed 20 villagers."
    assert edtf(event(read(text), "ReleaseOfCaptives")) == "2024-05-13"


def test_what_is_followed_by_something_else_sets_no_day(read: Read) -> None:
    text = "The walkout followed a strike at the port on Tuesday. Pilots voted for a stoppage in June."
    assert edtf(event(read(text), "ReferendumOrVote")) != "2024-05-14"


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("Shipbuilder Norsk Verft has won an order from Chile.", "BusinessDeal", "2024-05-16"),
        ("Anna Berg has confirmed that the bridge is closed.", "OfficialStatement", "2024-05-16"),
        ("Chad and Libya have agreed to open a crossing, they said on Wednesday.", "AgreementReached", "2024-05-15"),
        ("Storms have killed nine people in Chad.", "Storm", "../2024-05-16"),
        ("Shipbuilder Norsk Verft has won several orders from Chile.", "BusinessDeal", "../2024-05-16"),
        ("The yard is old. Norsk Verft has won an order from Chile.", "BusinessDeal", "../2024-05-16"),
    ],
)
def test_the_first_sentence_in_the_perfect_is_the_news_of_the_day(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


@pytest.mark.parametrize(
    "text",
    [
        "The fourth round, held in Bern in March 2019, collapsed when Chad accused Libya of arming rebels.",
        "The war was over. Chad accused Libya of arming rebels at the time.",
    ],
)
def test_who_accused_somebody_in_the_background_did_not_do_so_today(read: Read, text: str) -> None:
    assert edtf(event(read(text), "CriticismOrAccusation")) == "../2024-05-16"


def test_a_dateline_is_no_day_of_the_news(read: Read) -> None:
    reading = read(
        "OSLO, May 16 - Rebels seized a town on Tuesday.\n\nThe two sides met.\n\nAnna Berg said it was grave."
    )
    assert edtf(event(reading, "OfficialStatement")) == "2024-05-14"


def test_what_was_said_after_a_sentence_on_years_ago_was_not_said_today(read: Read) -> None:
    reading = read("Chad cut its ties with Libya in July 2010. Libya denied the accusations. The border is calm.")
    assert edtf(event(reading, "Denial")) == "../2024-05-16"


def test_a_deal_that_is_told_on_is_the_same(read: Read) -> None:
    reading = read("Chad and Libya agreed on Monday to open a crossing. The deal was reached at a meeting in Lima.")
    assert edtf(event(reading, "AgreementReached")) == "2024-05-13"


def test_a_source_beside_a_forecast_has_spoken(read: Read) -> None:
    paper = event(
        read("Chad would cut its army, according to a fact sheet published by the ministry."), "OfficialStatement"
    )
    assert (paper.modality, edtf(paper)) == (Modality.OCCURRED, "../2024-05-16")


def test_two_ways_out_are_not_taken(read: Read) -> None:
    reading = read('Anna Berg told the rebels: "Either you surrender, or you die."')
    assert {e.modality for e in (*events(reading, "Surrender"), *events(reading, "Death"))} == {Modality.HYPOTHETICAL}


def test_who_died_in_a_disaster_of_years_ago_is_not_among_its_dead(read: Read) -> None:
    reading = read("The floods in Chad are the worst since 2003, when 250 people died and 900 homes were destroyed.")
    (old,) = [e for e in events(reading, "Death") if "Flood" not in e.types]
    assert (edtf(old), edtf(event(reading, "PropertyDestruction"))) == ("2003", "2003")
    assert not event(reading, "Flood").participants


def test_whoever_leads_a_movement_is_held_on_another_day_than_it_marched(read: Read) -> None:
    reading = read("Leaders of the group behind the protests in Lyon were detained on Saturday.")
    assert edtf(event(reading, "Demonstration")) == "../2024-05-16"
