"""Reads of the room of teams."""
