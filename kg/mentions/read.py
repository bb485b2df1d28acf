"""Document → Mentions: runs the mention stages one after another."""

from __future__ import annotations

from kg.mentions.actors import find_actors
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.places import find_places
from kg.mentions.publication import find_publication
from kg.mentions.quantities import find_quantities
from kg.mentions.quotes import find_quotes
from kg.mentions.times import find_times
from kg.mentions.triggers import find_triggers
from kg.model import ActorType, Document, Mentions


def read_mentions(document: Document, gazetteer: Gazetteer) -> Mentions:
    """Everything the text names, stage by stage; actors claim their spans before places do."""
    publication = find_publication(document)
    times = find_times(document, publication)
    actors, unclear_actors = find_actors(document)
    taken = [span for actor in actors if actor.named or actor.type is not ActorType.GROUP for span in actor.mentions]
    places, unclear_places = find_places(document, taken, gazetteer)
    return Mentions(
        publication,
        times,
        actors,
        places,
        find_triggers(document, times),
        find_quotes(document),
        find_quantities(document, times),
        (*unclear_actors, *unclear_places),
    )
