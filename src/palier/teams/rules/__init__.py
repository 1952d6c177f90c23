"""The association's rules of employment, in pure Python: each with the article it comes from.

Minutes are whole. Days, weeks and months are those of the site's own clock. Nothing here reads a clock or a database.
"""
