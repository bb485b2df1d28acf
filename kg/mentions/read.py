"""Document → Mentions: runs the mention stages one after another."""

from __future__ import annotations

from collections.abc import Iterator

from kg.mentions.actors import find_actors
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.places import find_places
from kg.mentions.publication import find_publication
from kg.mentions.quantities import find_quantities
from kg.mentions.quotes import find_quotes
from kg.mentions.sure_places import find_sure_places
from kg.mentions.times import find_times
from kg.mentions.toponyms import find_names
from kg.mentions.triggers import find_triggers
from kg.model import Actor, ActorType, Document, Mentions, Skipped
from kg.teasers import teasers


def read_mentions(document: Document, gazetteer: Gazetteer) -> Mentions:
    """Everything the text names, stage by stage; actors claim their spans between sure places and the others."""
    publication = find_publication(document)
    times = find_times(document, publication)
    names = find_names(document.tokens, gazetteer)
    actors, unclear_actors = find_actors(document, find_sure_places(document.tokens, names))
    acting = [span for actor in actors if actor.type is ActorType.STATE for span in (*actor.mentions, *actor.pronouns)]
    taken = [span for actor in actors if _claims(actor) for span in actor.mentions]
    places, unclear_places = find_places(document, taken, gazetteer, acting, names)
    return Mentions(
        publication,
        times,
        actors,
        places,
        find_triggers(document, times),
        find_quotes(document),
        find_quantities(document, times),
        (*_of_others(document), *unclear_actors, *unclear_places),
    )


def _of_others(document: Document) -> Iterator[Skipped]:
    """Lines that were not read, with the reason."""
    return (Skipped("article", span, "a line that points to another article") for span in teasers(document.text))


def _claims(actor: Actor) -> bool:
    """True if the mentions of an actor are names of nobody else; a state shares its name with its country."""
    return actor.type is not ActorType.STATE and (actor.named or actor.type is not ActorType.GROUP)
