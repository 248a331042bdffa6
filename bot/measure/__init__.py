"""Measure how well messages are understood: held-out text, text from outside, and published sets."""
