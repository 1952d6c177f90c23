"""Palier: door-to-door neighbourhood mediation, from real addresses to the bilan."""
