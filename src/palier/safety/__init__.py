"""Safety: voisins who are out, what they call for, and the entrances where nobody should go.

Refuses: positions, tracks, a record of who was late. Must never hold: a door, a resident's name, words about a home.

What it forgets by itself (`actions/forget.py`): outings, check-ins and returns that were only late, at four in the morning after their
day; other alarms, and what the phone had said of them, three months after they were closed; entrances to avoid, three months after
their last day. An alarm that nobody closed stays.
"""
