"""Rules of missions. Pure."""
