"""Places: priority neighbourhoods, addresses, buildings, entrances, doors, oppositions.

Refuses: missions, visits and people; a place does not know what happened there.
Must never hold: a resident's name, phone or e-mail, a tenant's debt, anything a door answered.
"""
