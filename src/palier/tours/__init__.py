"""Tours: who knocks where and when, in which order, on which pass; the state of a door for a mission.

Refuses: tracking anybody's position, ranking voisins. Must never hold: an answer.
"""
