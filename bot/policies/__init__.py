"""Policies that choose the next action."""
