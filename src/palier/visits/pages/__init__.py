"""The phone's entrance: pages of the contract v1, JSON only."""
