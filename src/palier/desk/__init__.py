"""Desk: the front for managers and head office.

Refuses: rules of the trade (they live in their rooms) and models. Shows every figure with its unit.
"""
