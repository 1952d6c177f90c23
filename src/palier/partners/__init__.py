"""Partners: landlords, companies, institutions, local actors; later referrals and field feedback.

Refuses: a list of debtors, a lead, an advertisement. Must never hold: a key to a visit.
"""
