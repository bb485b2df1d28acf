"""Figures of quality, size and speed: ``make bench`` prints them, nothing is asserted."""
