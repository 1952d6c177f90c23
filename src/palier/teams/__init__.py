"""Teams: contracts and declared hours; later recruitment, training, seminars.

Refuses: scores and rankings of voisins. Must never hold: hours measured by a machine; hours are declared.
"""
