"""Teams: recruitment, contracts and declared hours; later training, seminars.

Refuses: scores and rankings of voisins and of candidates; a candidate's origin, faith, health or gender. Must never hold: hours measured by a machine; hours are declared.
"""
