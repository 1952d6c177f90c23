"""Rules of the room of partners. Pure: no database, `now` is an argument."""
