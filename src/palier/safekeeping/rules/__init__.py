"""The room's rules, in plain Python."""
