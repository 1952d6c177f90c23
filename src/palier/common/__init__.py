"""Common: words every room uses (ids, days, languages), the journal, events and jobs.

Refuses: any trade. Nothing here knows what a door or a mission is.
Must never hold: personal data of a resident.
"""
