"""Languages: what the phone and the public pages say, in every language, and who vouched for it.

For: a voisin reads and corrects her own language in a plain workbook, and phones have it at their next contact.
Refuses: a translation invented to fill a key, markup, a formula, a text whose values or plural forms are not those of the French.
Must never hold: what residents said, or who translated what: a language is not a fact about a person.
"""
