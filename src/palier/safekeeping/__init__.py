"""Safekeeping: encrypted backups, restore, and the keys that phones seal to.

For: nothing that the server acknowledged as safe is ever lost, and nobody who finds a backup can read it.
Refuses: a backup that was not read back and compared; a backup that is cut, changed or opened with the wrong key.
Must never hold: the recovery key. It is made here, shown once, and kept by people, away from the server.
"""
