"""Rules that several rooms share. Pure."""
