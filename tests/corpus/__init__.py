"""Texts written for measuring, every word of them invented."""
