"""People: organisations, sites, accounts, roles, scope, voisins and their devices.

Refuses: residents. Must never hold: origin, religion, health, a home address of a voisin, a score.
"""
