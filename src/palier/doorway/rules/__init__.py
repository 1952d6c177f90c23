"""Rules of the public pages. Pure."""
