"""Doorway: the front for residents. Who is at my door, how not to be visited, what is kept, in their language.

Refuses: an account, a cookie, a script, another host. Asks no name, keeps no network address, shows nothing of any home.
Must never hold: who asked; which door a receipt belongs to, once it is shown outside; the theme of a mission that could mark a home.
"""
