"""Imports of places: each runs to its end or changes nothing, says what it left out, and changes nothing the second time."""
