"""Portal: the front for partners: their own missions, frozen figures, documents, what waits for their answer.

Refuses: visits, tours, doors, tallies, words of the door, filters, drill-down, date pickers on figures, and any API (security §3, R5 to R7).
"""
