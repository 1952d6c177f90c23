"""Visits: what happened at the door, and the phone's entrance (contract v1).

Refuses: to lose an operation, to accept one twice, to overwrite one.
Must never hold: a resident's name; the language of a conversation beside an address once its tour is closed.
"""
