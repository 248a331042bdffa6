"""Tests of the way to the shop."""
