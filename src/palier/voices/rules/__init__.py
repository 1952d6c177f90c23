"""Rules of voices: which sentences there are, which sound says which, what an Opus file is."""
