"""Rules of tours. Pure."""
