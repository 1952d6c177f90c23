"""Partners: landlords, companies, institutions, local actors; the directory of services; what residents agreed to.

For: a referral is followed from a spoken yes to what came of it; who asked to be called back is called, then forgotten.
     A local actor is known by its site: when it is open, whom one meets there, what it lets us do, which service it gives.
Refuses: a guess at opening hours; a list of debtors, a lead, an advertisement; a resident's first name or number without her yes, or a day too long.
Must never hold: a key to a visit, a need beside a name.
"""
