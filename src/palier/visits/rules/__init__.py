"""Rules of what phones send. Pure: no database, no clock."""
