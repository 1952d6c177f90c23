"""Imports of local actors: each runs to its end or changes nothing, and changes nothing the second time."""
