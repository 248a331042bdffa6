"""Speak with the shop: the ports to its order, account and ticket services."""
