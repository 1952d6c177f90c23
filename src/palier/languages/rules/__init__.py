"""Rules of languages: plural forms, and what makes a translation usable."""
