"""Rules of places. Pure."""
