"""Missions: from the expressed need to the bilan: questionnaire, guide, perimeter, target.

Refuses: advertising, unpaid-rent lists, health answers about one person.
Must never hold: what one home answered.
"""
