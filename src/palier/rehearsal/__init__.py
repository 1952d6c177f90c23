"""Rehearsal: an invented neighbourhood and simulated voisins, through the real doors of the house.

Refuses: a way in that a real phone or manager has not. Must never hold: a real name or place.
"""
