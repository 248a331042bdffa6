"""Understand a text: the project's spaCy pipeline, and one value for each thing a text names."""
