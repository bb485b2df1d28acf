"""How near is a reading to annotations made by hand? ``judging.py`` first; the bench prints the tables."""
