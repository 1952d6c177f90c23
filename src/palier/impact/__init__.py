"""Impact: indicators and the bilan; later the steering-committee pack, experiments, SROI.

Refuses: a figure without its denominator, a released cell under eleven homes, a figure of one voisin.
Must never hold: who paid (funding reads impact, never the other way).
"""
