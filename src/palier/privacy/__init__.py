"""Privacy: what may be said of homes outside the association, and (registry) what is kept of persons, why and how long.

Refuses: a figure under eleven homes or of all but eleven, an exact count, a filter, a figure that gives another one back, a solver that
does not answer. Must never hold: a home, an answer, a name; it judges numbers that it is handed and asks nobody.
"""
